"""Turning what lies at a store into a site, under the lock, so that it can break anywhere.

First the memory says what is about to be written. Then come the files, phase by phase, each whole
or not at all; then deletions; and last the memory says that all is done. Wherever it breaks, the
old feeds name nothing that is gone and the new ones nothing that is not there, and the next deploy
knows what was begun.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from publisher.deploy.target import in_phases
from publisher.deploy.targets import lock
from publisher.deploy.targets.difference import TargetComparison
from publisher.deploy.targets.memory import RememberedSite, Stored, StoreMemory, encode
from publisher.deploy.targets.notes import OLD, TargetNote, is_open, place_for
from publisher.deploy.targets.seen import folders_above
from publisher.deploy.targets.store import Goals, Store, StoreLock, Taken
from publisher.problems import PublisherError

_SAVE_AFTER = 30
"""Seconds of work that may have to be looked at again after a broken run."""
_LAST_WORDS = 10
"""Seconds for noting how far it came, when it is broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """The memory as it was read, what it says (or what was relearnt), and what differs."""

    note: TargetNote | None
    memory: StoreMemory
    found: TargetComparison


@dataclass(kw_only=True)
class Transfer:
    """One run. Files come from `folder`; where it is None, from what the store has kept.

    `view` is what was seen there, `after` what is to be remembered once `goals` lie there (without
    any file), `meanwhile` the history until then.
    """

    store: Store
    latch: StoreLock
    shown: str
    folder: Path | None
    goals: Goals
    view: StoreView
    after: StoreMemory
    meanwhile: tuple[RememberedSite, ...]

    def __post_init__(self) -> None:
        """Take stock of what lies there and what is to come."""
        note, found, old = self.view.note, self.view.found, self.view.memory
        self._name = place_for(note.name if note else "")
        # A memory that half a site is remembered in is written anew, so a move is never missed.
        self._moves = is_open(note) or not old.whole
        self._note = None if is_open(note) else note
        self._ours, self._folders = dict(found.ours), old.folders
        self._pending = {path: self.goals[path] for path in (*found.added, *found.changed)}
        replaced = {path: self._ours[path].goal for path in (*found.changed, *found.removed)}
        self._keep, names = self.store.aside(replaced, old.kept, self.after.history, self.goals)
        self._kept = old.kept | names
        self._saved, self._saving = 0.0, asyncio.Lock()

    async def run(self) -> None:
        """Do it all. After a PublisherError, the store knows how far it came."""
        missing = await self.store.missing(folders_above(self._pending))
        self._folders |= missing
        if self._moves or not self.view.found.idle:
            await self._save(self._under_way())
        try:
            if self._moves:
                await self.store.erase(OLD)
            await self.store.sweep(self.view.memory.pending.keys() - self._pending.keys())
            await self.store.make(missing)
            for phase in in_phases(self._pending, self.goals):
                files = {path: self._pending[path] for path in phase}
                await self.store.bring(files, self.folder, self._keep, self._arrived)
            await self._still_ours()
            await self._remove()
            await self._finish()
        except (PublisherError, asyncio.CancelledError):
            await self._last_words()
            raise

    async def _arrived(self, path: str, tag: str) -> None:
        self._ours[path] = Stored.of(self._pending.pop(path), tag)
        if monotonic() - self._saved > _SAVE_AFTER:
            await self._save(self._under_way())

    async def _still_ours(self) -> None:
        """Nothing is deleted by somebody whose lock was broken."""
        try:
            await self.latch.require()
        except Taken as taken:
            raise PublisherError(lock.lost(self.shown)) from taken

    async def _remove(self) -> None:
        gone = self.view.found.removed
        await self.store.remove(gone, self._keep)
        for path in gone:
            del self._ours[path]
        self._folders -= await self.store.prune(self._folders - folders_above(self._ours))

    async def _finish(self) -> None:
        needless = self.store.needless(self._kept, self.after.history, self.goals)
        await self.store.drop(needless)  # before it is forgotten, or it would lie there for ever
        kept = self._kept - needless
        await self._save(replace(self.after, files=self._ours, folders=self._folders, kept=kept))

    def _under_way(self) -> StoreMemory:
        return replace(
            self.after,
            files=self._ours,
            folders=self._folders,
            pending=self._pending,
            promised=self.view.memory.promised,
            history=self.meanwhile,
            kept=self._kept,
            whole=False,
        )

    async def _last_words(self) -> None:
        """Note how far it came. A failure here adds nothing: the next run looks for itself."""

        async def note() -> None:
            await self.latch.require()  # or we would speak into the work of whoever took over
            await self._save(self._under_way())

        saying = asyncio.gather(note(), return_exceptions=True)
        await asyncio.wait([saying], timeout=_LAST_WORDS)

    async def _save(self, memory: StoreMemory) -> None:
        self._saved = monotonic()
        async with self._saving:
            try:
                self._note = await self.store.write(self._name, encode(memory), self._note)
            except Taken as taken:
                raise PublisherError(lock.lost(self.shown)) from taken
