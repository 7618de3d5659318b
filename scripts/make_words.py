"""Make the word list that Swedish compounds are split by: publisher/swedish/compounds/svenska.xz.

    npm pack dictionary-sv@4.0.0 && tar xzf dictionary-sv-4.0.0.tgz
    python scripts/make_words.py package/

The source is Göran Andersson's Swedish spelling dictionary for Hunspell (LGPL-3.0), as the npm
package dictionary-sv carries it. It says of every word whether it may begin a compound, in which
form (`kyrka` → `kyrko-`), and whether it may end one; see hunspell(5), "compounding". Kept are the
shortest building blocks only: a block that is itself built of two others can be found again.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).parents[1] / "publisher" / "swedish" / "compounds" / "svenska.xz"
SHORTEST = 3
LONGEST_TRAP = 9
FIRST, MIDDLE, LAST, ONLY_PART, OFFENSIVE, FORBIDDEN = "XUYZ!%"
INFLECTIONS = set("BCDEFGHIJKLMNOPQRST")
OFTEN, VERY_OFTEN = 2, 3
"""In so many listed compounds must a part stand before it is believed to be one."""
LETTERS = re.compile(r"[a-zåäöéèüà]+")
SIMPLEX = """
    animera animerad bachman barbro bastant broman centrum fortfarande förslag hemlock hemman kajman
    kinamedia kollage kollagen kristall kristallin matris paragraf porträtt prisma rotarian timbro
    tonsill
""".split()  # noqa: SIM905 (words are read best as words)
"""Words that are not what they look like: there is neither mat nor ris in a matris.

Found by reading the list of short words that can be cut, and kept with all their forms.
"""
SHORT_FIRST = ("gas", "kod", "ost", "ris", "råd", "tal", "tre", "tro", "två", "ull")
SHORT_LAST = ("del", "fil", "gas", "kod", "mur", "råd", "språk", "stad", "tak", "tal", "tur", "vän")
"""Of words this short only those are believed that a reader has looked at."""
BARRED = ("föro", "förs")
"""What only looks like a first part in the words it was learnt from: `föro|rening`."""
WHOLE = ("halvledare", "ungdom", "människorätt")
WHOLE_FIRST = ("halvledar", "ungdoms", "människorätts")
"""Compounds that have become one idea: whoever looks for `ledare` has no use for chips."""


class Word(NamedTuple):
    """A line of the dictionary, in small letters."""

    text: str
    flags: str
    name: bool


class Rule(NamedTuple):
    """An ending that replaces another one; `then` are the flags of the result."""

    strip: str
    add: str
    then: str
    when: re.Pattern[str]


def rules(file: Path) -> dict[str, list[Rule]]:
    """Every suffix rule, by its flag."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) > 4 and parts[0] == "SFX":
            add, _, then = parts[3].partition("/")
            strip, add = (part.replace("0", "") for part in (parts[2], add))
            found[parts[1]].append(Rule(strip, add, then, re.compile(f"(?:{parts[4]})$")))
    return found


def words(file: Path) -> Iterator[Word]:
    """Every word of letters only; what the dictionary will not suggest is left out."""
    for line in file.read_text("utf-8").splitlines()[1:]:
        text, _, flags = line.partition("/")
        if LETTERS.fullmatch(text.lower()) and not {OFFENSIVE, FORBIDDEN} & set(flags):
            yield Word(text.lower(), flags, text != text.lower())


class Lexicon:
    """What may begin a compound, what may end one, and which words only look like one."""

    def __init__(self, folder: Path) -> None:
        """Read the dictionary in a folder."""
        self._rules = rules(folder / "index.aff")
        self._words = list(words(folder / "index.dic"))
        self.begins = {form for word in self._words for form in self._begins(word)}
        self._tails: dict[str, list[set[str]]] = defaultdict(list)
        for word in self._words:
            if LAST in word.flags and not word.name and len(word.text) >= SHORTEST:
                self._tails[word.text].append(set(word.flags) & INFLECTIONS)
        self._learn()
        self._built = {word.text for word in self._words if self._is_built(word)}
        self._built -= set(WHOLE)
        whole = self.begins
        self.begins = {
            one for one in whole if not any(a in whole and b in whole for a, b in cuts(one))
        }
        self.begins |= set(WHOLE_FIRST)
        self.ends = {form for word in self._words for form in self._ends(word)}

    def _learn(self) -> None:
        """Take from compounds that the dictionary lists whole what it does not say of their parts.

        It bars short words from compounds of the reader's own making, lest spelling mistakes pass
        (`del`, `gas`, `ris`), and leaves out first forms of which few compounds are made (`gatu`).
        """
        kinds: dict[str, list[set[str]]] = defaultdict(list)
        for word in self._words:
            if not word.name and ONLY_PART not in word.flags:
                kinds[word.text].append(set(word.flags) & INFLECTIONS)
        first: Counter[str] = Counter()
        last: Counter[str] = Counter()
        for word in self._words:
            own = set(word.flags) & INFLECTIONS
            for a, b in cuts(word.text) if own else ():
                first[a] += (
                    len(a) > SHORTEST
                    and b in self._tails
                    and a not in self.begins
                    and _form_of_any(a, kinds)
                )
                fits = any(own <= kind for kind in kinds.get(b, ()))
                last[b] += len(b) > SHORTEST and b not in self._tails and a in self.begins and fits
        self.begins |= {a for a, count in first.items() if count >= OFTEN and a not in BARRED}
        self.begins |= set(SHORT_FIRST)
        for b in (*SHORT_LAST, *(b for b, count in last.items() if count >= VERY_OFTEN)):
            self._tails[b] = kinds[b]

    def _forms(self, word: Word) -> Iterator[tuple[str, str]]:
        for flag in word.flags:
            for rule in self._rules.get(flag, ()):
                if word.text.endswith(rule.strip) and rule.when.search(word.text):
                    form = word.text[: len(word.text) - len(rule.strip)] + rule.add
                    if LETTERS.fullmatch(form):
                        yield form, rule.then

    def _begins(self, word: Word) -> Iterator[str]:
        forms = [(word.text, word.flags), *self._forms(word)]
        for form, flags in forms:
            if {FIRST, MIDDLE} & set(flags) and len(form) >= SHORTEST:
                yield form

    def _inflected(self, word: Word) -> Iterator[str]:
        yield word.text
        yield from (
            f for f, then in self._forms(word) if not {FIRST, MIDDLE, ONLY_PART} & set(then)
        )

    def _ends(self, word: Word) -> Iterator[str]:
        if word.text in self._tails and not word.name and word.text not in self._built:
            least = SHORTEST if len(word.text) == SHORTEST else SHORTEST + 1
            yield from (form for form in self._inflected(word) if len(form) >= least)

    def _is_built(self, word: Word) -> bool:
        """Whether it is inflected as its last part is: `nyhetsbrev` is, as `brev` is."""
        own = set(word.flags) & INFLECTIONS
        heads = (
            self._tails[b] for a, b in cuts(word.text) if a in self.begins and b in self._tails
        )
        return any(
            own <= head or own >= head or len(own & head) > 1 for tails in heads for head in tails
        )

    def traps(self) -> set[str]:
        """Forms of a short word that can be cut though the word itself cannot: `hand|landet`."""
        whole: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if ONLY_PART not in word.flags:
                for form in self._inflected(word):
                    whole[form].append(word.text)
        united = {
            form for form, lemmas in whole.items() if not {*WHOLE, *SIMPLEX}.isdisjoint(lemmas)
        }
        return united | {
            form
            for form, lemmas in whole.items()
            if min(map(len, lemmas)) <= LONGEST_TRAP
            and self._cut(form)
            and not any(self._cut(lemma) for lemma in lemmas)
        }

    def _cut(self, word: str) -> bool:
        return any(a in self.begins and (b in self.ends or self._cut(b)) for a, b in cuts(word))


def _form_of_any(first: str, words: Container[str]) -> bool:
    """Whether it is a word as it may stand first: itself, `gatu`, `hälso`, `flick`, `åldrings`."""
    ending, stem = first[-1], first[:-1]
    if first in words or (ending == "s" and stem in words):
        return True
    return ending in "uoe" and (stem + "a" in words or stem + "e" in words)


def cuts(word: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a word in two long enough parts."""
    yield from ((word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1))


def main(folder: Path) -> None:
    """Write the list: begins, ends and traps, a word a line, an empty line between the three."""
    lexicon = Lexicon(folder)
    lists = (lexicon.begins, lexicon.ends, lexicon.traps() | set(SIMPLEX))
    text = "\n\n".join("\n".join(sorted(each)) for each in lists)
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(*(len(each) for each in lists), f"{TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
