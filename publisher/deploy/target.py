"""What every target is asked for, and what it answers with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Protocol

from publisher.config.standards.media_types import is_feed
from publisher.deploy.share_folders import lasts
from publisher.model import Receipt
from publisher.model.output import PREVIEW_FILE
from publisher.problems import Problem, PublisherError

_LISTS = frozenset({"arkiv", "forfattare", "kategorier", "taggar"})
_MAPS = frozenset(
    {"robots.txt", "404.html", "_redirects", "_headers", "delar.json", "pagefind-entry.json"}
)
"""What names other files, in the search index too; and sitemaps, of which there may be many."""
_FIRST, _PAGES, _OVERVIEWS, _FEEDS = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a built file must be: sha256 (hex) and size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSite:
    """A finished site: its folder on this machine, and the facts of every file, by path below.

    `promised` is what the target is to remember of all that has been published from here (id →
    mark). The target need not understand it, only keep it with its own memory and give it back.
    `now` is the hour that the target notes, an aware time; `id` names the build, and may be empty.
    With `only`, folders ending with `/`, it is those alone, and all else at the target stays.
    No target can be handed what a preview has built: raises PublisherError.
    """

    folder: Path
    files: Mapping[str, FileFacts]
    now: datetime
    promised: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    only: tuple[str, ...] = ()

    def stays(self, path: str) -> bool:
        """Whether what we once put at a path is left there, though it is no part of this site."""
        return not path.startswith(self.only) if self.only else lasts(path, self.now)

    def __post_init__(self) -> None:
        """Here, where every kind of target gets its site, and none can forget to ask."""
        if PREVIEW_FILE in self.files:
            text = "bygget är en förhandsvisning, med utkast i, och får inte läggas ut"
            hint = "Kör publisher build --clean först."
            raise PublisherError(Problem(path="build", text=text, hint=hint))

    @property
    def name(self) -> str:
        """The build's id, or else one made of what is in it: the same site has the same name."""
        if self.id:
            return self.id
        lines = sorted(f"{path}\0{facts.sha256}" for path, facts in self.files.items())
        return sha256("\n".join(lines).encode()).hexdigest()[:12]


def no_site(name: str, shown: str) -> Problem:
    """What to say where a folder is to be put beside a site, and no whole site lies there."""
    text = f"på målet ”{name}” ligger ingen hel sajt"
    return Problem(path=shown, text=text, hint=f"Kör först: publisher deploy {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployPlan:
    """What a deploy would do, as paths of `local`, each in the order it would be done.

    `bytes` is how much would be copied; `advice` is what the target does not dare to touch;
    `remembered` is the `promised` of the last deploy, from whatever machine that was; `there` is
    how many files of ours lie at the target now, so that one can see how large a part would go.
    """

    target: str
    local: LocalSite
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
    advice: tuple[Problem, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)
    there: int = 0

    @property
    def empty(self) -> bool:
        """Whether the target already is as it should be."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSite:
    """An earlier site that the target can put back: its name, when it went out, how many files."""

    id: str
    when: datetime
    files: int


class Target(Protocol):
    """A place that a site can be brought to."""

    def plan(self, local: LocalSite) -> DeployPlan:
        """Compare, and write nothing. Raises PublisherError when deploying would do harm."""

    def apply(self, plan: DeployPlan, *, break_lock: bool = False) -> Receipt:
        """Carry a plan out. After a PublisherError or a broken run, the next one finishes it.

        Refused while somebody else deploys there, unless `break_lock` says that nobody does.
        """

    def kept(self) -> tuple[EarlierSite, ...]:
        """The earlier sites that can be put back, newest first.

        Raises PublisherError where the target never can, saying why and what to do instead.
        """

    def roll_back(self, kept: EarlierSite, *, break_lock: bool = False) -> Receipt:
        """Put one of `kept()` back, in the same order as a deploy.

        What was rolled back from can be built again and is not kept: afterwards `kept()` begins
        with the site before the one put back. What was promised stays remembered.
        """


def in_order(paths: Iterable[str], all_paths: Iterable[str]) -> list[str]:
    """Paths so that nothing leads to what is not yet there: `in_phases`, one after the other."""
    return [path for phase in in_phases(paths, all_paths) for path in phase]


def in_phases(paths: Iterable[str], all_paths: Iterable[str]) -> list[list[str]]:
    """Paths in groups, each to be whole at the target before the next begins.

    Pictures, sound and styles come first, then pages, then what lists pages, and feeds last: apps
    poll them, and fetch at once whatever they name. Empty groups are left out.
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
        if pure.name in _MAPS or path.startswith("sitemap"):
            return _OVERVIEWS
        if pure.suffix == ".html":
            lists = pure.parts[0] in _LISTS or pure.parent.as_posix() in parents
            return _OVERVIEWS if lists else _PAGES
        return _FEEDS if is_feed(path) else _FIRST

    phases: dict[int, list[str]] = {}
    for path in sorted(wanted):
        phases.setdefault(rank(path), []).append(path)
    return [phases[each] for each in sorted(phases)]
