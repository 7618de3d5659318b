"""The desk's pages, by address: the overview, all texts, the handbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from publisher.preview.bar import OWN, faults
from publisher.preview.desk_page import DESK, HANDBOOK, TEXTS, overview, texts
from publisher.preview.events import Live
from publisher.preview.handbook_page import handbook_page
from publisher.problems import PublisherError

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.build import BuildOptions
    from publisher.desk import DeskFacts

_TEMPLATE = Path(__file__).parent / "assets" / "desk.html"
Answer = Callable[..., Response]


class DeskApplication:
    """Shows the facts of the desk, found out anew for each build that is served."""

    def __init__(
        self, options: BuildOptions, live: Live, hour: Callable[[], datetime], answer: Answer
    ) -> None:
        """`answer` makes a response of a whole page, for a request."""
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

    async def _overview(self, request: Request) -> Response:
        def page() -> str:
            return overview(self._facts(), self._live.base)

        return await self._told(request, "Skrivbordet", page)

    async def _texts(self, request: Request) -> Response:
        asked = request.query_params.get("q", "").strip()
        number = request.query_params.get("sida", "1")
        at = int(number) if number.isdecimal() and len(number) < len("100000") else 1

        def page() -> str:
            return texts(self._facts(), self._live.base, asked, at)

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
        whole = Template(_TEMPLATE.read_text("utf-8")).substitute(
            title=escape(title), body=body, own=OWN, base=escape(self._live.base), desk=DESK,
            handbook=HANDBOOK,
        )  # fmt: skip
        return self._answer(whole.encode(), request, status)

    def _facts(self) -> DeskFacts:
        """Those of now; what a clock alone changes is found out anew each minute."""
        from publisher.desk import standing

        now = self._hour()
        mark = (self._live.build, self._live.faults, now.replace(second=0, microsecond=0))
        if self._known is None or self._known[0] != mark:
            self._known = (mark, standing(replace(self._options, now=now)))
        return self._known[1]
