"""What a target whose files are put one by one remembers, in a JSON file that lies with it.

Whoever knows its address may fetch it, so it holds nothing but paths, hashes, ids and hours; and as
some paths are nobody's business, its address is one that nobody knows (`notes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from publisher.deploy.share_folders import is_share

KEPT = ".publisher-kept"
_VERSION = 2


class Goal(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a file is to be: sha256 (hex) and size of the built file, and the form it is put in.

    `form` is whatever else the store is told of it, as one word: types, caching, compression. Empty
    where files are only files.
    """

    sha256: str
    bytes: int
    form: str = ""

    @property
    def kept(self) -> str:
        """Where it lies once something else has taken its place."""
        return f"{KEPT}/{self.sha256}{'-' if self.form else ''}{self.form}"


class Stored(Goal, frozen=True, kw_only=True, array_like=True):
    """A file as we left it. `tag` is what the store calls this very content: an ETag, size-time."""

    tag: str = ""

    @classmethod
    def of(cls, goal: Goal, tag: str) -> Stored:
        """The file that was put as `goal`."""
        return cls(sha256=goal.sha256, bytes=goal.bytes, form=goal.form, tag=tag)

    @property
    def goal(self) -> Goal:
        """What it was put as."""
        return Goal(sha256=self.sha256, bytes=self.bytes, form=self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedSite:
    """An earlier site, whole: its name, the hour it went out (ISO), and every file."""

    id: str
    when: str
    files: Mapping[str, Goal]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMemory:
    """Every file that is ours, by path below the target, and every folder that we made.

    `pending` are files that an unfinished run was about to write, with what they were to be, and
    `whole` is whether a site is there and not only half of one. `history` are earlier sites,
    newest first, and `kept` the names under which their files lie. `promised` is what the last
    deploy asked to be remembered.
    """

    id: str = ""
    when: str = ""
    files: Mapping[str, Stored] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    pending: Mapping[str, Goal] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)
    history: tuple[RememberedSite, ...] = ()
    kept: frozenset[str] = frozenset()
    whole: bool = True

    def as_past(self) -> RememberedSite:
        """The site that lies there now, as it will be remembered: without what is only shared."""
        files = {path: one.goal for path, one in self.files.items() if not is_share(path)}
        return RememberedSite(id=self.id, when=self.when, files=files)

    def grown(self, keep: int) -> tuple[RememberedSite, ...]:
        """The history once something else is put there: at most `keep` sites, newest first.

        Half a site is not one to go back to.
        """
        is_site = self.whole and self.files
        return (*((self.as_past(),) if is_site else ()), *self.history)[:keep]


def needed(history: Iterable[RememberedSite], files: Mapping[str, Goal]) -> frozenset[str]:
    """The names of all that must be kept, so that any site in the history can replace `files`."""
    return frozenset(
        goal.kept
        for past in history
        for path, goal in past.files.items()
        if files.get(path) != goal
    )


class _Step(msgspec.Struct, frozen=True):
    """How an earlier site differs from the one after it: a few lines, not the whole site anew."""

    id: str
    when: str
    files: dict[str, Goal]
    gone: frozenset[str]


class _File(msgspec.Struct, frozen=True):
    version: int
    id: str
    when: str
    whole: bool
    files: dict[str, Stored]
    folders: frozenset[str]
    pending: dict[str, Goal]
    promised: dict[str, str]
    history: list[_Step]
    kept: frozenset[str]


def encode(memory: StoreMemory) -> bytes:
    """The file's bytes; the same memory gives the same."""
    facts = {each.name: getattr(memory, each.name) for each in fields(memory)}
    record = facts | {"version": _VERSION, "history": _steps(memory)}
    return msgspec.json.encode(record, order="sorted")


def decode(data: bytes) -> StoreMemory | None:
    """The memory that these bytes are, or None when they are damaged or of another version.

    Also None when a path would lead out of the target, for we are going to delete by this list.
    """
    try:
        record = msgspec.json.decode(data, type=_File)
        when = (record.when, *(step.when for step in record.history))
        aware = all(datetime.fromisoformat(each).tzinfo for each in when if each)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if record.version != _VERSION or not aware or not _harmless(record):
        return None
    facts = msgspec.structs.asdict(record) | {"history": _history(record)}
    del facts["version"]
    return StoreMemory(**facts)


def is_ours(name: str) -> bool:
    """Whether a name at the target is the publisher's own business and no part of a site."""
    return name.split("/", 1)[0].startswith(".publisher-") or name.endswith(".publisher-part")


def _steps(memory: StoreMemory) -> list[_Step]:
    steps = []
    after: Mapping[str, Goal] = memory.as_past().files
    for past in memory.history:
        other = {path: goal for path, goal in past.files.items() if after.get(path) != goal}
        gone = frozenset(after.keys() - past.files.keys())
        steps.append(_Step(id=past.id, when=past.when, files=other, gone=gone))
        after = past.files
    return steps


def _history(record: _File) -> tuple[RememberedSite, ...]:
    sites = []
    after = {path: one.goal for path, one in record.files.items() if not is_share(path)}
    for step in record.history:
        after = {path: goal for path, goal in (after | step.files).items() if path not in step.gone}
        sites.append(RememberedSite(id=step.id, when=step.when, files=after))
    return tuple(sites)


def _harmless(record: _File) -> bool:
    steps = (path for step in record.history for path in step.files)
    paths = (*record.files, *record.folders, *record.pending, *steps, *record.kept)
    if any("\0" in path for path in paths):  # no path on any system
        return False
    pure = map(PurePosixPath, paths)
    return all(path.parts and not path.is_absolute() and ".." not in path.parts for path in pure)
