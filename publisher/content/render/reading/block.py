"""A block of a text, open or closed, and what a publication has asked for beyond CommonMark."""

from __future__ import annotations


class Block:
    """A block, open or closed. What it holds depends on its kind."""

    __slots__ = (
        "blocks", "data", "kind", "last", "line", "lines", "number", "offset",
    )  # fmt: skip

    def __init__(
        self, kind: str, line: int, data: str = "", offset: int = 0, number: int = 0
    ) -> None:
        """`line` is the one it begins on."""
        self.kind = kind
        self.line = line
        self.last = line
        """The last line that has something of it."""
        self.data = data
        self.offset = offset
        self.number = number
        self.blocks: list[Block] = []
        self.lines: list[str] = []


class Features:
    """Which of Python-Markdown's own additions the publication has asked for."""

    __slots__ = ("abbreviations", "boxes", "definitions", "footnotes")

    def __init__(
        self, *, abbreviations: bool, boxes: bool, definitions: bool, footnotes: bool
    ) -> None:
        """As `markdown_extensions` says."""
        self.abbreviations = abbreviations
        self.boxes = boxes
        self.definitions = definitions
        self.footnotes = footnotes
