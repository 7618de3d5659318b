"""The sign-up service as tests meet it: asked in this process, with a clock and a mailbox of the test's own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from program import ROOT

from publisher.config import MailingList
from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.subscribers.service import (
    Asset,
    Limits,
    Notice,
    Posted,
    ServiceSettings,
    sign_up_app,
)
from publisher.subscribers.service.application import Hook
from publisher.subscribers.service.outbox import hand_over, next_turn, recover

HOME = "https://brev.tidning.se"
SITE = "https://tidning.se"
LISTS = (
    MailingList(id="artiklar", name="Artiklar", description="Varje text.", kind="artiklar"),
    MailingList(id="veckobrevet", name="Veckobrevet", description="Varje måndag.", kind="brev"),
    MailingList(id="rattelser", name="Rättelser", description="", kind="rättelser"),
)
TEMPLATES = {
    file.name: file.read_text("utf-8") for file in (ROOT / "theme/subscriptions").glob("*.html")
}


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def later(self, **ahead: float) -> None:
        self.at += timedelta(**ahead)


@dataclass
class Mailbox:
    """Takes every mail, or does with it what a test says."""

    got: list[Notice] = field(default_factory=list)
    answers: list[Posted] = field(default_factory=list)

    def message(self, notice: Notice) -> bytes:
        self.last = notice
        return b"Subject: x\r\n\r\nx\r\n"

    def close(self) -> None:
        pass

    def send(self, _message: bytes, _to: str, on_handover: Any) -> Posted:
        answer = self.answers.pop(0) if self.answers else Posted("sent")
        if answer.state != "later" and not on_handover():
            return Posted("refused")
        if answer.state == "sent":
            self.got.append(self.last)
        return answer


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def field(self, name: str) -> str:
        """The value of a hidden or filled field of the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, self.text
        return unescape(found[1])


@dataclass
class Service:
    """An application, and all that is around it."""

    folder: Path
    settings: ServiceSettings
    clock: Hands = field(default_factory=Hands)
    mail: Mailbox = field(default_factory=Mailbox)
    log: list[str] = field(default_factory=list)
    hooks: dict[str, Hook] = field(default_factory=dict)
    place: StorePlace | None = None

    def __post_init__(self) -> None:
        file = self.folder / "subscribers.sqlite"
        self.place = self.place or StorePlace(database=str(file), folder=self.folder)
        with self.store():
            pass
        self.app = sign_up_app(
            self.settings,
            self.store,
            self.place.folder,
            self.mail,
            now=self.clock,
            tell=self.log.append,
            hooks=self.hooks,
        )

    @contextmanager
    def store(self) -> Iterator[PeopleStore]:
        assert self.place is not None
        with open_store(self.place, now=self.clock) as opened:
            yield opened

    def ask(  # noqa: PLR0913 (what a request is made of)
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        peer: str = "127.0.0.1",
        *,
        pieces: list[bytes] | None = None,
    ) -> Answer:
        """One request; `path` may be a whole address."""
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": (peer, 1),
            "headers": [
                (name.lower().encode(), value.encode("latin-1"))
                for name, value in (headers or {}).items()
            ],
        }
        return asyncio.run(self._asked(scope, pieces if pieces is not None else [body]))

    async def _asked(self, scope: dict[str, Any], pieces: list[bytes]) -> Answer:
        left = list(pieces)
        told: list[Any] = []

        async def receive() -> dict[str, Any]:
            if not left:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

        async def send(message: Any) -> None:
            told.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        body = b"".join(each.get("body", b"") for each in told[1:])
        return Answer(told[0]["status"], headers, body)

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def post(
        self,
        path: str,
        fields: Mapping[str, object] | list[tuple[str, object]],
        *,
        origin: str | None = HOME,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Answer:
        """A form, as a browser sends it from a page of `origin`."""
        given = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        if origin is not None:
            given["origin"] = origin
        body = urlencode(fields, doseq=True).encode()
        return self.ask("POST", path, body, given, **more)

    def sign_up(self, address: str, *lists: str, **more: Any) -> Answer:
        """From the second page to its answer, as a reader who takes ten seconds."""
        stamp = self.get("/").field("stamp")
        self.clock.later(seconds=10)
        fields = {
            "address": address,
            "list": lists or ("artiklar",),
            "stamp": stamp,
            "foretag": "",
        }
        return self.post("/anmal", fields, **more)

    def close(self) -> None:
        """As a host ends it; no mail is sent on the way out."""
        self.mail.send = lambda *_: Posted("later")  # type: ignore[method-assign]
        asyncio.run(self._ended())

    async def _ended(self) -> None:
        told = ["lifespan.startup", "lifespan.shutdown"]

        async def receive() -> dict[str, Any]:
            return {"type": told.pop(0)}

        async def send(message: Any) -> None:
            assert message["type"].endswith(".complete"), message

        await self.app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

    def carry(self) -> int:
        """Send what may be sent now; how many."""
        done = 0
        with self.store() as store:
            recover(store)
            while (turn := next_turn(store, self.settings)) is not None:
                hand_over(store, self.mail, turn, self.log.append)
                done += 1
        return done

    def rows(self, sql: str, **values: object) -> list[dict[str, Any]]:
        with self.store() as store:
            found = store.database.rows(sql, **values)
            return [{key: row[key] for key in list(row.keys())} for row in found]

    def states(self) -> dict[tuple[str, str], str]:
        """How everybody stands to everything."""
        sql = (
            "SELECT p.address, s.list, s.state FROM subscription s JOIN person p ON p.id = s.person"
        )
        return {(row["address"], row["list"]): row["state"] for row in self.rows(sql)}

    def joined(self, address: str, *lists: str) -> Notice:
        """Through the whole of it; the welcome that came."""
        self.sign_up(address, *lists)
        self.carry()
        assert self.post(urlsplit(self.mail.got[-1].link).path, {}).status == 200
        self.carry()
        assert self.mail.got[-1].kind == "welcome"
        return self.mail.got[-1]


@contextmanager
def serving(folder: Path, address: str = f"{HOME}/", **more: Any) -> Iterator[Service]:
    """A service over a store in a folder."""
    settings = ServiceSettings(
        site_name="Bladet",
        site_url=f"{SITE}/",
        address=address,
        lists=more.pop("lists", LISTS),
        templates=TEMPLATES,
        assets={"assets/stylesheets/site.css": Asset(data=b"p{}", mime="text/css")},
        contact="redaktionen@tidning.se",
        editor="Redaktionen",
        trusted=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        limits=more.pop("limits", Limits()),
    )
    made = Service(folder, settings, **more)
    try:
        yield made
    finally:
        made.close()
