"""Front matter of any program → its fields; what stands there in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime

from publisher.swedish import STOCKHOLM

Fields = dict[str, object]
_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_YEARS = range(1900, 2200)


class HeadError(Exception):
    """A head that cannot be read; says in Swedish why."""


def parted(text: str) -> tuple[Fields, str]:
    """Fields and body. Raises HeadError; a text without a head has no fields."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if match := _YAML.match(text):
        return _fields(_yaml(match[1])), text[match.end() :]
    if match := _TOML.match(text):
        return _fields(_toml(match[1])), text[match.end() :]
    if text.startswith(("{\n", '{"')):
        return _json(text)
    return {}, text


def _yaml(head: str) -> object:
    import yaml

    try:
        return yaml.safe_load(head)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", rad {mark.line + 2}" if mark is not None else ""
        raise HeadError(f"huvudet är inte giltig YAML{where}") from None
    except RecursionError:
        raise HeadError("huvudet har listor för djupt i varandra") from None


def _toml(head: str) -> object:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HeadError(f"huvudet är inte giltig TOML ({error})") from None


def _json(text: str) -> tuple[Fields, str]:
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text  # a text that only begins with a brace
    return (value, text[end:]) if isinstance(value, dict) else ({}, text)


def _fields(value: object) -> Fields:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise HeadError("huvudet har inga fält")
    return {str(key): each for key, each in value.items()}


def said(fields: Mapping[str, object], *names: str) -> str:
    """The first of these fields that says something, on one line; `a.b` is `b` in `a`."""
    for name in names:
        value: object = fields
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, list):
            value = value[0] if value else None
        plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        if text := " ".join(str(value).split()) if plain else "":
            return text
    return ""


def listed(fields: Mapping[str, object], *names: str) -> tuple[str, ...]:
    """All that these fields name, each once; a lone word is a list of one, commas part words."""
    found: dict[str, None] = {}
    for name in names:
        value = fields.get(name)
        given = (
            value
            if isinstance(value, list)
            else re.split(r"\s*,\s*", value)
            if isinstance(value, str)
            else [value]
        )
        for each in given:
            text = said({"x": each.get("name") if isinstance(each, Mapping) else each}, "x")
            found |= {text.lstrip("#"): None} if text else {}
    return tuple(found)


def moment(value: object) -> datetime | None:
    """A time as programs write it; one without a zone is Swedish."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(
                re.sub(r" ([+-]\d{2}):?(\d{2})$", r"\1:\2", value.strip())
            )
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (given one below)
    if not isinstance(value, datetime) or value.year not in _YEARS:
        return None
    return value if value.tzinfo else value.replace(tzinfo=STOCKHOLM)
