"""A rule of language, and its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from publisher.language.house_list import HouseList
from publisher.language.words import Lexicon
from publisher.model.prose import Prose, ProseBlock

Level = Literal["fel", "råd", "val"]
"""What is wrong by every book, what is worth a look, and what a house must choose by itself."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """What stands at `start` to `end` in a block, what is said of it, and what to write instead.

    An empty `instead` is no suggestion; `words` is for rules whose message changes.
    """

    start: int
    end: int
    instead: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LanguageFinding:
    """Something that a rule found, with its place in the file, from 1."""

    rule: str
    line: int
    column: int
    text: str
    instead: str
    words: str
    start: int
    end: int
    """Where it stands in the file, counted in signs; both -1 where it is not one stretch of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What rules may ask beside the text: the house's own list, and a dictionary."""

    house: HouseList = field(default_factory=HouseList)
    lexicon: Lexicon = field(default_factory=Lexicon)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRule:
    """A rule, by its Swedish name; `source` is who says so.

    `wrong` holds pairs of what is wrong and what is right, `fine` what must be let alone; both are
    its tests and what `--rule` shows. With `mends` a suggestion may be carried out by a machine.
    Exactly one of `look` (a block) and `look_through` (the whole text) is there.
    """

    id: str
    says: str
    source: str
    level: Level
    wrong: tuple[tuple[str, str], ...]
    fine: tuple[str, ...] = ()
    mends: bool = False
    look: Callable[[ProseBlock, Desk], Iterator[RuleMatch]] | None = None
    look_through: Callable[[Prose, Desk], Iterator[tuple[ProseBlock, RuleMatch]]] | None = None


def pattern(
    expression: str,
    instead: str | Callable[[re.Match[str]], str | None] = "",
    *,
    flags: re.RegexFlag = re.NOFLAG,
    but: Callable[[re.Match[str]], bool] | None = None,
    kinds: tuple[str, ...] = (),
) -> Callable[[ProseBlock, Desk], Iterator[RuleMatch]]:
    """A rule that is one regular expression, and what its finds become.

    `instead` may return None: then it was no find. Only blocks of `kinds` are read, if any are
    given. What `but` is true of is let alone.
    """
    compiled = re.compile(expression, flags)

    def look(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
        if kinds and block.kind not in kinds:
            return
        for match in compiled.finditer(block.text):
            if but is not None and but(match):
                continue
            better = match.expand(instead) if isinstance(instead, str) else instead(match)
            if better is not None and better != match[0]:
                yield RuleMatch(match.start(), match.end(), better)

    return look


def instead_of(
    words: dict[str, str], *, within: str = r"(?<![\w-]){}(?![\w-])"
) -> Callable[[ProseBlock, Desk], Iterator[RuleMatch]]:
    """A rule that is a table: this word, that word. Capitals at a beginning are kept."""
    ordered = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    compiled = re.compile(within.format(f"({ordered})"))

    def look(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
        for match in compiled.finditer(block.text):
            yield RuleMatch(match.start(1), match.end(1), words[match[1]])

    return look
