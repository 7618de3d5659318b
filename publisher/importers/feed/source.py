"""The files of one feed → records: articles, and episodes where the feed is a podcast's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from publisher.content.markup.notes import Note, Notes
from publisher.importers.feed import channel, rss
from publisher.importers.feed.others import entry_of, items_of
from publisher.importers.judge import address_of
from publisher.importers.records import SourceIndex, SourceRecord
from publisher.importers.safe_xml import XmlFile, local, parsed, salvaged
from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

_CUT = ("[…]", "[...]", "…", "[&#8230;]")


class SavedFeed:
    """One feed. It may hold only its newest pieces, and only their beginnings: both are told."""

    def __init__(self, *files: Path) -> None:
        """Of these files: the feed, or its pages with the newest first."""
        self._files = files
        self._records: list[SourceRecord] = []

    def index(self) -> SourceIndex:
        """Read all of it. Raises PublisherError for what is no feed."""
        index = SourceIndex(service="feed")
        self._records = list(self._read(index))
        if not self._records:
            text = "filen har inga texter: är den ett flöde?"
            hint = "Spara flödet (RSS, Atom eller JSON) i en fil, och peka ut den."
            raise PublisherError(Problem(path=str(self._files[0]), text=text, hint=hint))
        index.site = _site(self._records)
        for record in self._records:
            index.addresses.setdefault(address_of(record.link), record.id)
            index.heads.append(record)
        episodes = sum(record.kind == "episode" for record in self._records)
        index.counts = {"texter": len(self._records) - episodes, "avsnitt": episodes}
        if not episodes:
            index.show = None
        text = "ett flöde har oftast bara de nyaste texterna: se efter att inga saknas"
        index.notes.append(Note("told", "flöde", text))
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:  # noqa: ARG002 (the protocol's)
        """Every piece."""
        yield from self._records

    def _read(self, index: SourceIndex) -> Iterator[SourceRecord]:
        """Every piece once, also where the pages of a feed have moved while they were fetched."""
        seen: set[str] = set()
        known: set[tuple[str, str, str]] = set()
        for number, file in enumerate(self._files):
            found = items_of(file) if _is_json(file) else _xml(file, index)
            before = frozenset(known)
            for record in found:
                same = (record.guid, record.link, record.title)
                if number and same in before:
                    continue
                known.add(same)
                yield _settled(record, seen)


def _is_json(file: Path) -> bool:
    try:
        with ordinary(file).open("rb") as opened:
            return opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError as error:
        text = f"filen går inte att läsa: {reason(error)}"
        raise PublisherError(Problem(path=str(file), text=text, hint=remedy(error))) from None


def _site(records: list[SourceRecord]) -> str:
    try:
        parts = urlsplit(next((record.link for record in records if record.link), ""))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


_TAGS = ("item", "entry", "channel")


def _xml(file: Path, index: SourceIndex) -> list[SourceRecord]:
    """As it is; else whatever apps can save of it, which is told."""
    try:
        return list(_read_xml(parsed(XmlFile(file), _TAGS), index))
    except PublisherError as error:
        found = salvaged(file, _TAGS)
        if not found:
            raise
        index.show = None
        told = f"flödet är inte giltig XML ({error.problems[0].text}), och lästes så gott det gick"
        index.notes.append(Note("look", "flöde", told))
        return list(_read_xml(found, index))


def _read_xml(elements: Iterable[etree._Element], index: SourceIndex) -> Iterator[SourceRecord]:
    """What stands before an item goes when the next is read, so what the channel says is kept."""
    about: list[etree._Element] = []
    for element in elements:
        name = local(element)
        if name == "entry":
            yield entry_of(element)
            continue
        before = [*element.itersiblings(preceding=True)][::-1] if name == "item" else [*element]
        about += [deepcopy(each) for each in before if local(each) not in {"item", ""}]
        if name == "channel":
            index.show = index.show or channel.show(about)
            continue
        record = rss.article(element)
        if record.sound is not None and _is_podcast(about, element):
            rss.episode(record, element)
        yield record


def _is_podcast(about: list[etree._Element], item: etree._Element) -> bool:
    """Whether sound is an episode's: other sites, too, have texts with a sound file."""
    return any(rss.prefix_of(each) in {"itunes", "podcast"} for each in (*about, *item))


def _settled(record: SourceRecord, seen: set[str]) -> SourceRecord:
    """With an id of its own, and with what a reader of it should know."""
    record.guid = record.guid or record.link
    own = record.guid or record.title or "utan-id"
    while own in seen:
        own += "-2"
    seen.add(own)
    record.id = own
    path = urlsplit(record.link).path if record.link.startswith("http") else ""
    record.slug = path.rstrip("/").rpartition("/")[2].removesuffix(".html")
    notes = Notes(record.notes)
    if not record.body.strip():
        notes.add("look", "utan text", "flödet har ingen text")
    elif record.body.rstrip().removesuffix("</p>").rstrip().endswith(_CUT):
        notes.add("look", "bara början", "flödet har nog bara början av texten")
    record.notes = tuple(notes)
    return record
