"""Whom a report is about: by our own sealed mark, by the letter's id, and last by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from publisher.sending.returns.report import Return
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import stamp

TOKEN = "delivery"  # noqa: S105 (the kind of mark that a letter bears)
_BY_ADDRESS = timedelta(days=30)
"""Older deliveries are not found by address alone: anybody can write a report about anybody."""


@dataclass(frozen=True, slots=True)
class FoundDelivery:
    """A row of the ledger. `sure`: by something that only who had the letter can know."""

    row: Row
    sure: bool


def find(store: PeopleStore, returned: Return) -> FoundDelivery | None:
    """The delivery that it is about, or None."""
    for token in returned.tokens:
        number = store.keys.read_short(TOKEN, token)
        if number is not None and (row := _numbered(store, number)) is not None:
            return FoundDelivery(row, sure=True)
    recent = _recent(store)
    for message_id in returned.message_ids:
        for edition in recent:
            if (row := _with_id(store, edition, message_id)) is not None:
                return FoundDelivery(row, sure=True)
    address = cleaned(returned.recipient) if returned.recipient else ""
    if not isinstance(address, Address):
        return None
    for hash_ in store.keys.address_hashes(address.key):
        for edition in recent:
            if (row := _addressed(store, edition, hash_)) is not None:
                return FoundDelivery(row, sure=False)
    return None


def _recent(store: PeopleStore) -> list[int]:
    """Editions whose letters can still come back, the newest first."""
    since = stamp(store.now() - _BY_ADDRESS)
    sql = "SELECT id FROM edition WHERE started IS NULL OR started > :since ORDER BY id DESC"
    return [row["id"] for row in store.database.rows(sql, since=since)]


def _numbered(store: PeopleStore, number: int) -> Row | None:
    return store.database.row("SELECT * FROM delivery WHERE id = :id", id=number)


def _with_id(store: PeopleStore, edition: int, message_id: str) -> Row | None:
    sql = "SELECT * FROM delivery WHERE edition = :edition AND message_id = :id"
    return store.database.row(sql, edition=edition, id=message_id)


def _addressed(store: PeopleStore, edition: int, hash_: str) -> Row | None:
    sql = "SELECT * FROM delivery WHERE edition = :edition AND address_hash = :hash "
    sql += "AND handed IS NOT NULL"
    return store.database.row(sql, edition=edition, hash=hash_)
