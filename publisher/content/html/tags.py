"""One tag, read letter by letter as the HTML Standard says that browsers do, and written anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.entities import html5
from typing import NamedTuple

_NAME = re.compile(r"(/?)([a-zA-Z][^\t\n\f\r />]*)")
_GAP = re.compile(r"[\t\n\f\r /]*")
_KEY = re.compile(r"=?[^\t\n\f\r />=]*")
_EQUALS = re.compile(r"[\t\n\f\r ]*=[\t\n\f\r ]*")
_VALUE = re.compile(r""""([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*)|(?=>)""")
_REFERENCE = re.compile(r"&(#[xX]?[0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]*;?)(=?)")

_ESCAPED = str.maketrans({"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\n": "&#10;"})


class HtmlTag(NamedTuple):
    """A tag: lower-case names, values as they are meant, of doubled attributes the first."""

    name: str
    ends: bool
    attributes: dict[str, str | None]
    end: int
    """Where in the text it is over."""


def read(text: str, start: int) -> HtmlTag | None:
    """The tag that begins with the `<` at `start`; None where a browser would see none, or no end.

    HTML Standard, 13.2.5.6 to 13.2.5.40: the tag open state, and those that follow.
    """
    named = _NAME.match(text, start + 1)
    if named is None:
        return None
    attributes: dict[str, str | None] = {}
    at = named.end()
    while True:
        at = _end(_GAP, text, at)
        if text[at : at + 1] in {">", ""}:
            break
        key = text[at : _end(_KEY, text, at)].lower()
        at += len(key)
        value: str | None = None
        if equals := _EQUALS.match(text, at):
            given = _VALUE.match(text, equals.end())
            if given is None:
                return None
            at, value = given.end(), value_of(given[given.lastindex or 0])
        attributes.setdefault(key, value)
    if at >= len(text):
        return None
    return HtmlTag(named[2].lower(), bool(named[1]), attributes, at + 1)


def written(name: str, attributes: Mapping[str, str | None]) -> str:
    """A start tag that every parser reads the same way."""
    parts = (
        f" {key}" if value is None else f' {key}="{value.translate(_ESCAPED)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{''.join(parts)}>"


def value_of(quoted: str) -> str:
    """An attribute's value with its references resolved: `&copy=1` in an address is none.

    >>> value_of("?a=1&copy=2&amp;b&#58;&copy;")
    '?a=1&copy=2&b:©'
    """
    return _REFERENCE.sub(_meant, quoted) if "&" in quoted else quoted


def _meant(match: re.Match[str]) -> str:
    reference, equals = match.groups()
    if reference.startswith("#"):
        return unescape(f"&{reference}") + equals
    if (equals and not reference.endswith(";")) or reference not in html5:
        return match[0]
    return html5[reference] + equals


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
