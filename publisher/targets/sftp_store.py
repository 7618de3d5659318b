"""Files at a host, over SFTP: each is written beside its place and then moved there in one step."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, cast

import asyncssh
from asyncssh import SFTPAttrs, SFTPClient, SFTPError

from publisher.problems import Problem, PublisherError
from publisher.targets.built import read_built, require_built
from publisher.targets.lock import NAME as LOCK
from publisher.targets.memory import Goal, is_ours
from publisher.targets.notes import Note
from publisher.targets.sftp_files import NOT_THERE, THERE, Files, partial, tag
from publisher.targets.store import FOLDER, Seen, Taken, in_parallel

if TYPE_CHECKING:
    from publisher.targets.sftp_host import Host

_LARGE = 1 << 20
"""Bytes from which on a file is read while it is sent, and not before."""
_LARGE_AT_ONCE = 2
_BLOCKS_AT_ONCE = 32
_CHUNK = 1 << 18
_CLOCK = ".publisher-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStore:
    """A `Store`. `site` and `own` are folders at the host: the site's, and that of our notes."""

    files: Files
    site: str
    own: str
    parallel: int
    can_keep: bool
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))

    @classmethod
    async def over(cls, client: SFTPClient, host: Host) -> FileStore:
        """A store over an open session; asks at once whether the host can make hard links."""
        files = Files(client=client, shown=host.shown, site=host.path)
        return cls(
            files=files,
            site=host.path,
            own=host.own,
            parallel=host.parallel,
            can_keep=await files.can_link(),
        )

    async def look(
        self,
        paths: Collection[str],
        known: Mapping[str, str],  # noqa: ARG002
    ) -> Mapping[str, Seen]:
        """By one lstat a file."""
        asked = list(paths)
        stats = await in_parallel(self.parallel, self._stat, asked)
        pairs = zip(asked, stats, strict=True)
        return {path: _seen(there) for path, there in pairs if there is not None}

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
        """See `Store`."""
        digest = sha256()
        async with self.files.faults(path), self.files.client.open(self._at(path), "rb") as file:
            while chunk := await file.read(_CHUNK):
                digest.update(cast("bytes", chunk))
        return digest.hexdigest()

    async def notes(self, folder: str) -> frozenset[str]:
        """See `Store`."""
        names: set[str] = set()
        async with self.files.faults(folder):
            with suppress(*NOT_THERE):
                async for each in self.files.client.scandir(self._own(folder)):
                    names.add(f"{folder}/{each.filename!s}")
        return frozenset(names)

    async def read(self, name: str) -> Note | None:
        """See `Store`."""
        async with self.files.faults(name):
            try:
                async with self.files.client.open(self._own(name), "rb") as file:
                    data = cast("bytes", await file.read())
                    return Note(name=name, data=data, tag=tag(await file.stat()))
            except NOT_THERE:
                return None

    async def write(self, name: str, data: bytes, instead_of: Note | None) -> Note:
        """Written beside its place and moved there; a new one so that only one can make it."""
        place = self._own(name)
        async with self.files.faults(name):
            # Two who both want the lock must not write it in the same place.
            mine = f"{place}.{sha256(data).hexdigest()[:8]}" if name == LOCK else place
            if instead_of is None:
                await self._create(partial(mine), place, data)
            else:
                there = await self.files.attributes(place)
                if there is None or tag(there) != instead_of.tag:
                    raise Taken
                await self.files.fill(partial(mine), data)
                await self.files.move(partial(mine), place)
            return Note(name=name, data=data, tag=tag(await self.files.client.lstat(place)))

    async def erase(self, name: str) -> None:
        """See `Store`."""
        async with self.files.faults(name):
            for place in (self._own(name), partial(self._own(name))):
                await self.files.unlink(place)

    async def age(self, name: str) -> timedelta:
        """By the host's clock: a file is made there and compared."""
        clock = self._own(_CLOCK)
        async with self.files.faults(name):
            then = await self.files.attributes(self._own(name))
            if then is None:
                return timedelta.max
            await self.files.fill(clock, b"")
            now = await self.files.client.lstat(clock)
            await self.files.unlink(clock)
        return timedelta(seconds=(now.mtime or 0) - (then.mtime or 0))

    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """See `Store`."""
        place = self._at(path)
        async with self.files.faults(path, goal.bytes):
            try:
                if goal.bytes < _LARGE:
                    await self.files.fill(partial(place), read_built(source, path, goal))
                else:
                    await self._send(source, partial(place), path, goal)
                sent = await self._arrived(path, goal)
                await self.files.move(partial(place), place)
            except (SFTPError, PublisherError):
                with suppress(SFTPError):
                    await self.files.unlink(partial(place))
                raise
            return tag(sent)

    async def delete(self, paths: Collection[str]) -> None:
        """See `Store`."""
        await self._unlink_all({path: self._at(path) for path in paths})

    async def keep(self, path: str, name: str) -> None:
        """By a hard link: no byte is copied, and the file stays when its name gets a new one."""
        place = self._own(name)
        async with self.files.faults(path):
            if await self.files.attributes(place):
                return
            try:
                await self.files.client.link(self._at(path), place)
            except NOT_THERE:
                await self.files.make_above(place)
                await self.files.client.link(self._at(path), place)

    async def put_back(self, name: str, path: str) -> str:
        """By another link, moved into place: what is kept stays kept until it is dropped."""
        place = self._at(path)
        async with self.files.faults(path):
            await self.files.unlink(partial(place))
            await self.files.client.link(self._own(name), partial(place))
            await self.files.move(partial(place), place)
            # A rename of one link onto another of the same file does nothing, and leaves both.
            await self.files.unlink(partial(place))
            return tag(await self.files.client.lstat(place))

    async def drop(self, names: Collection[str]) -> None:
        """See `Store`."""
        await self._unlink_all({name: self._own(name) for name in names})

    async def holds(self, names: Collection[str]) -> frozenset[str]:
        """See `Store`."""

        async def held(name: str) -> bool:
            async with self.files.faults(name):
                return await self.files.attributes(self._own(name)) is not None

        asked = sorted(names)
        answers = await in_parallel(self.parallel, held, asked)
        return frozenset(name for name, there in zip(asked, answers, strict=True) if there)

    async def sweep(self, paths: Collection[str]) -> None:
        """See `Store`."""
        await self._unlink_all({path: partial(self._at(path)) for path in paths})

    async def missing(self, folders: Collection[str]) -> frozenset[str]:
        """Raises PublisherError when something else has the name of one."""
        asked = sorted(folders)
        stats = await in_parallel(self.parallel, self._stat, asked)
        there = dict(zip(asked, stats, strict=True))
        walls = [path for path, each in there.items() if each and not _is_folder(each)]
        if walls:
            text = "ligger i vägen för sajtens mapp med samma namn"
            raise PublisherError(self._problem(path, text) for path in walls)
        return frozenset(path for path, each in there.items() if each is None)

    async def make(self, folders: Collection[str]) -> None:
        """See `Store`."""

        async def one(path: str) -> None:
            async with self.files.faults(path):
                try:
                    await self.files.client.mkdir(self._at(path))
                except THERE:
                    if await self.files.attributes(self._at(path)) is None:
                        raise

        await self._make_root()
        for level in _levels(folders):
            await in_parallel(self.parallel, one, level)

    async def prune(self, folders: Collection[str]) -> frozenset[str]:
        """See `Store`."""
        gone: set[str] = set()

        async def one(path: str) -> None:
            # Version 3 of the protocol cannot say that a folder is not empty: it just fails.
            not_empty = (asyncssh.SFTPFailure, asyncssh.SFTPDirNotEmpty)
            async with self.files.faults(path):
                with suppress(*not_empty):
                    with suppress(*NOT_THERE):
                        await self.files.client.rmdir(self._at(path))
                    gone.add(path)

        for level in reversed(_levels(folders)):
            await in_parallel(self.parallel, one, level)
        return frozenset(gone)

    async def _make_root(self) -> None:
        async with self.files.faults(""):
            await self.files.client.makedirs(self.site, exist_ok=True)

    async def _stat(self, path: str) -> SFTPAttrs | None:
        async with self.files.faults(path):
            return await self.files.attributes(self._at(path))

    async def _list(self, folder: str) -> list[tuple[str, bool]]:
        entries: list[tuple[str, bool]] = []
        async with self.files.faults(folder):
            try:
                async for each in self.files.client.scandir(
                    self._at(folder) if folder else self.site
                ):
                    path = f"{folder}/{each.filename!s}".lstrip("/")
                    own = is_ours(path) or self._at(path) == self.own
                    if str(each.filename) not in {".", ".."} and not own:
                        entries.append((path, _is_folder(each.attrs)))
            except NOT_THERE:
                return []
        return entries

    async def _create(self, part: str, place: str, data: bytes) -> None:
        """By a plain rename, which fails where a file is (version 3 of the protocol, 6.5).

        An exclusive create would leave an empty lock when the line is cut before its contents come,
        and nobody could tell whose it was. What is left here then is a name that only we use.
        """
        try:
            await self.files.fill(part, data)
        except NOT_THERE:
            await self.files.make_above(place)
            await self.files.fill(part, data)
        try:
            await self.files.client.rename(part, place)
        except THERE:
            await self.files.unlink(part)
            if await self.files.attributes(place):
                raise Taken from None
            raise

    async def _send(self, source: Path, place: str, path: str, goal: Goal) -> None:
        async with self._large:
            await asyncio.to_thread(require_built, source, path, goal)
            await self.files.client.put(
                str(source), place, sparse=False, max_requests=_BLOCKS_AT_ONCE
            )

    async def _arrived(self, path: str, goal: Goal) -> SFTPAttrs:
        sent = await self.files.client.lstat(partial(self._at(path)))
        if sent.size != goal.bytes:
            raise PublisherError(self._problem(path, "kom inte fram hel"))
        return sent

    async def _unlink_all(self, places: Mapping[str, str]) -> None:
        async def one(item: tuple[str, str]) -> None:
            async with self.files.faults(item[0]):
                await self.files.unlink(item[1])

        await in_parallel(self.parallel, one, places.items())

    def _problem(self, path: str, text: str) -> Problem:
        hint = "Rätta till det hos värden och kör publisher deploy igen, så görs resten."
        return Problem(path=f"{self.files.shown}/{path}", text=text, hint=hint)

    def _at(self, path: str) -> str:
        return f"{self.site}/{path}"

    def _own(self, name: str) -> str:
        return f"{self.own}/{name}"


def _levels(folders: Collection[str]) -> list[list[str]]:
    """Folders by how deep they lie, those above first."""
    levels: dict[int, list[str]] = {}
    for path in sorted(folders):
        levels.setdefault(path.count("/"), []).append(path)
    return [levels[depth] for depth in sorted(levels)]


def _is_folder(there: SFTPAttrs) -> bool:
    return S_ISDIR(there.permissions or 0)


def _seen(there: SFTPAttrs) -> Seen:
    is_file = S_ISREG(there.permissions or 0)
    return Seen(bytes=(there.size or 0) if is_file else FOLDER, tag=tag(there))
