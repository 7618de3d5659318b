"""A folder on this machine, or on a disk that it has mounted.

Only files that this target wrote are ever replaced or removed. What it wrote, it remembers in a
file beside them; before it writes, it notes there what it is about to write, so that a run that was
cut off is finished by the next. What is replaced or removed is kept aside for as long as an earlier
site that can be put back needs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from publisher.config import TargetSettings
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError
from publisher.swedish import number
from publisher.targets import lock
from publisher.targets.folder_lock import Held, held
from publisher.targets.folder_writing import Writing, refused
from publisher.targets.memory import Goal, Memory, decode, is_ours
from publisher.targets.notes import ROOM, Note, is_open, lying_in
from publisher.targets.options import Options
from publisher.targets.plan import Kept, Local, Plan, planned
from publisher.targets.survey import Survey, first_of, holds_site, lstat, survey

_OWN_ROOMS = ("build", "content", "feeds", "theme", ".publisher", ".git")
_OLDER = (
    "Ta fram den äldre versionen av content/ ur git (git log, git checkout) och kör publisher "
    "build och publisher deploy."
)
_T = TypeVar("_T")


def folder(settings: TargetSettings, root: Path, file: str) -> Folder:
    """The target `kind: folder`, with `path` (relative to the publication or not) and `keep`.

    Raises PublisherError when the folder is one that a site must not lie in.
    """
    options = Options(settings, file)
    path = options.text("path", example="publicerat")
    if path and (text := _wrong_place(path, root)):
        options.fault(text, "Skriv en egen mapp för sajten, till exempel path: publicerat")
    keep = options.number("keep", 3, 0, 50)
    options.finish()
    shown = path.rstrip("/")
    return Folder(name=settings.name, shown=shown, place=_place(path, root), keep=keep, root=root)


def _place(path: str, root: Path) -> Path:
    home = os.path.expanduser(path)  # noqa: PTH111 (Path.expanduser raises when there is no home)
    return Path(os.path.realpath(root / home))


def _wrong_place(path: str, root: Path) -> str:
    """Why a site must not lie there; empty when it may."""
    place, home = _place(path, root), Path(os.path.realpath(root))
    if home.is_relative_to(place):
        return f"är mappen som publikationen själv ligger i (”{path}”)"
    inside = next((room for room in _OWN_ROOMS if place.is_relative_to(home / room)), "")
    return f"ligger i {inside}/, som är till för annat" if inside else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """See the module. `shown` is the folder as its owner wrote it, for Problems.

    `keep` is how many earlier sites can be put back, `root` the publication's folder.
    """

    name: str
    shown: str
    place: Path
    keep: int
    root: Path

    def plan(self, local: Local) -> Plan:
        """Compare by the memory and one stat a file; nothing is written."""
        look = self._told("läsa", lambda: self._look(_goals(local)))
        told, promised = look.advice, look.memory.promised
        return planned(self.name, local, look.found, advice=told, remembered=promised)

    def apply(self, plan: Plan, *, break_lock: bool = False) -> Receipt:
        """Write, then delete, each file whole or not at all; the plan tells which site."""
        local, goals = plan.local, _goals(plan.local)

        def work() -> Receipt:
            if not self._settled(look := self._look(goals), plan):
                with self._held(local.name, break_lock) as own:
                    look = self._look(goals)  # anew: nobody else writes from now on
                    if not self._settled(look, plan):
                        self._deploy(look, local, goals, own)
            return self._receipt(look.found, goals)

        return self._told("skriva", work)

    def kept(self) -> tuple[Kept, ...]:
        """The earlier sites whose files are kept. Raises PublisherError where that is off."""
        if not self.keep:
            text = f"målet ”{self.name}” sparar inga tidigare versioner (keep: 0)"
            raise PublisherError(Problem(path=self.shown, text=text, hint=_OLDER))
        memory = self._told("läsa", lambda: _memory(lying_in(self.place))) or Memory()
        return tuple(
            Kept(id=past.id, when=datetime.fromisoformat(past.when), files=len(past.files))
            for past in memory.history
        )

    def roll_back(self, kept: Kept, *, break_lock: bool = False) -> Receipt:
        """Put an earlier site back from the files that were kept."""

        def work() -> Receipt:
            with self._held(kept.id, break_lock) as own:
                return self._restore(kept, own)

        return self._told("skriva", work)

    def _look(self, goals: Mapping[str, Goal]) -> _Look:
        note = lying_in(self.place)
        memory = _memory(note)
        sure = memory is None or (memory == Memory() and holds_site(self.place, goals))
        found = survey(self.place, self.shown, goals, memory or Memory(), sure=sure)
        if found.conflicts:
            raise PublisherError(first_of(found.conflicts))
        if sure:
            lost = self._lost(goals, damaged=memory is None)
            return _Look(note, Memory(whole=False), found, (lost,))
        return _Look(note, memory or Memory(), found, ())

    def _settled(self, look: _Look, plan: Plan) -> bool:
        """Whether nothing needs to be written."""
        memory, promised = look.memory, plan.local.promised
        if memory.promised != plan.remembered:
            text, hint = "någon annan har lagt ut medan du höll på", "Kör publisher deploy igen."
            raise PublisherError(Problem(path=self.shown, text=text, hint=hint))
        same = look.found.ours == memory.files and promised == memory.promised
        finished = memory.whole and not memory.pending and not is_open(look.note)
        return look.found.idle and same and finished

    def _deploy(self, look: _Look, local: Local, goals: Mapping[str, Goal], own: Held) -> None:
        memory = look.memory
        same = look.found.idle and memory.whole and bool(memory.when)
        history = memory.history[: self.keep] if same else memory.grown(self.keep)
        Writing(
            place=self.place,
            shown=self.shown,
            held=own,
            goals=goals,
            found=look.found,
            note=look.note,
            old=memory,
            source=lambda path: local.folder / path,
            wrong=_changed,
            id=memory.id if same else local.name,
            when=memory.when if same else local.now.isoformat(),
            promised=local.promised,
            history=history,
            meanwhile=history,
        ).run()

    def _restore(self, kept: Kept, own: Held) -> Receipt:
        note = lying_in(self.place)
        memory = _memory(note) or Memory()
        names = [(past.id, past.when) for past in memory.history]
        wanted = (kept.id, kept.when.isoformat())
        if wanted not in names:
            text = f"versionen ”{kept.id}” finns inte längre att ställa tillbaka"
            raise PublisherError(Problem(path=self.shown, text=text, hint=_OLDER))
        past, *older = memory.history[names.index(wanted) :]
        found = survey(self.place, self.shown, past.files, memory)
        kept_files = {path: past.files[path].kept for path in (*found.added, *found.changed)}
        lacking = sorted(path for path in kept_files if not self._has(past.files[path]))
        problems = [*first_of(found.conflicts), *map(self._lacking, lacking[:20])]
        if problems:
            raise PublisherError(problems)
        Writing(
            place=self.place,
            shown=self.shown,
            held=own,
            goals=past.files,
            found=found,
            note=note,
            old=memory,
            source=lambda path: self.place / kept_files[path],
            wrong=self._lacking,
            id=past.id,
            when=past.when,
            promised=memory.promised,
            history=tuple(older),
            meanwhile=(past, *older),
        ).run()
        return self._receipt(found, past.files)

    def _has(self, goal: Goal) -> bool:
        there = lstat(self.place / goal.kept)
        return there is not None and there.st_size == goal.bytes

    def _receipt(self, found: Survey, goals: Mapping[str, Goal]) -> Receipt:
        return Receipt(
            target=self.name,
            added=tuple(sorted(found.added)),
            changed=tuple(sorted(found.changed)),
            removed=tuple(found.removed),
            bytes=sum(goals[path].bytes for path in (*found.added, *found.changed)),
        )

    @contextmanager
    def _held(self, build: str, break_lock: bool) -> Iterator[Held]:  # noqa: FBT001
        self.place.mkdir(parents=True, exist_ok=True)
        own = lock.mine(build, self.root)
        with held(self.place, self.shown, own, break_lock=break_lock) as it:
            yield it

    def _told(self, what: str, work: Callable[[], _T]) -> _T:
        """Do it, and say in Swedish what the system had against it."""
        try:
            return work()
        except OSError as error:
            raise PublisherError(refused(error, self.place, self.shown, what)) from error

    def _lost(self, goals: Mapping[str, Goal], *, damaged: bool) -> Problem:
        files = (path for path in self.place.rglob("*") if path.is_file())
        names = (path.relative_to(self.place).as_posix() for path in files)
        left = sum(not is_ours(name) and name not in goals for name in names)
        text = "minneslistan över utlagda filer " + ("är skadad" if damaged else "saknas")
        hint = "Inget annat behöver göras."
        if left:
            hint = f"{number(left)} filer som sajten inte har lämnas kvar. Ta bort dem för hand om "
            hint += "de inte behövs."
        return Problem(
            path=f"{self.shown}/{ROOM}",
            text=f"{text}, och görs om efter vad som ligger där",
            hint=hint,
            fatal=False,
        )

    def _lacking(self, path: str) -> Problem:
        text = "har inte sparats hel, så den går inte att ställa tillbaka"
        return Problem(path=f"{self.shown}/{path}", text=text, hint=_OLDER)


@dataclass(frozen=True, slots=True)
class _Look:
    """The memory as it was read, what it says, what differs, and what to tell."""

    note: Note | None
    memory: Memory
    found: Survey
    advice: tuple[Problem, ...]


def _memory(note: Note | None) -> Memory | None:
    """What is remembered; None when it cannot be made out."""
    return decode(note.data) if note else Memory()


def _goals(local: Local) -> dict[str, Goal]:
    return {path: Goal(sha256=f.sha256, bytes=f.bytes) for path, f in local.files.items()}


def _changed(path: str) -> Problem:
    text, hint = "har ändrats sedan bygget", "Kör publisher build --clean först."
    return Problem(path=f"build/site/{path}", text=text, hint=hint)
