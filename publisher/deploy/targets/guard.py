"""Holding a store's lock for as long as a deploy lasts: taken, renewed, given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from publisher.deploy.targets import lock
from publisher.deploy.targets.store import Cut, StoreLock, Taken
from publisher.problems import PublisherError

_GOODBYE = 10
"""Seconds that giving back the lock may take when everything else has ended."""


@asynccontextmanager
async def held(latch: StoreLock, shown: str, *, break_lock: bool) -> AsyncIterator[StoreLock]:
    """Hold the lock; raises PublisherError when somebody else does.

    When the lock is taken from us meanwhile, what goes on inside is cancelled, and the error says
    so. Given back also after Ctrl-C; not after a Cut, since then there is nobody to give it to.
    """
    main, keeper = asyncio.current_task(), None
    assert main is not None  # noqa: S101 (asyncio has no coroutine without one)
    try:
        await latch.take(break_lock=break_lock)
        keeper = asyncio.create_task(_renew(latch, main))
        yield latch
    except Taken as taken:
        raise PublisherError(lock.lost(shown)) from taken
    except asyncio.CancelledError as cancelled:
        if keeper is not None and keeper.done() and not keeper.exception():
            main.uncancel()
            raise PublisherError(lock.lost(shown)) from cancelled
        raise
    finally:
        if keeper is not None:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
        with suppress(Cut, TimeoutError, PublisherError):
            await asyncio.wait_for(latch.give_back(), _GOODBYE)


async def _renew(latch: StoreLock, main: asyncio.Task[object]) -> None:
    """Show, now and then, that a long deploy is not a dead one; ends when the lock is lost.

    A connection that is cut is the main task's to find out.
    """
    with suppress(Taken):
        while True:
            await asyncio.sleep(lock.RENEW.total_seconds())
            await latch.renew()
    main.cancel()
