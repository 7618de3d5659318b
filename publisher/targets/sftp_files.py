"""What is done with single files at a host over SFTP, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

import asyncssh
from asyncssh import SFTPAttrs, SFTPClient

from publisher.targets.sftp_words import failed

NOT_THERE = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath, asyncssh.SFTPNotADirectory)
THERE = (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists)
"""What a host may answer when a name is taken: version 3 of the protocol has no word for it."""
_FAULTS = (asyncssh.Error, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Steps over an open session, by places at the host; `site` is the folder of all of them."""

    client: SFTPClient
    shown: str
    site: str

    async def attributes(self, place: str) -> SFTPAttrs | None:
        """What lies there, or None; a link is not followed."""
        try:
            return await self.client.lstat(place)
        except NOT_THERE:
            return None

    async def fill(self, place: str, data: bytes) -> None:
        """Write there, not whole or not at all: that is for a place that nobody looks at."""
        async with self.client.open(place, "wb") as file:
            if data:
                await file.write(data)

    async def move(self, source: str, goal: str) -> None:
        """In one step where the host can; else the old file is away for the blink of an eye."""
        try:
            await self.client.posix_rename(source, goal)
        except asyncssh.SFTPOpUnsupported:
            await self.unlink(goal)
            await self.client.rename(source, goal)

    async def unlink(self, place: str) -> None:
        """Remove, if it is there."""
        with suppress(*NOT_THERE):
            await self.client.remove(place)

    async def make_above(self, place: str) -> None:
        """Make the folder that a place lies in, and those above it."""
        await self.client.makedirs(PurePosixPath(place).parent.as_posix(), exist_ok=True)

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

    @asynccontextmanager
    async def faults(self, path: str, size: int = 0) -> AsyncIterator[None]:
        """Tell what goes wrong inside in our own words; `size` is what was to be written."""
        try:
            yield
        except _FAULTS as error:
            unknown = isinstance(error, asyncssh.SFTPFailure)
            full = unknown and await self._is_full(size)
            raise failed(error, f"{self.shown}/{path}".rstrip("/"), full=full) from error

    async def _is_full(self, size: int) -> bool:
        try:
            there = await self.client.statvfs(self.site)
        except _FAULTS:
            return False
        return bool(there.bavail * there.frsize < max(size, 1))


def partial(place: str) -> str:
    """Where a file is written before it is moved to its place."""
    folder, _, name = place.rpartition("/")
    return f"{folder}/.{name}.publisher-part"


def tag(there: SFTPAttrs) -> str:
    """What tells one state of a file from another, as far as a host can tell."""
    return f"{there.size}-{there.mtime}"
