"""A mailbox server's answers end, in bytes and in time. imaplib takes both on trust."""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any

from publisher.sending.returns.reading import LONGEST

_MOST = LONGEST + (1 << 22)
"""Bytes in answer to one command: a message as long as any that is read, and room for lists."""
SECONDS = 600.0
"""That one command may take in all, however a server trickles."""


class BoundedImap(imaplib.IMAP4):
    """imaplib's session, in which every answer ends: one without end breaks the line."""

    _left = _MOST
    _clock: threading.Timer | None = None

    def open(self, *where: Any, **more: Any) -> None:  # noqa: ANN401 (imaplib's own)
        """As imaplib's; the greeting is an answer, too."""
        super().open(*where, **more)
        self._begin()

    def read(self, size: int) -> bytes:
        """So many bytes of a literal, which the server has announced."""
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        """A line."""
        line = super().readline()
        self._take(len(line))
        return line

    def shutdown(self) -> None:
        """As imaplib's."""
        self._end()
        super().shutdown()

    def _command(self, name: str, *args: Any) -> Any:  # noqa: ANN401 (imaplib's own)
        self._begin()
        return super()._command(name, *args)  # type: ignore[misc]

    def _command_complete(self, name: str, tag: Any) -> Any:  # noqa: ANN401
        try:
            return super()._command_complete(name, tag)  # type: ignore[misc]
        finally:
            self._end()

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            self._break(self.sock)
            raise self.abort("svaret tar aldrig slut")

    def _begin(self) -> None:
        self._end()
        self._left = _MOST
        self._clock = threading.Timer(SECONDS, self._break, (self.sock,))
        self._clock.daemon = True
        self._clock.start()

    def _end(self) -> None:
        if self._clock is not None:
            self._clock.cancel()

    @staticmethod
    def _break(line: socket.socket) -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


class BoundedImapTls(BoundedImap, imaplib.IMAP4_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float) -> None:
        """As imaplib's."""
        imaplib.IMAP4_SSL.__init__(self, host, port, ssl_context=context, timeout=timeout)
