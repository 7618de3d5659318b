"""Texts that only subscribers get: their sentences must stand in no public file.

Sentences are compared as plain words, so that neither markup, escaping nor line breaks hide one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from publisher.model import Entry, Piece
from publisher.work import Work, key

_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time"
    r"|u|var|wbr)(?:\s[^<>]*)?>"
)
_TAG = re.compile(r"<[^<>]*>")
_ENDS = re.compile(r"[\0\"]|[.!?…:”] ")
_HIDDEN = ("|", "\u00ad", "\u200b")
"""Where a word may be divided; the search index writes it with a bar."""
_EDGES = " .!?…:,;–-”»«'’()[]\0"
_BREAKERS = frozenset('"\\&<>')
"""Signs that each format writes in its own way."""
_SHORTEST = 50
_MOST = 12
_ROUNDS = 3
"""HTML in XML in HTML is escaped as many times."""


def sentences(html: str) -> Iterator[str]:
    """All long sentences, as plain words, from HTML, XML with HTML in it, JSON or plain text."""
    for _ in range(_ROUNDS):
        if "&" not in html or (plain := unescape(html)) == html:
            break
        html = plain
    for each in _ENDS.split(_plain(html)):
        if len(sentence := each.strip(_EDGES)) >= _SHORTEST:
            yield sentence


def closed(work: Work) -> Iterator[Piece]:
    """Every piece of which the public gets no more than the beginning."""
    return (piece for piece in work.pieces if piece.closed)


def mark(work: Work, piece: Piece) -> str:
    """Differs whenever the sentences of `needles` may."""
    return key(work.texts.digest(piece).hash, piece.title, piece.description, piece.corrections)


def needles(work: Work, piece: Piece) -> tuple[str, ...]:
    """Some sentences of the part that only subscribers get, spread over all of it."""
    rendered = work.texts.rendered(piece)
    told = " ".join(each.text for each in piece.corrections)
    shown = _flat(f"{piece.title}\0{piece.description}\0{told}\0{rendered.teaser}")
    every = [
        each
        for each in dict.fromkeys(sentences(rendered.html))
        if each not in shown and not _BREAKERS.intersection(each)
    ]
    step = max(1, -(-len(every) // _MOST))
    return tuple(every[::step])


def stands_openly(work: Work, entries: Iterable[Entry], sentence: str) -> bool:
    """Whether a text that everybody may read has the sentence too, as a standing line may be."""
    return any(
        sentence in _flat(work.texts.rendered(entry).html)
        for entry in entries
        if not (isinstance(entry, Piece) and entry.closed)
    )


def _flat(html: str) -> str:
    return _plain(unescape(html))


def _plain(html: str) -> str:
    """Words with one space between them, and a zero where a block ends."""
    text = _TAG.sub("\0", _INLINE.sub("", html)).replace("\\n", " ")
    for sign in _HIDDEN:  # many times faster than str.translate
        text = text.replace(sign, "")
    return " ".join(text.split())
