"""Which lists a piece stands in, and all lists of a site with their members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from publisher.addresses import slug
from publisher.model import Edition, Entry, Episode, Piece
from publisher.site.dates import local
from publisher.work import Work

Kind = Literal["archive", "year", "tag", "category", "author", "show", "letters"]
Listed = Piece | Edition
Order = tuple[datetime, str]


class Place(NamedTuple):
    """One list: all tags `Kina` and `kina` are in `("tag", "kina")`."""

    kind: Kind
    value: str


ARCHIVE = Place("archive", "")
LETTERS = Place("letters", "")


def order(entry: Listed) -> Order:
    """What lists are sorted by: time, then id, so that two pieces of one minute stay in order."""
    return entry.date, entry.id


class _Slugs(dict[str, str]):
    """Slugs of the names met so far; most names are met many times."""

    def __missing__(self, name: str) -> str:
        self[name] = slug(name)
        return self[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a change did to one list: where the piece stood before, and where it stands now."""

    old: Order | None
    new: Order | None


class Places:
    """The lists of this build. Members stand oldest first; pages are numbered from that end."""

    def __init__(self, work: Work) -> None:
        """Remember the build."""
        self._work = work
        self._slugs = _Slugs()

    def of(self, entry: Entry) -> Iterator[Place]:
        """Every list the entry stands in, some perhaps twice (tags `AI` and `ai`)."""
        if isinstance(entry, Edition):
            yield LETTERS
        if not isinstance(entry, Piece):
            return
        yield ARCHIVE
        yield Place("year", str(local(entry.date).year))
        for name in entry.tags:
            yield Place("tag", self._slugs[name])
        for name in entry.categories:
            yield Place("category", self._slugs[name])
        for id_ in entry.authors:
            yield Place("author", id_)
        if isinstance(entry, Episode):
            yield Place("show", entry.show)

    @cached_property
    def members(self) -> dict[Place, list[Listed]]:
        """Every list that has a member, and those that exist even when empty."""
        found: dict[Place, list[Listed]] = {ARCHIVE: [], LETTERS: []}
        found |= {Place("show", show.id): [] for show in self._work.config.shows}
        letters = sorted(self._work.site.editions, key=order)
        entries: Iterable[Listed] = (*reversed(self._work.pieces), *letters)
        for entry in entries:
            for place in dict.fromkeys(self.of(entry)):
                found.setdefault(place, []).append(entry)
        return found

    @cached_property
    def moves(self) -> dict[Place, list[Move]]:
        """What the changes did to each list they touched."""
        found: dict[Place, list[Move]] = defaultdict(list)
        for change in self._work.changes:
            before, after = self._stands(change.old), self._stands(change.new)
            for place in before | after:
                found[place].append(Move(old=before.get(place), new=after.get(place)))
        return found

    def names(self, place: Place) -> set[str]:
        """All spellings of a tag or category, among members and among what has just left."""
        entries = (*self.members.get(place, ()), *self._work.touched())
        return {
            name
            for entry in entries
            if isinstance(entry, Piece)
            for name in (entry.tags if place.kind == "tag" else entry.categories)
            if self._slugs[name] == place.value
        }

    def name(self, place: Place) -> str:
        """The spelling shown: of several, the one that comes first."""
        return min(
            name
            for entry in self.members[place]
            if isinstance(entry, Piece)
            for name in (entry.tags if place.kind == "tag" else entry.categories)
            if self._slugs[name] == place.value
        )

    def _stands(self, entry: Entry | None) -> dict[Place, Order]:
        if not isinstance(entry, Piece | Edition):
            return {}
        return dict.fromkeys(self.of(entry), order(entry))
