"""Who may ask the preview: this machine, by its own name, and no page of some other site.

Drafts can be read here. A page elsewhere may send its reader's browser to any address, this one
too; it says so itself in `Origin` and `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost")
"""Names this machine is asked by; a page of some other site cannot come in by a name of its own."""
_FENCE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""No other site may hold what is shown here, nor be told its address."""
_FRAMES = {"iframe", "frame"}


class OwnPagesOnly:
    """Lets through what this machine's own pages ask for, and what somebody opens by hand."""

    def __init__(self, app: ASGIApp, *, desk: str = "") -> None:
        """`app` answers what is let through; `desk` is the origin that may frame pages."""
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with a fence around what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = f"frame-ancestors 'self' {self._desk}".strip()
                all_ = {**_FENCE, "Content-Security-Policy": policy}
                rows = ((name.lower().encode(), value.encode()) for name, value in all_.items())
                message["headers"] = [*message.get("headers", ()), *rows]
            await send(message)

        headers = Headers(scope=scope)
        if is_foreign(headers) and not self._is_beside(headers):
            answer = PlainTextResponse("Bara den egna datorn får titta här.", status_code=403)
            await answer(scope, receive, fenced)
            return
        await self._app(scope, receive, fenced)

    def _is_beside(self, headers: Headers) -> bool:
        """Whether the desk shows the page beside the text that is written."""
        return (
            bool(self._desk)
            and headers.get("origin") is None
            and headers.get("sec-fetch-site") == "same-site"
            and headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") in _FRAMES
            and headers.get("referer", "") == f"{self._desk}/"
        )


def is_foreign(headers: Headers) -> bool:
    """Whether some other site's page is asking. A link that somebody follows from one may lead in.

    The port counts in `Origin`: another program on this machine is another site.
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in {
        "document",
        None,
    }
    return headers.get("sec-fetch-site") in {"cross-site", "same-site"} and not opened
