"""An edition carried to its readers: begun, gone on with, stopped and finished.

`carry` may be called again after whatever cut it off: it begins where the ledger says, and what was
being handed over at that instant is `unknown`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from time import monotonic
from time import sleep as sleep_

from publisher.config import PaceSettings
from publisher.engine.state import HeldError, held
from publisher.problems import Problem, PublisherError
from publisher.sending import deliveries, frozen
from publisher.sending.deliveries import DeliveryResult
from publisher.sending.lane import Lane, Trip
from publisher.sending.leases import Opening, leased, living
from publisher.sending.order import SendingOrder, read_order
from publisher.sending.pace import Pace
from publisher.sending.personal import PersonalLetter
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before, read
from publisher.swedish import STOCKHOLM
from publisher.system.smtp import Server

Sign = Callable[[bytes], bytes]
_DAY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come: `done` of `total` are not to be handed over any more."""

    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOptions:
    """How an edition is carried. `wait` is how many seconds to stay for those that were put off.

    `most` is how many are handed over in this run, `share` among how many at once the pace is.
    `rate` is another pace in all than the settings have. `sleep`, `connections` and `monotonic` are
    arguments so that tests need not wait.
    """

    server: Server
    sign: Sign | None = None
    rate: float | None = None
    wait: float = 0.0
    most: int | None = None
    share: int = 1
    connections: int | None = None
    sleep: Callable[[float], None] = sleep_
    monotonic: Callable[[], float] = monotonic
    on_progress: Callable[[Progress], None] = lambda _: None


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
        with _alone(store, edition):
            order, letter = _begun(store, edition)
            with leased(opening, store, edition) as owner:
                _Journey(opening, store, edition, order, letter, options, owner).go()
            store.advance()
        return carried_so_far(store, edition)


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
        sums=deliveries.sums(store, edition),
        why=row["why"],
        next_at=deliveries.next_due(store, edition),
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
    deliveries.orphans(store, edition, [] if alone else living(store, edition))
    deliveries.grown_old(store, edition)
    with store.write():
        store.database.run(
            "UPDATE edition SET state = 'sending', why = '', started = coalesce(started, :now) "
            "WHERE id = :id AND state IN ('planned', 'sending')",
            now=store.stamp(),
            id=edition,
        )
    store.advance(order.name, order.list)  # an older copy of the store is known by it
    date = read(row["send_at"] or row["created"]).astimezone(STOCKHOLM)
    return order, PersonalLetter(frozen.get(store.folder, order.frozen), format_datetime(date))


def _row(store: PeopleStore, edition: int) -> Row:
    row = store.database.row("SELECT * FROM edition WHERE id = :id", id=edition)
    if row is None:
        raise PublisherError(Problem(path="", text="utskicket finns inte"))
    return row


@dataclass(slots=True)
class _Journey:
    opening: Opening
    store: PeopleStore
    edition: int
    order: SendingOrder
    letter: PersonalLetter
    options: CarryOptions
    owner: str
    trip: Trip = field(init=False)
    writing: threading.Lock = field(default_factory=threading.Lock)
    errors: list[BaseException] = field(default_factory=list)
    done: int = 0
    total: int = 0
    started: float = 0.0
    here: int = 0

    def go(self) -> None:
        pace = self.order.pace
        if self.options.rate is not None:
            pace = PaceSettings(total=self.options.rate, domain=pace.domain, day=pace.day)
        if (share := self.options.share) > 1:
            total, domain = pace.total / share, pace.domain / share
            pace = PaceSettings(total=total, domain=domain, day=pace.day)
        self.trip = Trip(
            edition=self.edition,
            order=self.order,
            letter=self.letter,
            server=self.options.server,
            pace=Pace(pace, clock=self.options.monotonic),
            sign=self.options.sign,
            sleep=self.options.sleep,
            on_done=self._count,
        )
        sums = deliveries.sums(self.store, self.edition)
        self.total = sum(sums.values())
        self.done = self.total - sums["planned"] - sums["deferred"]
        self.started = self.options.monotonic()
        try:
            if self._first():
                self._rest()
        finally:
            self._settled()
        if self.errors:
            raise self.errors[0]

    def _first(self) -> bool:
        """The editor's own letter before all others; whether to go on."""
        sql = "SELECT state, owner FROM delivery WHERE edition = :edition ORDER BY id LIMIT 1"
        row = self.store.database.row(sql, edition=self.edition)
        if not self.order.smtp.first or row is None or row["state"] not in {"planned", "handing"}:
            return True
        if row["owner"]:
            return False  # another machine has it in its hands
        self.trip.limit = 1
        self._lanes(1)
        self.trip.limit = None
        state = self.store.database.one(sql, edition=self.edition)
        if state in {"planned", "skipped", "handing"} or self.trip.over:
            return state == "skipped" and not self.trip.over
        if state != "accepted":
            self.trip.end(_FIRST[state])
        return bool(state == "accepted")

    def _rest(self) -> None:
        waited = 0.0
        while not self._over():
            self.trip.limit = self._allowed()
            if self.trip.limit is not None and self.trip.limit <= 0:
                return
            self._lanes(self.options.connections or self.order.smtp.connections)
            wait = self._next()
            enough = self.options.most is not None
            if wait is None or enough or self._over() or waited + wait > self.options.wait:
                return
            waited += wait
            self.options.sleep(max(wait, 0.1))

    def _over(self) -> bool:
        return self.trip.over or bool(self.errors)

    def _allowed(self) -> int | None:
        """How many may still be handed over, today and in this run."""
        if not self.order.pace.day:
            return self.options.most
        since = before(self.store.now(), hours=_DAY)
        left = self.order.pace.day - deliveries.handed_since(self.store, since)
        return left if self.options.most is None else min(left, self.options.most)

    def _next(self) -> float | None:
        """Seconds until somebody's time comes; None: nobody waits for that."""
        resting = self.trip.pace.resting()
        waits = list(resting.values()) if self._planned_at(resting) else []
        if (due := deliveries.next_due(self.store, self.edition)) is not None:
            waits.append(max(0.0, (read(due) - self.store.now()).total_seconds()))
        return min(waits) if waits else None

    def _planned_at(self, domains: dict[str, float]) -> bool:
        names = {f"d{number}": name for number, name in enumerate(domains)}
        if not names:
            return False
        sql = "SELECT 1 AS there FROM delivery WHERE edition = :edition AND state = 'planned' "
        sql += f"AND domain IN ({', '.join(f':{name}' for name in names)}) LIMIT 1"
        return self.store.database.row(sql, edition=self.edition, **names) is not None

    def _lanes(self, count: int) -> None:
        """So many sessions at once, each with a connection to the store of its own; one: here."""
        if count == 1:
            self._lane(self.store)
            return
        threads = [threading.Thread(target=self._apart) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _apart(self) -> None:
        try:
            with self.opening() as store:
                self._lane(store)
        except BaseException as error:  # noqa: BLE001 (carried to the thread that waits for this one)
            self._failed(error)

    def _lane(self, store: PeopleStore) -> None:
        try:
            Lane(self.trip, store, self.owner, self.writing).run()
        except PublisherError as error:
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.errors.append(error)
        self.trip.stopped = True

    def _count(self, result: DeliveryResult) -> None:
        if result.state == "deferred":
            return
        self.done += 1
        self.here += 1
        took = self.options.monotonic() - self.started
        left = took / self.here * (self.total - self.done) if took > 0 else None
        progress = Progress(done=self.done, total=self.total, seconds_left=left)
        self.options.on_progress(progress)

    def _settled(self) -> None:
        """What the edition is from now on: finished, stopped, or to be gone on with."""
        if self.errors:
            return  # the disk or the database said no; the next run reads what it says then
        sums = deliveries.sums(self.store, self.edition)
        left = sums["planned"] + sums["handing"] + sums["deferred"]
        state, why = ("stopped", self.trip.why) if self.trip.why else ("finished", "")
        if left and not why:
            pauses = self.store.database.one(
                "SELECT count(*) FROM domain_pause WHERE edition = :edition AND until IS NULL",
                edition=self.edition,
            )
            if not pauses or sums["deferred"] or self.trip.stopped or self._open():
                return
            state, why = "stopped", "Resten är till mottagare som inte släpper in brev härifrån."
        with self.store.write():
            self.store.database.run(
                "UPDATE edition SET state = :state, why = :why, finished = :now "
                "WHERE id = :id AND state = 'sending'",
                state=state,
                why=why,
                now=self.store.stamp(),
                id=self.edition,
            )

    def _open(self) -> bool:
        """Whether anybody is left who is not at a domain that refuses us."""
        sql = (
            "SELECT 1 AS there FROM delivery WHERE edition = :edition AND state = 'planned' AND "
            "domain NOT IN (SELECT domain FROM domain_pause WHERE edition = :edition "
            "AND until IS NULL) LIMIT 1"
        )
        return self.store.database.row(sql, edition=self.edition) is not None


_FIRST = {
    "rejected": "Det första brevet, till dig själv, avvisades. Ingen annan har fått det.",
    "deferred": "Det första brevet, till dig själv, togs inte emot än. Ingen annan har fått det.",
    "unknown": (
        "Ingen vet om det första brevet, till dig själv, kom fram. Titta i din inkorg innan du "
        "fortsätter. Ingen annan har fått det."
    ),
}
