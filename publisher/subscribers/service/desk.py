"""What every page of the service works with: settings, templates, store, keys, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.subscribers.keys import KeyRing
from publisher.subscribers.service.clients import UNIX, client_of
from publisher.subscribers.service.pages import ServicePages
from publisher.subscribers.service.settings import ServiceSettings, origin_of
from publisher.subscribers.service.stamps import new_stamp
from publisher.subscribers.service.threads import StoreThread
from publisher.subscribers.times import Clock

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class CurrentKeys:
    """The keys beside the store, also while its database is away; read anew when rotated."""

    def __init__(self, folder: Path) -> None:
        """The file is there when somebody asks first."""
        self._folder = folder
        self._mark = -1
        self._ring: KeyRing | None = None

    def __call__(self) -> KeyRing:
        """The ring as the file has it now. Raises PublisherError when there is none."""
        file = self._folder / KeyRing.FILE
        mark = file.stat().st_mtime_ns if file.exists() else 0
        if self._ring is None or mark != self._mark:
            self._ring = KeyRing.load(self._folder, make=False)
            self._mark = mark
        return self._ring


@dataclass(slots=True, kw_only=True)
class ServiceDesk:
    """Handed to every page. `wake` tells the outbox that there is something in it."""

    settings: ServiceSettings
    pages: ServicePages
    store: StoreThread
    keys: CurrentKeys
    folder: Path
    now: Clock
    tell: Callable[[str], None]
    wake: Callable[[], None] = field(default=lambda: None)

    def html(self, name: str, *, status: int = 200, **shown: object) -> Response:
        """A page of the theme."""
        from starlette.responses import HTMLResponse

        return HTMLResponse(self.pages.page(name, **shown), status_code=status)

    def notice(self, title: str, lead: str, status: int) -> Response:
        """A page that says what went wrong, and the next step."""
        return self.html("told", status=status, title=title, lead=lead)

    def elsewhere(self) -> Response:
        """The answer to a form that some other site has sent."""
        lead = "Webbläsaren säger att det kom från en annan sajt. "
        lead += "Skriv din adress på vår egen sida."
        return self.notice("Formuläret skickades inte härifrån", lead, 403)

    def stamp(self) -> str:
        """For a page that is made now."""
        return new_stamp(self.keys(), self.now())

    def client(self, request: Request) -> str:
        """Whose request it is, for limits."""
        peer = request.client.host if request.client else UNIX
        said = request.headers.getlist("x-forwarded-for")
        return client_of(peer, said, self.settings.trusted)

    def foreign(self, request: Request, *, own_only: bool = False) -> bool:
        """Whether a form was sent from a page that is not ours, nor (where it may be) the site's.

        Browsers say where from (`Origin`), and pages cannot change it. What is no browser says
        nothing, and has no reader behind it whose rights it could borrow.
        """
        origin = request.headers.get("origin")
        own = {origin_of(self.settings.address)} if own_only else self.settings.origins
        if origin is None:
            return request.headers.get("sec-fetch-site") == "cross-site"
        return origin not in own
