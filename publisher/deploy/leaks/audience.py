"""Texts that only subscribers get: their sentences must stand in no public file.

Sentences are compared as plain words, so that neither markup, escaping nor line breaks hide one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from publisher.engine.recipes import BuildContext, key
from publisher.model import Entry, Piece

_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time"
    r"|u|var|wbr)(?:\s[^<>]*)?>"
)
_TAG = re.compile(r"<[^<>]*>")
_CODED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENDS = re.compile(r"[\0\"]|[.!?…:”] ")
_HIDDEN = ("|", "\u00ad", "\u200b")
"""Where a word may be divided; the search index writes it with a bar."""
_VALUE = re.compile(
    r"\b(?:alt|aria-label|content|description|label|summary|text|title|value)\s*="
    r"""\s*(?:"([^"<>]{50,})"|'([^'<>]{50,})')"""
)
"""The attributes that hold words, and not addresses or names."""
_EDGES = " .!?…:,;–-”»«'’()[]\\\0"
_BREAKERS = frozenset('"\\<>')
"""Signs that each format writes in its own way."""
_SHORTEST = 50
_ROUNDS = 3
"""HTML in XML in HTML is escaped as many times."""


def sentences(html: str) -> Iterator[str]:
    """All long sentences, as plain words, from HTML, XML with HTML in it, JSON or plain text."""
    if "\\u" in html:
        html = _CODED.sub(lambda found: chr(int(found[1], 16)), html)
    values = [unescape(first or second) for first, second in _VALUE.findall(html)]
    for _ in range(_ROUNDS):
        if "&" not in html or (plain := unescape(html)) == html:
            break
        html = plain
    for text in (html, *values):
        for each in _ENDS.split(_plain(text)):
            if len(sentence := each.strip(_EDGES)) >= _SHORTEST:
                yield sentence


def closed(context: BuildContext) -> Iterator[Piece]:
    """Every piece of which the public gets no more than the beginning."""
    return (piece for piece in context.pieces if piece.closed)


def mark(context: BuildContext, piece: Piece) -> str:
    """Differs whenever the sentences of `needles` may."""
    return key(context.texts.digest(piece).hash, piece.title, piece.description, piece.corrections)


def needles(context: BuildContext, piece: Piece) -> tuple[str, ...]:
    """Every long sentence of the part that only subscribers get."""
    rendered = context.texts.rendered(piece)
    corrections = " ".join(each.text for each in piece.corrections)
    shown = _flat(f"{piece.title}\0{piece.description}\0{corrections}\0{rendered.teaser}")
    return tuple(
        each
        for each in dict.fromkeys(sentences(rendered.html))
        if each not in shown and not _BREAKERS.intersection(each)
    )


def stands_openly(context: BuildContext, entries: Iterable[Entry], sentence: str) -> bool:
    """Whether a text that everybody may read has the sentence too, as a standing line may be."""
    return any(
        sentence in _flat(html) or sentence in sentences(html)
        for html in (
            context.texts.rendered(entry).html
            for entry in entries
            if not (isinstance(entry, Piece) and entry.closed)
        )
    )


def _flat(html: str) -> str:
    return _plain(unescape(html))


def _plain(html: str) -> str:
    """Words with one space between them, and a zero where a block ends."""
    text = _TAG.sub("\0", _INLINE.sub("", html)).replace("\\n", " ")
    for sign in _HIDDEN:  # many times faster than str.translate
        text = text.replace(sign, "")
    return " ".join(text.split())
