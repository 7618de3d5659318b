"""A build in which few articles have changed: the rooms ask for the few entries that they need.

All that the heads say together (`SiteStructure`) stands as the last whole look at them left it, but
for what the changed articles say of themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from publisher.engine.recipes import BuildContext
from publisher.model import Article, Edition, Entry, Episode, Page, Person, Piece, Site
from publisher.model.structure import EntryRows, FoundEntries, SiteStructure, parted

ARCHIVE = ("archive", "")
"""The list that holds every piece, by its kind and value."""


@dataclass(frozen=True, kw_only=True)
class StandingContext(BuildContext):
    """One such build, as the rooms see it; `entry` fetches an entry by its id.

    `heads` tells that lists, neighbours and all who show a changed article are to hear of it.
    """

    structure: SiteStructure
    entry: Callable[[str], Entry]
    heads: bool

    @property
    def within_texts(self) -> bool:
        """Whether nothing but the changed entries' own words is another than last time."""
        return not self.heads

    @property
    def standing(self) -> bool:
        """Always: else it would not be made."""
        return True

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """Articles and episodes together, newest first."""
        return self.kept_list(*ARCHIVE)[::-1]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Every published entry by its id."""
        return FoundEntries({id_: id_ for id_ in self.structure.ids}, self.entry)

    @cached_property
    def by_source(self) -> Mapping[str, Entry]:
        """Every published entry by the path of its file."""
        return FoundEntries(self.structure.id_of, self.entry)

    def kept_list(self, kind: str, value: str, /) -> Sequence[Piece]:
        """The pieces of a list, oldest first; no list has changed."""
        row = self._rows.get((kind, value))
        if row is None:
            row = self._rows[kind, value] = EntryRows(
                self.structure.members(kind, value), self._piece
            )
        return row

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Sequence[Piece]]:
        """Lists that were asked for."""
        return {}

    def kept_lists(self) -> Mapping[tuple[str, str], Sequence[Entry]]:
        """Every list by its kind and value, members oldest first."""
        return self._lists

    @cached_property
    def _lists(self) -> Mapping[tuple[str, str], Sequence[Entry]]:
        places = map(parted, self.structure.lists)
        return {place: EntryRows(self.structure.members(*place), self.entry) for place in places}

    def kept_names(self) -> Mapping[tuple[str, str], str]:
        """How each list of a tag or category is spelled."""
        return {parted(place): name for place, name in self.structure.names.items()}

    def kept_days(self) -> Sequence[str]:
        """When each entry was last altered, as the sitemap has it."""
        return self.structure.days

    @property
    def addresses(self) -> Sequence[str]:
        """Every entry's site address, in the order of `site.entries`."""
        return self.structure.urls

    @cached_property
    def pinned(self) -> tuple[Piece, ...]:
        """The pieces that stand first on the front page, newest first."""
        return tuple(map(self._piece, self.structure.pinned))

    def _piece(self, id_: str) -> Piece:
        return cast("Piece", self.entry(id_))


def standing_site(
    structure: SiteStructure, entry: Callable[[str], Entry], people: tuple[Person, ...]
) -> Site:
    """The site of a structure, with entries that are fetched when they are looked at."""
    articles, episodes, editions, pages, translations = (
        EntryRows(ids, entry) for ids in structure.kinds()
    )
    return Site(
        articles=cast("Sequence[Article]", articles),
        episodes=cast("Sequence[Episode]", episodes),
        editions=cast("Sequence[Edition]", editions),
        pages=cast("Sequence[Page]", pages),
        people=people,
        redirects=structure.redirects,
        translations=translations,
        enclosures=structure.enclosures,
        withdrawn=structure.withdrawn,
        corrected=structure.corrected,
    )
