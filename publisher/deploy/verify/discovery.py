"""What can be asked of a site of which nothing is known but its address."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from publisher.deploy.verify.facts import Expected, SiteFacts
from publisher.model.feed_formats import format_linked
from publisher.problems import Problem, PublisherError
from publisher.system.web import Ask, ask

_OK = 200
_LINK = re.compile(rb"<link\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_MOVES = 5


def discover(address: str, asking: Ask = ask) -> SiteFacts:
    """The front page, the feeds it names, the newest sound in them, and what every site has.

    Raises PublisherError when there is no front page to begin with.
    """
    url, data = _front(address, asking)
    origin = url.rstrip("/")
    feeds = tuple(_feeds(url, data))
    maps = (
        Expected(url=f"{origin}/robots.txt", types=("text/plain",)),
        Expected(url=f"{origin}/sitemap.xml", types=("application/xml", "text/xml")),
    )
    front = Expected(url=url, types=("text/html",))
    return SiteFacts(
        origin=origin, pages=(front,), feeds=feeds, maps=maps, sound=_sound(feeds, asking)
    )


def _front(address: str, asking: Ask) -> tuple[str, bytes]:
    url = address if urlsplit(address).path else address + "/"
    for _ in range(_MOVES):
        answer = asking(url)
        if answer.status == _OK:
            return url, answer.data
        if not (place := answer.headers.get("location", "")):
            hint = "Kontrollera adressen i en webbläsare."
            raise PublisherError(Problem(path=url, text=answer.told, hint=hint))
        url = urljoin(url, place)
    raise PublisherError(Problem(path=address, text="leder runt i ring", hint="Se över servern."))


def _feeds(url: str, data: bytes) -> list[Expected]:
    from html import unescape

    found: dict[str, Expected] = {}
    for link in _LINK.findall(data):
        rows = _ATTRIBUTE.findall(link.decode("utf-8", "replace"))
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in rows}
        format_ = format_linked(values.get("type", "").lower())
        if values.get("rel", "").lower() == "alternate" and format_ and values.get("href"):
            place = urljoin(url, values["href"])
            found[place] = Expected(url=place, types=(format_.mime, *format_.answers))
    return list(found.values())


def _sound(feeds: tuple[Expected, ...], asking: Ask) -> Expected | None:
    """The newest enclosure, by the podcast's own feed if it can be found."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    for feed in feeds:
        if "application/xml" not in feed.types:
            continue
        tree = etree.fromstring(asking(feed.url).data or b"<x/>", parser)
        found = next(iter(tree.xpath("//enclosure")), None) if len(tree) else None
        if found is not None and found.get("url", "").startswith(("http://", "https://")):
            size = found.get("length", "")
            mime = found.get("type", "")
            return Expected(
                url=found.get("url", ""),
                bytes=int(size) if size.isdecimal() else 0,
                types=(mime,) if mime else (),
            )
    return None
