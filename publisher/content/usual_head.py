"""The usual head of an article, read without YAML and without schemas: a tenth of the work.

Most heads are a title, a day, some names and some words on lines of their own. Such a head is read
here as it stands. At the first sign that might mean something more to YAML or to the schema
(`front_matter.ArticleFields`) all of it is left to them: whatever comes of it here is what comes of
it there, and a head with a fault is never read here. `tests/content/test_usual_head.py` holds the
two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, ClassVar, get_args

from publisher.config.fields.meaning import meant
from publisher.content.focus import FOCUS
from publisher.model import Audience, limits

_KEY = re.compile(r"([a-z_]+):(?: (\S.*))?")
_WORDS = re.compile(r"""[^\W_](?:[^\x00-\x1f\x7f-\xa0:#"\\]|:(?=[^\s:#"\\]))*""")
"""Text without quotes that begins with a letter or figure, and in which nothing can end it."""
_ITEM = re.compile(r"[^\W_][^\x00-\x1f\x7f-\xa0:#\"\\,;\[\]{}]*")
_QUOTED = re.compile(r'"([^"\\]*)"|\'([^\']*)\'')
_FLOW = re.compile(r"\[([^\[\]]*)\]")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(1900, 2200)
_MOST = 100
"""Names in a list, and lines of a value; so few that no limit of the program is near."""

_LINES = ("title", "image", "image_credit", "subject", "preheader")
_TEXTS = ("description", "image_alt", "image_caption")
_LISTS = ("authors", "categories", "tags")
_DAYS = ("date", "updated")
_WRITTEN = frozenset((*_LINES, *_TEXTS))


class _Unusual(Exception):  # noqa: N818 (no error: how the quick way is broken off)
    """Something may mean more than is known here."""


class UsualMail:
    """`mail:` as written."""

    def __init__(self, written: dict[str, Any]) -> None:
        """What is not `written` is as the schema has it."""
        self.send: bool | None = written.get("send")
        self.subject: str = written.get("subject", "")
        self.preheader: str = written.get("preheader", "")

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Names and values, as pydantic's models give them."""
        return iter(vars(self).items())


class UsualFields:
    """An article's fields, by the names and with the values that `ArticleFields` would have."""

    model_fields: ClassVar[frozenset[str]] = frozenset(
        "title date description id slug aliases draft updated authors categories tags image "  # noqa: SIM905
        "image_alt image_caption image_credit image_focus corrections withdrawn pinned order "
        "audience mail "
        "guid".split()
    )

    def __init__(self, written: dict[str, Any]) -> None:
        """What is not `written` is as the schema has it."""
        self.title: str = written["title"]
        self.date: date = written["date"]
        self.description: str = written.get("description", "")
        self.id: str | None = written.get("id")
        self.slug: str | None = written.get("slug")
        self.aliases: tuple[str, ...] = ()
        self.draft: bool = written.get("draft", False)
        self.updated: date | None = written.get("updated")
        self.authors: tuple[str, ...] = written.get("authors", ())
        self.categories: tuple[str, ...] = written.get("categories", ())
        self.tags: tuple[str, ...] = written.get("tags", ())
        self.image: str | None = written.get("image")
        self.image_alt: str | None = written.get("image_alt")
        self.image_caption: str = written.get("image_caption", "")
        self.image_credit: str = written.get("image_credit", "")
        self.image_focus: str | None = written.get("image_focus")
        self.corrections: tuple[()] = ()
        self.withdrawn: None = None
        self.pinned: bool = written.get("pinned", False)
        self.order: None = None
        self.audience: Audience = written.get("audience", "alla")
        self.mail = UsualMail(written.get("mail", {}))
        self.guid: None = None


def usual(head: str, first_line: int) -> tuple[UsualFields, dict[str, int]] | None:
    """The fields of an article's head, and the line of each; None: let YAML and the schema see it.

    `head` is what stands between the two lines of `---`, of which the first is `first_line`.
    """
    lines = head.split("\n")
    written: dict[str, Any] = {}
    places: dict[str, int] = {}
    at = 0
    try:
        while at < len(lines):
            if lines[at]:
                name, text = _pair(lines[at])
                rest = _below(lines, at + 1)
                if name in written or name not in UsualFields.model_fields:
                    return None
                written[name], places[name] = _value(name, text, rest), first_line + at
                at += len(rest)
            at += 1
    except _Unusual:
        return None
    if "title" not in written or "date" not in written:
        return None
    return UsualFields(written), places


def _pair(line: str) -> tuple[str, str]:
    match = _KEY.fullmatch(line)
    if match is None or line[-1].isspace() or len(line) > limits.LINE_CHARS:
        raise _Unusual
    return match[1], match[2] or ""


def _below(lines: list[str], start: int) -> list[str]:
    """The lines that belong to the field before them."""
    end = start
    while end < len(lines) and lines[end][:1] in {" ", "-"}:
        end += 1
    if end - start > _MOST:
        raise _Unusual
    return lines[start:end]


def _value(name: str, text: str, rest: list[str]) -> Any:  # noqa: ANN401 (as the schema has it)
    if name in _LISTS:
        return tuple(_names(text, rest))
    if name == "mail" and not text and rest:
        return _mail(rest)
    if rest and (text != ">-" or name not in _WRITTEN):
        raise _Unusual
    if rest:
        return _folded(rest)
    if name not in _READ:
        raise _Unusual
    return _READ[name](text)


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise _Unusual
    return text == "true"


def _audience(text: str) -> str:
    if text not in get_args(Audience):
        raise _Unusual
    return text


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text) or not isinstance(meant(text), str):
        raise _Unusual
    return text


def _said(text: str) -> str:
    return _words(text, _WORDS)


def _words(text: str, bare: re.Pattern[str]) -> str:
    """Text in quotes, or without; never what YAML, or an author, would take for something else."""
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        found = quoted[1] or quoted[2] or ""
    elif bare.fullmatch(text) and isinstance(meant(text), str):
        found = text
    else:
        raise _Unusual
    return _plain(found)


def _plain(text: str) -> str:
    """The text, if it is what it seems: signs that show, and no space at its ends."""
    if not text or not text.isprintable() or text != text.strip():
        raise _Unusual
    return text


def _folded(rest: list[str]) -> str:
    """A text on lines of its own below `>-`, all as far from the margin."""
    found = []
    for line in rest:
        if line[:2] != "  " or line[2:3].isspace() or line != line.rstrip():
            raise _Unusual
        found.append(line[2:])
    text = _plain(" ".join(found))
    if len(text) > limits.LINE_CHARS:
        raise _Unusual
    return text


def _names(text: str, rest: list[str]) -> Iterator[str]:
    """The items of a list, in brackets or on lines of their own; or one name, which is a list."""
    for item in _items(text, rest):
        if "," in item or ";" in item:
            raise _Unusual
        yield item


def _items(text: str, rest: list[str]) -> Iterator[str]:
    if bool(text) is bool(rest):
        raise _Unusual
    if flow := _FLOW.fullmatch(text):
        items = flow[1].split(",")
        if any(item[:1].isspace() and item[1:2].isspace() for item in items):
            raise _Unusual
        stripped = [item.strip(" ") for item in items]
        if len(items) > _MOST or not all(map(_ITEM.fullmatch, stripped)):
            raise _Unusual
        yield from (_words(item, _ITEM) for item in stripped)
        return
    if text:
        yield _words(text, _ITEM)
        return
    begins = "  - " if rest and rest[0][0] == " " else "- "
    for line in rest:
        if not line.startswith(begins) or line[-1].isspace():
            raise _Unusual
        yield _words(line.removeprefix(begins), _ITEM)


def _mail(rest: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in rest:
        name, text = _pair(line.removeprefix("  "))
        if not line.startswith("  ") or name not in {"send", "subject", "preheader"}:
            raise _Unusual
        if name in found or not text:
            raise _Unusual
        found[name] = _value(name, text, [])
    return found


def _day(text: str) -> date:
    """A day, or a moment, of a year that feeds and calendars bear."""
    quoted = _QUOTED.fullmatch(text)
    found: Any = None
    if quoted is None:
        found = meant(text)
    elif _DAY.fullmatch(day := quoted[1] or quoted[2] or ""):
        with suppress(ValueError):  # no such day: told by others
            found = date.fromisoformat(day)
    if not isinstance(found, date) or found.year not in _YEARS:
        raise _Unusual
    return found


_READ: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(_WRITTEN, _said),
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(("draft", "pinned", "send"), _truth),
    "audience": _audience,
    "slug": partial(_matching, _SLUG),
    "id": partial(_matching, _ID),
    "image_focus": partial(_matching, FOCUS),
}
"""How the value of each field is read that stands on the field's own line."""
