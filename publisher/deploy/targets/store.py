"""Stores: places where a site's files are put, and what any of them must be able to do.

A store knows how its own network or disk works and how it fails; what is put where, in which order
and under which lock is decided for all of them in one place (`difference`, `transfer`, `storing`).
Where files are put one by one, `one_by_one` says how that is done with many.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from publisher.deploy.targets.lock import Lock
from publisher.deploy.targets.memory import Goal, RememberedSite
from publisher.deploy.targets.notes import TargetNote
from publisher.deploy.targets.seen import SeenFile
from publisher.problems import Problem

Goals = Mapping[str, Goal]
Sites = Sequence[RememberedSite]
Words = Mapping[str, str]
"""Something told of each path: its tag, its hash, or the name that it is kept by."""
Aside = tuple[Words, frozenset[str]]
Arrived = Callable[[str, str], Awaitable[None]]
"""What is called with a path, once its file lies there, and its tag."""

OLDER = (
    "Ta fram den äldre versionen av content/ ur git (git log, git checkout) och kör publisher "
    "build och publisher deploy."
)


class Taken(Exception):  # noqa: N818 (it is no error: somebody else was first)
    """A note was not written, since it was no longer as the writer had read it."""


class Cut(Exception):  # noqa: N818
    """The connection is gone, and with it all that was under way; trying again may help."""

    def __init__(self, problem: Problem) -> None:
        """Carry what to tell the author should no try help."""
        self.problem = problem
        super().__init__(str(problem))


def not_kept(shown: str, path: str, *, gone: bool) -> Problem:
    """What to say of a file that cannot be put back; `shown` is the target."""
    what = "finns inte kvar bland det som har sparats" if gone else "har inte sparats hel"
    text = f"{what}, så den går inte att ställa tillbaka"
    return Problem(path=f"{shown}/{path}", text=text, hint=OLDER)


class StoreLock(Protocol):
    """One deploy's lock at a store, as it is taken, renewed and given back (`guard`)."""

    async def take(self, *, break_lock: bool) -> None:
        """Raises PublisherError when somebody else holds it, unless it is to be broken."""

    async def renew(self) -> None:
        """Show that we are alive. Raises Taken when the lock is no longer ours."""

    async def require(self) -> None:
        """Raises Taken unless the lock still is ours."""

    async def give_back(self) -> None:
        """Remove the lock, if it is ours."""


class Store(ABC):
    """An open connection to a store; every method may raise PublisherError, or Cut.

    Paths are those of the site, with forward slashes. Names of the publisher's own begin with
    `.publisher-`; the store may keep them elsewhere. `can_keep` is whether what is replaced can be
    kept: not where a host cannot make hard links. `sees_all` is whether a look is so cheap that
    every file of ours is looked at each time.
    """

    __slots__ = ()
    can_keep: bool
    sees_all: bool

    @abstractmethod
    async def look(self, paths: Collection[str], known: Words) -> Mapping[str, SeenFile]:
        """What lies at these paths; those where nothing does are left out.

        `known` are the tags of what we left, by path: a file that still has its tag need not be
        looked at more closely.
        """

    @abstractmethod
    async def names(self) -> frozenset[str]:
        """Every file there, our own notes and kept files apart."""

    @abstractmethod
    async def hashes(self, paths: Sequence[str], goals: Goals, folder: Path | None) -> Words:
        """The sha256 of what lies at these paths, by reading all of it.

        `folder` has the files of `goals`, where they are at hand: a store may compare with them.
        """

    @abstractmethod
    async def notes(self, folder: str) -> frozenset[str]:
        """The names of the notes in a folder of ours, which need not be there."""

    @abstractmethod
    async def read(self, name: str) -> TargetNote | None:
        """A note, or None when there is none."""

    @abstractmethod
    async def write(self, name: str, data: bytes, instead_of: TargetNote | None) -> TargetNote:
        """Put a note whole or not at all. Raises Taken unless it replaces just that one (or none).

        A store that cannot promise so much does its best.
        """

    @abstractmethod
    async def erase(self, name: str) -> None:
        """Remove a note, if it is there."""

    @abstractmethod
    def latch(self, own: Lock) -> StoreLock:
        """The lock that a deploy takes here."""

    @abstractmethod
    async def bring(self, files: Goals, folder: Path | None, keep: Words, arrived: Arrived) -> None:
        """Put files there, each whole or not at all, and tell of each, with its tag, once it lies.

        They come from `folder`, or where that is None from what is kept. What lies at the paths of
        `keep` must first lie where that says. Raises PublisherError with all that could not be put,
        or was not what its goal says; the others have been.
        """

    @abstractmethod
    async def remove(self, paths: Sequence[str], keep: Words) -> None:
        """Remove files, after keeping those of `keep`; those that are gone already are no fault."""

    @abstractmethod
    def aside(self, replaced: Goals, kept: Iterable[str], history: Sites, goals: Goals) -> Aside:
        """Where each file that is to go must be kept, and the names to remember that by.

        Left out are those that no site of the history needs once `goals` lie there. `kept` are the
        names that are remembered already.
        """

    @abstractmethod
    def needless(self, kept: frozenset[str], history: Sites, goals: Goals) -> frozenset[str]:
        """Which of the names that are remembered no site of the history needs any more."""

    @abstractmethod
    async def drop(self, names: Collection[str]) -> None:
        """Remove what is kept by these names."""

    @abstractmethod
    async def recover(self, wanted: Goals, sites: Sites) -> Path | None:
        """See that the files of an earlier site can be had; the folder they were fetched to, if so.

        `sites` begins with that one and goes on with those that came after. Raises PublisherError
        with all that cannot be put back whole, as far as that can be told.
        """

    async def sweep(self, paths: Collection[str]) -> None:  # noqa: B027 (most leave nothing)
        """Remove what a run that was cut off left half-written beside these paths."""

    async def missing(self, folders: Collection[str]) -> frozenset[str]:  # noqa: ARG002
        """Which of these folders are not there; none where a store knows no folders."""
        return frozenset()

    async def make(self, folders: Collection[str]) -> None:  # noqa: B027 (most make them unasked)
        """Make folders, those above first."""

    async def prune(self, folders: Collection[str]) -> frozenset[str]:  # noqa: ARG002
        """Remove those of the folders that are empty; returns those that are no longer there."""
        return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings(ABC):
    """A store that is yet to be connected to, as the settings describe it.

    `shown` is its name in Problems (`s3://bucket/sajt`), `keep` how many earlier sites can be put
    back, `pauses` the seconds to wait before each new try after a Cut.
    """

    shown: str
    keep: int
    pauses: tuple[float, ...] = ()

    def form(self, path: str) -> str:  # noqa: ARG002
        """The form (see `Goal`) that a file of this name is put in; empty: it is only a file."""
        return ""

    @abstractmethod
    def open(self) -> AbstractAsyncContextManager[Store]:
        """Connect. Raises PublisherError when that is refused, Cut when nobody answers."""
