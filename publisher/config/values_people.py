"""Where readers' addresses are kept, and which lists there are to be on, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ListKind = Literal["artiklar", "brev", "podd", "rättelser"]
"""What a list carries: each piece as it is published, newsletters, episodes, corrections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list that readers are on. `sender` is the name its letters come from; empty: mail's own."""

    id: str
    name: str
    description: str
    kind: ListKind
    sender: str = ""
    show: str = ""
    """The podcast that it carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSettings:
    """`subscribers:` as a mapping.

    `at` is as it was written: a path, `ssh://…`, `postgresql://…` or empty.

    `service` is where the sign-up service answers, ending with `/`; empty: there is none.
    """

    at: str = ""
    service: str = ""
    lists: tuple[MailingList, ...] = ()
    trusted_proxies: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Web servers before the service whose word on a reader's address is taken: IP networks."""
    hourly: int = 60
    """How many confirmations leave in an hour."""
