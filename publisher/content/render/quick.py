"""Python-Markdown, with the searches left out that can find nothing. Same output, half the time.

Stock, every one of some 35 regular expressions is tried on every stretch of text and every block
processor on every block: nine tenths of them in vain, which is most of what a conversion costs.
Here each is tried only where a character it cannot do without stands: what `NEEDLES` and
`BLOCK_NEEDLES` do not name, because an extension brought it or a new version changed it, is always
tried. `tests/test_render_speed.py` holds the output against the stock converter's.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown, blockprocessors, inlinepatterns
from markdown.blockparser import BlockParser
from markdown.extensions import smarty
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.def_list import DefListProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

NEEDLES: dict[str, tuple[str, ...]] = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.LINK_RE: ("[",),
    inlinepatterns.IMAGE_LINK_RE: ("![",),
    inlinepatterns.AUTOLINK_RE: ("<",),
    inlinepatterns.AUTOMAIL_RE: ("<",),
    inlinepatterns.LINE_BREAK_RE: ("  \n",),
    inlinepatterns.HTML_RE: ("<",),
    inlinepatterns.ENTITY_RE: ("&",),
    r"\*|_": ("*", "_"),
    r"\[\^([^\]]*)\]": ("[^",),
    r"(?<!-)---(?!-)": ("---",),
    r"(?<!-)--(?!-)": ("--",),
    r"(?<!\.)\.{3}(?!\.)": ("...",),
    **{
        pattern: ("'",) if "single" in name.lower() else ('"',)
        for name, pattern in vars(smarty).items()
        if "Quote" in name and name.endswith(("Re", "Re2", "Regex", "Regex2"))
    },
    smarty.decadeAbbrRe: ("'",),
}
"""By regular expression: of these, one at least stands in every text that it matches."""

BLOCK_NEEDLES: dict[type[blockprocessors.BlockProcessor], tuple[str, ...]] = {
    blockprocessors.HashHeaderProcessor: ("#",),
    blockprocessors.SetextHeaderProcessor: ("\n=", "\n-"),
    blockprocessors.HRProcessor: tuple(
        mark + gap + mark for mark in "-_*" for gap in ("", " ", "  ")
    ),
    blockprocessors.BlockQuoteProcessor: (">",),
    blockprocessors.ReferenceProcessor: ("]:",),
    AbbrBlockprocessor: ("*[",),
    DefListProcessor: (": ",),
    FootnoteBlockProcessor: ("[^",),
    TableProcessor: ("|",),
}
"""By block processor: of these, one at least stands in every block that it takes."""


class QuickInline(InlineProcessor):
    """The stock processor, but with only those patterns that the text at hand may match."""

    def __init__(self, md: Markdown, patterns: Any) -> None:  # noqa: ANN401 (a Registry, untyped)
        """Take over another processor's patterns."""
        super().__init__(md)
        self.inlinePatterns = patterns
        self._patterns = list(enumerate(patterns))
        self._needles = [NEEDLES.get(pattern.compiled_re.pattern) for pattern in patterns]
        self._all = sorted({needle for needles in self._needles for needle in needles or ()})
        self._plans: dict[tuple[str, ...], list[tuple[int, Any]]] = {}

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns, unless none of them can match anywhere."""
        if None not in self._needles and ancestors is None:
            text = "\0".join(tree.itertext())
            if not any(needle in text for needle in self._all):
                self.stashed_nodes: dict[str, Element | str] = {}
                return tree
        return super().run(tree, ancestors)

    # A name that InlineProcessor keeps to itself: the one place where it turns to its patterns.
    # Should it be renamed, this is never called, and the output is the same but slower.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        # Taken once: a pattern only ever takes text away, so what is not there will not come.
        for index, pattern in self._plan(data):
            if index >= patternIndex:
                start, matched = 0, True
                while matched:
                    data, matched, start = apply(pattern, data, index, start)
        return data

    def _plan(self, data: str) -> list[tuple[int, Any]]:
        present = tuple([needle for needle in self._all if needle in data])
        if (plan := self._plans.get(present)) is None:
            plan = self._plans[present] = [
                each
                for each, needles in zip(self._patterns, self._needles, strict=True)
                if needles is None or any(needle in present for needle in needles)
            ]
        return plan


class QuickBlocks(BlockParser):
    """The stock parser, but with only those processors that may take the block at hand."""

    _plan: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def parseBlocks(self, parent: Element, blocks: Any) -> None:  # noqa: ANN401, N802
        """As the stock method; `blocks` is a list of blocks of text, and is emptied."""
        if not self._plan:
            self._plan = tuple(
                (processor, BLOCK_NEEDLES.get(type(processor), ("",)))
                for processor in self.blockprocessors
            )
        while blocks:
            for processor, needles in self._plan:
                block = blocks[0]
                for needle in needles:
                    if needle in block:
                        break
                else:
                    continue
                if processor.test(parent, block) and processor.run(parent, blocks) is not False:
                    break


class QuickMarkdown(Markdown):
    """Markdown with a quick block parser; once all is registered, `take_over` does the rest."""

    def build_parser(self) -> QuickMarkdown:
        """Build what the stock converter builds, with our block parser in place of its own."""
        super().build_parser()
        parser = QuickBlocks(self)
        parser.blockprocessors = self.parser.blockprocessors
        for processor in parser.blockprocessors:
            processor.parser = parser
        self.parser = parser
        return self

    def take_over(self) -> None:
        """Put quick inline processors in the stock ones' places."""
        for name, priority in (("inline", 20), ("smarty", 6)):
            if name not in self.treeprocessors:
                continue
            stock = self.treeprocessors[name]
            if type(stock) is InlineProcessor:
                quick = QuickInline(self, stock.inlinePatterns)
                self.treeprocessors.register(quick, name, priority)
