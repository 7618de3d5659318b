"""A look at a folder target: what is ours there, what is not, and what therefore is to be done."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from publisher.problems import Problem
from publisher.targets.memory import Goal, Memory, Stored

_MANY = 20


@dataclass(slots=True, kw_only=True)
class Survey:
    """What is to be done, by path. `ours` are all files of ours that lie there, as they lie there.

    Conflicts are what stands in the way and is not ours; with any of them nothing may be written.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    ours: dict[str, Stored] = field(default_factory=dict)
    advice: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        """Whether no file needs to be touched."""
        return not (self.added or self.changed or self.removed)


def survey(
    place: Path, shown: str, goals: Mapping[str, Goal], memory: Memory, *, sure: bool = False
) -> Survey:
    """Compare a folder with a site; `shown` is the folder's name in Problems. Raises OSError.

    Costs one stat a file. Only a file that is not as the memory says is read. With `sure`, what
    lies at the site's own paths is ours, whatever is remembered.
    """
    look = _Look(place=place, shown=shown, goals=goals, memory=memory, sure=sure)
    return look.around()


def holds_site(place: Path, goals: Mapping[str, Goal]) -> bool:
    """Whether a folder without a memory holds this site: most files there have its sizes."""
    there = ((goal.bytes, lstat(place / path)) for path, goal in goals.items())
    alike = [size == found.st_size for size, found in there if found]
    return sum(alike) * 2 > len(alike)


def blocked(place: Path, paths: Iterable[str]) -> frozenset[str]:
    """The parents of `paths` that are a file or a link instead of a folder; no link is followed."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    stats = ((name, lstat(place / name)) for name in folders)
    return frozenset(name for name, there in stats if there and not stat.S_ISDIR(there.st_mode))


def is_behind(path: str, walls: frozenset[str]) -> str:
    """Which of the blocked folders a path would have to pass through, or the empty string."""
    if not walls:
        return ""
    parents = (parent.as_posix() for parent in PurePosixPath(path).parents)
    return next((parent for parent in parents if parent in walls), "")


def lstat(path: Path) -> os.stat_result | None:
    """The file's own facts, or a link's; None when nothing is there."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def first_of(problems: list[Problem]) -> Iterator[Problem]:
    """Enough to see what is wrong: a foreign site in the way would be thousands."""
    unique = sorted(set(problems), key=lambda problem: problem.path)
    yield from unique[:_MANY]
    if len(unique) > _MANY:
        text = f"… och {len(unique) - _MANY} till ligger i vägen"
        yield Problem(path=unique[_MANY].path, text=text, hint="Välj en tom mapp som mål.")


@dataclass(slots=True, kw_only=True)
class _Look:
    place: Path
    shown: str
    goals: Mapping[str, Goal]
    memory: Memory
    sure: bool
    found: Survey = field(default_factory=Survey)

    def around(self) -> Survey:
        remembered = self.memory.files.keys() | self.memory.pending.keys()
        walls = blocked(self.place, {*self.goals, *remembered})
        for path, goal in self.goals.items():
            if wall := is_behind(path, walls):
                self._conflict(wall, "ligger i vägen för sajtens mapp med samma namn")
            else:
                self._compare(path, goal)
        for path in sorted(remembered - self.goals.keys()):
            if not is_behind(path, walls):
                self._consider_removing(path)
        return self.found

    def _compare(self, path: str, goal: Goal) -> None:
        there = lstat(self.place / path)
        if there is None:
            self.found.added.append(path)
        elif not stat.S_ISREG(there.st_mode):
            self._conflict(path, "ligger i vägen för en av sajtens filer")
        else:
            self._compare_file(path, goal, there)

    def _compare_file(self, path: str, goal: Goal, there: os.stat_result) -> None:
        hash_ = self._hash(path, there)
        if hash_ != goal.sha256:
            if not (self.sure or path in self.memory.files or self._left_by_us(path, hash_)):
                self._conflict(path, "finns redan, och är inte utlagd av publisher")
                return
            self.found.changed.append(path)
            if not (self.sure or self._left_by_us(path, hash_)):
                text = "hade ändrats på plats; ändringen skrivs över"
                self._advise(path, text, "Gör ändringar i content/ eller theme/, så håller de.")
        self.found.ours[path] = stored(hash_, there)

    def _consider_removing(self, path: str) -> None:
        there = lstat(self.place / path)
        if there is None:
            return
        if stat.S_ISREG(there.st_mode):
            hash_ = self._hash(path, there)
            if self._left_by_us(path, hash_):
                self.found.removed.append(path)
                self.found.ours[path] = stored(hash_, there)
                return
        if path in self.memory.files:
            text = "hör inte längre till sajten, men har ändrats på plats och lämnas kvar"
            self._advise(path, text, "Ta bort filen för hand om den inte behövs.")

    def _left_by_us(self, path: str, hash_: str) -> bool:
        known, pending = self.memory.files.get(path), self.memory.pending.get(path)
        return hash_ in {goal.sha256 for goal in (known and known.goal, pending) if goal}

    def _hash(self, path: str, there: os.stat_result) -> str:
        """The file's sha256, from the memory as long as size and time are as we left them."""
        known = self.memory.files.get(path)
        if known and known.tag == _tag(there):
            return known.goal.sha256
        with (self.place / path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def _conflict(self, path: str, text: str) -> None:
        hint = "Flytta undan den, eller välj en annan mapp som mål."
        self.found.conflicts.append(Problem(path=f"{self.shown}/{path}", text=text, hint=hint))

    def _advise(self, path: str, text: str, hint: str) -> None:
        place = f"{self.shown}/{path}"
        self.found.advice.append(Problem(path=place, text=text, hint=hint, fatal=False))


def stored(hash_: str, there: os.stat_result) -> Stored:
    """What the memory is to hold of a file."""
    return Stored(goal=Goal(sha256=hash_, bytes=there.st_size), tag=_tag(there))


def _tag(there: os.stat_result) -> str:
    return f"{there.st_size}-{there.st_mtime_ns}"
