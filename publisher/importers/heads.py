"""Fields → the head of a text, as its author would have written it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping


class Said(str):
    """A text that is written also when it is empty: a picture's description must be there."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """None but itself: it is never one of the values that say nothing."""
        return self is other

    __hash__ = str.__hash__


def head_of(fields: Mapping[str, object]) -> str:
    """A line for each field that says something."""
    return "".join(
        f"{key}: {_yaml(value)}\n"
        for key, value in fields.items()
        if value not in ("", [], None, False)
    )


def _yaml(value: object) -> str:
    """A value as YAML, which JSON is a part of."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_yaml(each) for each in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml(each)}" for key, each in value.items()) + "}"
    text = str(value)
    if _is_plain(text):
        return text
    return (
        json.dumps(text, ensure_ascii=False)
        .replace("\x7f", "\\x7f")
        .replace("\x85", "\\x85")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
        .replace("\ufeff", "\\ufeff")
    )


def _is_plain(text: str) -> bool:
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?", text):
        return True
    fine = re.fullmatch(r"[A-Za-zÅÄÖåäöÉé][\w åäöÅÄÖéÉ.!()”–-]*(?<! )", text)
    return fine is not None and text.lower() not in {
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "y",
        "n",
    }
