"""Holding a store's lock for as long as a deploy lasts: taken, renewed, given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from publisher.problems import PublisherError
from publisher.targets import lock
from publisher.targets.notes import Note
from publisher.targets.store import Cut, Store, Taken

_GOODBYE = 10
"""Seconds that giving back the lock may take when everything else has ended."""


@asynccontextmanager
async def held(
    store: Store, own: lock.Lock, shown: str, *, break_lock: bool
) -> AsyncIterator[None]:
    """Hold the lock; raises PublisherError when somebody else does.

    When the lock is taken from us meanwhile, what goes on inside is cancelled, and the error says
    so. Given back also after Ctrl-C; not after a Cut, since then there is nobody to give it to.
    """
    guard = _Guard(store=store, own=own, note=await _take(store, own, shown, break_lock))
    keeper = asyncio.create_task(guard.renew(asyncio.current_task()))
    try:
        yield
    except asyncio.CancelledError as cancelled:
        if guard.lost:
            _uncancel()
            raise PublisherError(lock.lost(shown)) from cancelled
        raise
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        with suppress(Cut, TimeoutError, PublisherError):
            await asyncio.wait_for(guard.give_back(), _GOODBYE)


async def _take(store: Store, own: lock.Lock, shown: str, break_lock: bool) -> Note:  # noqa: FBT001
    there = await store.read(lock.NAME)
    if there and not break_lock:
        lock.require_free(there.data, await store.age(lock.NAME), own, shown)
    try:
        return await store.write(lock.NAME, own.data, there)
    except Taken as taken:
        winner = await store.read(lock.NAME)
        found = lock.read(winner.data) if winner else None
        raise PublisherError(lock.refusal(found, shown)) from taken


@dataclass(slots=True, kw_only=True)
class _Guard:
    store: Store
    own: lock.Lock
    note: Note
    lost: bool = False

    async def renew(self, main: asyncio.Task[object] | None) -> None:
        """Write the lock anew, now and then, so that a long deploy does not look like a dead one.

        A connection that is cut is the main task's to find out.
        """
        while not self.lost:
            await asyncio.sleep(lock.RENEW.total_seconds())
            try:
                self.note = await self.store.write(lock.NAME, self.own.data, self.note)
            except Taken:
                self.lost = True
                if main:
                    main.cancel()

    async def give_back(self) -> None:
        """Remove the lock, if it still is ours."""
        there = await self.store.read(lock.NAME)
        if there and there.data == self.own.data:
            await self.store.erase(lock.NAME)


def _uncancel() -> None:
    if task := asyncio.current_task():
        task.uncancel()
