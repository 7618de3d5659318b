"""One text as the world will meet it: on screens, in searches, in readers, in inboxes."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from publisher.config.standards.media_types import content_type
from publisher.preview.bar import OWN
from publisher.preview.desk_page import DESK, WRITE
from publisher.preview.publish_page import section

if TYPE_CHECKING:
    from publisher.desk import DeskEntry
    from publisher.preview.everywhere import SeenItem, SeenPage

EVERYWHERE = f"{DESK}overallt/"
READER = f"{OWN}/item/"
_LARGEST = 5_000_000
_SCREENS = (
    ("phone light", "Telefon"), ("phone dark", "Telefon, mörkt"),
    ("desktop light", "Dator"), ("desktop dark", "Dator, mörkt"),
)  # fmt: skip


def everywhere_page(
    entry: DeskEntry, page: SeenPage | None, items: Sequence[SeenItem], places: tuple[str, Path]
) -> str:
    """The page. `places` are the site's origin with its sub-path, and the folder of the build."""
    site, folder = places
    back = f'<a href="{WRITE}{quote(entry.source)}">{escape(entry.title)}</a>'
    about = f'<p class="sum"><span>{back}</span><span>{escape(entry.source)}</span></p>'
    if page is None:
        empty = "Texten har ingen sida än. Den får en så fort felen är rättade."
        return f'{about}<p class="empty">{empty}</p>'
    parts = (
        _screens(site + entry.url), _links(page, folder), _feeds(entry, items, site, folder),
        _letter(entry, site, folder),
    )  # fmt: skip
    return about + "".join(parts)


def reader_page(item: SeenItem, html: str) -> str:
    """An item as a reader of feeds shows it: its own words in the reader's own type."""
    return (
        '<!doctype html><html lang="sv"><meta charset="utf-8"><title>I en flödesläsare</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" '
        'content="light dark"><style>body{max-width:42rem;margin:0 auto;padding:20px;'
        "font:17px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}img{max-width:100%;height:auto}"
        f".feed{{opacity:.75;font-size:14px}}h1{{line-height:1.2}}</style><main>"
        f'<p class="feed">{escape(item.feed)}</p><h1>{escape(item.title)}</h1>{html}</main></html>'
    )


def _figure(words: str, inside: str, kind: str = "") -> str:
    return f'<figure class="{kind}">{inside}<figcaption>{words}</figcaption></figure>'


def _frame(url: str, title: str) -> str:
    source = f'src="{escape(url)}" title="{escape(title)}" loading="lazy"'
    return f'<div class="screen"><iframe {source} referrerpolicy="origin"></iframe></div>'


def _screens(url: str) -> str:
    figures = "".join(_figure(words, _frame(url, words), kind) for kind, words in _SCREENS)
    return section("skarmar", "Sidan", f'<div class="views">{figures}</div>')


def _links(page: SeenPage, folder: Path) -> str:
    """As a row among hits, and as a card where somebody shares the link."""
    host = urlsplit(page.address).netloc
    way = " › ".join([host, *(part for part in urlsplit(page.address).path.split("/") if part)])
    row = (
        f'<div class="hit"><p class="way">{escape(page.name)}<br>{escape(way)}</p>'
        f'<p class="hit-title">{escape(page.title)}</p><p>{escape(page.description)}</p></div>'
    )
    picture = _picture(folder, page.card, page.card_alt)
    card = (
        f'<div class="card">{picture}<p class="way">{escape(host)}</p>'
        f'<p class="hit-title">{escape(page.card_title)}</p><p>{escape(page.description)}</p></div>'
    )
    body = _figure("I en sökning", row) + _figure("När länken delas", card)
    return section("lankar", "Länken", f'<div class="views">{body}</div>')


def _picture(folder: Path, path: str, alt: str) -> str:
    """A picture of the build, in the page itself: the desk shows no other origin's."""
    file = folder / path.lstrip("/")
    inside = file.resolve().is_relative_to(folder.resolve())
    if not path or not inside or not file.is_file() or file.stat().st_size > _LARGEST:
        return '<p class="empty">Ingen bild.</p>'
    data = base64.b64encode(file.read_bytes()).decode()
    kind = content_type(file.name).partition(";")[0]
    return f'<img src="data:{kind};base64,{data}" alt="{escape(alt)}">'


def _feeds(entry: DeskEntry, items: Sequence[SeenItem], site: str, folder: Path) -> str:
    figures = "".join(_in_feeds(entry, items, site, folder))
    empty = '<p class="empty">Den står inte i något flöde, eller inte än.</p>'
    return section("floden", "Flödet", f'<div class="views">{figures}</div>' if figures else empty)


def _in_feeds(
    entry: DeskEntry, items: Sequence[SeenItem], site: str, folder: Path
) -> Iterator[str]:
    if sounding := next((each for each in items if each.sound and each.length), None):
        inside = (
            f'<div class="podcast">{_picture(folder, sounding.image, "")}<div>'
            f'<p class="way">{escape(sounding.feed)}</p>'
            f'<p class="hit-title">{escape(sounding.title)}</p>'
            f"<p>{escape(sounding.summary)}</p><p>{escape(_length(sounding.length))}</p></div></div>"
        )
        yield _figure("I en poddapp", inside)
    if items:
        origin = site.removesuffix(urlsplit(site).path) if urlsplit(site).path else site
        url = f"{origin}{READER}?address={quote(entry.url)}"
        yield _figure("I en flödesläsare", _frame(url, "I en flödesläsare"), "phone light")


def _length(written: str) -> str:
    """`48` or `00:31:20` as minutes."""
    seconds = 0
    for part in written.split(":"):
        seconds = seconds * 60 + (int(part) if part.isdecimal() else 0)
    return f"{max(1, round(seconds / 60))} min"


def _letter(entry: DeskEntry, site: str, folder: Path) -> str:
    if not (folder.parent / "editions" / entry.id / "index.html").is_file():
        empty = (
            '<p class="empty">Den blir inget brev. <code>mail: {send: true}</code> i huvudet gör '
            "den till ett.</p>"
        )
        return section("brevet", "Brevet", empty)
    origin = site.removesuffix(urlsplit(site).path) if urlsplit(site).path else site
    at = f"{origin}/brev/{quote(entry.id)}/"
    known = _frame(f"{at}preview.html", "Brevet i inkorgar och e-postprogram")
    plain = _frame(f"{at}text.txt", "Brevet som ren text")
    figures = _figure("I inkorgen och i e-postprogram", known, "letter") + _figure(
        "Som ren text", plain, "phone light"
    )
    return section("brevet", "Brevet", f'<div class="views">{figures}</div>')
