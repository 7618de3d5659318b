"""Steps with single files in a folder, wherever it is, of which a store of files is made.

How one does that in a folder of this machine, and in one at a host over SFTP, they say themselves.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, TypeVar

from publisher.deploy.targets.memory import Goal
from publisher.deploy.targets.one_by_one import OneByOne
from publisher.deploy.targets.seen import SeenFile
from publisher.system.tasks import found_in_parallel

R = TypeVar("R")
_LONGEST_NAME = 255  # bytes, on all usual disks


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSteps(OneByOne):
    """What a place must be able to do. `site` is the folder of all files, `own` that of our notes.

    Each step tells of what is not there by `absent`; all else is told in our own words by `faults`,
    around several of them.
    """

    site: str
    own: str
    shown: str
    parallel: int
    can_keep: bool = True
    absent: ClassVar[tuple[type[Exception], ...]]
    broken: ClassVar[tuple[type[BaseException], ...]]
    """After which a half-written file is cleared away."""

    @abstractmethod
    def faults(
        self, path: str, size: int = 0, *, reading: bool = False
    ) -> AbstractAsyncContextManager[None]:
        """Tell what goes wrong inside in our own words; `size` is what was to be written."""

    @abstractmethod
    async def seen_at(self, paths: Collection[str]) -> Mapping[str, SeenFile]:
        """What lies at paths of the site; links may be followed above them."""

    @abstractmethod
    async def seen(self, place: str) -> SeenFile | None:
        """What lies there; a link is not followed."""

    @abstractmethod
    async def inside(self, place: str) -> Sequence[tuple[str, bool]]:
        """The names in a folder, and whether each is a folder itself."""

    @abstractmethod
    async def data(self, place: str) -> bytes | None:
        """All that is in a small file."""

    @abstractmethod
    async def fill(self, place: str, data: bytes) -> None:
        """Write there, so that it survives a power cut where that can be promised."""

    @abstractmethod
    async def send(self, source: Path, place: str, path: str, goal: Goal) -> None:
        """Write a built file there. Raises PublisherError when it is not what `goal` says."""

    @abstractmethod
    async def move(self, source: str, goal: str) -> None:
        """In one step, and in place of what is there."""

    @abstractmethod
    async def claim(self, source: str, goal: str) -> None:
        """Move where nothing is. Raises Taken when something is, and then `source` is gone."""

    @abstractmethod
    async def link(self, source: str, goal: str) -> None:
        """Let one file lie at both places."""

    @abstractmethod
    async def restore(self, kept: str, place: str, goal: Goal) -> bool:
        """Let what is kept lie there too; returns whether it is whole, where that can be told."""

    @abstractmethod
    async def unlink(self, place: str) -> None:
        """Remove, if it is there."""

    @abstractmethod
    async def make_folder(self, place: str) -> None:
        """Make a folder, if it is not there; that above it must be."""

    @abstractmethod
    async def remove_folder(self, place: str) -> bool:
        """Remove a folder; returns whether that could be, for it was empty."""

    @asynccontextmanager
    async def _whole_or_not(self, path: str, half: str, size: int) -> AsyncIterator[None]:
        """Tell what goes wrong inside, and leave nothing half-written behind."""
        async with self.faults(path, size):
            try:
                yield
            except self.broken:
                with suppress(Exception):
                    await self.unlink(half)
                raise

    async def _each(
        self, step: Callable[[str], Awaitable[R | None]], places: Mapping[str, str]
    ) -> dict[str, R]:
        """Do it at each of these places, which are told of by what they are called here."""

        async def one(name: str) -> R | None:
            async with self.faults(name):
                return await step(places[name])

        return await found_in_parallel(self.parallel, one, places)

    async def _make_all(self, place: str) -> None:
        """Make a folder and those above it."""
        try:
            await self.make_folder(place)
        except self.absent:
            await self._make_all(above(place))
            await self.make_folder(place)

    def _at(self, path: str) -> str:
        return f"{self.site}/{path}" if path else self.site

    def _own(self, name: str) -> str:
        return f"{self.own}/{name}"


def partial(place: str) -> str:
    """Where a file is written before it is moved to its place; no name is too long for that."""
    folder, _, name = place.rpartition("/")
    half = f".{name}.publisher-part"
    if len(half.encode(errors="surrogateescape")) > _LONGEST_NAME:
        half = f".{sha256(name.encode(errors='surrogateescape')).hexdigest()}.publisher-part"
    return f"{folder}/{half}"


def above(place: str) -> str:
    """The folder that something lies in."""
    return place.rpartition("/")[0]
