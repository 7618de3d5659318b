"""Which entries are indexed together: whole years, of about the same number of texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.model import Edition, Entry, Piece
from publisher.swedish import STOCKHOLM

FULL = 250
"""Texts after which a block takes no further year: an edit costs its author about two seconds
(benchmarks/README.md), and 10,000 articles are not more blocks than a browser opens at ease."""
FEW = 100
"""So few at the end join the block before them. Pagefind weighs a word by how rare it is in its
block, and in a very small one nothing is rare: new texts would come last."""
_UNDATED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexBlock:
    """Entries that are indexed together, by id; `name` is the first year, or empty for the oldest.

    The oldest block lies at the root of the index, with the engine; pages, which have no year, are
    in it.
    """

    name: str
    entries: tuple[Entry, ...]


def blocks(entries: Iterable[Entry]) -> tuple[IndexBlock, ...]:
    """Every entry in its block, oldest block first. The same entries always give the same blocks.

    A new text changes the last block only, unless it makes that one large enough to stand alone.
    """
    years: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        years[year(entry)].append(entry)
    rows = list(_rows(years))
    if len(rows) > 1 and sum(len(years[one]) for one in rows[-1]) < FEW:
        last = rows.pop()
        rows[-1] += last
    return tuple(
        IndexBlock(
            name=str(row[0]) if number else "",
            entries=tuple(sorted((e for one in row for e in years[one]), key=lambda e: e.id)),
        )
        for number, row in enumerate(rows)
    )


def year(entry: Entry) -> int:
    """The Swedish calendar year of an entry; 0 for a page, which has none."""
    if isinstance(entry, Piece | Edition):
        return entry.date.astimezone(STOCKHOLM).year
    return _UNDATED


def _rows(years: dict[int, list[Entry]]) -> Iterator[list[int]]:
    """The years in rows, each long enough to hold `FULL` texts, the last one perhaps shorter."""
    row: list[int] = []
    held = 0
    for one in sorted(years):
        row.append(one)
        held += len(years[one])
        if held >= FULL:
            yield row
            row, held = [], 0
    if row:
        yield row
