"""Dates as authors write them → aware times in Sweden."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def moment(value: date) -> datetime:
    """Any date as an aware time in Sweden; a bare date is the midnight it begins with."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), STOCKHOLM)
    return value.replace(tzinfo=STOCKHOLM) if value.tzinfo is None else value.astimezone(STOCKHOLM)
