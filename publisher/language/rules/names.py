"""Names: one spelling in a text, and in all that is published."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from publisher.language.house_list import HouseList
from publisher.language.rule import Desk, LanguageRule, RuleMatch
from publisher.model.prose import Prose, ProseBlock

_NAME = re.compile(r"(?<![\w-])[A-ZÅÄÖÉ][\wåäöéü]+(?:[ -][A-ZÅÄÖÉ][\wåäöéü]+)*")
_LONG = 5


def names_in(prose: Prose) -> Counter[str]:
    """How often each name stands in a text, each word of it by itself too, without genitive."""
    found: Counter[str] = Counter()
    for block in prose.blocks:
        for match in _NAME.finditer(block.text):
            found.update(_told_apart(match[0], begins=_begins(block.text, match.start())))
    return found


def _told_apart(name: str, *, begins: bool) -> Iterator[str]:
    words = name.split(" ")
    for at, word in enumerate(words):
        if len(word) >= _LONG and not (begins and at == 0 and not _is_odd(word)):
            yield word


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[:at].rstrip(' ”"(–')[-1:] in ".!?:\n" or text[:at].rstrip()[-1:] in "–”•"


def _is_odd(word: str) -> bool:
    """Whether there are capitals within it, so that it is a name wherever it stands."""
    return any(sign.isupper() for sign in word[1:])


def alike(names: Iterable[str]) -> dict[str, set[str]]:
    """Names that differ in a way that two names seldom do, by what they have in common.

    Capitals apart (`DeepSeek`, `Deepseek`), or two letters in another order (`ChatGTP`).
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        groups["".join(sorted(_stem(name).lower()))].add(_stem(name))
    return {key: found for key, found in groups.items() if len(found) > 1 and _one_name(found)}


def _stem(name: str) -> str:
    stem = re.sub(r"(?:['’:]s)$", "", name)
    return stem[:-1] if stem.endswith("s") and len(stem) > _LONG else stem


def _one_name(found: set[str]) -> bool:
    lowered = {name.lower() for name in found}
    if len(lowered) == 1:
        return not any(name.isupper() for name in found)
    one, two, *more = sorted(lowered)
    return (
        not more
        and one[0] == two[0]
        and sum(a != b for a, b in zip(one, two, strict=True)) == 2
        and (
            any(
                one[at : at + 2] == two[at : at + 2][::-1] and one[at : at + 2] != two[at : at + 2]
                for at in range(len(one) - 1)
            )
        )
    )


def _two_ways(prose: Prose, desk: Desk) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    counted = names_in(prose)
    for names in alike(counted).values():
        usual = usual_of(names, counted, desk.house)
        for name in sorted(names - {usual}):
            yield from _first(prose, name, usual)


def usual_of(names: set[str], counted: Counter[str], house: HouseList) -> str:
    """The spelling that the house has chosen, or that stands there most often."""
    if chosen := names & house.known:
        return min(chosen)
    return max(sorted(names), key=lambda name: _times(counted, name))


def _times(counted: Counter[str], stem: str) -> int:
    return sum(count for name, count in counted.items() if _stem(name) == stem)


def _first(prose: Prose, name: str, usual: str) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    for block in prose.blocks:
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?=s?\b|:s\b)", block.text):
            words = f"här står {name}, på andra ställen {usual}"
            yield block, RuleMatch(match.start(), match.end(), usual, words)
            return


RULES = (
    LanguageRule(
        id="namn-pa-tva-satt",
        says="namnet är stavat på två sätt i texten",
        source="huset",
        level="råd",
        wrong=(
            ("Svaret från ChatGPT var bra. Sedan gav ChatGTP ett till, och ChatGPT ett.", ""),
            ("Bolaget Deepseek växer. I dag är DeepSeek störst, och Deepseek vet det.", ""),
        ),
        fine=(
            "Bolaget Deepseek och Deepseeks chef.",
            "Både Maria och Marian kom.",
            "Clara mötte Carla.",
        ),
        look_through=_two_ways,
    ),
    LanguageRule(
        id="namn-i-arkivet",
        says="namnet är stavat på ett annat sätt i andra texter",
        source="huset",
        level="råd",
        wrong=(),
        look_through=lambda _prose, _desk: iter(()),
    ),
)
