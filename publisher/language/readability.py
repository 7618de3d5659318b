"""How heavy a text is to read: LIX, the sum of words a sentence and of long words in a hundred."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.model.prose import Prose

_WORD = re.compile(r"[^\W_]+(?:[-'’:.,][^\W_]+)*")
_END = re.compile(r"[.!?…:]+(?=[\s”)]|$)")
_LONG = 7
"""Letters in a long word, at the least (C. H. Björnsson, Läsbarhet, 1968: more than six)."""


@dataclass(frozen=True, slots=True)
class Readability:
    """LIX, with what it is made of."""

    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> int:
        """Below 30 is very easy, 40–50 a newspaper, above 60 bureaucracy (Björnsson's scale)."""
        if not self.words:
            return 0
        return round(self.words / max(1, self.sentences) + 100 * self.long_words / self.words)

    @property
    def called(self) -> str:
        """In a word."""
        steps = ((30, "mycket lättläst"), (40, "lättläst"), (50, "medelsvår"), (60, "svår"))
        return next((word for below, word in steps if self.lix < below), "mycket svår")


def readability(prose: Prose) -> Readability:
    """Of the running text: titles, cells and captions are not counted."""
    texts = [each.text for each in prose.blocks if each.kind in {"paragraph", "item", "quote"}]
    words = [word for text in texts for word in _WORD.findall(text)]
    sentences = sum(max(1, len(_END.findall(text))) for text in texts)
    return Readability(len(words), sentences, sum(len(word) >= _LONG for word in words))
