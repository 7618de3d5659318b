"""The blocks that are open while a text is read, and what a line has to do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from publisher.content.render.reading import html, signs, starts
from publisher.content.render.reading.block import Block, Features
from publisher.content.render.reading.document import Document

DEEPEST = 24
"""So many lists, quotes and boxes may stand in one another."""
TAB = 4
_LISTS = frozenset({"list", "definitions"})


class Opened:
    """The document, the containers that are open in it, the leaf, and the line at hand."""

    def __init__(self, document: Document, features: Features) -> None:
        """Nothing is open but the document."""
        self.root = Block("document", 0)
        self._document = document
        self._features = features
        self._open = [self.root]
        """The containers that are open, the document first."""
        self._leaf: Block | None = None
        """What takes lines as they are, in the innermost container."""
        self._ends: html.Begun | None = None
        self._asked = -2
        """The last line of HTML after which Markdown is asked for."""
        self._number = -1
        self._rest = ""
        self._column = 0
        self._matched = 1
        self._deep = False
        self.abbreviations: dict[str, str] = {}

    def _match(self) -> None:
        """Go through the open containers as long as the line goes on with them."""
        self._matched = 1
        for block in self._open[1:]:
            if not self._CONTINUES[block.kind](self, block):
                return
            self._matched += 1
            if block.kind not in _LISTS and not self._blank():
                block.last = self._number

    def _in_list(self, _: Block) -> bool:
        return True

    def _in_item(self, block: Block) -> bool:
        if self._blank():
            return bool(block.blocks)
        return self._indented(block.offset)

    def _in_quote(self, block: Block) -> bool:
        if self._indent() >= TAB or not self._rest.lstrip(" ").startswith(">"):
            return False
        self._take(self._indent() + 1)
        if self._indent() and self._rest:
            self._take(1)
        block.last = self._number
        return True

    def _in_indented(self, _: Block) -> bool:
        return self._blank() or self._indented(TAB)

    def _indented(self, width: int) -> bool:
        if self._indent() < width:
            return False
        self._take(width)
        return True

    def _goes_on(self) -> bool:
        """Give the line to the leaf that is open; False when it is a new beginning."""
        leaf = self._leaf
        return leaf is not None and self._LEAVES[leaf.kind](self, leaf)

    def _in_fence(self, leaf: Block) -> bool:
        indent = self._indent()
        text = self._rest.strip(" \t")
        if (
            indent < TAB
            and len(text) >= leaf.number
            and text[:1] == leaf.data[0]
            and not text.strip(text[0])
        ):
            leaf.last = self._number
            leaf.number = 0  # it has come to its end
            self._leaf = None
            return True
        self._take(min(indent, leaf.offset))
        leaf.lines.append(self._rest)
        leaf.last = self._number
        return True

    def _in_html(self, leaf: Block) -> bool:
        if self._ends is None or (self._blank() and self._ends.ends_at_blank()):
            self._leaf = None
            return False
        leaf.lines.append(self._rest)
        leaf.last = self._number
        if self._ends.ends_in(self._rest):
            self._leaf = None
        return True

    def _in_code(self, leaf: Block) -> bool:
        if self._blank():
            self._take(min(self._indent(), TAB))
        elif not self._indented(TAB):
            self._leaf = None
            return False
        else:
            leaf.last = self._number
        leaf.lines.append(self._rest)
        return True

    def _in_table(self, leaf: Block) -> bool:
        if (
            not self._blank()
            and self._indent() < TAB
            and not starts.interrupts(self._rest.lstrip(" "))
        ):
            leaf.lines.append(self._rest.strip())
            leaf.last = self._number
            return True
        self._leaf = None
        return False

    def _in_paragraph(self, leaf: Block) -> bool:
        if self._blank():
            self._leaf = None
            self._end_paragraph(leaf)
            return True
        return False

    def _words(self) -> None:
        if self._leaf is None:
            self._leaf = self._add("paragraph")
        self._leaf.lines.append(self._rest.lstrip(" \t"))
        self._leaf.last = self._number

    def _running(self) -> Block | None:
        """The paragraph that the line could go on with, not lazily."""
        leaf = self._leaf
        if leaf is None or leaf.kind != "paragraph" or self._matched < len(self._open):
            return None
        return leaf

    def _too_deep(self) -> bool:
        if self._matched <= DEEPEST:
            return False
        if not self._deep:
            self._deep = True
            text = "listor och citat står för djupt i varandra"
            hint = f"Högst {DEEPEST // 2} listor eller {DEEPEST} citat går."
            self._document.fault(self._number, text, hint)
        return True

    def _add(self, kind: str, data: str = "", offset: int = 0, number: int = 0) -> Block:
        """A new block in the innermost container that goes on."""
        self._close_to(self._matched)
        if self._open[-1].kind in _LISTS and kind not in {"item", "meaning"}:
            self._matched -= 1
            self._close_to(self._matched)
        block = Block(kind, self._number, data, offset, number)
        self._open[-1].blocks.append(block)
        return block

    def _enter(self, kind: str, data: str = "", offset: int = 0, number: int = 0) -> Block | None:
        """A new container, which the rest of the line belongs to."""
        if kind not in {"item", "meaning"} and self._too_deep():
            return None
        block = self._add(kind, data, offset, number)
        self._open.append(block)
        self._matched += 1
        return block

    def _close_to(self, height: int) -> None:
        """Close the leaf, and all containers above this height."""
        leaf, self._leaf = self._leaf, None
        if leaf is not None:
            if leaf.kind == "paragraph":
                self._end_paragraph(leaf)
            self._open[-1].last = max(self._open[-1].last, leaf.last)
        while len(self._open) > max(height, 1):
            closed = self._open.pop()
            self._open[-1].last = max(self._open[-1].last, closed.last)

    def _end_paragraph(self, leaf: Block) -> None:
        self._definitions(leaf)
        if not leaf.lines:
            leaf.kind = "gone"

    def _definitions(self, leaf: Block) -> None:
        """Take the definitions of links off a paragraph's beginning."""
        if not leaf.lines or not leaf.lines[0].startswith("["):
            return
        text, position, taken = "\n".join(leaf.lines), 0, 0
        while text.startswith("[", position) and (found := signs.definition(text, position)):
            name, target = found
            self._document.references.define(name, target, leaf.line + taken)
            taken += text.count("\n", position, target.end)
            position = target.end
        if position:
            rest = text[position:]
            leaf.lines = rest.split("\n") if rest else []

    def _blank(self) -> bool:
        return not self._rest.strip(" \t")

    def _indent(self) -> int:
        """How far the rest of the line stands in; tabs become the spaces that they stand for."""
        rest = self._rest
        bare = rest.lstrip(" \t")
        lead = len(rest) - len(bare)
        if "\t" in rest[:lead]:
            column = self._column
            for sign in rest[:lead]:
                column += 1 if sign == " " else TAB - column % TAB
            lead = column - self._column
            self._rest = " " * lead + bare
        return lead

    def _take(self, width: int) -> None:
        self._rest = self._rest[width:]
        self._column += width

    _CONTINUES: ClassVar[dict[str, Callable[[Opened, Block], bool]]] = {
        "list": _in_list,
        "item": _in_item,
        "quote": _in_quote,
        "box": _in_indented,
        "note": _in_indented,
        "gone": _in_indented,
        "definitions": _in_list,
        "meaning": _in_indented,
    }
    _LEAVES: ClassVar[dict[str, Callable[[Opened, Block], bool]]] = {
        "fence": _in_fence,
        "html": _in_html,
        "code": _in_code,
        "table": _in_table,
        "paragraph": _in_paragraph,
    }
