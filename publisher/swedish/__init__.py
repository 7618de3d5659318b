"""How dates, numbers and times are written in Swedish running text.

The wording follows Språkrådet's Svenska skrivregler: lower-case months, no comma before the year,
a hard space between groups of three digits. No locale is asked: the same bytes on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""The zone all dates are read and written in."""

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def day(moment: datetime) -> str:
    """The Swedish calendar day of an aware time: `2 februari 2025`.

    >>> day(datetime(2025, 2, 1, 23, 30, tzinfo=ZoneInfo("UTC")))
    '2 februari 2025'
    """
    there = moment.astimezone(STOCKHOLM)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def hour(moment: datetime) -> str:
    """An aware time as the Swedish clock shows it: `2 februari 2025 kl. 00.30`.

    >>> hour(datetime(2025, 2, 1, 23, 30, tzinfo=ZoneInfo("UTC")))
    '2 februari 2025 kl. 00.30'
    """
    return f"{day(moment)} kl. {moment.astimezone(STOCKHOLM):%H.%M}"


def moment(at: datetime, now: datetime) -> str:
    """Day and hour in Sweden, without the year when it is that of `now`.

    >>> utc = ZoneInfo("UTC")
    >>> moment(datetime(2026, 12, 7, 5, 30, tzinfo=utc), datetime(2026, 12, 1, tzinfo=utc))
    '7 december 06.30'
    """
    there, here = at.astimezone(STOCKHOLM), now.astimezone(STOCKHOLM)
    year = "" if there.year == here.year else f" {there.year}"
    return f"{there.day} {MONTHS[there.month - 1]}{year} {there:%H.%M}"


def number(value: int) -> str:
    """A whole number in groups of three, with hard spaces: `2 048`.

    >>> number(-1234567) == "−1\u00a0234\u00a0567"
    True
    """
    return f"{value:,}".replace(",", "\u00a0").replace("-", "−")


def clock(seconds: float) -> str:
    """Playing time, whole seconds: `12:34`, from an hour on `1:02:03`.

    >>> clock(754.9), clock(3723)
    ('12:34', '1:02:03')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def listing(words: Sequence[str]) -> str:
    """Words in a row, as they are said.

    >>> listing(["Anna", "Bo", "Cilla"])
    'Anna, Bo och Cilla'
    """
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
