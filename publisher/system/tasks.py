"""Maps over tasks of one event loop: so much at a time of what waits for a network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_parallel(
    limit: int, function: Callable[[T], Awaitable[R]], items: Iterable[T]
) -> list[R]:
    """The function's answer for each item, in order; at most `limit` run at once.

    The first exception ends all the others. One at a time needs no tasks, and whoever asks us to
    end (`platform.Ended`) is then heard where everything is put in order on the way out.
    """
    if limit == 1:
        return [await function(item) for item in items]
    answers: dict[int, R] = {}
    numbered = enumerate(items)

    async def work() -> None:
        for number, item in numbered:
            answers[number] = await function(item)

    workers = [asyncio.create_task(work()) for _ in range(limit)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return [answers[number] for number in sorted(answers)]


async def found_in_parallel(
    limit: int, function: Callable[[T], Awaitable[R | None]], items: Iterable[T]
) -> dict[T, R]:
    """Likewise, by item; without those for which the answer is None."""
    asked = list(items)
    pairs = zip(asked, await in_parallel(limit, function, asked), strict=True)
    return {item: answer for item, answer in pairs if answer is not None}
