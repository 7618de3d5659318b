"""How often anything may be asked for, counted in the database.

What is counted are hashes that only the keys can make: neither an address nor a client can be read
out of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from publisher.subscribers.service.settings import Limits
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before, stamp

RefusalReason = Literal["client", "address", "used", "waiting"]
_KEPT = timedelta(days=8)
"""How long it is known how many were refused."""
_TALLY = "refused"


def refused(  # noqa: PLR0913 (what an attempt is known by)
    store: PeopleStore, limits: Limits, *, kind: str, client: str, address: str, nonce: str
) -> RefusalReason | None:
    """Count one more attempt, and say what stands in its way. Within `write`.

    Every attempt asks the same, whatever it leads to. What is refused counts against nobody, or
    anybody could shut somebody else out for ever; and it adds no row, however many there are.
    Each `kind` of wish counts by itself: who asked in vain for a link may sign up all the same.
    """
    now = store.now()
    key, wish = store.keys.hidden, f"address {kind}"
    by_client, by_address = key("client", client), key("address", address)
    hour, day, week = (before(now, hours=n) for n in (1, 24, 24 * 7))
    over_client = _count(store, "client", by_client, hour) >= limits.client_hour
    asked_today = _count(store, wish, by_address, day) >= limits.address_day
    asked_often = _count(store, wish, by_address, week) >= limits.address_week
    used = _count(store, "form", nonce, day) > 0
    too_many = _waiting(store) >= limits.waiting
    reasons: dict[RefusalReason, bool] = {
        "used": used,
        "client": over_client,
        "waiting": too_many,
        "address": asked_today or asked_often,
    }
    reason = next((name for name, holds in reasons.items() if holds), None)
    if reason is None:
        for sort, what in (("client", by_client), (wish, by_address), ("form", nonce)):
            _note(store, sort, what, now)
    else:
        _tally(store, reason, now)
    return reason


def counted(store: PeopleStore, day: datetime) -> dict[str, int]:
    """How many attempts were refused that day (UTC), by reason."""
    begins = f"{_TALLY} {day:%Y-%m-%d} "
    sql = "SELECT name, value FROM meta WHERE name LIKE :begins"
    rows = store.database.rows(sql, begins=f"{begins}%")
    return {row["name"].removeprefix(begins): int(row["value"]) for row in rows}


def forget_tallies(store: PeopleStore) -> None:
    """Take away the counts of days long past; the attempts themselves age with all else."""
    with store.write():
        day = f"{store.now() - _KEPT:%Y-%m-%d}"
        sql = "DELETE FROM meta WHERE name > :kind AND name < :day"
        store.database.run(sql, kind=f"{_TALLY} ", day=f"{_TALLY} {day}")


def _count(store: PeopleStore, kind: str, key: str, since: str) -> int:
    sql = "SELECT count(*) FROM attempt WHERE kind = :kind AND key = :key AND at > :since"
    return int(store.database.one(sql, kind=kind, key=key, since=since))


def _note(store: PeopleStore, kind: str, key: str, at: datetime) -> None:
    sql = "INSERT INTO attempt (kind, key, at) VALUES (:kind, :key, :at)"
    store.database.run(sql, kind=kind, key=key, at=stamp(at))


def _tally(store: PeopleStore, reason: str, at: datetime) -> None:
    sql = (
        "INSERT INTO meta (name, value) VALUES (:name, '1') ON CONFLICT (name) DO UPDATE "
        "SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT)"
    )
    store.database.run(sql, name=f"{_TALLY} {at:%Y-%m-%d} {reason}")


def _waiting(store: PeopleStore) -> int:
    return int(store.database.one("SELECT count(*) FROM outbox WHERE state = 'waiting'"))
