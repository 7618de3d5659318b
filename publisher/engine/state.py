"""What the last build knew: bytes by table and key, in one SQLite file.

It knows nothing of what it keeps. Whoever asks decodes, and whoever decodes decides what is stale.
A file that is damaged, or was written by another version of the program, is thrown away: all that
is lost is time.

SQLite notices a page that is no page, and nothing else: a disk that changed one letter of a kept
text would have it published. So each row bears a mark over all of it, asked whenever it is read,
and one row has the sum of all marks, by which lost rows are missed.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

_FORM = 3
"""Of the tables; a file of another form is begun anew."""
_MANNERS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
"""
_SCHEMA = """
BEGIN;
CREATE TABLE kept (
    table_name TEXT NOT NULL, key TEXT NOT NULL, mark INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (table_name, key)
) WITHOUT ROWID;
CREATE TABLE total (rows INTEGER NOT NULL, marks INTEGER NOT NULL);
INSERT INTO total VALUES (0, 0);
PRAGMA user_version = 3;
COMMIT;
"""
_OF_KEY = (
    "SELECT count(*), ifnull(sum(mark), 0) FROM kept WHERE table_name = ? AND key = ?",
    "DELETE FROM kept WHERE table_name = ? AND key = ?",
)
_OF_TABLE = (
    "SELECT count(*), ifnull(sum(mark), 0) FROM kept WHERE table_name = ?",
    "DELETE FROM kept WHERE table_name = ?",
)
_LAST = "\U0010ffff"
_OUTSIDE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
}
"""What the system refuses (primary codes); all else is about what the file holds."""


class StateDamagedError(Exception):
    """The file, or something kept in it, cannot be read: discard it and build anew."""


class State:
    """Get and put by table and key; what is put counts only after `commit`."""

    def __init__(self, folder: Path) -> None:
        """Open (or make) `folder/state.sqlite`."""
        self._file = folder / "state.sqlite"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self.sure: Callable[[], None] | None = None
        """Asked before anything stays; raises when what was put must not be kept."""
        self._pid = 0
        self._connection: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._rows = self._marks = 0  # what the total lacks of what was put since the last commit
        try:
            with self._damage_told():
                self._db.executescript(_MANNERS)
            (form,) = self._one("PRAGMA user_version")
        except StateDamagedError:
            form = None
        if form != _FORM:
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

    def get(self, table: str, key: str) -> bytes | None:
        """What was put there last, or None."""
        query = "SELECT table_name, key, mark, value FROM kept WHERE table_name = ? AND key = ?"
        found = self._all(query, (table, key))
        return _checked(found[0])[1] if found else None

    def items(self, table: str, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """Everything in a table whose key begins with `prefix`, by key."""
        query = (
            "SELECT key, mark, value FROM kept WHERE table_name = ? AND key >= ? AND key < ? "
            "ORDER BY key"
        )
        begun = crc32(f"{table}\0".encode())
        for key, mark, value in self._all(query, (table, prefix, prefix + _LAST)):
            # As in `_checked`, with the half of it that is the same for all done once.
            if type(value) is not bytes or crc32(value, crc32(f"{key}\0".encode(), begun)) != mark:
                raise StateDamagedError(f"{table} {key}")
            yield key, value

    def keys(self, table: str) -> tuple[str, ...]:
        """Every key in a table, without what lies there."""
        rows = self._all("SELECT key FROM kept WHERE table_name = ? ORDER BY key", (table,))
        return tuple(row[0] for row in rows)

    def put(self, table: str, key: str, value: bytes) -> None:
        """Keep bytes under a key."""
        self._begin()
        self._take_out(*_OF_KEY, (table, key))
        mark = _mark(table, key, value)
        self._all("INSERT INTO kept VALUES (?, ?, ?, ?)", (table, key, mark, value))
        self._rows += 1
        self._marks += mark

    def put_all(self, table: str, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep each value under its key."""
        for key, value in rows:
            self.put(table, key, value)

    def empty(self, table: str) -> bool:
        """Whether nothing at all is kept there."""
        return not self._all("SELECT 1 FROM kept WHERE table_name = ? LIMIT 1", (table,))

    def delete(self, table: str, key: str | None = None) -> None:
        """Forget one key, or the whole table."""
        self._begin()
        if key is None:
            self._take_out(*_OF_TABLE, (table,))
        else:
            self._take_out(*_OF_KEY, (table, key))

    def commit(self) -> None:
        """Make everything put since the last commit stay, all of it or (after a crash) nothing."""
        if self._db.in_transaction:
            if self.sure is not None:
                self.sure()
            added = (self._rows, self._marks)
            self._all("UPDATE total SET rows = rows + ?, marks = marks + ?", added)
            self._all("COMMIT")
            self._rows = self._marks = 0

    def rollback(self) -> None:
        """Forget everything put since the last commit."""
        self._rows = self._marks = 0
        if self._db.in_transaction:
            self._all("ROLLBACK")

    def whole(self) -> None:
        """Raise StateDamagedError when a row has gone or come that nobody put or deleted.

        Reads neither keys nor values: a row is held against its mark when it is asked for, and one
        whose key was changed is not found, so that what it stood for is made again.
        """
        there = self._one("SELECT count(*), ifnull(sum(mark), 0) FROM kept")
        kept = self._one("SELECT rows + ?, marks + ? FROM total", (self._rows, self._marks))
        if there != kept:
            raise StateDamagedError(str(self._file))

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
        self._rows = self._marks = 0
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._db.executescript(_MANNERS)
        self._db.executescript(_SCHEMA)

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._all("BEGIN IMMEDIATE")

    def _take_out(self, count: str, delete: str, values: tuple[str, ...]) -> None:
        """Delete rows, and their marks from the total."""
        rows, marks = self._one(count, values)
        if rows:
            self._rows -= rows
            self._marks -= marks
            self._all(delete, values)

    def _one(self, statement: str, values: tuple[object, ...] = ()) -> tuple[Any, ...]:
        found = self._all(statement, values)
        if len(found) != 1:
            raise StateDamagedError(str(self._file))
        return found[0]

    def _all(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._damage_told():
            return self._db.execute(statement, values).fetchall()

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except OverflowError as error:  # a sum of marks that were no marks
            raise StateDamagedError(str(error)) from error
        except sqlite3.DatabaseError as error:
            # Python's own ("Could not decode to UTF-8") have no code.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code not in _OUTSIDE or (code == sqlite3.SQLITE_READONLY and self._writable()):
                raise StateDamagedError(str(error)) from error
            raise

    def _writable(self) -> bool:
        """Whether the system lets us write; then it is the file that calls itself read-only."""
        return os.access(self._file, os.W_OK) and os.access(self._file.parent, os.W_OK)


class HeldError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a lock on `file`, which no forked child inherits and which ends with this process.

    SQLite's own locks are just that, on every system; the file stays empty. Raises HeldError at
    once when somebody else has it, sqlite3.OperationalError or OSError when the disk refuses.
    """
    place = file if file.exists() else file.parent
    if place.exists() and not os.access(place, os.W_OK):
        # SQLite would content itself with reading, and two could hold it at once. The system knows
        # why: no right to it, or a disk that nobody may write on.
        with file.open("ab"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
    if file.is_file() and (found := file.lstat()).st_size:
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:  # somebody's file by another name
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
        os.truncate(file, 0)  # what others wrote into it; held or not, ours is empty
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


def _mark(table: str, key: str, value: bytes) -> int:
    return crc32(value, crc32(f"{table}\0{key}\0".encode()))


def _checked(row: tuple[Any, ...]) -> tuple[str, bytes]:
    """A row's key and value, which are as they were put."""
    table, key, mark, value = row
    if not isinstance(value, bytes) or _mark(table, key, value) != mark:
        raise StateDamagedError(f"{table} {key}")
    return key, value
