"""What has been planned and carried, noted outside the database too: by it an older copy is known.

The database counts its generation up whenever letters are planned or carried, and `marker.json`
beside it follows. A database that is behind its marker, or that a backup made, has been laid
back: what it holds for unsent may have been sent. So all of that becomes `unknown`, which no
machine sends again, an edition that only the marker knows is not planned a second time before
the editor says so, and no number that went out in a link since is given to another.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.subscribers.database import Database

FILE = "marker.json"
COPIED = "copied"
"""In `meta` of a copy: when it was made. The store it is a copy of never has it."""
_COPIED = "SELECT value FROM meta WHERE name = :name"
_NAMED_OUTSIDE = ("person", "delivery", "edition")
_LEAP = 1_000_000
"""More than anybody can have been given since the copy was made, as far as we can think."""
_PUT = (
    "INSERT INTO meta (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = :value"
)


_COUNT_UP = (
    "INSERT INTO meta (name, value) VALUES ('generation', '1') ON CONFLICT (name) DO UPDATE "
    "SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)"
)
"""In one statement: with PostgreSQL another machine may have counted since one had read, and a
number that goes backwards looks like a copy that was laid back."""
_HOLD = "UPDATE meta SET value = value WHERE name = 'generation'"
"""With PostgreSQL too whoever else is at it waits for the end of the transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidBack:
    """What became of it when an older copy was found: rows that are unknown now, by edition."""

    unknown: dict[str, int]
    planned_since: tuple[str, ...]
    """Editions that were planned after the copy was made."""


def advance(database: Database, folder: Path, name: str = "", list_: str = "") -> None:
    """Count up; with a name, note that this edition is planned to this list.

    To be called when an edition has been planned, and when carrying begins, goes on and ends.
    """
    with database.write():
        database.run(_COUNT_UP)
    with database.write():  # the file says what has been committed
        database.run(_HOLD)
        marker = _read(folder)
        editions = marker["editions"]
        if name and [name, list_] not in editions:
            editions.append([name, list_])
        _write(folder, {"generation": _generation(database), "editions": editions})


def planned_before(database: Database, folder: Path, name: str, list_: str) -> bool:
    """Whether an edition was planned that the database knows nothing of: a copy was laid back."""
    if [name, list_] not in _read(folder)["editions"]:
        return False
    sql = "SELECT 1 FROM edition WHERE name = :name AND list = :list"
    return database.row(sql, name=name, list=list_) is None


def release(database: Database, folder: Path, name: str, list_: str) -> None:
    """The editor says that it may be planned once more."""
    with database.write():
        database.run(_HOLD)
        marker = _read(folder)
        editions = [each for each in marker["editions"] if each != [name, list_]]
        _write(folder, {**marker, "editions": editions})


def laid_back(database: Database, folder: Path, now: str) -> LaidBack | None:
    """Put right what follows of a copy that was laid back; None where none was."""
    if not _is_behind(database, folder):
        return None
    with database.write():
        database.run(_HOLD)
        if not _is_behind(database, folder):  # somebody else has put it right meanwhile
            return None
        marker = _read(folder)
        copied = database.one(_COPIED, name=COPIED)
        rows = database.rows(
            "SELECT e.name, count(*) AS count FROM delivery d JOIN edition e ON e.id = d.edition "
            "WHERE d.state IN ('planned', 'handing', 'deferred') GROUP BY e.name ORDER BY e.name"
        )
        _doubt(database, now)
        newest = max(marker["generation"], _generation(database)) + 1
        database.run(_PUT, name="generation", value=str(newest))
        database.run("DELETE FROM meta WHERE name = :name", name=COPIED)
        database.run(
            "INSERT INTO event (at, kind, detail) VALUES (:now, 'laid-back', :copied)",
            now=now,
            copied=copied or "",
        )
    return LaidBack(
        unknown={row["name"]: row["count"] for row in rows},
        planned_since=tuple(
            name
            for name, list_ in marker["editions"]
            if planned_before(database, folder, name, list_)
        ),
    )


def _is_behind(database: Database, folder: Path) -> bool:
    """Whether a backup made it, or the marker knows of more than it does."""
    copied = database.one(_COPIED, name=COPIED)
    marker = _read(folder)  # before the database is asked, which only counts up
    return copied is not None or marker["generation"] > _generation(database)


_LAID_BACK = "en säkerhetskopia har lagts tillbaka"


def halted(database: Database) -> None:
    """Let nobody go on with what a copy holds for unsent, also not one who has the store open.

    Done in the copy, before it takes the place of the other: whoever is sending meanwhile asks
    before each letter, and would else find the letters of then waiting to be sent.
    """
    sql = "UPDATE edition SET state = 'stopped', why = :why WHERE state IN ('planned', 'sending')"
    with database.write():
        database.run(sql, why=_LAID_BACK)


def _doubt(database: Database, now: str) -> None:
    why = _LAID_BACK
    database.run(
        "UPDATE delivery SET state = 'unknown', finished = :now, owner = '', answer = :why "
        "WHERE state IN ('planned', 'handing', 'deferred')",
        now=now,
        why=why,
    )
    halted(database)
    database.run(
        "UPDATE outbox SET state = 'unknown', finished = :now "
        "WHERE state IN ('waiting', 'handing')",
        now=now,
    )
    database.run("DELETE FROM lease")
    # Links and return paths that went out since the copy name rows that it lacks. Given to others,
    # those numbers would let a stranger's link choose for them.
    database.leap(_NAMED_OUTSIDE, _LEAP)


def _generation(database: Database) -> int:
    return int(database.one("SELECT value FROM meta WHERE name = 'generation'") or 0)


def _read(folder: Path) -> dict[str, Any]:
    """Raises PublisherError for a marker that is damaged: then nobody knows what has been sent."""
    file = folder / FILE
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return {"generation": int(found["generation"]), "editions": list(found["editions"])}
    except FileNotFoundError:
        return {"generation": 0, "editions": []}
    except OSError as error:
        problem = f"går inte att läsa ({reason(error)})"
        raise PublisherError(Problem(path=str(file), text=problem, hint=remedy(error))) from None
    except (ValueError, KeyError, TypeError):
        text = "filen som säger vad som har skickats är skadad"
        hint = "Ta bort den. Utskick som pågår visas då som de är i registret; se efter med "
        hint += "publisher send status innan du fortsätter."
        raise PublisherError(Problem(path=str(file), text=text, hint=hint)) from None


def _write(folder: Path, marker: dict[str, Any]) -> None:
    file = folder / FILE
    staged = folder / f".{FILE}.{os.getpid()}"
    try:
        opened = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as out:
            json.dump(marker, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        staged.replace(file)
    except OSError as error:
        text = f"går inte att skriva ({reason(error)})"
        raise PublisherError(Problem(path=str(file), text=text, hint=remedy(error))) from None
