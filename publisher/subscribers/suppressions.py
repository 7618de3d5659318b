"""Who must not be written to: put there, looked up, lifted. By hash, so it outlives the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from publisher.subscribers.addresses import Address
from publisher.subscribers.database import Row
from publisher.subscribers.lists import EVERY
from publisher.subscribers.persons import add_event
from publisher.subscribers.rehashing import known_again
from publisher.subscribers.store import PeopleStore

SuppressionReason = Literal["bounced", "complained", "forgotten", "left", "import", "editor"]

REASONS: dict[str, str] = {
    "bounced": "adressen finns inte längre",
    "complained": "mottagaren har anmält ett brev som skräppost",
    "forgotten": "personen har bett att bli glömd",
    "left": "personen hade avslutat hos den tidigare tjänsten",
    "import": "den tidigare tjänsten skickade inte längre dit",
    "editor": "redaktionen har spärrat adressen",
}
"""Why, in words for the editor."""
_EDITORS: SuppressionReason = "editor"


def suppress(  # noqa: PLR0913, PLR0917 (the columns of a row)
    store: PeopleStore,
    address: Address | str,
    list_: str = EVERY,
    reason: SuppressionReason = "editor",
    evidence: str = "",
    at: str = "",
) -> bool:
    """From now on nothing goes there; `address` may be its hash. Whether that is new.

    `evidence` is what told so (`smtp 550 5.1.1`), never with an address in it.
    """
    with store.write():
        hash_ = _hash(store, address)
        added = store.database.run(
            "INSERT INTO suppression (address_hash, list, reason, evidence, at) "
            "VALUES (:hash, :list, :reason, :evidence, :at) "
            "ON CONFLICT (address_hash, list) WHERE lifted IS NULL DO NOTHING",
            hash=hash_,
            list=list_,
            reason=reason,
            evidence=evidence,
            at=at or store.stamp(),
        )
        if not added:
            return False
        person = store.database.one("SELECT id FROM person WHERE address_hash = :h", h=hash_)
        store.database.run(
            "UPDATE subscription SET state = 'suppressed', since = :now "
            "WHERE person = :person AND state = 'active' AND (list = :list OR :list = '*')",
            now=store.stamp(),
            person=person,
            list=list_,
        )
        add_event(store, "suppressed", person, list_, reason)
        return True


def lift(
    store: PeopleStore,
    address: Address | str,
    lists: Iterable[str] | None = None,
    *,
    by_reader: bool = False,
) -> int:
    """Let letters go there again; how many suppressions that were lifted. None: all of them.

    Whoever was on a list before is on it again, where nothing else stands in the way. What the
    editors have put is not lifted `by_reader`.
    """
    with store.write():
        hash_ = _hash(store, address)
        wanted = None if lists is None else set(lists)
        lifted = 0
        for row in in_force(store, hash_):
            if by_reader and row["reason"] == _EDITORS:
                continue
            if wanted is None or row["list"] in wanted:
                sql = "UPDATE suppression SET lifted = :now WHERE id = :id"
                lifted += store.database.run(sql, now=store.stamp(), id=row["id"])
        if lifted:
            _restored(store, hash_)
        return lifted


def in_force(store: PeopleStore, address: Address | str) -> list[Row]:
    """What stands in the way of an address now."""
    sql = "SELECT * FROM suppression WHERE address_hash = :hash AND lifted IS NULL ORDER BY id"
    if isinstance(address, str):
        return store.database.rows(sql, hash=address)
    rows = (store.database.rows(sql, hash=h) for h in store.keys.address_hashes(address.key))
    return [row for each in rows for row in each]


def barred(store: PeopleStore, address: Address | str) -> frozenset[str]:
    """The lists, or `*`, that the editors let nobody with this address back on."""
    rows = in_force(store, address)
    return frozenset(row["list"] for row in rows if row["reason"] == _EDITORS)


def stands_in_the_way(store: PeopleStore, address: Address | str, list_: str) -> str | None:
    """The reason why a list must not go to an address, or None."""
    rows = in_force(store, address)
    return next((row["reason"] for row in rows if row["list"] in {EVERY, list_}), None)


def _hash(store: PeopleStore, address: Address | str) -> str:
    if isinstance(address, str):
        return address
    return known_again(store.database, store.keys, address.key)


def _restored(store: PeopleStore, hash_: str) -> None:
    person = store.database.one("SELECT id FROM person WHERE address_hash = :h", h=hash_)
    store.database.run(
        "UPDATE subscription SET state = 'active', since = :now "
        "WHERE person = :person AND state = 'suppressed' AND NOT EXISTS ("
        "SELECT 1 FROM suppression x WHERE x.address_hash = :hash AND x.lifted IS NULL "
        "AND x.list IN ('*', subscription.list))",
        now=store.stamp(),
        person=person,
        hash=hash_,
    )
    add_event(store, "lifted", person)
