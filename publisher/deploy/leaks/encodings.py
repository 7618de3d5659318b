"""A secret in every shape that the program, or a tool on the way, may have given it.

Escaped as HTML, XML, JSON or in an address, with typographic signs, divided, wrapped, as Base64 or
in UTF-16: in most of them its letters and digits stand as they were and in the same order, so these
are looked for, with whatever an escaped sign can be between them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import quote, quote_plus

_RUN = re.compile(r"[A-Za-z0-9]+")
_BETWEEN = (
    r"(?:</?[A-Za-z][^<>]{0,200}>|&(?:amp;)*#?\w{1,8};|%(?:25)*[0-9A-Fa-f]{2}|=[0-9A-F]{2}"
    r"|\\u[0-9A-Fa-f]{4}|[^A-Za-z0-9]){0,12}"
)
"""What may have become of the signs between two runs of letters. No two ways lead to the same end:
whoever takes the `&` of `&amp;` alone stands before a letter, where the gap is over."""
_SOFT = ("=\n", "=\r\n", "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
"""What divides words and lines, and is not seen."""
_ROUNDS = 3
"""HTML in XML in HTML is escaped as many times."""
_LONG = 6
"""A run so long is looked for alone first: that is many times faster, and mostly the end of it."""
_ENOUGH = 6
"""Fewer letters and digits in all would be found in other texts too."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What to look for. `run` is the longest part that no escaping changes, if it is long."""

    exact: tuple[str, ...]
    run: str
    loose: re.Pattern[str] | None


@cache
def shapes(value: str) -> Shapes:
    """How a secret may look."""
    runs = _RUN.findall(value)
    longest = max(runs, key=len, default="")
    enough = len("".join(runs)) >= _ENOUGH
    return Shapes(
        exact=tuple(dict.fromkeys((*written(value), *_in_base64(value)))),
        run=longest if len(longest) >= _LONG else "",
        loose=re.compile(_BETWEEN.join(runs)) if enough and len(runs) > 1 else None,
    )


def written(value: str) -> Iterator[str]:
    """The secret as it is, and as it is escaped in whole."""
    yield value
    yield from (quote(value, safe=""), quote(value), quote_plus(value))
    yield quote(value, safe="").replace("%", "%25")
    for quotes in (True, False):
        once = value
        for _ in range(_ROUNDS):
            once = escape(once, quote=quotes)
            yield from (once, once.replace('"', "&quot;"))
    yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])


def whole(text: str) -> str:
    """A text without what divides words and lines."""
    for sign in _SOFT:
        text = text.replace(sign, "")
    return text


def find(value: str, text: str) -> int:
    """Where a secret stands in a text, in whatever shape, or -1."""
    known = shapes(value)
    for form in known.exact:
        if (at := text.find(form)) >= 0:
            return at
    if known.loose is None or known.run not in text:
        return -1
    found = known.loose.search(text)
    return found.start() if found else -1


def _in_base64(value: str) -> Iterator[str]:
    """What stands in Base64 whatever stands before and after it: one for each way to begin."""
    data = value.encode()
    for skipped in range(3):
        coded = base64.b64encode(b"\0" * skipped + data)
        # Only signs all of whose six bits are the secret's own.
        inner = coded[-(-skipped * 8 // 6) : (skipped + len(data)) * 8 // 6].decode()
        yield from (inner, inner.replace("+", "-").replace("/", "_"), quote(inner, safe=""))
