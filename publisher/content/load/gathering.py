"""What each newsletter gathers, found among all entries: pieces named, a period, a correction.

Done anew at every load and never kept, since it depends on which pieces there are. An edition whose
pieces have changed is thereby another edition, and is built as one.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property

from publisher.content.load.newsletters import NewsletterRequest
from publisher.content.load.paths import kind_of, stem
from publisher.content.load.records import EntryRecord
from publisher.model import Article, Edition, Entry, Episode, Layout, Piece, WithdrawnEntry
from publisher.model.addresses import slug
from publisher.problems import BROKEN, Problem, did_you_mean, put_off
from publisher.swedish import day

_HOW = (
    "Skriv sökvägen till filen, som ../artiklar/2025/namn.md, eller ett id. Är texten borttagen, "
    "ta bort raden."
)


def decided(record: EntryRecord, since: date | None) -> EntryRecord:
    """With `mail.send` of a piece decided: as written, else whether it is dated `since` or later.

    A translation is never mailed, and without a `since` nothing is that does not say so itself.
    Records are kept with this decided, and with `undecided` telling that it was not written.
    """
    piece = record.entry
    if not isinstance(piece, Piece) or not (record.undecided or piece.mail.send is None):
        return record
    new = since is not None and piece.date.date() >= since and not piece.translation_of
    made = replace(piece, mail=replace(piece.mail, send=new))
    return replace(record.having(made), undecided=True)


def gathered(
    records: Mapping[str, EntryRecord], hidden: Mapping[str, str]
) -> tuple[dict[str, EntryRecord], list[Problem]]:
    """Every edition with its `articles`, and what is wrong with what it asked for.

    `hidden` tells why an entry is not published. The period of an edition that is not published
    itself is left alone: what it will hold is not known yet.
    """
    finder = _Finder(records, hidden)
    found = dict(records)
    problems: list[Problem] = []
    for path, record in records.items():
        if isinstance(edition := record.entry, Edition):
            made = _Gathering(record, edition, finder)
            found[path] = record.having(made.edition())
            problems += map(put_off, made.problems) if edition.draft else made.problems
    return found, problems


class _Finder:
    """Looks entries up by path, id and day."""

    def __init__(self, records: Mapping[str, EntryRecord], hidden: Mapping[str, str]) -> None:
        self.records = records
        self.hidden = hidden
        self.ids = {record.entry.id: record.entry for record in records.values() if record.entry}

    def entry(self, written: str, source: str) -> Entry | None:
        """What a path beside `source`, or an id, stands for."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), written))
        return self.records[path].entry if path in self.records else self.ids.get(written)

    def lost(self, written: str, source: str) -> str:
        """Why nothing can be made of a text that is there; empty when there is none.

        What has faults may have any id, so one that ends as its file is named is taken for its.
        """
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), written))
        broken = [each for each, record in self.records.items() if record.entry is None]
        for each in broken:
            if each == path or (
                (kind := kind_of(each)) and written.endswith(slug(stem(each, kind)))
            ):
                return self.hidden.get(each, BROKEN)
        return ""

    def within(self, wanted: NewsletterRequest, edition: Edition) -> list[Piece]:
        """The published pieces of the period, newest first, none newer than the letter itself."""
        first = bisect_left(self._dates, wanted.start) if wanted.start else 0
        upto = [bisect_left(self._dates, wanted.end)] if wanted.end else []
        written = (piece for piece in self._pieces[first : min(upto, default=None)])
        return [piece for piece in written if piece.date <= edition.date][::-1]

    def withdrawn_within(self, wanted: NewsletterRequest) -> bool:
        """Whether something of the period was published, and has been taken back since."""
        entries = (record.entry for record in self.records.values())
        return any(
            isinstance(entry, WithdrawnEntry)
            and entry.was in {"article", "episode"}
            and (wanted.start is None or wanted.start <= entry.date)
            and (wanted.end is None or entry.date < wanted.end)
            for entry in entries
        )

    @cached_property
    def _pieces(self) -> list[Piece]:
        entries = ((path, record.entry) for path, record in self.records.items())
        pieces = [
            entry
            for path, entry in entries
            if isinstance(entry, Piece) and not entry.translation_of and path not in self.hidden
        ]
        return sorted(pieces, key=lambda piece: (piece.date, piece.id))

    @cached_property
    def _dates(self) -> list[datetime]:
        return [piece.date for piece in self._pieces]


class _Gathering:
    """One edition on its way to what it asks for."""

    def __init__(self, record: EntryRecord, edition: Edition, finder: _Finder) -> None:
        self._record = record
        self._edition = edition
        self._finder = finder
        self.problems: list[Problem] = []

    def edition(self) -> Edition:
        """The edition with all that could be found: named pieces first, then the period's."""
        named = dict(self._named())
        ids = [*named, *(id_ for id_ in self._period() if id_ not in named)]
        layouts = tuple((id_, layout) for id_, layout in named.items() if layout)
        corrects = self._corrected()
        return replace(self._edition, articles=tuple(ids), layouts=layouts, corrects=corrects)

    def _named(self) -> Iterator[tuple[str, Layout | None]]:
        seen: set[str] = set()
        for written, layout in self._record.wanted.articles:
            entry = self._finder.entry(written, self._edition.source)
            if entry is None and (why := self._finder.lost(written, self._edition.source)):
                if why != BROKEN:
                    hint = "Ta bort den ur articles:, eller publicera den först."
                    self._fault("articles", f"brevet samlar ”{written}”, som {why}", hint)
            elif isinstance(entry, WithdrawnEntry) and entry.was != "edition":
                self._passed_over(written, entry)
            elif not isinstance(entry, Article | Episode):
                near = did_you_mean(written, self._finder.ids)
                self._fault("articles", f"texten ”{written}” i articles: finns inte", near + _HOW)
            elif entry.translation_of:
                hint = "Brevet är på svenska: peka på originalet."
                self._fault("articles", f"texten ”{written}” i articles: är en översättning", hint)
            elif entry.id in seen:
                hint = "Ta bort den ena raden."
                self._fault("articles", f"texten ”{written}” står två gånger i articles:", hint)
            elif self._shown and (reason := self._finder.hidden.get(entry.source)):
                hint = "Ta bort den ur articles:, eller publicera den först."
                self._fault("articles", f"brevet samlar {entry.source}, som {reason}", hint)
            else:
                seen.add(entry.id)
                yield entry.id, layout

    def _period(self) -> Iterator[str]:
        wanted, key = self._record.wanted, "week" if "week" in self._record.lines else "from"
        if wanted.start is None or not self._shown:
            return
        pieces = self._finder.within(wanted, self._edition)
        if not pieces and not self._finder.withdrawn_within(wanted):
            text = f"inget är publicerat {wanted.period}, så brevet har inget att samla"
            hint = f"Rätta {key}:, eller ta bort raden. Bara det som är publicerat när brevet är"
            self._fault(key, text, f"{hint} daterat kommer med.")
        yield from (piece.id for piece in (pieces[::-1] if wanted.oldest_first else pieces))

    def _corrected(self) -> str:
        written = self._record.wanted.corrects
        if not written:
            return ""
        entry = self._finder.entry(written, self._edition.source)
        if entry is None and self._finder.lost(written, self._edition.source):
            return ""
        hint = "Skriv sökvägen till brevet som ska rättas, eller dess id."
        if entry is not None and entry.id == self._edition.id:
            self._fault("corrects", "brevet kan inte rätta sig självt", hint)
        elif isinstance(entry, WithdrawnEntry):
            return entry.id
        elif not isinstance(entry, Edition | Piece):
            near = did_you_mean(written, self._finder.ids)
            self._fault("corrects", f"brevet ”{written}” i corrects: finns inte", near + hint)
        elif isinstance(entry, Piece) and not entry.mailed:
            text = f"{entry.source} har aldrig skickats som brev"
            hint = "Rätta den på webben i stället, med corrections: i dess huvud."
            self._fault("corrects", text, hint)
        elif self._shown and (reason := self._finder.hidden.get(entry.source)):
            hint = "Ta bort raden corrects:, eller vänta tills brevet har gått ut."
            self._fault("corrects", f"brevet rättar {entry.source}, som {reason}", hint)
        elif entry.date > self._edition.date:
            hint = "Rätta date: i något av breven."
            self._fault("corrects", f"brevet rättar {entry.source}, som är nyare", hint)
        else:
            return entry.id
        return ""

    def _passed_over(self, written: str, entry: WithdrawnEntry) -> None:
        text = f"brevet samlar ”{written}”, som drogs tillbaka {day(entry.withdrawal.date)}"
        hint = "Den är inte med. Har brevet inte gått ut än, ta bort raden ur articles:."
        line = self._record.line("articles")
        self.problems.append(
            Problem(path=self._edition.source, line=line, text=text, hint=hint, fatal=False)
        )

    @property
    def _shown(self) -> bool:
        return self._edition.source not in self._finder.hidden

    def _fault(self, key: str, text: str, hint: str) -> None:
        line = self._record.line(key)
        self.problems.append(Problem(path=self._edition.source, line=line, text=text, hint=hint))
