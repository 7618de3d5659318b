"""From what is written, remembered and promised to where each text stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from publisher.build import BuildOptions
from publisher.build.overview import Overview, overview
from publisher.content.load.gathering import gathered
from publisher.content.load.hidden import DRAFT
from publisher.content.load.paths import kind_of
from publisher.content.load.records import EntryRecord
from publisher.desk.deployed import deployed
from publisher.desk.facts import DeskEntry, DeskFacts, DeskLetter, EntryState, Missing, counted
from publisher.desk.shares import shares
from publisher.ledger import Ledger
from publisher.ledger.mailings import MAILING
from publisher.model import Edition, Entry, Piece, WithdrawnEntry, published_at, written_as
from publisher.problems import Problem, faults

_END = datetime.max.replace(tzinfo=UTC)


def standing(options: BuildOptions) -> DeskFacts:
    """Where everything stands at the hour of `options`, without building.

    With a preview in `options` what its builds remember is used, else what the real ones do.
    Raises PublisherError when settings or ledger have faults.
    """
    seen = overview(options)
    records, sent = _records(seen), _sent(seen.ledger)
    corrected = frozenset(_corrected(records))
    by_path = {
        path: _entry(path, record, seen, sent, corrected) for path, record in records.items()
    }
    entries = tuple(sorted(by_path.values(), key=_order))
    shown = {
        entry.id: (seen.marks[entry.id], entry.title, entry.source)
        for entry in entries
        if entry.id in seen.marks
    }
    return DeskFacts(
        name=seen.config.site_name,
        now=seen.now,
        entries=entries,
        letters=tuple(sorted(_letters(records, by_path), key=lambda one: one.entry.at or _END)),
        targets=tuple(deployed(options.root, target.name, shown) for target in seen.config.targets),
        faults=faults(seen.loaded.problems),
        advice=seen.advice,
        shares=shares(options.root),
        counts=counted(entries),
    )


def _records(seen: Overview) -> Mapping[str, EntryRecord]:
    """With what each newsletter that is coming gathers, as far as that is written today."""
    records = seen.loaded.records
    if not any(isinstance(records[path].entry, Edition) for path in seen.loaded.hidden):
        return records
    drafts = {path: DRAFT for path, record in records.items() if record.draft}
    hidden = {path: why for path, why in drafts.items() if kind_of(path) != "edition"}
    return gathered(records, hidden)[0]


def _entry(
    path: str,
    record: EntryRecord,
    seen: Overview,
    sent: Mapping[str, datetime],
    corrected: frozenset[str],
) -> DeskEntry:
    wrong = tuple(each for each in record.problems if _stops(each))
    entry = record.entry
    if entry is None:
        name = PurePosixPath(path).name
        kind, state = kind_of(path) or "page", _state(path, record, seen)
        return DeskEntry(
            id="", source=path, kind=kind, title=name, url="", state=state, at=None, faults=wrong
        )
    return DeskEntry(
        id=entry.id,
        source=path,
        kind=written_as(entry),
        title=entry.title,
        url=entry.url,
        state=_state(path, record, seen),
        at=published_at(entry),
        letter=entry.mailed,
        mailed=sent.get(entry.id),
        corrected=entry.id in corrected,
        missing=tuple(_missing(entry, sent)),
        faults=wrong,
    )


def _state(path: str, record: EntryRecord, seen: Overview) -> EntryState:
    """A translation stands where its original does, and what has faults is as a draft."""
    why = seen.loaded.hidden.get(path)
    if why is None:
        return "withdrawn" if isinstance(record.entry, WithdrawnEntry) else "published"
    if record.entry is None or record.draft:
        return "draft"
    original = seen.loaded.records.get(record.entry.translation_of)
    if original is not None and (original.draft or original.entry is None):
        return "draft"
    return "scheduled"


def _stops(problem: Problem) -> bool:
    return problem.fatal or bool(problem.coming and problem.coming.stops)


def _missing(entry: Entry, sent: Mapping[str, datetime]) -> Iterator[Missing]:
    """What readers would be helped by; of a translation its original has it."""
    if entry.translation_of or isinstance(entry, WithdrawnEntry):
        return
    if isinstance(entry, Piece):
        if entry.image is None:
            yield "picture"
        elif not entry.image.alt:
            yield "alt"
    if not entry.description and not isinstance(entry, Edition):
        yield "description"
    if (
        isinstance(entry, Piece)
        and entry.mailed
        and entry.id not in sent
        and not entry.mail.subject
    ):
        yield "subject"


def _letters(
    records: Mapping[str, EntryRecord], by_path: Mapping[str, DeskEntry]
) -> Iterator[DeskLetter]:
    """Those that nobody else has seen yet; what is out on the web may have been sent elsewhere."""
    titles = {each.id: each.title for each in by_path.values()}
    for path, row in by_path.items():
        entry = records[path].entry
        if entry is None or not row.letter or row.mailed or row.state == "published":
            continue
        if isinstance(entry, Edition):
            pieces = tuple(titles[id_] for id_ in entry.articles if id_ in titles)
            yield DeskLetter(entry=row, subject=entry.subject, pieces=pieces)
        elif isinstance(entry, Piece):
            yield DeskLetter(entry=row, subject=entry.mail.subject or entry.title, pieces=())


def _sent(ledger: Ledger) -> dict[str, datetime]:
    """When each letter first went out, by the id of its entry."""
    found: dict[str, datetime] = {}
    for line in ledger.records.values():
        if line.kind == MAILING and not line.withdrawn:
            id_, when = line.id.split(":")[1], datetime.fromisoformat(line.published)
            found[id_] = min(when, found.get(id_, when))
    return found


def _corrected(records: Mapping[str, EntryRecord]) -> Iterator[str]:
    """Ids of what has been put right, in itself or by a letter."""
    for record in records.values():
        entry = record.entry
        if isinstance(entry, Piece) and entry.corrections:
            yield entry.id
        elif isinstance(entry, Edition) and entry.corrects and not entry.draft:
            yield entry.corrects


def _order(entry: DeskEntry) -> tuple[int, float, str]:
    """Drafts, then what is coming with the nearest first, then what is out, newest first."""
    when = entry.at.timestamp() if entry.at else 0.0
    place = ("draft", "scheduled", "published", "withdrawn").index(entry.state)
    return (place, when if entry.state == "scheduled" else -when, entry.source)
