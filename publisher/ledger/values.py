"""What the ledger holds, as values."""

from __future__ import annotations

import json
from collections.abc import Iterable, KeysView, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import get_args

from publisher.model import Kind

ENTRIES = frozenset(get_args(Kind))
"""The kinds of records that are about entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedEnclosure:
    """A sound file as podcast apps know it: address, size in bytes, sha256 (hex).

    One on other hosting has an absolute address, and no sha256: nobody here has read it.
    """

    url: str
    bytes: int
    sha256: str
    cover: str = ""
    """The sha256 of the picture that the file's own cover is made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedCover:
    """A podcast's cover as apps know it: address, and the sha256 of the author's file."""

    url: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """A letter that went out: its sha256 (empty: another service sent it), and to how many.

    `accepted` are those whose servers answered for it, `unknown` those of whom nobody can say.
    """

    sha256: str = ""
    accepted: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A line: what an id stood for from `at` on. Times are ISO 8601 in UTC.

    `published` is when the id first went out. A `withdrawn` line releases all that was promised of
    the id before it, and holds nothing else. `also` are other site addresses of the same thing: the
    old ones that an entry names, the formats of a feed, the feeds of a list. A list has `pages`
    numbered pages, and its oldest `members` tell which list took over when it is called something
    else. `show` is the podcast that an episode is in. Lines from before a field was thought of lack
    it.
    """

    id: str
    at: str
    kind: str = ""
    source: str = ""
    url: str = ""
    guid: str = ""
    published: str = ""
    enclosure: PromisedEnclosure | None = None
    withdrawn: bool = False
    also: tuple[str, ...] = ()
    pages: int = 0
    members: tuple[str, ...] = ()
    show: str = ""
    cover: PromisedCover | None = None
    mailed: SentLetter | None = None

    @property
    def whole(self) -> bool:
        """Whether everything is there that a line of its sort must hold."""
        needed = (self.kind, self.source, self.url, self.guid)
        rest = all(needed) and _is_hour(self.published)
        return bool(self.id) and _is_hour(self.at) and (self.withdrawn or rest)

    def promises_as(self, other: LedgerLine) -> bool:
        """Whether two lines promise the same, whenever they were written."""
        return self.timeless == other.timeless

    @property
    def timeless(self) -> LedgerLine:
        """What is promised, without the hours."""
        return replace(self, at="", published="")

    @property
    def mark(self) -> str:
        """A short hash of what is promised (16 hex digits), for asking whether a line is known."""
        return sha256(self.timeless.line.encode()).hexdigest()[:16]

    @property
    def line(self) -> str:
        """As the file has it. What is empty is left out, so that new fields change no old line."""
        kept = {name: value for name, value in asdict(self).items() if value}
        if self.enclosure is not None and not self.enclosure.cover:
            del kept["enclosure"]["cover"]
        return json.dumps(kept, ensure_ascii=False, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What has been promised: the newest record of each id, and all that went before."""

    records: Mapping[str, LedgerLine] = field(default_factory=dict)
    enclosures: Mapping[str, tuple[str, PromisedEnclosure]] = field(default_factory=dict)
    """Address of a sound file → id of its episode and the file, withdrawn ones left out."""
    sources: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[LedgerLine, ...] = ()
    """All that it was gathered from, oldest first."""

    @property
    def ids(self) -> KeysView[str]:
        """Every id that was ever published, withdrawn ones too: an id is never given to another."""
        return self.records.keys()

    def record(self, id_: str) -> LedgerLine | None:
        """What is promised of an id; None when nothing is, or no longer."""
        found = self.records.get(id_)
        return None if found is None or found.withdrawn else found

    def id_of_source(self, source: str) -> str | None:
        """The id that was published from this file and is not withdrawn."""
        return self.sources.get(source)

    def old_addresses(self) -> dict[str, str]:
        """Every site address ever used → the id that had it last; those still in use among them."""
        had = ((url, record.id) for record in self.lines for url in _answered(record))
        return dict(had) | {
            record.url: id_
            for id_, record in self.records.items()
            if not record.withdrawn and record.mailed is None
        }


def gather(records: Iterable[LedgerLine]) -> Ledger:
    """A ledger of these lines. Git may have merged two machines' lines in any order."""
    lines = tuple(sorted(records, key=lambda record: record.at))
    newest = {record.id: record for record in lines}
    # A mailing is no promise: it has a letter's source, and no address that anybody asks for.
    promised = [each for each in newest.values() if not each.withdrawn and each.mailed is None]
    return Ledger(
        records=newest,
        enclosures=_enclosures(lines),
        sources={record.source: record.id for record in promised},
        lines=lines,
    )


def _answered(record: LedgerLine) -> tuple[str, ...]:
    """The site addresses at which an entry is found by this line, its own last; () for others.

    An old address that an entry names is promised as its own is: readers have followed it.
    """
    if record.mailed is not None:
        return ()
    also = record.also if record.kind in ENTRIES else ()
    return (*(url for url in also if url != record.url), *((record.url,) if record.url else ()))


def due(ledger: Ledger, records: Iterable[LedgerLine]) -> tuple[LedgerLine, ...]:
    """Those that the ledger does not say already, as they are to be written in it.

    An id keeps the hour it was first published.
    """
    new: list[LedgerLine] = []
    for record in records:
        known = ledger.record(record.id)
        if known is None:
            new.append(replace(record, at=hour_after(ledger, record.id, record.at)))
        elif not known.promises_as(record):
            at = hour_after(ledger, record.id, record.at)
            new.append(replace(record, at=at, published=known.published))
    return tuple(new)


def hour_after(ledger: Ledger, id_: str, at: str) -> str:
    """The hour of a new line about an id: `at`, or later.

    Not before any line that is there, or a clock set back would make the older of two promises
    hold; and after the id's own newest, or what is promised, withdrawn and promised again within a
    second would be two lines that are the same, in no order.
    """
    last = ledger.lines[-1].at if ledger.lines else ""
    newest = ledger.records.get(id_)
    if newest is not None and newest.at >= at and newest.at == last:
        return utc(datetime.fromisoformat(last) + timedelta(seconds=1))
    return max(at, last)


def standing(ledger: Ledger, kind: str) -> dict[str, tuple[LedgerLine, ...]]:
    """All lines of each id of this kind that hold still, oldest first: since it was withdrawn."""
    found: dict[str, tuple[LedgerLine, ...]] = {}
    for record in ledger.lines:
        if record.withdrawn:
            found.pop(record.id, None)
        elif record.kind == kind:
            found[record.id] = (*found.get(record.id, ()), record)
    return found


def marks(records: Iterable[LedgerLine]) -> dict[str, str]:
    """Each id with the mark of its newest line: what a target is given to remember."""
    return {id_: record.mark for id_, record in gather(records).records.items()}


def strangers(remembered: Mapping[str, str], records: Iterable[LedgerLine]) -> tuple[str, ...]:
    """The ids of which a target remembers something that none of these lines says, sorted."""
    known = {(record.id, record.mark) for record in records}
    return tuple(sorted(id_ for id_, mark in remembered.items() if (id_, mark) not in known))


def _enclosures(records: Iterable[LedgerLine]) -> dict[str, tuple[str, PromisedEnclosure]]:
    """Also those an episode has left: apps may still hold the old address."""
    found: dict[str, tuple[str, PromisedEnclosure]] = {}
    for record in records:
        if record.withdrawn:
            found = {url: kept for url, kept in found.items() if kept[0] != record.id}
        elif record.enclosure is not None:
            found[record.enclosure.url] = (record.id, record.enclosure)
    return found


def _is_hour(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    # Lines are put in order as text; an hour at the end of time would stay the newest for ever.
    return text.startswith("2") and text.endswith("Z")


def utc(now: datetime) -> str:
    """An hour as lines have it: `2025-02-02T06:30:00Z`."""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
