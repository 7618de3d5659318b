"""What the last build knew: bytes by room and key, in one SQLite file.

It knows nothing of what it keeps. Whoever asks decodes, and whoever decodes decides what is stale.
A file that is damaged, or was written by another version of the program, is thrown away: all that
is lost is time.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS kept (
    room TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (room, key)
) WITHOUT ROWID;
"""
_LAST = "\U0010ffff"


class StateDamagedError(Exception):
    """The file, or something kept in it, cannot be read: discard it and build anew."""


class State:
    """Get and put by room and key; what is put counts only after `commit`."""

    def __init__(self, folder: Path) -> None:
        """Open (or make) `folder/state.sqlite`."""
        self._file = folder / "state.sqlite"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self.sure: Callable[[], None] | None = None
        """Asked before anything stays; raises when what was put must not be kept."""
        self._pid = 0
        self._connection: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        try:
            self._db.executescript(_SCHEMA)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self.discard()

    @property
    def _db(self) -> sqlite3.Connection:
        # A connection must not cross a fork (https://www.sqlite.org/howtocorrupt.html, 2.6): a
        # child opens its own, and leaks rather than closes the one it inherited.
        if self._connection is None or self._pid != os.getpid():
            self._inherited = self._connection
            self._connection = sqlite3.connect(self._file, isolation_level=None)
            self._pid = os.getpid()
        return self._connection

    def get(self, room: str, key: str) -> bytes | None:
        """What was put there last, or None."""
        row = self._execute(
            "SELECT value FROM kept WHERE room = ? AND key = ?", (room, key)
        ).fetchone()
        return row[0] if row else None

    def items(self, room: str, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """Everything in a room whose key begins with `prefix`, by key."""
        query = "SELECT key, value FROM kept WHERE room = ? AND key >= ? AND key < ? ORDER BY key"
        yield from self._execute(query, (room, prefix, prefix + _LAST)).fetchall()

    def keys(self, room: str) -> tuple[str, ...]:
        """Every key in a room, without what lies there."""
        rows = self._execute("SELECT key FROM kept WHERE room = ? ORDER BY key", (room,))
        return tuple(row[0] for row in rows)

    def put(self, room: str, key: str, value: bytes) -> None:
        """Keep bytes under a key."""
        self._begin()
        self._execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (room, key, value))

    def put_all(self, room: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep each value under its key."""
        self._begin()
        statement = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)"
        with _damage_told():
            self._db.executemany(statement, ((room, key, value) for key, value in rows))

    def empty(self, room: str) -> bool:
        """Whether nothing at all is kept there."""
        return (
            self._execute("SELECT 1 FROM kept WHERE room = ? LIMIT 1", (room,)).fetchone() is None
        )

    def delete(self, room: str, key: str | None = None) -> None:
        """Forget one key, or the whole room."""
        self._begin()
        if key is None:
            self._execute("DELETE FROM kept WHERE room = ?", (room,))
        else:
            self._execute("DELETE FROM kept WHERE room = ? AND key = ?", (room, key))

    def commit(self) -> None:
        """Make everything put since the last commit stay, all of it or (after a crash) nothing."""
        if self._db.in_transaction:
            if self.sure is not None:
                self.sure()
            self._execute("COMMIT")

    def rollback(self) -> None:
        """Forget everything put since the last commit."""
        if self._db.in_transaction:
            self._execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file; uncommitted changes are lost."""
        if self._connection is None:
            return
        if self._pid == os.getpid():
            self._connection.close()
        else:
            self._inherited = self._connection  # or it would be closed as soon as nobody has it
        self._connection = None

    def discard(self) -> None:
        """Throw everything away and start empty."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._db.executescript(_SCHEMA)

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._execute("BEGIN IMMEDIATE")

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        with _damage_told():
            return self._db.execute(statement, values)


class HeldError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a lock on `file`, which no forked child inherits and which ends with this process.

    SQLite's own locks are just that, on every system; the file stays empty. Raises HeldError at
    once when somebody else has it, sqlite3.OperationalError or OSError when the disk refuses.
    """
    if file.exists() and not os.access(file, os.W_OK):
        # SQLite would content itself with reading, and two could hold it at once.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
    lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise HeldError from error
            raise
        yield
    finally:
        lock.close()


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError:
        raise  # a full disk or a lock: the file itself is sound
    except sqlite3.DatabaseError as error:
        raise StateDamagedError(str(error)) from error
