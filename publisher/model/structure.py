"""What the heads of all entries say together: who there is, where, in which lists, in which order.

It is kept from one build to the next: as it is for as long as only words within texts change, and
brought up to date when the heads of a few articles do (`build/restructuring`). With it nothing is
read whole: an entry is decoded when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from msgspec import Struct

from publisher.model.entries import Entry, WithdrawnEntry
from publisher.model.media import Enclosure

E = TypeVar("E")


class SiteStructure(Struct, frozen=True, kw_only=True, dict=True):
    """All entries as columns, in the order of `Site.entries`, and the lists that they stand in.

    `counts` tells how many there are of each kind, in that order. `lists` has the places in the
    columns of each list's members, oldest first, by its kind and value with a newline between;
    `names` is how each tag and category is spelled, in the same way. `days` are when entries were
    last altered, as the sitemap has it, and `pinned` the ids of what stands first on the front
    page, newest first.
    """

    ids: tuple[str, ...]
    sources: tuple[str, ...]
    urls: tuple[str, ...]
    counts: tuple[int, ...]
    days: tuple[str, ...]
    lists: dict[str, tuple[int, ...]]
    names: dict[str, str]
    pinned: tuple[str, ...]
    hidden: dict[str, str]
    redirects: tuple[tuple[str, str], ...]
    enclosures: dict[str, Enclosure]
    withdrawn: tuple[WithdrawnEntry, ...] = ()
    corrected: bool = False

    @cached_property
    def url_of(self) -> dict[str, str]:
        """Every entry's site address, by the path of its file."""
        return dict(zip(self.sources, self.urls, strict=True))

    @cached_property
    def id_of(self) -> dict[str, str]:
        """Every entry's id, by the path of its file."""
        return dict(zip(self.sources, self.ids, strict=True))

    def kinds(self) -> Iterator[tuple[str, ...]]:
        """The ids of each kind, in the order of `counts`."""
        begun = 0
        for count in self.counts:
            yield self.ids[begun : begun + count]
            begun += count

    def members(self, kind: str, value: str) -> tuple[str, ...]:
        """The ids of those in a list, oldest first."""
        return tuple(map(self.ids.__getitem__, self.lists.get(listed(kind, value), ())))


def parted(place: str) -> tuple[str, str]:
    """The kind and value of a list that is called so in `SiteStructure.lists`."""
    kind, _, value = place.partition("\n")
    return kind, value


def listed(kind: str, value: str) -> str:
    """What a list is called in `SiteStructure.lists`."""
    return f"{kind}\n{value}"


class EntryRows(Sequence[E], Generic[E]):
    """Entries in an order, by their ids; each is fetched when it is looked at."""

    def __init__(self, ids: Sequence[str], entry: Callable[[str], E]) -> None:
        """`entry` fetches one by its id."""
        self._ids = ids
        self._entry = entry

    def __len__(self) -> int:
        """How many there are; nothing is fetched."""
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> E: ...
    @overload
    def __getitem__(self, at: slice) -> EntryRows[E]: ...
    def __getitem__(self, at: int | slice) -> E | EntryRows[E]:
        """One of them, or a part that is fetched as late as the whole."""
        if isinstance(at, slice):
            return EntryRows(self._ids[at], self._entry)
        return self._entry(self._ids[at])


class FoundEntries(Mapping[str, Entry]):
    """Entries by whatever leads to their ids; each is fetched when it is asked for."""

    def __init__(self, ids: Mapping[str, str], entry: Callable[[str], Entry]) -> None:
        """`ids` by what is asked with; `entry` fetches one by its id."""
        self._ids = ids
        self._entry = entry

    def __getitem__(self, asked: str) -> Entry:
        """The entry; KeyError when there is none."""
        return self._entry(self._ids[asked])

    def __contains__(self, asked: object) -> bool:
        """Whether there is one; nothing is fetched."""
        return asked in self._ids

    def __iter__(self) -> Iterator[str]:
        """All that can be asked with."""
        return iter(self._ids)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)
