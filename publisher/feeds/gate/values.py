"""What a single value in a feed must look like: dates, addresses, numbers, lengths."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

_DATE = re.compile(
    r"(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d{2}):(\d{2})(?::(\d{2}))? (?:([+-])(\d{2})(\d{2})|GMT|UT)"
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST_ZONE, _HOUR = 14, 60
_ABSOLUTE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][!-~]*)?")
_TAIL = re.compile(r"[?#].*")
_FILE_NAME = re.compile(r"[A-Za-z0-9._~-]+")
_EMAIL = re.compile(r"[^\s@<>\",;]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 does not let into a document (production 2, Char), surrogates apart."""


@lru_cache(maxsize=4096)
def date_fault(text: str) -> str:
    """Why a date is none as RFC 822 (with RFC 2822's four-digit year) has it; empty when it is.

    A day that does not exist, or has another name, is a fault too: feed readers guess differently.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return "är inte skrivet som i RFC 822"
    day, number, month, year, hour, minute, second, _, zone_hour, zone_minute = found.groups()
    parts = (int(year), _MONTHS.index(month) + 1, int(number), int(hour), int(minute))
    try:
        when = datetime(*parts, int(second or 0), tzinfo=UTC)
    except ValueError:
        return "finns inte i kalendern eller på klockan"
    if day and _DAYS[when.weekday()] != day:
        return f"är ingen {day}"
    if zone_hour and (int(zone_hour) > _LAST_ZONE or int(zone_minute) >= _HOUR):
        return "har en tidszon som inte finns"
    return ""


def is_address(text: str) -> bool:
    """Whether it is a whole web address in ASCII, without spaces."""
    return bool(_ABSOLUTE.fullmatch(text))


def file_name(address: str) -> str:
    """The last part of an address's path."""
    return _TAIL.sub("", address).rpartition("/")[2]


def is_plain_name(name: str) -> bool:
    """Whether a file's name has only letters a–z, digits, hyphens, underscores and dots."""
    return bool(_FILE_NAME.fullmatch(name))


def is_email(text: str) -> bool:
    """Whether mail can be sent there, as far as its form tells."""
    return bool(_EMAIL.fullmatch(text))


def is_mime(text: str) -> bool:
    """Whether it is a media type such as `audio/mpeg`."""
    return bool(_MIME.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether it is a whole number above zero, written as one."""
    return text.isascii() and text.isdigit() and int(text[:20]) > 0
