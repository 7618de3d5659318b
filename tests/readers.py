"""Readers as tests need them: an address, somebody who has said yes, a clock set by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from publisher.subscribers import PeopleStore, people
from publisher.subscribers.addresses import Address, cleaned

WORDS = people.Consent(words="Jag vill ha brevet.", where_url="https://x.se/", how="form")


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def address(text: str) -> Address:
    made = cleaned(text)
    assert isinstance(made, Address)
    return made


def joined(store: PeopleStore, text: str, *lists: str) -> int:
    """Somebody who has asked and pressed the button."""
    pending = people.subscribe_pending(store, address(text), lists, WORDS)
    done = people.confirm(store, pending.token)
    assert done is not None
    return done.person


def on(store: PeopleStore, list_: str) -> list[str]:
    """The addresses a list goes to."""
    return [each.address for each in people.active(store, list_)]


def planned(store: PeopleStore, name: str, state: str = "planned", list_: str = "brev") -> int:
    """An edition with a row for everybody on the list, as a sender would have made it."""
    with store.write():
        rows = list(people.active(store, list_))
        row = store.database.row(
            "INSERT INTO edition (name, list, frozen_hash, subject, created, candidates, planned, "
            "state) VALUES (:name, :list, 'x', 'Ämne', :now, :count, :count, 'sending') "
            "RETURNING id",
            name=name,
            list=list_,
            now=store.stamp(),
            count=len(rows),
        )
        assert row is not None
        store.database.run_all(
            "INSERT INTO delivery (edition, person, address, address_hash, domain, message_id, "
            "state) VALUES (:edition, :person, :address, :hash, :domain, :hash, :state)",
            [
                {
                    "edition": row["id"],
                    "person": each.person,
                    "address": each.address,
                    "hash": each.address_hash,
                    "domain": each.domain,
                    "state": state,
                }
                for each in rows
            ],
        )
    return int(row["id"])


def states(store: PeopleStore) -> dict[str, int]:
    """How many deliveries there are in each state."""
    sql = "SELECT state, count(*) AS count FROM delivery GROUP BY state"
    return {row["state"]: row["count"] for row in store.database.rows(sql)}
