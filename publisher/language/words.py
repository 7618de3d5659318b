"""A Swedish dictionary, where one is installed: the extra `[sprak]` brings Hunspell and its list.

Without it every rule that needs none works all the same.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from sysconfig import get_path
from typing import Any

_DICTIONARY = "share/hunspell/sv_SE"
_DICTIONARIES = (Path("/usr/share/hunspell/sv_SE"), Path("/usr/share/myspell/dicts/sv_SE"))
"""Where Debian and others keep the same list."""


class Lexicon:
    """Whether Swedish has a word. Without a dictionary `there` is False, and no word is known."""

    def __init__(self, dictionary: Any = None, english: Any = None) -> None:  # noqa: ANN401
        """Each answers `spell(word)`, untyped in the library; None: there is none."""
        self._dictionary = dictionary
        self._english = english
        self.there = dictionary is not None

    @lru_cache(maxsize=20_000)  # noqa: B019 (one lexicon a process)
    def has(self, word: str) -> bool:
        """Whether it is a word, or composed of such as Hunspell allows."""
        return self.there and bool(self._dictionary.spell(word))

    def is_english(self, word: str) -> bool:
        """Whether English has it."""
        return self._english is not None and bool(self._english.spell(word))

    def joins(self, word: str) -> bool:
        """Whether it is two words in one, whatever the list thinks of the two together."""
        cuts = range(3, len(word) - 3)
        return any(self._begins(word[:at]) and self.has(word[at:]) for at in cuts)

    def _begins(self, part: str) -> bool:
        """Whether a compound may begin so: `hälso` of hälsa, `arbets` of arbete, `kvinno`."""
        stem = part.removesuffix("s")[:-1] if part[-1] in "ouaes" else part
        return any(self.has(each) for each in (part, part[:-1], f"{stem}a", f"{stem}e") if each)

    def near(self, word: str) -> str:
        """The only known word that one slip of the finger leads from to this one; else empty."""
        found = {each for each in _one_off(word) if self.has(each)}
        return found.pop() if len(found) == 1 else ""


_VOWELS = "aeiouyåäöé"
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"


def _one_off(word: str) -> set[str]:
    """Damerau's four slips: a letter too many, too few, another, or two in the wrong order.

    Another is a vowel for a vowel: of consonants the words that come out are seldom the ones meant.
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    turned = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    other = {a + sign + b[1:] for a, b in cuts if b and b[0] in _VOWELS for sign in _VOWELS}
    more = {a + sign + b for a, b in cuts for sign in _LETTERS}
    return (less | turned | other | more) - {word}


@lru_cache(maxsize=1)
def swedish() -> Lexicon:
    """The dictionary of this machine, opened once; one without words where there is none."""
    if find_spec("hunspell") is None:
        return Lexicon()
    stem = next((each for each in _places() if each.with_suffix(".dic").is_file()), None)
    if stem is None:
        return Lexicon()
    from hunspell import Hunspell

    return Lexicon(
        Hunspell(stem.name, hunspell_data_dir=str(stem.parent)),
        Hunspell("en_US", system_encoding="UTF-8"),
    )


def _places() -> tuple[Path, ...]:
    return (Path(get_path("data")) / _DICTIONARY, *_DICTIONARIES)
