"""The store opened: a database, the keys beside it, and what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.subscribers.database import Database, opened
from publisher.subscribers.keys import KeyRing
from publisher.subscribers.place import StorePlace
from publisher.subscribers.rehashing import rehash
from publisher.subscribers.times import Clock, clock, stamp


@dataclass(slots=True, kw_only=True)
class PeopleStore:
    """What every function on people is handed. `folder` is where keys, marker and spool lie."""

    database: Database
    keys: KeyRing
    folder: Path
    now: Clock

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
        yield PeopleStore(database=database, keys=keys, folder=place.folder, now=now)


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
