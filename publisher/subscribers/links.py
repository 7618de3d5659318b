"""Addresses of the sign-up service that stand in mails: to leave, to choose, to confirm.

Who holds a link may do what it leads to, and needs no password. What it says is a number, never an
address, and it never expires: a letter may be read in ten years.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.subscribers.keys import KeyRing
from publisher.subscribers.lists import EVERY

_KIND = "leave"
LEAVE, CHOOSE, FORGET, CONFIRM = "u", "val", "glom", "bekrafta"
"""The first part of each address, below the service's own."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a link was sent to, in which list's letter; `edition` is empty where it was none."""

    person: int
    list: str
    edition: str


def holder_token(keys: KeyRing, person: int, list_: str = EVERY, edition: str | int = "") -> str:
    """What stands for a reader in an address."""
    return keys.token(_KIND, person, list_, edition)


def holder_of(keys: KeyRing, token: str) -> Holder | None:
    """Who holds it; None: it is not ours, or not whole."""
    said = keys.read(_KIND, token)
    if said is None or len(said) != 3 or not said[0].isdigit():  # noqa: PLR2004 (a holder's parts)
        return None
    return Holder(int(said[0]), said[1], said[2])


def leave_link(
    service: str, keys: KeyRing, person: int, list_: str, edition: str | int = ""
) -> str:
    """Where a letter's reader leaves its list: for people to open, and for one click (RFC 8058)."""
    return f"{service}{LEAVE}/{holder_token(keys, person, list_, edition)}"


def leave_mail(
    address: str, keys: KeyRing, person: int, list_: str, edition: str | int = ""
) -> str:
    """The same by mail: `address` is a mailto with a subject, which gets the mark that says whose.

    Mail programs write the subject for their reader; whoever reads the mailbox does the rest.
    """
    return f"{address}%20{holder_token(keys, person, list_, edition)}"


def choose_link(service: str, keys: KeyRing, person: int) -> str:
    """Where a reader says which letters they want."""
    return f"{service}{CHOOSE}/{holder_token(keys, person)}"


def confirm_link(service: str, token: str) -> str:
    """Where the page with the button is."""
    return f"{service}{CONFIRM}/{token}"
