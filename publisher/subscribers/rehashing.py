"""After a new key: everybody whose address is known gets the hash that it makes.

Of those who are forgotten nobody knows the address: their hash stays, and is looked for under
every key there has been.
"""

from __future__ import annotations

from publisher.subscribers.database import Database
from publisher.subscribers.keys import KeyRing

_TABLES = ("person", "suppression", "delivery", "returned")
_AT_ONCE = 1000


def rehash(database: Database, keys: KeyRing) -> None:
    """All of it in one transaction, with the note of which key is in use."""
    with database.write():
        after = 0
        while rows := database.rows(
            "SELECT id, address_key, address_hash FROM person WHERE id > :after "
            "ORDER BY id LIMIT :most",
            after=after,
            most=_AT_ONCE,
        ):
            after = rows[-1]["id"]
            changes = [
                {"old": row["address_hash"], "new": keys.address_hash(row["address_key"])}
                for row in rows
            ]
            for table in _TABLES:
                sql = f"UPDATE {table} SET address_hash = :new WHERE address_hash = :old"  # noqa: S608 (names of ours)
                database.run_all(sql, changes)
        database.run("UPDATE meta SET value = :key WHERE name = 'key'", key=keys.current)


def known_again(database: Database, keys: KeyRing, address_key: str) -> str:
    """The hash of an address, after what was noted of it under older keys has been given it."""
    newest, *older = keys.address_hashes(address_key)
    for hash_ in older:
        for table in _TABLES[1:]:
            sql = f"UPDATE {table} SET address_hash = :new WHERE address_hash = :old"  # noqa: S608 (names of ours)
            database.run(sql, new=newest, old=hash_)
    return newest
