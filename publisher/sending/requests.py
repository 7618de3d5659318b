"""What an editor asks of the machine where readers are kept, and what it answers.

A request and its reply are plain values, so that here and over ssh are one: whoever asks does not
know where it is done.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from publisher.problems import Problem, PublisherError
from publisher.sending import deeds, frozen, tallies
from publisher.sending.carrying import carried_so_far, carry
from publisher.sending.facts import MailedFact, facts
from publisher.sending.journey import CarryOptions, Progress, Sign
from publisher.sending.leases import carried_now
from publisher.sending.order import SendingOrder, SendingWay, read_order
from publisher.sending.passwords import secret
from publisher.sending.personal import PersonalLetter, ReaderParts
from publisher.sending.planning import PlannedSending, foreseen, plan
from publisher.sending.refusals import untaken
from publisher.subscribers import PeopleStore, StorePlace, open_store, people
from publisher.subscribers.addresses import cleaned
from publisher.subscribers.database import Row
from publisher.system.smtp import HandedOver, Server, Session

Action = Literal["foresee", "test", "plan", "send", "status", "stop", "resume", "decide", "due"]
WAIT = 900.0
"""Seconds that a sending stays for those that were put off; then a later run takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """What is asked. `name` and `list` say of which edition; a new one has an `order` instead.

    `address` is who gets a test letter, `at` the hour to send at, `rate` letters a second. `way` is
    how letters leave by the settings of today, for what was planned by others.
    """

    action: Action
    order: SendingOrder | None = None
    name: str = ""
    list: str = ""
    address: str = ""
    at: datetime | None = None
    rate: float | None = None
    answer: deeds.Answer = "sent"
    way: SendingWay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingState:
    """How an edition stands: `sums` by state of the recipient, `excluded` by reason.

    `pauses` are domains that were left alone, each with why; `next_at` is when more will be tried.
    `own`: one of the copies is the editor's, who is not on the list. `carried`: whoever sends it is
    still alive. `unknown` are the Message-ID and hour of letters of which nobody knows: what the
    keeper of the mail server can look for in its log.
    """

    name: str
    list: str
    list_name: str
    subject: str
    state: str
    why: str
    sums: dict[str, int]
    excluded: dict[str, int]
    send_at: str | None = None
    next_at: str | None = None
    pauses: tuple[tuple[str, str], ...] = ()
    missed: bool = False
    own: bool = False
    carried: bool = True
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReply:
    """What was done. `count` is how many it was about; `said` what a server answered."""

    sendings: tuple[SendingState, ...] = ()
    facts: tuple[MailedFact, ...] = ()
    planned: PlannedSending | None = None
    count: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Carries requests out on this machine. `root` is where files with secrets are looked for."""

    place: StorePlace
    root: Path
    on_progress: Callable[[Progress], None] = field(default=lambda _: None)
    options: Callable[[CarryOptions], CarryOptions] = field(default=lambda options: options)

    def ask(self, request: SendRequest, letter: bytes = b"") -> SendReply:
        """Do it. Raises PublisherError when it cannot be done; then nothing more was."""
        with open_store(self.place) as store:
            done = _DEEDS[request.action](self, store, request, letter)
            return replace(done, facts=facts(store))

    def carried(self, store: PeopleStore, row: Row, rate: float | None = None) -> SendingState:
        """Hand over an edition to all whose time has come."""
        order = read_order(row["detail"])
        first = CarryOptions(
            server=self.server(order),
            sign=self.sign(order),
            rate=rate,
            wait=WAIT,
            on_progress=self.on_progress,
        )
        carry(lambda: open_store(self.place), row["id"], self.options(first))
        return _state(store, _again(store, row))

    def server(self, order: SendingOrder) -> Server:
        """Where letters are handed over, with the secret that lies on this machine."""
        smtp = order.smtp
        whose = "lösenordet till e-postservern"
        return Server(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            user=smtp.user,
            password=secret(smtp.password_env, smtp.password_file, self.root, whose),
            name=smtp.name,
            trust=str(self.root / Path(smtp.trust).expanduser()) if smtp.trust else "",
        )

    def sign(self, order: SendingOrder) -> Sign | None:
        """What makes a letter bear a signature; None: the relay does."""
        if order.dkim is None:
            return None
        from publisher.sending.signing import read_key, signed

        path = self.root / Path(order.dkim.key_file).expanduser()
        key = read_key(order.dkim.domain, order.dkim.selector, path)
        return lambda data: signed(data, key)


def _foresee(_: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    return SendReply(planned=foreseen(store, _order(request)))


def _test(here: Here, store: PeopleStore, request: SendRequest, letter: bytes) -> SendReply:
    """One letter to one address, of which nothing is noted: it may be sent any number of times."""
    order, address = _order(request), cleaned(request.address)
    if isinstance(address, str):
        raise PublisherError(Problem(path="", text=f"det går inte att skicka dit: {address}"))
    if (barred := people.stands_in_the_way(store, address, order.list)) is not None:
        text = f"dit går inga brev: {people.REASONS.get(barred, barred)}"
        hint = "Skicka provet till en annan adress. Mer om varför: publisher people show"
        raise PublisherError(Problem(path="", text=text, hint=hint))
    now = datetime.now(UTC)
    reader = ReaderParts(
        address=address.address,
        message_id=f"{order.name}.prov.{now:%Y%m%d%H%M%S%f}@{order.host}",
        leave=order.service or order.leave_by_mail,
        delivery="prov",
        leave_mail=order.leave_by_mail,
    )
    data = PersonalLetter(letter, format_datetime(now)).of(reader)
    if (sign := here.sign(order)) is not None:
        data = sign(data)
    session = Session(here.server(order))
    try:
        outcome = session.deliver(order.sender, address.address, data)
    finally:
        session.close()
    if isinstance(outcome, HandedOver):
        return SendReply(count=1, said=outcome.answer)
    text = f"provbrevet gick inte iväg. {untaken(outcome)}"
    hint = "Kontrollera mail: smtp: i inställningarna, och kör publisher mail doctor."
    raise PublisherError(Problem(path="", text=text, hint=hint))


def _plan(here: Here, store: PeopleStore, request: SendRequest, letter: bytes) -> SendReply:
    order = _order(request)
    if frozen.put(here.place.folder, letter) != order.frozen:
        raise PublisherError(Problem(path=order.source, text="brevet kom fram skadat"))
    planned = plan(store, order, request.at)
    row = deeds.edition_named(store, order.name, order.list)
    return SendReply(planned=planned, sendings=(_state(store, row),))


def _send(here: Here, store: PeopleStore, request: SendRequest, letter: bytes) -> SendReply:
    planned = _plan(here, store, request, letter)
    order = _order(request)
    row = deeds.edition_named(store, order.name, order.list)
    deeds.by_way(store, row["id"], order.way)
    if row["state"] == "stopped":
        hint = f"Det stoppades: {row['why']} Fortsätt: publisher send resume {order.name}"
        text = f"”{order.name}” är påbörjat och stoppat"
        raise PublisherError(Problem(path=order.source, text=text, hint=hint))
    state = here.carried(store, _again(store, row), request.rate)
    return replace(planned, sendings=(state,))


def _status(_: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    if request.name:
        rows = [deeds.edition_named(store, request.name, request.list)]
    else:
        rows = deeds.editions(store)
    return SendReply(sendings=tuple(_state(store, row) for row in rows))


def _stop(_: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    row = deeds.edition_named(store, request.name, request.list)
    more = deeds.stop(store, row["id"])
    return SendReply(sendings=(_state(store, _again(store, row)),), count=int(more))


def _resume(here: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    row = deeds.edition_named(store, request.name, request.list)
    deeds.by_way(store, row["id"], request.way)
    if not deeds.resume(store, row["id"]):
        return SendReply(sendings=(_state(store, row),))
    state = here.carried(store, _again(store, row), request.rate)
    return SendReply(sendings=(state,), count=1)


def _decide(_: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    row = deeds.edition_named(store, request.name, request.list)
    count = deeds.decide(store, row["id"], request.answer)
    return SendReply(sendings=(_state(store, _again(store, row)),), count=count)


def _due(here: Here, store: PeopleStore, request: SendRequest, __: bytes) -> SendReply:
    """What a timer does: what has been missed is left, and said; the rest is carried."""
    done = []
    for each in deeds.due(store):
        deeds.by_way(store, each.edition, request.way)
        row = store.database.row("SELECT * FROM edition WHERE id = :id", id=each.edition)
        if row is None:
            continue
        if each.missed:
            deeds.missed(store, each.edition)
            done.append(replace(_state(store, _again(store, row)), missed=True))
        else:
            done.append(here.carried(store, row))
    return SendReply(sendings=tuple(done), count=len(done))


_DEEDS: dict[Action, Callable[[Here, PeopleStore, SendRequest, bytes], SendReply]] = {
    "foresee": _foresee,
    "test": _test,
    "plan": _plan,
    "send": _send,
    "status": _status,
    "stop": _stop,
    "resume": _resume,
    "decide": _decide,
    "due": _due,
}


def _order(request: SendRequest) -> SendingOrder:
    if request.order is None:
        raise PublisherError(Problem(path="", text="begäran har inget brev"))
    return request.order


def _again(store: PeopleStore, row: Row) -> Row:
    return deeds.edition_named(store, row["name"], row["list"])


def _state(store: PeopleStore, row: Row) -> SendingState:
    found = carried_so_far(store, row["id"])
    order = read_order(row["detail"])
    return SendingState(
        name=row["name"],
        list=row["list"],
        list_name=order.list_name,
        subject=row["subject"],
        state=found.state,
        why=found.why,
        sums=found.sums,
        excluded=json.loads(row["excluded"]),
        send_at=row["send_at"],
        next_at=found.next_at,
        pauses=found.pauses,
        own=order.own,
        carried=carried_now(store, row["id"]),
        unknown=tallies.unknown(store, row["id"]),
    )
