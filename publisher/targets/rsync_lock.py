"""The lock of an rsync target: everybody puts a note of their own, and then looks for others'.

Rsync cannot make a file only if it is not there. But whoever puts their note first and looks
afterwards cannot miss another who does the same: of two at the very same time both may be refused,
but never neither. How old a note is, is told by the other machine's clock, which wrote both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from publisher.problems import PublisherError
from publisher.targets import lock
from publisher.targets.notes import OLD, ROOM, Note, lying_in
from publisher.targets.rsync_link import Link
from publisher.targets.rsync_words import RsyncFault

FOLDER = ".publisher-locks"


_SURE = 60
"""So many seconds after we have looked, nobody will have taken over."""


@dataclass(slots=True, kw_only=True)
class Held:
    """A lock that is ours; `memory` is the target's own memory, as it was read under the lock."""

    link: Link
    own: lock.Lock
    shown: str
    memory: Note | None = None
    renewed: float = 0
    looked: float = 0
    returned: bool = False

    @property
    def name(self) -> str:
        """Of our note."""
        return f"{FOLDER}/{self.own.place}-{self.own.process}.json"

    def put(self) -> None:
        """Put our note there, or put it anew."""
        self.renewed = monotonic()
        self.link.note({self.name: self.own.data})

    def renew(self) -> None:
        """Show, now and then, that we are alive."""
        if monotonic() - self.renewed > lock.RENEW.total_seconds():
            self.put()

    def require(self) -> None:
        """Raise PublisherError unless our note still lies there."""
        if monotonic() - self.looked < _SURE:
            return
        self.looked = monotonic()
        if self.name not in self.link.listing([FOLDER]):
            raise PublisherError(lock.lost(self.shown))

    def look(self, *, break_lock: bool) -> None:
        """Remove the notes of runs that are no more; raises PublisherError when one still is."""
        self.looked = monotonic()
        found = self.link.room / "found"
        self.link.pull([FOLDER, ROOM, OLD], found)
        notes = {f"{FOLDER}/{file.name}": file for file in (found / FOLDER).glob("*.json")}
        if self.name not in notes:
            raise PublisherError(lock.lost(self.shown))
        now = notes.pop(self.name).stat().st_mtime
        for file in notes.values():
            age = timedelta(seconds=now - file.stat().st_mtime)
            if not break_lock:
                lock.require_free(file.read_bytes(), age, self.own, self.shown)
        self.link.delete(notes)
        self.memory = lying_in(found)

    def finish(self, name: str, memory: bytes) -> None:
        """Put the target's memory there, under this name, and give the lock back."""
        self.link.note({name: memory})
        self.link.delete([self.name])
        self.returned = True


@contextmanager
def held(link: Link, own: lock.Lock, shown: str, *, break_lock: bool) -> Iterator[Held]:
    """Hold the lock. Raises PublisherError when somebody else does.

    Given back also after Ctrl-C, but not when the connection is gone, for then it cannot be: this
    machine knows its own note again, and others may take over when it is stale.
    """
    it = Held(link=link, own=own, shown=shown)
    try:
        it.put()
        it.look(break_lock=break_lock)
        link.meanwhile = it.renew
        yield it
    except RsyncFault as fault:
        it.returned = it.returned or fault.cut
        raise
    finally:
        link.meanwhile = None
        if not it.returned:
            with suppress(RsyncFault):  # whatever went wrong before is what is to be told
                link.delete([it.name])
