"""A store with readers, a letter that is frozen, and an order to send it: what tests of sending share."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from publisher.config import PaceSettings, SmtpSettings
from publisher.mail.newsletter import compose
from publisher.mail.personal import ListHead
from publisher.mail.recipes import LetterMaker
from publisher.sending import frozen
from publisher.sending.carrying import CarriedSending, carry
from publisher.sending.journey import CarryOptions
from publisher.sending.order import SendingOrder
from publisher.sending.planning import plan
from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.system.smtp import Patience, Server
from sample import mail

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)
FAST = PaceSettings(total=1e9, domain=1e9)
SHORT = Patience(connect=5, command=5, data=5, block=5, dot=0.5)
HOST = "127.0.0.1"
HEAD = ListHead(
    name="Veckobrevet",
    id="veckobrevet.brev.kinamedia.example",
    from_name="Kinamedia",
    from_email="brev@kinamedia.example",
    reply_to="svar@kinamedia.example",
)


class Hands:
    """A clock set by hand; sleeping sets it forward, so that nobody waits in a test."""

    def __init__(self) -> None:
        self.at = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(
            seconds=max(seconds, 0.001)
        )  # a clock that stands still waits for ever

    def seconds(self) -> float:
        return self.at.timestamp()


def letter() -> bytes:
    """A real newsletter, with places for what is a reader's own."""
    context = mail.build()
    assert compose(context, mail.MONDAY)
    return LetterMaker(context).personal(mail.MONDAY, HEAD)[1]


SMALL = (
    b"From: brev@kinamedia.example\r\nTo: \xee\x80\x90\r\nDate: \xee\x80\x92\r\n"
    b"Message-ID: <\xee\x80\x91>\r\nSubject: x\r\nX-Publisher-Delivery: \xee\x80\x93\r\n\r\n"
    b"Hej!\r\n.\r\nAvsluta: =\r\n\xee\x80\x98\r\n"
)
"""As little as a letter may be."""


def order_of(hash_: str, **more: Any) -> SendingOrder:
    smtp = SmtpSettings(host=HOST, port=0, security="none", connections=1)
    first = SendingOrder(
        name="vecka-6",
        source="content/brev/vecka-6.md",
        url="/nyhetsbrev/vecka-6/",
        list="veckobrevet",
        list_name="Veckobrevet",
        subject="Veckans Kina",
        frozen=hash_,
        host="kinamedia.example",
        sender="brev@kinamedia.example",
        service="https://brev.kinamedia.example/",
        leave_by_mail="mailto:brev@kinamedia.example?subject=Avsluta",
        smtp=smtp,
        pace=FAST,
    )
    return replace(first, **more)


class Desk:
    """A store in a folder, with what is done there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Hands()
        self.place = StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)

    def open(self) -> AbstractContextManager[PeopleStore]:
        return open_store(self.place, now=self.clock)

    def readers(self, count: int, list_: str = "veckobrevet", domain: str = "x{0}.example") -> None:
        """So many who have confirmed; at domains of their own if nothing else is said."""
        addresses = [f"l{n}@{domain.format(n)}" for n in range(count)]
        self.joined(*addresses, list_=list_)

    def joined(self, *addresses: str, list_: str = "veckobrevet", state: str = "active") -> None:
        with self.open() as store, store.write():
            now = store.stamp()
            store.database.run_all(
                "INSERT INTO person (address, address_key, address_hash, name, created) "
                "VALUES (:a, :a, :hash, 'Anna', :now) ON CONFLICT DO NOTHING",
                [{"a": a, "hash": store.keys.address_hash(a), "now": now} for a in addresses],
            )
            store.database.run_all(
                "INSERT INTO subscription (person, list, state, since) "
                "SELECT id, :list, :state, :now FROM person WHERE address = :a",
                [{"a": a, "list": list_, "state": state, "now": now} for a in addresses],
            )

    def planned(self, data: bytes = SMALL, **more: Any) -> int:
        """An edition that is planned; its number."""
        order = order_of(frozen.put(self.folder, data), **more)
        with self.open() as store:
            return plan(store, order).id

    def options(self, port: int, **more: Any) -> CarryOptions:
        server = Server(host=HOST, port=port, security="none", name="us.example", patience=SHORT)
        first = CarryOptions(
            server=more.pop("server", server), sleep=self.clock.sleep, monotonic=self.clock.seconds
        )
        return replace(first, **more)

    def carried(self, edition: int, port: int, **more: Any) -> CarriedSending:
        return carry(self.open, edition, self.options(port, **more))

    def states(self, edition: int) -> dict[str, str]:
        """What is known of each recipient, by address."""
        with self.open() as store:
            sql = "SELECT address, state FROM delivery WHERE edition = :e ORDER BY id"
            return {row["address"]: row["state"] for row in store.database.rows(sql, e=edition)}

    def resumed(self, edition: int) -> None:
        with self.open() as store, store.write():
            sql = "UPDATE edition SET state = 'sending', why = '' WHERE id = :id"
            store.database.run(sql, id=edition)
