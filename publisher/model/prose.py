"""A text as its readers meet it, each sign with the place in the file that it came from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

BlockKind = Literal["title", "line", "heading", "paragraph", "item", "cell", "caption", "quote"]
"""`line` is a field of the head that readers see: a description, a summary, a subject."""

HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for what is no prose of the author's: code, words in another language, an address."""


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """A paragraph, heading, item, cell or field; of a picture or a card there is only `HIDDEN`.

    `places` has, for each sign of `text`, where it stands in the file, counted in signs; -1 where
    that is not known.
    """

    kind: BlockKind
    text: str
    places: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Prose:
    """All that is to be read in a file; `source` is the file, `path` where it lies."""

    path: str
    source: str
    blocks: tuple[ProseBlock, ...]
    language: str = "sv"
    marks: tuple[tuple[int, str], ...] = field(default=())
    """Remarks of the author's that steer the copy desk, `<!-- språk: … -->`, with their lines."""

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        starts = [0]
        starts += (at + 1 for at, sign in enumerate(self.source) if sign == "\n")
        return tuple(starts)

    def place(self, block: ProseBlock, at: int) -> tuple[int, int]:
        """The line and column, from 1, of a sign of a block, or of the nearest known before it."""
        found = next((each for each in block.places[at::-1] if each >= 0), -1)
        if found < 0:
            found = next((each for each in block.places[at:] if each >= 0), 0)
        line = bisect_right(self._lines, found)
        return line, found - self._lines[line - 1] + 1
