"""What can be asked of a site of which nothing is known but its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from publisher.deploy.verify.facts import Expected, SiteFacts
from publisher.model.feed_formats import format_linked
from publisher.problems import Problem, PublisherError
from publisher.system.web import Ask, ask, joined

if TYPE_CHECKING:
    from lxml.etree import HTMLParser, XMLParser

_OK = 200
_DIGITS = 18
"""Of a number that a stranger wrote: no file is longer."""
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
        if not (onward := joined(url, place)):
            hint = "Kontrollera adressen i en webbläsare."
            text = "leder vidare till en adress som är felskriven"
            raise PublisherError(Problem(path=url, text=text, hint=hint))
        url = onward
    raise PublisherError(Problem(path=address, text="leder runt i ring", hint="Se över servern."))


def _feeds(url: str, data: bytes) -> list[Expected]:
    from lxml import etree

    found: dict[str, Expected] = {}
    tree = _root(data, etree.HTMLParser(encoding="utf-8"))
    for link in () if tree is None else tree.iter("link"):
        format_ = format_linked(link.get("type", "").lower())
        place = joined(url, link.get("href") or "") if link.get("href") else ""
        if link.get("rel", "").lower() == "alternate" and format_ and place:
            found[place] = Expected(url=place, types=(format_.mime, *format_.answers))
    return list(found.values())


def _root(data: bytes, parser: XMLParser | HTMLParser) -> Any:  # noqa: ANN401 (lxml names no type)
    """What a parser makes of what a stranger sent, if anything."""
    from lxml import etree

    try:
        # Of what is no markup at all there is no root, whatever the types say.
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def _sound(feeds: tuple[Expected, ...], asking: Ask) -> Expected | None:
    """The newest enclosure, by the podcast's own feed if it can be found."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    for feed in feeds:
        if "application/xml" not in feed.types:
            continue
        tree = _root(asking(feed.url).data, parser)
        found = None if tree is None else next(tree.iter("enclosure"), None)
        if found is not None and found.get("url", "").startswith(("http://", "https://")):
            size = found.get("length", "")
            mime = found.get("type", "")
            return Expected(
                url=found.get("url", ""),
                bytes=int(size) if size.isdecimal() and len(size) <= _DIGITS else 0,
                types=(mime,) if mime else (),
            )
    return None
