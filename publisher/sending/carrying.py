"""An edition carried to its readers: begun, gone on with, stopped and finished.

`carry` may be called again after whatever cut it off: it begins where the ledger says, and what was
being handed over at that instant is `unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import format_datetime

from publisher.engine.state import HeldError, held
from publisher.problems import Problem, PublisherError
from publisher.sending import deliveries, frozen, tallies
from publisher.sending.journey import FIRST, CarryOptions, Journey
from publisher.sending.leases import Opening, leased, living
from publisher.sending.order import SendingOrder, read_order
from publisher.sending.personal import PersonalLetter
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import read
from publisher.swedish import STOCKHOLM

Sign = Callable[[bytes], bytes]
_DAY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedSending:
    """What a run led to. `sums` are all recipients by state, `why` why it stopped, if it did.

    `next_at` is when the first of those that were put off is to be tried again.
    """

    edition: int
    state: str
    sums: dict[str, int]
    why: str = ""
    next_at: str | None = None
    pauses: tuple[tuple[str, str], ...] = ()
    """Domains that are left alone, and why."""


def carry(opening: Opening, edition: int, options: CarryOptions) -> CarriedSending:
    """Hand over to all whose time has come. Raises PublisherError: no more could be done.

    Another who carries the same edition on this machine is a fault; on others they share the work.
    """
    with opening() as store:
        _carried(opening, store, edition, options)
        return carried_so_far(store, edition)


def carry_part(opening: Opening, edition: int, options: CarryOptions) -> bool:
    """The same for those who come again and again: whether to do so at once.

    Not when nobody was handed over to, or only those are left who wait for something. Costs no more
    for a longer list.
    """
    with opening() as store:
        moved = _carried(opening, store, edition, options)
        going = _row(store, edition)["state"] == "sending"
        return going and moved > 0 and tallies.waiting(store, edition, "planned", 1) > 0


def _carried(opening: Opening, store: PeopleStore, edition: int, options: CarryOptions) -> int:
    with _alone(store, edition):
        order, letter = _begun(store, edition)
        with leased(opening, store, edition) as owner:
            moved = Journey(opening, store, edition, order, letter, options, owner).go()
        store.advance()
    return moved


def carried_so_far(store: PeopleStore, edition: int) -> CarriedSending:
    """How an edition stands."""
    row = _row(store, edition)
    pauses = store.database.rows(
        "SELECT domain, reason FROM domain_pause WHERE edition = :edition ORDER BY domain",
        edition=edition,
    )
    return CarriedSending(
        edition=edition,
        state=row["state"],
        sums=tallies.sums(store, edition),
        why=row["why"],
        next_at=tallies.next_due(store, edition),
        pauses=tuple((each["domain"], each["reason"]) for each in pauses),
    )


@contextmanager
def _alone(store: PeopleStore, edition: int) -> Iterator[None]:
    """One carrier an edition on one machine. With PostgreSQL others may carry it elsewhere."""
    if store.database.dialect != "sqlite":
        yield
        return
    with ExitStack() as holding:
        try:
            holding.enter_context(held(store.folder / f"sending-{edition}.lock"))
        except HeldError as error:
            text = "brevet skickas redan"
            hint = "Ett annat program på den här datorn håller på. Följ det: publisher send status"
            raise PublisherError(Problem(path="", text=text, hint=hint)) from error
        yield


def _begun(store: PeopleStore, edition: int) -> tuple[SendingOrder, PersonalLetter]:
    """The order and the letter, with what the dead had in their hands set right."""
    row = _row(store, edition)
    order = read_order(row["detail"])
    alone = store.database.dialect == "sqlite"
    _bury(store, edition, [] if alone else living(store, edition))
    deliveries.grown_old(store, edition)
    with store.write():
        store.database.run(
            "UPDATE edition SET state = 'sending', why = '', carried = :now, "
            "started = coalesce(started, :now) "
            "WHERE id = :id AND state IN ('planned', 'sending')",
            now=store.stamp(),
            id=edition,
        )
    store.advance(order.name, order.list)  # an older copy of the store is known by it
    date = read(row["send_at"] or row["created"]).astimezone(STOCKHOLM)
    return order, PersonalLetter(frozen.get(store.folder, order.frozen), format_datetime(date))


def _bury(store: PeopleStore, edition: int, alive: list[str]) -> None:
    """What the dead were handing over is unknown; was that the first letter, the editor must look.

    In one write: whoever is killed in between would leave a first letter that nobody looks at.
    """
    with store.write():
        before = tallies.first(store, edition)
        lost = deliveries.orphans(store, edition, alive)
        first = tallies.first(store, edition)
        if not lost or before is None or first is None or before["state"] == first["state"]:
            return
        if read_order(_row(store, edition)["detail"]).smtp.first:
            store.database.run(
                "UPDATE edition SET state = 'stopped', why = :why "
                "WHERE id = :id AND state IN ('planned', 'sending')",
                why=FIRST["unknown"],
                id=edition,
            )


def _row(store: PeopleStore, edition: int) -> Row:
    row = store.database.row("SELECT * FROM edition WHERE id = :id", id=edition)
    if row is None:
        raise PublisherError(Problem(path="", text="utskicket finns inte"))
    return row
