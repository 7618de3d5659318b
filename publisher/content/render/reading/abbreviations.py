"""Words that `*[x]: meaning` explains → `<abbr>`, each text gone through once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from publisher.content.render.reading.document import Document

MOST = 200
"""So many abbreviations one text may explain: every word of it is held against them all."""


def sought(words: Iterable[str]) -> re.Pattern[str]:
    """What finds these words, the longest first, each where it stands alone."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")


class Abbreviations(Treeprocessor):
    """Takes the place of the extension's own step."""

    meanings: Mapping[str, str] = {}
    document: Document
    """Of the same text: what it explains for nothing is told there."""

    def run(self, root: Element) -> None:
        """Wrap what is explained, wherever it stands in text."""
        self._found: set[str] = set()
        if not self.meanings:
            return
        pattern = sought(self.meanings)
        for element in list(root.iter()):
            if element.text and not isinstance(element.text, AtomicString):
                element.text, made = self._split(element.text, pattern)
                if made:
                    element[:0] = made
            if any(child.tail for child in element):
                element[:] = list(self._with_tails(element, pattern))
        self.document.unused(name for name in self.meanings if name not in self._found)

    def _with_tails(self, element: Element, pattern: re.Pattern[str]) -> Iterator[Element]:
        for child in list(element):
            yield child
            if child.tail and not isinstance(child.tail, AtomicString):
                child.tail, made = self._split(child.tail, pattern)
                yield from made

    def _split(self, text: str, pattern: re.Pattern[str]) -> tuple[str, list[Element]]:
        """The text before the first abbreviation, and each with what follows it."""
        first, made, end = text, list[Element](), 0
        for match in pattern.finditer(text):
            self._end(made, text[end : match.start()])
            first = text[: match.start()] if not made else first
            self._found.add(match[0])
            abbr = Element("abbr", {"title": self.meanings[match[0]]})
            abbr.text = AtomicString(match[0])
            made.append(abbr)
            end = match.end()
        self._end(made, text[end:])
        return first, made

    @staticmethod
    def _end(made: list[Element], text: str) -> None:
        if made:
            made[-1].tail = text
