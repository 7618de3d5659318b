"""SQLite: one file that only its owner may read, and what the disk refuses in Swedish."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.subscribers.database.dialects import DatabaseDamagedError, DatabaseRefusedError
from publisher.system.platform import own_group

APPLICATION_ID = 0x6B6D7075
"""SQLite's mark of whose file it is (”kmpu”): by it the leak guard knows a store of any name."""
LEAP = (
    (
        "INSERT INTO sqlite_sequence (name, seq) SELECT :table, 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :table)"
    ),
    "UPDATE sqlite_sequence SET seq = seq + :by WHERE name = :table",
)
"""A table that never had a row has no sequence yet (https://www.sqlite.org/autoinc.html)."""
_WAIT = 30.0
"""Seconds that a write waits for another's to end."""


def connection(file: Path) -> sqlite3.Connection:
    """The file opened, made if it is not there. Raises PublisherError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_shared(file.parent)
        _made(file)
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
    except OSError as error:
        text = f"registret över prenumeranter går inte att öppna ({reason(error)})"
        raise DatabaseRefusedError(Problem(path=str(file), text=text, hint=remedy(error))) from None
    found: sqlite3.Connection | None = None
    try:
        found = sqlite3.connect(file, isolation_level=None, timeout=_WAIT, check_same_thread=False)
        _ours(found, file)
        for manner in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            found.execute(f"PRAGMA {manner}")
    except (sqlite3.Error, PublisherError) as error:
        if found is not None:
            found.close()
        raise refusal(error, str(file)) or error from None
    found.row_factory = sqlite3.Row
    return found


def _refuse_shared(folder: Path) -> None:
    """Who may write in the folder may put another file in place of ours, and read what comes next.

    A group of one's own, as many systems give each user, is nobody else. Raises PublisherError.
    """
    found = folder.stat()
    others = found.st_mode & stat.S_IWOTH or (
        found.st_mode & stat.S_IWGRP and not own_group(found.st_gid)
    )
    if os.name == "posix" and others:
        text = "i mappen där registret över prenumeranter ligger får andra skriva"
        hint = f"De kan byta ut registret och läsa adresserna. Ta bort rätten: chmod go-w {folder}"
        raise PublisherError(Problem(path=str(folder), text=text, hint=hint))


def _made(file: Path) -> None:
    """An empty file that only its owner may read: its WAL and all else get the rights it has.

    A file that is there is not opened. To close it would let go of every lock that this process has
    on it (POSIX), whichever connection took them. The next program to leave would then take itself
    for the last one and delete the WAL, and with it what is written afterwards.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _ours(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a file that another program keeps something in."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mark != APPLICATION_ID and (mark or tables):
        text = "filen hör till ett annat program"
        hint = "Välj en annan plats: at: under subscribers: i mkdocs.yml."
        raise PublisherError(Problem(path=str(file), text=text, hint=hint))
    if mark != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def noted(file: Path, name: str, value: str) -> None:
    """Put a fact into the `meta` of a copy that nobody else has open."""
    copy = sqlite3.connect(file)
    try:
        copy.execute("INSERT INTO meta (name, value) VALUES (?, ?)", (name, value))
        copy.commit()
    finally:
        copy.close()


def whole(file: Path) -> bool:
    """Whether it is a store, and every page of it is in order."""
    copy = sqlite3.connect(file)
    try:
        (mark,) = copy.execute("PRAGMA application_id").fetchone()
        (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError:
        return False
    finally:
        copy.close()
    return bool(mark == APPLICATION_ID and found == "ok")


def overwritten(file: Path, source: Path, held: Callable[[], None] = lambda: None) -> None:
    """Everything in a database replaced by another's, at once, also under those who have it open.

    `held` is called when nobody else can write in it any more, and all that they wrote can still be
    read. Raises PublisherError where somebody writes in it, or the disk refuses.
    """
    target, other = connection(file), sqlite3.connect(source)
    waits = [held]

    def step(status: int, _: int, __: int) -> None:
        if status == sqlite3.SQLITE_OK and waits:
            waits.pop()()

    try:
        other.backup(target, pages=_FEW_PAGES, progress=step)
    except sqlite3.Error as error:
        raise refusal(error, str(file)) or error from None
    finally:
        other.close()
        target.close()


_FEW_PAGES = 8
"""Copied in one step: fewer than our empty tables have, so that there is a first step."""


def in_transaction(connection: sqlite3.Connection) -> bool:
    """Whether there is something to roll back."""
    return connection.in_transaction


def refusal(error: Exception, place: str) -> DatabaseRefusedError | None:
    """What the disk or another program refuses, in Swedish; None: a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None) if isinstance(error, sqlite3.Error) else None
    primary = (code or 0) & 0xFF  # of an extended one
    if primary == sqlite3.SQLITE_IOERR and (code in _NO_ROOM or _full(place)):
        primary = sqlite3.SQLITE_FULL
    words = _SAYS.get(primary)
    if words is None:
        return None
    damaged = primary in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
    kind = DatabaseDamagedError if damaged else DatabaseRefusedError
    return kind(Problem(path=place, text=words[0], hint=words[1]))


_NO_ROOM = (sqlite3.SQLITE_IOERR_SHMSIZE,)
_LITTLE = 256 * 1024


def _full(place: str) -> bool:
    """Whether an error of the disk's is only that nothing more goes on it."""
    try:
        return disk_usage(Path(place).parent).free < _LITTLE
    except OSError:
        return False


_AGAIN = "Kör kommandot igen. Ingenting av det här steget blev kvar."
_SAYS = {
    sqlite3.SQLITE_FULL: (
        "disken är full, så registret över prenumeranter kan inte skrivas",
        f"Gör plats på disken. {_AGAIN}",
    ),
    sqlite3.SQLITE_BUSY: ("ett annat program skriver i registret över prenumeranter", _AGAIN),
    sqlite3.SQLITE_LOCKED: ("ett annat program skriver i registret över prenumeranter", _AGAIN),
    sqlite3.SQLITE_READONLY: (
        "registret över prenumeranter får inte skrivas",
        "Kontrollera rättigheterna till filen och mappen den ligger i.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "registret över prenumeranter går inte att öppna",
        "Kontrollera rättigheterna till filen och mappen den ligger i.",
    ),
    sqlite3.SQLITE_IOERR: (
        "disken svarar med fel, så registret över prenumeranter går inte att använda",
        "Sitter disken i? Kör kommandot igen. Är den trasig: publisher people restore KOPIA",
    ),
    sqlite3.SQLITE_NOTADB: (
        "filen är inget register över prenumeranter",
        "Välj en annan plats: at: under subscribers: i mkdocs.yml.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "registret över prenumeranter är skadat",
        "Lägg tillbaka den senaste säkerhetskopian: publisher people restore FIL",
    ),
}
