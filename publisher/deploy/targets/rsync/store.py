"""A folder on another machine, where rsync moves whole phases of files at a time.

It is a `Store` of its own and not one of single files: a run of rsync costs as much for one file as
for a thousand. Rsync itself moves what it replaces aside, into a folder for each run, by path: it
can give nothing another name. So what is kept lies otherwise here than anywhere else, and goes back
by way of this machine.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from publisher.deploy.targets.built import require_built
from publisher.deploy.targets.lock import Lock
from publisher.deploy.targets.memory import KEPT, Goal, RememberedSite, is_ours
from publisher.deploy.targets.notes import MEMORY_FOLDER, OLD, TargetNote
from publisher.deploy.targets.rsync.link import SshConnection, time_of
from publisher.deploy.targets.rsync.lock_notes import FOLDER as LOCKS
from publisher.deploy.targets.rsync.lock_notes import RsyncLock
from publisher.deploy.targets.seen import FOLDER, SeenFile, before_walls
from publisher.deploy.targets.store import Arrived, Aside, Goals, Sites, Store, Words, not_kept
from publisher.problems import Problem, PublisherError

_MANY = 20


@dataclass(slots=True, kw_only=True)
class RsyncStore(Store):
    """A `Store` over an open connection."""

    link: SshConnection
    can_keep: bool = True
    sees_all: bool = True
    _folders: frozenset[str] = field(init=False, default=frozenset())
    _notes: Path | None = field(init=False, default=None)
    _locked: bool = field(init=False, default=False)

    async def look(self, paths: Collection[str], known: Words) -> Mapping[str, SeenFile]:  # noqa: ARG002
        """Rsync lists thousands of files in a blink. What lies behind a link is not in its list."""
        listed = await self.link.listing(sorted({path.partition("/")[0] for path in paths}))
        self._folders = frozenset(path for path in listed if listed[path].bytes == FOLDER)
        return before_walls(paths, listed)

    async def names(self) -> frozenset[str]:
        """By one list."""
        listed = await self.link.listing(None)
        return frozenset(path for path in listed if listed[path].is_file and not is_ours(path))

    async def hashes(self, paths: Sequence[str], goals: Goals, folder: Path | None) -> Words:
        """By comparing them with ours where they should be alike, else by fetching them."""
        ours = [path for path in paths if folder and path in goals and (folder / path).is_file()]
        other = await self.link.differing(folder, ours) if folder else frozenset[str]()
        read = {path: goals[path].sha256 for path in ours if path not in other}
        fetched = self._room()
        rest = [path for path in paths if path not in ours]
        await self.link.pull(rest, fetched)
        return read | {path: _hash(fetched / path) for path in rest if (fetched / path).is_file()}

    async def notes(self, folder: str) -> frozenset[str]:
        """All of ours are fetched at once, and stay true for as long as we hold the lock."""
        if self._notes is None or not self._locked:
            await self._fetch_notes()
        assert self._notes is not None  # noqa: S101 (just fetched)
        found = (self._notes / folder).glob("*")
        return frozenset(f"{folder}/{file.name}" for file in found)

    async def read(self, name: str) -> TargetNote | None:
        """As they were when they were listed."""
        if self._notes is None:
            await self._fetch_notes()
        assert self._notes is not None  # noqa: S101 (just fetched)
        place = self._notes / name
        return TargetNote(name=name, data=place.read_bytes()) if place.is_file() else None

    async def write(self, name: str, data: bytes, instead_of: TargetNote | None) -> TargetNote:  # noqa: ARG002
        """Whole or not at all. That nobody else writes, only the lock can promise."""
        self._locked = False
        await self.link.note({name: data})
        return TargetNote(name=name, data=data)

    async def erase(self, name: str) -> None:
        """As in `Store`."""
        await self.link.delete([name])

    def latch(self, own: Lock) -> RsyncLock:
        """A note for each of those who want it."""

        async def fetch() -> Path:
            found = await self._fetch_notes()
            self._locked = True
            return found

        return RsyncLock(link=self.link, own=own, fetch=fetch)

    async def bring(self, files: Goals, folder: Path | None, keep: Words, arrived: Arrived) -> None:
        """All in two runs of rsync: what is to be kept, and the rest."""
        assert folder is not None  # noqa: S101 (`recover` always gives one)
        await asyncio.to_thread(_require_built, folder, files)
        kept, rest, backup = _parted(files, keep)
        await self.link.push(folder, kept, backup=backup)
        await self.link.push(folder, rest)
        for path, goal in files.items():
            await arrived(path, f"{goal.bytes}-{time_of(folder / path)}")

    async def remove(self, paths: Sequence[str], keep: Words) -> None:
        """Likewise."""
        kept, rest, backup = _parted(paths, keep)
        await self.link.delete(kept, backup=backup)
        await self.link.delete(rest)

    def aside(self, replaced: Goals, kept: Iterable[str], history: Sites, goals: Goals) -> Aside:  # noqa: ARG002
        """By path, in a folder of its own for this run and the site that it replaces.

        Left out are files of a run that was cut off: they would only fill the disk.
        """
        known = [(path, goal) for past in history for path, goal in past.files.items()]
        precious = replaced.items() & known
        if not precious:
            return {}, frozenset()
        key = _key(history[0])
        runs = [int(name.rpartition("/")[2]) for name in kept if f"/{key}/" in name]
        backup = f"{KEPT}/{key}/{max(runs, default=-1) + 1}"
        return {path: f"{backup}/{path}" for path, _ in precious}, frozenset({backup})

    def needless(self, kept: frozenset[str], history: Sites, goals: Goals) -> frozenset[str]:  # noqa: ARG002
        """The folders of sites that are no longer remembered."""
        stays = {f"{KEPT}/{_key(past)}" for past in history}
        return frozenset(name for name in kept if name.rpartition("/")[0] not in stays)

    async def drop(self, names: Collection[str]) -> None:
        """All of a site's runs go together."""
        await self.link.delete({name.rpartition("/")[0] for name in names}, trees=True)

    async def recover(self, wanted: Goals, sites: Sites) -> Path:
        """Each is fetched, and proved by its sha256.

        A file lies with the first of these sites that was replaced by one without it.
        """
        stage, lacking, damaged = self._room(), dict(wanted), set[str]()
        there = await self.link.listing([KEPT]) if wanted else {}
        for folder in _folders(sites, there):
            names = {f"{folder}/{path}": path for path in lacking}
            found = [name for name in names if name in there and there[name].is_file]
            room = self._room()
            await self.link.pull(found, room)
            for name in found:
                path = names[name]
                if (room / name).is_file() and _hash(room / name) == lacking[path].sha256:
                    (stage / path).parent.mkdir(parents=True, exist_ok=True)
                    (room / name).replace(stage / path)
                    del lacking[path]
                else:
                    damaged.add(path)
        if lacking:
            left = sorted(lacking)[:_MANY]
            raise PublisherError(
                not_kept(self.link.shown, path, gone=path not in damaged) for path in left
            )
        return stage

    async def missing(self, folders: Collection[str]) -> frozenset[str]:
        """By the last look."""
        return frozenset(folders) - self._folders

    async def prune(self, folders: Collection[str]) -> frozenset[str]:
        """One in which somebody has put a file stays, and is theirs from now on."""
        await self.link.delete(folders)
        return frozenset(folders)

    def _room(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.link.room))

    async def _fetch_notes(self) -> Path:
        self._notes = self._room()
        await self.link.pull([LOCKS, MEMORY_FOLDER, OLD], self._notes)
        return self._notes


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _require_built(folder: Path, files: Mapping[str, Goal]) -> None:
    """Raise PublisherError unless all of them still are what was built."""
    problems: list[Problem] = []
    for path, goal in files.items():
        try:
            require_built(folder / path, path, goal)
        except PublisherError as error:
            problems += error.problems
    if problems:
        raise PublisherError(problems[:_MANY])


def _parted(paths: Collection[str], keep: Words) -> tuple[list[str], list[str], str]:
    """Those to be kept and the others, and the folder that keeps them."""
    kept = [path for path in paths if path in keep]
    backup = keep[kept[0]].removesuffix(f"/{kept[0]}") if kept else ""
    return kept, [path for path in paths if path not in keep], backup


def _key(past: RememberedSite) -> str:
    """The name of the folder for what replaced an earlier site's files."""
    return re.sub(r"[^0-9A-Za-z]+", "-", f"{past.when}-{past.id}").strip("-")


def _folders(sites: Sites, there: Mapping[str, object]) -> list[str]:
    """The folders of these sites, and of one site those of its runs in order."""
    found = []
    for past in sites:
        front = f"{KEPT}/{_key(past)}/"
        runs = {path[len(front) :].partition("/")[0] for path in there if path.startswith(front)}
        found += [f"{front}{run}" for run in sorted(filter(str.isdecimal, runs), key=int)]
    return found
