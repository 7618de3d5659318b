"""An S3 store, spoken to with obstore, which retries what may be retried and waits in between."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotModifiedError,
    PreconditionError,
)
from obstore.store import S3Store

from publisher.deploy.targets.built import read_built, require_built
from publisher.deploy.targets.memory import Goal, is_ours
from publisher.deploy.targets.notes import TargetNote
from publisher.deploy.targets.one_by_one import OneByOne
from publisher.deploy.targets.s3.headers import MARK, goal_of, headers, mark
from publisher.deploy.targets.s3.words import code_of, refused
from publisher.deploy.targets.seen import SeenFile
from publisher.deploy.targets.store import Taken, Words
from publisher.system.tasks import found_in_parallel

if TYPE_CHECKING:
    from obstore import ObjectMeta, PutMode

R = TypeVar("R")

_PART = 8 << 20
"""Bytes of a part: a file of 80 GB has no more than the 10 000 parts that S3 allows."""
_PARTS_AT_ONCE = 4
_LARGE_AT_ONCE = 2
"""Large files at once: together with the parts it bounds the memory, whatever the files' sizes."""
_MANY = 500
"""From so many files on, one listing is cheaper than asking for each."""
_PRIVATE = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_LOST = (AlreadyExistsError, PreconditionError, NotModifiedError, FileNotFoundError)
_RACE = frozenset({"ConditionalRequestConflict", "PreconditionFailed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStore(OneByOne):
    """A `Store`. `site` and `own` are key prefixes, empty or ending with `/`."""

    store: S3Store
    shown: str
    site: str
    own: str
    parallel: int
    compress: bool
    conditional: bool
    can_keep: bool = True
    sees_all: bool = False
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))

    async def look(self, paths: Collection[str], known: Words) -> Mapping[str, SeenFile]:
        """By listing when many are asked for, and by a HEAD for each whose tag tells nothing."""
        found: dict[str, SeenFile] = {}
        if len(paths) > _MANY:
            listed = await self._list()
            paths = [path for path in paths if path in listed]
            found = {path: listed[path] for path in paths if listed[path].tag == known.get(path)}
        unsure = [path for path in paths if path not in found]
        return found | await found_in_parallel(self.parallel, self._head, unsure)

    async def names(self) -> frozenset[str]:
        """By listing."""
        return frozenset(await self._list())

    async def hash(self, path: str) -> str:
        """As in `OneByOne`."""
        return await self._asked(self._read_through(self.site + path), path)

    async def notes(self, folder: str) -> frozenset[str]:
        """By listing. Raises PublisherError when the bucket is not there."""
        listed = await self._listed(f"{self.own}{folder}/")
        return frozenset(each["path"].removeprefix(self.own) for each in listed)

    async def read(self, name: str) -> TargetNote | None:
        """As in `Store`. Raises PublisherError when the bucket is not there, either."""
        try:
            got = await obstore.get_async(self.store, self.own + name)
            data = bytes(await got.bytes_async())
        except FileNotFoundError as error:
            if code_of(error) == "NoSuchBucket":
                raise refused(error, self.shown) from None
            return None
        except BaseError as error:
            raise refused(error, self._shown(name)) from None
        written = got.meta["last_modified"].timestamp()
        return TargetNote(name=name, data=data, tag=got.meta["e_tag"] or "", written=written)

    async def write(self, name: str, data: bytes, instead_of: TargetNote | None) -> TargetNote:
        """By a conditional put, where the store has those."""
        if not self.conditional and _differ(await self.read(name), instead_of):
            raise Taken
        try:
            put = await obstore.put_async(
                self.store,
                self.own + name,
                data,
                attributes=_PRIVATE,
                use_multipart=False,
                mode=self._mode(instead_of),
            )
        except _LOST:
            return await self._unless_ours(name, data)
        except BaseError as error:
            if code_of(error) in _RACE:
                return await self._unless_ours(name, data)
            raise refused(error, self._shown(name)) from None
        return TargetNote(name=name, data=data, tag=put["e_tag"] or "")

    async def erase(self, name: str) -> None:
        """As in `OneByOne`."""
        await self.drop([name])

    async def put(self, path: str, source: Path, goal: Goal) -> str:
        """In one piece when small, in parts when large: then memory does not grow with the file."""
        attributes = {**headers(path, compress=self.compress), MARK: mark(goal)}
        if goal.bytes <= _PART:
            data = read_built(source, path, goal)
            if "Content-Encoding" in attributes:
                data = gzip.compress(data, mtime=0)
            return await self._put(path, data, attributes)
        async with self._large:
            await asyncio.to_thread(require_built, source, path, goal)
            return await self._put(path, source, attributes, in_parts=True)

    async def delete(self, paths: Collection[str]) -> None:
        """As in `OneByOne`."""
        await self._delete([self.site + path for path in paths])

    async def keep(self, path: str, name: str) -> None:
        """By a copy within the store, which takes types and mark along."""
        await self._copy(self.site + path, self.own + name, path)

    async def put_back(self, path: str, goal: Goal) -> str:
        """By another such copy."""
        await self._copy(self.own + goal.kept, self.site + path, path)
        there = await self._asked(obstore.head_async(self.store, self.site + path), path)
        return there["e_tag"] or ""

    async def drop(self, names: Collection[str]) -> None:
        """As in `OneByOne`."""
        await self._delete([self.own + name for name in names])

    async def kept(self, name: str) -> SeenFile | None:
        """By a HEAD."""
        return await self._seen(self.own + name, name)

    async def _head(self, path: str) -> SeenFile | None:
        return await self._seen(self.site + path, path)

    async def _seen(self, key: str, path: str) -> SeenFile | None:
        """What an object is, with our mark if it has one."""
        try:
            got = await obstore.get_async(self.store, key, options={"head": True})
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise refused(error, self._shown(path)) from None
        goal = goal_of(got.attributes.get(MARK, ""))
        return SeenFile(bytes=got.meta["size"], tag=got.meta["e_tag"] or "", goal=goal)

    async def _list(self) -> dict[str, SeenFile]:
        """All objects below the site's prefix but our own, by path; listings know no marks."""
        own = self.own.removeprefix(self.site) if self.own != self.site else None
        pairs = (
            (each["path"].removeprefix(self.site), each) for each in await self._listed(self.site)
        )
        return {
            path: SeenFile(bytes=each["size"], tag=each["e_tag"] or "")
            for path, each in pairs
            if not is_ours(path) and not (own and path.startswith(own))
        }

    async def _listed(self, front: str) -> list[ObjectMeta]:
        """All objects whose keys begin so."""
        listed = obstore.list(self.store, front or None).collect_async()
        return list(await self._asked(listed, ""))

    def _mode(self, instead_of: TargetNote | None) -> PutMode:
        if not self.conditional:
            return "overwrite"
        return {"e_tag": instead_of.tag} if instead_of else "create"

    async def _unless_ours(self, name: str, data: bytes) -> TargetNote:
        """A put whose answer got lost is tried again, and then meets what it wrote itself."""
        there = await self.read(name)
        if there is None or there.data != data:
            raise Taken
        return there

    async def _put(
        self, path: str, data: bytes | Path, attributes: dict[str, str], *, in_parts: bool = False
    ) -> str:
        upload = obstore.put_async(
            self.store,
            self.site + path,
            data,
            attributes=attributes,
            use_multipart=in_parts,
            chunk_size=_PART,
            max_concurrency=_PARTS_AT_ONCE,
        )
        return (await self._asked(upload, path))["e_tag"] or ""

    async def _copy(self, source: str, goal: str, path: str) -> None:
        await self._asked(obstore.copy_async(self.store, source, goal), path)

    async def _delete(self, keys: list[str]) -> None:
        if keys:
            await self._asked(obstore.delete_async(self.store, keys), "")

    async def _read_through(self, key: str) -> str:
        digest = sha256()
        got = await obstore.get_async(self.store, key)
        async for chunk in got.stream():
            digest.update(chunk)
        return digest.hexdigest()

    async def _asked(self, request: Awaitable[R], path: str) -> R:
        try:
            return await request
        except (BaseError, FileNotFoundError) as error:
            raise refused(error, self._shown(path)) from None

    def _shown(self, path: str) -> str:
        return f"{self.shown}/{path}".rstrip("/")


def _differ(there: TargetNote | None, expected: TargetNote | None) -> bool:
    return (there and there.tag) != (expected and expected.tag)
