"""The story of loading: classify, read what changed, settle ids, check all, gather a Site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from publisher.content.load.checks import check_all, not_yet
from publisher.content.load.gathering import decided, gathered
from publisher.content.load.hidden import hidden_at
from publisher.content.load.paths import FOLDERS, SourceFiles, kind_of, letter_url, stem, translated
from publisher.content.load.people import People, read_people
from publisher.content.load.records import EntryRecord, fresh, make
from publisher.content.load.translations import paired
from publisher.engine.scan import Hashes, Scan
from publisher.engine.state import State, StateDamagedError
from publisher.ledger import Ledger
from publisher.model import (
    Article,
    Edition,
    Entry,
    Episode,
    Kind,
    Page,
    Person,
    Piece,
    Site,
    WithdrawnEntry,
)
from publisher.model.addresses import CONTENT, PEOPLE, slug
from publisher.problems import Problem, did_you_mean, faults
from publisher.system.parallel import Map

TABLE = "record"
_SINCE = ("build", "mailed since")
D = TypeVar("D", Article, Episode, Edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load found. `hidden` tells why an entry is not published, worded to follow its name.

    `due` is the earliest hour at which something now hidden is to be published.
    """

    site: Site
    records: Mapping[str, EntryRecord]
    hidden: Mapping[str, str]
    due: datetime | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadInputs:
    """What a load reads: the disk, who signs, what is remembered and promised, and the hour."""

    root: Path
    scan: Scan
    hashes: Hashes
    state: State
    ledger: Ledger
    shows: tuple[str, ...]
    now: datetime
    map: Map
    language: str = "sv"
    mail_since: date | None = None
    """Pieces from this day on are mailed, unless they say otherwise."""
    people: People | None = None
    """Who signs, if that is known already; else it is read."""


def load(inputs: LoadInputs) -> Loaded:
    """Load all of content/. Only files that changed since the state was kept are read."""
    files, homeless = _classify(inputs.scan)
    records = _records(inputs, files)
    people = inputs.people or read_people(inputs.scan.disk.get(PEOPLE), _sources(inputs))
    problems = [*inputs.scan.problems, *homeless, *people.problems]
    for record in records.values():
        problems += record.problems
    records = {path: settled(record, inputs.ledger) for path, record in records.items()}
    records, unpaired = paired(records, inputs.ledger, inputs.language)
    problems += unpaired
    problems += check_all(records, people.named, inputs.shows)
    hidden, due = hidden_at(records, inputs.now)
    problems += not_yet(records, hidden, inputs.now)
    records, lost = gathered(records, hidden)
    problems += lost
    site = Site() if faults(problems) else site_of(records, hidden, people.found, inputs.ledger)
    return Loaded(site=site, records=records, hidden=hidden, due=due, problems=tuple(problems))


def _classify(scan: Scan) -> tuple[dict[str, Kind], list[Problem]]:
    found: dict[str, Kind] = {}
    problems: list[Problem] = []
    for path in sorted(scan.stamps):
        if not path.startswith(CONTENT + "/") or not path.lower().endswith((".md", ".markdown")):
            problems += _ended_twice(path)
            continue
        kind = kind_of(path)
        if kind is None:
            problems.append(_homeless(path))
        elif kind == "edition" and translated(path):
            hint = "Skriv ett eget brev, eller byt punkten i filnamnet mot ett bindestreck."
            problems.append(Problem(path=path, text="ett brev kan inte översättas", hint=hint))
        elif posixpath.splitext(posixpath.basename(path))[0].lower() == "index":
            hint = "Byt namn på filen: av namnet blir textens adress."
            problems.append(Problem(path=path, text="en text kan inte heta index", hint=hint))
        else:
            found[path] = kind
    return found, problems


def _ended_twice(path: str) -> Iterator[Problem]:
    """A text that an editor has given one more ending, which many systems do not show."""
    name, ending = posixpath.splitext(path)
    if path.startswith(CONTENT + "/") and name.lower().endswith((".md", ".markdown")):
        text = f"läses inte, för namnet slutar på {ending}"
        hint = f"Är det en text, döp om filen till {posixpath.basename(name)}"
        yield Problem(path=path, text=text, hint=hint, fatal=False)


def _homeless(path: str) -> Problem:
    folder = path.split("/")[1] if path.count("/") > 1 else ""
    homes = ", ".join(f"{CONTENT}/{name}/" for name in FOLDERS)
    hint = f"{did_you_mean(folder, FOLDERS)}Texter ligger i {homes}."
    return Problem(path=path, text="ligger inte i någon av textmapparna", hint=hint)


def _records(inputs: LoadInputs, files: Mapping[str, Kind]) -> dict[str, EntryRecord]:
    decode = msgspec.json.Decoder(EntryRecord).decode
    kept: dict[str, EntryRecord] = {}
    for path, data in inputs.state.items(TABLE):
        if path not in files:
            inputs.state.delete(TABLE, path)
            continue
        try:
            kept[path] = decode(data)
        except msgspec.MsgspecError as error:
            raise StateDamagedError(path) from error
    _decide_again(kept, inputs)
    stale = [
        path for path in files if path not in kept or not fresh(kept[path], path, inputs.hashes)
    ]
    sources = _sources(inputs)

    def remake(path: str) -> bytes:
        made = make(path, files[path], sources)
        return msgspec.json.encode(decided(made, inputs.mail_since))

    for path, data in zip(stale, inputs.map(remake, stale), strict=True):
        kept[path] = decode(data)  # even what was just made, so that old and new compare equal
        inputs.state.put(TABLE, path, data)
    return {path: kept[path] for path in sorted(kept)}


def _sources(inputs: LoadInputs) -> SourceFiles:
    return SourceFiles(root=inputs.root, disk=inputs.scan.disk, hashes=inputs.hashes)


def _decide_again(kept: dict[str, EntryRecord], inputs: LoadInputs) -> None:
    """Which pieces are mailed follows from a setting, which is seldom changed."""
    since = str(inputs.mail_since).encode()
    if inputs.state.get(*_SINCE) == since:
        return
    for path, record in kept.items():
        if record.undecided:
            kept[path] = decided(record, inputs.mail_since)
            inputs.state.put(TABLE, path, msgspec.json.encode(kept[path]))
    inputs.state.put(*_SINCE, since)


def settled(record: EntryRecord, ledger: Ledger) -> EntryRecord:
    """An id that was only derived stays what it was when first published from this file."""
    entry = record.entry
    if entry is None or entry.translation_of:
        return record
    if not record.own_id and entry.id not in ledger.ids:
        fixed = ledger.id_of_source(entry.source)
        entry = replace(entry, id=fixed) if fixed else entry
    is_letter = isinstance(entry, Edition)
    is_letter |= isinstance(entry, WithdrawnEntry) and entry.was == "edition"
    if is_letter and "slug" not in record.lines:
        entry = _where_it_was(entry, ledger)
    return record if entry is record.entry else record.having(entry)


def _where_it_was(letter: Entry, ledger: Ledger) -> Entry:
    """A letter at the address without a date that letters once had, if it was published there."""
    known = ledger.record(letter.id)
    old = letter_url(slug(stem(letter.source, "edition")))
    return replace(letter, url=old) if known is not None and known.url == old else letter


def site_of(
    records: Mapping[str, EntryRecord],
    hidden: Mapping[str, str],
    people: tuple[Person, ...],
    ledger: Ledger,
) -> Site:
    """Everything that is not `hidden`, in its order."""
    known = (record.entry for path, record in records.items() if path not in hidden)
    every = [entry for entry in known if entry is not None]
    withdrawn = [entry for entry in every if isinstance(entry, WithdrawnEntry)]
    shown = [entry for entry in every if not isinstance(entry, WithdrawnEntry)]
    translations = [entry for entry in shown if entry.translation_of]
    live = [entry for entry in shown if not entry.translation_of]
    articles = [entry for entry in live if isinstance(entry, Article)]
    episodes = [entry for entry in live if isinstance(entry, Episode)]
    editions = [entry for entry in live if isinstance(entry, Edition)]
    pages = [entry for entry in live if isinstance(entry, Page)]
    return Site(
        articles=_newest(articles),
        episodes=_newest(episodes),
        editions=_newest(editions),
        pages=tuple(sorted(pages, key=lambda page: page.url)),
        people=people,
        translations=tuple(sorted(translations, key=lambda entry: entry.url)),
        redirects=_redirects(every, ledger),
        withdrawn=tuple(sorted(withdrawn, key=lambda entry: entry.url)),
        corrected=any(map(_tells, every)),
    )


def _tells(entry: Entry) -> bool:
    """Whether the list of what has been put right tells of it; of a translation it does not."""
    if entry.translation_of:
        return False
    if isinstance(entry, Edition):
        return bool(entry.corrects)
    return isinstance(entry, WithdrawnEntry) or bool(isinstance(entry, Piece) and entry.corrections)


def _newest(entries: list[D]) -> tuple[D, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.date, entry.id), reverse=True))


def _redirects(entries: Sequence[Entry], ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """From every alias and every address in the ledger that is no longer in use."""
    urls = {entry.id: entry.url for entry in entries}
    live = set(urls.values())
    found = {old: urls[id_] for old, id_ in ledger.old_addresses().items() if id_ in urls}
    found |= {alias: entry.url for entry in entries for alias in entry.aliases}
    return tuple(sorted((old, new) for old, new in found.items() if old not in live))
