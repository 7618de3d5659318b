"""Long lists in pages that keep still.

Pages of a list are numbered from its oldest end: page 1 holds the oldest `size` members for ever.
The list's own address shows the newest: what is not yet a full page, and the full page before it.
A new piece thus alters one file, and every `size` pieces one more is made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from publisher.site.listings import Listed, ListingMove, order


def numbered(count: int, size: int) -> int:
    """How many numbered pages a list of `count` members has.

    >>> [numbered(count, 20) for count in (0, 19, 39, 40, 59, 60)]
    [0, 0, 0, 1, 1, 2]
    """
    return max(0, count // size - 1)


def members_of(page: int, members: Sequence[Listed], size: int) -> Sequence[Listed]:
    """Those on a numbered page, or with page 0 those at the list's own address; newest first."""
    if page:
        return members[(page - 1) * size : page * size][::-1]
    return members[numbered(len(members), size) * size :][::-1]


def page_of(index: int, count: int, size: int) -> int:
    """The page on which the member at `index` (from the oldest, 0) stands; 0: the list's own.

    >>> [page_of(index, 50, 20) for index in (0, 19, 20, 49)]
    [1, 1, 0, 0]
    """
    page = index // size + 1
    return page if page <= numbered(count, size) else 0


def older(page: int, count: int, size: int) -> int | None:
    """The page that follows `page` backwards in time; None at the end."""
    return ((page or numbered(count, size) + 1) - 1) or None


def newer(page: int, count: int, size: int) -> int:
    """The page that follows a numbered page forwards in time; 0 is the list's own address."""
    return page + 1 if page < numbered(count, size) else 0


def touched(members: Sequence[Listed], moves: Iterable[ListingMove], size: int) -> set[int]:
    """Numbered pages, present and former, that the moves can have altered.

    What is older than every move stands where it stood, so only pages from there on are concerned;
    a piece that was edited where it stands concerns its own page alone.
    """
    moves = tuple(moves)
    before = len(members) + sum((m.new is None) - (m.old is None) for m in moves)
    now, then = numbered(len(members), size), numbered(before, size)
    last = max(now, then)

    pages: set[int] = set()
    for move in moves:
        for place in (move.old, move.new):
            if place is not None:
                page = bisect_left(members, place, key=order) // size + 1
                pages |= {page} if move.old == move.new else set(range(page, last + 1))
    if now != then:  # the last page both have now leads somewhere else
        pages |= set(range(min(now, then), last + 1))
    return {page for page in pages if 1 <= page <= last}
