"""The publication as it will be: with its drafts, and with what is dated in the future.

For `check` only. Nothing of it is kept, and no build ever sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from publisher.content.load.checks import check_all
from publisher.content.load.gathering import gathered
from publisher.content.load.hidden import DRAFT, first_at
from publisher.content.load.loader import Loaded, site_of
from publisher.content.load.records import EntryRecord
from publisher.ledger import Ledger
from publisher.model import Edition, Entry, Page, Piece, Site, WithdrawnEntry, published_at
from publisher.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UpcomingTexts:
    """What is not published yet, by path, and what of it shows in the front matter alone.

    `broken` stand in for drafts whose front matter has too many faults for an entry; only their
    texts can be looked at. `at` is the hour each is looked at as if it were: its own, or that of
    its original, but never one that has been.
    """

    entries: Mapping[str, Entry]
    broken: tuple[Page, ...]
    problems: tuple[Problem, ...]
    at: Mapping[str, datetime]
    _loaded: Loaded
    _ledger: Ledger

    @property
    def paths(self) -> frozenset[str]:
        """The files of all that is coming."""
        return frozenset((*self.entries, *(page.source for page in self.broken)))

    def draft(self, path: str) -> bool:
        """Whether nobody has said when the text at this path is to be out."""
        entry = self.entries.get(path)
        return entry is None or entry.draft or self._is_of_draft(entry)

    def unseen(self, target: str, source: str) -> str:
        """Why the text at `target` will not be there when `source` is, to follow its name.

        Empty when it will be, and for a translation and its original, which come out together.
        """
        entry, asking = self.entries.get(target), self.entries.get(source)
        if entry is None or target == source or (asking and asking.translation_of == target):
            return ""
        if entry.draft:
            return DRAFT
        if self._is_of_draft(entry):
            return "" if entry.translation_of == source else "är en översättning av ett utkast"
        when = self.at[target]
        return first_at(when) if when > self.at[source] else ""

    def site(self, without: Collection[str]) -> Site:
        """The whole publication with all that is coming, but for the files in `without`.

        A text that would take the id or the address of another is left out too.
        """
        loaded = self._loaded
        known = (*loaded.site.entries, *loaded.site.withdrawn)
        taken = {value for entry in known for value in (entry.id, entry.url)}
        records = {path: each for path, each in loaded.records.items() if path not in self.entries}
        for path, entry in self.entries.items():
            own = {entry.id, entry.url}
            if path not in without and taken.isdisjoint(own):
                taken |= own
                records[path] = loaded.records[path].having(entry)
        return site_of(records, {}, loaded.site.people, self._ledger)

    def _is_of_draft(self, entry: Entry) -> bool:
        original = self.entries.get(entry.translation_of)
        return original is not None and original.draft


def later(loaded: Loaded, ledger: Ledger, shows: Iterable[str], now: datetime) -> UpcomingTexts:
    """All that is hidden at this hour, each as it will be on its day.

    A newsletter gathers what has been published by then, as far as that is written today.
    """
    # Only asked once nothing is wrong, so that whoever is named is known.
    records, people = loaded.records, [person.id for person in loaded.site.people]
    coming = {path: record for path, record in records.items() if path in loaded.hidden}
    drafts = {path: DRAFT for path, record in coming.items() if record.draft}
    texts = {path: why for path, why in drafts.items() if not _is_edition(records[path])}
    found, lost = gathered(records, texts)
    told = ((path, found[path].entry) for path in coming)
    entries = {
        path: _signed(entry, people)
        for path, entry in told
        if entry is not None and not isinstance(entry, WithdrawnEntry)
    }
    at = {path: _hour(entry, entries, now) for path, entry in entries.items()}
    beside = check_all(records, people, shows, drafts=True)
    broken = (path for path, each in coming.items() if not each.entry and each.body_line)
    later_ = UpcomingTexts(
        entries=entries,
        broken=tuple(_stand_in(path, coming[path]) for path in broken),
        problems=tuple(problem for problem in (*lost, *beside) if problem.path in coming),
        at={**at, **{path: now for path in coming if path not in at}},
        _loaded=loaded,
        _ledger=ledger,
    )
    return replace(later_, problems=(*later_.problems, *_early(later_, records)))


def _is_edition(record: EntryRecord) -> bool:
    return isinstance(record.entry, Edition)


def _signed(entry: Entry, people: Collection[str]) -> Entry:
    """Without authors that nobody knows, which is told by itself."""
    if not isinstance(entry, Piece):
        return entry
    return replace(entry, authors=tuple(id_ for id_ in entry.authors if id_ in people))


def _hour(entry: Entry, entries: Mapping[str, Entry], now: datetime) -> datetime:
    original = entries.get(entry.translation_of)
    dates = (published_at(each) for each in (entry, original) if each is not None)
    return max([now, *(date for date in dates if date is not None)])


def _stand_in(path: str, record: EntryRecord) -> Page:
    return Page(id="", source=path, url="/", title="", body_line=record.body_line)


def _early(later_: UpcomingTexts, records: Mapping[str, EntryRecord]) -> Iterator[Problem]:
    """Newsletters that go out before something they name."""
    sources = {entry.id: path for path, entry in later_.entries.items() if not entry.draft}
    for path, entry in later_.entries.items():
        for id_ in entry.articles if isinstance(entry, Edition) else ():
            if (source := sources.get(id_)) and (why := later_.unseen(source, path)):
                text = f"brevet samlar {source}, som {why}"
                hint = "Ta bort den ur articles:, eller ändra date: i någon av dem."
                line = records[path].line("articles")
                yield Problem(path=path, line=line, text=text, hint=hint)
