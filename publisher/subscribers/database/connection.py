"""One database for people and deliveries, SQLite or PostgreSQL, behind the same few calls.

Nothing here knows a table. Every write is a transaction that waits its turn (`BEGIN IMMEDIATE`),
and is on the disk when it ends (`synchronous=FULL`, PostgreSQL's own default).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from publisher.subscribers.database import postgres, sqlite
from publisher.subscribers.database.dialects import Dialect, statements, translated

SERVER = ("postgresql://", "postgres://")
T = TypeVar("T")


class Row(Protocol):
    """A row of an answer: `row["name"]`."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 (whatever the column holds)
        """The value in a column."""

    def keys(self) -> Iterable[str]:
        """The columns' names."""


class Database:
    """A connection; only `opened` makes one."""

    def __init__(self, dialect: Dialect, connection: Any, place: str) -> None:  # noqa: ANN401
        """Over a connection that is open; `place` is what faults name."""
        self.dialect = dialect
        self.place = place
        self._connection = connection
        self._kind = postgres if dialect == "postgres" else sqlite
        self._depth = 0

    @contextmanager
    def write(self) -> Iterator[None]:
        """All that is done within it or nothing, durable when it ends; part of one around it."""
        if self._depth:
            yield
            return
        self._plain("BEGIN IMMEDIATE" if self.dialect == "sqlite" else "BEGIN")
        self._depth = 1
        try:
            yield
            self._plain("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth = 0

    def rows(self, sql: str, /, **values: object) -> list[Row]:
        """Every row of the answer; also of INSERT, UPDATE and DELETE … RETURNING."""
        return self._told(lambda: self._connection.execute(self._sql(sql), values).fetchall())

    def row(self, sql: str, /, **values: object) -> Row | None:
        """The first row, or None."""
        found = self.rows(sql, **values)
        return found[0] if found else None

    def one(self, sql: str, /, **values: object) -> Any:  # noqa: ANN401 (whatever the column holds)
        """The first column of the first row, or None."""
        found = self.row(sql, **values)
        return None if found is None else found[next(iter(found.keys()))]

    def run(self, sql: str, /, **values: object) -> int:
        """How many rows were touched."""
        return int(self._told(lambda: self._connection.execute(self._sql(sql), values).rowcount))

    def run_all(self, sql: str, many: Iterable[Mapping[str, object]], /) -> int:
        """The same with each of `many`; how many rows were touched in all."""
        rows = list(many)
        if not rows:
            return 0
        cursor = self._connection.cursor()
        self._told(lambda: cursor.executemany(self._sql(sql), rows))
        return max(0, int(cursor.rowcount))

    def script(self, sql: str) -> None:
        """Several statements, as a migration's file has them; within `write`."""
        for statement in statements(sql, self.dialect):
            self._plain(statement)

    def leap(self, tables: Iterable[str], by: int) -> None:
        """Numbers of new rows go on so much later than they would have; within `write`."""
        for table in tables:
            for sql in self._kind.LEAP:
                self.run(sql, table=table, by=by)

    def backup(self, target: Path) -> None:
        """A copy of all there is now, by SQLite's own means, into a file that is empty as yet."""
        self._told(lambda: self._connection.execute("VACUUM INTO ?", (str(target),)))

    def close(self) -> None:
        """Let go of it; what was not committed never was."""
        self._connection.close()

    def _plain(self, sql: str) -> None:
        self._told(lambda: self._connection.execute(sql))

    def _roll_back(self) -> None:
        """A connection that broke has nothing to roll back, and its error is the one to tell."""
        if self._kind.in_transaction(self._connection):
            self._connection.execute("ROLLBACK")

    def _sql(self, sql: str) -> str:
        return translated(sql, self.dialect)

    def _told(self, done: Callable[[], T]) -> T:
        """What the system or the server refuses, in Swedish; a wrong statement is a bug of ours."""
        try:
            return done()
        except Exception as error:
            if (refusal := self._kind.refusal(error, self.place)) is None:
                raise
            raise refusal from None


def connected(place: str | Path) -> Database:
    """Open without looking at what is in it. Raises PublisherError, which names no server."""
    if isinstance(place, str) and place.startswith(SERVER):
        return Database("postgres", postgres.connection(place), "")
    return Database("sqlite", sqlite.connection(Path(place)), str(place))
