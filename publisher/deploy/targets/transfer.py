"""Turning what lies at a store into a site, under the lock, so that it can break anywhere.

First the memory says what is about to be written. Then come the files, phase by phase, each whole
or not at all; then deletions; and last the memory says that all is done. Wherever it breaks, the
old feeds name nothing that is gone and the new ones nothing that is not there, and the next deploy
knows what was begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from publisher.deploy.targets import lock
from publisher.deploy.targets.difference import StoreComparison
from publisher.deploy.targets.memory import Goal, RememberedSite, Stored, StoreMemory, encode
from publisher.deploy.targets.notes import OLD, TargetNote, is_open, place_for
from publisher.deploy.targets.plan import in_phases
from publisher.deploy.targets.store import Store, StoreLock, Taken, folders_above
from publisher.problems import PublisherError

_SAVE_AFTER = 30
"""Seconds of work that may have to be looked at again after a broken run."""
_LAST_WORDS = 10
"""Seconds for noting how far it came, when it is broken off."""


@dataclass(slots=True, kw_only=True)
class Transfer:
    """One run. Files come from `folder`; where it is None, from what the store has kept.

    `history` are the sites to remember afterwards, `meanwhile` those until then. `note` is the
    memory as it was read, `old` what it says, and `found` what differs.
    """

    store: Store
    latch: StoreLock
    shown: str
    folder: Path | None
    goals: Mapping[str, Goal]
    found: StoreComparison
    old: StoreMemory
    note: TargetNote | None
    id: str
    when: str
    promised: Mapping[str, str]
    history: tuple[RememberedSite, ...]
    meanwhile: tuple[RememberedSite, ...]
    _name: str = field(init=False)
    _moves: bool = field(init=False)
    _ours: dict[str, Stored] = field(init=False)
    _pending: dict[str, Goal] = field(init=False)
    _folders: frozenset[str] = field(init=False, default=frozenset())
    _keep: Mapping[str, str] = field(init=False)
    _kept: frozenset[str] = field(init=False)
    _saved: float = field(init=False, default=0)
    _saving: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Take stock of what lies there and what is to come."""
        found = self.found
        self._name = place_for(self.note.name if self.note else "")
        # A memory that half a site is remembered in is written anew, so a move is never missed.
        self._moves = is_open(self.note) or not self.old.whole
        self.note = None if is_open(self.note) else self.note
        self._ours = dict(found.ours)
        self._pending = {path: self.goals[path] for path in (*found.added, *found.changed)}
        replaced = {path: self._ours[path].goal for path in (*found.changed, *found.removed)}
        self._keep, names = self.store.aside(replaced, self.old, self.history, self.goals)
        self._kept = self.old.kept | names

    async def run(self) -> None:
        """Do it all. After a PublisherError, the store knows how far it came."""
        missing = await self.store.missing(folders_above(self._pending))
        self._folders = self.old.folders | missing
        if self._moves or not self.found.idle:
            await self._save()
        try:
            if self._moves:
                await self.store.erase(OLD)
            await self.store.sweep(self.old.pending.keys() - self._pending.keys())
            await self.store.make(missing)
            for phase in in_phases(self._pending, self.goals):
                await self._bring(phase)
            await self._still_ours()
            await self._remove()
            await self._finish()
        except (PublisherError, asyncio.CancelledError):
            await self._last_words()
            raise

    async def _bring(self, phase: list[str]) -> None:
        files = {path: self._pending[path] for path in phase}
        await self.store.bring(files, self.folder, self._keep, self._arrived)

    async def _arrived(self, path: str, tag: str) -> None:
        self._ours[path] = Stored(goal=self._pending.pop(path), tag=tag)
        if monotonic() - self._saved > _SAVE_AFTER:
            await self._save()

    async def _still_ours(self) -> None:
        """Nothing is deleted by somebody whose lock was broken."""
        try:
            await self.latch.require()
        except Taken as taken:
            raise PublisherError(lock.lost(self.shown)) from taken

    async def _remove(self) -> None:
        gone = self.found.removed
        await self.store.remove(gone, self._keep)
        for path in gone:
            del self._ours[path]
        self._folders -= await self.store.prune(self._folders - folders_above(self._ours))

    async def _finish(self) -> None:
        needless = self.store.needless(self._kept, self.history, self.goals)
        await self.store.drop(needless)  # before it is forgotten, or it would lie there for ever
        done = StoreMemory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=self._folders,
            promised=self.promised,
            history=self.history,
            kept=self._kept - needless,
        )
        await self._save(done)

    async def _last_words(self) -> None:
        """Note how far it came. A failure here adds nothing: the next run looks for itself."""

        async def note() -> None:
            await self.latch.require()  # or we would speak into the work of whoever took over
            await self._save()

        saying = asyncio.gather(note(), return_exceptions=True)
        await asyncio.wait([saying], timeout=_LAST_WORDS)

    async def _save(self, memory: StoreMemory | None = None) -> None:
        self._saved = monotonic()
        async with self._saving:
            data = encode(memory or self._under_way())
            try:
                self.note = await self.store.write(self._name, data, self.note)
            except Taken as taken:
                raise PublisherError(lock.lost(self.shown)) from taken

    def _under_way(self) -> StoreMemory:
        return StoreMemory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=self._folders,
            pending=self._pending,
            promised=self.old.promised,
            history=self.meanwhile,
            kept=self._kept,
            whole=False,
        )
