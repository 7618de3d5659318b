"""HTML as plain text for people: wrapped lines, underlined headings, numbered links at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

COLUMNS = 72
"""Widest line, in characters: leaves room for being quoted within 78 (RFC 5322, 2.1.1)."""

_UNDERLINES = {"h1": "=", "h2": "-", "h3": "~", "h4": "~", "h5": "~", "h6": "~"}
_CONTAINERS = (
    *("address", "article", "aside", "center", "details", "div", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "form", "header", "li", "main", "nav", "section", "summary"),
)
_SKIPPED = {"head", "script", "style", "template", "-comment", "-doctype"}
_BLANK = " \t\n\r\f"
_TIED = "\ue000"
"""Stands for a space where no line may break (private use, so no text has it)."""
_INTO_SOUND = re.compile(r"#t=\d+$")
"""A link to a moment of a sound file, whose words are the time: said already."""
_NUMBER = re.compile(r"[−–+-]?[\d\s.,]+(?:\s?%)?")


def plain_text(html: str) -> str:
    """The words of an HTML document or fragment, ending with a newline.

    Lines are at most `COLUMNS` wide, save where one word or one row of code is wider. Links are
    numbered in reading order and listed at the end under ”Länkar”; a link whose words are its own
    address, one within the text and one to a moment of a sound get no number. Every word of the
    text is there.
    """
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<body>{html}").body
    writer = _Writer()
    blocks = writer.blocks(body, COLUMNS) if body is not None else []
    if writer.references:
        rows = [f"[{number}] {url}" for url, number in writer.references.items()]
        blocks += [_underlined("Länkar", "-"), "\n".join(rows)]
    return "\n\n".join(blocks).replace(_TIED, " ") + "\n"


class _Writer:
    """One text under way. A *block* is lines that belong together, joined by newlines."""

    def __init__(self) -> None:
        self.references: dict[str, int] = {}
        self._handlers: dict[str, Callable[[LexborNode, int], list[str]]] = {
            **dict.fromkeys(_CONTAINERS, self.blocks),
            **dict.fromkeys(_UNDERLINES, self._heading),
            **dict.fromkeys(("ul", "ol"), self._list),
            "p": self._paragraph,
            "blockquote": self._quote,
            "pre": self._code,
            "table": self._table,
            "dl": self._definitions,
            "hr": lambda _node, width: ["* * *".center(width).rstrip()],
        }

    def blocks(self, node: LexborNode, width: int) -> list[str]:
        """The blocks in a node, at most `width` wide."""
        classes = (node.attributes.get("class") or "").split()
        if "footnote" in classes:
            return self._footnotes(node, width)
        if "admonition" in classes:
            return [_prefixed(self._children(node, width - 2), "| ")]
        return self._children(node, width)

    def _children(self, node: LexborNode, width: int) -> list[str]:
        out: list[str] = []
        run: list[str] = []
        for child in node.iter(include_text=True):
            handler = self._handlers.get(child.tag or "")
            if handler is None:
                run.append(self._inline(child))
                continue
            if run:
                out += _filled("".join(run), width)
                run.clear()
            out += handler(child, width)
        return out + _filled("".join(run), width)

    def _paragraph(self, node: LexborNode, width: int) -> list[str]:
        return _filled(self._inside(node), width)

    def _heading(self, node: LexborNode, width: int) -> list[str]:
        blocks = self._paragraph(node, width)
        return [_underlined(block, _UNDERLINES[node.tag or ""]) for block in blocks]

    def _quote(self, node: LexborNode, width: int) -> list[str]:
        return [_prefixed(self._children(node, width - 2), "> ")]

    def _code(self, node: LexborNode, _width: int) -> list[str]:
        return [_prefixed([node.text().strip("\n")], "    ")]

    def _definitions(self, node: LexborNode, width: int) -> list[str]:
        """Each term with what it means indented below it."""
        out: list[str] = []
        for child in node.iter():
            if child.tag == "dd" and out:
                out[-1] += "\n" + _prefixed(self._children(child, width - 4), "    ")
            else:
                out += self._children(child, width)
        return out

    def _list(self, node: LexborNode, width: int) -> list[str]:
        start = node.attributes.get("start") or ""
        first = int(start) if start.isdecimal() else 1
        nodes = [child for child in node.iter() if child.tag == "li"]
        marks = [f"{first + n}. " if node.tag == "ol" else "• " for n in range(len(nodes))]
        loose = any(child.tag == "p" for item in nodes for child in item.iter())
        gap = "\n\n" if loose else "\n"
        items = [
            _hung(self._children(item, width - len(mark)), mark, gap)
            for item, mark in zip(nodes, marks, strict=True)
        ]
        return [gap.join(items)] if items else []

    def _footnotes(self, node: LexborNode, width: int) -> list[str]:
        lists = [block for child in node.css("ol") for block in self._list(child, width)]
        return [_underlined("Noter", "-"), *lists]

    def _table(self, node: LexborNode, width: int) -> list[str]:
        """Aligned rows; a table too wide for that has each row as lines of `heading: cell`."""
        captions = [_words(self._inside(child)) for child in node.css("caption")]
        rows = [
            [_words(self._inside(cell)) for cell in row.css("th, td")] for row in node.css("tr")
        ]
        kinds = (node.attributes.get("class") or "").split()
        if "cells" in kinds:
            rows = _together(rows, [row.css_first(".first") is not None for row in node.css("tr")])
        elif "row" in kinds:
            rows = _unstacked(rows, len(node.css("td.first")))
        if not any(rows):
            return captions
        table = _aligned(rows, header=node.css_first("th") is not None)
        if max(map(len, table.split("\n"))) > width:
            return [*captions, *_records(rows, width)]
        return [*captions, table]

    def _inside(self, node: LexborNode) -> str:
        return "".join([self._inline(child) for child in node.iter(include_text=True)])

    def _inline(self, node: LexborNode) -> str:
        """A node's words with single spaces; a newline only where the line must break."""
        tag = node.tag or ""
        if tag == "-text":
            return (node.text_content or "").replace("\n", " ")
        if tag in _SKIPPED:
            return ""
        if tag == "br":
            return "\n"
        if tag == "img":
            alt = node.attributes.get("alt")
            return f"[Bild: {alt}]" if alt else ""
        return self._link(node) if tag == "a" else self._span(node, tag)

    def _span(self, node: LexborNode, tag: str) -> str:
        """An element's words, set apart where it is a block among words or a card's host."""
        inside = self._inside(node)
        if tag in self._handlers:
            return f"\n{inside}\n"
        host = tag == "span" and node.attributes.get("class") == "card__host"
        return f"({inside})" if host else inside

    def _link(self, node: LexborNode) -> str:
        inside, href = self._inside(node), node.attributes.get("href") or ""
        words = inside.strip()
        classes = (node.attributes.get("class") or "").split()
        if "footnote-backref" in classes:
            return ""
        if "footnote-ref" in classes:
            return f" (not {words})"
        if not words or href[:1] in {"", "#"} or _INTO_SOUND.search(href):
            return inside
        if words == href.removeprefix("mailto:"):
            return words.replace(" ", _TIED)  # a merge tag in it must stay whole
        number = self.references.setdefault(href, len(self.references) + 1)
        return f"{inside.rstrip()}\u00a0[{number}]"


def _words(run: str) -> str:
    """Words on one line, a space between them."""
    # As bytes, since only ASCII blanks part words there: a hard space belongs to its words.
    return b" ".join(run.encode().split()).decode()


def _filled(run: str, width: int) -> list[str]:
    """A run of words as one block, or none when there are no words in it."""
    if not run or run.isspace():
        return []
    if "\n" not in run:
        return ["\n".join(_lines(_words(run), width))]
    lines = [line for piece in run.split("\n") for line in _lines(_words(piece), width)]
    return ["\n".join(lines)]


def _lines(words: str, width: int) -> list[str]:
    """As many words on each line as there is room for; a longer word has a line of its own."""
    if len(words) <= width:
        return [words] if words else []
    return [line or word for line, word in _fitting(width).findall(words)]


@lru_cache
def _fitting(width: int) -> re.Pattern[str]:
    """So many characters up to a space or the end; textwrap would take twenty times as long."""
    return re.compile(rf"(.{{1,{max(width, 1)}}})(?: |$)|([^ ]+)(?: |$)")


def _hung(blocks: Iterable[str], mark: str, gap: str) -> str:
    """A list's item: its mark, and everything below indented as far."""
    return mark + _prefixed(blocks, " " * len(mark), gap)[len(mark) :]


def _prefixed(blocks: Iterable[str], prefix: str, gap: str = "\n\n") -> str:
    return "\n".join((prefix + line).rstrip() for line in gap.join(blocks).split("\n"))


def _underlined(block: str, mark: str) -> str:
    return f"{block}\n{mark * max(map(len, block.split(chr(10))))}"


def _aligned(rows: Sequence[Sequence[str]], *, header: bool) -> str:
    """Columns two spaces apart, those of figures to the right."""
    columns = list(zip_longest(*rows, fillvalue=""))
    widths = [max(map(len, column)) for column in columns]
    right = [all(map(_NUMBER.fullmatch, filter(None, column[header:]))) for column in columns]
    lines = [
        "  ".join(
            cell.rjust(width) if figures else cell.ljust(width)
            for cell, width, figures in zip(row, widths, right, strict=False)
        ).rstrip()
        for row in rows
    ]
    rule = ["  ".join("-" * width for width in widths)] if header else []
    return "\n".join([*lines[:1], *rule, *lines[1:]])


def _together(cells: list[list[str]], first: list[bool]) -> list[list[str]]:
    """A table that tables.py has set cell by cell, as it was."""
    rows: list[list[str]] = []
    for words, begins in zip(cells, first, strict=True):
        if begins:
            rows.append([])
        rows[-1] += words
    return rows


def _unstacked(pairs: list[list[str]], records: int) -> list[list[str]]:
    """A table that tables.py has set row by row for phones, as it was: here there is more room."""
    wide = len(pairs) // max(records, 1)
    cells = [cell for _, cell in pairs]
    rows = [cells[start : start + wide] for start in range(0, len(cells), wide or 1)]
    return [[head for head, _ in pairs[:wide]], *rows]


def _records(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Each row below the first as a block, its cells after the first row's words."""
    head, *rest = rows
    for row in rest:
        cells = zip_longest(head, row, fillvalue="")
        lines = (_filled(f"{name}: {cell}" if name else cell, width) for name, cell in cells)
        yield "\n".join(line for block in lines for line in block)
