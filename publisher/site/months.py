"""The months of a year: on the year's own page a way to each, and on every page a heading each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from publisher.site.cards import ListCard, Term
from publisher.site.dates import local
from publisher.site.listings import Listed
from publisher.site.pager import page_of
from publisher.swedish import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month's pieces on one page; `id` is the anchor that `#februari` leads to."""

    id: str
    name: str
    cards: tuple[ListCard, ...]


def months(cards: Iterable[ListCard]) -> tuple[Month, ...]:
    """The cards of one year, in the order given, month by month."""
    grouped = groupby(cards, key=lambda card: local(card.date).month)
    return tuple(
        Month(id=MONTHS[number - 1], name=MONTHS[number - 1].capitalize(), cards=tuple(some))
        for number, some in grouped
    )


def ways_to(url: str, members: Sequence[Listed], size: int) -> tuple[Term, ...]:
    """A year's months, newest first, each with how many pieces it has and where they begin.

    `members` stand oldest first, as in `pager`. A month is begun to be read at its newest piece, on
    whichever page of the list that lies.
    """
    found: list[Term] = []
    last = len(members)
    for number, some in groupby(reversed(members), key=lambda one: local(one.date).month):
        count = len(list(some))
        page = page_of(last - 1, len(members), size)
        address = f"{url}sida/{page}/" if page else url
        name = MONTHS[number - 1]
        found.append(Term(name=name.capitalize(), url=f"{address}#{name}", count=count))
        last -= count
    return tuple(found)
