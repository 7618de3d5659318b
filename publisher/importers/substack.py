"""Substack's archive: `posts.csv` and a page of HTML for each post.

Read for archives of 2019 to 2026; the containers are those that its own editor writes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path, PurePosixPath

from publisher.content.markup import embed, parsed, serialized
from publisher.content.markup.notes import Note, Notes
from publisher.content.markup.tree import (
    Element,
    classes,
    drop,
    hrefs,
    replace,
    words_of,
)
from publisher.importers.judge import address_of
from publisher.importers.mojibake import repaired
from publisher.importers.records import RecordKind, SourceIndex, SourceRecord
from publisher.importers.safe_zip import SafeZip
from publisher.problems import Problem, PublisherError

_KINDS: dict[str, RecordKind] = {
    "newsletter": "article",
    "podcast": "article",
    "page": "page",
    "thread": "article",
}
_BUTTONS = re.compile(
    r"/(?:subscribe|comments?|share|leaderboard)\b|[?&]action=share|utm_content=share|/account\b"
    r"|%%\w+%%|gift=|javascript:"
)
_CLOSED = frozenset(("only_paid", "only_subscribers", "founding"))
_FURNITURE = frozenset(
    (
        "subscription-widget-wrap",
        "subscription-widget-wrap-editor",
        "subscription-widget",
        "subscribe-widget",
        "community-chat",
        "install-substack-app-embed",
        "directMessage",
        "app-install",
    )
)
_EMBEDS = {
    "tweet": "url",
    "twitter-embed": "url",
    "instagram": "url",
    "comment": "url",
    "digest-post-embed": "url",
    "embedded-post-wrap": "url",
    "embedded-publication-wrap": "url",
    "embedded-post": "url",
    "apple-podcast-container": "url",
    "spotify-wrap": "url",
    "soundcloud-wrap": "url",
    "bandcamp-wrap": "url",
    "bluesky-wrap": "url",
    "tiktok-wrap": "url",
    "github-gist": "url",
    "vimeo-wrap": "",
    "youtube-wrap": "",
}
"""Containers that showed another page, and what in their facts says which."""


class Substack:
    """One archive, as it was downloaded; a folder that it was unpacked to will do too."""

    def __init__(self, path: Path) -> None:
        """Of this file or folder."""
        self._path = path
        self._rows: list[dict[str, str]] = []

    def index(self) -> SourceIndex:
        """What there is. Raises PublisherError for a broken archive, or one that is none."""
        index = SourceIndex(service="substack")
        with SafeZip(self._path) as archive:
            name = archive.named("posts.csv")
            if name is None:
                text = "arkivet har ingen posts.csv: det är inget arkiv från Substack"
                hint = "I Substack: Settings, Exports, Create new export."
                raise PublisherError(Problem(path=str(self._path), text=text, hint=hint))
            self._rows = _rows(archive.text(name), str(self._path))
            index.site = _site(archive)
            readers = [
                each for each in archive.names if "subscriber" in each or "email_list" in each
            ]
        if readers:
            text = "prenumeranterna i arkivet tas in med: publisher people import"
            index.notes.append(Note("told", "prenumeranter", text))
        counts: Counter[str] = Counter()
        for row in self._rows:
            counts[row.get("type") or "okänd"] += 1
            head = _head(row, Notes())
            if index.site:
                head.guid = head.link = f"{index.site}/p/{head.slug}"
                index.addresses[address_of(head.link)] = head.id
            index.heads.append(head)
        index.counts = dict(counts)
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:
        """Every post, its body from the page of its name."""
        with SafeZip(self._path) as archive:
            files = {
                PurePosixPath(each).stem: each for each in archive.names if each.endswith(".html")
            }
            for row in self._rows:
                notes = Notes()
                record = _head(row, notes)
                record.link = f"{index.site}/p/{record.slug}" if index.site else ""
                file = files.get(row.get("post_id", ""))
                if file is None:
                    notes.add("look", "utan text", "arkivet har ingen fil med texten")
                else:
                    record.body = _plain(repaired(archive.text(file), notes), notes)
                record.notes = tuple(notes)
                yield record


def _rows(text: str, path: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        rows = [{str(key): value or "" for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        hint = "Ladda ner arkivet en gång till."
        problem = Problem(path=path, text=f"posts.csv går inte att läsa: {error}", hint=hint)
        raise PublisherError(problem) from None
    if not rows or "post_id" not in rows[0]:
        hint = "I Substack: Settings, Exports, Create new export."
        raise PublisherError(Problem(path=path, text="posts.csv har inga texter", hint=hint))
    return rows


def _head(row: dict[str, str], notes: Notes) -> SourceRecord:
    number, _, slug = row.get("post_id", "").partition(".")
    kind = _KINDS.get(row.get("type", ""), "article")
    out = row.get("is_published", "").strip().lower() == "true"
    record = SourceRecord(
        id=number or slug or "utan-id", kind=kind, status="public" if out else "draft"
    )
    record.slug = slug
    record.title = " ".join(unescape(unescape(row.get("title", ""))).split())
    record.description = " ".join(unescape(unescape(row.get("subtitle", ""))).split())
    record.date = _moment(row.get("post_date", "")) or _moment(row.get("email_sent_at", ""))
    record.audio = row.get("podcast_url", "").strip()
    record.closed = row.get("audience", "") in _CLOSED
    known = {"post_id", "post_date", "is_published", "title", "subtitle", "audience"}
    record.extra = {key: value for key, value in row.items() if value and key not in known}
    if row.get("type") == "thread":
        notes.add("told", "tråd", "var en tråd; svaren kom inte med")
    return record


def _moment(written: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return when if when.tzinfo and when.year in range(1900, 2200) else None


def _site(archive: SafeZip) -> str:
    """The publication's address, which the archive does not say: most buttons lead there."""
    found: Counter[str] = Counter()
    for name in archive.names:
        if name.endswith(".html"):
            found.update(re.findall(r"https://[\w.-]+(?=/(?:subscribe\?|p/))", archive.text(name)))
    return found.most_common(1)[0][0] if found else ""


def _plain(body: str, notes: Notes) -> str:
    """The body with Substack's own containers as plain HTML; furniture goes, and is told."""
    root = parsed(body)
    for each in list(root.iter("div", "p", "figure", "a", "form")):
        if each is root or not any(above is root for above in each.iterancestors()):
            continue
        _container(each, notes)
    _footnotes(root)
    return serialized(root)


def _container(element: Element, notes: Notes) -> None:  # noqa: C901 (one for each of them)
    names = classes(element)
    if names & _FURNITURE:
        _furniture(element, notes)
    elif names & {"button-wrapper", "captioned-button-wrap"}:
        if any(_BUTTONS.search(href) for href in hrefs(element)):
            _furniture(element, notes)
    elif names & {"paywall-jump", "paywall"}:
        notes.add(
            "told", "betalvägg", "här började delen för dem som betalar", words=words_of(element)
        )
        drop(element)
    elif names & {"poll-embed"}:
        told = words_of(element) or "omröstningen"
        notes.add(
            "look",
            "omröstning",
            f"en omröstning kom inte med: {told[:200]}",
            words=words_of(element),
            links=hrefs(element),
        )
        drop(element)
    elif names & {"latex-rendered"}:
        _formula(element, notes)
    elif names & {"native-video-embed", "native-audio-embed"}:
        named = _facts(element).get("mediaUploadId", "utan namn")
        text = f"film eller ljud som låg hos Substack kom inte med ({named})"
        notes.add("look", "film hos Substack", text, words=words_of(element), links=hrefs(element))
        drop(element)
    elif names & {"image-gallery-embed"}:
        _gallery(element)
    elif names & {"file-embed-wrapper"}:
        _file(element, notes)
    elif known := names & _EMBEDS.keys():
        _embedded(element, _EMBEDS[next(iter(known))], notes)


def _facts(element: Element) -> dict[str, object]:
    """What `data-attrs` says, which older archives have escaped twice."""
    written = element.get("data-attrs") or ""
    for _ in range(3):
        try:
            found = json.loads(written)
        except ValueError:
            written = unescape(written)
        else:
            return found if isinstance(found, dict) else {}
    return {}


def _furniture(element: Element, notes: Notes) -> None:
    words = words_of(element)
    images = tuple(each.get("src", "") for each in element.iter("img"))
    text = f"Substacks egen ruta togs bort: ”{words[:120]}”"
    notes.add("changed", "rest", text, words=words, links=hrefs(element), images=images)
    drop(element)


def _embedded(element: Element, key: str, notes: Notes) -> None:
    facts = _facts(element)
    url = facts.get(key) or facts.get("url") or facts.get("canonical_url") or ""
    if not url and facts.get("videoId"):
        url = f"https://www.youtube.com/watch?v={facts['videoId']}"
    url = url or next(iter(hrefs(element)), "")
    inner = next((each for each in element.iter("iframe") if each.get("src")), None)
    if not url and inner is not None:
        return  # the player itself says where it leads
    words, images = words_of(element), tuple(each.get("src", "") for each in element.iter("img"))
    if not url:
        text = f"inbäddningen säger inte vart den leder: ”{words[:120]}”"
        notes.add(
            "look", "inbäddning utan adress", text, words=words, links=hrefs(element), images=images
        )
        drop(element)
        return
    if words or images:
        text = f"det som visades av {url} står på sidan det leder till: ”{words[:200]}”"
        notes.add(
            "changed",
            "inbäddning blev kort",
            text,
            words=words,
            links=hrefs(element),
            images=images,
        )
    replace(element, embed(str(url)))


def _formula(element: Element, notes: Notes) -> None:
    from lxml import html

    said = str(_facts(element).get("persistentExpression") or words_of(element))
    made = html.Element("pre")
    made.set("data-language", "latex")
    made.text = said
    notes.add("changed", "formel", "en formel står som kod", words=words_of(element), added=said)
    replace(element, made)


def _gallery(element: Element) -> None:
    """The pictures stand in the facts only, or beside them in a form for programs."""
    from lxml import html

    gallery = _facts(element).get("gallery")
    images = gallery.get("images") if isinstance(gallery, dict) else None
    if element.find(".//img") is None and isinstance(images, list):
        for each in images:
            if isinstance(each, dict) and each.get("src"):
                picture = html.Element("img")
                picture.set("src", str(each["src"]))
                picture.set(
                    "alt", str(gallery.get("alt") or "") if isinstance(gallery, dict) else ""
                )
                element.append(picture)
        if isinstance(gallery, dict) and gallery.get("caption"):
            caption = html.Element("figcaption")
            caption.text = str(gallery["caption"])
            element.append(caption)
    element.set("data-gallery", "1")


def _file(element: Element, notes: Notes) -> None:
    from lxml import html

    url = str(_facts(element).get("url") or next(iter(hrefs(element)), ""))
    title = element.find(".//*[@class='file-embed-details-h1']")
    words = words_of(element)
    said = words_of(title) if title is not None else words.partition(" Download")[0]
    paragraph, link = html.Element("p"), html.Element("a")
    link.set("href", url)
    link.text = said or "Filen"
    paragraph.append(link)
    if words != said:
        notes.add(
            "changed",
            "fil",
            f"rutan kring en fil blev en länk: ”{words[:120]}”",
            words=words,
            links=hrefs(element),
            added=said,
        )
    replace(element, paragraph if url else html.Element("p"))


def _footnotes(root: Element) -> None:
    """Marks `a.footnote-anchor` and texts `div.footnote`, as our own footnotes."""
    from lxml import html

    numbers: dict[str, str] = {}
    for note in root.xpath("//div[contains(concat(' ', @class, ' '), ' footnote ')]"):
        mark = next((each for each in note.iter("a") if "footnote-number" in classes(each)), None)
        body = next(
            (each for each in note.iter("div") if "footnote-content" in classes(each)), None
        )
        own = (mark.get("id") if mark is not None else "") or ""
        if body is None or not own:
            continue
        numbers[own] = str(len(numbers) + 1)
        made = html.Element("div")
        made.set("data-fn-body", numbers[own])
        made.text = body.text
        made.extend(list(body))
        replace(note, made)
    for mark in list(root.iter("a")):
        goal = (mark.get("href") or "").partition("#")[2]
        if "footnote-anchor" in classes(mark) and goal in numbers:
            sup = html.Element("sup")
            sup.set("data-fn", numbers[goal])
            replace(mark, sup)


__all__ = ["Substack"]
