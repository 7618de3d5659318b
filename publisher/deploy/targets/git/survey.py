"""The comparison of a branch with a site: what in it is ours, and what is to be done.

What was put there is remembered in a file in the branch itself, each path with the id that git
gives its content. So it is seen, without reading any file, what somebody else has changed. The host
serves that file like any other, so it has a name that nobody can guess (`notes`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

import msgspec

from publisher.deploy.targets.git.cache import ORDINARY, TreeEntry
from publisher.deploy.targets.notes import MEMORY_FOLDER, OLD
from publisher.problems import Problem

_VERSION = 1
_FURNITURE = frozenset({"CNAME", ".nojekyll", ".gitattributes", "LICENSE", "README.md"})
"""What a host or a helpful page puts into an otherwise empty branch; we leave it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchMemory:
    """Every file that is ours, by path, with its blob's id, and what deploys are to remember."""

    files: Mapping[str, str] = field(default_factory=dict)
    promised: Mapping[str, str] = field(default_factory=dict)
    version: int = _VERSION

    @property
    def data(self) -> bytes:
        """The bytes that lie in the branch; one line a file, so that git compresses them well."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=0, sort_keys=True).encode()


def read(text: str) -> BranchMemory | None:
    """What is remembered, or None when it cannot be made out."""
    try:
        memory = msgspec.json.decode(text.encode("utf-8", "surrogateescape"), type=BranchMemory)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return memory if memory.version == _VERSION else None


@dataclass(slots=True, kw_only=True)
class BranchComparison:
    """What is to be done, by path; with any conflict nothing may be done."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    there: int = 0
    advice: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)


def is_memory(path: str) -> bool:
    """Whether a path is where a memory lies, or lay."""
    return path == OLD or path.startswith(f"{MEMORY_FOLDER}/")


def is_strange(entries: Mapping[str, TreeEntry], wanted: Mapping[str, str]) -> bool:
    """Whether a branch without memory holds what no deploy of this site could have left."""
    return any(
        path not in _FURNITURE and wanted.get(path) != entry.id for path, entry in entries.items()
    )


def survey(
    entries: Mapping[str, TreeEntry],
    wanted: Mapping[str, str],
    memory: BranchMemory | None,
    branch: str,
) -> BranchComparison:
    """Compare a branch with a site, both as path → blob id; `memory` is None when it was lost.

    Then what lies where the site's files go is taken for ours, and nothing else is: it may be
    replaced, and nothing is removed.
    """
    found, look = BranchComparison(), _BranchComparing(entries, wanted, memory, branch)
    for path in wanted:
        look.at(path, found)
    ours = memory.files.keys() if memory else entries.keys() & wanted
    for path in sorted(path for path in ours if not is_memory(path)):
        found.there += path in entries
        if path not in wanted:
            look.at_old(path, found)
    if memory is None:
        left = sum(not is_memory(path) for path in entries.keys() - wanted.keys())
        found.advice.append(_rebuilt(branch, left))
    found.conflicts += look.in_the_way(found.removed)
    return found


@dataclass(frozen=True, slots=True)
class _BranchComparing:
    entries: Mapping[str, TreeEntry]
    wanted: Mapping[str, str]
    memory: BranchMemory | None
    branch: str

    def at(self, path: str, found: BranchComparison) -> None:
        there = self.entries.get(path)
        if there is None:
            found.added.append(path)
        elif (there.mode, there.id) != (ORDINARY, self.wanted[path]):
            known = self.memory.files.get(path) if self.memory else there.id
            if known is None and path not in _FURNITURE:
                found.conflicts.append(self._conflict(path, "är inte utlagd av publisher"))
                return
            found.changed.append(path)
            if known not in {None, there.id}:
                text = "hade ändrats på plats; ändringen skrivs över"
                hint = "Gör ändringar i content/ eller theme/, så håller de."
                found.advice.append(self._problem(path, text, hint, fatal=False))

    def at_old(self, path: str, found: BranchComparison) -> None:
        there = self.entries.get(path)
        if there is None or self.memory is None:
            return
        if there.id == self.memory.files[path]:
            found.removed.append(path)
        else:
            text = "hör inte längre till sajten, men har ändrats på plats och lämnas kvar"
            hint = "Ta bort filen för hand om den inte behövs."
            found.advice.append(self._problem(path, text, hint, fatal=False))

    def in_the_way(self, removed: Iterable[str]) -> list[Problem]:
        """Files of others where a folder of ours must be, and the other way round."""
        gone = {*removed, *filter(is_memory, self.entries)}
        strangers = [path for path in self.entries if path not in self.wanted and path not in gone]
        folders = {parent for path in self.wanted for parent in _parents(path)}
        walls = {path for path in strangers if path in folders}
        walls |= {parent for path in strangers for parent in _parents(path)} & self.wanted.keys()
        return [self._conflict(path, "ligger i vägen för sajten") for path in sorted(walls)]

    def _conflict(self, path: str, text: str) -> Problem:
        hint = "Ta bort den ur grenen, eller välj en annan gren med branch:."
        return self._problem(path, text, hint, fatal=True)

    def _problem(self, path: str, text: str, hint: str, *, fatal: bool) -> Problem:
        return Problem(path=f"{self.branch}:{path}", text=text, hint=hint, fatal=fatal)


def _parents(path: str) -> list[str]:
    return [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]


def _rebuilt(branch: str, left: int) -> Problem:
    kept = f" {left} filer som inte hör till sajten lämnas kvar." if left else ""
    return Problem(
        path=f"{branch}:{MEMORY_FOLDER}",
        text="minneslistan över utlagda filer saknas eller är skadad, och görs på nytt",
        hint=f"Inget behöver göras.{kept}",
        fatal=False,
    )
