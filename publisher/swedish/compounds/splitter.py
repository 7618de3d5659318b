"""Where a compound is joined, by a list of words that may begin or end one."""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LONGEST = 60
"""Letters; a longer word is a joke or a mistake, and would take its time."""

_LIST = Path(__file__).parent / "svenska.xz"
_SHORTEST = 3
_SHORTEST_WHOLE = 7
"""Below this nearly every cut is chance: `mat|ris`, `hem|man`, `lag|rad`."""
_SHORTEST_NAME = 4

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompoundParts:
    """In small letters: `begins` may stand first or in the middle, `ends` last.

    The first have the form they have there (`kyrko`, `arbets`), the last every inflection. Words in
    `whole` only look like compounds.
    """

    begins: frozenset[str]
    ends: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=1)
def swedish() -> CompoundParts:
    """The list that came along; a tenth of a second the first time it is asked for."""
    lists = lzma.decompress(_LIST.read_bytes()).decode().split("\n\n")
    return CompoundParts(*(frozenset(each.split("\n")) for each in lists))


class Splitter:
    """Cuts compounds, and remembers those it has seen. The same word is always cut alike.

    `names` are further words that may begin a compound, such as companies and places that the texts
    write about: with `Zhidou` among them `Zhidouchefen` can be cut.
    """

    # Of three equal consonants one is left out (natt + tåg is nattåg). Such words stay whole: the
    # rule would cut `rap|port` and `kontrol|lera`, which are in every article.

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Read the list, unless it is in memory already."""
        self._words = swedish()
        lowered = (name.lower() for name in names)
        self._names = frozenset(name for name in lowered if len(name) >= _SHORTEST_NAME)
        self._seen: dict[str, Parts] = {}

    def __call__(self, word: str) -> Parts:
        """The parts as they are written, which together are the word; one part: no compound."""
        parts = self._seen.get(word)
        if parts is None:
            parts = self._seen[word] = _as_written(word, self._cut(word.lower()))
        return parts

    def _cut(self, word: str) -> Parts:
        if not _SHORTEST_WHOLE <= len(word) <= LONGEST or word in self._words.whole:
            return (word,)
        return self._best(word, {}, first=True) or (word,)

    def _best(self, word: str, known: dict[str, Parts], *, first: bool) -> Parts:
        """The best way to cut what is left of a word; empty where there is none.

        The fewest parts win, then those of which the shortest is longest (`glas|skål`, not
        `glass|kål`), then the longest last one.
        """
        if word in known:
            return known[word]
        found: list[Parts] = []
        for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
            if self._begins(word, at, first=first):
                rest = word[at:]
                if self._ends(rest, at):
                    found.append((word[:at], rest))
                elif tail := self._best(rest, known, first=False):
                    found.append((word[:at], *tail))
        known[word] = min(found, key=_rank, default=())
        return known[word]

    def _begins(self, word: str, at: int, *, first: bool) -> bool:
        part = word[:at]
        if not first and at == _SHORTEST:
            return False
        return part in self._words.begins or (first and part in self._names)

    def _ends(self, rest: str, before: int) -> bool:
        short = len(rest) == _SHORTEST and before == _SHORTEST
        return not short and rest in self._words.ends


def _rank(parts: Parts) -> tuple[int, int, int]:
    return len(parts), -min(map(len, parts)), -len(parts[-1])


def _as_written(word: str, parts: Parts) -> Parts:
    """With the word's own capitals; a word whose small letters are more or fewer stays whole."""
    if sum(map(len, parts)) != len(word):
        return (word,)
    written, at = [], 0
    for part in parts:
        written.append(word[at : at + len(part)])
        at += len(part)
    return tuple(written)
