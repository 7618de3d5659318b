"""Mails of the service as values, and what must be handed in to make and to send them.

The service stands below the room that sets mails, so whoever starts it says how both are done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from publisher.config import MailingList

NoticeKind = Literal["confirm", "known", "link", "welcome"]
"""Please confirm; you are on these lists already; here is your link; welcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail to one reader. `link` is what its button leads to, `leave` the way out.

    `id` becomes the Message-ID: the same mail handed over twice is shown once.
    """

    kind: NoticeKind
    to: str
    id: str
    date: datetime
    lists: tuple[MailingList, ...]
    link: str
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a mail: taken, refused for good, later maybe, or nobody knows.

    `answer` is the server's own, and may not be shown or logged: there may be an address in it.
    """

    state: Literal["sent", "refused", "later", "unknown"]
    answer: str = ""


class Mailer(Protocol):
    """Makes a mail and hands it over."""

    def message(self, notice: Notice) -> bytes:
        """The mail as RFC 5322 has it."""

    def send(self, message: bytes, to: str, on_handover: Callable[[], bool]) -> Posted:
        """Hand it over. `on_handover` is called just before the first byte of it goes."""

    def close(self) -> None:
        """No more mails."""
