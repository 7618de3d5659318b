"""Rows of persons and their subscriptions: found, added, changed. What it means, `people` says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from publisher.subscribers.addresses import Address
from publisher.subscribers.database import Row
from publisher.subscribers.rehashing import known_again
from publisher.subscribers.store import PeopleStore

SubscriptionState = Literal["pending", "active", "left", "suppressed"]
_NAME = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to: the words they saw, where, how, from which address, and when.

    `at` is None for now, and empty when nobody knows. `evidence` is what else speaks for it: an
    import's own columns.
    """

    words: str
    where_url: str
    how: Literal["form", "import", "paper"]
    ip: str = ""
    at: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


def name_of(written: str) -> str:
    r"""A person's name on one line, without signs that steer; it goes into letters' heads.

    >>> name_of("Anna\r\nBcc: alla")
    'Anna Bcc: alla'
    """
    return " ".join(_CONTROL.sub(" ", written).split())[:_NAME]


def found(store: PeopleStore, address: Address) -> Row | None:
    """The person with this address."""
    return store.database.row("SELECT * FROM person WHERE address_key = :key", key=address.key)


def person_of(store: PeopleStore, address: Address, name: str = "") -> int:
    """Their number; added if they are new, named if they had no name. Within `write`."""
    known = found(store, address)
    if known is not None:
        if name and not known["name"]:
            store.database.run(
                "UPDATE person SET name = :name WHERE id = :id", name=name_of(name), id=known["id"]
            )
        return int(known["id"])
    row = store.database.row(
        "INSERT INTO person (address, address_key, address_hash, name, created) "
        "VALUES (:address, :key, :hash, :name, :now) ON CONFLICT DO NOTHING RETURNING id",
        address=address.address,
        key=address.key,
        hash=known_again(store.database, store.keys, address.key),
        name=name_of(name),
        now=store.stamp(),
    )
    if row is None:  # somebody else has added them meanwhile, which only PostgreSQL lets happen
        return person_of(store, address, name)
    return int(row["id"])


def state_of(store: PeopleStore, person: int, list_: str) -> SubscriptionState | None:
    """How they stand to a list; None: they have nothing to do with it."""
    sql = "SELECT state FROM subscription WHERE person = :person AND list = :list"
    state: SubscriptionState | None = store.database.one(sql, person=person, list=list_)
    return state


def put_state(store: PeopleStore, person: int, list_: str, state: SubscriptionState) -> bool:
    """Whether that changed anything. Within `write`."""
    sql = (
        "INSERT INTO subscription (person, list, state, since) "
        "VALUES (:person, :list, :state, :now) ON CONFLICT (person, list) "
        "DO UPDATE SET state = :state, since = :now WHERE subscription.state <> :state"
    )
    values = {"person": person, "list": list_, "state": state, "now": store.stamp()}
    return store.database.run(sql, **values) > 0


def add_consent(store: PeopleStore, person: int, lists: Iterable[str], consent: Consent) -> None:
    """One row a list. Within `write`."""
    sql = (
        "INSERT INTO consent "
        "(person, list, at, recorded, words, words_hash, where_url, how, evidence, ip) "
        "VALUES (:person, :list, :at, :now, :words, :mark, :where, :how, :evidence, :ip)"
    )
    now = store.stamp()
    for list_ in lists:
        store.database.run(
            sql,
            person=person,
            list=list_,
            at=now if consent.at is None else consent.at,
            now=now,
            words=consent.words,
            mark=sha256(consent.words.encode()).hexdigest(),
            where=consent.where_url,
            how=consent.how,
            evidence=json.dumps(dict(consent.evidence), ensure_ascii=False, sort_keys=True),
            ip=consent.ip,
        )


def add_event(
    store: PeopleStore, kind: str, person: int | None, list_: str = "", detail: str = ""
) -> None:
    """Note what happened; never with an address in `detail`. Within `write`."""
    sql = (
        "INSERT INTO event (at, kind, person, list, detail) "
        "VALUES (:now, :kind, :person, :list, :detail)"
    )
    values = {"kind": kind, "person": person, "list": list_, "detail": detail}
    store.database.run(sql, now=store.stamp(), **values)
