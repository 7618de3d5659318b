"""Turning a folder into a site, under its lock, so that it can break anywhere.

First the memory says what is about to be written. Then come the files, phase by phase, each whole
or not at all; then deletions; and last the memory says that all is done.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from publisher.problems import Problem, PublisherError, reason
from publisher.targets.folder_lock import Held
from publisher.targets.memory import KEPT, Goal, Memory, Past, Stored, encode, needed
from publisher.targets.notes import OLD, Note, place_for
from publisher.targets.plan import in_phases
from publisher.targets.survey import Survey, blocked, is_behind, lstat, stored

_CHUNK = 1 << 20
_ENOUGH = 20
"""So many files that could not be written show what is wrong."""


@dataclass(slots=True, kw_only=True)
class Writing:
    """One run.

    `source` is where the file of a path is copied from, `wrong` what to say when it is another.

    `history` are the sites to remember afterwards, newest first, and `meanwhile` those until then;
    `note` is the memory as it was read, `old` what it says, and `found` what differs.
    """

    place: Path
    shown: str
    held: Held
    goals: Mapping[str, Goal]
    found: Survey
    note: Note | None
    old: Memory
    source: Callable[[str], Path]
    wrong: Callable[[str], Problem]
    id: str
    when: str
    promised: Mapping[str, str]
    history: tuple[Past, ...]
    meanwhile: tuple[Past, ...]
    _name: str = field(init=False)
    _ours: dict[str, Stored] = field(init=False)
    _names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Take stock of what must be kept before it is replaced."""
        found = self.found
        self._name = place_for(self.note.name if self.note else "")
        self._ours = dict(found.ours)
        wanted = needed(self.history, self.goals)
        replaced = {path: self._ours[path].goal.kept for path in (*found.changed, *found.removed)}
        self._names = {path: name for path, name in replaced.items() if name in wanted}

    def run(self) -> None:
        """Do it all. Raises PublisherError, and OSError where the folder itself refuses."""
        puts = [*self.found.added, *self.found.changed]
        kept = self.old.kept | frozenset(self._names.values())
        made = self.old.folders | self._missing_folders(puts)
        self._begin(puts, made, kept)
        for path in self.old.pending:
            partial(self.place / path).unlink(missing_ok=True)
        for phase in in_phases(puts, self.goals):
            self._bring(phase)
        self.held.require()
        for path in self.found.removed:
            self._keep(path)
            (self.place / path).unlink(missing_ok=True)
            del self._ours[path]
        wanted = kept & needed(self.history, self.goals)
        for name in sorted(kept - wanted):
            (self.place / name).unlink(missing_ok=True)
        if not wanted and (self.place / KEPT).is_dir() and not any((self.place / KEPT).iterdir()):
            (self.place / KEPT).rmdir()
        self._end(self._pruned(made), wanted)

    def _begin(self, puts: list[str], made: frozenset[str], kept: frozenset[str]) -> None:
        past = self.old
        begun = Memory(
            id=past.id,
            when=past.when,
            files=self._ours,
            folders=made,
            pending={path: self.goals[path] for path in puts},
            promised=past.promised,
            history=self.meanwhile,
            kept=kept,
            whole=False,
        )
        save(self.place / self._name, begun)
        # A memory that half a site is remembered in is written anew: so this is never missed.
        for name in (OLD, f"{OLD}.part"):
            (self.place / name).unlink(missing_ok=True)

    def _end(self, folders: frozenset[str], kept: frozenset[str]) -> None:
        done = Memory(
            id=self.id,
            when=self.when,
            files=self._ours,
            folders=folders,
            promised=self.promised,
            history=self.history,
            kept=kept,
        )
        save(self.place / self._name, done)

    def _bring(self, phase: list[str]) -> None:
        """Put the files of a phase; those that can be, also when one cannot."""
        faults: list[Problem] = []
        for path in phase:
            self.held.renew()
            try:
                self._keep(path)
                self._ours[path] = self._put(path)
            except OSError as error:
                faults.append(refused(error, self.place, self.shown, "skriva"))
            if len(faults) >= _ENOUGH:
                break
        if faults:
            raise PublisherError(faults)

    def _keep(self, path: str) -> None:
        """Let what lies there also lie where it can be fetched back, by a link where that works."""
        if not (name := self._names.get(path)) or (goal := self.place / name).exists():
            return
        goal.parent.mkdir(exist_ok=True)
        try:
            os.link(self.place / path, goal)
        except OSError:  # a disk without hard links; if it is another fault, this finds it again
            half = partial(goal)
            try:
                shutil.copyfile(self.place / path, half)
                half.replace(goal)
            finally:
                half.unlink(missing_ok=True)

    def _put(self, path: str) -> Stored:
        goal, half, file = self.place / path, partial(self.place / path), self.goals[path]
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            if _copy(self.source(path), half) != file.sha256:
                raise PublisherError(self.wrong(path))
            half.replace(goal)
        finally:
            half.unlink(missing_ok=True)
        return stored(file.sha256, goal.lstat())

    def _missing_folders(self, paths: Iterable[str]) -> frozenset[str]:
        parents = {parent for path in paths for parent in PurePosixPath(path).parents}
        missing = (parent.as_posix() for parent in parents if not (self.place / parent).exists())
        return frozenset(missing) - {"."}

    def _pruned(self, made: frozenset[str]) -> frozenset[str]:
        """Remove the folders that we made and that are empty now; returns those that remain."""
        left = set(made)
        walls = blocked(self.place, made)
        for name in sorted(made, reverse=True):  # so that a folder comes after those inside it
            place = self.place / name
            there = None if is_behind(name, walls) else lstat(place)
            if there is None or not stat.S_ISDIR(there.st_mode):
                left.discard(name)
            elif not any(place.iterdir()):
                place.rmdir()
                left.discard(name)
        return frozenset(left)


def save(file: Path, memory: Memory) -> None:
    """Put the memory there, whole or not at all, also when power is lost. Raises OSError."""
    half = partial(file)
    file.parent.mkdir(exist_ok=True)
    try:
        with half.open("wb") as draft:
            draft.write(encode(memory))
            draft.flush()
            os.fsync(draft.fileno())
        half.replace(file)
    except OSError:
        half.unlink(missing_ok=True)
        raise


def partial(goal: Path) -> Path:
    """Where a file lies while it is written."""
    return goal.with_name(f".{goal.name}.publisher-part")


def refused(error: OSError, place: Path, shown: str, what: str) -> Problem:
    """What the system has against it, with the path as the target's owner wrote it."""
    name, front = str(error.filename or ""), f"{place}{os.sep}"
    inside = name.removeprefix(front) if name.startswith(front) else ""
    inside = inside.removesuffix(".publisher-part")
    path = f"{shown}/{inside}" if inside else shown
    text = f"gick inte att {what}: {reason(error)}"
    hint = "Rätta till det och kör publisher deploy igen, så görs resten."
    return Problem(path=path, text=text, hint=hint)


def _copy(source: Path, goal: Path) -> str:
    """Copy the bytes alone (rights and times are the target's own matter); returns the sha256."""
    digest = sha256()
    with source.open("rb") as read, goal.open("wb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
    return digest.hexdigest()
