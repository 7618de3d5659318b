"""Who may write at the desk: whoever has the address that the terminal printed, and nobody else.

The desk listens on a port of its own, so that what a text holds (raw HTML, drawings) is shown on
another origin than the one that can write. The address begins with a secret. The browser keeps it
in the storage of that origin, and no longer shows it; an address without it answers with a page
that looks for it there. What is done needs a second secret, which only the desk's own pages have
and send in a header.

No cookie: browsers send one to every port of a host (RFC 6265, 8.5), so that another user of the
same computer, who has a server on it, would be handed it. An origin's storage has the port in it.
"""

from __future__ import annotations

import hmac
import re
from pathlib import Path
from secrets import token_urlsafe
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from publisher.desk import pictures
from publisher.model import limits
from publisher.preview.bar import OWN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPENING = re.compile(r"/([A-Za-z0-9_-]{32})(/.*)")
"""A path with a secret before it; 24 bytes are so many signs in base64."""
_FINDING = Path(__file__).parent / "assets" / "key.html"
_OPEN = (f"{OWN}/", "/assets/")
"""What needs no key: the program's own scripts, the site's looks, and that something was built."""
LARGEST = {
    "application/json": 2 * limits.TEXT_BYTES + 1_000_000,
    "application/octet-stream": pictures.LARGEST,
}
"""Bytes that a request may have: a text of the greatest length, each sign of it written as two as
JSON does with line ends and quotation marks, and some; or a picture."""


class DeskKey:
    """The secrets of one desk, made when it opens and gone when it closes."""

    def __init__(self) -> None:
        """Two of 192 bits: for the address, and for requests of the desk's pages."""
        self.address, self.header = token_urlsafe(24), token_urlsafe(24)

    def opens(self, given: str | None) -> bool:
        """Whether this is the secret of the address."""
        return given is not None and hmac.compare_digest(given.encode(), self.address.encode())

    def asks(self, given: str | None) -> bool:
        """Whether this is the secret of the desk's own pages."""
        return given is not None and hmac.compare_digest(given.encode(), self.header.encode())


class DeskGuard:
    """Lets through the one who has the key; everybody else is told where it stands."""

    def __init__(self, app: ASGIApp, *, key: DeskKey, port: int, site: str) -> None:
        """`site` is the origin that pages are shown on."""
        self._app, self._key, self._port, self._site = app, key, port, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with a fence around what is answered."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        nonce = token_urlsafe(12)
        scope["nonce"] = nonce
        fence = self._fence(nonce)

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *fence]
            await send(message)

        refused = self._refused(request)
        if refused is not None:
            await refused(scope, receive, fenced)
        else:
            await self._app(self._within(scope), receive, fenced)

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("host") != f"127.0.0.1:{self._port}" or _is_foreign(request.headers):
            return _words("Bara den egna datorn kommer in här.", 403)
        if request.method == "POST":
            return self._unasked(request)
        if request.method not in {"GET", "HEAD"}:
            return _words("Så frågar ingen här.", 405)
        path = request.url.path
        if path.startswith(_OPEN) or self._opened(path) is not None:
            return None
        tried = "x" if _OPENING.fullmatch(path) else ""
        page = Template(_FINDING.read_text("utf-8"))
        return HTMLResponse(page.substitute(nonce=request.scope["nonce"], tried=tried), 401)

    def _opened(self, path: str) -> str | None:
        """The path after the secret, if there is one and it is the right one."""
        found = _OPENING.fullmatch(path)
        return found[2] if found and self._key.opens(found[1]) else None

    def _within(self, scope: Scope) -> Scope:
        """The same without the secret, which nothing further in needs to know."""
        path = self._opened(scope["path"])
        if path is None:
            return scope
        raw = scope.get("raw_path", b"").partition(self._key.address.encode())[2]
        return {**scope, "path": path, "raw_path": raw}

    def _unasked(self, request: Request) -> Response | None:
        """Whether something is to be done that none of the desk's own pages has asked for."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in LARGEST or not self._key.asks(request.headers.get("x-desk-key")):
            return JSONResponse({"text": "Bara skrivbordets egna sidor får be om det."}, 403)
        size = request.headers.get("content-length", "")
        if (
            "transfer-encoding" in request.headers
            or not size.isdecimal()
            or int(size) > LARGEST[kind]
        ):
            return JSONResponse({"text": "Det är för stort.", "hint": "Gör det mindre."}, 413)
        return None

    def _fence(self, nonce: str) -> list[tuple[bytes, bytes]]:
        policy = (
            "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
            "connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
            f"frame-src {self._site}"
        )
        rows = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "origin",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
        return [(name.lower().encode(), value.encode()) for name, value in rows.items()]


def _is_foreign(headers: Headers) -> bool:
    """Whether another page asks: of some other site, or of another port of this machine.

    A link may be followed from anywhere, so long as a person opens it in a window of its own.
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    site = headers.get("sec-fetch-site")
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in {
        "document",
        None,
    }
    return site in {"cross-site", "same-site"} and not opened


def _words(text: str, status: int) -> Response:
    page = (
        f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>Skrivbordet</title><p>{text}'
    )
    return HTMLResponse(page, status)
