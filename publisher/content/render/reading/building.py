"""Blocks → Python-Markdown's tree, each with the words that are still to be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import ClassVar, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString, code_escape

from publisher.content.render.reading import signs, tables
from publisher.content.render.reading.block import Block
from publisher.content.render.reading.document import MOST_HEADINGS, Document

_CALLOUT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*(.*)$")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_LANGUAGE = re.compile(r"[^\s{}]+")
_CLASS = re.compile(r"[{ ]\.([\w-]+)")

CALLOUTS = {
    "note": ("note", "Obs"),
    "info": ("info", "Information"),
    "tip": ("tip", "Tips"),
    "hint": ("tip", "Tips"),
    "important": ("important", "Viktigt"),
    "warning": ("warning", "Varning"),
    "caution": ("caution", "Se upp"),
    "attention": ("caution", "Se upp"),
    "danger": ("danger", "Fara"),
    "abstract": ("abstract", "Sammanfattning"),
    "summary": ("abstract", "Sammanfattning"),
    "tldr": ("abstract", "Sammanfattning"),
    "example": ("example", "Exempel"),
    "quote": ("quote", "Citat"),
    "cite": ("quote", "Citat"),
    "question": ("question", "Fråga"),
    "faq": ("question", "Fråga"),
}
"""Boxes that GitHub and Obsidian write as quotes: their class here, and their title without one."""


class UnreadWords(NamedTuple):
    """Words that are to be read into an element, and the line they begin on."""

    element: Element
    text: str
    line: int


class TreeBuilder:
    """Makes the tree; nothing in it has been read for marks yet."""

    def __init__(self, document: Document) -> None:
        """What comes up goes to `document`."""
        self._document = document
        self.words: list[UnreadWords] = []
        self.tight: list[Element] = []
        """Items whose paragraphs are to be words of the item's own."""
        self.notes: dict[str, list[Element]] = {}
        self.lines: dict[Element, int] = {}
        self._headings = 0
        self._contents: int | None = None
        """The line of `[TOC]`, where the headings are to be listed."""

    def build(self, root: Block) -> Element:
        """The whole document."""
        made = Element("div")
        self._fill(made, root)
        return made

    def _fill(self, parent: Element, block: Block) -> None:
        for child in block.blocks:
            if child.kind == "note":
                holder = Element("div")
                self._fill(holder, child)
                self.notes[child.data] = list(holder)
            elif child.kind != "gone":
                self._MAKERS[child.kind](self, parent, child)

    def _say(self, element: Element, text: str, line: int) -> None:
        element.text = text
        self.lines[element] = line
        self.words.append(UnreadWords(element, text, line))

    def _paragraph(self, parent: Element, block: Block) -> None:
        if block.lines[0].rstrip() == "[TOC]":
            if self._contents is not None:
                self._document.twice("innehållsförteckningen [TOC]", block.line, self._contents)
                return
            self._contents = block.line
        self._say(SubElement(parent, "p"), "\n".join(block.lines).rstrip(" \t"), block.line)

    def _heading(self, parent: Element, block: Block) -> None:
        self._headings += 1
        if self._headings > MOST_HEADINGS:
            if self._headings == MOST_HEADINGS + 1:
                text = f"texten har fler än {MOST_HEADINGS} rubriker"
                self._document.fault(block.line, text, "Dela upp den i flera.")
            return
        self._say(
            SubElement(parent, f"h{block.number}"), "\n".join(block.lines).strip(" \t"), block.line
        )

    def _rule(self, parent: Element, _: Block) -> None:
        SubElement(parent, "hr")

    def _code(self, parent: Element, block: Block) -> None:
        lines = block.lines
        self._document.code.update(range(block.line, block.last + 1))
        while lines and not lines[-1].strip(" \t"):
            lines.pop()
        _preformatted(parent, lines)

    def _fence(self, parent: Element, block: Block) -> None:
        info, *lines = block.lines
        if block.number:
            text = "koden som börjar här tar aldrig slut"
            hint = f"Skriv {block.data[0] * block.number} på en egen rad efter den."
            self._document.advise(block.line, text, hint)
        code = _preformatted(parent, lines)
        code.text = AtomicString((code.text or "").replace('"', "&quot;"))
        if info.startswith("{"):
            language = _CLASS.search(info)
            name = language[1] if language is not None else ""
        else:
            found = _LANGUAGE.match(signs.plain(info))
            name = found[0] if found is not None else ""
        if name:
            code.set("class", f"language-{signs.attribute(name)}")

    def _html(self, parent: Element, block: Block) -> None:
        element = SubElement(parent, "p")
        element.text = AtomicString("")
        self.lines[element] = block.line
        self.words.append(UnreadWords(element, "\n".join(block.lines), -1))

    def _quote(self, parent: Element, block: Block) -> None:
        callout = self._callout(parent, block)
        self._fill(SubElement(parent, "blockquote") if callout is None else callout, block)

    def _callout(self, parent: Element, block: Block) -> Element | None:
        first = block.blocks[0] if block.blocks else None
        if first is None or first.kind != "paragraph" or not first.lines[0].startswith("[!"):
            return None
        match = _CALLOUT.match(first.lines[0])
        if match is None:
            return None
        if (known := CALLOUTS.get(match[1].lower())) is None:
            text = f"rutan [!{match[1]}] är av okänt slag och blir ett vanligt citat"
            self._document.advise(
                first.line, text, "Skriv [!note], [!tip], [!warning] eller [!quote]."
            )
            return None
        del first.lines[0]
        if not first.lines:
            block.blocks.pop(0)
        return self._boxed(parent, known[0], match[2].strip() or known[1], first.line)

    def _box(self, parent: Element, block: Block) -> None:
        self._fill(self._boxed(parent, block.data, block.lines[0], block.line), block)

    def _boxed(self, parent: Element, kind: str, title: str, line: int) -> Element:
        box = SubElement(parent, "div", {"class": f"admonition {kind}"})
        self.lines[box] = line
        if title:
            self._say(SubElement(box, "p", {"class": "admonition-title"}), title, line)
        return box

    def _list(self, parent: Element, block: Block) -> None:
        made = SubElement(parent, "ol" if block.number >= 0 else "ul")
        if block.number >= 0 and block.number != 1:
            made.set("start", str(block.number))
        loose = _is_loose(block)
        for item in block.blocks:
            element = SubElement(made, "li")
            self.lines[element] = item.line
            self._task(element, item)
            self._fill(element, item)
            if not loose:
                self.tight.append(element)

    def _task(self, element: Element, item: Block) -> None:
        first = item.blocks[0] if item.blocks else None
        if first is None or first.kind != "paragraph" or not first.lines:
            return
        if match := TASK.match(first.lines[0]):
            sign = "☐" if match[1] == " " else "☑"
            first.lines[0] = f"{sign} {first.lines[0][match.end() :]}"
            element.set("class", "task")

    def _table(self, parent: Element, block: Block) -> None:
        line, columns = block.line, len(tables.cells(block.lines[0]))
        for number, row in enumerate(block.lines[2:], start=line + 2):
            if lost := tables.left_over(row, columns):
                text = (
                    f"raden har fler celler än tabellen har kolumner: ”{lost[0]}” kommer inte med"
                )
                hint = (
                    "Lägg till en kolumn överst i tabellen. Hör lodstrecket till orden, skriv \\|"
                )
                self._document.fault(number, text, hint)
        parent.append(tables.make(block.lines, lambda cell, text: self._say(cell, text, line)))

    def _definitions(self, parent: Element, block: Block) -> None:
        made = SubElement(parent, "dl")
        for child in block.blocks:
            if child.kind == "term":
                for offset, line in enumerate(child.lines):
                    self._say(SubElement(made, "dt"), line.strip(), child.line + offset)
                continue
            meaning = SubElement(made, "dd")
            self._fill(meaning, child)
            if not child.number and len(child.blocks) == 1:
                self.tight.append(meaning)

    _MAKERS: ClassVar[dict[str, Callable[[TreeBuilder, Element, Block], None]]] = {
        "paragraph": _paragraph,
        "heading": _heading,
        "rule": _rule,
        "code": _code,
        "fence": _fence,
        "html": _html,
        "quote": _quote,
        "box": _box,
        "list": _list,
        "table": _table,
        "definitions": _definitions,
    }


def _preformatted(parent: Element, lines: list[str]) -> Element:
    code = SubElement(SubElement(parent, "pre"), "code")
    code.text = AtomicString(code_escape("".join(f"{line}\n" for line in lines)))
    return code


def _is_loose(block: Block) -> bool:
    """Whether an empty line stands between two items, or between two blocks of one item."""
    return any(
        below.line - above.last > 1
        for row in (block.blocks, *(item.blocks for item in block.blocks))
        for above, below in pairwise(row)
    )
