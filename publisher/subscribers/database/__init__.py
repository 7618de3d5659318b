"""The database of people and deliveries: opened, and migrated to what this program knows.

Only here are sqlite3 (for people) and psycopg known.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.subscribers.database.connection import Database, Row, connected
from publisher.subscribers.database.dialects import (
    DatabaseDamagedError,
    DatabaseRefusedError,
    StatementError,
)
from publisher.subscribers.database.migrations import migrate
from publisher.subscribers.database.sqlite import APPLICATION_ID
from publisher.subscribers.times import Clock, clock

__all__ = [
    "APPLICATION_ID",
    "Database",
    "DatabaseDamagedError",
    "DatabaseRefusedError",
    "Row",
    "StatementError",
    "connected",
    "opened",
]


@contextmanager
def opened(place: str | Path, *, now: Clock = clock) -> Iterator[Database]:
    """The database at a path or a `postgresql://` address, made or migrated as far as needed.

    Raises PublisherError: it cannot be opened, belongs to another program, or to a newer version.
    """
    database = connected(place)
    try:
        migrate(database, now=now)
        yield database
    finally:
        database.close()
