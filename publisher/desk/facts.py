"""The facts of the desk, as values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from publisher.desk.shares import Share
from publisher.model import Kind
from publisher.problems import Problem

EntryState = Literal["draft", "scheduled", "published", "withdrawn"]
Missing = Literal["picture", "alt", "description", "subject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEntry:
    """A file of the author's, and where it stands.

    `at` is when it is, or will be, published; None of a page, and of what cannot be read. `letter`
    tells that it is a letter of its own, `mailed` when that went out (None: it has not). `faults`
    are what will stop it from being published. `url` is empty where the head cannot be read.
    """

    id: str
    source: str
    kind: Kind
    title: str
    url: str
    state: EntryState
    at: datetime | None
    letter: bool = False
    mailed: datetime | None = None
    corrected: bool = False
    missing: tuple[Missing, ...] = ()
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLetter:
    """A letter that is to go out: its subject, and the titles of what it gathers."""

    entry: DeskEntry
    subject: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """An entry that readers of a target do not have as it is now."""

    what: Literal["new", "changed", "gone"]
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTarget:
    """A place that is deployed to. `when` is None when nobody has deployed there from here."""

    name: str
    when: datetime | None
    changes: tuple[TargetChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """All of it, at the hour `now`. Entries are newest first, drafts first of all.

    `shares` is what is shown to some before it is published, the one that ends first at the top.
    """

    name: str
    now: datetime
    entries: tuple[DeskEntry, ...]
    letters: tuple[DeskLetter, ...]
    targets: tuple[DeskTarget, ...]
    faults: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    shares: tuple[Share, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def of(self, state: EntryState) -> tuple[DeskEntry, ...]:
        """Those that stand there."""
        return tuple(entry for entry in self.entries if entry.state == state)

    def is_out(self, source: str) -> bool:
        """Whether the text in that file is published."""
        return any(each.source == source and each.state == "published" for each in self.entries)


def counted(entries: tuple[DeskEntry, ...]) -> dict[str, int]:
    """How many there are of each state; what is mailed or corrected is published as well."""
    names = ("draft", "scheduled", "published", "mailed", "corrected", "withdrawn")
    found = Counter[str](dict.fromkeys(names, 0))
    for entry in entries:
        found[entry.state] += 1
        found["mailed"] += entry.mailed is not None
        found["corrected"] += entry.corrected
    return dict(found)
