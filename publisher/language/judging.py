"""A text → the findings of all rules that are to look at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.language.rule import Desk, LanguageFinding, LanguageRule, RuleMatch
from publisher.language.rules import BY_ID, RULES
from publisher.model.prose import Prose, ProseBlock

_OFF = re.compile(r"av\b([\w, åäö-]*?)(\bi hela texten)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRules:
    """The house's choice: rules of the level `val` that it wants (`on`), and those it does not."""

    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    def rules(self) -> Iterator[LanguageRule]:
        """Those that are to look, in order."""
        for rule in RULES:
            if rule.id not in self.off and (rule.level != "val" or rule.id in self.on):
                yield rule


def judged(prose: Prose, desk: Desk, chosen: ChosenRules) -> tuple[LanguageFinding, ...]:
    """Everything there is to say of a text, in its order, each stretch once by each rule.

    Only Swedish is judged. What the author has turned off (`<!-- språk: av RULE -->`: for that line
    and the paragraph after it; with `i hela texten` for all of it) is not said.
    """
    if prose.language.partition("-")[0].lower() != "sv":
        return ()
    silenced = _silenced(prose)
    found = [
        finding
        for rule in chosen.rules()
        for finding in _found(rule, prose, desk)
        if not silenced.covers(finding)
    ]
    return tuple(sorted(found, key=lambda each: (each.line, each.column, each.rule)))


def _found(rule: LanguageRule, prose: Prose, desk: Desk) -> Iterator[LanguageFinding]:
    for block, match in _matches(rule, prose, desk):
        if rule.id != "husets-ordlista" and block.text[match.start : match.end] in desk.house.known:
            continue
        yield _placed(rule, prose, block, match)


def _matches(
    rule: LanguageRule, prose: Prose, desk: Desk
) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    if rule.look_through is not None:
        yield from rule.look_through(prose, desk)
    if rule.look is not None:
        for block in prose.blocks:
            for match in rule.look(block, desk):
                yield block, match


def _placed(
    rule: LanguageRule, prose: Prose, block: ProseBlock, match: RuleMatch
) -> LanguageFinding:
    places = block.places[match.start : match.end]
    start = places[0] if places else -1
    whole = start >= 0 and places == tuple(range(start, start + len(places)))
    line, column = prose.place(block, match.start)
    return LanguageFinding(
        rule=rule.id,
        line=line,
        column=column,
        text=block.text[match.start : match.end],
        instead=match.instead,
        words=match.words or rule.says,
        start=start if whole else -1,
        end=start + len(places) if whole else -1,
    )


@dataclass(frozen=True, slots=True)
class _Silenced:
    """What is turned off: in the whole text, and by line. An empty name is every rule."""

    everywhere: frozenset[str]
    lines: frozenset[tuple[int, str]]

    def covers(self, finding: LanguageFinding) -> bool:
        names = {finding.rule, ""}
        return bool(names & self.everywhere) or any(
            (finding.line, name) in self.lines for name in names
        )


def _silenced(prose: Prose) -> _Silenced:
    everywhere: set[str] = set()
    lines: set[tuple[int, str]] = set()
    written = prose.source.split("\n") if prose.marks else []
    for line, mark in prose.marks:
        match = _OFF.match(mark)
        if match is None:
            continue
        names = set(filter(None, re.split(r"[,\s]+", match[1]))) or {""}
        if match[2]:
            everywhere |= names
        else:
            lines |= {(each, name) for each in _paragraph(written, line) for name in names}
    return _Silenced(frozenset(everywhere), frozenset(lines))


def _paragraph(written: list[str], line: int) -> Iterable[int]:
    """A line, and those of the paragraph that it stands in or right before."""
    at = line
    yield at
    alone = not re.sub(r"<!--.*?-->", "", written[line - 1]).strip()
    while alone and at < len(written) and not written[at].strip():
        at += 1
    while at < len(written) and written[at].strip():
        at += 1
        yield at


def unknown_rules(names: Iterable[str]) -> tuple[str, ...]:
    """Those that no rule has, in order."""
    return tuple(name for name in names if name not in BY_ID)
