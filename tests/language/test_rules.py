"""Each rule's own examples are its tests: what is wrong is found, what is fine is let alone."""

from __future__ import annotations

import pytest

from publisher.language.house_list import HouseList, HouseWord, genitive
from publisher.language.rule import Desk, LanguageRule, RuleMatch
from publisher.language.rules import RULES
from publisher.language.words import Lexicon, swedish
from publisher.model.prose import Prose, ProseBlock

WRONG = [(rule, wrong, right) for rule in RULES for wrong, right in rule.wrong]
FINE = [(rule, text) for rule in RULES for text in rule.fine]


def found(rule: LanguageRule, text: str, desk: Desk | None = None) -> list[RuleMatch]:
    kind = "title" if rule.id == "rubrik-som-mening" else "paragraph"
    blocks = tuple(ProseBlock(kind, each, tuple(range(len(each)))) for each in text.split("\n\n"))
    desk = desk or Desk()
    matches = [match for block in blocks if rule.look for match in rule.look(block, desk)]
    if rule.look_through:
        prose = Prose(path="x.md", source=text, blocks=blocks)
        matches += [match for _, match in rule.look_through(prose, desk)]
    return matches


@pytest.mark.parametrize(
    ("rule", "wrong", "right"), WRONG, ids=[f"{r.id}-{w}" for r, w, _ in WRONG]
)
def test_what_is_wrong_is_found_and_becomes_right(
    rule: LanguageRule, wrong: str, right: str
) -> None:
    matches = found(rule, wrong)
    assert matches
    if right:
        text = wrong
        for match in reversed(matches):
            text = text[: match.start] + match.instead + text[match.end :]
        assert text == right
        assert not found(rule, text), "what has been mended is not found again"


@pytest.mark.parametrize(("rule", "text"), FINE, ids=[f"{r.id}-{t}" for r, t in FINE])
def test_what_is_fine_is_let_alone(rule: LanguageRule, text: str) -> None:
    assert found(rule, text) == []


def test_rules_have_names_of_their_own_and_examples() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    without = {"husets-ordlista", "sarskrivning", "stavning", "namn-i-arkivet"}
    assert {rule.id for rule in RULES if not rule.wrong} == without  # they have tests of their own
    assert all((rule.look is None) != (rule.look_through is None) for rule in RULES)


@pytest.mark.parametrize(
    ("word", "right"), [("Xi", "Xis"), ("Marx", "Marx"), ("EU", "EU:s"), ("Deepseek", "Deepseeks")]
)
def test_genitives(word: str, right: str) -> None:
    assert genitive(word) == right


def test_the_house_spells_as_it_likes() -> None:
    rule = next(each for each in RULES if each.id == "husets-ordlista")
    desk = Desk(house=HouseList((HouseWord("Deepseek", never=("DeepSeek",)),)))
    matches = found(rule, "Bolaget DeepSeek växer, säger DeepSeeks chef på DeepSeekdagen.", desk)
    assert [each.instead for each in matches] == ["Deepseek", "Deepseeks"]


class _Words:
    """A dictionary of few words."""

    def __init__(self, *words: str) -> None:
        self._words = set(words)

    def spell(self, word: str) -> bool:
        return word in self._words


def test_words_written_apart() -> None:
    rule = next(each for each in RULES if each.id == "sarskrivning")
    house = HouseList((HouseWord("Deepseek"),))
    desk = Desk(house=house, lexicon=Lexicon(_Words("export", "förbud", "exportförbud")))
    assert [
        each.instead for each in found(rule, "Deepseek algoritmer och export förbud", desk)
    ] == [
        "Deepseekalgoritmer",
        "exportförbud",
    ]
    assert found(rule, "Deepseek algoritmer", Desk(house=house)) == [], "no dictionary, no finding"


def test_slips_of_the_finger() -> None:
    rule = next(each for each in RULES if each.id == "stavning")
    desk = Desk(lexicon=Lexicon(_Words("utveckling", "bolag", "hälsa", "koder"), _Words("release")))
    assert [each.instead for each in found(rule, "en utvekling", desk)] == ["utveckling"]
    for fine in ("en release", "utvekling och utvekling", "hälsokoder", "Utvekling", "qwertyui"):
        assert found(rule, fine, desk) == []


def test_the_dictionary_that_comes_with_the_extra() -> None:
    lexicon = swedish()
    assert lexicon.there
    assert lexicon.has("exportförbudet")
    assert lexicon.near("utvekling") == "utveckling"
    assert lexicon.is_english("release")
