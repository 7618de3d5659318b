"""WXR files → records. Read twice, a post at a time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from lxml import etree

from publisher.content.markup.notes import Note, Notes
from publisher.importers.judge.facts import address_of
from publisher.importers.mojibake import repaired
from publisher.importers.records import (
    RecordKind,
    RecordStatus,
    SourceIndex,
    SourceRecord,
    SourceTerm,
)
from publisher.importers.safe_xml import XmlFile, local, parsed, space
from publisher.importers.wordpress.bodies import coded, html_of
from publisher.importers.wordpress.items import (
    Item,
    date_of,
    first_of,
    item_of,
    plain,
    rfc_date,
    terms_of,
)
from publisher.importers.wordpress.php import unserialized
from publisher.importers.wordpress.shortcodes import census
from publisher.problems import Problem, PublisherError

_STATUS: dict[str, RecordStatus] = {
    "publish": "public",
    "future": "public",
    "inherit": "public",
    "private": "private",
    "trash": "trash",
}
_PERSONAL = frozenset(
    ["feedback", "flamingo_inbound", "flamingo_contact", "wpforms_entry", "nf_sub", "comment"]
)
"""What holds words and addresses of readers: never brought along."""
_SITES_OWN = frozenset(
    [
        "nav_menu_item",
        "revision",
        "custom_css",
        "customize_changeset",
        "oembed_cache",
        "user_request",
        "wp_block",
        "wp_template",
        "wp_template_part",
        "wp_global_styles",
        "wp_navigation",
        "wp_font_family",
        "wp_font_face",
        "acf-field",
        "acf-field-group",
        "wpcf7_contact_form",
        "jp_pay_order",
        "safecss",
    ]
)
_OWN_META = re.compile(
    r"_edit_|_oembed_|_wp_attachment|_pingme|_encloseme|_akismet|_publicize|_menu_item|_transient"
)
_SHORT = 2000
"""Signs of postmeta; all that heads are made of is shorter."""
_SWEDEN = ZoneInfo("Europe/Stockholm")


class WordPress:
    """One export, in one file or several."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        """Of these files, in their order."""
        self._files = files
        self._authors: dict[str, str] = {}
        self._site = ""

    def index(self) -> SourceIndex:
        """What texts must know of each other. Raises PublisherError for a broken file."""
        index = SourceIndex(service="wordpress")
        counts: Counter[str] = Counter()
        codes: Counter[str] = Counter()
        seen: dict[str, str] = {}
        again: list[tuple[SourceRecord, Item]] = []
        ids = _Ids()
        children: defaultdict[str, list[str]] = defaultdict(list)
        for item in self._items(index):
            kind, own = item.get("post_type") or "post", item.get("post_id")
            counts[kind] += 1
            counts["kommentarer"] += item.comments
            if own in seen and own and kind in {"post", "page"}:
                text = f"två poster heter {own}: ”{seen[own]}” och ”{item.get('title')}”"
                index.notes.append(Note("look", "samma id", text))
            seen[own] = item.get("title")
            codes.update(census(item.get("content")))
            head = self._head(item, ids)
            if kind == "attachment":
                self._attachment(item, index, children)
            self._addresses(item, index)
            again.append((head, _lightened(item)))
        for head, item in again:
            self._told_of(head, item, index, Notes())
            head.extra = {}
            index.heads.append(head)
        index.site, index.counts, index.shortcodes = self._site, dict(counts), dict(codes)
        index.children = dict(children)
        if not counts:
            text = "filen har inga texter: den är ingen export från WordPress"
            hint = "I WordPress: Verktyg, Exportera, Allt innehåll."
            raise PublisherError(Problem(path=str(self._files[0]), text=text, hint=hint))
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:
        """Every post, page and file."""
        ids = _Ids()
        for item in self._items(None):
            yield self._record(item, index, ids)

    def _items(self, index: SourceIndex | None) -> Iterator[Item]:
        for path in self._files:
            file = XmlFile(path)
            for element in parsed(file, ("item", "author", "base_site_url", "base_blog_url")):
                name = local(element)
                if name == "item":
                    yield item_of(element)
                elif name == "author" and "wordpress.org/export" in space(element):
                    self._author(element)
                elif element.text and (name == "base_blog_url" or not self._site):
                    self._site = element.text.strip().rstrip("/")
            if index is not None:
                _told(file, index)

    def _addresses(self, item: Item, index: SourceIndex) -> None:
        """Every way in which other texts may have led to this one."""
        own, given = item.get("post_id"), [item.get("link"), item.get("guid")]
        if item.get("post_type") in _SITES_OWN:
            return
        if self._site and own:
            given += [f"{self._site}/?p={own}", f"{self._site}/?page_id={own}"]
        for address in filter(None, given):
            index.addresses.setdefault(address_of(address), own)

    def _author(self, element: etree._Element) -> None:
        given = {local(child): (child.text or "").strip() for child in element}
        login = given.get("author_login", "")
        whole = f"{given.get('author_first_name', '')} {given.get('author_last_name', '')}".strip()
        self._authors[login] = given.get("author_display_name") or whole or login

    def _attachment(self, item: Item, index: SourceIndex, children: dict[str, list[str]]) -> None:
        url = item.get("attachment_url") or item.get("guid")
        own = item.get("post_id")
        index.media[own] = url
        alt = next(iter(item.meta.get("_wp_attachment_image_alt", [])), "")
        index.captions[own] = (alt, item.get("excerpt"))
        if re.search(r"\.(?:jpe?g|png|gif|webp|avif|bmp)$", url.partition("?")[0], re.IGNORECASE):
            children[item.get("post_parent")].append(own)

    def _head(self, item: Item, ids: _Ids) -> SourceRecord:
        kind = item.get("post_type") or "post"
        record = SourceRecord(
            id=ids.one(item.get("post_id")), kind=_kind(kind), status=_status(item)
        )
        record.title = plain(repaired(item.get("title"), Notes()))
        record.link, record.guid = item.get("link"), item.get("guid")
        record.slug = item.get("post_name")
        record.parent = item.get("post_parent")
        record.date = (
            date_of(item.get("post_date_gmt"), UTC)
            or date_of(item.get("post_date"), _SWEDEN)
            or rfc_date(item.get("pubDate"))
        )
        record.modified = date_of(item.get("post_modified_gmt"), UTC)
        return record

    def _record(self, item: Item, index: SourceIndex, ids: _Ids) -> SourceRecord:
        notes = Notes()
        record, kind = self._head(item, ids), item.get("post_type") or "post"
        repaired(item.get("title"), notes)
        if kind in _PERSONAL:
            record.notes = (
                Note(
                    "told",
                    "personuppgifter",
                    f"”{kind}” innehåller läsares uppgifter och kommer aldrig med",
                ),
            )
            return record
        if record.kind in {"article", "page"}:
            body = repaired(item.get("content"), notes)
            record.body = coded(html_of(body, index, record.id, item.meta, notes))
        self._told_of(record, item, index, notes)
        record.notes = tuple(notes)
        return record

    def _told_of(self, record: SourceRecord, item: Item, index: SourceIndex, notes: Notes) -> None:
        meta = item.meta
        record.description = plain(repaired(item.get("excerpt"), notes)) or first_of(
            meta, "_yoast_wpseo_metadesc", "rank_math_description", "_aioseop_description"
        )
        record.authors = self._signed(item)
        record.categories = terms_of(item, "category")
        record.tags = terms_of(item, "post_tag", "tag")
        record.old_slugs = tuple(dict.fromkeys(meta.get("_wp_old_slug", [])))
        record.pinned = item.get("is_sticky") == "1"
        if thumb := first_of(meta, "_thumbnail_id"):
            record.image = index.media.get(thumb, "")
            alt, caption = index.captions.get(thumb, ("", ""))
            record.image_alt, record.image_caption = alt, plain(caption)
            if not record.image:
                notes.add(
                    "look", "bild saknas", f"bilden överst (nummer {thumb}) finns inte i exporten"
                )
        if enclosed := first_of(meta, "enclosure"):
            record.audio = enclosed.partition("\n")[0].strip()
        if item.comments:
            notes.add("told", "kommentarer", f"{item.comments} kom inte med")
        record.extra = _extra(item)

    def _signed(self, item: Item) -> tuple[SourceTerm, ...]:
        several = tuple(
            dict.fromkeys(
                SourceTerm(slug=slug, name=plain(name) or slug)
                for domain, slug, name in item.terms
                if domain == "author"
            )
        )
        if several:
            return several
        login = item.get("creator")
        return (SourceTerm(slug=login, name=self._authors.get(login, login)),) if login else ()


def _lightened(item: Item) -> Item:
    """Without what is read again with the text: a page builder has megabytes in its postmeta."""
    item.fields.pop("content", None)
    item.meta = {
        key: values
        for key, values in item.meta.items()
        if sum(map(len, values)) <= _SHORT and not _OWN_META.match(key)
    }
    return item


class _Ids:
    """Gives every record an id of its own, also where two have the same or one has none."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def one(self, own: str) -> str:
        self._seen[own] += 1
        count = self._seen[own]
        return own if own and count == 1 else f"{own or 'utan-id'}-{count}"


def _kind(kind: str) -> RecordKind:
    if kind == "post":
        return "article"
    if kind == "page":
        return "page"
    return "media" if kind == "attachment" else "other"


def _status(item: Item) -> RecordStatus:
    if item.get("post_password"):
        return "protected"
    return _STATUS.get(item.get("status") or "publish", "draft")


def _extra(item: Item) -> dict[str, object]:
    """What has no place of its own, without what was WordPress's own business."""
    used = {
        "content",
        "excerpt",
        "title",
        "link",
        "guid",
        "post_id",
        "post_name",
        "post_type",
        "status",
        "post_password",
        "creator",
    }
    made: dict[str, object] = {
        key: value for key, value in item.fields.items() if value and key not in used
    }
    terms = [
        term for term in item.terms if term[0] not in {"category", "post_tag", "tag", "author"}
    ]
    if terms:
        made["terms"] = terms
    meta = {
        key: [unserialized(value) for value in values]
        for key, values in item.meta.items()
        if not _OWN_META.match(key)
    }
    if meta:
        made["postmeta"] = meta
    return made


def _told(file: XmlFile, index: SourceIndex) -> None:
    if file.controls:
        index.notes.append(
            Note(
                "told",
                "styrtecken",
                f"{file.path.name}: {file.controls} tecken som XML inte kan ha togs bort",
            )
        )
    if file.strays:
        index.notes.append(
            Note(
                "told",
                "teckenkodning",
                f"{file.path.name}: byte i Windows-1252 lästes som de bokstäver de var",
            )
        )
