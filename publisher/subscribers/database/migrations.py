"""Numbered SQL → the tables that this version of the program knows; forwards, never back.

`schema/0001.sql` and on: each is done once, in one transaction with its number. A database with a
higher number than the newest file is refused, untouched.
"""

from __future__ import annotations

from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.subscribers.database.connection import Database
from publisher.subscribers.times import Clock, clock, stamp

SCHEMA = Path(__file__).parent / "schema"
_LOCK = 7_104_881_467
"""PostgreSQL's advisory lock: two programs that start at once take turns. Any number will do."""


def migrate(database: Database, *, folder: Path = SCHEMA, now: Clock = clock) -> int:
    """Bring it to the newest file's number; gives the number it had (0: it was empty)."""
    files = {int(file.stem): file for file in sorted(folder.glob("[0-9]*.sql"))}
    had = version(database)
    if had == max(files):
        return had
    with database.write():
        if database.dialect == "postgres":
            database.rows("SELECT pg_advisory_xact_lock(:lock)", lock=_LOCK)
        had = version(database)
        _known(had, max(files), database)
        for number in sorted(number for number in files if number > had):
            database.script(files[number].read_text("utf-8"))
            _note(database, number, stamp(now()))
    return had


def newest() -> int:
    """The number that this program knows last."""
    return max(int(file.stem) for file in SCHEMA.glob("[0-9]*.sql"))


def version(database: Database) -> int:
    """The number of the newest file that has been done in it; 0 where nothing has."""
    if database.dialect == "sqlite":
        there = database.row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'")
    else:
        there = database.row(
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'"
        )
    if there is None:
        return 0
    return int(database.one("SELECT value FROM meta WHERE name = 'schema'") or 0)


def _known(had: int, newest: int, database: Database) -> None:
    if had > newest:
        text = "registret över prenumeranter har skrivits av en nyare version av publisher"
        hint = f"Uppgradera publisher på den här datorn. Registret har form {had}, och den här "
        hint += f"versionen kan läsa till och med {newest}. Ingenting har ändrats."
        path = database.place if database.dialect == "sqlite" else ""
        raise PublisherError(Problem(path=path, text=text, hint=hint))


def _note(database: Database, number: int, at: str) -> None:
    put = "INSERT INTO meta (name, value) VALUES (:name, :value) "
    put += "ON CONFLICT (name) DO UPDATE SET value = :value"
    database.run(put, name="schema", value=str(number))
    database.run(put, name=f"schema {number:04} since", value=at)
