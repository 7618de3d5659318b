"""Connecting to a store: anew when the line is cut, and so that whoever asks us to end is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from publisher.deploy.targets.store import Cut, Store, StoreSettings
from publisher.problems import PublisherError

R = TypeVar("R")


def with_patience(settings: StoreSettings, task: Callable[[Store], Awaitable[R]]) -> R:
    """What a task at the store answers. Raises PublisherError when no try has helped.

    Whoever asks us to end is heard outside: asyncio would tell it as a fault of ours.
    """
    ended: list[KeyboardInterrupt] = []

    async def whole() -> R | None:
        try:
            return await _patiently(settings, task)
        except KeyboardInterrupt as asked:
            ended.append(asked)
            return None

    answer = asyncio.run(whole())
    if ended:
        raise ended[0]
    return cast("R", answer)


async def _patiently(settings: StoreSettings, task: Callable[[Store], Awaitable[R]]) -> R:
    """Connect and do the task; anew, after a pause, when the connection was cut."""
    pauses = iter(settings.pauses)
    while True:
        try:
            async with settings.open() as store:
                return await task(store)
        except Cut as cut:
            if (pause := next(pauses, None)) is None:
                raise PublisherError(cut.problem) from cut
        await asyncio.sleep(pause)
