"""Files in a folder, wherever it is: each is written beside its place and then moved there.

How a folder of this machine and one at a host over SFTP differ is told by their `Files`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Protocol

from publisher.deploy.targets import lock
from publisher.deploy.targets.memory import KEPT, Goal, is_ours
from publisher.deploy.targets.notes import OLD, TargetNote
from publisher.deploy.targets.one_by_one import OneByOne
from publisher.deploy.targets.store import (
    BEHIND,
    FOLDER,
    SeenFile,
    Taken,
    Words,
    in_parallel,
    not_kept,
)
from publisher.problems import Problem, PublisherError

_CLOCK = ".publisher-clock"
_LONGEST_NAME = 255  # bytes, on all usual disks


class Files(Protocol):
    """Steps with single files, by their places; each tells of what is not there by `absent`."""

    absent: ClassVar[tuple[type[Exception], ...]]
    broken: ClassVar[tuple[type[BaseException], ...]]
    """After which a half-written file is cleared away."""

    @property
    def site(self) -> str:
        """The folder of the site, and of all its files."""

    def faults(
        self, path: str, size: int = 0, *, reading: bool = False
    ) -> AbstractAsyncContextManager[None]:
        """Tell what goes wrong inside in our own words; `size` is what was to be written."""

    async def look(self, paths: Collection[str]) -> Mapping[str, SeenFile]:
        """What lies at these paths below the site; links are not followed."""

    async def seen(self, place: str) -> SeenFile | None:
        """What lies there; a link is not followed."""

    async def list(self, place: str) -> list[tuple[str, bool]]:
        """The names in a folder, and whether each is a folder itself."""

    async def data(self, place: str) -> bytes | None:
        """All that is in a small file."""

    async def hash(self, place: str) -> str:
        """The sha256 of a file."""

    async def fill(self, place: str, data: bytes, *, durable: bool = False) -> None:
        """Write there; durably, so that it survives a power cut."""

    async def send(self, source: Path, place: str, path: str, goal: Goal) -> None:
        """Write a built file there. Raises PublisherError when it is not what `goal` says."""

    async def move(self, source: str, goal: str) -> None:
        """In one step, and in place of what is there."""

    async def claim(self, source: str, goal: str) -> None:
        """Move where nothing is. Raises Taken when something is, and then `source` is gone."""

    async def link(self, source: str, goal: str) -> None:
        """Let one file lie at both places."""

    async def restore(self, kept: str, place: str, goal: Goal) -> bool:
        """Let what is kept lie there too; returns whether it is whole, where that can be told."""

    async def unlink(self, place: str) -> None:
        """Remove, if it is there."""

    async def make(self, place: str) -> None:
        """Make a folder, if it is not there."""

    async def make_all(self, place: str) -> None:
        """Make a folder and those above it."""

    async def remove_folder(self, place: str) -> bool:
        """Remove a folder; returns whether that could be, for it was empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStore(OneByOne):
    """A `Store`. `own` is the folder of our notes, which need not be the site's.

    `sees_all` is whether a look costs next to nothing.
    """

    files: Files
    own: str
    shown: str
    parallel: int
    can_keep: bool
    sees_all: bool

    async def look(self, paths: Collection[str], known: Words) -> Mapping[str, SeenFile]:  # noqa: ARG002
        """By one lstat a file."""
        async with self.files.faults("", reading=True):
            return await self.files.look(paths)

    async def names(self) -> frozenset[str]:
        """By a walk through all folders; links are not followed."""
        found: set[str] = set()
        folders = [""]
        while folders:
            listings = await in_parallel(self.parallel, self._list, folders)
            entries = [each for listing in listings for each in listing]
            folders = [name for name, is_folder in entries if is_folder]
            found |= {name for name, is_folder in entries if not is_folder}
        return frozenset(found)

    async def hash(self, path: str) -> str:
        """As in `OneByOne`."""
        async with self.files.faults(path, reading=True):
            return await self.files.hash(self._at(path))

    async def notes(self, folder: str) -> frozenset[str]:
        """By listing the folder."""
        async with self.files.faults(folder, reading=True):
            with suppress(*self.files.absent):
                listed = await self.files.list(self._own(folder))
                return frozenset(f"{folder}/{name}" for name, _ in listed)
        return frozenset()

    async def read(self, name: str) -> TargetNote | None:
        """Its tag is asked for first: if it changes meanwhile, that is seen when it is replaced."""
        async with self.files.faults(name, reading=True):
            there = await self.files.seen(self._own(name))
            data = await self.files.data(self._own(name)) if there else None
        if there is None or data is None:
            return None
        return TargetNote(name=name, data=data, tag=there.tag, written=there.written)

    async def write(self, name: str, data: bytes, instead_of: TargetNote | None) -> TargetNote:
        """Written beside its place and moved there; a new one so that only one can make it."""
        place, draft = self._own(name), partial(self._own(_draft(name, data)))
        async with self._whole_or_not(name, draft, len(data)):
            if name == lock.NAME and instead_of and instead_of.data != data:
                await self._take_away(place, draft, instead_of)
                instead_of = None
            if instead_of is None:
                await self._fill_new(draft, data)
                await self.files.claim(draft, place)
            else:
                there = await self.files.seen(place)
                if there is None or there.tag != instead_of.tag:
                    raise Taken
                await self.files.fill(draft, data, durable=True)
                await self.files.move(draft, place)
            left = await self.files.seen(place)
        return TargetNote(name=name, data=data, tag=left.tag if left else "")

    async def erase(self, name: str) -> None:
        """With what a run that was cut off has left of it."""
        places = [self._own(name), partial(self._own(name))]
        async with self.files.faults(name):
            for place in (*places, f"{places[0]}.part") if name == OLD else places:
                await self.files.unlink(place)

    async def now(self) -> float:
        """By the clock of the disk itself: a file is made there and looked at."""
        clock = self._own(_CLOCK)
        async with self.files.faults(_CLOCK):
            await self.files.fill(clock, b"")
            there = await self.files.seen(clock)
            await self.files.unlink(clock)
        return there.written if there else 0  # then another looked at the clock this very moment

    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """As in `OneByOne`."""
        place, half = self._at(path), partial(self._at(path))
        async with self._whole_or_not(path, half, goal.bytes):
            await self.files.send(source, half, path, goal)
            sent = await self.files.seen(half)
            if sent is None or sent.bytes != goal.bytes:
                raise PublisherError(self._problem(path, "kom inte fram hel"))
            await self.files.move(half, place)
        return sent.tag

    async def delete(self, paths: Collection[str]) -> None:
        """As in `OneByOne`."""
        await self._unlink_all({path: self._at(path) for path in paths})

    async def keep(self, path: str, name: str) -> None:
        """By a hard link: no byte is copied, and the file stays when its name gets a new one."""
        place = self._own(name)
        async with self.files.faults(path):
            if await self.files.seen(place):
                return
            try:
                await self.files.link(self._at(path), place)
            except self.files.absent:
                await self.files.make_all(_above(place))
                await self.files.link(self._at(path), place)

    async def put_back(self, path: str, goal: Goal) -> str:
        """Moved into place: what is kept stays kept until it is dropped."""
        place, half = self._at(path), partial(self._at(path))
        async with self._whole_or_not(path, half, goal.bytes):
            await self.files.unlink(half)
            if not await self.files.restore(self._own(goal.kept), half, goal):
                raise PublisherError(not_kept(self.shown, path, gone=False))
            await self.files.move(half, place)
            # A rename of one link onto another of the same file does nothing, and leaves both.
            await self.files.unlink(half)
            left = await self.files.seen(place)
        return left.tag if left else ""

    async def drop(self, names: Collection[str]) -> None:
        """The folder too, once it is empty."""
        await self._unlink_all({name: self._own(name) for name in names})
        if names:
            async with self.files.faults(KEPT):
                await self.files.remove_folder(self._own(KEPT))

    async def kept(self, name: str) -> SeenFile | None:
        """As in `OneByOne`."""
        async with self.files.faults(name, reading=True):
            return await self.files.seen(self._own(name))

    async def sweep(self, paths: Collection[str]) -> None:
        """By their names, which follow from where they were to lie."""
        await self._unlink_all({path: partial(self._at(path)) for path in paths})

    async def missing(self, folders: Collection[str]) -> frozenset[str]:
        """Raises PublisherError when something else has the name of one."""
        there = await self.look(sorted(folders), {})
        walls = [path for path, each in there.items() if each.bytes not in {FOLDER, BEHIND}]
        if walls:
            text = "ligger i vägen för sajtens mapp med samma namn"
            raise PublisherError(self._problem(path, text) for path in walls)
        return frozenset(folders) - there.keys()

    async def make(self, folders: Collection[str]) -> None:
        """Level by level."""

        async def one(path: str) -> None:
            async with self.files.faults(path):
                await self.files.make(self._at(path))

        async with self.files.faults(""):
            await self.files.make_all(self.files.site)
        for level in _levels(folders):
            await in_parallel(self.parallel, one, level)

    async def prune(self, folders: Collection[str]) -> frozenset[str]:
        """The deepest first. What is no folder any more, or behind a link, is not ours."""
        if not folders:
            return frozenset()
        there = await self.look(folders, {})
        ours = [path for path in folders if path in there and there[path].bytes == FOLDER]
        gone = set(folders).difference(ours)

        async def one(path: str) -> None:
            async with self.files.faults(path):
                if await self.files.remove_folder(self._at(path)):
                    gone.add(path)

        for level in reversed(_levels(ours)):
            await in_parallel(self.parallel, one, level)
        return frozenset(gone)

    @asynccontextmanager
    async def _whole_or_not(self, path: str, half: str, size: int) -> AsyncIterator[None]:
        """Tell what goes wrong inside, and leave nothing half-written behind."""
        async with self.files.faults(path, size):
            try:
                yield
            except self.files.broken:
                with suppress(Exception):
                    await self.files.unlink(half)
                raise

    async def _list(self, folder: str) -> list[tuple[str, bool]]:
        async with self.files.faults(folder, reading=True):
            with suppress(*self.files.absent):
                listed = await self.files.list(self._at(folder) if folder else self.files.site)
                found = [(f"{folder}/{name}".lstrip("/"), is_folder) for name, is_folder in listed]
                return [each for each in found if not self._is_own(each[0])]
        return []

    def _is_own(self, path: str) -> bool:
        return is_ours(path) or self._at(path) == self.own

    async def _fill_new(self, draft: str, data: bytes) -> None:
        """In full before it gets its name.

        An exclusive create would leave an empty lock when we are cut off before its contents come,
        and nobody could tell whose it was. What is left here then is a name that only we use.
        """
        try:
            await self.files.fill(draft, data, durable=True)
        except self.files.absent:
            await self.files.make_all(_above(draft))
            await self.files.fill(draft, data, durable=True)

    async def _take_away(self, place: str, aside: str, expected: TargetNote) -> None:
        """Remove somebody's lock, unless another was quicker and has put a new one there.

        A rename is done by one only; whoever finds another lock in their hand gives it back.
        """
        # Two links to one file, left by somebody who was cut off, cannot be renamed to each other.
        await self.files.unlink(aside)
        try:
            await self.files.move(place, aside)
        except self.files.absent:
            return
        if await self.files.data(aside) != expected.data:
            await self.files.claim(aside, place)
            raise Taken
        await self.files.unlink(aside)

    async def _unlink_all(self, places: Mapping[str, str]) -> None:
        async def one(item: tuple[str, str]) -> None:
            async with self.files.faults(item[0]):
                await self.files.unlink(item[1])

        await in_parallel(self.parallel, one, places.items())

    def _problem(self, path: str, text: str) -> Problem:
        hint = "Rätta till det och kör publisher deploy igen, så görs resten."
        return Problem(path=f"{self.shown}/{path}", text=text, hint=hint)

    def _at(self, path: str) -> str:
        return f"{self.files.site}/{path}"

    def _own(self, name: str) -> str:
        return f"{self.own}/{name}"


def partial(place: str) -> str:
    """Where a file is written before it is moved to its place; no name is too long for that."""
    folder, _, name = place.rpartition("/")
    half = f".{name}.publisher-part"
    if len(half.encode(errors="surrogateescape")) > _LONGEST_NAME:
        half = f".{sha256(name.encode(errors='surrogateescape')).hexdigest()}.publisher-part"
    return f"{folder}/{half}"


def _draft(name: str, data: bytes) -> str:
    """What a note is called until it is whole: two who both want the lock must not share that.

    The same machine's next run uses the same name again, so nothing is left for ever.
    """
    if name != lock.NAME:
        return name
    own = lock.read(data)
    return f"{name}.{own.place if own else sha256(data).hexdigest()[:8]}"


def _above(place: str) -> str:
    return place.rpartition("/")[0]


def _levels(folders: Collection[str]) -> list[list[str]]:
    """Folders by how deep they lie, those above first."""
    levels: dict[int, list[str]] = {}
    for path in sorted(folders):
        levels.setdefault(path.count("/"), []).append(path)
    return [levels[depth] for depth in sorted(levels)]
