"""Holding a store's lock for as long as a deploy lasts: taken, renewed, given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.problems import PublisherError
from publisher.targets import lock
from publisher.targets.notes import Note
from publisher.targets.store import Cut, Latch, Taken

if TYPE_CHECKING:
    from publisher.targets.one_by_one import OneByOne

_GOODBYE = 10
"""Seconds that giving back the lock may take when everything else has ended."""


@asynccontextmanager
async def held(latch: Latch, shown: str, *, break_lock: bool) -> AsyncIterator[None]:
    """Hold the lock; raises PublisherError when somebody else does.

    When the lock is taken from us meanwhile, what goes on inside is cancelled, and the error says
    so. Given back also after Ctrl-C; not after a Cut, since then there is nobody to give it to.
    """
    guard = _Guard(latch=latch, main=asyncio.current_task())
    keeper: asyncio.Task[None] | None = None
    try:
        await latch.take(break_lock=break_lock)
        keeper = asyncio.create_task(guard.renew())
        yield
    except Taken as taken:
        raise PublisherError(lock.lost(shown)) from taken
    except asyncio.CancelledError as cancelled:
        if guard.lost:
            _uncancel()
            raise PublisherError(lock.lost(shown)) from cancelled
        raise
    finally:
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        with suppress(Cut, TimeoutError, PublisherError):
            await asyncio.wait_for(latch.give_back(), _GOODBYE)


@dataclass(slots=True, kw_only=True)
class _Guard:
    latch: Latch
    main: asyncio.Task[object] | None
    lost: bool = False

    async def renew(self) -> None:
        """Show, now and then, that a long deploy is not a dead one.

        A connection that is cut is the main task's to find out.
        """
        while not self.lost:
            await asyncio.sleep(lock.RENEW.total_seconds())
            try:
                await self.latch.renew()
            except Taken:
                self.lost = True
                if self.main:
                    self.main.cancel()


@dataclass(slots=True, kw_only=True)
class NoteLatch:
    """A `Latch`: one note, at a store where only one of two can write it."""

    store: OneByOne
    own: lock.Lock
    shown: str
    _note: Note | None = field(init=False, default=None)

    async def take(self, *, break_lock: bool) -> None:
        """As in `Latch`."""
        there = await self.store.read(lock.NAME)
        if there and not break_lock:
            age = await self.store.age(lock.NAME)
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
        """As in `Latch`."""
        there = await self.store.read(lock.NAME)
        if there and there.data == self.own.data:
            await self.store.erase(lock.NAME)


def _uncancel() -> None:
    if task := asyncio.current_task():
        task.uncancel()
