"""Who is carrying an edition right now, so that what the dead had in their hands is not touched.

A carrier writes a row and renews it for as long as it lives, also while it waits ten minutes for
an answer. On this machine its process is looked for instead, so that a clock set back or forward
neither keeps the dead alive nor buries the living.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from publisher.problems import PublisherError
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import stamp
from publisher.system.platform import runs

BEAT = 20.0
"""Seconds between renewals."""
RUN_OUT = timedelta(minutes=5)
"""A lease that was not renewed for so long has run out."""

Opening = Callable[[], AbstractContextManager[PeopleStore]]
"""Opens the store anew: each thread needs a connection of its own."""


@contextmanager
def leased(opening: Opening, store: PeopleStore, edition: int) -> Iterator[str]:
    """A name to claim deliveries by, which is known to be alive for as long as the block lasts."""
    owner = token_hex(8)
    with store.write():
        store.database.run(
            "INSERT INTO lease (owner, edition, host, pid, boot, beat) "
            "VALUES (:owner, :edition, :host, :pid, :boot, :beat)",
            owner=owner,
            edition=edition,
            host=socket.gethostname(),
            pid=os.getpid(),
            boot=_boot(),
            beat=store.stamp(),
        )
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(opening, owner, ended), daemon=True)
    beating.start()
    try:
        yield owner
    finally:
        ended.set()
        beating.join()
        with store.write():
            store.database.run("DELETE FROM lease WHERE owner = :owner", owner=owner)


def _beat(opening: Opening, owner: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        try:
            with opening() as store, store.write():
                beat = "UPDATE lease SET beat = :now WHERE owner = :owner"
                store.database.run(beat, now=store.stamp(), owner=owner)
        except PublisherError:
            continue  # the database is away; what is carried will say so, and the next beat tries


def living(store: PeopleStore, edition: int) -> list[str]:
    """Those who carry the edition now; rows of the dead are removed."""
    rows = store.database.rows("SELECT * FROM lease WHERE edition = :edition", edition=edition)
    alive = {row["owner"]: _alive(store, row) for row in rows}
    dead = [owner for owner, lives in alive.items() if not lives]
    if dead:
        with store.write():
            store.database.run_all(
                "DELETE FROM lease WHERE owner = :owner", [{"owner": owner} for owner in dead]
            )
    return [owner for owner, lives in alive.items() if lives]


def carried_now(store: PeopleStore, edition: int) -> bool:
    """Whether anybody carries it; only looked at, so that whoever asks disturbs nobody.

    On several machines they take turns, and between two turns nobody has a lease: there a carrier
    counts as alive for as long after its last turn as one that cannot be looked for.
    """
    rows = store.database.rows("SELECT * FROM lease WHERE edition = :edition", edition=edition)
    if rows or store.database.dialect == "sqlite":
        return any(_alive(store, row) for row in rows)
    last = store.database.one("SELECT carried FROM edition WHERE id = :id", id=edition)
    return bool(last and last > stamp(store.now() - RUN_OUT))


def forsake(store: PeopleStore) -> None:
    """Give up all leases of this process: it carries nothing, whatever the database believes.

    One is left behind when the database went away while an edition was carried.
    """
    with store.write():
        store.database.run(
            "DELETE FROM lease WHERE host = :host AND pid = :pid AND boot = :boot",
            host=socket.gethostname(),
            pid=os.getpid(),
            boot=_boot(),
        )


def _alive(store: PeopleStore, row: Row) -> bool:
    if row["host"] == socket.gethostname() and row["boot"] == _boot() and _boot():
        return runs(row["pid"])
    return bool(row["beat"] > stamp(store.now() - RUN_OUT))


@lru_cache(maxsize=1)
def _boot() -> str:
    """A name for the time since this machine was started; empty where the system tells none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
