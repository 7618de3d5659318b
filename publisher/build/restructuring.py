"""What the heads of all entries say together, when those of few articles have changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator

import msgspec

from publisher.engine.standing import ARCHIVE
from publisher.model import Article, Change, Entry, Piece
from publisher.model.structure import SiteStructure, listed, parted
from publisher.site.listings import ListingPlaces, Order, order
from publisher.site.sitemap import altered


def restructured(
    site: SiteStructure, changes: Collection[Change], entry: Callable[[str], Entry]
) -> SiteStructure:
    """The structure with changed articles in their new places.

    `entry` gives every entry as it is now, by its id. All lists that they stand in are there.
    """
    if not any(map(_is_moved, changes)):
        return site
    new = _Restructured(site, entry)
    for change in changes:
        if change.old is not None:
            new.take_out(change.old)
    for change in changes:
        if isinstance(change.new, Article):
            new.put_in(change.new)
    return new.made()


def _is_moved(change: Change) -> bool:
    """Whether the structure says anything else of an article than before."""
    return _place(change.old) != _place(change.new)


def _place(entry: Entry | None) -> object:
    if not isinstance(entry, Piece):
        return None
    return order(entry), altered(entry), entry.pinned, ListingPlaces().of(entry)


class _Restructured:
    """A structure on its way, with ids in the place of places."""

    def __init__(self, site: SiteStructure, entry: Callable[[str], Entry]) -> None:
        self._site = site
        self._entry = entry
        self._places = ListingPlaces()
        columns = zip(site.sources, site.urls, site.days, strict=True)
        self._row = dict(zip(site.ids, columns, strict=True))
        self._lists = {place: list(site.members(*parted(place))) for place in site.lists}
        self._articles = list(next(site.kinds()))[::-1]  # as lists have them, oldest first
        self._pinned = set(site.pinned)

    def take_out(self, old: Entry) -> None:
        """Let an article stand nowhere."""
        del self._row[old.id]
        self._articles.remove(old.id)
        self._pinned.discard(old.id)
        for place in self._where(old):
            self._lists[place].remove(old.id)

    def put_in(self, new: Article) -> None:
        """Let an article stand where it says."""
        self._row[new.id] = (new.source, new.url, altered(new))
        if new.pinned:
            self._pinned.add(new.id)
        for row in (self._articles, *(self._lists[place] for place in self._where(new))):
            row.insert(bisect_left(row, order(new), key=self._order), new.id)

    def made(self) -> SiteStructure:
        """All of it, in columns."""
        first, *_ = self._site.counts
        ids = (*reversed(self._articles), *self._site.ids[first:])
        place = {id_: at for at, id_ in enumerate(ids)}
        sources, urls, days = zip(*map(self._row.__getitem__, ids), strict=True)
        pieces = reversed(self._lists[listed(*ARCHIVE)]) if self._pinned else ()
        return msgspec.structs.replace(
            self._site,
            ids=ids,
            sources=sources,
            urls=urls,
            days=days,
            counts=(len(self._articles), *self._site.counts[1:]),
            lists={
                name: tuple(map(place.__getitem__, members))
                for name, members in self._lists.items()
            },
            pinned=tuple(id_ for id_ in pieces if id_ in self._pinned),
        )

    def _where(self, entry: Entry) -> Iterator[str]:
        return (listed(*place) for place in dict.fromkeys(self._places.of(entry)))

    def _order(self, id_: str) -> Order:
        entry = self._entry(id_)
        if not isinstance(entry, Piece):
            raise TypeError(id_)
        return order(entry)
