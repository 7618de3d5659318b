"""The small print of CommonMark: escapes, entities, labels, and where a link leads."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.entities import html5
from typing import NamedTuple

from markdown.util import ETX, STX

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,40}));")
_LIKE_ENTITY = re.compile(r"(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&[#A-Za-z0-9]{1,42};)")
_HELD = frozenset("\"'-.{<>[:!|")
"""Escaped, these may not be taken for marks by any later step."""
_IN_ADDRESS = re.compile(r"[\"'.-]")

_BARE_AMPERSAND = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)

_POINTED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_PART = re.compile(r"[^ \\()\x00-\x1f\x7f]++|\\[!-/:-@\[-`{-~]|[\\()]")
_GAP = re.compile(r"[ \t]*+\n?[ \t]*+")
_TITLE = re.compile(
    r'"((?:[^"\\]|\\.)*+)"|\'((?:[^\'\\]|\\.)*+)\'|\(((?:[^()\\]|\\.)*+)\)', re.DOTALL
)
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999}+)\]", re.DOTALL)
_REST_OF_LINE = re.compile(r"[ \t]*+(?:\n|$)")
_DEEPEST = 32
"""So many brackets may stand in one another in an address (cmark's limit)."""


class LinkTarget(NamedTuple):
    """Where a link leads, its title (None: it has none), and where in the text it ends."""

    href: str
    title: str | None
    end: int


def held(sign: str) -> str:
    """A sign that later steps are to leave alone, as Python-Markdown writes it."""
    return f"{STX}{ord(sign)}{ETX}"


def as_address(text: str) -> str:
    """An address in running text: nothing in it may become a quote, a dash or an ellipsis."""
    return _IN_ADDRESS.sub(lambda match: held(match[0]), text)


def escaped(sign: str, text: str, after: int) -> str:
    """What a backslash before this sign leaves; `after` is where the text goes on."""
    if sign == "&":
        return ampersand(text, after)
    return held(sign) if sign in _HELD else sign


def ampersand(text: str, after: int) -> str:
    """An & that is only itself, though what follows may look like an entity."""
    return "&amp;" if _LIKE_ENTITY.match(text, after) else "&"


def like_entity(text: str) -> bool:
    """Whether any & in the text begins what may be an entity."""
    return "&" in text and _BARE_AMPERSAND.search(text) is not None


def entity(text: str, start: int) -> tuple[str, int] | None:
    """The characters that an entity stands for, and its end; None when it is none."""
    if (match := _ENTITY.match(text, start)) is None:
        return None
    if match[3] is not None:
        found = html5.get(f"{match[3]};")
    else:
        found = _numbered(int(match[1], 16) if match[1] else int(match[2]))
    return None if found is None else (found, match.end())


def _numbered(number: int) -> str:
    """The character of this number; those that no text may hold become �, as in HTML."""
    surrogate = 0xD800 <= number <= 0xDFFF  # noqa: PLR2004 (Unicode's own)
    if number > 0x10FFFF or surrogate or (number < 32 and number not in {9, 10, 13}):  # noqa: PLR2004
        return "\ufffd"
    return chr(number)


def plain(text: str) -> str:
    """A title, address or name of a language as it is meant: no backslashes, no entities."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(_meant, text)


def _meant(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    found = entity(match[2], 0)
    return match[2] if found is None else found[0]


def attribute(text: str) -> str:
    """A value as Python-Markdown's serialiser is to get it: it takes `&copy;` for an entity."""
    return _BARE_AMPERSAND.sub("&amp;", text) if "&" in text else text


def label(text: str, start: int) -> tuple[str, int] | None:
    """What stands between brackets from here, and where it ends."""
    match = _LABEL.match(text, start)
    return None if match is None else (match[1], match.end())


def folded(name: str) -> str:
    """A label as labels are compared: case and breadth of spaces mean nothing."""
    return " ".join(name.split()).casefold()


def inline_target(text: str, start: int) -> LinkTarget | None:
    """What a link's parenthesis says; `start` is just after the (."""
    position = _gap(text, start)
    found = _destination(text, position)
    if found is None:
        href = ""
    else:
        href, position = found
    after = _gap(text, position)
    title = _TITLE.match(text, after) if after > position else None
    if title is not None:
        after = _gap(text, title.end())
    if not text.startswith(")", after):
        return None
    return LinkTarget(plain(href), None if title is None else _title(title), after + 1)


def definition(text: str, start: int) -> tuple[str, LinkTarget] | None:
    """A definition of a label, `[x]: address "title"`, that begins here, and where it ends."""
    named = label(text, start)
    if named is None or not text.startswith(":", named[1]) or not named[0].strip():
        return None
    position = _gap(text, named[1] + 1)
    found = _destination(text, position)
    if found is None:
        return None
    href, position = found
    rest = _REST_OF_LINE.match(text, position)
    after = _gap(text, position)
    title = _TITLE.match(text, after) if after > position else None
    if title is not None and (ended := _REST_OF_LINE.match(text, title.end())):
        return named[0], LinkTarget(plain(href), _title(title), ended.end())
    return None if rest is None else (named[0], LinkTarget(plain(href), None, rest.end()))


def _gap(text: str, position: int) -> int:
    match = _GAP.match(text, position)
    return position if match is None else match.end()


def _title(match: re.Match[str]) -> str:
    return plain(next(part for part in match.groups() if part is not None))


def _destination(text: str, start: int) -> tuple[str, int] | None:
    if text.startswith("<", start):
        match = _POINTED.match(text, start)
        return None if match is None else (match[1], match.end())
    position, depth = start, 0
    while part := _PART.match(text, position):
        if part[0] == "(":
            depth += 1
            if depth > _DEEPEST:
                return None
        elif part[0] == ")":
            if depth == 0:
                break
            depth -= 1
        position = part.end()
    return None if depth or position == start else (text[start:position], position)


@cache
def is_punctuation(sign: str) -> bool:
    """Whether a sign counts as punctuation where marks begin and end words."""
    return sign in PUNCTUATION or unicodedata.category(sign)[0] in "PS"
