"""Everything the program asks of web servers, and the one place where it waits for them.

`ask` asks once and takes the answer as it came; `opened` reads what is behind redirects. Whatever a
server does (a header line that drips, `100 Continue` for ever, a body without an end) there is one
deadline for all of it, from the first packet to the last.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from publisher.problems import reason

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse
    from urllib.request import OpenerDirector, Request

LIMIT = 50_000_000
SECONDS = 10.0
"""For each step of a conversation; three times that for all of it, from the first to the last."""
_CHUNK = 1 << 16
_MISSPELT = "adressen är felskriven, eller leder någon annanstans"
_BROKEN = "svaret blev avbrutet eller skadat"
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


def joined(url: str, place: str) -> str:
    """The address that `place` means on a page at `url`; empty when a server wrote nonsense."""
    try:
        return urljoin(url, place)
    except ValueError:  # `http://[`, for one
        return ""


def path_of(url: str) -> str:
    """The path of an address; empty when a server wrote nonsense."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


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
        """Ask one address, once; arguments and answer are those of the function `ask`."""


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

    try:
        with opened(url, method=method, headers=headers, body=body, seconds=seconds) as answer:
            return _read(answer)
    except (OSError, HTTPException, ValueError) as error:
        return Answer(error=why(error))


@contextmanager
def opened(  # noqa: PLR0913 (what a question is made of)
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    follow: bool = False,
) -> Iterator[HTTPResponse]:
    """The answer to a question, for as long as it is read; `follow` leads on to ten other places.

    Raises OSError, HTTPException or ValueError when there is none; TimeoutError also in the middle
    of reading, when all of it has taken three times `seconds`.
    """
    from urllib import request

    from publisher import __version__

    given = {"User-Agent": f"kinamedia-publisher/{__version__}", "Accept-Encoding": "identity"}
    asked = request.Request(  # noqa: S310 (the opener knows http and https only)
        _ascii(url), data=body, headers={**given, **(headers or {})}, method=method
    )
    with (
        _Deadline(3 * seconds) as deadline,
        deadline.told(),
        _opener(deadline, follow=follow).open(asked, timeout=seconds) as answer,
    ):
        yield answer


class _Deadline:
    """Cuts every connection when time is up: a read that waits then ends at once.

    A time-out for each read alone is no limit: a server that sends a byte now and then never meets
    it.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for held in self._held:
                held.close()
            self._held.clear()

    @contextmanager
    def told(self) -> Iterator[None]:
        """What a cut looks like from inside is a broken answer, or the end of one."""
        from http.client import HTTPException

        try:
            yield
        except (OSError, HTTPException, ValueError) as error:
            if self._over:
                raise TimeoutError from error
            raise
        if self._over:
            raise TimeoutError

    def connect(
        self,
        address: tuple[str, int],
        timeout: float | None = None,
        source_address: tuple[str, int] | None = None,
    ) -> socket.socket:
        """A connection that is cut in time, the handshake of TLS included."""
        link = socket.create_connection(address, timeout, source_address)
        with self._lock:
            # Of its own, for TLS takes the socket over: cutting one cuts the connection.
            self._held.append(socket.socket(fileno=os.dup(link.fileno())))
        if self._over:
            self._cut()
        return link

    def _cut(self) -> None:
        with self._lock:
            self._over = True
            for held in self._held:
                with contextlib.suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)


def _opener(deadline: _Deadline, *, follow: bool) -> OpenerDirector:
    """One that knows http and https only: a server that leads on to file: leads nowhere."""
    from http.client import HTTPConnection, HTTPSConnection
    from urllib import request

    def watched(kind: type[HTTPConnection]) -> Any:  # noqa: ANN401 (urllib's way to be given one)
        def made(host: str, **options: Any) -> HTTPConnection:  # noqa: ANN401 (urllib's own)
            link = kind(host, **options)
            link._create_connection = deadline.connect  # type: ignore[attr-defined]  # noqa: SLF001
            return link

        return made

    class Plain(request.HTTPHandler):
        def http_open(self, req: Request) -> HTTPResponse:
            return self.do_open(watched(HTTPConnection), req)

    class Secure(request.HTTPSHandler):
        def https_open(self, req: Request) -> HTTPResponse:
            return self.do_open(watched(HTTPSConnection), req)

    opener = request.OpenerDirector()
    after = (
        request.HTTPDefaultErrorHandler,
        request.HTTPRedirectHandler,
        request.HTTPErrorProcessor,
    )
    handlers = (request.ProxyHandler, Plain, Secure, *(after if follow else ()))
    for handler in (*handlers, request.UnknownHandler):
        opener.add_handler(handler())
    return opener


def _read(answer: HTTPResponse) -> Answer:
    found = bytearray()
    while chunk := answer.read1(_CHUNK):
        found += chunk
        if len(found) > LIMIT:
            return Answer(error="svaret är orimligt stort")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(status=answer.status, headers=headers, data=bytes(found))


def _ascii(url: str) -> str:
    """As servers want it: a host in punycode, other letters than ASCII as percent codes."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return urlunsplit((parts.scheme, host, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


def why(error: Exception) -> str:
    """What `opened` raised, or reading what it opened, in words to follow a colon."""
    import ssl
    import zlib
    from http.client import HTTPException, InvalidURL
    from urllib.error import URLError

    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"certifikatet godtas inte ({cause.verify_message})"
    words = {
        TimeoutError: "det tog för lång tid",
        ssl.SSLError: "https fungerar inte där",
        socket.gaierror: "värdnamnet finns inte",
        ConnectionRefusedError: "ingen server lyssnar där",
        InvalidURL: _MISSPELT,
        HTTPException: _BROKEN,
        zlib.error: _BROKEN,
    }
    known = next((told for kind, told in words.items() if isinstance(cause, kind)), "")
    return known or (reason(cause) if isinstance(cause, OSError) else _MISSPELT)
