"""A whole fragment, as a browser's parser reads it and not as it was meant, and nothing unlisted.

Most fragments are so already and stay as they are, byte for byte: every tag strictly written, and
nested as the parser nests it. Any other is written anew from the parser's tree.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from publisher.content.html.listed import ELEMENTS, VOID, listed
from publisher.content.html.nesting import skeleton, tags_of, too_deep
from publisher.content.html.tags import HtmlTag, read, value_of, written

_STRICT = re.compile(r'</([a-z][a-z0-9]*)>|<([a-z][a-z0-9]*)((?: [a-z][a-z-]*(?:="[^"<>]*")?)*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')
_ROUNDS = 4
_PRE = re.compile(r"(<pre[^<>]*>)\n")


class ParsedFragment(NamedTuple):
    """A fragment that holds only what is listed, and is read the same by every parser."""

    html: str
    strange: tuple[str, ...] = ()
    """Tags and attributes that were not on the list, as they stood."""
    moved: bool = False
    """Whether the parser nests the elements in another way than they were written."""
    deep: str = ""
    """The tag that lies too deep in others; then nothing is left of the fragment."""


def anew(html: str) -> ParsedFragment:
    """The fragment with only listed elements and attributes, well nested."""
    if name := too_deep(html):
        return ParsedFragment("", deep=name)
    strange = tuple(_strange(html))
    made = html
    for _ in range(_ROUNDS):
        parsed = _parsed(made)
        if not _strange(made) and skeleton(made) == skeleton(parsed):
            return ParsedFragment(made, strange, moved=made != html and not strange)
        made = _rewritten(parsed)
    return ParsedFragment("", (*strange, "<…>"), moved=True)


def _strange(html: str) -> list[str]:
    """What is no strictly written, listed tag. The same tags come again and again: each once."""
    tags = tags_of(html)
    found = [tag for tag in dict.fromkeys(tags) if not _fits(tag)]
    if html.count("<") != len(tags):
        found.append("<")
    return found


@lru_cache(maxsize=4096)
def _fits(tag: str) -> bool:
    match = _STRICT.fullmatch(tag)
    if match is None:
        return False
    if match[1]:
        return match[1] in ELEMENTS and match[1] not in VOID
    name, seen = match[2], set[str]()
    if name not in ELEMENTS:
        return False
    for key, value in _ATTRIBUTE.findall(match[3]):
        kind = listed(name, key)
        if kind is None or key in seen or not kind(value_of(value)):
            return False
        seen.add(key)
    return True


def _parsed(html: str) -> str:
    """What a parser makes of it, as the HTML Standard writes it (“Serializing HTML fragments”)."""
    from selectolax.lexbor import LexborHTMLParser

    # The parser takes the newline after <pre> for none of its text.
    body = LexborHTMLParser("<!doctype html><body>" + _PRE.sub(r"\1\n\n", html)).body
    return (body.inner_html or "") if body is not None else ""


def _rewritten(html: str) -> str:
    """HTML as a parser writes it, with only what is listed; the words of the rest stay."""
    parts: list[str] = []
    at = 0
    while (start := html.find("<", at)) >= 0:
        parts.append(_text(html[at:start]))
        tag = read(html, start)
        if tag is None:  # a comment, or no tag at all
            end = html.find("-->" if html.startswith("<!--", start) else ">", start)
            at = len(html) if end < 0 else html.index(">", end) + 1
            continue
        parts.append(_kept(tag))
        at = tag.end
    parts.append(_text(html[at:]))
    return "".join(parts)


def _kept(tag: HtmlTag) -> str:
    if tag.name not in ELEMENTS:
        return ""
    if tag.ends:
        return "" if tag.name in VOID else f"</{tag.name}>"
    kept = {
        key: value
        for key, value in tag.attributes.items()
        if (kind := listed(tag.name, key)) is not None and kind(value or "")
    }
    return written(tag.name, kept)


def _text(text: str) -> str:
    return text.replace("&nbsp;", "\N{NO-BREAK SPACE}")
