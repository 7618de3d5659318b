"""A rendered text → its words as readers meet them, each sign with its place in the file.

The fragment is what decides, so that nothing of Markdown is read a second time: what is code, an
address or another language there is so here. Then file and fragment are followed side by side, sign
by sign; what stands in the file alone is Markdown's, what stands in the fragment alone is the
program's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from publisher.model import Entry, Rendered
from publisher.model.prose import HIDDEN, BlockKind, Prose, ProseBlock

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|<!--.*?-->", re.DOTALL)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "heading"),
    **dict.fromkeys(("p", "div", "section", "figure", "details", "aside"), "paragraph"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}
_PARTS = frozenset({
    *_KINDS, "ul", "ol", "dl", "table", "tr", "thead", "tbody", "blockquote", "hr", "header",
    "footer", "article",
})  # fmt: skip
_NOT_PROSE = frozenset({"code", "kbd", "pre", "samp", "var", "script", "style", "svg", "audio"})
_OURS = re.compile(r'class="[^"]*\b(?:footnote-backref|headerlink|card__host|card)\b|id="fnref')
_LANG = re.compile(r'\slang="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "input", "source", "track", "wbr", "col"})
_PICTURES = frozenset({"img", "picture", "video", "audio", "iframe", "object"})
_MARK = re.compile(r"<!--\s*språk:\s*(.*?)\s*-->", re.IGNORECASE)

_SAME = str.maketrans(dict.fromkeys("\"”“„'’‘", '"') | dict.fromkeys("–—", "-"))
_FIELDS = ("title", "subtitle", "description", "summary", "subject", "preheader")


def prose(entry: Entry, rendered: Rendered, source: str, own: str = "sv") -> Prose:
    """What is to be read of an entry: its title and lines of the head, then the body.

    `source` is the whole file. `own` is the publication's language.
    """
    language = entry.language or own
    start = _body(source, entry.body_line)
    follower = _Follower(source, start)
    blocks = [*_head(source[:start]), *_Reader(rendered.html, language, follower).blocks()]
    marks = [(source.count("\n", 0, each.start()) + 1, each[1]) for each in _MARK.finditer(source)]
    return Prose(
        path=entry.source,
        source=source,
        blocks=tuple(blocks),
        language=language,
        marks=tuple(marks),
    )


def _body(source: str, line: int) -> int:
    """Where a line begins."""
    at = 0
    for _ in range(line - 1):
        at = source.find("\n", at) + 1
    return at


def _head(head: str) -> Iterator[ProseBlock]:
    """The fields that readers see, where they stand on one line of their own."""
    for name in _FIELDS:
        match = re.search(rf"^{name}:[ \t]+(.+?)[ \t]*$", head, re.MULTILINE)
        if match is None:
            continue
        at, text = match.start(1), match[1]
        if text[0] in "\"'" and text[-1] == text[0] and len(text) > 1:
            at, text = at + 1, text[1:-1]
        if text and text[0] not in "|>&*[{":
            kind: BlockKind = "title" if name == "title" else "line"
            yield ProseBlock(kind, text, tuple(range(at, at + len(text))))


class _Reader:
    """Goes through a fragment, strictly written as the program writes it."""

    def __init__(self, html: str, language: str, follower: _Follower) -> None:
        self._html = html
        self._language = language.partition("-")[0].lower()
        self._follower = follower
        self._open: list[tuple[str, bool]] = []  # elements, and whether what is in them is no prose
        self._text: list[str] = []
        self._kind: BlockKind = "paragraph"

    def blocks(self) -> Iterator[ProseBlock]:
        """In order, empty ones left out."""
        at = 0
        for tag in _TOKEN.finditer(self._html):
            self._words(self._html[at : tag.start()])
            at = tag.end()
            if tag[2] is not None:
                yield from self._met(tag[2], tag[3], ends=bool(tag[1]))
        self._words(self._html[at:])
        yield from self._ended()

    def _words(self, html: str) -> None:
        if html:
            hidden = any(no for _, no in self._open)
            self._text.append(HIDDEN if hidden else unescape(html).replace("\n", " "))

    def _met(self, name: str, attributes: str, *, ends: bool) -> Iterator[ProseBlock]:
        if name == "br":
            self._text.append("\n")
        elif name in _PICTURES:
            self._text.append(HIDDEN)
        if name in _PARTS:
            yield from self._ended()
        if ends:
            self._close(name)
        elif name not in _VOID:
            self._open.append((name, self._is_hidden(name, attributes)))
        if name in _PARTS:
            self._kind = self._now()

    def _close(self, name: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == name:
                del self._open[at:]
                return

    def _is_hidden(self, name: str, attributes: str) -> bool:
        language = _LANG.search(attributes)
        foreign = language is not None and language[1].partition("-")[0].lower() != self._language
        return name in _NOT_PROSE or foreign or _OURS.search(attributes) is not None

    def _now(self) -> BlockKind:
        names = [name for name, _ in self._open]
        if "blockquote" in names:
            return "quote"
        return next((_KINDS[name] for name in reversed(names) if name in _KINDS), "paragraph")

    def _ended(self) -> Iterator[ProseBlock]:
        text = re.sub(f"{HIDDEN}+", HIDDEN, "".join(self._text))
        self._text = []
        text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text)).strip(" \n")
        if text.strip(" \n\xa0"):
            yield ProseBlock(self._kind, text, self._follower.places(text))


class _Follower:
    """Finds a text's signs in the file, each after the one before."""

    _NEAR = 4000
    """How far ahead a word may stand: behind a long address, a picture's text, a table's row."""
    _LINE = 200
    """The same of a sign that is no word, from the one before it."""

    def __init__(self, source: str, at: int) -> None:
        self._source = source.translate(_SAME)
        self._at = at

    def places(self, text: str) -> tuple[int, ...]:
        """Where each sign of it stands; the place in the file moves on behind them."""
        alike = text.translate(_SAME)
        found = [-1] * len(text)
        begun = self._at
        for word in re.finditer(r"\w+", alike):
            self._find(word, found)
        self._signs(alike, found, begun)
        self._spaces(alike, found)
        self._at = max(self._at, *(place + 1 for place in found)) if found else self._at
        return tuple(found)

    def _find(self, word: re.Match[str], found: list[int]) -> None:
        sought = word[0]
        at = self._source.find(sought, self._at, self._at + self._NEAR)
        while at >= 0 and self._inside(at, len(sought)):
            at = self._source.find(sought, at + 1, self._at + self._NEAR)
        places = list(range(at, at + len(sought))) if at >= 0 else self._letters(sought)
        if places:
            found[word.start() : word.end()] = places
            self._at = places[-1] + 1

    def _letters(self, word: str) -> list[int]:
        """Of a word with Markdown in it, `å*terta*gen`; empty where it does not stand near."""
        for first in range(self._at, min(self._at + self._LINE, len(self._source))):
            places: list[int] = []
            at = first
            for letter in word:
                at = self._source.find(letter, at, at + 4 if places else at + 1)
                if at < 0:
                    break
                places.append(at)
                at += 1
            if len(places) == len(word):
                return places
        return []

    def _signs(self, text: str, found: list[int], begun: int) -> None:
        """What is no word, between the words around it: at either of them, or alone there."""
        following = [self._at + self._LINE] * (len(text) + 1)
        for at in range(len(text) - 1, -1, -1):
            following[at] = found[at] if found[at] >= 0 else following[at + 1]
        before = begun - 1
        for at, sign in enumerate(text):
            if found[at] < 0 and not sign.isspace() and sign != HIDDEN:
                found[at] = self._sign(sign, before, following[at + 1], at, found)
            before = max(before, found[at])

    def _sign(self, sign: str, before: int, after: int, at: int, found: list[int]) -> int:
        if at and found[at - 1] >= 0 and self._source[before + 1 : before + 2] == sign:
            return before + 1
        if at + 1 < len(found) and found[at + 1] >= 0 and self._source[after - 1] == sign:
            return after - 1
        place = self._source.find(sign, before + 1, min(after, before + self._LINE))
        return place if self._source.find(sign, place + 1, after) < 0 else -1

    def _inside(self, at: int, length: int) -> bool:
        """Whether a find is only a part of a longer word, or stands in a link's address."""
        before, after = self._source[at - 1 : at], self._source[at + length : at + length + 1]
        if before.isalnum() or after.isalnum():
            return True
        line = self._source.rfind("\n", 0, at) + 1
        opened = self._source.rfind("](", max(line, self._at - 1), at)
        return opened >= 0 and self._source.find(")", opened, at) < 0

    def _spaces(self, text: str, found: list[int]) -> None:
        """Behind the sign before them, where there is one in the file too."""
        for at, sign in enumerate(text):
            if at and found[at] < 0 and sign.isspace() and found[at - 1] >= 0:
                there = found[at - 1] + 1
                if self._source[there : there + 1].isspace():
                    found[at] = there
