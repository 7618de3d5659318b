"""Which pieces belong with a piece: those that share tags and categories with it, near it in time.

Where they are too few, what was published nearest to it stands in: of the newest piece the newest.
Always the newest would make every such page anew at each new piece.

Only the few that stand nearest in each of its lists are looked at. So an edit can touch no more
than those around it, however long the lists are, and no piece is ever compared with all others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from publisher.model import Entry, Piece
from publisher.site.listings import ARCHIVE, Listed, ListingKey, Listings, Order, order

SHOWN = 3
REACH = 8
"""How many pieces to each side are looked at in a list."""

_WEIGHTS = {"tag": 2, "category": 1}
"""A tag says more of what a text is about than its department does."""


class Related:
    """The relations of one build."""

    def __init__(self, places: Listings) -> None:
        """`places` are the listings in which pieces stand together."""
        self._places = places

    def to(self, piece: Piece, but: Sequence[str] = ()) -> tuple[Piece, ...]:
        """At most `SHOWN`, most in common first, then nearest in time; none of the ids in `but`."""
        shared: Counter[str] = Counter()
        found: dict[str, Piece] = {}
        for place in self._terms(piece):
            for other in self._around(place, order(piece)):
                if isinstance(other, Piece) and other.id != piece.id and other.id not in but:
                    shared[other.id] += _WEIGHTS[place.kind]
                    found[other.id] = other

        def rank(other: Piece) -> tuple[int, float, str]:
            return -shared[other.id], abs((other.date - piece.date).total_seconds()), other.id

        return tuple(sorted(found.values(), key=rank)[:SHOWN])

    def near(self, piece: Piece, but: Sequence[str], known: int) -> tuple[Piece, ...]:
        """Pieces nearest in time, as many as are wanting to `SHOWN` when `known` are found already.

        None of the ids in `but`.
        """
        others = (
            other
            for other in self._around(ARCHIVE, order(piece))
            if isinstance(other, Piece) and other.id != piece.id and other.id not in but
        )

        def away(other: Piece) -> tuple[float, str]:
            return abs((other.date - piece.date).total_seconds()), other.id

        return tuple(sorted(others, key=away)[: SHOWN - known])

    def touched(self, entry: Entry) -> Iterator[str]:
        """The ids of all pieces whose relations can have changed with this one's."""
        if isinstance(entry, Piece):
            for place in (ARCHIVE, *self._terms(entry)):
                yield from (other.id for other in self._around(place, order(entry)))

    def _terms(self, piece: Piece) -> Iterator[ListingKey]:
        return (place for place in dict.fromkeys(self._places.of(piece)) if place.kind in _WEIGHTS)

    def _around(self, place: ListingKey, where: Order) -> Sequence[Listed]:
        members = self._places.row(place)
        at = bisect_left(members, where, key=order)
        return members[max(0, at - REACH) : at + REACH + 1]
