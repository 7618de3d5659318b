"""The comparison of a branch with a site: what in it is ours, and what is to be done.

What was put there is remembered in a file in the branch itself, each path with the id that git
gives its content. So it is seen, without reading any file, what somebody else has changed. The host
serves that file like any other, so it has a name that nobody can guess (`notes`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

import msgspec

from publisher.deploy.targets.difference import TargetComparison, answer, first_of
from publisher.deploy.targets.git.cache import ORDINARY, TreeEntry
from publisher.deploy.targets.memory import Goal, Stored, StoreMemory
from publisher.deploy.targets.notes import MEMORY_FOLDER, OLD
from publisher.deploy.targets.seen import SeenFile, folders_above
from publisher.problems import Problem, PublisherError

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
    stays: Callable[[str], bool],
) -> TargetComparison:
    """Compare a branch with a site, both as path → blob id; `memory` is None when it was lost.

    Then what lies where the site's files go is taken for ours, and nothing else is: it may be
    replaced, and nothing is removed. What `stays` of ours is let be. Ids, with git's mode before
    them, stand for hashes and tags. Raises PublisherError for what is in the way.
    """
    known = memory.files.items() if memory else ()
    ours = {path: _goal(id_) for path, id_ in known if not is_memory(path)}
    seen = {path: SeenFile(bytes=0, tag=f"{each.mode} {each.id}") for path, each in entries.items()}
    found = answer(
        {path: _goal(id_) for path, id_ in wanted.items()},
        StoreMemory(files={path: Stored.of(goal, goal.sha256) for path, goal in ours.items()}),
        [*wanted, *sorted(path for path in ours.keys() - wanted if not stays(path))],
        seen,
        {path: each.tag for path, each in seen.items()},
        front=f"{branch}:",
        taken=_FURNITURE - ours.keys() if memory else entries.keys(),
    )
    if memory is None:
        left = sum(not is_memory(path) for path in entries.keys() - wanted.keys())
        found.advice.append(_rebuilt(branch, left))
    hint = "Ta bort den ur grenen, eller välj en annan gren med branch:."
    blocked = _in_the_way(entries, wanted, found.removed)
    text = "ligger i vägen för sajten"
    found.conflicts += [Problem(path=f"{branch}:{path}", text=text) for path in blocked]
    if found.conflicts:
        raise PublisherError(first_of([replace(each, hint=hint) for each in found.conflicts]))
    return found


def left_alone(
    memory: BranchMemory | None,
    entries: Mapping[str, TreeEntry],
    wanted: Mapping[str, str],
    stays: Callable[[str], bool],
) -> dict[str, str]:
    """What of ours lies there and `stays`, though it is no part of the site, to be remembered."""
    ours = memory.files.items() if memory else ()
    return {
        path: id_
        for path, id_ in ours
        if path in entries and path not in wanted and not is_memory(path) and stays(path)
    }


def _goal(id_: str) -> Goal:
    return Goal(sha256=f"{ORDINARY} {id_}", bytes=0)


def _in_the_way(
    entries: Mapping[str, TreeEntry], wanted: Mapping[str, str], removed: Iterable[str]
) -> list[str]:
    """Files of others where a folder of ours must be, and the other way round."""
    gone = {*removed, *filter(is_memory, entries)}
    strangers = [path for path in entries if path not in wanted and path not in gone]
    walls = folders_above(wanted).intersection(strangers)
    return sorted(walls | (folders_above(strangers) & wanted.keys()))


def _rebuilt(branch: str, left: int) -> Problem:
    kept = f" {left} filer som inte hör till sajten lämnas kvar." if left else ""
    return Problem(
        path=f"{branch}:{MEMORY_FOLDER}",
        text="minneslistan över utlagda filer saknas eller är skadad, och görs på nytt",
        hint=f"Inget behöver göras.{kept}",
        fatal=False,
    )
