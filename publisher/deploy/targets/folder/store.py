"""A store that is a folder of this machine, or of a disk that it has mounted."""

# A disk is not waited for as a network is: a thread for each step would cost more than the step.
# ruff: noqa: ASYNC230, ASYNC240

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import ClassVar

from publisher.deploy.targets.built import since_built, unreadable
from publisher.deploy.targets.file_steps import partial
from publisher.deploy.targets.file_store import FileStore
from publisher.deploy.targets.memory import Goal
from publisher.deploy.targets.seen import FOLDER, OTHER, SeenFile
from publisher.deploy.targets.store import Taken
from publisher.problems import Problem, PublisherError, reason
from publisher.system.disk import ordinary

_CHUNK = 1 << 20
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskStore(FileStore):
    """A `Store` on this machine; `shown` is the folder as its owner wrote it.

    Nothing here waits for anything, so others get their turn between chunks (`_breathe`). One file
    at a time: a disk is no quicker with more.
    """

    parallel: int = 1
    sees_all: bool = True
    absent: ClassVar[tuple[type[Exception], ...]] = (FileNotFoundError, NotADirectoryError)
    broken: ClassVar[tuple[type[BaseException], ...]] = (BaseException,)

    @asynccontextmanager
    async def faults(
        self,
        path: str,
        size: int = 0,  # noqa: ARG002
        *,
        reading: bool = False,
    ) -> AsyncIterator[None]:
        """In the system's own words, as `reason` has them."""
        try:
            yield
        except OSError as error:
            name = str(error.filename or self.site + "/")
            inside = path if name.startswith(f"{self.site}/") else ""
            text = f"gick inte att {'läsa' if reading else 'skriva'}: {reason(error)}"
            hint = "Rätta till det och kör publisher deploy igen, så görs resten."
            shown = f"{self.shown}/{inside}" if inside else self.shown
            raise PublisherError(Problem(path=shown, text=text, hint=hint)) from error

    async def seen_at(self, paths: Collection[str]) -> Mapping[str, SeenFile]:
        """By one lstat for each."""
        async with self.faults("", reading=True):
            looked = ((path, _lstat(f"{self.site}/{path}")) for path in paths)
            return {path: _seen(there) for path, there in looked if there}

    async def seen(self, place: str) -> SeenFile | None:
        """By lstat."""
        there = _lstat(place)
        return _seen(there) if there else None

    async def inside(self, place: str) -> list[tuple[str, bool]]:
        """A folder that others have shut holds nothing of ours."""
        try:
            with os.scandir(place) as entries:
                return [(each.name, each.is_dir(follow_symlinks=False)) for each in entries]
        except PermissionError:
            return []

    async def data(self, place: str) -> bytes | None:
        """As in `FileSteps`."""
        try:
            return ordinary(Path(place)).read_bytes()
        except self.absent:
            return None

    async def hash(self, path: str) -> str:
        """In pieces, whatever its size."""
        await _breathe()
        async with self.faults(path, reading=True):
            with Path(self._at(path)).open("rb") as file:
                return file_digest(file, "sha256").hexdigest()

    async def fill(self, place: str, data: bytes) -> None:
        """Down to the disk itself."""
        with Path(place).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    async def send(self, source: Path, place: str, path: str, goal: Goal) -> None:
        """The bytes alone: rights and times are the target's own matter."""
        try:
            same = await _copy(source, place) == goal.sha256
        except OSError as error:
            if error.filename == str(source):
                raise unreadable(path, error) from error
            raise
        if not same:
            raise since_built(path)

    async def move(self, source: str, goal: str) -> None:
        """By a rename, which takes the place of what is there."""
        Path(source).replace(goal)

    async def claim(self, source: str, goal: str) -> None:
        """By a link, which only one can make; disks without them get a file in two steps."""
        try:
            os.link(source, goal)
        except FileExistsError:
            raise Taken from None
        except OSError:
            try:
                with Path(goal).open("xb") as new:
                    new.write(Path(source).read_bytes())
            except FileExistsError:
                raise Taken from None
        finally:
            Path(source).unlink(missing_ok=True)

    async def link(self, source: str, goal: str) -> None:
        """On a disk without hard links, a copy; if it is another fault, that finds it again."""
        try:
            os.link(source, goal)
        except self.absent:
            raise
        except OSError:
            half = Path(partial(goal))
            try:
                shutil.copyfile(source, half)
                half.replace(goal)
            finally:
                half.unlink(missing_ok=True)

    async def restore(self, kept: str, place: str, goal: Goal) -> bool:
        """By a copy, proved by its hash on the way: whatever is kept stays as it was."""
        return await _copy(Path(kept), place) == goal.sha256

    async def unlink(self, place: str) -> None:
        """As in `FileSteps`."""
        try:
            Path(place).unlink()
        except self.absent:
            return

    async def make_folder(self, place: str) -> None:
        """As in `FileSteps`."""
        Path(place).mkdir(exist_ok=True)

    async def remove_folder(self, place: str) -> bool:
        """Asked first, since systems differ in how they refuse."""
        try:
            if os.listdir(place):  # noqa: PTH208 (the same, shorter)
                return False
            Path(place).rmdir()
        except self.absent:
            pass
        return True


async def _copy(source: Path, goal: str) -> str:
    """Copy the bytes; returns their sha256."""
    digest = sha256()
    with source.open("rb") as read, Path(goal).open("wb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
            await _breathe()
    return digest.hexdigest()


async def _breathe() -> None:
    """Let Ctrl-C be heard, and the lock be renewed."""
    await asyncio.sleep(0)


def _lstat(place: str) -> os.stat_result | None:
    try:
        return os.lstat(place)  # a site has thousands, and a Path costs as much again
    except (FileNotFoundError, NotADirectoryError):
        return None


def _seen(there: os.stat_result) -> SeenFile:
    size = there.st_size if S_ISREG(there.st_mode) else OTHER
    return SeenFile(
        bytes=FOLDER if S_ISDIR(there.st_mode) else size,
        tag=f"{there.st_size}-{there.st_mtime_ns}",
        written=there.st_mtime_ns / _SECOND,
    )
