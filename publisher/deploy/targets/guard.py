"""Holding a store's lock for as long as a deploy lasts: taken, renewed, given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from publisher.deploy.targets import lock
from publisher.deploy.targets.store import Cut, StoreLock, Taken
from publisher.problems import PublisherError

_GOODBYE = 10
"""Seconds that giving back the lock may take when everything else has ended."""


@asynccontextmanager
async def held(latch: StoreLock, shown: str, *, break_lock: bool) -> AsyncIterator[None]:
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
    latch: StoreLock
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


def _uncancel() -> None:
    if task := asyncio.current_task():
        task.uncancel()
