"""The store opened: a database, the keys beside it, and what time it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.problems import Problem, PublisherError
from publisher.subscribers import marker
from publisher.subscribers.database import Database, opened
from publisher.subscribers.keys import KeyRing
from publisher.subscribers.place import StorePlace
from publisher.subscribers.rehashing import rehash
from publisher.subscribers.times import Clock, clock, stamp


@dataclass(slots=True, kw_only=True)
class PeopleStore:
    """What every function on people is handed."""

    database: Database
    keys: KeyRing
    place: StorePlace
    now: Clock
    laid_back: marker.LaidBack | None = None
    """What opening it had to put right, if an older copy was found where it should be."""

    @property
    def folder(self) -> Path:
        """Where keys, marker and spool lie."""
        return self.place.folder

    def stamp(self) -> str:
        """Now, as the database keeps times."""
        return stamp(self.now())

    @contextmanager
    def write(self) -> Iterator[None]:
        """As the database's, with the keys that hold now: another process may have rotated them."""
        with self.database.write():
            in_use = self.database.one("SELECT value FROM meta WHERE name = 'key'")
            if in_use != self.keys.current:
                self.keys = KeyRing.load(self.folder, make=False)
            yield

    def advance(self, name: str = "", list_: str = "") -> None:
        """Note that letters were planned or carried, so that an older copy is known for one.

        To be called when an edition was planned (with its name and list), and when carrying
        begins, goes on and ends.
        """
        marker.advance(self.database, self.folder, name, list_)

    def planned_before(self, name: str, list_: str) -> bool:
        """Whether an edition was planned that a copy which was laid back knows nothing of."""
        return marker.planned_before(self.database, self.folder, name, list_)

    def release(self, name: str, list_: str) -> None:
        """The editor says that such an edition may be planned once more."""
        marker.release(self.database, self.folder, name, list_)


@contextmanager
def open_store(place: StorePlace, *, now: Clock = clock) -> Iterator[PeopleStore]:
    """The store at a place on this machine, made if it is not there.

    Raises PublisherError: it lies on another machine, cannot be opened, belongs to a newer
    version of the program, or its keys are gone (without them every link in every letter would be
    dead, and nobody who asked to be left alone would be known).
    """
    if place.host:
        text = f"registret över prenumeranter ligger på {place.host}"
        hint = "Kör kommandot där."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    with opened(place.database, now=now) as database:
        keys = _keys(database, place.folder)
        found = marker.laid_back(database, place.folder, stamp(now()))
        yield PeopleStore(database=database, keys=keys, place=place, now=now, laid_back=found)


def _keys(database: Database, folder: Path) -> KeyRing:
    """The keys that belong to the database, which remembers which one it uses."""
    expected = database.one("SELECT value FROM meta WHERE name = 'key'")
    ring = KeyRing.load(folder, make=expected is None)
    if expected is None:
        put = "INSERT INTO meta (name, value) VALUES ('key', :id) ON CONFLICT (name) DO NOTHING"
        with database.write():
            database.run(put, id=ring.current)
        expected = database.one("SELECT value FROM meta WHERE name = 'key'")
    if expected not in ring.ids:
        text = "nycklarna hör till ett annat register över prenumeranter"
        hint = "Lägg tillbaka den keys.json som hör till registret; den finns i säkerhetskopian."
        raise PublisherError(Problem(path=str(folder / KeyRing.FILE), text=text, hint=hint))
    if expected != ring.current:  # a rotation was cut off between the file and the database
        rehash(database, ring)
    return ring


def rotate(store: PeopleStore) -> None:
    """A new key for all that is new. Old links still hold, and whoever was suppressed stays so."""
    store.keys = store.keys.rotated(now=store.now)
    rehash(store.database, store.keys)


class _UndoneError(Exception):
    """Ends a transaction that was only to be tried."""


@contextmanager
def apart(store: PeopleStore) -> Iterator[PeopleStore]:
    """The store as it is now, for trying: nothing that is done with it stays.

    With SQLite a copy in the same folder, with PostgreSQL a transaction that is undone.
    """
    if store.database.dialect == "postgres":
        with suppress(_UndoneError), store.database.write():
            yield store
            raise _UndoneError
        return
    with TemporaryDirectory(dir=store.folder, prefix=".try-") as folder:
        copy = Path(folder) / "copy.sqlite"
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT, 0o600))
        store.database.backup(copy)
        with opened(copy, now=store.now) as database:
            yield replace(store, database=database)
