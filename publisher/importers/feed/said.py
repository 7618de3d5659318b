"""Names, times and numbers as feeds write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from publisher.importers.records import SourceTerm
from publisher.importers.safe_xml import local

_YEARS = range(1900, 2200)
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:[.,](\d+))?")
_LONGEST = 15


def person(text: str) -> SourceTerm:
    """`anna@x.example (Anna Lund)` is how RSS has it; the address stays behind."""
    name = text.partition("(")[2].rstrip(") ") if "@" in text and "(" in text else text
    return SourceTerm(slug=name, name=name)


def moment(text: str) -> datetime | None:
    """RFC 822, as RSS has it, or ISO 8601; without a zone it is UTC."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) if when.year in _YEARS else None


def size(text: str) -> int:
    """A number of bytes; 0 for what is none, and for what feeds say that do not know.

    >>> size(" 1234 "), size("12 MB"), size("")
    (1234, 0, 0)
    """
    digits = text.strip()
    known = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
    return int(digits) if known else 0


def length(text: str) -> float:
    """`1:02:03`, `62:03` or `3723` in seconds; 0 for what is none of them.

    >>> length("1:02:03"), length("62:03"), length("3723.5"), length("en timme")
    (3723.0, 3723.0, 3723.5, 0.0)
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return 0.0
    hours, minutes, seconds = (int(match[at] or 0) for at in (1, 2, 3))
    return hours * 3600 + minutes * 60 + float(f"{seconds}.{match[4] or 0}")


def told(element: etree._Element) -> object:
    """An element as it stands, for the side file: its text, its attributes and what is in it."""
    text = (element.text or "").strip()
    inner = [{local(child): told(child)} for child in element if isinstance(child.tag, str)]
    if not element.attrib and not inner:
        return text
    made: dict[str, object] = {str(key): str(value) for key, value in element.attrib.items()}
    return made | ({"": text} if text else {}) | ({"i": inner} if inner else {})
