"""Maps: the same work in one process or several, with the same result in the same order."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from publisher.system.platform import can_fork

T = TypeVar("T")
R = TypeVar("R")


class Map(Protocol):
    """What a stage needs of a map function."""

    def __call__(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """`function` of each item, in order."""


WORTH_FORKING = 48
"""Below this many items, starting processes costs more than it saves."""


def serial(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """One process; put this in when debugging."""
    return map(function, items)


INDEXING = "Gör sökregister"
"""The stage whose few items take a second or more each."""

OnProgress = Callable[[str, int, int], None]
"""Told how far a stage has come: its name in Swedish, items done, items in all."""


def unheard(stage: str, done: int, total: int) -> None:
    """For whoever does not want to know."""


def forked(jobs: int, stage: str = "", on_progress: OnProgress = unheard) -> Map:
    """A map over `jobs` forked processes, which see all that this one has in memory.

    Only results cross between processes, so `function` may be any closure.
    """

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        alone = jobs < 2 or len(items) < WORTH_FORKING or not can_fork()  # noqa: PLR2004
        results = serial(function, items) if alone else _fork(function, items, jobs)
        for done, result in enumerate(results, 1):
            on_progress(stage, done, len(items))
            yield result

    return run


def in_turn(stage: str, on_progress: OnProgress = unheard) -> Map:
    """A map in this process, one item after another, that tells at once what it has before it."""

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        for done, item in enumerate(items):
            on_progress(stage, done, len(items))
            yield function(item)
        on_progress(stage, len(items), len(items))

    return run


def threaded(jobs: int) -> Map:
    """A map over `jobs` threads, for items that other programs do the work of."""

    def run(function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        if jobs < 2 or len(items) < 2:  # noqa: PLR2004 (nothing to share out)
            yield from serial(function, items)
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(jobs, len(items))) as executor:
            yield from executor.map(function, items)

    return run


def _fork(function: Callable[[T], R], items: Sequence[T], jobs: int) -> Iterator[R]:
    from publisher.system.workers import Workers

    gc.freeze()  # or every collection in a child would copy the parent's pages
    workers = Workers(function, items, jobs)
    try:
        yield from workers.results() if len(workers) else serial(function, items)
    finally:
        workers.end()
        gc.unfreeze()
