"""The desk's pages, by address: the overview, all texts, the handbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from publisher.preview.bar import OWN, faults
from publisher.preview.desk_page import (
    DESK,
    GIT,
    HANDBOOK,
    PUBLISH,
    TEXTS,
    DeskPlaces,
    overview,
    texts,
)
from publisher.preview.events import Live
from publisher.preview.handbook_page import handbook_page
from publisher.problems import PublisherError

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.build import BuildOptions
    from publisher.desk import DeskFacts

_BEGIN = """<form class="begin" data-begin>
<label>Ny text <input name="title" required maxlength="200" placeholder="En rubrik" \
autocomplete="off"></label>
<label class="short">Sort <select name="kind"><option value="article">Artikel</option>\
<option value="edition">Brev</option><option value="page">Sida</option></select></label>
<button>Börja skriva</button><p class="told" role="status"></p></form>"""
_TEMPLATE = Path(__file__).parent / "assets" / "desk.html"
Answer = Callable[..., Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingPlaces:
    """The site's origin, if that is another, and where texts are written, if anywhere.

    `key` is what only the desk itself has, which can begin a text, and `address` the secret that
    its own address begins with.
    """

    site: str = ""
    write: str = ""
    key: str = ""
    address: str = ""


class DeskApplication:
    """Shows the facts of the desk, found out anew for each build that is served."""

    def __init__(
        self,
        options: BuildOptions,
        live: Live,
        hour: Callable[[], datetime],
        answer: Answer,
        writing: WritingPlaces = WritingPlaces(),
    ) -> None:
        """`answer` makes a response of a whole page, for a request."""
        self._site, self._write, self._key = writing.site, writing.write, writing.key
        self._address = writing.address
        self._options, self._live, self._hour = options, live, hour
        self._answer = answer
        self._known: tuple[object, DeskFacts] | None = None

    @property
    def routes(self) -> tuple[Route, ...]:
        """All of the desk's addresses."""
        return (
            Route(DESK, self._overview),
            Route(DESK.rstrip("/"), lambda _request: RedirectResponse(DESK)),
            Route(TEXTS, self._texts),
            Route(HANDBOOK, self._handbook),
        )

    @property
    def site(self) -> str:
        """The site's origin, with its sub-path."""
        return self._site + self._live.base

    @property
    def _places(self) -> DeskPlaces:
        site = self._site + self._live.base
        letters = f"{self._site}/brev/"
        return DeskPlaces(site=site, letters=letters, write=self._write, here=bool(self._key))

    def _beginning(self) -> str:
        """Where a new text is begun; only at the desk that writes."""
        return _BEGIN if self._key else ""

    async def _overview(self, request: Request) -> Response:
        def page() -> str:
            return self._beginning() + overview(self.facts(), self._places)

        return await self._told(request, "Skrivbordet", page)

    async def _texts(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        number = request.query_params.get("sida", "1")
        at = int(number) if number.isdecimal() and len(number) < len("100000") else 1

        def page() -> str:
            return texts(self.facts(), self._places, asked, at)

        return await self._told(request, "Alla texter", page)

    async def _handbook(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        return await self._told(request, "Handboken", lambda: handbook_page(asked))

    async def _told(self, request: Request, title: str, page: Callable[[], str]) -> Response:
        """A page of the desk; or what is wrong with the settings, without which there is none."""
        status = 200
        try:
            body = await run_in_threadpool(page)
        except PublisherError as error:
            body, status = faults(error.problems), 503
        return self.framed(title, body, request, status)

    def framed(self, title: str, body: str, request: Request, status: int) -> Response:
        """A page of the desk around a body."""
        whole = Template(_TEMPLATE.read_text("utf-8")).substitute(
            title=escape(title), body=body, own=OWN, base=escape(self._live.base), desk=DESK,
            handbook=HANDBOOK, writing=self._attributes(), script=self._script(),
            looks=self._looks(), publish=self._publish(),
        )  # fmt: skip
        return self._answer(whole.encode(), request, status)

    def _attributes(self) -> str:
        return f' data-key="{self._key}" data-api="{DESK}api/"' if self._key else ""

    def _script(self) -> str:
        if not self._key:
            return ""
        kept = f'<script src="{OWN}/key.js" data-address="{self._address}"></script>'
        names = ("desk", "deeds")
        return kept + "".join(f'<script src="{OWN}/{each}.js" defer></script>' for each in names)

    def _looks(self) -> str:
        return f'<link rel="stylesheet" href="{OWN}/deeds.css">' if self._key else ""

    def _publish(self) -> str:
        links = ((PUBLISH, "Publicera"), (GIT, "Git")) if self._key else ()
        return " ".join(f'<a href="{url}">{name}</a>' for url, name in links)

    def facts(self) -> DeskFacts:
        """Those of now; what a clock alone changes is found out anew each minute."""
        from publisher.desk import standing

        now = self._hour()
        mark = (self._live.build, self._live.faults, now.replace(second=0, microsecond=0))
        if self._known is None or self._known[0] != mark:
            self._known = (mark, standing(replace(self._options, now=now)))
        return self._known[1]
