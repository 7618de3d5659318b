"""Articles out of a feed: RSS 2.0, Atom 1.0 or JSON Feed, saved as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from publisher.content.markup.escaping import markup
from publisher.content.markup.notes import Note, Notes
from publisher.importers.judge import address_of
from publisher.importers.records import SourceIndex, SourceRecord, SourceTerm
from publisher.importers.safe_xml import XmlFile, local, parsed, space
from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

_LARGEST = 100_000_000
_YEARS = range(1900, 2200)


class SavedFeed:
    """One feed. It may hold only its newest pieces, and only their beginnings: both are told."""

    def __init__(self, file: Path) -> None:
        """Of this file."""
        self._file = file
        self._records: list[SourceRecord] = []

    def index(self) -> SourceIndex:
        """Read all of it. Raises PublisherError for what is no feed."""
        index = SourceIndex(service="feed")
        self._records = list(_json(self._file) if _is_json(self._file) else _xml(self._file))
        if not self._records:
            text = "filen har inga texter: är den ett flöde?"
            hint = "Spara flödet (RSS, Atom eller JSON) i en fil, och peka ut den."
            raise PublisherError(Problem(path=str(self._file), text=text, hint=hint))
        index.site = _site(self._records)
        for record in self._records:
            index.addresses.setdefault(address_of(record.link), record.id)
            index.heads.append(record)
        index.counts = {"texter": len(self._records)}
        text = "ett flöde har oftast bara de nyaste texterna: se efter att inga saknas"
        index.notes.append(Note("told", "flöde", text))
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:  # noqa: ARG002 (the protocol's)
        """Every piece."""
        yield from self._records


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


def _xml(file: Path) -> Iterator[SourceRecord]:
    seen: set[str] = set()
    for element in parsed(XmlFile(file), ("item", "entry")):
        record = _rss(element) if local(element) == "item" else _atom(element)
        yield _settled(record, seen)


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
    elif (
        record.body.rstrip()
        .removesuffix("</p>")
        .rstrip()
        .endswith(("[…]", "[...]", "…", "[&#8230;]"))
    ):
        notes.add("look", "bara början", "flödet har nog bara början av texten")
    record.notes = tuple(notes)
    return record


def _rss(item: etree._Element) -> SourceRecord:  # noqa: C901 (one for each field)
    record = SourceRecord(id="", kind="article")
    tags: list[str] = []
    for child in item:
        name, within, text = local(child), space(child), (child.text or "").strip()
        if name == "encoded" and "content" in within:
            record.body = text
        elif name == "description" and not within:
            record.body = record.body or text
        elif name == "title" and not within:
            record.title = " ".join(text.split())
        elif name == "link" and not within:
            record.link = text
        elif name == "guid":
            record.guid = text
        elif name in {"pubDate", "date"}:
            record.date = record.date or _moment(text)
        elif name in {"creator", "author"} and text and not record.authors:
            record.authors = (_person(text),)
        elif name == "category" and text:
            tags.append(text)
        elif name == "enclosure" and (child.get("type") or "").startswith("audio"):
            record.audio = (child.get("url") or "").strip()
    record.tags = tuple(SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(tags))
    return record


def _atom(entry: etree._Element) -> SourceRecord:
    record = SourceRecord(id="", kind="article")
    tags: list[str] = []
    for child in entry:
        name, text = local(child), (child.text or "").strip()
        if name == "content" or (name == "summary" and not record.body):
            record.body = _content(child)
        elif name == "title":
            record.title = " ".join("".join(child.itertext("*")).split())
        elif name == "link" and (child.get("rel") or "alternate") == "alternate":
            record.link = child.get("href") or ""
        elif name == "id":
            record.guid = text
        elif name in {"published", "updated"}:
            record.date = record.date if name == "updated" and record.date else _moment(text)
        elif name == "author":
            said = next((each.text or "" for each in child if local(each) == "name"), "").strip()
            record.authors += (_person(said),) if said else ()
        elif name == "category" and child.get("term"):
            tags.append(child.get("label") or child.get("term") or "")
    record.tags = tuple(SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(tags))
    return record


def _content(element: etree._Element) -> str:
    kind = element.get("type") or "text"
    if kind == "xhtml":
        return "".join(
            etree.tostring(child, encoding="unicode", method="html") for child in element
        )
    text = element.text or ""
    return text if kind in {"html", "text/html"} else f"<p>{markup(text)}</p>"


def _json(file: Path) -> Iterator[SourceRecord]:
    path = str(file)
    try:
        text = file.read_text("utf-8-sig") if file.stat().st_size <= _LARGEST else "{"
        items = json.loads(text).get("items")
    except (ValueError, RecursionError):
        hint = "Spara flödet en gång till."
        raise PublisherError(
            Problem(path=path, text="filen är inte giltig JSON", hint=hint)
        ) from None
    seen: set[str] = set()
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield _settled(_item(item), seen)


def _item(item: dict[str, object]) -> SourceRecord:
    def said(key: str) -> str:
        value = item.get(key)
        return str(value).strip() if isinstance(value, str | int) else ""

    record = SourceRecord(id="", kind="article", guid=said("id"), link=said("url"))
    record.title, record.description = " ".join(said("title").split()), said("summary")
    text = said("content_text")
    record.body = said("content_html") or (f"<p>{markup(text)}</p>" if text else "")
    record.date = _moment(said("date_published"))
    record.image = said("image")
    tags = item.get("tags")
    names = [str(tag) for tag in tags] if isinstance(tags, list) else []
    record.tags = tuple(
        SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(filter(None, names))
    )
    authors = item.get("authors") or [item.get("author")]
    given = authors if isinstance(authors, list) else []
    people = (each.get("name") for each in given if isinstance(each, dict))
    record.authors = tuple(_person(str(name)) for name in people if name)
    return record


def _person(text: str) -> SourceTerm:
    """`anna@x.example (Anna Lund)` is how RSS has it; the address stays behind."""
    name = text.partition("(")[2].rstrip(") ") if "@" in text and "(" in text else text
    return SourceTerm(slug=name, name=name)


def _moment(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) if when.year in _YEARS else None
