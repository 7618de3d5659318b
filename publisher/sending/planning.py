"""Who gets a letter: settled in one transaction, counted, and never changed afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice

from publisher.problems import Problem, PublisherError
from publisher.sending.order import SendingOrder, read_order
from publisher.subscribers import people
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.persons import state_of
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import stamp

_AT_ONCE = 1000
_GOT_IT = "'accepted', 'unknown', 'bounced_soft', 'complained', 'bounced_hard'"
"""States of those who have, or may have, a letter that was wrong."""

EXCLUDED = {
    "pending": "har inte bekräftat än",
    "left": "har lämnat listan",
    "not reached": "fick aldrig brevet som rättas",
    "has it": "har redan fått brevet, eller ska få det, genom en annan lista",
    **people.REASONS,
}
"""Why somebody does not get a letter, for the editor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSending:
    """A planned edition: candidates = planned + all that are excluded, each with its reason."""

    id: int
    candidates: int
    planned: int
    excluded: dict[str, int]
    known: bool = False
    """Whether it was planned before, and this is what was settled then."""
    own: bool = False
    """Whether one of the planned is the editor's own copy, for somebody who is not on the list."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    person: int | None
    address: str
    name: str
    address_hash: str


def foreseen(store: PeopleStore, order: SendingOrder) -> PlannedSending:
    """What planning would settle now; nothing is written."""
    planned = sum(1 for _ in _recipients(store, order))
    excluded = _excluded(store, order)
    return PlannedSending(
        id=0,
        candidates=planned + sum(excluded.values()),
        planned=planned,
        excluded=excluded,
        own=_own(store, order),
    )


def plan(store: PeopleStore, order: SendingOrder, at: datetime | None = None) -> PlannedSending:
    """Settle who gets the letter, to be sent now or `at` an hour; all of it or nothing.

    Planned before, it is what it was: a letter goes to a list once, though another hour may be
    said. One that has changed takes the place of what was planned, as long as nobody can have got
    that. Raises PublisherError if somebody may have, if nobody would get it, or if it went out
    after the copy of the store was made that lies there now.
    """
    if store.planned_before(order.name, order.list):
        text = f"brevet ”{order.name}” skickades efter den säkerhetskopia som har lagts tillbaka"
        hint = "Fick ingen det: publisher people release "
        hint += f"{order.name} --list {order.list}. Annars är det redan skickat."
        raise PublisherError(Problem(path=order.source, text=text, hint=hint))
    with store.write():
        if (known := _known(store, order)) is not None:
            if at is not None:
                sql = "UPDATE edition SET send_at = :at WHERE id = :id AND state = 'planned'"
                store.database.run(sql, at=stamp(at), id=known.id)
            return known
        excluded = _excluded(store, order)
        order = order.with_own(_own(store, order))
        id_ = _edition(store, order, at)
        planned = _deliveries(store, order, id_)
        if planned == 0:
            raise PublisherError(_nobody(order, excluded))
        candidates = planned + sum(excluded.values())
        _counted(store, id_, planned, excluded)
    store.advance(order.name, order.list)
    return PlannedSending(
        id=id_, candidates=candidates, planned=planned, excluded=excluded, own=order.own
    )


def _nobody(order: SendingOrder, excluded: dict[str, int]) -> Problem:
    if set(excluded) == {"has it"}:
        text = f"alla på listan ”{order.list_name}” har redan fått brevet, eller ska få det, "
        text += "genom en annan lista"
        hint = f"Se hur det går: publisher send status {order.name}"
        return Problem(path=order.source, text=text, hint=hint)
    hint = "Se vilka som finns: publisher people list"
    return Problem(path="", text=f"listan ”{order.list_name}” har inga mottagare", hint=hint)


def _counted(store: PeopleStore, edition: int, planned: int, excluded: dict[str, int]) -> None:
    store.database.run(
        "UPDATE edition SET candidates = :candidates, planned = :planned, excluded = :excluded, "
        "first_delivery = (SELECT min(id) FROM delivery WHERE edition = :id) WHERE id = :id",
        candidates=planned + sum(excluded.values()),
        planned=planned,
        excluded=json.dumps(excluded),
        id=edition,
    )
    store.database.run_all(
        "INSERT INTO excluded (edition, reason, count) VALUES (:edition, :reason, :count)",
        [{"edition": edition, "reason": why, "count": n} for why, n in excluded.items()],
    )


def _known(store: PeopleStore, order: SendingOrder) -> PlannedSending | None:
    row = store.database.row(
        "SELECT * FROM edition WHERE name = :name AND list = :list",
        name=order.name,
        list=order.list,
    )
    if row is None:
        return None
    if row["frozen_hash"] != order.frozen:
        if _taken_back(store, row["id"]):
            return None
        text = f"brevet ”{order.name}” är ändrat sedan det planerades eller skickades"
        hint = "Den som har fått det ska ha samma brev som de andra. Skriv ett rättelsebrev med "
        hint += "corrects:, eller ta tillbaka texten. Se hur det gick: "
        hint += f"publisher send status {order.name}"
        raise PublisherError(Problem(path=order.source, text=text, hint=hint))
    return PlannedSending(
        id=row["id"],
        candidates=row["candidates"],
        planned=row["planned"],
        excluded=json.loads(row["excluded"]),
        known=True,
        own=read_order(row["detail"]).own,
    )


def _taken_back(store: PeopleStore, edition: int) -> bool:
    """Whether it was planned in vain: nobody has been handed it, and nobody carries it now."""
    begun = store.database.row(
        "SELECT 1 AS begun FROM edition e WHERE e.id = :id AND (e.state IN ('sending', 'finished') "
        "OR EXISTS (SELECT 1 FROM lease l WHERE l.edition = e.id) "
        "OR EXISTS (SELECT 1 FROM delivery_count c WHERE c.edition = e.id) "
        "OR EXISTS (SELECT 1 FROM delivery d WHERE d.edition = e.id "
        "AND (d.handed IS NOT NULL OR d.state NOT IN ('planned', 'skipped'))))",
        id=edition,
    )
    if begun is not None:
        return False
    for table in ("delivery", "excluded", "domain_pause"):
        store.database.run(f"DELETE FROM {table} WHERE edition = :id", id=edition)  # noqa: S608
    store.database.run("DELETE FROM edition WHERE id = :id", id=edition)
    return True


def _edition(store: PeopleStore, order: SendingOrder, at: datetime | None) -> int:
    row = store.database.row(
        "INSERT INTO edition (name, list, frozen_hash, subject, created, candidates, planned, "
        "state, send_at, detail) VALUES (:name, :list, :hash, :subject, :now, 0, 0, 'planned', "
        ":at, :detail) RETURNING id",
        name=order.name,
        list=order.list,
        hash=order.frozen,
        subject=order.subject,
        now=store.stamp(),
        at=stamp(at) if at else None,
        detail=order.json,
    )
    if row is None:
        raise RuntimeError("a row that was added was not there")
    return int(row["id"])


def _deliveries(store: PeopleStore, order: SendingOrder, edition: int) -> int:
    """A row each; how many. The editor's own comes first, whether on the list or not."""
    candidates = _recipients(store, order)
    count = 0
    while some := list(islice(candidates, _AT_ONCE)):
        count += len(some)
        store.database.run_all(
            "INSERT INTO delivery (edition, person, address, address_hash, domain, name, "
            "message_id, state) VALUES (:edition, :person, :address, :hash, :domain, :name, "
            ":message_id, 'planned')",
            [
                {
                    "edition": edition,
                    "person": each.person,
                    "address": each.address,
                    "hash": each.address_hash,
                    "domain": each.address.rpartition("@")[2].lower(),
                    "name": each.name,
                    "message_id": message_id(order, each.address_hash),
                }
                for each in some
            ],
        )
    return count


def message_id(order: SendingOrder, address_hash: str) -> str:
    """A letter's own id for ever: a second copy, should there be one, is shown once by many."""
    mark = sha256(f"{order.name}:{order.list}:{address_hash}".encode()).hexdigest()[:32]
    return f"{order.name}.{mark}@{order.host}"


def _recipients(store: PeopleStore, order: SendingOrder) -> Iterator[_Candidate]:
    first = _first(store, order)
    if first is not None:
        yield first
    own = first.address_hash if first else ""
    elsewhere = _elsewhere(store, order)
    for each in people.active(store, order.list):
        if each.address_hash != own and not _why_not(store, order, elsewhere, each.address_hash):
            yield _Candidate(each.person, each.address, each.name, each.address_hash)


def _first(store: PeopleStore, order: SendingOrder) -> _Candidate | None:
    """The editor's own address, unless it is on no terms with us."""
    address = cleaned(order.smtp.first) if order.smtp.first else ""
    if not isinstance(address, Address):
        return None
    if people.stands_in_the_way(store, address, order.list):
        return None
    known = people.found(store, address)
    return _Candidate(
        known["id"] if known else None,
        address.address,
        known["name"] if known else "",
        known["address_hash"] if known else store.keys.address_hash(address.key),
    )


def _own(store: PeopleStore, order: SendingOrder) -> bool:
    """Whether the first copy is the editor's alone, and not also that of a reader on the list."""
    first = _first(store, order)
    if first is None:
        return False
    on_it = first.person is not None and state_of(store, first.person, order.list) == "active"
    return not on_it


def _elsewhere(store: PeopleStore, order: SendingOrder) -> bool:
    """Whether the same letter has been planned to another list, too: some may be on both."""
    sql = "SELECT 1 AS other FROM edition WHERE name = :name AND list <> :list"
    return store.database.row(sql, name=order.name, list=order.list) is not None


def _why_not(
    store: PeopleStore,
    order: SendingOrder,
    elsewhere: bool,  # noqa: FBT001 (asked once, not for each)
    address_hash: str,
) -> str:
    """Why a letter does not go to one whom its list goes to; empty if it does."""
    if elsewhere and _has_it(store, order, address_hash):
        return "has it"
    return "not reached" if order.corrects and not _got(store, order, address_hash) else ""


def _has_it(store: PeopleStore, order: SendingOrder, address_hash: str) -> bool:
    """Whether a reader has, may have or is to have this very letter by another list."""
    found = store.database.row(
        "SELECT 1 AS has FROM edition e JOIN delivery d ON d.edition = e.id "
        "AND d.address_hash = :hash WHERE e.name = :name AND e.list <> :list "
        "AND d.state NOT IN ('rejected', 'skipped')",
        name=order.name,
        list=order.list,
        hash=address_hash,
    )
    return found is not None


def _got(store: PeopleStore, order: SendingOrder, address_hash: str) -> bool:
    """Whether a reader has, or may have, the letter that this one corrects."""
    found = store.database.row(
        "SELECT 1 AS got FROM delivery d JOIN edition e ON e.id = d.edition "  # noqa: S608 (ours)
        f"WHERE e.name = :name AND d.address_hash = :hash AND d.state IN ({_GOT_IT})",
        name=order.corrects,
        hash=address_hash,
    )
    return found is not None


def _excluded(store: PeopleStore, order: SendingOrder) -> dict[str, int]:
    found = Counter(people.excluded(store, order.list))
    elsewhere = _elsewhere(store, order)
    if order.corrects or elsewhere:
        first = _first(store, order)
        own = first.address_hash if first else ""
        for each in people.active(store, order.list):
            if each.address_hash != own:
                found[_why_not(store, order, elsewhere, each.address_hash)] += 1
        found.pop("", None)
    return {why: count for why, count in sorted(found.items()) if count}
