"""One session's way through an edition: recipient after recipient, each noted before handed over.

What became of a letter is written together with the note that the next one is being handed over:
one write that is waited for, not two. It is written at once before any longer wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import sleep as sleep_
from typing import TYPE_CHECKING

from publisher.sending import deliveries
from publisher.sending.deliveries import DeliveryResult, DeliveryRow
from publisher.sending.pace import Pace
from publisher.sending.personal import PersonalLetter, ReaderParts
from publisher.sending.refusals import nameless, no_way
from publisher.sending.returns.patience import give_up_if_long
from publisher.sending.returns.verdicts import cause, status_of, verdict
from publisher.sending.stopping import RefusalWatch
from publisher.subscribers import people
from publisher.subscribers.links import leave_link, leave_mail
from publisher.system.smtp import Deferred, HandedOver, Refused, Session, Unknown

if TYPE_CHECKING:
    from publisher.sending.group_commit import GroupCommit
    from publisher.sending.order import SendingOrder
    from publisher.system.smtp import Handed, Server

BATCH = 50
"""Rows claimed at a time."""
_SOON = 0.05
"""A wait so short is no reason to write first."""
_LONG = 2.0
"""A domain that must be waited for so long is left for later."""
_BACK_OFF = (5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds before the server is asked again when it does not answer, or asks us to wait."""
_UNKNOWN_IN_A_ROW = 3


@dataclass(slots=True, kw_only=True)
class Trip:
    """What all lanes of one run share. `why` is why it ended early, empty until then.

    `limit` is how many may be handed over in this run, `after` the last row that was claimed, and
    `moved` tells whether anything became of anybody. `sign` makes the letter bear a signature.
    """

    edition: int
    order: SendingOrder
    letter: PersonalLetter
    server: Server
    pace: Pace
    sign: Callable[[bytes], bytes] | None = None
    sleep: Callable[[float], None] = sleep_
    on_done: Callable[[DeliveryResult], None] = lambda _: None
    limit: int | None = None
    after: int = 0
    moved: int = 0
    patience: float = 7200.0
    watch: RefusalWatch = field(default_factory=RefusalWatch)
    why: str = ""
    stopped: bool = False
    unanswered: float = 0.0
    unknown: int = 0
    refusing: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def over(self) -> bool:
        """Whether no more is to be handed over."""
        return bool(self.why) or self.stopped

    def end(self, why: str) -> None:
        """Hand over no more, for a reason that the editor is told."""
        with self.lock:
            self.why = self.why or why

    def may(self) -> bool:
        """Take one of those that may be handed over in this run."""
        with self.lock:
            if self.over or self.limit is None:
                return not self.over
            self.limit -= 1
            return self.limit >= 0

    def not_used(self) -> None:
        """It was not handed over after all."""
        with self.lock:
            if self.limit is not None:
                self.limit += 1


class Lane:
    """One session, with a ledger that others may be writing in."""

    def __init__(self, trip: Trip, ledger: GroupCommit, owner: str) -> None:
        """`owner` is a name that is known to be alive."""
        self._trip, self._ledger, self._owner = trip, ledger, owner
        self._session = Session(trip.server)
        self._claims: dict[int, DeliveryRow] = {}
        self._done: list[DeliveryResult] = []
        self._failures = 0

    def run(self) -> None:
        """Until there is nobody left whose time has come, or the trip is over."""
        try:
            while rows := self._claimed():
                for row in rows:
                    if not self._one(row):
                        break
                self._written()
                self._given_back()
                self._ledger.alone(lambda store: store.advance())
        finally:
            self._session.close()
            self._written()
            self._given_back()

    def _claimed(self) -> list[DeliveryRow]:
        trip = self._trip
        most = BATCH if trip.limit is None else min(BATCH, trip.limit)
        if most <= 0 or trip.over:
            return []
        resting = tuple(trip.pace.resting())
        rows = self._ledger.do(
            lambda store: deliveries.claim(
                store, trip.edition, self._owner, most, resting, trip.after
            )
        )
        numbers = [row.id for row in rows]
        trip.after = max(numbers) if numbers and min(numbers) > trip.after else 0
        self._claims = {row.id: row for row in rows}
        return rows

    def _given_back(self) -> None:
        """Those of the batch that nothing became of."""
        if self._claims:
            rows = tuple(self._claims.values())
            self._ledger.do(lambda store: deliveries.give_back(store, self._owner, rows))
            self._claims = {}

    def _one(self, row: DeliveryRow) -> bool:
        """Hand over to one, when its time has come; no: claim anew."""
        if self._trip.over:
            return False
        if row.domain in self._trip.refusing:
            return True
        while (wait := self._trip.pace.wait(row.domain)) > 0:
            if wait > _LONG and row.domain in self._trip.pace.resting():
                return True  # another time; the rest of the batch need not wait for this domain
            if wait > _SOON:
                self._written()
            self._trip.sleep(wait)
        if not self._trip.may():
            return False
        return self._took(row, *self._handed(row))

    def _handed(self, row: DeliveryRow) -> tuple[Handed, bool]:
        """What became of it, and whether it had been noted as being handed over."""
        trip, noted = self._trip, False

        def note() -> bool:
            nonlocal noted
            before = tuple(self._done)
            noted = self._ledger.do(
                lambda store: deliveries.hand(
                    store, trip.order.list, trip.edition, self._owner, row, before
                )
            )
            self._done = self._done[len(before) :]
            return noted

        token = self._ledger.keys.short("delivery", row.id)
        data = self._letter(row, token)
        sender = _envelope(trip.order, token)
        outcome = self._session.deliver(
            sender, row.address, data, on_handover=note, envelope_id=token
        )
        return outcome, noted

    def _letter(self, row: DeliveryRow, token: str) -> bytes:
        order = self._trip.order
        keys, edition = self._ledger.keys, self._trip.edition
        by_mail = order.leave_by_mail
        if row.person is not None:
            by_mail = leave_mail(by_mail, keys, row.person, order.list, edition)
        leave = order.service or by_mail
        if order.service and row.person is not None:
            leave = leave_link(order.service, keys, row.person, order.list, edition)
        data = self._trip.letter.of(
            ReaderParts(
                address=row.address,
                message_id=row.message_id,
                leave=leave,
                delivery=token,
                leave_mail=by_mail,
                name=row.name,
            )
        )
        return self._trip.sign(data) if self._trip.sign else data

    def _took(self, row: DeliveryRow, outcome: Handed, noted: bool) -> bool:  # noqa: FBT001
        trip = self._trip
        match outcome:
            case HandedOver(answer=answer):
                self._failures = 0
                trip.unanswered, trip.unknown = 0.0, 0
                trip.pace.well(row.domain)
                trip.watch.taken()
                self._note(row, "accepted", "", answer)
            case Unknown(why=why):
                self._note(row, "unknown", "", why)
                self._written()
                trip.unknown += 1
                if trip.unknown >= _UNKNOWN_IN_A_ROW:
                    trip.end(
                        f"Servern har brutit förbindelsen mitt i {trip.unknown} brev i rad, och "
                        "ingen vet om de kom fram."
                    )
            case Refused(about_us=True):
                if noted:
                    self._note(row, "deferred", str(outcome.code), outcome.text)
                trip.end(no_way(outcome))
            case Refused():
                self._refused(row, outcome)
            case Deferred(about_us=True):
                if noted:
                    self._note(row, "deferred", str(outcome.code or ""), outcome.text)
                else:
                    trip.not_used()
                return self._backed_off()
            case Deferred():
                self._put_off(row, outcome)
            case _:  # withheld: the reader has left, or the sending was stopped
                trip.moved += 1
                self._stopped()
        return True

    def _put_off(self, row: DeliveryRow, outcome: Deferred) -> None:
        """Later, and so for all others at its domain, unless it is only one reader's box."""
        if not _one_mailbox(outcome.code, outcome.text):
            self._trip.pace.later(row.domain)
        code = status_of(outcome.text) or str(outcome.code)
        self._note(row, "deferred", code, outcome.text)

    def _refused(self, row: DeliveryRow, outcome: Refused) -> None:
        """A no for good: what it is about decides who bears it."""
        said = nameless(outcome.text)
        code = status_of(outcome.text) or str(outcome.code)
        self._note(row, "rejected", code, said)
        self._written()
        about = verdict(outcome.code, outcome.text)
        if about == "gone":
            evidence = f"smtp {outcome.code} {code}"
            self._ledger.do(
                lambda store: people.suppress(
                    store, deliveries.hash_now(store, row), reason="bounced", evidence=evidence
                )
            )
        elif about == "ours":
            self._left_alone(row.domain, f"{cause(outcome.text)} Servern sade: {said}")
        else:
            self._ledger.do(
                lambda store: give_up_if_long(store, row.person, deliveries.hash_now(store, row))
            )
        if why := self._trip.watch.refusal(code.rpartition(".")[0] or code, said):
            self._trip.end(why)

    def _left_alone(self, domain: str, why: str) -> None:
        """Nothing more to those who refuse us, until an editor has looked at why."""
        self._trip.refusing.add(domain)
        self._ledger.do(
            lambda store: store.database.run(
                "INSERT INTO domain_pause (edition, domain, until, reason) "
                "VALUES (:edition, :domain, NULL, :why) ON CONFLICT (edition, domain) DO NOTHING",
                edition=self._trip.edition,
                domain=domain,
                why=why,
            )
        )

    def _backed_off(self) -> bool:
        """Wait longer each time; no: claim anew, since meanwhile much may have happened."""
        self._written()
        rest = _BACK_OFF[min(self._failures, len(_BACK_OFF) - 1)]
        self._failures += 1
        with self._trip.lock:
            self._trip.unanswered += rest
            if self._trip.unanswered > self._trip.patience:
                self._trip.stopped = True
                return False
        self._trip.sleep(rest)
        return False

    def _stopped(self) -> None:
        sql = "SELECT state FROM edition WHERE id = :id"
        state = self._ledger.do(lambda store: store.database.one(sql, id=self._trip.edition))
        if state != "sending":
            self._trip.stopped = True

    def _note(self, row: DeliveryRow, state: deliveries.State, code: str, answer: str) -> None:
        result = DeliveryResult(row=row, state=state, code=code, answer=nameless(answer))
        self._done.append(result)
        self._trip.moved += 1
        self._claims.pop(row.id, None)
        self._trip.on_done(result)

    def _written(self) -> None:
        """What became of letters is on the disk when this returns."""
        if self._done:
            before = tuple(self._done)
            self._ledger.do(lambda store: deliveries.finish(store, before))
            self._done = self._done[len(before) :]


def _envelope(order: SendingOrder, token: str) -> str:
    """Where an undeliverable letter comes back, with its own sign in the address (VERP)."""
    if not order.smtp.returns:
        return order.sender
    local, _, domain = order.smtp.returns.rpartition("@")
    return f"{local}+{token}@{domain}"


def _one_mailbox(code: int, text: str) -> bool:
    """Whether it is one reader's box that must wait (RFC 3463: X.2.X), and nobody else there."""
    return status_of(text).startswith("4.2.") or verdict(code, text) == "full"
