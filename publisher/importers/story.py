"""The story of an import: read, settle, convert, try, and only then write.

Nothing is written to the publication before every text has been tried. What was written before and
has been changed since by its editor is left as it is.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from publisher.config import Config, load_config
from publisher.content.markup.notes import Note
from publisher.importers import anchors, keeping, old_lists, people, shows, sounds
from publisher.importers.media import Fetch, MediaStock
from publisher.importers.planning import planned
from publisher.importers.records import Source, SourceRecord
from publisher.importers.rules import rules
from publisher.importers.texts import ImportedText, TextMaker
from publisher.media import images
from publisher.model.addresses import OLD_ADDRESSES, PEOPLE
from publisher.problems import PublisherError, faults

_SHOW = ":podd"
"""What the ledger calls a podcast's own file, which no record is called."""
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What is asked for."""

    root: Path
    file: str
    now: datetime
    dry_run: bool = False
    since: datetime | None = None
    media: Path | None = None
    fetch: Fetch | None = None
    show: str = ""
    """Which podcast episodes belong to, where that is not to be told by its name."""
    on_progress: OnProgress = lambda _stage, _done, _all: None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOutcome:
    """What became of a text, beside what is told of it: new, same, update, edited or gone."""

    text: ImportedText
    fate: str
    difference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """All that an import has to tell. `kept_back` are records that do not become texts."""

    service: str
    site: str
    outcomes: tuple[TextOutcome, ...]
    kept_back: tuple[tuple[str, str, str], ...]
    """Id, title, and why, in Swedish."""
    counts: dict[str, int]
    notes: tuple[Note, ...]
    alike: tuple[tuple[str, ...], ...]
    queries: tuple[tuple[str, str], ...]
    """Old addresses with `?`, and where they lead."""
    feeds: tuple[tuple[str, str], ...]
    """Old feeds that only a web server can lead on, and where."""
    missing: dict[str, str]
    media: int
    authors: int
    dry_run: bool
    show: str = ""
    """The podcast that episodes belong to."""

    @property
    def lost(self) -> tuple[TextOutcome, ...]:
        """Texts of which something is gone that is not listed: there should be none."""
        return tuple(each for each in self.outcomes if each.text.lost)

    def count(self, state: str) -> int:
        """How many texts are in this state."""
        return sum(1 for each in self.outcomes if each.text.state == state)


def run(source: Source, options: ImportOptions) -> ImportReport:
    """Import. Raises PublisherError when nothing could be done; then nothing was written."""
    config, problems = load_config(options.root, options.file, measure=images.measure)
    if config is None:
        raise PublisherError(faults(problems))
    with _staging(options) as staging:
        return _Import(source, options, config, staging).done()


class _Import:
    """One import, from its source to the report."""

    def __init__(
        self, source: Source, options: ImportOptions, config: Config, staging: Path
    ) -> None:
        """Read the source through once, and settle where everything is to lie."""
        self._source, self._options, self._staging = source, options, staging
        self._ledger = keeping.read(options.root)
        self._index = source.index()
        index = self._index
        self._own = f"{index.service}:{index.site}" if index.site else index.service
        kept = self._ledger.paths(self._own)
        self._stock = MediaStock(
            root=options.root,
            staging=staging,
            site=index.site,
            folder=options.media,
            fetch=options.fetch,
        )
        self._config = config
        self._place, self._sounds = self._settled(kept)
        show = self._place.id if self._place else ""
        back = {id_: sound.why for id_, sound in self._sounds.items() if sound.why}
        self._plan = planned(index, options.root, kept, options.now, show=show, back=back)
        self._plan.authors, self._added = people.settled(options.root, self._plan.authors)
        self._old = old_lists.found(index, self._plan, config, options.now)
        self._maker = TextMaker(
            index,
            self._plan,
            self._stock,
            extensions=config.markdown,
            language=config.language,
            now=options.now,
            show=show,
            sounds=self._sounds,
        )
        self._outcomes: list[TextOutcome] = []
        self._sides: dict[str, Path] = {}
        self._back: list[tuple[str, str, str]] = []

    def _settled(
        self, kept: dict[str, str]
    ) -> tuple[shows.ShowPlace | None, dict[str, sounds.SettledSound]]:
        """Which podcast this is, and the sound of its episodes, had and measured."""
        show, place, heads = self._index.show, None, self._index.heads
        if show is not None:
            before = self._ledger.lines.get((self._own, _SHOW))
            known = Path(before.path).stem if before else ""
            place = shows.settled(show, self._config, self._options.show, known)
            shows.numbered(show, place, heads, self._index.notes)
        wanted = [head for head in heads if not _kept_back(head, self._options)]
        return place, sounds.settled(wanted, self._stock, kept, self._options.on_progress)

    def done(self) -> ImportReport:
        """Make every text; then write them all, unless it is a trial."""
        self._make()
        if not self._options.dry_run:
            self._write()
        return self._report()

    def _make(self) -> None:
        places = self._plan.places
        every = sum(1 for place in places.values() if place.path)
        made: list[ImportedText] = []
        for record in self._source.records(self._index):
            if why := _kept_back(record, self._options) or places[record.id].back:
                self._back.append((record.id, record.title, why))
            if why or not places[record.id].path:
                continue
            made.append(self._beside(self._maker.made(record)))
            self._options.on_progress("Läser in", len(made), every)
        for text in anchors.settled(made):
            kept = self._ledger.lines.get((self._own, text.id))
            fate, difference = keeping.fate(self._options.root, text.path, text.text, kept)
            self._outcomes.append(TextOutcome(text=text, fate=fate, difference=difference))

    def _show(self) -> dict[str, str]:
        """The podcast's file, where it is new."""
        show, place = self._index.show, self._place
        if show is None or place is None or not place.is_new:
            return {}
        return shows.written(show, place, self._config, self._stock, self._index.notes)

    def _write(self) -> None:
        lines = self._ledger.lines
        feeds = self._show()
        staged = {**self._stock.staged, **self._sides}
        for path, rows in feeds.items():
            staged[path] = self._staged("podd.yml", rows)
            lines[self._own, _SHOW] = keeping.Kept(path=path, written=keeping.mark(rows))
        for number, outcome in enumerate(self._outcomes):
            text = outcome.text
            if outcome.fate in {"new", "update"}:
                staged[text.path] = self._staged(f"text-{number}.md", text.text)
            if outcome.fate in {"new", "update", "same"}:
                mark = keeping.mark(text.text)
                lines[self._own, text.id] = keeping.Kept(path=text.path, written=mark)
        if led := old_lists.text_of(self._options.root, self._old, self._plan.others):
            staged[OLD_ADDRESSES] = self._staged("gamla-adresser.yml", led)
        for name, rows in rules(self._queries, self._old.feeds.items()).items():
            staged[f"{keeping.FOLDER}/adresser/{name}"] = self._staged(f"regler-{name}", rows)
        if self._added:
            keeping.add(self._options.root / PEOPLE, self._added)
        keeping.put(self._options.root, staged)
        keeping.save(self._options.root, self._ledger)

    def _beside(self, text: ImportedText) -> ImportedText:
        """The text without what has no place in it, which may be much, and is staged at once."""
        if text.extra and not self._options.dry_run:
            side = json.dumps(text.extra, ensure_ascii=False, indent=1, default=str)
            path = f"{keeping.FOLDER}/{self._index.service}/{_safe(self._called(text.id))}.json"
            self._sides[path] = self._staged(f"side-{len(self._sides)}.json", f"{side}\n")
        return replace(text, extra={})

    def _called(self, id_: str) -> str:
        """A record's name among those of its service, which two sites may number alike."""
        return self._plan.places[id_].id.removeprefix(f"{self._index.service}-")

    @property
    def _queries(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"/?{query}", new) for query, new in sorted(self._old.queries.items()))

    def _staged(self, name: str, text: str) -> Path:
        file = self._staging / name
        file.write_text(text, "utf-8", newline="\n")
        return file

    def _report(self) -> ImportReport:
        return ImportReport(
            service=self._index.service,
            site=self._index.site,
            outcomes=tuple(self._outcomes),
            kept_back=tuple(self._back),
            counts=self._index.counts,
            notes=tuple(self._index.notes),
            alike=self._plan.alike,
            queries=self._queries,
            feeds=tuple(self._old.feeds.items()),
            missing=dict(self._stock.missing),
            media=len(self._stock.places),
            authors=self._added.count("\n  name:"),
            dry_run=self._options.dry_run,
            show=self._place.id if self._place else "",
        )


def _kept_back(record: SourceRecord, options: ImportOptions) -> str:
    """Why a record does not become a text; empty when it does, and for files."""
    if record.status == "trash":
        return "låg i papperskorgen"
    if record.kind == "other":
        own = "är ingen text: den hörde till den gamla sajten"
        return next((note.text for note in record.notes), own)
    since = options.since
    if record.kind != "media" and since and record.date and record.date < since:
        return f"är äldre än {since:%Y-%m-%d}"
    return ""


@contextmanager
def _staging(options: ImportOptions) -> Iterator[Path]:
    """A folder for what is not settled yet; beside the publication's own state."""
    above = None if options.dry_run else options.root / ".publisher"
    if above is not None:
        above.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _safe(id_: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in id_)[:100]
