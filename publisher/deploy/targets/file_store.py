"""Files in a folder, wherever it is: each is written beside its place and then moved there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from publisher.deploy.targets import lock
from publisher.deploy.targets.file_steps import FileSteps, above, partial
from publisher.deploy.targets.memory import KEPT, Goal, is_ours
from publisher.deploy.targets.notes import OLD, TargetNote
from publisher.deploy.targets.seen import FOLDER, SeenFile, before_walls, folders_above
from publisher.deploy.targets.store import Taken, Words, not_kept
from publisher.problems import Problem, PublisherError
from publisher.system.tasks import in_parallel


class FileStore(FileSteps):
    """A `Store` of files, but for the steps."""

    __slots__ = ()

    async def look(self, paths: Collection[str], known: Words) -> Mapping[str, SeenFile]:  # noqa: ARG002
        """Each, and each folder above, so that no link is followed."""
        hidden = before_walls(paths, await self.seen_at(folders_above(paths)))
        there = await self.seen_at([path for path in paths if path not in hidden])
        return {**there, **hidden}

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

    async def notes(self, folder: str) -> frozenset[str]:
        """By listing the folder."""
        async with self.faults(folder, reading=True):
            with suppress(*self.absent):
                listed = await self.inside(self._own(folder))
                return frozenset(f"{folder}/{name}" for name, _ in listed)
        return frozenset()

    async def read(self, name: str) -> TargetNote | None:
        """Its tag is asked for first: if it changes meanwhile, that is seen when it is replaced."""
        async with self.faults(name, reading=True):
            there = await self.seen(self._own(name))
            data = await self.data(self._own(name)) if there else None
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
                await self.claim(draft, place)
            else:
                there = await self.seen(place)
                if there is None or there.tag != instead_of.tag:
                    raise Taken
                await self.fill(draft, data)
                await self.move(draft, place)
            left = await self.seen(place)
        return TargetNote(name=name, data=data, tag=left.tag if left else "")

    async def erase(self, name: str) -> None:
        """With what a run that was cut off has left of it."""
        places = [self._own(name), partial(self._own(name))]
        async with self.faults(name):
            for place in (*places, f"{places[0]}.part") if name == OLD else places:
                await self.unlink(place)

    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """As in `OneByOne`."""
        place, half = self._at(path), partial(self._at(path))
        async with self._whole_or_not(path, half, goal.bytes):
            await self.send(source, half, path, goal)
            sent = await self.seen(half)
            if sent is None or sent.bytes != goal.bytes:
                raise PublisherError(self._problem(path, "kom inte fram hel"))
            await self.move(half, place)
        return sent.tag

    async def delete(self, paths: Collection[str]) -> None:
        """As in `OneByOne`."""
        await self._each(self.unlink, {path: self._at(path) for path in paths})

    async def keep(self, path: str, name: str) -> None:
        """By a hard link: no byte is copied, and the file stays when its name gets a new one."""
        place = self._own(name)
        async with self.faults(path):
            if await self.seen(place):
                return
            try:
                await self.link(self._at(path), place)
            except self.absent:
                await self._make_all(above(place))
                await self.link(self._at(path), place)

    async def put_back(self, path: str, goal: Goal) -> str:
        """Moved into place: what is kept stays kept until it is dropped."""
        place, half = self._at(path), partial(self._at(path))
        async with self._whole_or_not(path, half, goal.bytes):
            await self.unlink(half)
            if not await self.restore(self._own(goal.kept), half, goal):
                raise PublisherError(not_kept(self.shown, path, gone=False))
            await self.move(half, place)
            # A rename of one link onto another of the same file does nothing, and leaves both.
            await self.unlink(half)
            left = await self.seen(place)
        return left.tag if left else ""

    async def drop(self, names: Collection[str]) -> None:
        """The folder too, once it is empty."""
        await self._each(self.unlink, {name: self._own(name) for name in names})
        if names:
            async with self.faults(KEPT):
                await self.remove_folder(self._own(KEPT))

    async def kept(self, name: str) -> SeenFile | None:
        """As in `OneByOne`."""
        async with self.faults(name, reading=True):
            return await self.seen(self._own(name))

    async def sweep(self, paths: Collection[str]) -> None:
        """By their names, which follow from where they were to lie."""
        await self._each(self.unlink, {path: partial(self._at(path)) for path in paths})

    async def missing(self, folders: Collection[str]) -> frozenset[str]:
        """That nothing else has the name of one, a look has told."""
        return frozenset(folders) - (await self.seen_at(folders)).keys()

    async def make(self, folders: Collection[str]) -> None:
        """Level by level."""
        async with self.faults(""):
            await self._make_all(self.site)
        for level in _levels(folders):
            await self._each(self.make_folder, {path: self._at(path) for path in level})

    async def prune(self, folders: Collection[str]) -> frozenset[str]:
        """The deepest first. What is no folder any more, or behind a link, is not ours."""
        if not folders:
            return frozenset()
        there = await self.look(folders, {})
        ours = [path for path in folders if path in there and there[path].bytes == FOLDER]
        gone = set(folders).difference(ours)

        for level in reversed(_levels(ours)):
            removed = await self._each(self.remove_folder, {path: self._at(path) for path in level})
            gone |= {path for path in level if removed[path]}
        return frozenset(gone)

    async def _list(self, folder: str) -> list[tuple[str, bool]]:
        async with self.faults(folder, reading=True):
            with suppress(*self.absent):
                listed = await self.inside(self._at(folder))
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
            await self.fill(draft, data)
        except self.absent:
            await self._make_all(above(draft))
            await self.fill(draft, data)

    async def _take_away(self, place: str, aside: str, expected: TargetNote) -> None:
        """Remove somebody's lock, unless another was quicker and has put a new one there.

        A rename is done by one only; whoever finds another lock in their hand gives it back.
        """
        # Two links to one file, left by somebody who was cut off, cannot be renamed to each other.
        await self.unlink(aside)
        try:
            await self.move(place, aside)
        except self.absent:
            return
        if await self.data(aside) != expected.data:
            await self.claim(aside, place)
            raise Taken
        await self.unlink(aside)

    def _problem(self, path: str, text: str) -> Problem:
        hint = "Rätta till det och kör publisher deploy igen, så görs resten."
        return Problem(path=f"{self.shown}/{path}", text=text, hint=hint)


def _draft(name: str, data: bytes) -> str:
    """What a note is called until it is whole: two who both want the lock must not share that.

    The same machine's next run uses the same name again, so nothing is left for ever.
    """
    if name != lock.NAME:
        return name
    own = lock.read(data)
    return f"{name}.{own.place if own else sha256(data).hexdigest()[:8]}"


def _levels(folders: Collection[str]) -> list[list[str]]:
    """Folders by how deep they lie, those above first."""
    levels: dict[int, list[str]] = {}
    for path in sorted(folders):
        levels.setdefault(path.count("/"), []).append(path)
    return [levels[depth] for depth in sorted(levels)]
