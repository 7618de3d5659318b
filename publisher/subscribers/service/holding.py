"""The pages of a letter's own link: leave, choose, be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.config import MailingList
from publisher.problems import PublisherError
from publisher.subscribers.links import CHOOSE, FORGET, LEAVE, Holder, holder_of, holder_token
from publisher.subscribers.lists import EVERY
from publisher.subscribers.people import Consent, choose, forget, leave, lists_of_person
from publisher.subscribers.service.asking import consent_words
from publisher.subscribers.service.desk import ServiceDesk
from publisher.subscribers.service.forms import AddressForms
from publisher.subscribers.service.pages import masked
from publisher.subscribers.service.reading import UnfitFormError, body_of, fields_of, form_of, one
from publisher.subscribers.service.spool import spool
from publisher.subscribers.store import PeopleStore

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_ODD = "Länken är inte hel"
_ODD_LEAD = (
    "Kanske bröts den av på vägen. Skriv adressen som breven kommer till, så skickar vi en ny."
)
_YOU = "Din adress"
"""What stands for an address that cannot be looked up just now."""


class Holding:
    """What a reader does with the link in her own letter."""

    def __init__(self, desk: ServiceDesk, forms: AddressForms) -> None:
        """`forms` has the page for those whose link is not whole."""
        self._desk = desk
        self._forms = forms

    async def ask_to_leave(self, request: Request) -> Response:
        """A page with a button; also when the database is away, for it needs none."""
        holder = self._holder(request)
        if holder is None:
            return self._odd()
        try:
            address = await self._desk.store.run(lambda store: _address(store, holder))
        except PublisherError:
            address = _YOU
        if address is None:
            return self._odd()
        ways, list_ = self._ways(holder), self._list(holder)
        return self._desk.html(
            "leave",
            list=list_,
            masked=address,
            here=ways["here"],
            choose=ways["choose"],
            forget=ways["forget"],
        )

    async def leave(self, request: Request) -> Response:
        """The button, or a mail program's one click (RFC 8058): 200 at once, whatever came before.

        What is sent with it is only looked at to know which of them it was.
        """
        holder = self._holder(request)
        what = await _what(request)
        if holder is None:
            return self._odd()
        every = what == "all" or holder.list == EVERY
        before = await self._left(holder, request.path_params["token"], every=every)
        if what not in {"all", "list"}:
            return _done(every=every)
        ways = self._ways(holder)
        undo = f"{ways['here']}/angra" if before else ""
        named = None if every else self._list(holder)
        return self._desk.html("left", list=named, before=before, undo=undo, choose=ways["choose"])

    async def undo(self, request: Request) -> Response:
        """The wrong button was pressed: back on the lists that were left by it."""
        return await self._chosen(request, added=True)

    async def choices(self, request: Request) -> Response:
        """Which letters the reader has."""
        return await self._choices(request)

    async def choose(self, request: Request) -> Response:
        """The button: exactly the lists that are ticked."""
        return await self._chosen(request, added=False)

    async def ask_to_forget(self, request: Request) -> Response:
        """What it means, and a button."""
        holder = self._holder(request)
        if holder is None:
            return self._odd()
        address = await self._desk.store.run(lambda store: _address(store, holder))
        if address is None:
            return self._odd()
        ways = self._ways(holder)
        here = self._desk.settings.href(f"{FORGET}/{request.path_params['token']}")
        return self._desk.html("forget", masked=address, here=here, choose=ways["choose"])

    async def forget(self, request: Request) -> Response:
        """The button: the person is gone."""
        if self._desk.foreign(request, own_only=True):
            return self._desk.elsewhere()
        holder = self._holder(request)
        if holder is None:
            return self._odd()
        await self._desk.store.run(lambda store: forget(store, holder.person))
        return self._desk.html("forgotten")

    async def _left(self, holder: Holder, token: str, *, every: bool) -> tuple[str, ...]:
        """The lists that were left now. Where the database takes nothing, it is noted beside it."""
        list_ = EVERY if every else holder.list
        try:
            return await self._desk.store.run(lambda store: _left(store, holder, list_))
        except PublisherError as error:
            spool(self._desk.folder, token, every=every, now=self._desk.now)
            self._desk.tell(f"en avslutad prenumeration ligger i spool/: {error.problems[0].text}")
            return ()

    async def _choices(self, request: Request, *, saved: bool = False) -> Response:
        holder = self._holder(request)
        if holder is None:
            return self._odd()
        found = await self._desk.store.run(
            lambda store: (_address(store, holder), _active(store, holder.person))
        )
        address, active = found
        if address is None:
            return self._odd()
        settings, ways = self._desk.settings, self._ways(holder)
        return self._desk.html(
            "choose",
            lists=settings.lists,
            chosen=active,
            masked=address,
            saved=saved,
            here=ways["choose"],
            forget=ways["forget"],
        )

    async def _chosen(self, request: Request, *, added: bool) -> Response:
        if self._desk.foreign(request, own_only=True):
            return self._desk.elsewhere()
        holder = self._holder(request)
        if holder is None:
            return self._odd()
        settings = self._desk.settings
        wanted = settings.named((await form_of(request)).get("list", []))
        consent = Consent(
            words=consent_words(settings.site_name, wanted),
            where_url=f"{settings.address}{CHOOSE}",
            how="form",
            ip=self._desk.client(request),
        )
        ids = {each.id for each in wanted}

        def done(store: PeopleStore) -> None:
            with store.write():
                also = set(_active(store, holder.person)) if added else set()
                choose(store, holder.person, ids | also, consent)

        await self._desk.store.run(done)
        return await self._choices(request, saved=True)

    def _holder(self, request: Request) -> Holder | None:
        return holder_of(self._desk.keys(), request.path_params["token"])

    def _list(self, holder: Holder) -> MailingList | None:
        return next(iter(self._desk.settings.named(holder.list)), None)

    def _odd(self) -> Response:
        """Not 404: whoever is here wants to leave, and gets a way."""
        return self._forms.link_page(_ODD, _ODD_LEAD)

    def _ways(self, holder: Holder) -> dict[str, str]:
        """Where else the holder of this link may go."""
        keys, href = self._desk.keys(), self._desk.settings.href
        own = holder_token(keys, holder.person)
        here = holder_token(keys, holder.person, holder.list, holder.edition)
        return {
            "here": href(f"{LEAVE}/{here}"),
            "choose": href(f"{CHOOSE}/{own}"),
            "forget": href(f"{FORGET}/{own}"),
        }


async def _what(request: Request) -> str:
    """Which button of our page it was; empty for a mail program's own, however it is written."""
    try:
        return one(fields_of(await body_of(request)), "what")
    except UnfitFormError:
        return ""


def _done(*, every: bool) -> Response:
    from starlette.responses import PlainTextResponse

    which = "" if every else " från den här listan"
    return PlainTextResponse(f"Klart. Du får inga fler brev{which}.\n")


def _address(store: PeopleStore, holder: Holder) -> str | None:
    found = store.database.one("SELECT address FROM person WHERE id = :id", id=holder.person)
    return None if found is None else masked(found)


def _active(store: PeopleStore, person: int) -> tuple[str, ...]:
    known = lists_of_person(store, person)
    return tuple(list_ for list_, state in known.items() if state == "active")


def _left(store: PeopleStore, holder: Holder, list_: str) -> tuple[str, ...]:
    with store.write():
        active = _active(store, holder.person)
        why = f"brev {holder.edition}" if holder.edition else "länk"
        leave(store, holder.person, list_, why)
        return tuple(each for each in active if list_ in {EVERY, each})
