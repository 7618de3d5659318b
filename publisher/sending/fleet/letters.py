"""Frozen letters by way of the database, for machines that did not plan the edition themselves."""

from __future__ import annotations

from base64 import b64decode, b64encode

from publisher.problems import PublisherError
from publisher.sending import frozen
from publisher.subscribers.store import PeopleStore

_NAME = "letter-"


def share(store: PeopleStore, name: str) -> None:
    """Lay a letter that this machine has in the database, and take away those that are done."""
    if store.database.one("SELECT 1 AS there FROM meta WHERE name = :n", n=_NAME + name):
        return
    try:
        data = frozen.get(store.folder, name)
    except PublisherError:  # another machine planned it, and will lay it there
        return
    with store.write():
        store.database.run(
            "DELETE FROM meta WHERE name LIKE 'letter-%' AND NOT EXISTS (SELECT 1 FROM edition e "
            "WHERE meta.name = 'letter-' || e.frozen_hash AND e.state <> 'finished')"
        )
        store.database.run(
            "INSERT INTO meta (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
            name=_NAME + name,
            value=b64encode(data).decode(),
        )


def fetch(store: PeopleStore, name: str) -> None:
    """Lay a letter beside this machine's keys, if it is not there; its hash is held against it."""
    if (store.folder / frozen.FOLDER / name).is_file():
        return
    value = store.database.one("SELECT value FROM meta WHERE name = :n", n=_NAME + name)
    if value is not None:
        frozen.put(store.folder, b64decode(value))
