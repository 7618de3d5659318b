"""A day as people write it → as it is to stand in the file: `26 november 2026` → `2026-11-26`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from publisher.config.fields.unseen import seen
from publisher.swedish import MONTHS, STOCKHOLM

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4})")
_IN_WORDS = re.compile(
    r"(?:\w+dag(?:en)?\s+)?(?:den\s+)?(\d{1,2})(?::?e|:?a|\.)?\s+([a-zå]+)\.?,?\s+(\d{4})"
)
_AMERICAN = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_PRESSED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = {"idag": 0, "i dag": 0, "nu": 0, "today": 0, "igår": -1, "i går": -1, "imorgon": 1,
          "i morgon": 1}  # fmt: skip
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
            "october", "november", "december")  # fmt: skip
_CLOCK = re.compile(r"[T ,]*(?:kl(?:ockan|\.)?\s*)?(\d{1,2})[:.](\d{2})$", re.IGNORECASE)


def meant_day(written: str, today: date | None = None) -> str:
    """The day as `2026-11-26`, with its hour if there was one; empty when nobody can tell.

    >>> meant_day("2026-1-5"), meant_day("26 november 2026"), meant_day("”5/1 2026”")
    ('2026-01-05', '2026-11-26', '2026-01-05')
    """
    text = " ".join(seen(written).split()).casefold().strip("”“„’‘«»\"'")
    clock = ""
    day = _day(text, today)
    if day is None and (found := _CLOCK.search(text)):
        day = _day(text[: found.start()].strip(), today)
        clock = _hour(int(found[1]), int(found[2]))
        if not clock:
            return ""
    return f"{day}{clock}" if day else ""


def _hour(hour: int, minute: int) -> str:
    return f" {hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""  # noqa: PLR2004 (a clock)


def _day(text: str, today: date | None) -> date | None:
    if text in _NAMED:
        now = today or datetime.now(UTC).astimezone(STOCKHOLM).date()
        return now + timedelta(days=_NAMED[text])
    for pattern, order in (
        (_YEAR_FIRST, (1, 2, 3)),
        (_DAY_FIRST, (3, 2, 1)),
        (_PRESSED, (1, 2, 3)),
    ):
        if found := pattern.fullmatch(text):
            return _made(*(int(found[at]) for at in order))
    if found := _IN_WORDS.fullmatch(text):
        return _made(int(found[3]), _month(found[2]), int(found[1]))
    if found := _AMERICAN.fullmatch(text):
        return _made(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(name: str) -> int:
    """1 to 12 from a name or the beginning of one; 0 of what is none."""
    if len(name) < 3:  # noqa: PLR2004 (ma: mars or maj)
        return 0
    for months in (MONTHS, _ENGLISH):
        for number, month in enumerate(months, 1):
            if month.startswith(name):
                return number
    return 0


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
