"""What columns are called and what stands in them: addresses, names, states, times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from publisher.subscribers.times import stamp

Standing = Literal["subscribed", "unsubscribed", "cleaned", "unconfirmed"]

ADDRESS = (
    "email", "e-mail", "email address", "email_address", "e-mail address", "subscriber",
    "subscriber email", "user_email", "e-post", "epost", "e-postadress", "epostadress", "mejl",
    "mejladress", "mail", "adress", "address",
)  # fmt: skip
_NAME = ("name", "namn", "full name", "display name", "display_name")
_FIRST = ("first name", "first_name", "firstname", "förnamn", "fname")
_LAST = ("last name", "last_name", "lastname", "efternamn", "lname")
STATUS = ("status", "subscription status", "email status", "state", "prenumerationsstatus")
SINCE = (
    "since", "subscribed at", "subscribed_at", "created_at", "created at", "subscription date",
    "date subscribed", "signup date", "date", "sedan", "datum", "startdatum",
)  # fmt: skip

_WORDS: dict[str, Standing] = {
    **dict.fromkeys(
        ("subscribed", "active", "enabled", "confirmed", "aktiv", "prenumererar", "prenumerant"),
        "subscribed",
    ),
    **dict.fromkeys(
        (
            "not subscribed", "unsubscribed", "inactive", "disabled", "left", "avslutad",
            "inte prenumerant", "prenumererar inte", "avprenumererad",
        ),
        "unsubscribed",
    ),
    **dict.fromkeys(
        (
            "not sending", "cleaned", "bounced", "invalid", "blocklisted", "blacklisted",
            "complained", "spam", "spärrad", "skickas inte",
        ),
        "cleaned",
    ),
    **dict.fromkeys(
        (
            "not confirmed", "unconfirmed", "pending", "validating", "obekräftad",
            "inte bekräftad", "ej bekräftad",
        ),
        "unconfirmed",
    ),
}  # fmt: skip
_TRUE = {"true", "1", "yes", "ja", "t", "y", "sant"}
_FALSE = {"false", "0", "no", "nej", "f", "n", "falskt"}
_TIMES = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)


def standing_of(word: str) -> Standing | None:
    """What a service's word for a state means; None of one that nobody knows."""
    return _WORDS.get(" ".join(word.lower().replace("_", " ").replace("-", " ").split()))


def truth(word: str) -> bool | None:
    """True, false, or neither."""
    bare = word.strip().lower()
    return True if bare in _TRUE else False if bare in _FALSE else None


def time_of(written: str) -> str:
    """A time as the database keeps it; empty when it is none that can be read only one way.

    >>> time_of("2023-03-24 10:23:10 UTC")
    '2023-03-24T10:23:10.000Z'
    >>> time_of("3/4/2023")
    ''
    """
    match = _TIMES.fullmatch(written.strip())
    if match is None:
        return ""
    day, hour, zone = match.groups()
    try:
        when = datetime.fromisoformat(f"{day}T{hour or '00:00'}{_zone(zone)}")
        return stamp(when)
    except (ValueError, OverflowError):
        return ""


def _zone(written: str | None) -> str:
    """Services that name no zone write UTC."""
    return "+00:00" if written in {None, "Z", "UTC"} else str(written)


def first_of(cells: Mapping[str, str], names: Iterable[str]) -> str:
    """What stands in the first of these columns that has something."""
    return next((found for name in names if (found := cells.get(name, "").strip())), "")


def name_in(cells: Mapping[str, str]) -> str:
    """The whole name, or first and last."""
    whole = first_of(cells, _NAME)
    return whole or f"{first_of(cells, _FIRST)} {first_of(cells, _LAST)}".strip()


def address_column(columns: Iterable[str], sample: Iterable[Mapping[str, str]]) -> str | None:
    """The column with addresses: by its name, else the one where most of a sample has an @."""
    known = list(columns)
    named = next((name for name in ADDRESS if name in known), None)
    if named is not None:
        return named
    signs = Counter(name for cells in sample for name, cell in cells.items() if "@" in cell)
    return signs.most_common(1)[0][0] if signs else None


def unescaped(cell: str) -> str:
    """Without the sign that our own exports lay before what a spreadsheet would calculate."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA and cell[1:2] else cell


FORMULA = "=+-@\t\r"
"""What a cell begins with that spreadsheets take for a formula (OWASP, CSV Injection)."""
