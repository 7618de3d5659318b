"""Times as the database keeps them: UTC to the thousandth, as text that sorts as the times do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""What time it is; an argument everywhere, so that tests can say."""


def clock() -> datetime:
    """The machine's own."""
    return datetime.now(UTC)


def stamp(when: datetime) -> str:
    """An aware time as text.

    >>> stamp(datetime(2026, 11, 30, 12, tzinfo=UTC))
    '2026-11-30T12:00:00.000Z'
    """
    return f"{when.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}Z"


def read(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def before(when: datetime, **ago: float) -> str:
    """So long ago, as text: `before(now, days=30)`."""
    return stamp(when - timedelta(**ago))
