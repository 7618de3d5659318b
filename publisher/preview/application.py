"""The preview as a web application: site, letters, desk, and what reloads a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Stream
from starlette.routing import Route

from publisher.build.freshness import BUILD
from publisher.config.standards.media_types import content_type
from publisher.preview.bar import BLANK, OWN, BarPlaces, bar, faults
from publisher.preview.coming import ComingTexts
from publisher.preview.desk_application import DeskApplication, WritingPlaces
from publisher.preview.desk_page import DESK, WRITE
from publisher.preview.events import Live
from publisher.preview.everywhere import seen_items, seen_page
from publisher.preview.everywhere_page import READER, reader_page
from publisher.preview.guard import HOSTS, OwnPagesOnly
from publisher.preview.letters import at_home, letters, listing

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.build import BuildOptions

LETTERS = "/brev/"
_HERE = Path(__file__).parent / "assets"
_FRESH = {"Cache-Control": "no-cache"}
_SKIPPING = re.compile(rb'<div data-md-component="skip">.*?</div>', re.DOTALL)
Hour = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class PreviewApplication:
    """Answers what a browser asks for. Only files of the last whole build are served."""

    def __init__(
        self, options: BuildOptions, live: Live, hour: Hour = _now, desk: str = ""
    ) -> None:
        """Serve what a build with these options leaves, at that hour.

        `desk` is the origin where texts are written; empty where there is none.
        """
        self._desk = desk
        self._options, self._root = options, options.root
        self._site = options.home / BUILD / "site"
        self._editions = options.home / BUILD / "editions"
        self._live = live
        self._hour = hour
        self._coming = ComingTexts(options.home)

    def application(self) -> Starlette:
        """Everything, by address."""
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
        return Starlette(
            routes=[
                Route(f"{OWN}/events", self._events),
                Route(f"{OWN}/coming.json", self._tags),
                Route(BLANK, self._blank),
                Route(READER, self._reader),
                Route(OWN + "/{name}", self._own),
                *DeskApplication(
                    self._options,
                    self._live,
                    self._hour,
                    self._html,
                    WritingPlaces(write=f"{self._desk}{WRITE}" if self._desk else ""),
                ).routes,
                Route(LETTERS, self._letters),
                Route(LETTERS + "{path:path}", self._letter),
                Route("/{path:path}", self._page),
            ],
            middleware=[hosts, Middleware(OwnPagesOnly, desk=self._desk)],
        )

    async def _events(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return Stream(self._live.stream(), media_type="text/event-stream", headers=headers)

    async def _tags(self, _request: Request) -> Response:
        """What links that lead to something unpublished are marked with, by address."""
        tags = self._coming.tags(self._live.base, self._hour())
        return JSONResponse(tags, headers={"Cache-Control": "no-store"})

    async def _own(self, request: Request) -> Response:
        file = place(_HERE, request.path_params["name"])
        if file is None or file.suffix not in {".js", ".css"}:
            return Response(status_code=404)
        return FileResponse(file, media_type=content_type(file.name), headers=_FRESH)

    async def _blank(self, request: Request) -> Response:
        return self._framed("", "", request)

    async def _reader(self, request: Request) -> Response:
        """The item of a page in its feed, as a reader of feeds shows it."""
        page = seen_page(self._site, request.query_params.get("address", ""))
        found = seen_items(self._site, page.address) if page else ()
        if not found:
            return Response(status_code=404)
        html = reader_page(found[0], found[0].html or found[0].summary)
        shown = at_home(html.encode(), self._live.origin, self._live.base)
        return HTMLResponse(shown, headers=_FRESH)

    async def _letters(self, request: Request) -> Response:
        """The list of editions, unless the site itself has a page there."""
        if not self._live.base and place(self._site, f"{LETTERS}index.html"):
            return await self._page(request)
        found = await run_in_threadpool(letters, self._editions)
        marked = self._coming.letters(self._hour())
        return self._framed("Brev", listing(found, marked), request)

    async def _letter(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        found = place(self._editions, path)
        if found is None:
            return await self._page(request)
        return self._found(found, request, letter=path.partition("/")[0])

    async def _page(self, request: Request) -> Response:
        path, base = request.url.path, self._live.base
        if not self._site.is_dir():
            return self._nothing(request)
        if base and path == "/":
            return RedirectResponse(f"{base}/")
        inside = path.removeprefix(base) if f"{path}/".startswith(f"{base}/") else None
        if inside is None:
            return self._missing(request, path)
        found = place(self._site, inside) or self._sound(inside)
        return self._found(found, request) if found else self._missing(request, inside)

    def _sound(self, path: str) -> Path | None:
        """The author's own file in the place of a published copy, which no preview makes."""
        source = self._coming.sounds.get(path)
        return place(self._root, source) if source else None

    def _found(self, found: Path, request: Request, *, letter: str = "") -> Response:
        path = request.url.path
        if found.is_dir():
            if not path.endswith("/"):
                return RedirectResponse(f"/{path.lstrip('/')}/")
            found /= "index.html"
        if not found.is_file():
            return self._missing(request, path.removeprefix(self._live.base))
        if found.suffix == ".html":
            html = found.read_bytes()
            if letter:
                html = at_home(html, self._live.origin, self._live.base)
            return self._html(html, request, letter=letter)
        home = self._editions if letter else self._site
        inside = found.relative_to(home) if found.is_relative_to(home) else Path(found.name)
        return FileResponse(found, media_type=content_type(inside.as_posix()), headers=_FRESH)

    def _missing(self, request: Request, path: str) -> Response:
        """That nothing is here; or why what ought to be here is not shown."""
        if (text := self._coming.unshown(path)) is not None:
            body = (
                f"<p><code>{escape(text.source)}</code> är ett utkast, och visas så fort felen är "
                f"rättade. Sidan laddas om av sig själv.</p>{faults(text.problems)}"
            )
            title = text.title or "Ett utkast med fel"
            return self._framed(title, body, request, status=404)
        page = self._site / "404.html"
        if page.is_file():
            return self._html(page.read_bytes(), request, status=404)
        return self._framed("Sidan finns inte", "<p>Här finns ingenting.</p>", request, status=404)

    def _nothing(self, request: Request) -> Response:
        """No build has ever been whole: the faults are all there is to show."""
        body = "<p>Sidan laddas om så fort felen är rättade.</p>" + faults(self._live.faults)
        return self._framed("Inget att visa än", body, request, status=503)

    def _framed(self, title: str, body: str, request: Request, status: int = 200) -> Response:
        template = Template((_HERE / "page.html").read_text("utf-8"))
        page = template.substitute(title=escape(title), body=body, own=OWN)
        return self._html(page.encode(), request, status=status)

    def _html(
        self, html: bytes, request: Request, status: int = 200, *, letter: str = ""
    ) -> Response:
        """With bar, banner and the script that listens for changes; the file stays as it is."""
        desk = f' data-desk="{self._desk}"' if self._desk else ""
        source = f'src="{OWN}/live.js" data-build="{self._live.build}"{desk}'
        script = f"<script {source} defer></script>"
        before, end, after = html.rpartition(b"</body>")
        page = before + script.encode() + end + after if end else html + script.encode()
        if request.headers.get("sec-fetch-dest") not in {"iframe", "frame"}:
            page = _opened(page, self._over(request.url.path, letter).encode())
        return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})

    def _over(self, path: str, letter: str) -> str:
        """What stands over a page."""
        base = self._live.base
        places = BarPlaces(site=f"{base}/", letters=LETTERS, desk=DESK)
        over = bar(places, path, self._coming.drafts, self._live.advice)
        return over + self._coming.banner(path.removeprefix(base), letter, self._hour())


def _opened(html: bytes, over: bytes) -> bytes:
    """With something more at the beginning of its body, but after a link that skips to the text.

    That has to stay the first thing that a keyboard comes to.
    """
    start = html.find(b"<body")
    at = html.find(b">", start) + 1 if start >= 0 else 0
    if (skipping := _SKIPPING.search(html, at)) is not None:
        at = skipping.end()
    return html[:at] + over + html[at:]


def place(folder: Path, path: str) -> Path | None:
    """The file or folder at a site path below `folder`; None when it is not there, or outside.

    Nor is it there when no file can have such a name: one with a null in it, or far too long.
    """
    try:
        home = folder.resolve()
        found = (home / path.lstrip("/")).resolve()
        if found.exists() and found.is_relative_to(home):
            return folder / found.relative_to(home)
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
        pass
    return None
