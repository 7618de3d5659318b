"""Stores: places where files are put one by one, by name, and what any of them must be able to do.

A store knows how its own network speaks and how it fails; what is put where, in which order and
under which lock is decided for all of them in one place (`difference`, `transfer`, `storing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from publisher.problems import Problem
from publisher.targets.memory import Goal
from publisher.targets.notes import Note

T = TypeVar("T")
R = TypeVar("R")

FOLDER = -1
"""The size that is told of what is no ordinary file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What lies at a path. `goal` is what it was put as, if it bears our mark; else None."""

    bytes: int
    tag: str
    goal: Goal | None = None


class Taken(Exception):  # noqa: N818 (it is no error: somebody else was first)
    """A note was not written, since it was no longer as the writer had read it."""


class Cut(Exception):  # noqa: N818
    """The connection is gone, and with it all that was under way; trying again may help."""

    def __init__(self, problem: Problem) -> None:
        """Carry what to tell the author should no try help."""
        self.problem = problem
        super().__init__(str(problem))


async def in_parallel(
    limit: int, function: Callable[[T], Awaitable[R]], items: Iterable[T]
) -> list[R]:
    """The function's answer for each item, in order; at most `limit` run at once.

    The first exception ends all the others.
    """
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


class Store(Protocol):
    """An open connection to a store; every method may raise PublisherError, or Cut.

    Paths are those of the site, with forward slashes. Names of the publisher's own begin with
    `.publisher-`; the store may keep them elsewhere.
    """

    @property
    def can_keep(self) -> bool:
        """Whether `keep` and `put_back` work here: not where a host cannot make hard links."""

    async def look(self, paths: Collection[str], known: Mapping[str, str]) -> Mapping[str, Seen]:
        """What lies at these paths; those where nothing does are left out.

        `known` are the tags of what we left, by path: a file that still has its tag need not be
        looked at more closely.
        """

    async def names(self) -> frozenset[str]:
        """Every file there, our own notes and kept files apart."""

    async def hash(self, path: str) -> str:
        """The sha256 of what lies there, by reading all of it."""

    async def notes(self, folder: str) -> frozenset[str]:
        """The names of the notes in a folder of ours, which need not be there."""

    async def read(self, name: str) -> Note | None:
        """A note, or None when there is none."""

    async def write(self, name: str, data: bytes, instead_of: Note | None) -> Note:
        """Put a note whole or not at all. Raises Taken unless it replaces just that one (or none).

        A store that cannot promise so much does its best.
        """

    async def erase(self, name: str) -> None:
        """Remove a note, if it is there."""

    async def age(self, name: str) -> timedelta:
        """How long ago a note was written, by the store's own clock; none at all if it is gone."""

    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """Put a built file there, whole or not at all; returns its tag.

        Raises PublisherError when the file is no longer what `goal` says.
        """

    async def delete(self, paths: Collection[str]) -> None:
        """Remove files; those that are gone already are no fault."""

    async def keep(self, path: str, name: str) -> None:
        """Let what lies at `path` also lie at `name`, where no reader looks."""

    async def put_back(self, name: str, path: str) -> str:
        """Let what is kept at `name` lie at `path` again, whole or not at all; returns its tag."""

    async def drop(self, names: Collection[str]) -> None:
        """Remove kept files."""

    async def holds(self, names: Collection[str]) -> frozenset[str]:
        """Which of these kept files are there."""

    async def sweep(self, paths: Collection[str]) -> None:
        """Remove what a run that was cut off left half-written beside these paths."""

    async def missing(self, folders: Collection[str]) -> frozenset[str]:
        """Which of these folders are not there; none where a store knows no folders."""

    async def make(self, folders: Collection[str]) -> None:
        """Make folders, those above first."""

    async def prune(self, folders: Collection[str]) -> frozenset[str]:
        """Remove those of the folders that are empty; returns those that are no longer there."""


class Shop(Protocol):
    """A store that is yet to be connected to, as the settings describe it."""

    @property
    def shown(self) -> str:
        """Its name in Problems: `s3://bucket/sajt`, `sftp://vard/sajt`."""

    @property
    def keep(self) -> int:
        """How many earlier sites can be put back; 0: none."""

    @property
    def parallel(self) -> int:
        """How many files are put at once."""

    @property
    def pauses(self) -> tuple[float, ...]:
        """Seconds to wait before each new try after a Cut."""

    def form(self, path: str) -> str:
        """The form (see `Goal`) that a file of this name is put in."""

    def open(self) -> AbstractAsyncContextManager[Store]:
        """Connect. Raises PublisherError when that is refused, Cut when nobody answers."""
