"""What is done with many files at a store that takes them one by one, as most do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from publisher.deploy.targets import lock
from publisher.deploy.targets.lock import Lock
from publisher.deploy.targets.memory import Goal, needed
from publisher.deploy.targets.notes import TargetNote
from publisher.deploy.targets.seen import SeenFile
from publisher.deploy.targets.store import (
    Arrived,
    Aside,
    Goals,
    Sites,
    Store,
    Taken,
    Words,
    not_kept,
)
from publisher.problems import Problem, PublisherError, in_order
from publisher.system.tasks import found_in_parallel, in_parallel

_CLOCK = ".publisher-clock"
_ENOUGH = 20
"""So many files that could not be put show what is wrong; more would only take time."""
_READERS = 4
"""So many files are read at once, where their contents must be known."""


class OneByOne(Store):
    """The half of a `Store` that follows from what can be done with one file.

    What is replaced is kept under its hash, so that equal files are kept once. `shown` is the
    store's name in Problems, `parallel` how many files are put at once.
    """

    __slots__ = ()
    shown: str
    parallel: int

    @abstractmethod
    async def hash(self, path: str) -> str:
        """The sha256 of what lies there, by reading all of it."""

    @abstractmethod
    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """Put a built file there, whole or not at all; returns its tag.

        Raises PublisherError when the file is no longer what `goal` says.
        """

    @abstractmethod
    async def keep(self, path: str, name: str) -> None:
        """Let what lies at `path` also lie at `name`, where no reader looks, if it does not yet."""

    @abstractmethod
    async def put_back(self, path: str, goal: Goal) -> str:
        """Let what is kept of `goal` lie at `path`, whole or not at all; returns its tag."""

    @abstractmethod
    async def delete(self, paths: Collection[str]) -> None:
        """Remove files; those that are gone already are no fault."""

    @abstractmethod
    async def kept(self, name: str) -> SeenFile | None:
        """What is kept by this name."""

    def latch(self, own: Lock) -> NoteLock:
        """A note that only one can write."""
        return NoteLock(store=self, own=own, shown=self.shown)

    async def hashes(self, paths: Sequence[str], goals: Goals, folder: Path | None) -> Words:  # noqa: ARG002
        """By reading a few at a time."""
        return await found_in_parallel(min(_READERS, self.parallel), self.hash, paths)

    async def bring(self, files: Goals, folder: Path | None, keep: Words, arrived: Arrived) -> None:
        """Those that can be put are, also when some cannot."""
        faults: list[Problem] = []

        async def one(path: str) -> None:
            if len(faults) >= _ENOUGH:
                return
            goal = files[path]
            try:
                if name := keep.get(path):
                    await self.keep(path, name)
                put = self.put(path, folder / path, goal) if folder else self.put_back(path, goal)
                tag = await put
            except PublisherError as error:
                faults.extend(error.problems)
                return
            await arrived(path, tag)

        await in_parallel(self.parallel, one, files)
        if faults:
            raise PublisherError(in_order(faults))

    async def remove(self, paths: Sequence[str], keep: Words) -> None:
        """All that is to be kept is kept before anything goes."""

        async def one(path: str) -> None:
            await self.keep(path, keep[path])

        await in_parallel(self.parallel, one, [path for path in paths if path in keep])
        await self.delete(paths)

    def aside(self, replaced: Goals, kept: Iterable[str], history: Sites, goals: Goals) -> Aside:  # noqa: ARG002
        """By hash. What an earlier run only meant to keep may not be there, so it is named too."""
        wanted = needed(history, goals)
        names = {path: goal.kept for path, goal in replaced.items() if goal.kept in wanted}
        return names, frozenset(names.values())

    def needless(self, kept: frozenset[str], history: Sites, goals: Goals) -> frozenset[str]:
        """Whatever the history does not name."""
        return kept - needed(history, goals)

    async def recover(self, wanted: Goals, sites: Sites) -> None:  # noqa: ARG002
        """Each is there, and as large as it was: nothing is put back by half."""
        names = sorted({goal.kept for goal in wanted.values()})
        there = await found_in_parallel(self.parallel, self.kept, names)
        lacking = [
            not_kept(self.shown, path, gone=wanted[path].kept not in there)
            for path in sorted(wanted)
            if not _is_whole(there.get(wanted[path].kept), wanted[path])
        ]
        if lacking:
            raise PublisherError(lacking[:_ENOUGH])


def _is_whole(there: SeenFile | None, goal: Goal) -> bool:
    if there is None:
        return False
    return there.goal == goal if there.goal else there.bytes == goal.bytes


@dataclass(slots=True, kw_only=True)
class NoteLock:
    """A `StoreLock`: one note, at a store where only one of two can write it."""

    store: OneByOne
    own: lock.Lock
    shown: str
    _note: TargetNote | None = field(init=False, default=None)

    async def take(self, *, break_lock: bool) -> None:
        """As in `StoreLock`."""
        there = await self.store.read(lock.NAME)
        if there and not break_lock:
            age = timedelta(seconds=await self._now() - there.written)
            lock.require_free(there.data, age, self.own, self.shown)
        try:
            self._note = await self.store.write(lock.NAME, self.own.data, there)
        except Taken as taken:
            winner = await self.store.read(lock.NAME)
            found = lock.read(winner.data) if winner else None
            raise PublisherError(lock.refusal(found, self.shown)) from taken

    async def renew(self) -> None:
        """By writing it anew."""
        self._note = await self.store.write(lock.NAME, self.own.data, self._note)

    async def require(self) -> None:
        """By reading it."""
        there = await self.store.read(lock.NAME)
        if there is None or there.data != self.own.data:
            raise Taken

    async def give_back(self) -> None:
        """As in `StoreLock`."""
        there = await self.store.read(lock.NAME)
        if there and there.data == self.own.data:
            await self.store.erase(lock.NAME)

    async def _now(self) -> float:
        """The hour by the store's own clock, in seconds: a note is made there and looked at."""
        await self.store.erase(_CLOCK)
        with suppress(Taken):  # another looks at the clock this very moment
            await self.store.write(_CLOCK, b"", None)
        there = await self.store.read(_CLOCK)
        await self.store.erase(_CLOCK)
        return there.written if there else 0
