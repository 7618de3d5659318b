"""What may be done with people: subscribe, confirm, choose, leave, suppress, forget, look up.

Every function takes the store first, writes in one transaction, and may be called within another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from publisher.subscribers.addresses import Address
from publisher.subscribers.audience import Recipient, active, counts, excluded, readers
from publisher.subscribers.lists import EVERY
from publisher.subscribers.persons import (
    Consent,
    add_consent,
    add_event,
    found,
    name_of,
    person_of,
    put_state,
    state_of,
)
from publisher.subscribers.signing_up import (
    PENDING_DAYS,
    Confirmed,
    PendingConfirmation,
    asked_for,
    confirm,
    confirmation_sent,
    confirmation_token,
    subscribe_pending,
)
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.suppressions import (
    REASONS,
    barred,
    in_force,
    lift,
    stands_in_the_way,
    suppress,
)

__all__ = [
    "PENDING_DAYS",
    "REASONS",
    "Confirmed",
    "Consent",
    "PendingConfirmation",
    "Recipient",
    "active",
    "add",
    "add_consent",
    "add_event",
    "asked_for",
    "barred",
    "choose",
    "confirm",
    "confirmation_sent",
    "confirmation_token",
    "counts",
    "excluded",
    "export",
    "forget",
    "found",
    "in_force",
    "leave",
    "lift",
    "lists_of_person",
    "name_of",
    "person_of",
    "put_state",
    "readers",
    "stands_in_the_way",
    "state_of",
    "subscribe_pending",
    "suppress",
]


def lists_of_person(store: PeopleStore, person: int) -> dict[str, str]:
    """How they stand to each list that they have something to do with."""
    sql = "SELECT list, state FROM subscription WHERE person = :person ORDER BY list"
    return {row["list"]: row["state"] for row in store.database.rows(sql, person=person)}


def add(
    store: PeopleStore, address: Address, lists: Iterable[str], consent: Consent, name: str = ""
) -> tuple[str, ...]:
    """Somebody who said yes elsewhere than on a form of ours, on the lists they were not on.

    Nothing that stands in the way is lifted by it; the lists that were added.
    """
    with store.write():
        free = [each for each in lists if stands_in_the_way(store, address, each) is None]
        if not free:
            return ()
        person = person_of(store, address, name)
        new = tuple(each for each in free if put_state(store, person, each, "active"))
        add_consent(store, person, new, consent)
        for each in new:
            add_event(store, "added", person, each)
        return new


def leave(store: PeopleStore, person: int, list_: str = EVERY, why: str = "") -> int:
    """Off a list, or off every one; how many that were left. Done twice it changes nothing."""
    with store.write():
        left = store.database.rows(
            "UPDATE subscription SET state = 'left', since = :now WHERE person = :person "
            "AND state <> 'left' AND (list = :list OR :list = '*') RETURNING list",
            now=store.stamp(),
            person=person,
            list=list_,
        )
        for row in left:
            add_event(store, "left", person, row["list"], why)
        return len(left)


def choose(store: PeopleStore, person: int, wanted: Iterable[str], consent: Consent) -> None:
    """Exactly these lists, as somebody says who holds a link that only they were sent.

    Consent is noted for those that are new. What the editors keep an address from stays so.
    """
    with store.write():
        row = store.database.row("SELECT address_hash FROM person WHERE id = :id", id=person)
        if row is None:
            return
        bars = barred(store, str(row["address_hash"]))
        chosen = {each for each in wanted if not bars & {EVERY, each}}
        before = lists_of_person(store, person)
        new = sorted(list_ for list_ in chosen if before.get(list_) != "active")
        if new:
            lift(store, row["address_hash"], {*new, EVERY}, by_reader=True)
        new = [list_ for list_ in new if put_state(store, person, list_, "active")]
        add_consent(store, person, new, consent)
        for list_ in new:
            add_event(store, "chosen", person, list_)
        for list_ in sorted(set(before) - chosen):
            leave(store, person, list_, "chosen")


def forget(store: PeopleStore, person: int) -> bool:
    """Everything that says who it was goes; whether there was anybody.

    What stays is by hash: the suppression that keeps an import from bringing them back, and
    their rows in what has been sent, so that its sums still hold. What was to be sent is not.
    """
    with store.write():
        row = store.database.row("SELECT address_hash FROM person WHERE id = :id", id=person)
        if row is None:
            return False
        hash_, now = row["address_hash"], store.stamp()
        suppress(store, hash_, EVERY, "forgotten")
        store.database.run(
            "UPDATE delivery SET state = 'skipped', finished = :now, answer = '' "
            "WHERE address_hash = :hash AND state IN ('planned', 'deferred')",
            hash=hash_,
            now=now,
        )
        store.database.run(
            "UPDATE delivery SET person = NULL, address = '', name = '', domain = '' "
            "WHERE address_hash = :hash",
            hash=hash_,
        )
        store.database.run("UPDATE returned SET evidence = '' WHERE address_hash = :h", h=hash_)
        store.database.run("UPDATE event SET person = NULL WHERE person = :id", id=person)
        store.database.run("DELETE FROM person WHERE id = :id", id=person)
        add_event(store, "forgotten", None)
        return True


def export(store: PeopleStore, address: Address) -> dict[str, Any]:
    """All that is kept about an address, for the person it belongs to (GDPR, article 15).

    Keys are Swedish: it is what they are sent.
    """
    kept: dict[str, Any] = {"spärrar": [_said(row) for row in in_force(store, address)]}
    person = found(store, address)
    if person is None:
        return {"adress": address.address, "finns": False, **kept}
    id_, hash_ = person["id"], person["address_hash"]
    tables = {
        "listor": "SELECT list AS lista, state AS läge, since AS sedan FROM subscription "
        "WHERE person = :id ORDER BY list",
        "samtycken": "SELECT list AS lista, at AS när, words AS ord, where_url AS var, "
        "how AS hur, evidence AS underlag, ip FROM consent WHERE person = :id ORDER BY id",
        "händelser": "SELECT at AS när, kind AS vad, list AS lista, detail AS mer FROM event "
        "WHERE person = :id ORDER BY id",
    }
    rows_by_table = {key: _rows(store, sql, id=id_) for key, sql in tables.items()}
    for row in rows_by_table["samtycken"]:
        row["underlag"] = json.loads(row["underlag"])
        row["hur"] = _HOW[row["hur"]]
    for row in rows_by_table["listor"]:
        row["läge"] = STATES[row["läge"]]
    for row in rows_by_table["händelser"]:
        row["vad"] = _EVENTS.get(row["vad"], row["vad"])
    sent = (
        "SELECT e.name AS brev, e.list AS lista, d.state AS läge, d.handed AS lämnat, "
        "d.finished AS klart FROM delivery d JOIN edition e ON e.id = d.edition "
        "WHERE d.address_hash = :hash ORDER BY d.id"
    )
    return {
        "adress": person["address"],
        "finns": True,
        "namn": person["name"],
        "sedan": person["created"],
        **rows_by_table,
        "brev": _rows(store, sent, hash=hash_),
        **kept,
    }


STATES: dict[str, str] = {
    "active": "får brev",
    "pending": "har inte bekräftat än",
    "left": "har avslutat",
    "suppressed": "är spärrad",
}
"""How somebody stands to a list, in Swedish."""
_HOW = {"form": "i formuläret", "import": "hos en tidigare tjänst", "paper": "på papper"}
_EVENTS = {
    "added": "lades till av redaktionen",
    "asked": "bad om att få prenumerera",
    "confirmed": "bekräftade",
    "chosen": "valde listan",
    "imported": "togs in från en tidigare tjänst",
    "left": "avslutade",
    "suppressed": "spärrades",
    "lifted": "spärren hävdes",
}


def _rows(store: PeopleStore, sql: str, **values: object) -> list[dict[str, Any]]:
    return [
        {name: row[name] for name in row.keys()}  # noqa: SIM118 (a row is no mapping)
        for row in store.database.rows(sql, **values)
    ]


def _said(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "lista": row["list"],
        "skäl": REASONS.get(row["reason"], row["reason"]),
        "sedan": row["at"],
    }
