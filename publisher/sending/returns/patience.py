"""Mailboxes that are full or do not answer: given up after three editions over at least 14 days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from publisher.sending.returns.verdicts import verdict
from publisher.subscribers import people
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import read, stamp

EDITIONS = 3
SPREAD = timedelta(days=14)
_UNDECIDED = timedelta(days=6)
"""Servers try for five days before they give up: a letter younger than that may still come back."""
_ENOUGH = 200
_SOFT = frozenset({"soft", "full"})


def give_up_if_long(store: PeopleStore, person: int | None, address_hash: str) -> bool:
    """Suppress an address to which a delivery failed softly, if so many before it did too.

    Only those in a row count: one letter that was taken in between, and it begins anew. Whether it
    was suppressed now. Call it also for what was refused in SMTP.
    """
    failed = list(_in_a_row(store, person))
    editions = {edition for edition, _ in failed}
    times = [at for _, at in failed]
    if len(editions) < EDITIONS or read(max(times)) - read(min(times)) < SPREAD:
        return False
    return people.suppress(
        store,
        address_hash,
        reason="bounced",
        evidence=f"{len(editions)} utgåvor i rad sedan {min(times)[:10]}",
    )


def _in_a_row(store: PeopleStore, person: int | None) -> Iterator[tuple[int, str]]:
    """Edition and time of a person's latest deliveries, back to one that was taken."""
    young = stamp(store.now() - _UNDECIDED)
    for row in _latest(store, person):
        if _failed_softly(row):
            yield row["edition"], row["handed"]
        elif row["state"] == "accepted" and row["handed"] < young:
            return


def _latest(store: PeopleStore, person: int | None) -> Iterable[Row]:
    """Deliveries to the same person, with what came back of them."""
    return store.database.rows(
        "SELECT d.edition, d.state, d.handed, d.code, d.answer, "
        "(SELECT max(r.kind) FROM returned r WHERE r.address_hash = d.address_hash "
        "AND r.kind IN ('full', 'soft', 'ours') AND r.delivery = d.id) AS kind "
        "FROM delivery d WHERE d.person = :person AND d.handed IS NOT NULL AND d.state IN "
        "('accepted', 'rejected', 'bounced_soft') ORDER BY d.handed DESC LIMIT :most",
        person=person,
        most=_ENOUGH,
    )


def _failed_softly(row: Row) -> bool:
    if row["state"] == "bounced_soft":
        return row["kind"] in _SOFT
    if row["state"] != "rejected":
        return False
    code = row["code"] or ""
    number = int(code) if code.isdigit() else 0
    return verdict(number, row["answer"], "" if number else code) in _SOFT
