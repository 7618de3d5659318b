"""A whole text: its blocks, and what stands in no other: headings, tables, cards, figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.toc import strip_tags, unique

from publisher.content.html import is_id
from publisher.content.render.cards import make_card
from publisher.content.render.direct.blocks import Blocks, is_running, joined, whole
from publisher.content.render.direct.settings import DirectSettings
from publisher.content.render.direct.stretch import MarkedWords
from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.direct.words import as_attribute
from publisher.content.render.elements import Elements
from publisher.content.render.raw import scrolling
from publisher.content.render.reading import signs, starts, tables
from publisher.content.render.reading.opened import TAB
from publisher.content.render.tree import MORE, bare_addresses, heading_advice
from publisher.model import Heading

_TAG = re.compile(r"<[^>]*>")
_LONE_LINK = re.compile(r'<a href="[^"]*">([^<]+)</a>\s*')
_WEB = ("http://", "https://")
_POINTED = ("<http://", "<https://")
_MOST_HEADINGS = 500


class Text(Blocks):
    """The blocks of one text."""

    def __init__(self, settings: DirectSettings, words: MarkedWords, elements: Elements) -> None:
        """None yet."""
        super().__init__(settings, words)
        self._elements = elements
        self.headings: list[Heading] = []
        self.advice: list[tuple[int, str, str]] = []
        """What is said of headings, each by its place among them."""
        self.teaser = 0
        """How many blocks belong to the teaser."""
        self._more = False
        self._headings = 0
        self._above = 1
        self._ids: set[str] = set()
        self._counters: dict[str, int] = {}
        self._tables: list[int] = []
        self._terms: list[tuple[int, list[str]]] = []
        """Lists of terms, by their places among the blocks; the last may go on."""

    def read(self, blocks: Iterable[str]) -> None:
        """All blocks; none of them is empty, or a definition."""
        super().read(_with_boxes(list(blocks)))
        for place, rows in self._terms:
            self.html[place] = "\n".join(["<dl>", *rows, "</dl>"])
        for nth, index in enumerate(self._tables, start=1):
            around = _attributes(scrolling(nth, len(self._tables)))
            self.html[index] = f"<div{around}>\n{self.html[index]}\n</div>"

    def _running(self, block: str) -> None:
        """Running text on one line or more, a table, terms, or addresses by themselves."""
        lines = block.split("\n")
        second = lines[1][:1] if len(lines) > 1 else ""
        if second == ":" and starts.MEANING.match(lines[1]):
            self._meanings(lines)
        elif second and second in "|:-":
            self._table(lines)
        elif block.startswith("http") and bare_addresses(block):
            for address in bare_addresses(block):
                self._bare(address)
        else:
            # A bar begins nothing where there is no table.
            self._paragraph(block if block[0] == "|" and not second else joined(lines))

    def _paragraph(self, text: str) -> None:
        text = text.rstrip(" ") if text[-1] == " " else text
        first = text[0]
        if first == "h" and text.startswith(_WEB):
            self._bare(text)
            return
        html = self._words.html(whole(text) if first == "[" else text)
        if first in "[<" and html.startswith("<a ") and html.find("</a>") == len(html.rstrip()) - 4:
            self._lone(html, _words_of(html), self._words.href)
            return
        self._put(f"<p>{html}</p>", html)
        if not self.teaser and (first not in "[!<`" or _TAG.sub("", html).strip()):
            self.teaser = len(self.html)

    def _bare(self, address: str) -> None:
        """An address that is a paragraph of its own."""
        if bare_addresses(address) != [address]:
            raise Uncertain
        self._words.link(signs.LinkTarget(address, None, len(address)))
        self._lone("", address, self._words.href)

    def _lone(self, html: str, words: str, href: str) -> None:
        """A link that is a paragraph of its own: a card, if it leads to the web or another text."""
        internal = href in self._elements.linker.entries
        if not internal and not href.startswith(_WEB):
            self._put(f"<p>{html}</p>", html)
            return
        paragraph = Element("p")
        SubElement(paragraph, "a", {"href": href}).text = unescape(words) if html else words
        make_card(paragraph, internal=internal)
        card = self._settings.serialise(paragraph)
        self._put(card, card)

    def _picture(self, block: str) -> None:
        """A picture with a title is a figure, if it is all of its paragraph."""
        if (found := self._words.figure(block)) is None:
            self._box(block)
            return
        image, caption = found
        words = self._words.html(caption)
        self._put(f"<figure>{image}<figcaption>{words}</figcaption>\n</figure>", words)

    def _heading(self, block: str) -> None:
        """A heading, and what stands right below it: one more, or anything else."""
        while block.startswith("#"):
            line, _, below = block.partition("\n")
            if (found := starts.heading(line)) is None:
                self._running(block)
                return
            self._titled(*found)
            block = below
        if block:
            self._block(block)

    def _titled(self, level: int, text: str) -> None:
        if not text or self._headings > _MOST_HEADINGS or "[^" in text:
            raise Uncertain
        if advice := heading_advice(level, self._above, text):
            self.advice.append((self._headings, *advice))
        self._headings += 1
        level = self._above = max(level, 2)
        html = self._words.html(text)
        id_ = self._listed(level, strip_tags(html) if "<" in html else " ".join(html.split()))
        self._put(f'<h{level} id="{id_}">{html}</h{level}>', html)

    def _listed(self, level: int, name: str) -> str:
        """A heading's id; it is noted among the others."""
        id_ = unique(self._settings.slug(unescape(name)), self._ids, self._counters)
        if not is_id(id_):
            raise Uncertain
        self._words.anchor(id_)
        if level in self._settings.listed:
            self.headings.append(Heading(level=level, id=id_, title=unescape(name)))
        return id_

    def _meanings(self, lines: list[str]) -> None:
        """A term, on the first line, with its meanings below it."""
        found = [starts.MEANING.match(line) for line in lines[1:]]
        texts = [line[match.end() :] for line, match in zip(lines[1:], found, strict=True) if match]
        running = all(map(is_running, [lines[0], *texts]))
        if not self._settings.features.definitions or len(texts) < len(found) or not running:
            raise Uncertain
        term = self._words.html(whole(lines[0]).strip())
        meanings = [self._words.html(whole(text)) for text in texts]
        rows = [f"<dt>{term}</dt>", *(f"<dd>{each}</dd>" for each in meanings)]
        self.lines += (term, *meanings)
        if self._terms and self._goes_on(self._terms[-1][0]):
            self._terms[-1][1].extend(rows)
        else:
            self._terms.append((len(self.html), rows))
            self._put("")

    def _table(self, lines: list[str]) -> None:
        columns, heads, rest = tables.columns(lines[1]), tables.cells(lines[0]), lines[2:]
        if lines[0][0] != "|" and not is_running(lines[0]):
            raise Uncertain
        if columns is None or len(heads) != len(columns) or len(columns) > tables.WIDEST:
            raise Uncertain
        if any(not row or row[0].isspace() or starts.interrupts(row) for row in rest):
            raise Uncertain
        if any(tables.left_over(row, len(columns)) for row in rest):
            raise Uncertain
        self._tables.append(len(self.html))
        self._put("")
        head = self._row("th", heads, columns)
        body = "\n".join([self._row("td", tables.cells(row), columns) for row in rest])
        body = f"<tbody>\n{body}\n</tbody>\n" if rest else ""
        self.html[-1] = f"<table>\n<thead>\n{head}\n</thead>\n{body}</table>"

    def _row(self, tag: str, cells: list[str], columns: list[str]) -> str:
        given = [self._words.html(cell) for cell in cells]
        given += [""] * (len(columns) - len(given))
        self.lines.append(" ".join(given))
        styles = [f' style="text-align: {setting};"' if setting else "" for setting in columns]
        made = [f"<{tag}{style}>{html}</{tag}>" for html, style in zip(given, styles, strict=False)]
        return "\n".join(["<tr>", *made, "</tr>"])

    def _comment(self, block: str) -> None:
        """The end of the teaser, or a link between < and >."""
        if block.startswith(_POINTED) and "\n" not in block:
            self._paragraph(block)
        elif self._more or not MORE.fullmatch(block):
            raise Uncertain
        else:
            self._more = True
            self._parted = len(self.html)
            self.teaser = len(self.html)

    BEGINNINGS: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **Blocks.BEGINNINGS,
        "#": _heading,
        "!": _picture,
        "<": _comment,
    }


def _with_boxes(blocks: list[str]) -> list[str]:
    """The blocks, those that stand in under a box with it."""
    made: list[list[str]] = []
    for block in blocks:
        if block[0] == " " and block.startswith(" " * TAB) and made and made[-1][0][:3] == "!!!":
            made[-1].append(block)
        else:
            made.append([block])
    return ["\n\n".join(each) if len(each) > 1 else each[0] for each in made]


def _words_of(link: str) -> str:
    """The words of a link that is all there is of a paragraph."""
    if (match := _LONE_LINK.fullmatch(link)) is None:
        raise Uncertain
    return match[1]


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{as_attribute(value)}"' for name, value in sorted(values.items()))
