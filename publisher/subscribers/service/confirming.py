"""The pages that a confirmation's link leads to: a button, and what it led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.subscribers.links import CHOOSE, CONFIRM, holder_token
from publisher.subscribers.people import Confirmed, asked_for, confirm
from publisher.subscribers.service.asking import put
from publisher.subscribers.service.desk import ServiceDesk
from publisher.subscribers.store import PeopleStore

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_GONE = (
    "Länken gäller inte längre",
    "Den gäller i sju dagar. Anmäl dig igen, så kommer en ny. Har du tryckt på knappen är du med.",
)


class Confirming:
    """Double opt-in: nobody is on a list who has not pressed a button in a mail of their own."""

    def __init__(self, desk: ServiceDesk) -> None:
        """`desk` is what all pages share."""
        self._desk = desk

    async def ask(self, request: Request) -> Response:
        """The link: a page with a button, for people; a scanner that opens it changes nothing."""
        token = request.path_params["token"]
        wanted = await self._desk.store.run(lambda store: asked_for(store, token))
        if wanted is None:
            return self._desk.notice(*_GONE, 200)
        settings = self._desk.settings
        here = settings.href(f"{CONFIRM}/{token}")
        return self._desk.html("confirm", lists=settings.named(wanted), here=here)

    async def confirm(self, request: Request) -> Response:
        """The button: the reader is on the lists, and a welcome goes out."""
        if self._desk.foreign(request, own_only=True):
            return self._desk.elsewhere()
        token = request.path_params["token"]
        done = await self._desk.store.run(lambda store: _confirmed(store, token))
        if done is None:
            return self._desk.notice(*_GONE, 200)
        self._desk.wake()
        settings = self._desk.settings
        choose = settings.href(f"{CHOOSE}/{holder_token(self._desk.keys(), done.person)}")
        lists = settings.named(done.lists)
        return self._desk.html("confirmed", lists=lists, again=done.again, choose=choose)


def _confirmed(store: PeopleStore, token: str) -> Confirmed | None:
    """A first press puts a welcome in the outbox, in the same transaction."""
    with store.write():
        done = confirm(store, token)
        if done is not None and not done.again:
            put(store, "welcome", {"lists": list(done.lists)}, done.person)
        return done
