"""One question to a web server, and its answer as it came: no redirect is followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

from publisher.problems import reason

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

LIMIT = 50_000_000
SECONDS = 10.0
"""For each step of a conversation; three times that for all of it."""
_CHUNK = 1 << 16
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said. Without a `status` it said nothing, and `error` tells why, in Swedish.

    `headers` have their names in lower case; a name that was repeated has its last value.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    error: str = ""

    @property
    def type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def told(self) -> str:
        """What came instead of what was asked for, in words to follow an address."""
        return f"svarar {self.status}" if self.status else f"svarar inte: {self.error}"


class Ask(Protocol):
    """Whoever asks for us; `ask`, or a test's."""

    def __call__(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = SECONDS,
    ) -> Answer:
        """See `ask`."""


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Ask once, and never raise for what the network or the server does."""
    from http.client import HTTPException
    from urllib import request

    from publisher import __version__

    given = {"User-Agent": f"kinamedia-publisher/{__version__}", "Accept-Encoding": "identity"}
    try:
        asked = request.Request(  # noqa: S310 (the opener knows http and https only)
            _ascii(url), data=body, headers={**given, **(headers or {})}, method=method
        )
        with _opener().open(asked, timeout=seconds) as answer:
            return _read(answer, monotonic() + 3 * seconds)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(error=_why(error))


def _opener() -> OpenerDirector:
    from urllib import request

    opener = request.OpenerDirector()
    handlers = (request.ProxyHandler, request.HTTPHandler, request.HTTPSHandler)
    for handler in (*handlers, request.UnknownHandler):
        opener.add_handler(handler())
    return opener


def _read(answer: HTTPResponse, deadline: float) -> Answer:
    found = bytearray()
    while chunk := answer.read1(_CHUNK):
        found += chunk
        if monotonic() > deadline:
            raise TimeoutError
        if len(found) > LIMIT:
            return Answer(error="svaret är orimligt stort")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(status=answer.status, headers=headers, data=bytes(found))


def _ascii(url: str) -> str:
    """As servers want it: a host in punycode, other letters than ASCII as percent codes."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return urlunsplit((parts.scheme, host, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


def _why(error: Exception) -> str:
    import socket
    import ssl
    from urllib.error import URLError

    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"certifikatet godtas inte ({cause.verify_message})"
    words = {
        TimeoutError: "det tog för lång tid",
        ssl.SSLError: "https fungerar inte där",
        socket.gaierror: "värdnamnet finns inte",
        ConnectionRefusedError: "ingen server lyssnar där",
    }
    known = next((told for kind, told in words.items() if isinstance(cause, kind)), "")
    if known or not isinstance(cause, OSError):
        return known or "adressen är felskriven, eller svaret blev avbrutet"
    return reason(cause)
