"""The service on a socket of its own, by uvicorn: what it does not believe or wait for."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from publisher.problems import Problem, PublisherError, reason

if TYPE_CHECKING:
    from publisher.subscribers.service.guard import Guard

_IDLE = 15
"""Seconds that a connection may say nothing, or be in the middle of saying what it wants."""
_MOST = 1_000
_HEADERS = 32_000


def serve(application: Guard, listening: socket.socket) -> None:
    """Until the program is told to end; a mail that is under way is finished first.

    `listening` is a socket that has been bound. uvicorn's own reading of `X-Forwarded-For` is off:
    which proxies are believed is for the settings to say, and read in one place (`clients`).
    """
    import uvicorn

    settings = uvicorn.Config(
        application,
        http=_impatient(),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_IDLE,
        limit_concurrency=_MOST,
        h11_max_incomplete_event_size=_HEADERS,
    )
    asyncio.run(uvicorn.Server(settings).serve(sockets=[listening]))


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; `port` 0 takes any. Raises PublisherError when it is not to be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        text = f"porten {port} på {host} går inte att använda: {reason(error)}"
        hint = "Kanske är tjänsten igång redan. Annars välj en annan port: --port 8020"
        raise PublisherError(Problem(path="", text=text, hint=hint)) from None
    return listening


def _impatient() -> type[asyncio.Protocol]:
    """The protocol of uvicorn, but a connection whose request does not come is closed.

    By itself it waits for ever for the rest of a request's head: a few hundred such connections
    cost nothing but file descriptors, and some thousands are all that there are.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

    class ImpatientProtocol(H11Protocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:  # noqa: ANN401 (as uvicorn has it)
            super().connection_made(transport)
            self._limited()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._limited()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._limit is not None:
                self._limit.cancel()
            super().connection_lost(exc)

        def _limited(self) -> None:
            """Count from the first byte of a request, not from the last one that came."""
            cycle: RequestResponseCycle | None = self.cycle
            asking = cycle is not None and not cycle.response_complete
            if asking and self._limit is not None:
                self._limit.cancel()
                self._limit = None
            elif not asking and self._limit is None:
                self._limit = self.loop.call_later(_IDLE, self._too_late)

        def _too_late(self) -> None:
            self._limit = None
            self.transport.close()

    return ImpatientProtocol
