"""A build in which no head has changed: the rooms ask for the few entries that they need.

All that the heads say together (`SiteStructure`) stands as the last whole look at them left it, and
so does all that lists show of each entry. What has changed is within texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from publisher.engine.recipes import BuildContext
from publisher.model import Article, Edition, Entry, Episode, Page, Person, Piece, Site
from publisher.model.structure import EntryRows, FoundEntries, SiteStructure

ARCHIVE = ("archive", "")
"""The list that holds every piece, by its kind and value."""


@dataclass(frozen=True, kw_only=True)
class StandingContext(BuildContext):
    """One build within texts, as the rooms see it; `entry` fetches an entry by its id."""

    structure: SiteStructure
    entry: Callable[[str], Entry]

    @property
    def within_texts(self) -> bool:
        """Whether nothing but the changed entries' own words is another than last time."""
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
        return EntryRows(self.structure.members(kind, value), self._piece)

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
    )
