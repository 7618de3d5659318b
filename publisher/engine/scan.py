"""Every file a build may read, with a stamp that changes when the file does.

One stat a file, and no more: a file is read and hashed only when its stamp is new.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import composed

Stamp = tuple[int, int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds, inode: `cp -p` and `mv` change at least one."""

UNSURE: Stamp = (-1, 0, 0, 0)
"""A stamp that equals none: the file was so new that a second save could have left no trace."""

_SECOND = 1_000_000_000
_COARSE = 2 * _SECOND
"""How far apart two saves must be on a disk that counts whole seconds, or two (FAT), in ns."""
_FINE = _SECOND // 20
"""…and on any other: the kernel's clock ticks at least a hundred times a second."""
_TICK = _SECOND // 80
"""The kernel's clock itself: at most a hundredth of a second, and some more."""
_FILES = (".md", ".yml", ".yaml")
"""What no folder is called that somebody made for a folder: it would be passed over in silence."""
_JUNK = ("Thumbs.db", "desktop.ini")


class MovedError(Exception):
    """A file was changed while it was being worked with; what was made of it is not to be kept."""


@dataclass(frozen=True, slots=True)
class Places(Mapping[str, Path]):
    """Where each path lies on disk. Of ten thousand files a build opens a few."""

    written: dict[str, str]

    def __getitem__(self, path: str) -> Path:
        """The place of a path; KeyError where nothing lies."""
        return Path(self.written[path])

    def __contains__(self, path: object) -> bool:
        """Whether anything lies there."""
        return path in self.written

    def __iter__(self) -> Iterator[str]:
        """Every path."""
        return iter(self.written)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.written)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one walk over the disk saw: stamps by path, and Problems with what must not be there.

    `folders` are those whose being there says something, even when nothing lies in them.
    """

    stamps: dict[str, Stamp]
    disk: Places
    problems: tuple[Problem, ...]
    folders: frozenset[str] = frozenset()

    def digest(self, without: str = "") -> str:
        """One hash over all stamps, for asking whether anything at all has changed."""
        rows = sorted(row for row in self.stamps.items() if row[0] != without)
        return sha256(repr((rows, sorted(self.folders))).encode()).hexdigest()

    def moved(self, later: Scan) -> str:
        """A path that a later walk saw otherwise; empty when there is none."""
        paths = self.stamps.keys() | later.stamps.keys()
        if replace(self, disk=Places({})) == replace(later, disk=Places({})):
            return ""
        differing = (path for path in paths if self.stamps.get(path) != later.stamps.get(path))
        return min((*differing, *(self.folders ^ later.folders)), default="content")

    def wait(self, clock: int) -> float:
        """Seconds until every change after `clock` (ns) leaves another stamp than this walk saw."""
        last = max(
            (_when(stamp) for stamp in self.stamps.values() if _when(stamp) <= clock), default=0
        )
        tick = _COARSE if last % _SECOND == 0 else _TICK
        return max(0, last + tick - clock) / _SECOND

    def settled(self, clock: int) -> Scan:
        """The same, with UNSURE for files changed shortly before `clock` (ns).

        A second save so soon may have left the same stamp. Git guards its index in the same way.
        """
        old = clock - _COARSE  # as nearly all are: none of those can hide anything
        unsure = {
            path: UNSURE
            for path, stamp in self.stamps.items()
            if (stamp[1] >= old or stamp[2] >= old) and _may_hide(stamp, clock)
        }
        return replace(self, stamps={**self.stamps, **unsure})


def _when(stamp: Stamp) -> int:
    """When the system says that the file was last changed; nobody can choose that."""
    return stamp[1] if os.name == "nt" else stamp[2]


def _may_hide(stamp: Stamp, clock: int) -> bool:
    _, written, changed, _ = stamp
    whole_seconds = written % _SECOND == changed % _SECOND == 0
    return max(written, changed) >= clock - (_COARSE if whole_seconds else _FINE)


_RENAME = "Byt namn; skriv det nya med vanliga bokstäver."


def scan(root: Path, folders: Mapping[str, Path], single: tuple[str, ...]) -> Scan:
    """Walk `folders` (name in paths → place on disk) and stat the `single` files below `root`.

    Hidden files and what desktops leave behind are passed over. A link that leads out of its
    folder or nowhere, a linked folder and what is no ordinary file are Problems, and so is whatever
    else lies in the place of one of the `folders`.
    """
    found = Scan({}, Places({}), ())
    problems: list[Problem] = []
    for name in single:
        place = root / name
        if place.is_file():
            found.stamps[name], found.disk.written[name] = _stamp(place.stat()), str(place)
    for name, folder in folders.items():
        if folder.is_dir():
            problems += _walk(str(folder), name, os.path.realpath(folder), found)
        elif os.path.lexists(folder):
            problems.append(_no_folder(folder, name))
    return Scan(found.stamps, found.disk, tuple(problems))


def _walk(place: str, name: str, home: str, found: Scan) -> Iterator[Problem]:
    try:
        with os.scandir(place) as listing:
            entries = list(listing)
    except FileNotFoundError:
        return
    except OSError as error:
        yield _unreadable(name, error)
        return
    for entry in entries:
        path = f"{name}/{composed(entry.name)}"
        if entry.name.startswith(".") or entry.name.endswith("~") or entry.name in _JUNK:
            continue
        if not entry.name.isprintable() or "\\" in entry.name:
            what = "mappens namn" if Path(entry.path).is_dir() else "filnamnet"
            yield _unreadable_name(path, what)
        elif entry.is_dir(follow_symlinks=False):
            if entry.name.endswith(_FILES):
                yield _unreadable(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
            yield from _walk(entry.path, path, home, found)
        elif (
            not entry.is_file(follow_symlinks=False)
            and (fault := _seen_fault(entry, path, home)) is not None
        ):
            yield fault
        elif path in found.stamps:
            text = "ligger här två gånger: namnen ser likadana ut men är skrivna på olika sätt"
            hint = "Byt namn på den ena, eller ta bort den: den ena kommer från en Mac."
            yield Problem(path=path, text=text, hint=hint)
        else:
            with suppress(FileNotFoundError):  # editors put files there and take them away at once
                found.stamps[path] = _stamp(entry.stat())
                found.disk.written[path] = entry.path


def _seen_fault(entry: os.DirEntry[str], path: str, home: str) -> Problem | None:
    """What is wrong with a file; nothing with one that has gone meanwhile."""
    try:
        return _fault(entry, path, home)
    except FileNotFoundError:
        return None


def _fault(entry: os.DirEntry[str], path: str, home: str) -> Problem | None:
    if entry.is_symlink() and (text := _leads(Path(entry.path), home)):
        what = "mappen" if Path(entry.path).is_dir() else "filen"
        hint = f"Lägg själva {what} här i stället för en länk till den, eller ta bort länken."
        return Problem(path=path, text=text, hint=hint)
    if not stat.S_ISREG(entry.stat().st_mode):
        return Problem(path=path, text="är ingen vanlig fil", hint="Flytta den härifrån.")
    return None


def _leads(link: Path, home: str) -> str:
    """What is wrong with where a link leads: nothing when that is in the folder `home`.

    Raises FileNotFoundError when the link itself is gone.
    """
    link.lstat()
    try:
        goal = link.stat()
    except FileNotFoundError:
        return "är en länk till något som inte finns"
    except OSError as error:
        return f"är en länk som inte går att följa ({reason(error)})"
    if not link.resolve().is_relative_to(home):
        return "är en länk till något utanför mappen"
    return "är en länk till en mapp, och sådana läses inte" if stat.S_ISDIR(goal.st_mode) else ""


def _no_folder(place: Path, name: str) -> Problem:
    text, hint = "ska vara en mapp, men något annat ligger där", "Flytta det, och gör mappen."
    if place.is_symlink():
        hint = "Lägg själva mappen här i stället för en länk till den, eller ta bort länken."
        text = "ska vara en mapp, men är en länk till en fil"
        try:
            place.stat()
        except OSError as error:
            text = f"ska vara en mapp, men är en länk som inte går att följa ({reason(error)})"
    return Problem(path=name, text=text, hint=hint)


def _unreadable_name(path: str, what: str) -> Problem:
    text = f"{what} innehåller tecken som inte kan läsas"
    if path.isprintable():  # browsers and stores take it for the other one
        text = f"{what} innehåller ett bakvänt snedstreck"
    return Problem(path=ascii(path).strip("'"), text=text, hint=_RENAME)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(path=path, text=f"går inte att läsa ({reason(error)})", hint=remedy(error))


@dataclass(slots=True)
class Hashes:
    """The sha256 (hex) of scanned files: known ones from the last build, new ones by reading."""

    scan: Scan
    known: Mapping[str, tuple[Stamp, str]]
    _new: dict[str, str] = field(default_factory=dict)

    def __call__(self, path: str) -> str:
        """The hash of a file, or the empty string when there is no such file.

        Raises PublisherError when the file cannot be read.
        """
        stamp = self.scan.stamps.get(path)
        if stamp is None:
            return ""
        if path not in self._new:
            old = self.known.get(path)
            self._new[path] = old[1] if old and old[0] == stamp else self._read(path)
        return self._new[path]

    def still(self, path: str) -> bool:
        """Whether a file is as it was when it was scanned."""
        try:
            return _stamp(self.scan.disk[path].stat()) == self.scan.stamps[path]
        except (OSError, KeyError):
            return False

    def _read(self, path: str) -> str:
        try:
            with self.scan.disk[path].open("rb") as file:
                return file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise PublisherError(_unreadable(path, error)) from error

    def remembered(self, clock: int) -> Iterator[tuple[str, tuple[Stamp, str]]]:
        """What the next build may trust: every hash asked for, and those still true of old."""
        for path, stamp in self.scan.settled(clock).stamps.items():
            if path in self._new:
                yield path, (stamp, self._new[path])
            elif (old := self.known.get(path)) and old[0] == stamp:
                yield path, old
