"""Ghost's JSON, which Ghost takes in under Settings, Import/Export.

Source: `core/server/data/schema/schema.js` of Ghost, whose tables and lengths these are, and its
importer, which makes its own tree of a post that has `html` and no other. Nobody's e-mail address
is in it: authors get one below `.invalid` (RFC 2606), since Ghost will not have them without.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from publisher.build.reading import ReadableTexts
from publisher.exporters.markup import outside
from publisher.exporters.report import LeftBehind, without_a_place
from publisher.model import Entry, Episode, Page, Person, Piece
from publisher.model.addresses import slug

CARRIED = frozenset(("updated", "pinned", "categories", "image", "mail", "sound"))
VERSION = "5.0.0"
_TITLE, _EXCERPT, _ALT, _BIO, _SUBJECT = 255, 300, 191, 250, 300
"""The longest that Ghost takes."""
_NONE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a page is said to be from, which has no day with us: the same at every export."""
Row = dict[str, object]
STEPS = (
    "I Ghost: Settings, Import/Export, Import. Bilderna hämtas inte: de ligger kvar på sajten.",
    "Gamla adresser: spara raden i en fil och ladda upp den under Settings, Labs, Redirects: "
    + json.dumps([{"from": r"^/\d{4}/([^/]+)/$", "to": "/$1/", "permanent": True}]),
)
HOME = "__GHOST_URL__"
"""What Ghost puts its own address in the place of."""


def written(texts: ReadableTexts, entries: tuple[Entry, ...], file: Path, left: LeftBehind) -> int:
    """Write the file; gives how many texts stand in it."""
    without_a_place(entries, CARRIED, left)
    posts = [
        entry for entry in entries if isinstance(entry, Piece | Page) and not entry.translation_of
    ]
    tables = _Tables(texts, left, _slugs(posts, left))
    for entry in posts:
        tables.add(entry)
    newest = max((entry.date for entry in posts if isinstance(entry, Piece)), default=_NONE)
    meta = {"exported_on": int(newest.timestamp() * 1000), "version": VERSION}
    whole = {"db": [{"meta": meta, "data": tables.rows}]}
    file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    return len(posts)


class _Tables:
    """Ghost's tables, filled with one text after another."""

    def __init__(self, texts: ReadableTexts, left: LeftBehind, slugs: dict[str, str]) -> None:
        self._texts, self._left, self._slugs = texts, left, slugs
        self._moved = {url: f"{HOME}/{own}/" for url, own in slugs.items()}
        self._people = {person.id: person for person in texts.context.site.people}
        names = ("posts", "posts_meta", "tags", "posts_tags", "users", "posts_authors")
        self.rows: dict[str, list[Row]] = {name: [] for name in names}
        self._known: set[tuple[str, str]] = set()

    def add(self, entry: Piece | Page) -> None:
        """A post or a page, with all that belongs to it."""
        self.rows["posts"].append(self._post(entry))
        if not isinstance(entry, Piece):
            return
        self._meta(entry)
        if entry.categories:
            self._left.add("kategorier, som blir taggar där", entry.source)
        self._signed(entry)
        self._tagged(entry, dict.fromkeys((*entry.categories, *entry.tags)))

    def _post(self, entry: Piece | Page) -> Row:
        config, piece = self._texts.context.config, entry if isinstance(entry, Piece) else None
        when = piece.date if piece else _NONE
        title = self._cut(entry.title, _TITLE, "rubriker längre än 255 tecken", entry)
        dek = self._cut(entry.description, _EXCERPT, "ingresser längre än 300 tecken", entry)
        coming = entry.source in self._texts.coming
        status = "draft" if entry.draft else "scheduled" if coming and piece else "published"
        return {
            "id": _id("post", entry.id),
            "uuid": str(uuid5(NAMESPACE_URL, config.absolute(entry.url))),
            "title": title,
            "slug": self._slugs[entry.url],
            "html": self._html(entry),
            "comment_id": _id("post", entry.id),
            "feature_image": config.absolute(piece.image.url) if piece and piece.image else None,
            "featured": bool(piece and piece.pinned),
            "type": "post" if piece else "page",
            "status": status,
            "visibility": "members" if piece and piece.closed else "public",
            "email_recipient_filter": "all",
            "created_at": _moment(when),
            "updated_at": _moment((piece.updated if piece else None) or when),
            "published_at": None if entry.draft else _moment(when),
            "custom_excerpt": dek or None,
        }

    def _html(self, entry: Piece | Page) -> str:
        context = self._texts.context
        html = outside(context.texts.rendered(entry).html, context.config, self._moved)
        if not isinstance(entry, Episode):
            return html
        if entry.closed:
            self._left.add("ljudet till prenumeranternas avsnitt", entry.source)
            return html
        url = context.config.absolute(context.site.enclosure(entry).url)
        return f'<audio controls src="{url}"></audio>\n{html}'

    def _meta(self, piece: Piece) -> None:
        image, mail = piece.image, piece.mail
        if image is None and not mail.subject:
            return
        row: Row = {"id": _id("meta", piece.id), "post_id": _id("post", piece.id)}
        if image is not None:
            alt = self._cut(image.alt, _ALT, "bildbeskrivningar längre än 191 tecken", piece)
            row |= {
                "feature_image_alt": alt or None,
                "feature_image_caption": image.caption or None,
            }
        if mail.subject:
            row["email_subject"] = mail.subject[:_SUBJECT]
        if mail.preheader:
            self._left.add("raden efter brevets ämne", piece.source)
        self.rows["posts_meta"].append(row)

    def _signed(self, piece: Piece) -> None:
        for order, id_ in enumerate(piece.authors):
            person = self._people.get(id_)
            if person is not None and self._first("users", id_):
                self.rows["users"].append(_user(person))
            self._join("posts_authors", "author_id", piece, _id("user", id_), order)

    def _tagged(self, piece: Piece, names: Iterable[str]) -> None:
        for order, name in enumerate(names):
            own = slug(name) or name
            if self._first("tags", own):
                row: Row = {"id": _id("tag", own), "name": name, "slug": own}
                self.rows["tags"].append(row | {"visibility": "public"})
            self._join("posts_tags", "tag_id", piece, _id("tag", own), order)

    def _join(self, table: str, key: str, piece: Piece, other: str, order: int) -> None:
        own = _id("post", piece.id)
        row: Row = {"id": _id(table, own + other), "post_id": own, key: other, "sort_order": order}
        if self._first(table, own + other):
            self.rows[table].append(row)

    def _first(self, table: str, key: str) -> bool:
        """Whether this is met for the first time."""
        new = (table, key) not in self._known
        self._known.add((table, key))
        return new

    def _cut(self, text: str, most: int, told: str, entry: Entry) -> str:
        if len(text) <= most:
            return text
        self._left.add(f"{told}, som kortas där", entry.source)
        return text[: most - 1].rstrip() + "…"


def _slugs(posts: Iterable[Piece | Page], left: LeftBehind) -> dict[str, str]:
    """The last part of each address, by the whole: Ghost passes over a second one of the same."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for entry in posts:
        parts = entry.url.strip("/").split("/")
        own, number = parts[-1], 2
        if own in taken:
            left.add("adressens sista del, som en annan text redan har där", entry.source)
        while own in taken:
            own = f"{parts[-1]}-{parts[0] if number == 2 and parts[0].isdigit() else number}"  # noqa: PLR2004 (the second of a name)
            number += 1
        taken.add(own)
        found[entry.url] = own
    return found


def _user(person: Person) -> Row:
    row: Row = {"id": _id("user", person.id), "name": person.name, "slug": person.id}
    row |= {"email": f"{slug(person.id) or 'skribent'}@skribent.invalid", "status": "active"}
    return row | {"bio": (person.bio or person.line)[:_BIO] or None, "visibility": "public"}


def _id(kind: str, value: str) -> str:
    """Ghost's ids are 24 hexadecimal signs; the same text has the same at every export."""
    return sha256(f"{kind}:{value}".encode()).hexdigest()[:24]


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
