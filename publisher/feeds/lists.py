"""Which lists have feeds of their own (tags, categories, authors), and what stands in each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from publisher.engine.recipes import BuildContext
from publisher.model import Piece
from publisher.model.addresses import list_url, slug
from publisher.model.article_feed import FeedList


class FeedListing(NamedTuple):
    """One list: `("tag", "kina")` for all pieces with the tag Kina."""

    kind: FeedList
    value: str

    @property
    def url(self) -> str:
        """The list's own page."""
        return list_url(self.kind, self.value)


def places(piece: Piece) -> Iterator[FeedListing]:
    """Every list the piece stands in, some perhaps twice."""
    yield from (FeedListing("tag", slug(name)) for name in piece.tags)
    yield from (FeedListing("category", slug(name)) for name in piece.categories)
    yield from (FeedListing("author", id_) for id_ in piece.authors)


def touched(context: BuildContext) -> set[FeedListing]:
    """The lists that a changed piece stands in, or stood in."""
    return {
        place
        for entry in context.touched()
        if isinstance(entry, Piece) and not entry.translation_of
        for place in places(entry)
    }


def members(
    context: BuildContext, wanted: Collection[FeedListing] | None
) -> Mapping[FeedListing, Sequence[Piece]]:
    """The pieces of each wanted list, newest first; None wants every list there is."""
    kept = {place: context.kept_list(*place) for place in wanted or ()}
    if kept and None not in kept.values():
        return {place: pieces[::-1] for place, pieces in kept.items() if pieces}
    found: dict[FeedListing, list[Piece]] = {}
    for piece in context.pieces:
        for place in dict.fromkeys(places(piece)):
            if wanted is None or place in wanted:
                found.setdefault(place, []).append(piece)
    return found


def name(place: FeedListing, newest: Piece) -> str:
    """How a tag or category is written, in the newest of its pieces."""
    written = newest.tags if place.kind == "tag" else newest.categories
    return next(one for one in written if slug(one) == place.value)
