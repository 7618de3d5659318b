"""What a target needs to become a site: decided from what it remembers and what is seen there.

Nothing here touches the network. First `questions` says which paths must be looked at, and `unread`
which of those must be read; then `answer` decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from publisher.deploy.target import DeployPlan, FileFacts, LocalSite, in_order
from publisher.deploy.targets.memory import Goal, Stored, StoreMemory
from publisher.deploy.targets.seen import BEHIND, SeenFile
from publisher.deploy.targets.store import Goals
from publisher.model import Receipt
from publisher.problems import Problem

_MANY = 20


@dataclass(slots=True, kw_only=True)
class TargetComparison:
    """What is to be done, by path. `ours` is all of ours that lies there, as it lies there.

    With conflicts, which are in the way and not ours, nothing may be written.
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


def planned(
    target: str, local: LocalSite, found: TargetComparison, remembered: Mapping[str, str]
) -> DeployPlan:
    """What is found as a plan, in the order it is to be done.

    Files that the target needs beside the site's are passed over, here and in `receipt`.
    """
    files = local.files
    added, changed = (in_order(_of(p, files), files) for p in (found.added, found.changed))
    return DeployPlan(
        target=target,
        local=local,
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(found.removed),
        bytes=sum(files[path].bytes for path in (*added, *changed)),
        advice=tuple(found.advice),
        remembered=remembered,
        there=len(found.ours),
    )


def receipt(target: str, found: TargetComparison, files: Mapping[str, FileFacts | Goal]) -> Receipt:
    """What is found as a receipt, once it has been done; `files` are those of the site."""
    added, changed = _of(found.added, files), _of(found.changed, files)
    return Receipt(
        target=target,
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed)),
        removed=tuple(found.removed),
        bytes=sum(files[path].bytes for path in (*added, *changed)),
    )


def questions(
    goals: Goals, memory: StoreMemory, stays: Callable[[str], bool], *, every: bool
) -> list[str]:
    """The paths that must be looked at before anything can be decided.

    Only those that differ from what is remembered, so that an unchanged site asks for none; unless
    `every` file is to be looked at. What `stays` is let be, unless it was never put whole.
    """
    ours = memory.files
    unsure = [
        path
        for path, goal in goals.items()
        if every or path not in ours or ours[path].goal != goal or path in memory.pending
    ]
    left = {path for path in ours if path not in goals and not stays(path)}
    gone = {path for path in memory.pending if path not in goals}
    return sorted({*unsure, *left, *gone})


def unread(goals: Goals, memory: StoreMemory, seen: Mapping[str, SeenFile]) -> list[str]:
    """Which of the files looked at must be read to know what they are: neither tag nor mark tells.

    A file of another size than it should have need not be, unless it is to be removed.
    """
    return [
        path
        for path, there in seen.items()
        if there.goal is None
        and there.is_file
        and not _has_tag(path, there, memory)
        and (path not in goals or there.bytes in _sizes(path, goals, memory))
    ]


def answer(  # noqa: PLR0913 (what is known, from where)
    goals: Goals,
    memory: StoreMemory,
    asked: Iterable[str],
    seen: Mapping[str, SeenFile],
    read: Mapping[str, str],
    *,
    front: str,
    taken: Collection[str] = (),
) -> TargetComparison:
    """What is to be done about the paths that were asked about.

    `read` are the sha256 of files that had to be read; what lies at the paths of `taken` is ours,
    whatever is remembered; `front` is put before paths in Problems.
    """
    return _Comparing(goals, memory, seen, read, front, taken).around(asked)


def relearnt(goals: Goals, seen: Mapping[str, SeenFile], *, sure: bool) -> frozenset[str]:
    """The paths at which what lies there is taken for ours, when the memory is missing or damaged.

    What is ours bears our mark. Where a store has no marks, all is ours when `sure`, or when most
    of what lies at the site's own paths has the site's own sizes. Files that the site does not
    name are never ours: nothing is deleted on doubt.
    """
    here = {path: there for path, there in seen.items() if path in goals}
    if not sure:
        alike = sum(there.bytes == goals[path].bytes for path, there in here.items())
        sure = not any(there.goal for there in here.values()) and alike * 2 > len(here)
    return frozenset(path for path, there in here.items() if sure or there.goal)


def first_of(problems: list[Problem]) -> list[Problem]:
    """Enough to see what is wrong: a foreign site in the way would be thousands."""
    listed = sorted(set(problems), key=lambda problem: problem.path)
    if (rest := len(listed) - _MANY) <= 0:
        return listed
    more = replace(listed[_MANY], text=f"… och {rest} till som ligger i vägen")
    return [*listed[:_MANY], more]


@dataclass(slots=True)
class _Comparing:
    goals: Goals
    memory: StoreMemory
    seen: Mapping[str, SeenFile]
    read: Mapping[str, str]
    front: str
    taken: Collection[str]
    found: TargetComparison = field(default_factory=TargetComparison)

    def around(self, asked: Iterable[str]) -> TargetComparison:
        self.found.ours = dict(self.memory.files)
        for path in asked:
            there = self.seen.get(path)
            if path in self.goals:
                self._wanted(path, self.goals[path], there)
            else:
                self._unwanted(path, there)
        return self.found

    def _wanted(self, path: str, goal: Goal, there: SeenFile | None) -> None:
        if there is None:
            self.found.ours.pop(path, None)
            self.found.added.append(path)
        elif there.bytes == BEHIND:
            self._conflict(there.tag, "ligger i vägen för sajtens mapp med samma namn")
        elif not there.is_file:
            self._conflict(path, "ligger i vägen för en av sajtens filer")
        elif (lies := self._content(path, there)) == goal:
            self.found.ours[path] = Stored.of(goal, there.tag)
        elif self._is_ours(path, there, lies):
            self._to_replace(path, there, lies)
        else:
            self._conflict(path, "finns redan, och är inte utlagd av publisher")

    def _is_ours(self, path: str, there: SeenFile, lies: Goal) -> bool:
        """Or was, until somebody changed it."""
        known = path in self.taken or path in self.memory.files or there.goal is not None
        return known or self._left_by_us(path, lies)

    def _to_replace(self, path: str, there: SeenFile, lies: Goal) -> None:
        self.found.changed.append(path)
        self.found.ours[path] = Stored.of(lies, there.tag)
        if not (path in self.taken or self._left_by_us(path, lies)):
            text = "hade ändrats på plats; ändringen skrivs över"
            self._advise(path, text, "Gör ändringar i content/ eller theme/, så håller de.")

    def _unwanted(self, path: str, there: SeenFile | None) -> None:
        self.found.ours.pop(path, None)
        if there is None or there.bytes == BEHIND:
            return
        lies = self._content(path, there)
        if there.is_file and self._left_by_us(path, lies):
            self.found.removed.append(path)
            self.found.ours[path] = Stored.of(lies, there.tag)
        else:
            text = "hör inte längre till sajten, men har ändrats på plats och lämnas kvar"
            hint = "Ta bort filen för hand om den inte behövs."
            self._advise(path, text, hint)

    def _content(self, path: str, there: SeenFile) -> Goal:
        """What lies there; without a sha256 when that is unknown, and then it equals nothing."""
        known = self.memory.files.get(path)
        if known and known.tag == there.tag:
            return known.goal
        if there.goal:
            return there.goal
        hash_ = self.read.get(path, "")
        likely = (self.goals.get(path), known, self.memory.pending.get(path))
        alike = (goal for goal in likely if goal and hash_ and goal.sha256 == hash_)
        form = next((goal.form for goal in alike), "")
        return Goal(sha256=hash_, bytes=there.bytes, form=form)

    def _left_by_us(self, path: str, lies: Goal) -> bool:
        left = (self.memory.files.get(path), self.memory.pending.get(path))
        return lies.sha256 in {goal.sha256 for goal in left if goal}

    def _conflict(self, path: str, text: str) -> None:
        hint = "Flytta undan den, eller välj en annan plats för sajten."
        self.found.conflicts.append(Problem(path=f"{self.front}{path}", text=text, hint=hint))

    def _advise(self, path: str, text: str, hint: str) -> None:
        problem = Problem(path=f"{self.front}{path}", text=text, hint=hint, fatal=False)
        self.found.advice.append(problem)


def _of(paths: Iterable[str], files: Mapping[str, object]) -> list[str]:
    return [path for path in paths if path in files]


def _has_tag(path: str, there: SeenFile, memory: StoreMemory) -> bool:
    known = memory.files.get(path)
    return known is not None and known.tag == there.tag


def _sizes(path: str, goals: Goals, memory: StoreMemory) -> set[int]:
    likely = (goals.get(path), memory.files.get(path), memory.pending.get(path))
    return {goal.bytes for goal in likely if goal}
