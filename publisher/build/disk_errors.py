"""What the disk refuses, in Swedish: where, why, and what is left of the last build."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.build.freshness import BUILD, CACHE
from publisher.engine.state import State
from publisher.problems import HalfWrittenError, Problem, PublisherError, reason

_WHOLE = "Det senaste hela bygget är kvar. Rätta felet och kör kommandot igen."
_HALF = (
    "En del av det nya bygget är redan på plats och resten inte. Rätta felet och kör publisher "
    "build: då blir det helt. Innan dess går det inte att lägga ut."
)
_UNNOTED = (
    "Det nya bygget är på plats, men det gick inte att anteckna. Rätta felet och kör publisher "
    "build. Innan dess går det inte att lägga ut."
)
_STATE = {
    sqlite3.SQLITE_FULL: "disken är full",
    sqlite3.SQLITE_READONLY: "den är skrivskyddad",
    sqlite3.SQLITE_CANTOPEN: "du saknar rättighet till den, eller så ligger något annat där",
    sqlite3.SQLITE_IOERR: "disken svarar med fel",
    sqlite3.SQLITE_BUSY: "ett annat program använder den",
    sqlite3.SQLITE_LOCKED: "ett annat program använder den",
    sqlite3.SQLITE_PERM: "du saknar rättighet till den",
    sqlite3.SQLITE_NOMEM: "minnet är slut",
}
"""Why SQLite refused, by its primary code: the lower eight bits."""


@contextmanager
def refusals(root: Path) -> Iterator[None]:
    """A sentence for whatever is refused before anything of the last build is touched."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read what we print has gone; the disk has nothing to do with it
    except (OSError, sqlite3.OperationalError) as error:
        raise PublisherError(_problem(root, error, _WHOLE)) from error


@contextmanager
def refusals_half_way(root: Path) -> Iterator[None]:
    """The same while files are moved into place: then the last build is no longer whole."""
    try:
        yield
    except OSError as error:
        raise HalfWrittenError(_problem(root, error, _HALF)) from error


@contextmanager
def refusals_afterwards(root: Path, state: State) -> Iterator[None]:
    """The same once files have been moved: they are all there, and nobody will know it."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if isinstance(error, BrokenPipeError) or state.sure is not None:
            raise  # nothing has been moved
        raise HalfWrittenError(_problem(root, error, _UNNOTED)) from error


def _problem(root: Path, error: OSError | sqlite3.OperationalError, hint: str) -> Problem:
    if isinstance(error, sqlite3.OperationalError):
        why = _STATE.get(error.sqlite_errorcode & 0xFF, f"systemet svarade ”{error}”")
        return Problem(path=CACHE, text=f"gick inte att skriva: {why}", hint=hint)
    # Where two are named, as when a file is copied, it is the second that is written.
    name = error.filename2 or error.filename
    place = os.path.relpath(os.fsdecode(name), root) if name else BUILD
    ours = Path(place).parts[:1] in {(BUILD,), (CACHE,), (os.pardir,), ()}
    verb = "skriva" if ours else "läsa"
    return Problem(path=place, text=f"gick inte att {verb}: {reason(error)}", hint=hint)
