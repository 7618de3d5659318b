"""Turning what lies at a store into a site, under the lock, so that it can break anywhere.

First the memory says what is about to be written. Then come the files, phase by phase, each whole
or not at all; then deletions; and last the memory says that all is done. Wherever it breaks, the
old feeds name nothing that is gone and the new ones nothing that is not there, and the next deploy
knows what was begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from time import monotonic

from publisher.problems import Problem, PublisherError, in_order
from publisher.targets import lock
from publisher.targets.difference import Difference
from publisher.targets.memory import Goal, Memory, Past, Stored, encode, needed
from publisher.targets.notes import OLD, Note, is_open, place_for
from publisher.targets.plan import in_phases
from publisher.targets.store import Store, Taken, in_parallel

_ENOUGH = 20
"""So many files that could not be put show what is wrong; more would only take time."""
_SAVE_AFTER = 30
"""Seconds of work that may have to be looked at again after a broken run."""
_LAST_WORDS = 10
"""Seconds for noting how far it came, when it is broken off."""


@dataclass(slots=True, kw_only=True)
class Transfer:
    """One run. `put` brings the file of a path there and returns its tag.

    `history` are the sites to remember afterwards, `meanwhile` those until then. `note` is the
    memory as it was read, `old` what it says, and `found` what differs.
    """

    store: Store
    parallel: int
    shown: str
    goals: Mapping[str, Goal]
    found: Difference
    old: Memory
    note: Note | None
    put: Callable[[str], Awaitable[str]]
    id: str
    when: str
    promised: Mapping[str, str]
    history: tuple[Past, ...]
    meanwhile: tuple[Past, ...]
    _name: str = field(init=False)
    _ours: dict[str, Stored] = field(init=False)
    _pending: dict[str, Goal] = field(init=False)
    _folders: frozenset[str] = field(init=False, default=frozenset())
    _keep: dict[str, str] = field(init=False)
    _saved: float = field(init=False, default=0)
    _saving: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Take stock of what lies there and what is to come."""
        found = self.found
        self._name = place_for(self.note.name if self.note else "")
        self.note = None if is_open(self.note) else self.note
        self._ours = dict(found.ours)
        self._pending = {path: self.goals[path] for path in (*found.added, *found.changed)}
        wanted = needed(self.history, self.goals) - self.old.kept
        replaced = {path: self._ours[path].goal.kept for path in (*found.changed, *found.removed)}
        self._keep = {path: name for path, name in replaced.items() if name in wanted}

    async def run(self) -> None:
        """Do it all. After a PublisherError, the store knows how far it came."""
        missing = await self.store.missing(_parents(self._pending))
        self._folders = self.old.folders | missing
        await self._save()
        try:
            # A memory that half a site is remembered in is written anew: so this is never missed.
            await self.store.erase(OLD)
            await self.store.sweep(self.found.stale)
            await self.store.make(missing)
            for phase in in_phases(self._pending, self.goals):
                await self._bring(phase)
            await self._remove()
            await self._finish()
        except (PublisherError, asyncio.CancelledError):
            await self._last_words()
            raise

    async def _bring(self, phase: list[str]) -> None:
        faults: list[Problem] = []

        async def one(path: str) -> None:
            if len(faults) >= _ENOUGH:
                return
            try:
                await self._replace(path)
            except PublisherError as error:
                faults.extend(error.problems)

        await in_parallel(self.parallel, one, phase)
        if faults:
            raise PublisherError(in_order(faults))
        if monotonic() - self._saved > _SAVE_AFTER:
            await self._save()

    async def _replace(self, path: str) -> None:
        if name := self._keep.get(path):
            await self.store.keep(path, name)
        tag = await self.put(path)
        self._ours[path] = Stored(goal=self._pending.pop(path), tag=tag)
        if monotonic() - self._saved > _SAVE_AFTER:
            await self._save()

    async def _remove(self) -> None:
        async def keep(path: str) -> None:
            if name := self._keep.get(path):
                await self.store.keep(path, name)

        gone = self.found.removed
        await in_parallel(self.parallel, keep, gone)
        await self.store.delete(gone)
        for path in gone:
            del self._ours[path]
        emptied = _parents(gone) & self._folders
        self._folders -= await self.store.prune(emptied)

    async def _finish(self) -> None:
        kept = self.old.kept | set(self._keep.values())
        wanted = kept & needed(self.history, self.goals)
        done = Memory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=self._folders,
            promised=self.promised,
            history=self.history,
            kept=wanted,
        )
        await self._save(done)
        await self.store.drop(kept - wanted)

    async def _last_words(self) -> None:
        """Note how far it came. A failure here adds nothing: the next run looks for itself."""
        saving = asyncio.gather(self._save(), return_exceptions=True)
        await asyncio.wait([saving], timeout=_LAST_WORDS)

    async def _save(self, memory: Memory | None = None) -> None:
        self._saved = monotonic()
        async with self._saving:
            data = encode(memory or self._under_way())
            try:
                self.note = await self.store.write(self._name, data, self.note)
            except Taken as taken:
                raise PublisherError(lock.lost(self.shown)) from taken

    def _under_way(self) -> Memory:
        return Memory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=self._folders,
            pending=self._pending,
            promised=self.old.promised,
            history=self.meanwhile,
            kept=self.old.kept | set(self._keep.values()),
            whole=False,
        )


def _parents(paths: Mapping[str, Goal] | list[str]) -> frozenset[str]:
    parents = {parent for path in paths for parent in PurePosixPath(path).parents}
    return frozenset(parent.as_posix() for parent in parents) - {"."}
