"""What is seen at paths of a target, and what there hides other paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publisher.deploy.targets.memory import Goal

FOLDER, OTHER, BEHIND = -1, -2, -3
"""The sizes that are told of a folder, of what is neither file nor folder (a link), and of a path
that would lead through something that is no folder; the tag then names that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """What lies at a path. `goal` is what it was put as, if it bears our mark; else None.

    `written` is when that was, in seconds by the clock over there, where this is told.
    """

    bytes: int
    tag: str
    goal: Goal | None = None
    written: float = 0

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file."""
        return self.bytes >= 0


def folders_above(paths: Iterable[str]) -> frozenset[str]:
    """Every folder that these paths lie in, or that those lie in."""
    found: set[str] = set()
    for path in paths:
        above = _above(path)
        while above and above not in found:
            found.add(above)
            above = _above(above)
    return frozenset(found)


def before_walls(paths: Iterable[str], there: Mapping[str, SeenFile]) -> Mapping[str, SeenFile]:
    """What lies at these paths, of what lies at them and at all folders above.

    What is no folder, and has the name of one, hides what may be behind it: no link is followed.
    """
    wanted, walls, found = list(paths), {"": ""}, {}
    for folder in sorted(folders_above(wanted)):  # so that one comes after those above it
        is_wall = folder in there and there[folder].bytes != FOLDER
        walls[folder] = walls[_above(folder)] or (folder if is_wall else "")
    for path in wanted:
        if wall := walls[_above(path)]:
            found[path] = SeenFile(bytes=BEHIND, tag=wall)
        elif path in there:
            found[path] = there[path]
    return found


def _above(path: str) -> str:
    return path.rpartition("/")[0]
