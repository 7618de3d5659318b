"""YAML text → nodes, by libyaml; what it must never see is refused before.

A field that is no YAML can be left out, so that the faults of all others show as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar

import yaml

from publisher.config.fields.syntax import syntax_problem
from publisher.config.fields.unseen import called
from publisher.model import limits
from publisher.problems import Problem
from publisher.swedish import number

PLAIN = "plain"
"""The tag of every value without quotes."""

# Characters YAML forbids, and three line breaks that no editor counts as one: text pasted from
# Word or InDesign brings them along, and every line number after them would be wrong.
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NESTING = re.compile(r"[\[{]|[-?:](?=\s)")
_HARMLESS = 1000
_MOST_TOLD = 20
"""So many lines that are no YAML are told of in one file."""
_TOP = re.compile(r"[^\s#\[\]{}]")
_NAME = re.compile(r"""\s*(?:- )?["']?([\w-]+)["']?\s*(?::|$)""")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Marks every unquoted scalar as plain and decides nothing; mypy cannot see a computed base."""

    yaml_implicit_resolvers: ClassVar = {None: [(PLAIN, re.compile(""))]}


class Broken:
    """In the place of a node: no YAML."""


@dataclass(kw_only=True)
class Composed:
    """The nodes of a text, what was told of it, and the fields that were left out."""

    root: yaml.Node | Broken | None = None
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def compose(text: str, path: str, first_line: int, *, go_on: bool) -> Composed:
    """The nodes of a whole text; with `go_on` without the fields that are no YAML."""
    found = Composed()
    while True:
        try:
            found.root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            problem = syntax_problem(text, error, path, first_line)
            if problem in found.problems:  # what was left out was not the cause
                found.root = Broken()
                return found
            found.problems.append(problem)
            left = _without(text, (problem.line or first_line) - first_line) if go_on else None
            if left is None or len(found.problems) >= _MOST_TOLD:
                found.root = Broken()
                return found
            text, names = left
            found.lost |= names
        else:
            return found


def _without(text: str, at: int) -> tuple[str, set[str]] | None:
    """The text with the field that a line belongs to left blank, and the names that went with it.

    A line that is no field and stands by itself goes alone. None when nothing would change.
    """
    lines = text.split("\n")
    if at >= len(lines):
        return None
    begin = at
    while begin > 0 and lines[begin][:1] in {" ", "\t", "-", "", "}", "]"}:
        begin -= 1
    end = at + 1
    while end < len(lines) and _TOP.match(lines[at]) and lines[end][:1] in {" ", "\t", "-", ""}:
        end += 1
    gone = lines[begin:end]
    if not any(line.strip() for line in gone):
        return None
    names = {found[1] for line in gone if (found := _NAME.match(line))}
    return "\n".join([*lines[:begin], *([""] * len(gone)), *lines[end:]]), names


def unreadable(text: str, path: str, first_line: int) -> Problem | None:
    """What must be refused before libyaml sees it: unseen characters, nesting, sheer size.

    libyaml's nodes are built by recursion in C, so 100,000 brackets would end the process; and each
    of them takes a hundred times the room of what was written.
    """
    if found := _UNSEEN.search(text):
        return Problem(
            path=path,
            line=first_line + text.count("\n", 0, found.start()),
            text=f"ett osynligt tecken står i raden: {called(found[0])} (U+{ord(found[0]):04X})",
            hint="Skriv om raden för hand; tecknet följer ofta med när text klistras in.",
        )
    if len(text) > limits.YAML_VALUES // 2 or len(_NESTING.findall(text)) > _HARMLESS:
        return _too_large(text, path, first_line)
    return None


def _too_large(text: str, path: str, first_line: int) -> Problem | None:
    """Stops at the first value too many, for libyaml slows with the square of the depth."""
    depth = values = 0
    line = first_line
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            values += isinstance(event, yaml.NodeEvent)
            if depth > limits.YAML_DEPTH:
                return too_deep(path, line)
            if values > limits.YAML_VALUES:
                return too_many(path, line)
    except yaml.MarkedYAMLError:
        return None  # compose meets the same fault, and its words are for the author
    return None


def too_many(path: str, line: int) -> Problem:
    """Said of more values than a file may have."""
    text = f"filen har fler än {number(limits.YAML_VALUES)} uppgifter"
    return Problem(
        path=path, line=line, text=text, hint="Dela upp den, eller ta bort det som inte behövs."
    )


def too_deep(path: str, line: int) -> Problem:
    """Said of what no hand has written."""
    hint = f"Högst {limits.YAML_DEPTH} listor och grupper kan ligga i varandra."
    return Problem(path=path, line=line, text="värdena ligger för djupt inuti varandra", hint=hint)
