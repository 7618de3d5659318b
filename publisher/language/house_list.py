"""The house's own words: how it spells what no dictionary decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class HouseWord:
    """A word with its other forms, and how it must not be written."""

    word: str
    forms: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class HouseList:
    """All of `content/ordlista.yml`."""

    words: tuple[HouseWord, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """Every form that is right, with its genitive."""
        forms = {form for each in self.words for form in (each.word, *each.forms)}
        return frozenset({*forms, *(genitive(form) for form in forms)})

    @cached_property
    def never(self) -> dict[str, str]:
        """What must not be written → what is to stand there; genitives too."""
        wrong = {bad: each.word for each in self.words for bad in each.never}
        return {**wrong, **{genitive(bad): genitive(good) for bad, good in wrong.items()}}

    @cached_property
    def heads(self) -> frozenset[str]:
        """The names in it, small, that may stand first in a compound."""
        return frozenset(each.word.lower() for each in self.words if each.word[:1].isupper())

    def with_words(self, more: Iterable[HouseWord]) -> HouseList:
        """The same with others behind."""
        return HouseList((*self.words, *more))


def genitive(word: str) -> str:
    """As Swedish makes it: nothing after s, x and z, a colon after capitals."""
    if word[-1:].lower() in {"s", "x", "z"}:
        return word
    return f"{word}:s" if len(word) > 1 and word.isupper() else f"{word}s"
