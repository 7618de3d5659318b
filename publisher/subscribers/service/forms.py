"""The pages with a field for an address: the box's second page, and the one that sends a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.service.asking import SignUp, ask, consent_words
from publisher.subscribers.service.desk import ServiceDesk
from publisher.subscribers.service.reading import Form, form_of, one
from publisher.subscribers.service.stamps import Stamp, StampState, read_stamp

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SIGN_UP, LINK = "anmal", "lank"
"""Where the two forms are sent."""
_SHOWN = 254
_TRAP = "foretag"
_STAMPS: dict[StampState, str] = {
    "soon": "Det gick lite fort. Vänta några sekunder och tryck en gång till.",
    "late": "Sidan hade stått öppen länge. Tryck en gång till.",
    "none": "Något hände på vägen hit. Tryck en gång till.",
}
FormKind = Literal["signup", "link"]


class AddressForms:
    """Whatever is sent here is answered alike, whether we know the address or not."""

    def __init__(self, desk: ServiceDesk) -> None:
        """`desk` is what all pages share."""
        self._desk = desk

    async def front(self, _request: Request) -> Response:
        """Which letters there are; nothing is filled in."""
        return self._page("signup")

    async def from_box(self, request: Request) -> Response:
        """The site's box was sent: ask which letters, and change nothing."""
        if self._desk.foreign(request):
            return self._desk.elsewhere()
        form = await form_of(request)
        # What the box promises is what she has asked for; all else is hers to tick.
        first = tuple(each.id for each in self._desk.settings.lists[:1])
        return self._page("signup", address=one(form, "address"), chosen=first)

    async def sign_up(self, request: Request) -> Response:
        """The button: a confirmation goes out when its turn comes."""
        return await self._submitted(request, "signup")

    async def lost(self, _request: Request) -> Response:
        """For whoever wants to change something and has no letter at hand."""
        return self.link_page()

    async def send_link(self, request: Request) -> Response:
        """A link goes to the address, if letters do."""
        return await self._submitted(request, "link")

    def link_page(self, title: str = "", lead: str = "") -> Response:
        """The page that sends a link; also the answer to a link that is not whole."""
        return self._page("link", title=title, lead=lead)

    async def _submitted(self, request: Request, kind: FormKind) -> Response:
        if self._desk.foreign(request, own_only=True):
            return self._desk.elsewhere()
        form = await form_of(request)
        written, stamp = one(form, "address"), self._stamp(form)
        chosen = tuple(each.id for each in self._desk.settings.named(form.get("list", [])))
        address = cleaned(written)
        trapped = any(form.get(_TRAP, []))
        wrong = self._wrong(kind, address, chosen, "good" if trapped else stamp.state)
        if wrong or isinstance(address, str):
            kept = one(form, "stamp") if stamp.state in {"good", "soon"} else ""
            return self._page(
                kind, status=422, address=written, chosen=chosen, wrong=wrong, stamp=kept
            )
        if not trapped:
            await self._note(request, kind, address, chosen, stamp.nonce)
        return self._desk.html("sent", address=address.address, asked=kind)

    async def _note(
        self,
        request: Request,
        kind: FormKind,
        address: Address,
        chosen: tuple[str, ...],
        nonce: str,
    ) -> None:
        settings = self._desk.settings
        asked = SignUp(
            kind=kind,
            address=address,
            client=self._desk.client(request),
            nonce=nonce,
            lists=chosen,
            words=consent_words(settings.site_name, settings.named(chosen)),
            where=settings.address,
        )
        # What is rolled back has not been counted, so it may be done a second time.
        await self._desk.store.run(lambda store: ask(store, settings.limits, asked), together=True)
        self._desk.wake()

    @staticmethod
    def _wrong(
        kind: FormKind, address: Address | str, chosen: tuple[str, ...], stamp: StampState
    ) -> str:
        """What is wrong with a form, in words for its reader."""
        if isinstance(address, str):
            return f"{address[:1].upper()}{address[1:]}."
        if kind == "signup" and not chosen:
            return "Välj minst ett brev."
        return _STAMPS.get(stamp, "")

    def _stamp(self, form: Form) -> Stamp:
        desk = self._desk
        return read_stamp(desk.keys(), one(form, "stamp"), desk.now(), desk.settings.limits)

    def _page(  # noqa: PLR0913 (what the two pages show)
        self,
        kind: FormKind,
        *,
        status: int = 200,
        address: str = "",
        chosen: tuple[str, ...] = (),
        wrong: str = "",
        stamp: str = "",
        title: str = "",
        lead: str = "",
    ) -> Response:
        return self._desk.html(
            kind,
            status=status,
            address=address[:_SHOWN],
            wrong=wrong,
            stamp=stamp or self._desk.stamp(),
            **(
                {"lists": self._desk.settings.lists, "chosen": chosen}
                if kind == "signup"
                else {"title": title or _TITLE, "lead": lead or _LEAD}
            ),
        )


_TITLE = "Ändra eller avsluta"
_LEAD = "Skriv adressen som breven kommer till, så skickar vi en länk dit."
