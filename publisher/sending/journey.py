"""One run through an edition: the editor's own letter, then all others over so many sessions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from time import sleep as sleep_

from publisher.config import PaceSettings
from publisher.problems import PublisherError
from publisher.sending import tallies
from publisher.sending.deliveries import DeliveryResult
from publisher.sending.group_commit import GroupCommit
from publisher.sending.lane import Lane, Trip
from publisher.sending.leases import Opening
from publisher.sending.order import SendingOrder
from publisher.sending.pace import Pace
from publisher.sending.personal import PersonalLetter
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before, read, stamp
from publisher.system.smtp import Server

Sign = Callable[[bytes], bytes]
_DAY = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come: `done` of `total` are not to be handed over any more.

    While nobody's time has come, `waiting` are how many wait, and `until` when it goes on.
    """

    done: int
    total: int
    seconds_left: float | None
    waiting: int = 0
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOptions:
    """How an edition is carried. `wait` is how many seconds to stay for those that were put off.

    `most` is how many are handed over in this run, `share` among how many at once the pace is.
    `rate` is another pace in all than the settings have. `sleep`, `connections` and `monotonic` are
    arguments so that tests need not wait. Rows are counted only for who is told of progress.
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
    on_progress: Callable[[Progress], None] | None = None


@dataclass(slots=True)
class Journey:
    """A run through an edition, from who is first to what it is afterwards."""

    opening: Opening
    store: PeopleStore
    edition: int
    order: SendingOrder
    letter: PersonalLetter
    options: CarryOptions
    owner: str
    trip: Trip = field(init=False)
    counting: threading.Lock = field(default_factory=threading.Lock)
    errors: list[BaseException] = field(default_factory=list)
    done: int = 0
    total: int = 0
    started: float = 0.0
    here: int = 0

    def go(self) -> int:
        """Hand over to all whose time has come; of how many anything became."""
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
        if self.options.on_progress is not None:
            sums = tallies.sums(self.store, self.edition)
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
        return self.trip.moved

    def _first(self) -> bool:
        """The editor's own letter before all others; whether to go on."""
        row = tallies.first(self.store, self.edition)
        if not self.order.smtp.first or row is None or row["state"] not in {"planned", "handing"}:
            return True
        if row["owner"]:
            return False  # another machine has it in its hands
        self.trip.limit = 1
        self._lanes(1)
        self.trip.limit = None
        row = tallies.first(self.store, self.edition)
        state = row["state"] if row is not None else "skipped"
        if state in {"planned", "skipped", "handing"} or self.trip.over:
            return state == "skipped" and not self.trip.over
        if state != "accepted":
            self.trip.end(FIRST[state])
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
            self._tell_of(wait)
            self.options.sleep(max(wait, 0.1))

    def _tell_of(self, wait: float) -> None:
        """Nothing will happen for a while: that is said, or it would look as if it hung."""
        if self.options.on_progress is None:
            return
        sums = tallies.sums(self.store, self.edition)
        until = stamp(self.store.now() + timedelta(seconds=wait))
        self.options.on_progress(
            Progress(
                done=self.done,
                total=self.total,
                seconds_left=None,
                waiting=sums["planned"] + sums["deferred"],
                until=until,
            )
        )

    def _over(self) -> bool:
        return self.trip.over or bool(self.errors)

    def _allowed(self) -> int | None:
        """How many may still be handed over, today and in this run."""
        if not self.order.pace.day:
            return self.options.most
        since = before(self.store.now(), hours=_DAY)
        left = self.order.pace.day - tallies.handed_since(self.store, since)
        return left if self.options.most is None else min(left, self.options.most)

    def _next(self) -> float | None:
        """Seconds until somebody's time comes; None: nobody waits for that."""
        resting = self.trip.pace.resting()
        there = tallies.planned_at(self.store, self.edition, resting)
        waits = list(resting.values()) if there else []
        if (due := tallies.next_due(self.store, self.edition)) is not None:
            waits.append(max(0.0, (read(due) - self.store.now()).total_seconds()))
        return min(waits) if waits else None

    def _lanes(self, count: int) -> None:
        """So many sessions at once. With SQLite they share this connection (see `group_commit`)."""
        shared = GroupCommit(self.store)
        if count == 1:
            self._lane(shared)
            return
        apart = self.store.database.dialect != "sqlite"
        threads = [
            threading.Thread(target=self._apart, args=(None if apart else shared,))
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _apart(self, shared: GroupCommit | None) -> None:
        """A server groups by itself what many connections commit."""
        try:
            if shared is not None:
                self._lane(shared)
                return
            with self.opening() as store:
                self._lane(GroupCommit(store))
        except BaseException as error:  # noqa: BLE001 (carried to the thread that waits for this one)
            self._failed(error)

    def _lane(self, ledger: GroupCommit) -> None:
        try:
            Lane(self.trip, ledger, self.owner).run()
        except PublisherError as error:
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.errors.append(error)
        self.trip.stopped = True

    def _count(self, result: DeliveryResult) -> None:
        if result.state == "deferred" or self.options.on_progress is None:
            return
        with self.counting:
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
        state, why = ("stopped", self.trip.why) if self.trip.why else ("finished", "")
        if not why and tallies.left(self.store, self.edition):
            if self._goes_on():
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

    def _goes_on(self) -> bool:
        """Whether anybody who is left may be handed over to without an editor's word."""
        over = self.trip.stopped or (self.trip.limit is not None and self.trip.limit <= 0)
        return (
            over
            or any(tallies.waiting(self.store, self.edition, each, 1) for each in _MOVING)
            or tallies.planned_elsewhere(self.store, self.edition)
        )


_MOVING = ("handing", "deferred")
"""In another machine's hands, or waiting for their time."""
FIRST = {
    "rejected": "Det första brevet, till dig själv, avvisades. Ingen annan har fått det.",
    "deferred": "Det första brevet, till dig själv, togs inte emot än. Ingen annan har fått det.",
    "unknown": (
        "Ingen vet om det första brevet, till dig själv, kom fram. Titta i din inkorg innan du "
        "fortsätter. Ingen annan har fått det."
    ),
}
"""Why an edition stops at the editor's own letter, by what became of that."""
