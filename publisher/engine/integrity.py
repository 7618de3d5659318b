"""Whether what a build wrote still lies on disk as it was written.

The disk is believed before the state: what is missing or was changed behind our back is made again,
and what nobody made goes. One stat a file tells; only a file whose stamp is new is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path

from publisher.engine.state import State

OUTPUT_FOLDERS = ("site", "editions")
"""The folders under `build/` that are ours to fill and to clear."""

_NOTED = "intact"
_WHOLE = ("intact.whole", "digest")
"""One mark over all rows of `_NOTED`: where it holds, none of them need be read."""
_EMPTY = b" -"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTree:
    """What lies under `build/`, by path: our folders and everything in them.

    `broken` are artifacts that are not as they were written; `stray` is what nobody wrote, and
    `nameless` the same where the name is no text, which no state and no report can hold.
    """

    build: Path
    stamps: Mapping[str, bytes]
    broken: frozenset[str] = frozenset()
    stray: frozenset[str] = frozenset()
    nameless: frozenset[str] = frozenset()
    _again: Mapping[str, bytes | None] = field(default_factory=dict)
    """What is as it should be, and only has another stamp: after a restored backup, say."""
    _noted: Mapping[str, bytes] | None = None
    """What was noted before, where it is not all that lies there."""

    @property
    def altered(self) -> bool:
        """Whether anything must be made again or removed."""
        return bool(self.broken or self.stray or self.nameless)

    @property
    def strange(self) -> frozenset[str]:
        """What lies there and may be somebody else's work; an empty folder is nobody's."""
        there = (self.stray | self.nameless | self.broken) & self.stamps.keys()
        return frozenset(path for path in there if not self.stamps[path].endswith(_EMPTY))

    def file(self, path: str) -> str | None:
        """The hash (hex) of an ordinary file; None when something else lies there, or nothing."""
        stamp = self.stamps.get(path)
        if stamp is None or not stat.S_ISREG(_mode(stamp)):
            return None
        try:
            with (self.build / path).open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def in_the_way(self, path: str) -> bool:
        """Whether something lies there that no file can be moved over."""
        return stat.S_ISDIR(_mode(self.stamps.get(path, b"0")))

    def note(self, state: State, touched: Iterable[str] = ()) -> None:
        """Remember how it lies now, after `touched` paths were written or removed."""
        rows = dict(self._again)
        seen: set[str] = set()
        for path in touched:
            place = path
            while place and place not in seen:
                seen.add(place)
                rows[place] = _stamp_at(self.build / place)
                place = place.rpartition("/")[0]
        if not rows and self._noted is None:
            return
        noted = dict(self.stamps if self._noted is None else self._noted)
        for path, row in rows.items():
            if row is None:
                state.delete(_NOTED, path)
                noted.pop(path, None)
            else:
                state.put(_NOTED, path, row)
                noted[path] = row
        state.put(*_WHOLE, _digest(noted))


def look(
    build: Path, state: State, hash_of: Callable[[str], str | None], *, mend: bool = False
) -> OutputTree:
    """Hold what lies under `build` against what was noted.

    `hash_of` is asked what an artifact should be (sha256, hex; None: it is no artifact). With
    `mend`, folders get the permissions back that they had.
    """
    stamps = _walk(build)
    if state.get(*_WHOLE) == _digest(stamps):
        return OutputTree(build=build, stamps=stamps)
    noted = dict(state.items(_NOTED))
    if mend and _reopened(build, stamps, noted):
        stamps = _walk(build)
    differing = {
        path: hash_of(path) if _is_text(path) else None
        for path in noted.keys() | stamps.keys()
        if noted.get(path) != stamps.get(path)
    }
    disk = OutputTree(build=build, stamps=stamps, _noted=noted)
    if not differing:
        return disk
    wanted = {path: hash_ for path, hash_ in differing.items() if hash_}
    whole = {path for path, hash_ in wanted.items() if _whole(disk, path, hash_, noted)}
    others = differing.keys() - wanted.keys()
    stray = {path for path in others if not _is_folder(path, stamps.get(path))}
    return OutputTree(
        build=build,
        stamps=stamps,
        broken=frozenset(wanted.keys() - whole),
        stray=frozenset(filter(_is_text, stray)),
        nameless=frozenset(stray - {*filter(_is_text, stray)}),
        _again={path: stamps.get(path) for path in (*whole, *filter(_is_text, others - stray))},
        _noted=noted,
    )


def forget(state: State) -> None:
    """Know of nothing that lies there."""
    state.delete(_NOTED)
    state.delete(*_WHOLE)


def _digest(stamps: Mapping[str, bytes]) -> bytes:
    """A mark over all of it, in whatever order it was met."""
    return sha256(repr(sorted(stamps.items())).encode()).digest()


def _is_text(path: str) -> bool:
    """Whether its bytes on disk are UTF-8, as all that we name is."""
    return path.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in path)


def _whole(disk: OutputTree, path: str, hash_: str, noted: Mapping[str, bytes]) -> bool:
    stamp = disk.stamps.get(path)
    if stamp is None or _mode(stamp) != _mode(noted.get(path, stamp)):
        return False
    return disk.file(path) == hash_


def _is_folder(path: str, stamp: bytes | None) -> bool:
    """Whether it is a folder that may stay: one of ours, or with something in it. Or nothing."""
    return stamp is None or (
        stat.S_ISDIR(_mode(stamp)) and (stamp.isdigit() or path in OUTPUT_FOLDERS)
    )


def _reopened(build: Path, stamps: Mapping[str, bytes], noted: Mapping[str, bytes]) -> bool:
    """Give folders the permissions back that they had; whether there was need."""
    changed = False
    for path, stamp in stamps.items():
        before = noted.get(path)
        if before in (None, stamp) or not stat.S_ISDIR(_mode(stamp)):
            continue
        if stat.S_ISDIR(mode := _mode(before)) and mode != _mode(stamp):
            (build / path).chmod(stat.S_IMODE(mode))
            changed = True
    return changed


def _walk(build: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in OUTPUT_FOLDERS:
        with suppress(OSError):
            # The folder itself may be a link: wherever it leads is ours.
            _below(str(build / folder), folder, (build / folder).stat(), found)
    return found


def _below(place: str, path: str, folder: os.stat_result, found: dict[str, bytes]) -> None:
    """A folder and all that is in it; an empty one has a mark of its own."""
    found[path] = _stamp(folder)
    empty = True
    try:
        with os.scandir(place) as listing:
            for entry in listing:
                empty = False
                name = f"{path}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    _below(entry.path, name, entry.stat(follow_symlinks=False), found)
                else:
                    found[name] = _stamp(entry.stat(follow_symlinks=False))
    except (PermissionError, FileNotFoundError, NotADirectoryError):
        return  # closed to us, or gone meanwhile: what is not seen is made again
    if empty:
        found[path] += _EMPTY


def _stamp_at(place: Path) -> bytes | None:
    try:
        found = place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _stamp(place.stat() if stat.S_ISLNK(found.st_mode) else found)


def _stamp(found: os.stat_result) -> bytes:
    if stat.S_ISDIR(found.st_mode):
        return b"%o" % found.st_mode
    return b"%o %d %d %d %d" % (
        found.st_mode,
        found.st_size,
        found.st_mtime_ns,
        found.st_ctime_ns,
        found.st_ino,
    )


def _mode(stamp: bytes) -> int:
    return int(stamp.partition(b" ")[0], 8)
