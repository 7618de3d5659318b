"""Ghost's export (Labs, Export), and posts as its API gives them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from publisher.content.markup.notes import Notes
from publisher.importers import lexical
from publisher.importers.judge import address_of
from publisher.importers.records import RecordStatus, SourceIndex, SourceRecord, SourceTerm
from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.system.disk import ordinary

LARGEST = 300_000_000
UNKNOWN = "https://ghost.invalid"
"""Stands for the old site where nobody has said what it is called (RFC 2606: leads nowhere)."""
_PLACEHOLDER = "__GHOST_URL__"
_STATUS: dict[str, RecordStatus] = {"published": "public", "scheduled": "public"}
_USED = frozenset(
    [
        "id",
        "title",
        "slug",
        "html",
        "lexical",
        "mobiledoc",
        "feature_image",
        "featured",
        "type",
        "status",
        "visibility",
        "published_at",
        "custom_excerpt",
        "authors",
        "tags",
        "primary_author",
        "primary_tag",
        "page",
    ]
)
Row = dict[str, object]


class GhostExport:
    """One export, whole in memory: Ghost writes it so, too."""

    def __init__(self, file: Path, site: str = "") -> None:
        """Of this file; `site` is the old site's address, which exports do not say."""
        self._file = file
        self._site = site.rstrip("/")
        self._data: dict[str, list[Row]] = {}
        self._terms: dict[str, dict[str, list[SourceTerm]]] = {}
        self._meta: dict[str, Row] = {}

    def index(self) -> SourceIndex:
        """What there is. Raises PublisherError for what is no export of Ghost's."""
        self._data = _read(self._file)
        site = self._site or UNKNOWN
        index = SourceIndex(service="ghost", site=self._site)
        self._terms = {
            "authors": self._joined("users", "posts_authors", "author_id"),
            "tags": self._joined("tags", "posts_tags", "tag_id"),
        }
        self._meta = {_said(row, "post_id"): row for row in self._data.get("posts_meta", [])}
        counts: Counter[str] = Counter()
        for row in self._data["posts"]:
            head = self._head(row, Notes())
            counts[_said(row, "type") or "post"] += 1
            for address in (f"{site}/{head.slug}", head.link):
                index.addresses.setdefault(address_of(address), head.id)
            index.heads.append(head)
        index.counts = dict(counts)
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:  # noqa: ARG002 (the protocol's)
        """Every post and page."""
        for row in self._data["posts"]:
            notes = Notes()
            record = self._head(row, notes)
            record.body = self._body(row, notes)
            record.notes = tuple(notes)
            record.extra = {key: value for key, value in row.items() if value and key not in _USED}
            yield record

    def _body(self, row: Row, notes: Notes) -> str:
        html = _said(row, "html")
        if not html and _said(row, "lexical"):
            html = lexical.html_of(_said(row, "lexical"), notes)
        elif not html and _said(row, "mobiledoc"):
            text = (
                "texten finns bara som Mobiledoc: öppna och spara den i Ghost, och exportera igen"
            )
            notes.add("look", "utan text", text)
        return html.replace(_PLACEHOLDER, self._site or UNKNOWN)

    def _head(self, row: Row, notes: Notes) -> SourceRecord:
        page = _said(row, "type") == "page" or row.get("page") is True
        status = _STATUS.get(_said(row, "status"), "draft")
        record = SourceRecord(
            id=_said(row, "id") or _said(row, "slug"),
            kind="page" if page else "article",
            status=status,
        )
        if _said(row, "status") == "sent":
            notes.add("look", "bara brev", "skickades bara som brev; blev ett utkast")
        record.title, record.slug = " ".join(_said(row, "title").split()), _said(row, "slug")
        record.link = f"{self._site or UNKNOWN}/{record.slug}/"
        record.guid = record.id  # what Ghost's own feed says
        record.date = _moment(_said(row, "published_at")) or _moment(_said(row, "created_at"))
        record.description = " ".join(_said(row, "custom_excerpt").split())
        record.closed = _said(row, "visibility") not in {"", "public"}
        record.pinned = row.get("featured") is True
        meta = self._meta.get(record.id, {})
        image = _said(row, "feature_image").replace(_PLACEHOLDER, self._site or UNKNOWN)
        record.image = image
        record.image_alt = _said(meta, "feature_image_alt") or _said(row, "feature_image_alt")
        record.image_caption = _bare(_said(meta, "feature_image_caption"))
        record.authors = self._own(row, "authors", record.id)
        tags = self._own(row, "tags", record.id)
        record.tags = tuple(tag for tag in tags if not tag.name.startswith("#"))
        if len(tags) > len(record.tags):
            names = ", ".join(tag.name for tag in tags if tag.name.startswith("#"))
            notes.add(
                "told", "inre taggar", f"taggar som bara redaktionen såg kom inte med: {names}"
            )
        return record

    def _own(self, row: Row, what: str, id_: str) -> tuple[SourceTerm, ...]:
        given = row.get(what)
        if isinstance(given, list):  # the API's way
            return tuple(_term(each) for each in given if isinstance(each, dict))
        return tuple(self._terms[what].get(id_, []))

    def _joined(self, what: str, by: str, key: str) -> dict[str, list[SourceTerm]]:
        names = {_said(row, "id"): _term(row) for row in self._data.get(what, [])}
        found: defaultdict[str, list[SourceTerm]] = defaultdict(list)
        for row in sorted(self._data.get(by, []), key=_order):
            if (term := names.get(_said(row, key))) is not None:
                found[_said(row, "post_id")].append(term)
        return found


def _read(file: Path) -> dict[str, list[Row]]:
    """The tables, which lie in `db[0].data`, in `data` or, from the API, at the top."""
    path = str(file)
    try:
        size = ordinary(file).stat().st_size
        text = file.read_text("utf-8-sig") if size <= LARGEST else ""
    except OSError as error:
        told = f"filen går inte att läsa: {reason(error)}"
        raise PublisherError(Problem(path=path, text=told, hint=remedy(error))) from None
    except UnicodeDecodeError:
        raise _unfit(path, "filen är inte UTF-8") from None
    if not text:
        raise _unfit(path, "filen är tom, eller för stor")
    try:
        data = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise _unfit(path, "filen är inte giltig JSON: är den avklippt?", line) from None
    except RecursionError:
        raise _unfit(
            path, "filen är inte giltig JSON: listor ligger för djupt i varandra"
        ) from None
    if isinstance(data, dict) and isinstance(data.get("db"), list) and data["db"]:
        data = data["db"][0]
    if isinstance(data, dict) and isinstance(data.get("data"), dict):
        data = data["data"]
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise _unfit(path, "filen har inga texter: den är ingen export från Ghost")
    tables = ((name, rows) for name, rows in data.items() if isinstance(rows, list))
    return {name: [row for row in rows if isinstance(row, dict)] for name, rows in tables}


def _unfit(path: str, text: str, line: int | None = None) -> PublisherError:
    hint = "I Ghost: Settings, Import/Export, Export content & settings."
    return PublisherError(Problem(path=path, line=line, text=text, hint=hint))


def _said(row: Row, key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _order(row: Row) -> int:
    order = row.get("sort_order")
    return order if isinstance(order, int) else 0


def _term(row: Row) -> SourceTerm:
    slug = _said(row, "slug")
    return SourceTerm(slug=slug, name=_said(row, "name") or slug)


def _bare(html: str) -> str:
    from publisher.content.markup import parsed
    from publisher.content.markup.tree import words_of

    return words_of(parsed(html)) if html else ""


def _moment(written: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    return when if when.tzinfo and when.year in range(1900, 2200) else None
