"""All that came back, one message after another, and what became of it in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from publisher.sending.returns.applying import AppliedReturn, apply
from publisher.sending.returns.fetching import FetchedMessage
from publisher.sending.returns.reading import read
from publisher.subscribers.store import PeopleStore


@dataclass(slots=True)
class ReturnsReport:
    """What was read. `causes` are our own faults by receiving domain, in plain words."""

    messages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)
    causes: dict[str, str] = field(default_factory=dict)

    def add(self, applied: Iterable[AppliedReturn]) -> None:
        """One message more."""
        self.messages += 1
        for each in applied:
            if each.deed == "again":
                self.deeds["again"] += 1
                continue
            self.kinds[each.kind] += 1
            self.deeds[each.deed] += 1
            if each.cause and each.domain:
                self.causes[each.domain] = each.cause


def take(store: PeopleStore, data: bytes, source: str, report: ReturnsReport) -> bool:
    """Read and act on one message; whether nothing in it is left for a person to read."""
    applied = apply(store, read(data), source, data)
    report.add(applied)
    return any(each.kind != "other" and each.deed != "unproven" for each in applied)


def collect(store: PeopleStore, messages: Iterable[FetchedMessage], source: str) -> ReturnsReport:
    """All messages; what is noted durably is moved away, what people wrote stays."""
    report = ReturnsReport()
    for each in messages:
        if take(store, each.data, source, report):
            each.moved()
        else:
            each.left()
    return report
