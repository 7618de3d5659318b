"""Each entry as it is published, in bytes that differ whenever anything of it does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from publisher.engine.state import State, StateDamagedError
from publisher.model import Digest, Enclosure, Entry
from publisher.model.tagged import TaggedEntry, tagged

PUBLISHED = "published"
"""The table that has a row for each entry, by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEntry:
    """An entry as the last build published it.

    `enclosure` is the published copy of its recording, where it has one; `made_of` holds the hashes
    of its text and of every file published with it.
    """

    made: TaggedEntry
    enclosure: Enclosure | None
    made_of: tuple[str, ...]


def published(
    entry: Entry,
    digest: Digest,
    depends: Iterable[tuple[str, str]],
    hashes: Callable[[str], str],
    enclosures: Mapping[str, Enclosure],
) -> bytes:
    """What is kept of an entry; `depends` are the other files that its head was made from."""
    within = (hashes(media.source) for media in digest.media)
    # The file itself too: advice names its lines, which an edit that no reader sees can move.
    made_of = (digest.hash, hashes(entry.source), *(hash_ for _, hash_ in depends), *within)
    kept = PublishedEntry(made=tagged(entry), enclosure=enclosures.get(entry.id), made_of=made_of)
    return msgspec.json.encode(kept)


_decode = msgspec.json.Decoder(PublishedEntry).decode


def published_entry(id_: str, data: bytes) -> Entry:
    """The entry in its row; StateDamagedError where that is no such row."""
    try:
        return _decode(data).made.entry
    except msgspec.MsgspecError as error:
        raise StateDamagedError(id_) from error


class PublishedRows(Mapping[str, bytes]):
    """What is published of each entry, by id: today's rows, and those that the state has."""

    def __init__(self, state: State, ids: Collection[str]) -> None:
        """`ids` are all that there are."""
        self._state = state
        self.ids = ids
        self._entries: dict[str, Entry] = {}
        self.unlike: dict[str, bytes | None] = {}
        """Those of today that differ."""

    def __getitem__(self, id_: str) -> bytes:
        """As `published` gave it; StateDamagedError where it is gone."""
        data = self.unlike.get(id_) or self._state.get(PUBLISHED, id_)
        if data is None:
            raise StateDamagedError(id_)
        return data

    def __iter__(self) -> Iterator[str]:
        """Every id."""
        return iter(self.ids)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)

    def entry(self, id_: str) -> Entry:
        """The entry of an id."""
        if id_ not in self._entries:
            self._entries[id_] = published_entry(id_, self[id_])
        return self._entries[id_]

    def hold(self, entry: Entry) -> None:
        """Have an entry as it is to be published."""
        self._entries[entry.id] = entry

    def put(self, entry: Entry, data: bytes) -> None:
        """What is to be published of an entry from now on."""
        if self._state.get(PUBLISHED, entry.id) != data:
            self.unlike[entry.id] = data
