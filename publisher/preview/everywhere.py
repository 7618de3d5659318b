"""What the world would be shown of a text, read from the files that a build has made.

Nothing here is drawn up beside the build: the words of a search result are those that stand in the
page's head, the card is the picture that its link is shared with, and the item is cut out of the
feed as it lies there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_LARGEST = 30_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenItem:
    """An item of a feed; where it has `sound`, `image` and `length` may be there."""

    feed: str
    title: str
    link: str
    when: datetime | None
    summary: str
    html: str
    sound: bool
    image: str
    length: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """What a page's head says to those who only show a link to it; `card` is a path in the site."""

    title: str
    description: str
    address: str
    name: str
    card: str
    card_alt: str
    card_title: str


def seen_page(site: Path, url: str) -> SeenPage | None:
    """The head of the page at a site address; None when there is no such page."""
    from selectolax.lexbor import LexborHTMLParser

    file = site / url.strip("/") / "index.html"
    if not file.is_file() or not file.resolve().is_relative_to(site.resolve()):
        return None
    tree = LexborHTMLParser(file.read_text("utf-8"))

    def said(selector: str, attribute: str = "content") -> str:
        node = tree.css_first(selector)
        return (node.attributes.get(attribute) or "") if node is not None else ""

    title = tree.css_first("title")
    return SeenPage(
        title=title.text().strip() if title is not None else "",
        description=said('meta[name="description"]'),
        address=said('link[rel="canonical"]', "href"),
        name=said('meta[property="og:site_name"]'),
        card=urlsplit(said('meta[property="og:image"]')).path,
        card_alt=said('meta[property="og:image:alt"]'),
        card_title=said('meta[property="og:title"]'),
    )


def seen_items(site: Path, address: str) -> tuple[SeenItem, ...]:
    """The item of a page in each of the site's own feeds; with sound first."""
    found = [each for file in _feeds(site) for each in _items(file, address)]
    return tuple(sorted(found, key=lambda each: not each.sound))


def _feeds(site: Path) -> Iterator[Path]:
    """The feeds of the whole site, and those of podcasts."""
    for file in (*sorted(site.glob("*.xml")), *sorted(site.glob("podd/**/*.xml"))):
        if not file.name.startswith("sitemap") and file.stat().st_size <= _LARGEST:
            yield file


def _items(file: Path, address: str) -> Iterator[SeenItem]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    channel = etree.parse(str(file), parser).getroot().find("channel")
    if channel is None:
        return
    cover = channel.find(f"{_ITUNES}image")
    for item in channel.iterfind("item"):
        if item.findtext("link") != address:
            continue
        image = item.find(f"{_ITUNES}image")
        image = cover if image is None else image
        date = item.findtext("pubDate")
        yield SeenItem(
            feed=channel.findtext("title") or "",
            title=item.findtext("title") or "",
            link=address,
            when=parsedate_to_datetime(date) if date else None,
            summary=item.findtext("description") or "",
            html=item.findtext(_CONTENT) or "",
            sound=item.find("enclosure") is not None,
            image=urlsplit(image.get("href") or "").path if image is not None else "",
            length=item.findtext(f"{_ITUNES}duration") or "",
        )
