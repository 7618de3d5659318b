"""A store that is a folder at a host, over SFTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import ClassVar, cast

import asyncssh
from asyncssh import SFTPAttrs, SFTPClient, SFTPError

from publisher.deploy.targets.built import read_built, require_built
from publisher.deploy.targets.file_store import FileStore
from publisher.deploy.targets.memory import Goal
from publisher.deploy.targets.seen import FOLDER, OTHER, SeenFile
from publisher.deploy.targets.sftp.words import failed
from publisher.deploy.targets.store import Taken
from publisher.problems import PublisherError

_ABSENT = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath, asyncssh.SFTPNotADirectory)
_THERE = (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists)
"""What a host may answer when a name is taken: version 3 of the protocol has no word for it."""
_FAULTS = (asyncssh.Error, OSError)
_LARGE = 1 << 20
"""Bytes from which on a file is read while it is sent, and not before."""
_LARGE_AT_ONCE = 2
_BLOCKS_AT_ONCE = 32
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpStore(FileStore):
    """A `Store` over an open session."""

    client: SFTPClient
    sees_all: bool = False
    absent: ClassVar[tuple[type[Exception], ...]] = _ABSENT
    broken: ClassVar[tuple[type[BaseException], ...]] = (SFTPError, PublisherError)
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))

    @asynccontextmanager
    async def faults(
        self,
        path: str,
        size: int = 0,
        *,
        reading: bool = False,  # noqa: ARG002
    ) -> AsyncIterator[None]:
        """A host that does not say why is asked whether its disk is full."""
        try:
            yield
        except _FAULTS as error:
            unknown = isinstance(error, asyncssh.SFTPFailure)
            full = unknown and await self._is_full(size)
            raise failed(error, f"{self.shown}/{path}".rstrip("/"), full=full) from error

    async def seen_at(self, paths: Collection[str]) -> Mapping[str, SeenFile]:
        """By one lstat for each."""
        return await self._each(self.seen, {path: self._at(path) for path in paths})

    async def seen(self, place: str) -> SeenFile | None:
        """By lstat."""
        there = await self._attributes(place)
        return _seen(there) if there else None

    async def inside(self, place: str) -> list[tuple[str, bool]]:
        """As in `FileSteps`."""
        return [
            (str(each.filename), S_ISDIR(each.attrs.permissions or 0))
            async for each in self.client.scandir(place)
            if str(each.filename) not in {".", ".."}
        ]

    async def data(self, place: str) -> bytes | None:
        """As in `FileSteps`."""
        try:
            async with self.client.open(place, "rb") as file:
                return cast("bytes", await file.read())
        except _ABSENT:
            return None

    async def hash(self, path: str) -> str:
        """All of it comes here to be read."""
        digest = sha256()
        async with self.faults(path), self.client.open(self._at(path), "rb") as file:
            while chunk := await file.read(_CHUNK):
                digest.update(cast("bytes", chunk))
        return digest.hexdigest()

    async def fill(self, place: str, data: bytes) -> None:
        """When it is safe from a power cut, the host decides."""
        async with self.client.open(place, "wb") as file:
            if data:
                await file.write(data)

    async def send(self, source: Path, place: str, path: str, goal: Goal) -> None:
        """Read whole when small; else read once to prove it, and again while it is sent."""
        if goal.bytes < _LARGE:
            await self.fill(place, read_built(source, path, goal))
            return
        async with self._large:
            await asyncio.to_thread(require_built, source, path, goal)
            await self.client.put(str(source), place, sparse=False, max_requests=_BLOCKS_AT_ONCE)

    async def move(self, source: str, goal: str) -> None:
        """In one step where the host can; else the old file is away for the blink of an eye."""
        try:
            await self.client.posix_rename(source, goal)
        except asyncssh.SFTPOpUnsupported:
            await self.unlink(goal)
            await self.client.rename(source, goal)

    async def claim(self, source: str, goal: str) -> None:
        """By a plain rename, which fails where a file is (version 3 of the protocol, 6.5)."""
        try:
            await self.client.rename(source, goal)
        except _THERE:
            await self.unlink(source)
            if await self._attributes(goal):
                raise Taken from None
            raise

    async def link(self, source: str, goal: str) -> None:
        """As in `FileSteps`."""
        await self.client.link(source, goal)

    async def restore(self, kept: str, place: str, goal: Goal) -> bool:  # noqa: ARG002
        """By another link: to prove it would be to fetch it."""
        await self.client.link(kept, place)
        return True

    async def unlink(self, place: str) -> None:
        """As in `FileSteps`."""
        with suppress(*_ABSENT):
            await self.client.remove(place)

    async def make_folder(self, place: str) -> None:
        """As in `FileSteps`."""
        try:
            await self.client.mkdir(place)
        except _THERE:
            if await self._attributes(place) is None:
                raise

    async def remove_folder(self, place: str) -> bool:
        """Version 3 of the protocol cannot say that a folder is not empty: it just fails."""
        try:
            with suppress(*_ABSENT):
                await self.client.rmdir(place)
        except (asyncssh.SFTPFailure, asyncssh.SFTPDirNotEmpty):
            return False
        return True

    async def can_link(self) -> bool:
        """Whether the host makes hard links: asked for one of nothing, it says so either way."""
        nothing = f"{self.site}/.publisher-none"
        async with self.faults(""):
            try:
                await self.client.link(nothing, nothing)
            except asyncssh.SFTPOpUnsupported:
                return False
            except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection):
                raise
            except asyncssh.SFTPError:
                return True  # of course not; but it has understood
        return True

    async def _attributes(self, place: str) -> SFTPAttrs | None:
        try:
            return await self.client.lstat(place)
        except _ABSENT:
            return None

    async def _is_full(self, size: int) -> bool:
        try:
            there = await self.client.statvfs(self.site)
        except _FAULTS:
            return False
        return bool(there.bavail * there.frsize < max(size, 1))


def _seen(there: SFTPAttrs) -> SeenFile:
    mode, size = there.permissions or 0, there.size or 0
    kind = FOLDER if S_ISDIR(mode) else OTHER
    bytes_, tag = size if S_ISREG(mode) else kind, f"{there.size}-{there.mtime}"
    return SeenFile(bytes=bytes_, tag=tag, written=float(there.mtime or 0))
