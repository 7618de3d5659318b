"""Each row of an import held against the store: added, known, suppressed or refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.importing.sources import ImportedRow
from publisher.subscribers.lists import EVERY
from publisher.subscribers.persons import (
    Consent,
    add_consent,
    add_event,
    found,
    person_of,
    put_state,
    state_of,
)
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.suppressions import REASONS, stands_in_the_way, suppress

Outcome = Literal["added", "known", "suppressed", "refused"]
_AT_ONCE = 2000
"""Rows in one transaction: the sign-up service, which wants to write too, waits so long at most."""
_SHOWN = 20


@dataclass(slots=True)
class ImportLedger:
    """Rows in = added + known + suppressed + refused. No address is in it."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[str, list[int]] = field(default_factory=dict)
    """The first lines that were refused, or are not to have letters, by why."""
    kept_out: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    def note(self, row: ImportedRow, outcome: Outcome, why: str) -> None:
        """Count a row."""
        self.rows += 1
        self.outcomes[outcome] += 1
        if outcome == "refused":
            self.refusals[why] += 1
        elif outcome == "suppressed":
            self.kept_out[why] += 1
        if outcome in {"refused", "suppressed"}:
            lines = self.reasons.setdefault(why, [])
            if len(lines) < _SHOWN:
                lines.append(row.line)


Noted = Callable[[ImportedRow, Outcome, str], None]


def admit(
    store: PeopleStore,
    rows: Iterable[ImportedRow],
    lists: tuple[str, ...],
    title: str,
    noted: Noted,
) -> None:
    """All rows, some thousands in a transaction; `noted` is told what became of each.

    A row that was done before changes nothing, so an import that was cut off is just run again.
    """
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        with store.write():
            done = [(row, *_admitted(store, row, lists, title)) for row in batch]
        for row, outcome, why in done:
            noted(row, outcome, why)


def _admitted(
    store: PeopleStore, row: ImportedRow, lists: tuple[str, ...], title: str
) -> tuple[Outcome, str]:
    if row.fault:
        return "refused", row.fault
    address = cleaned(row.address)
    if isinstance(address, str):
        return "refused", address
    if row.standing == "unconfirmed":
        return "refused", "prenumerationen är inte bekräftad"
    if row.standing == "subscribed":
        outcome = _subscribed(store, address, row, lists, title)
        return outcome, _why_not(store, address, lists) if outcome == "suppressed" else ""
    outcome = _kept_out(store, address, row, lists, title)
    return outcome, f"{_STANDS[row.standing]} ({row.said})" if outcome == "suppressed" else ""


_STANDS = {
    "unsubscribed": "har avslutat enligt filen",
    "cleaned": "går inte att nå, eller har klagat, enligt filen",
}


def _why_not(store: PeopleStore, address: Address, lists: tuple[str, ...]) -> str:
    """Why somebody whom the file calls a subscriber is to have no letters from here."""
    for list_ in lists:
        if (reason := stands_in_the_way(store, address, list_)) is not None:
            return f"här sedan tidigare: {REASONS.get(reason, reason)}"
    return "här sedan tidigare: har avslutat"


def _subscribed(
    store: PeopleStore, address: Address, row: ImportedRow, lists: tuple[str, ...], title: str
) -> Outcome:
    """On every list that they have not left and that nothing keeps them from."""
    free = [list_ for list_ in lists if stands_in_the_way(store, address, list_) is None]
    known = found(store, address)
    states = {} if known is None else {x: state_of(store, known["id"], x) for x in free}
    new = [list_ for list_ in free if states.get(list_) in {None, "pending"}]
    if not new:
        return "known" if "active" in states.values() else "suppressed"
    person = person_of(store, address, row.name)
    # Asked once more by the write itself: on a server somebody else may have added them meanwhile.
    new = [list_ for list_ in new if put_state(store, person, list_, "active")]
    for list_ in new:
        add_event(store, "imported", person, list_, title)
    consent = Consent(
        words=f"Prenumererade enligt {title}.",
        where_url="",
        how="import",
        ip=row.ip,
        at=row.at,
        evidence=row.evidence,
    )
    add_consent(store, person, new, consent)
    return "added" if new else "known"


def _kept_out(
    store: PeopleStore, address: Address, row: ImportedRow, lists: tuple[str, ...], title: str
) -> Outcome:
    """Suppressed on these lists, or on all where the address is dead.

    Who has said yes on our own form since then is a reader of ours, whatever an old file says.
    """
    known = found(store, address)
    for list_ in lists if row.standing == "unsubscribed" else (EVERY,):
        if known is None or not _said_yes_since(store, known["id"], list_, row.at):
            reason: Literal["left", "import"] = (
                "left" if row.standing == "unsubscribed" else "import"
            )
            suppress(store, address, list_, reason, title, row.at)
    kept = any(stands_in_the_way(store, address, list_) for list_ in lists)
    return "suppressed" if kept else "known"


def _said_yes_since(store: PeopleStore, person: int, list_: str, at: str) -> bool:
    sql = (
        "SELECT 1 FROM consent c JOIN subscription s ON s.person = c.person AND s.list = c.list "
        "WHERE c.person = :person AND (c.list = :list OR :list = '*') AND c.how = 'form' "
        "AND s.state = 'active' AND c.at > :at LIMIT 1"
    )
    return store.database.row(sql, person=person, list=list_, at=at) is not None
