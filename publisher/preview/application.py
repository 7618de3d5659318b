"""The preview as a web application: the site, the editions, and the script that reloads a page."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Stream
from starlette.routing import Route

from publisher.build.freshness import BUILD
from publisher.config.standards.media_types import content_type
from publisher.preview.events import Live
from publisher.preview.events import place as place_of
from publisher.preview.letters import at_home, letters, listing

if TYPE_CHECKING:
    from starlette.requests import Request

LETTERS = "/brev/"
_OWN = "/__publisher__"
"""Under this lies what belongs to the preview and not to the publication."""
_HERE = Path(__file__).parent / "assets"
_FRESH = {"Cache-Control": "no-cache"}
_HOSTS = ["127.0.0.1", "localhost"]
"""Names this machine is asked by; a page of some other site cannot come in by a name of its own."""


class PreviewApplication:
    """Answers what a browser asks for. Only files of the last whole build are served."""

    def __init__(self, root: Path, live: Live) -> None:
        """Serve what lies in `build/` of the publication in `root`."""
        self._site = root / BUILD / "site"
        self._editions = root / BUILD / "editions"
        self._live = live

    def application(self) -> Starlette:
        """Everything, by address."""
        return Starlette(
            routes=[
                Route(f"{_OWN}/events", self._events),
                Route(_OWN + "/{name}", self._own),
                Route(LETTERS, self._letters),
                Route(LETTERS + "{path:path}", self._letter),
                Route("/{path:path}", self._page),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS)],
        )

    async def _events(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return Stream(self._live.stream(), media_type="text/event-stream", headers=headers)

    async def _own(self, request: Request) -> Response:
        file = place(_HERE, request.path_params["name"])
        if file is None or file.suffix not in {".js", ".css"}:
            return Response(status_code=404)
        return FileResponse(file, media_type=content_type(file.name), headers=_FRESH)

    async def _letters(self, request: Request) -> Response:
        """The list of editions, unless the site itself has a page there."""
        if not self._live.base and place(self._site, f"{LETTERS}index.html"):
            return await self._page(request)
        found = await run_in_threadpool(letters, self._editions)
        return self._framed("Brev", listing(found))

    async def _letter(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        found = place(self._editions, path)
        if found is None:
            return await self._page(request)
        return self._found(found, request.url.path, letter=True)

    async def _page(self, request: Request) -> Response:
        path, base = request.url.path, self._live.base
        if not self._site.is_dir():
            return self._nothing()
        if base and path == "/":
            return RedirectResponse(f"{base}/")
        inside = path.removeprefix(base) if f"{path}/".startswith(f"{base}/") else None
        found = None if inside is None else place(self._site, inside)
        response = self._found(found, path) if found else None
        return response or self._missing()

    def _found(self, found: Path, path: str, *, letter: bool = False) -> Response:
        if found.is_dir():
            if not path.endswith("/"):
                return RedirectResponse(f"/{path.lstrip('/')}/")
            found /= "index.html"
        if not found.is_file():
            return self._missing()
        if found.suffix == ".html":
            html = found.read_bytes()
            if letter:
                html = at_home(html, self._live.origin, self._live.base)
            return self._html(html)
        inside = found.relative_to(self._editions if letter else self._site).as_posix()
        return FileResponse(found, media_type=content_type(inside), headers=_FRESH)

    def _missing(self) -> Response:
        page = self._site / "404.html"
        if page.is_file():
            return self._html(page.read_bytes(), status=404)
        return self._framed("Sidan finns inte", "<p>Här finns ingenting.</p>", status=404)

    def _nothing(self) -> Response:
        """No build has ever been whole: the faults are all there is to show."""
        rows = "".join(
            f"<li><code>{escape(place_of(each))}</code> {escape(each.text)}"
            f"<p>{escape(each.hint)}</p></li>"
            for each in self._live.faults
        )
        body = f"<p>Sidan laddas om så fort felen är rättade.</p><ul>{rows}</ul>"
        return self._framed("Inget att visa än", body, status=503)

    def _framed(self, title: str, body: str, status: int = 200) -> Response:
        template = Template((_HERE / "page.html").read_text("utf-8"))
        page = template.substitute(title=escape(title), body=body, own=_OWN)
        return self._html(page.encode(), status=status)

    def _html(self, html: bytes, status: int = 200) -> Response:
        """With the script that listens for changes; the file on disk stays as it is."""
        script = f'<script src="{_OWN}/live.js" data-build="{self._live.build}" defer></script>'
        before, end, after = html.rpartition(b"</body>")
        page = before + script.encode() + end + after if end else html + script.encode()
        return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


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
