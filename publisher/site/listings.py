"""Which lists a piece stands in, and all lists of a site with their members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import is_not
from typing import Literal, NamedTuple

from publisher.engine.recipes import BuildContext
from publisher.model import Edition, Entry, Episode, Piece
from publisher.model.addresses import slug
from publisher.site.dates import local

Kind = Literal["archive", "year", "tag", "category", "author", "show", "letters"]
Listed = Piece | Edition
Order = tuple[datetime, str]


class ListingKey(NamedTuple):
    """One list: all tags `Kina` and `kina` are in `("tag", "kina")`."""

    kind: Kind
    value: str


ARCHIVE = ListingKey("archive", "")
LETTERS = ListingKey("letters", "")


def order(entry: Listed) -> Order:
    """What lists are sorted by: time, then id, so that two pieces of one minute stay in order."""
    return entry.date, entry.id


_latest: dict[str, tuple[tuple[object, ...], Mapping[ListingKey, Sequence[Listed]]]] = {}
"""What members were last made of, and they: several rooms of one build ask for the same."""


class _Terms(dict[str, ListingKey]):
    """The list that each spelling met so far leads to; most are met many times."""

    def __init__(self, kind: Literal["tag", "category"]) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, name: str) -> ListingKey:
        self[name] = ListingKey(self.kind, slug(name))
        return self[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingMove:
    """What a change did to one list: where the piece stood before, and where it stands now."""

    old: Order | None
    new: Order | None


class ListingPlaces:
    """Where entries stand, as each tells of itself."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._tags = _Terms("tag")
        self._categories = _Terms("category")

    def of(self, entry: Entry) -> list[ListingKey]:
        """Every list the entry stands in, some perhaps twice (tags `AI` and `ai`)."""
        if isinstance(entry, Edition):
            return [LETTERS]
        if not isinstance(entry, Piece) or entry.translation_of:
            return []
        places = [ARCHIVE, ListingKey("year", str(local(entry.date).year))]
        places += [self._tags[name] for name in entry.tags]
        places += [self._categories[name] for name in entry.categories]
        places += [ListingKey("author", id_) for id_ in entry.authors]
        if isinstance(entry, Episode):
            places.append(ListingKey("show", entry.show))
        return places


class Listings(ListingPlaces):
    """The lists of this build. Members stand oldest first; pages are numbered from that end."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the entries that are listed, and what changed in them."""
        super().__init__()
        self._context = context

    def row(self, place: ListingKey) -> Sequence[Listed]:
        """The members of one list, oldest first; none where there is no such list."""
        kept = self._context.kept_list(*place)
        return self.members.get(place, ()) if kept is None else kept

    @cached_property
    def members(self) -> Mapping[ListingKey, Sequence[Listed]]:
        """Every list that has a member, and those that exist even when empty."""
        if (kept := self._context.kept_lists()) is not None:
            return {ListingKey(*place): members for place, members in kept.items()}  # type: ignore[arg-type,misc]
        site, shows = self._context.site, self._context.config.shows
        ground = (site.articles, site.episodes, site.editions, shows)
        made = _latest.get("members")
        if made is None or any(map(is_not, made[0], ground)):
            made = _latest["members"] = (ground, self._members())
        return made[1]

    def _members(self) -> dict[ListingKey, list[Listed]]:
        found: dict[ListingKey, list[Listed]] = {ARCHIVE: [], LETTERS: []}
        found |= {ListingKey("show", show.id): [] for show in self._context.config.shows}
        letters = sorted(self._context.site.editions, key=order)
        entries: Iterable[Listed] = (*reversed(self._context.pieces), *letters)
        for entry in entries:
            for place in dict.fromkeys(self.of(entry)):
                found.setdefault(place, []).append(entry)
        return found

    @cached_property
    def names(self) -> dict[ListingKey, str]:
        """How each tag and category is spelled: of several spellings, the first in the alphabet."""
        return {place: min(spelled) for place, spelled in self._spelled.items()}

    def renamed(self, place: ListingKey) -> bool:
        """Whether the changes can have altered how a tag or category is spelled."""
        before = self._spelled.get(place, set())
        return len(before | self._left.get(place, set())) > 1

    @cached_property
    def moves(self) -> dict[ListingKey, list[ListingMove]]:
        """What the changes did to each list they touched."""
        found: dict[ListingKey, list[ListingMove]] = defaultdict(list)
        for change in self._context.changes:
            before, after = self._stands(change.old), self._stands(change.new)
            for place in before | after:
                found[place].append(ListingMove(old=before.get(place), new=after.get(place)))
        return found

    @cached_property
    def _spelled(self) -> dict[ListingKey, set[str]]:
        """Every spelling there is."""
        if (kept := self._context.kept_names()) is not None:
            return {ListingKey(*place): {name} for place, name in kept.items()}  # type: ignore[arg-type]
        pieces = self._context.pieces
        return self._spellings(
            {name for piece in pieces for name in piece.tags},
            {name for piece in pieces for name in piece.categories},
        )

    @cached_property
    def _left(self) -> dict[ListingKey, set[str]]:
        """Every spelling of a piece that has changed or gone, as it was."""
        pieces = [c.old for c in self._context.changes if isinstance(c.old, Piece)]
        return self._spellings(
            {name for piece in pieces for name in piece.tags},
            {name for piece in pieces for name in piece.categories},
        )

    def _spellings(self, tags: set[str], categories: set[str]) -> dict[ListingKey, set[str]]:
        found: dict[ListingKey, set[str]] = defaultdict(set)
        for terms, names in ((self._tags, tags), (self._categories, categories)):
            for name in names:
                found[terms[name]].add(name)
        return found

    def _stands(self, entry: Entry | None) -> dict[ListingKey, Order]:
        if not isinstance(entry, Piece | Edition):
            return {}
        return dict.fromkeys(self.of(entry), order(entry))
