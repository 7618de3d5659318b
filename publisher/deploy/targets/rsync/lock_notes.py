"""The lock of an rsync target: everybody puts a note of their own, and then looks for others'.

Rsync cannot make a file only if it is not there. But whoever puts their note first and looks
afterwards cannot miss another who does the same: of two at the very same time both may be refused,
but never neither. How old a note is, is told by the other machine's clock, which wrote both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from publisher.deploy.targets import lock
from publisher.deploy.targets.rsync.link import SshConnection
from publisher.deploy.targets.store import Taken

FOLDER = ".publisher-locks"
_SURE = 60
"""So many seconds after we have looked, nobody will have taken over."""


@dataclass(slots=True, kw_only=True)
class RsyncLock:
    """A `StoreLock`. `fetch` brings all notes that lie there to a folder of this machine."""

    link: SshConnection
    own: lock.Lock
    fetch: Callable[[], Awaitable[Path]]
    _looked: float = field(init=False, default=0)

    @property
    def name(self) -> str:
        """Of our note."""
        return f"{FOLDER}/{self.own.place}-{self.own.process}.json"

    async def take(self, *, break_lock: bool) -> None:
        """Removes the notes of runs that are no more."""
        await self.link.note({self.name: self.own.data})
        self._looked = monotonic()
        found = await self.fetch()
        notes = {f"{FOLDER}/{file.name}": file for file in sorted((found / FOLDER).glob("*.json"))}
        if self.name not in notes:
            raise Taken
        now = notes.pop(self.name).stat().st_mtime
        for file in notes.values():
            age = timedelta(seconds=now - file.stat().st_mtime)
            if not break_lock:
                lock.require_free(file.read_bytes(), age, self.own, self.link.shown)
        await self.link.delete(notes)

    async def renew(self) -> None:
        """By putting it anew, if nobody has removed it."""
        await self.require()
        await self.link.note({self.name: self.own.data})

    async def require(self) -> None:
        """By a list of what lies there."""
        if monotonic() - self._looked < _SURE:
            return
        self._looked = monotonic()
        if self.name not in await self.link.listing([FOLDER]):
            raise Taken

    async def give_back(self) -> None:
        """As in `StoreLock`. After a broken connection this machine knows its own note again."""
        await self.link.delete([self.name])
