"""What is to be done now, and a part of it done: the store's side of a worker."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.sending import carrying, deeds, tallies
from publisher.sending.fleet import letters
from publisher.sending.journey import CarryOptions
from publisher.sending.leases import forsake
from publisher.sending.order import read_order
from publisher.sending.requests import Here
from publisher.subscribers import open_store
from publisher.subscribers.store import PeopleStore

PART = 200
"""Rows a job hands over at most: then others may come in between, and a worker may end."""


@dataclass(frozen=True, slots=True)
class WaitingEdition:
    """An edition to be carried, and by how many at once there is work for."""

    edition: int
    slots: int


def waiting(here: Here, workers: int) -> list[WaitingEdition]:
    """What is to be carried now; what missed its hour is stopped, and an editor says what then."""
    with open_store(here.place) as store:
        found = []
        for each in deeds.due(store):
            if each.missed:
                deeds.missed(store, each.edition)
            else:
                row = store.database.row("SELECT detail FROM edition WHERE id = :e", e=each.edition)
                if row is not None:
                    letters.share(store, read_order(row["detail"]).frozen)
                found.append(WaitingEdition(each.edition, _slots(store, each.edition, workers)))
        return found


def _slots(store: PeopleStore, edition: int, workers: int) -> int:
    """One until the editor has the first letter: it goes before all others."""
    first = tallies.first(store, edition)
    if first is not None and first["state"] in tallies.LEFT:
        return 1
    left = tallies.waiting(store, edition, "planned", workers * PART)
    return max(1, min(workers, -(-left // PART)))


def carry_part(here: Here, edition: int, share: int, part: int = PART) -> bool:
    """Hand over to the next of an edition; whether to go on with it at once.

    Not when nobody was handed over to: those that are left wait for something.
    """
    with open_store(here.place) as store:
        forsake(store)
        row = store.database.row("SELECT state, detail FROM edition WHERE id = :id", id=edition)
        if row is None or row["state"] not in {"planned", "sending"}:
            return False
        order = read_order(row["detail"])
        letters.fetch(store, order.frozen)
    options = CarryOptions(
        server=here.server(order),
        sign=here.sign(order),
        most=part,
        share=share,
        connections=1,
    )
    return carrying.carry_part(lambda: open_store(here.place), edition, here.options(options))
