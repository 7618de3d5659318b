"""A mail server's answers: they end, and answer what was asked. smtplib takes both on trust."""

from __future__ import annotations

import smtplib
import ssl
from time import monotonic
from typing import Any, BinaryIO

_MOST_LINES = 200
"""Of one answer: a server's greeting has a dozen, and one that never ends would fill the memory."""


class _FewLines:
    """An answer's lines as smtplib reads them, until they are too many or take too long."""

    def __init__(self, lines: BinaryIO, seconds: float | None) -> None:
        self._lines, self._left = lines, _MOST_LINES
        self._until = monotonic() + seconds if seconds else None

    def readline(self, longest: int) -> bytes:
        self._left -= 1
        if self._left < 0 or (self._until is not None and monotonic() > self._until):
            raise OSError("svaret tar aldrig slut")
        return self._lines.readline(longest)

    def close(self) -> None:
        self._lines.close()


class BoundedSmtp(smtplib.SMTP):
    """smtplib's session, in which every answer ends; and what was said unasked is seen."""

    file: Any

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's. An answer without end breaks the line."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the line is closed")
        whole = self.file = self.file or self.sock.makefile("rb")
        self.file = _FewLines(whole, self.sock.gettimeout())
        try:
            return super().getreply()
        finally:
            self.file = whole if self.file is not None else None

    def unasked(self) -> bool:
        """Whether the server has said something that answers nothing: it is out of step with us.

        Taken for the answer to what comes next, it would say of a letter what was never said.
        """
        if self.sock is None or self.file is None:
            return False
        waited = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))
        except ssl.SSLWantReadError:
            return False
        except OSError:
            return True
        finally:
            self.sock.settimeout(waited)


class BoundedSmtpTls(BoundedSmtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
