"""What the ledger holds, as values."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A sound file as podcast apps know it: site address, size in bytes, sha256 (hex)."""

    url: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A line: what an id stood for from `at` on. Times are ISO 8601 in UTC.

    `published` is when the id first went out. A `withdrawn` line releases all that was promised of
    the id before it, and holds nothing else.
    """

    id: str
    at: str
    kind: str = ""
    source: str = ""
    url: str = ""
    guid: str = ""
    published: str = ""
    enclosure: Enclosure | None = None
    withdrawn: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything is there that a line of its sort must hold."""
        needed = (self.kind, self.source, self.url, self.guid, self.published)
        return bool(self.id and self.at and (self.withdrawn or all(needed)))

    def promises_as(self, other: Record) -> bool:
        """Whether two lines promise the same, whenever they were written."""
        return replace(self, at="", published="") == replace(other, at="", published="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What has been promised: the newest record of each id, and all that went before."""

    records: Mapping[str, Record] = field(default_factory=dict)
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enclosures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Address of a sound file → id of its episode and sha256, withdrawn ones left out."""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> KeysView[str]:
        """Every id that was ever published, withdrawn ones too: an id is never given to another."""
        return self.addresses.keys()

    def record(self, id_: str) -> Record | None:
        """What is promised of an id; None when nothing is, or no longer."""
        found = self.records.get(id_)
        return None if found is None or found.withdrawn else found

    def id_of_source(self, source: str) -> str | None:
        """The id that was published from this file and is not withdrawn."""
        return self.sources.get(source)

    def urls(self, id_: str) -> tuple[str, ...]:
        """Every site address the id has had, oldest first."""
        return self.addresses.get(id_, ())

    def old_addresses(self) -> dict[str, str]:
        """Every site address ever used → the id that had it last; those still in use among them."""
        found: dict[str, str] = {}
        for id_, urls in self.addresses.items():
            found |= dict.fromkeys(urls, id_)
        return found | {
            record.url: id_ for id_, record in self.records.items() if not record.withdrawn
        }


def gather(records: Iterable[Record]) -> Ledger:
    """A ledger of these lines, oldest first."""
    newest: dict[str, Record] = {}
    addresses: dict[str, tuple[str, ...]] = {}
    for record in records:
        newest[record.id] = record
        urls = addresses.setdefault(record.id, ())
        if record.url and urls[-1:] != (record.url,):
            addresses[record.id] = (*(url for url in urls if url != record.url), record.url)
    promised = [record for record in newest.values() if not record.withdrawn]
    return Ledger(
        records=newest,
        addresses=addresses,
        enclosures=_enclosures(records),
        sources={record.source: record.id for record in promised},
    )


def _enclosures(records: Iterable[Record]) -> dict[str, tuple[str, str]]:
    """Also those an episode has left: apps may still hold the old address."""
    found: dict[str, tuple[str, str]] = {}
    for record in records:
        if record.withdrawn:
            found = {url: kept for url, kept in found.items() if kept[0] != record.id}
        elif record.enclosure is not None:
            found[record.enclosure.url] = (record.id, record.enclosure.sha256)
    return found


def utc(now: datetime) -> str:
    """An hour as lines have it: `2025-02-02T06:30:00Z`."""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
