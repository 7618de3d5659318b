"""Readers who leave while the database cannot be written: noted in files beside it.

What is in a file is the token of their own link, which says no address; the files are their
owner's alone.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from publisher.subscribers.links import holder_of
from publisher.subscribers.lists import EVERY
from publisher.subscribers.people import leave
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import Clock, stamp

FOLDER = "spool"
_BROKEN = ".broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledLeave:
    """Who left which list by which link, and when."""

    token: str
    every: bool
    at: str


def spool(folder: Path, token: str, *, every: bool, now: Clock) -> None:
    """Durable when it returns. Raises OSError when the disk takes nothing at all."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    at = stamp(now())
    text = json.dumps({"token": token, "every": every, "at": at})
    name = f"{at.replace(':', '')}-{secrets.token_hex(4)}.json"
    staged = place / f".{name}"
    with os.fdopen(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    staged.rename(place / name)
    _settled(place)


def apply_spooled(store: PeopleStore, tell: Callable[[str], None]) -> int:
    """Honour what was noted, oldest first; how many. A file goes only when it has been honoured."""
    done = 0
    for file in sorted((store.folder / FOLDER).glob("[!.]*.json")):
        noted = _read(file)
        holder = None if noted is None else holder_of(store.keys, noted.token)
        if noted is None or holder is None:
            file.rename(file.with_suffix(_BROKEN))
            tell("en fil i spool/ går inte att läsa; den ligger kvar med ändelsen .broken")
            continue
        leave(store, holder.person, EVERY if noted.every else holder.list, "spooled")
        file.unlink()
        done += 1
    return done


def _read(file: Path) -> SpooledLeave | None:
    try:
        said = json.loads(file.read_text("utf-8"))
        return SpooledLeave(token=str(said["token"]), every=bool(said["every"]), at=str(said["at"]))
    except (ValueError, KeyError, TypeError):
        return None


def _settled(folder: Path) -> None:
    """The name is on the disk as well as the file (not every system lets a folder be opened)."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
