"""What every target is asked for, and what it answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from publisher.model import Receipt
from publisher.problems import Problem

_LISTS = frozenset({"arkiv", "forfattare", "kategorier", "taggar"})
_MAPS = frozenset({"sitemap.xml", "robots.txt", "404.html"})
_FIRST, _PAGES, _OVERVIEWS, _FEEDS = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a built file must be: sha256 (hex) and size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A finished site: its folder on this machine, and the facts of every file, by path below.

    `promised` is what the target is to remember of all that has been published from here (id →
    mark). The target need not understand it, only keep it with its own memory and give it back.
    """

    folder: Path
    files: Mapping[str, FileFacts]
    promised: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a deploy would do, as paths of `local`, each in the order it would be done.

    `bytes` is how much would be copied; `advice` is what the target does not dare to touch;
    `remembered` is the `promised` of the last deploy, from whatever machine that was.
    """

    target: str
    local: Local
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
    advice: tuple[Problem, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether the target already is as it should be."""
        return not (self.added or self.changed or self.removed)


class Target(Protocol):
    """A place that a site can be brought to."""

    def plan(self, local: Local) -> Plan:
        """Compare, and write nothing. Raises PublisherError when deploying would do harm."""

    def apply(self, plan: Plan) -> Receipt:
        """Carry a plan out. After a PublisherError or a broken run, the next one finishes it."""


def in_order(paths: Iterable[str], all_paths: Iterable[str]) -> list[str]:
    """Paths so that nothing leads to what is not yet there.

    Pictures, sound and styles come first, then pages, then what lists pages, and feeds last: apps
    poll them, and fetch at once whatever they name.
    """
    wanted = list(paths)
    if not wanted:
        return []
    parents = {
        parent.as_posix()
        for path in all_paths
        if path.endswith(".html")
        for parent in PurePosixPath(path).parent.parents
    }

    def rank(path: str) -> int:
        pure = PurePosixPath(path)
        if path in _MAPS:
            return _OVERVIEWS
        if pure.suffix == ".html":
            lists = pure.parts[0] in _LISTS or pure.parent.as_posix() in parents
            return _OVERVIEWS if lists else _PAGES
        is_feed = pure.suffix in {".xml", ".json", ".rss"} and pure.parts[0] not in {
            "assets",
            "media",
        }
        return _FEEDS if is_feed else _FIRST

    return sorted(wanted, key=lambda path: (rank(path), path))
