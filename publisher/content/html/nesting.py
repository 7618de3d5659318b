"""How tags lie in each other: how deep, and where a browser would not have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from publisher.content.html.listed import VOID

DEEPEST = 100
"""How deep elements may lie in each other. Browsers stop at 512; mail programs long before."""
_OPTIONAL = "colgroup dd dt li p rp rt tbody td tfoot th thead tr"
END_OPTIONAL = frozenset(_OPTIONAL.split())
"""Elements whose end tag may be left out (HTML Standard, “Optional tags”)."""

_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_CLOSING = """
    address article aside blockquote details div dl figcaption figure footer h1 h2 h3 h4 h5 h6
    header hgroup hr ol p pre section table ul
"""
_ENDS_PARAGRAPH = frozenset(_CLOSING.split())
"""What ends an open paragraph (HTML Standard, 13.2.6.4.7, “A start tag whose…”)."""


class Misplaced(NamedTuple):
    """A tag that a browser reads in another way than it was meant."""

    name: str
    within: str
    """What it lies in and cannot; empty for an end without a beginning."""


def tags_of(html: str) -> list[str]:
    """Every tag of a fragment in which `<` and `>` stand for nothing else."""
    return _TAG.findall(html)


@lru_cache(maxsize=4096)
def head(tag: str) -> str:
    """A tag's name, `/` before it if it ends something."""
    match = _NAME.match(tag)
    return ("/" if tag.startswith("</") else "") + (match[1].lower() if match else "")


def skeleton(html: str) -> list[str]:
    """The `head` of every tag, in order."""
    return [head(tag) for tag in tags_of(html)]


def too_deep(html: str) -> str:
    """The name of the first tag that lies deeper than `DEEPEST`; empty if there is none."""
    opened: list[str] = []
    for name in skeleton(html):
        if not name.startswith("/"):
            _leave_out(opened, name)
            if name not in VOID:
                opened.append(name)
            if len(opened) > DEEPEST:
                return name
        elif name[1:] in opened:
            while opened.pop() != name[1:]:
                pass
    return ""


def _leave_out(opened: list[str], begun: str) -> None:
    """End what the author need not end: of `<li>a<li>b` the second is not in the first."""
    while opened and opened[-1] in END_OPTIONAL and begun in END_OPTIONAL:
        if begun == "p" != opened[-1]:
            return
        opened.pop()


def misplaced(html: str) -> Iterator[Misplaced]:
    """Ends that end nothing open, ends that cross, and what a paragraph cannot hold."""
    opened: list[str] = []
    for name in skeleton(html):
        if not name.startswith("/"):
            if name in _ENDS_PARAGRAPH and "p" in opened and opened[-1] not in {"td", "th"}:
                yield Misplaced(name, "p")
            if name not in VOID:
                opened.append(name)
        elif name[1:] not in opened:
            yield Misplaced(name[1:], "")
        else:
            while (last := opened.pop()) != name[1:]:
                if last not in END_OPTIONAL:
                    yield Misplaced(last, name[1:])
