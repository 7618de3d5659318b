"""WXR 1.2, the file that WordPress exports and takes in (Verktyg, Importera, WordPress).

Source: `export_wp()` in WordPress's `wp-admin/includes/export.php`, whose elements and order these
are. Pictures are named by their addresses on the site, from where WordPress fetches them. Nobody's
e-mail address is in it, though WordPress writes those of its authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

from publisher.build.reading import ReadableTexts
from publisher.exporters.markup import outside
from publisher.exporters.report import LeftBehind, without_a_place
from publisher.model import Entry, Episode, Image, Media, Page, Person, Piece
from publisher.model.addresses import slug
from publisher.swedish import STOCKHOLM

CARRIED = frozenset(("updated", "guid", "pinned", "categories", "image", "sound", "aliases"))
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
_TAIL = "</channel>\n</rss>\n"
STEPS = (
    "I WordPress: Verktyg, Importera, WordPress. Låt bilagor hämtas, medan sajten är kvar.",
    "Vill du behålla adresserna: Inställningar, Permalänkar, /%year%/%postname%/",
    "WordPress egen import är inte prövad här; filen är läst av andra program som läser WXR.",
)
_NOBODY = "redaktionen"
_NONE = datetime(2000, 1, 1, tzinfo=UTC)
"""When a page is said to be from, which has no day with us: the same at every export."""


def written(texts: ReadableTexts, entries: tuple[Entry, ...], file: Path, left: LeftBehind) -> int:
    """Write the file; gives how many texts stand in it. One item is in memory at a time."""
    without_a_place(entries, CARRIED, left)
    posts = [
        entry for entry in entries if isinstance(entry, Piece | Page) and not entry.translation_of
    ]
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD)
        out.writelines(_channel(texts, posts))
        numbers = _Numbers(len(posts))
        for number, entry in enumerate(posts, start=1):
            out.writelines(_Item(texts, entry, number, numbers, left).lines())
        out.writelines(numbers.attachments(texts))
        out.write(_TAIL)
    return len(posts)


class _Numbers:
    """WordPress knows everything by a number: texts come first, then the pictures over them."""

    def __init__(self, texts: int) -> None:
        self._next = texts
        self._media: dict[str, tuple[int, Media, int]] = {}

    def of(self, media: Media, parent: int) -> int:
        """The number of a picture or file; it belongs to the text that showed it first."""
        if media.source not in self._media:
            self._next += 1
            self._media[media.source] = (self._next, media, parent)
        return self._media[media.source][0]

    def attachments(self, texts: ReadableTexts) -> Iterator[str]:
        for number, media, parent in self._media.values():
            url = texts.context.config.absolute(media.url)
            name = slug(Path(media.source).stem) or f"bild-{number}"
            yield "<item>\n"
            yield from _fields(title=Path(media.source).stem, link=url)
            yield f"<pubDate>{format_datetime(_NONE)}</pubDate>\n"
            yield f"<dc:creator>{_cdata(_NOBODY)}</dc:creator>\n"
            yield f'<guid isPermaLink="false">{_text(url)}</guid>\n'
            yield from _long(content="", excerpt=media.caption if isinstance(media, Image) else "")
            told = _own(number, name, status="inherit", post_type="attachment", post_parent=parent)
            yield from _wp(_dates(_NONE, _NONE) | told | {"attachment_url": url})
            if isinstance(media, Image) and media.alt:
                yield from _meta("_wp_attachment_image_alt", media.alt)
            yield "</item>\n"


class _Item:
    """One text."""

    def __init__(
        self,
        texts: ReadableTexts,
        entry: Piece | Page,
        number: int,
        numbers: _Numbers,
        left: LeftBehind,
    ) -> None:
        self._texts, self._entry, self._number = texts, entry, number
        self._numbers, self._left = numbers, left

    def lines(self) -> Iterator[str]:
        """The `<item>`, whole."""
        entry, config = self._entry, self._texts.context.config
        when = entry.date if isinstance(entry, Piece) else _NONE
        changed = (entry.updated if isinstance(entry, Piece) else None) or when
        yield "<item>\n"
        yield from _fields(title=entry.title, link=config.absolute(entry.url))
        yield f"<pubDate>{format_datetime(when.astimezone(UTC))}</pubDate>\n"
        yield f"<dc:creator>{_cdata(self._creator())}</dc:creator>\n"
        yield f'<guid isPermaLink="false">{_text(entry.guid)}</guid>\n'
        fragment = self._texts.context.texts.rendered(entry).html
        yield from _long(content=outside(fragment, config), excerpt=entry.description)
        told = _own(
            self._number,
            entry.url.rstrip("/").rpartition("/")[2],
            status=self._status(),
            post_type="page" if isinstance(entry, Page) else "post",
            menu_order=(entry.menu or 0) if isinstance(entry, Page) else 0,
            is_sticky=int(isinstance(entry, Piece) and entry.pinned),
        )
        yield from _wp(_dates(when, changed) | told)
        yield from self._terms()
        yield from self._more()
        yield "</item>\n"

    def _creator(self) -> str:
        entry = self._entry
        return entry.authors[0] if isinstance(entry, Piece) and entry.authors else _NOBODY

    def _status(self) -> str:
        if self._entry.draft:
            return "draft"
        if isinstance(self._entry, Piece) and self._entry.closed:
            told = "texter för prenumeranter, som blir privata där"
            self._left.add(told, self._entry.source)
            return "private"
        return "future" if self._entry.source in self._texts.coming else "publish"

    def _terms(self) -> Iterator[str]:
        entry = self._entry
        if not isinstance(entry, Piece):
            return
        for domain, names in (("category", entry.categories), ("post_tag", entry.tags)):
            for name in names:
                yield _category(domain, slug(name) or name, name)
        if len(entry.authors) > 1:  # the plugin Co-Authors Plus reads these
            named = {each.id: each.name for each in self._texts.context.site.people}
            for id_ in entry.authors:
                yield _category("author", id_, named.get(id_, id_))

    def _more(self) -> Iterator[str]:
        entry, config = self._entry, self._texts.context.config
        above = entry.url.rstrip("/").rpartition("/")[0]
        for alias in entry.aliases:
            path, _, name = alias.rstrip("/").rpartition("/")
            if path == above:
                yield from _meta("_wp_old_slug", name)
            else:
                self._left.add("gamla adresser i andra mappar än textens", entry.source)
        if isinstance(entry, Piece) and entry.image is not None:
            yield from _meta("_thumbnail_id", str(self._numbers.of(entry.image, self._number)))
        for media in self._texts.context.texts.digest(entry).media:
            self._numbers.of(media, self._number)
        if isinstance(entry, Episode):
            if entry.closed:  # its address is a secret between us and the subscribers
                self._left.add("ljudet till prenumeranternas avsnitt", entry.source)
                return
            sound = self._texts.context.site.enclosure(entry)
            rows = (config.absolute(sound.url), str(sound.bytes), sound.mime)
            yield from _meta("enclosure", "\n".join(rows) + "\n")


def _channel(texts: ReadableTexts, posts: list[Piece | Page]) -> Iterator[str]:
    config = texts.context.config
    yield from _fields(title=config.site_name, link=config.origin)
    yield f"<description>{_text(config.site_description)}</description>\n"
    yield f"<language>{_text(config.language)}</language>\n"
    site = {"wxr_version": "1.2", "base_site_url": config.origin, "base_blog_url": config.origin}
    yield from _wp(site)
    pieces = [entry for entry in posts if isinstance(entry, Piece)]
    ids = {id_ for piece in pieces for id_ in piece.authors}
    people = [each for each in texts.context.site.people if each.id in ids]
    for number, person in enumerate(people, start=1):
        yield _author(number, person)
    for tag, inner, names in (
        ("category", ("category_nicename", "cat_name"), [n for p in pieces for n in p.categories]),
        ("tag", ("tag_slug", "tag_name"), [n for p in pieces for n in p.tags]),
    ):
        for number, name in enumerate(dict.fromkeys(names), start=1):
            told = {"term_id": number, inner[0]: slug(name) or name, inner[1]: _text(name)}
            told |= {"category_parent": ""} if tag == "category" else {}
            yield f"<wp:{tag}>{''.join(_wp(told)).replace(chr(10), '')}</wp:{tag}>\n"


def _author(number: int, person: Person) -> str:
    told = {
        "author_id": number,
        "author_login": person.id,
        "author_email": "",
        "author_display_name": person.name,
        "author_first_name": "",
        "author_last_name": "",
    }
    return f"<wp:author>{''.join(_wp(told)).replace(chr(10), '')}</wp:author>\n"


def _dates(when: datetime, changed: datetime) -> dict[str, object]:
    return {
        "post_date": f"{when.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}",
        "post_date_gmt": f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "post_modified": f"{changed.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}",
        "post_modified_gmt": f"{changed.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
    }


def _own(number: int, name: str, **given: object) -> dict[str, object]:
    """What every item says of itself, in WordPress's order, with what is `given` of this one."""
    told: dict[str, object] = {
        "post_id": number,
        "comment_status": "closed",
        "ping_status": "closed",
        "post_name": name,
        "status": "publish",
        "post_parent": 0,
        "menu_order": 0,
        "post_type": "post",
        "post_password": "",
        "is_sticky": 0,
    }
    return told | given


def _fields(*, title: str, link: str) -> Iterator[str]:
    """A title is HTML in WordPress, so what is a sign with us is written as one twice."""
    yield f"<title>{_text(_text(title))}</title>\n<link>{_text(link)}</link>\n"


def _long(*, content: str, excerpt: str) -> Iterator[str]:
    yield "<description></description>\n"
    yield f"<content:encoded>{_cdata(content)}</content:encoded>\n"
    yield f"<excerpt:encoded>{_cdata(_text(excerpt))}</excerpt:encoded>\n"


def _wp(told: dict[str, object] | dict[str, str] | dict[str, str | int]) -> Iterator[str]:
    for name, value in told.items():
        yield f"<wp:{name}>{value if isinstance(value, int) else _cdata(str(value))}</wp:{name}>\n"


def _meta(key: str, value: str) -> Iterator[str]:
    yield f"<wp:postmeta><wp:meta_key>{_cdata(key)}</wp:meta_key>"
    yield f"<wp:meta_value>{_cdata(value)}</wp:meta_value></wp:postmeta>\n"


def _category(domain: str, nicename: str, name: str) -> str:
    told = _cdata(_text(name))
    return f'<category domain="{domain}" nicename="{escape(nicename)}">{told}</category>\n'


def _text(value: str) -> str:
    return escape(value, quote=False)


def _cdata(value: str) -> str:
    return f"<![CDATA[{re.sub(r']]>', ']]]]><![CDATA[>', value)}]]>"
