"""A Channel and its FeedItems → Atom 1.0 (RFC 4287).

By lxml: feedgen 1.0 loses `rel`, `type` and `length` of every link in an entry, so that a sound
file would look like the entry's page.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote

from lxml import etree

from publisher.feeds.channel import Channel, FeedItem
from publisher.feeds.markup import legal, plain
from publisher.feeds.stylesheet import styled
from publisher.model.feed_formats import FORMATS

_SPACE = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_NAMED_IN = "2026"
_PLAIN = "!$&'()*+,;=:@-._~"  # pchar (RFC 3986, 3.3)
_IRI = re.compile(r"""(?:https?|urn|tag):[^\s<>"{}|\\^`\x00-\x20]+""")


def write(channel: Channel, items: tuple[FeedItem, ...]) -> bytes:
    """The feed, in the order given; the same values always give the same bytes.

    `updated` is the newest date among the items. A feed must have one (4.1.1); without items it is
    1 January 2000.
    """
    feed = etree.Element(f"{{{_SPACE}}}feed", {_LANG: channel.language}, nsmap={None: _SPACE})
    _text(feed, "id", atom_id(channel.authority, channel.id))
    _text(feed, "title", channel.title)
    _text(feed, "subtitle", plain(channel.description))
    newest = max((item.updated or item.date for item in items), default=_NEVER)
    _text(feed, "updated", newest.isoformat())
    _person(feed, channel.author)  # for entries without an author (4.1.1)
    _link(feed, "self", channel.feed_url, type=FORMATS["atom"].mime)
    _link(feed, "alternate", channel.url, type="text/html")
    if channel.hub:
        _link(feed, "hub", channel.hub)
    if channel.image:
        _text(feed, "logo", channel.image)
    if channel.copyright:
        _text(feed, "rights", channel.copyright)
    _text(feed, "generator", "kinamedia-publisher")
    for item in items:
        _entry(feed, channel.authority, item)
    xml = etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return styled(xml, channel.stylesheets)


def atom_id(authority: str, id_: str) -> str:
    """A name for all time that no other publication can give (RFC 4151), made of the GUID alone.

    Neither title, date nor address is in it. The year only says when the host was ours to name
    things by, and stays. A GUID from another system that is an IRI already is kept as it is.

    >>> atom_id("tidning.se", "2025-02-02-tull")
    'tag:tidning.se,2026:2025-02-02-tull'
    """
    if _IRI.fullmatch(id_):
        return id_
    return f"tag:{authority},{_NAMED_IN}:{quote(legal(id_), safe=_PLAIN)}"


def _entry(feed: etree._Element, authority: str, item: FeedItem) -> None:
    entry = etree.SubElement(feed, f"{{{_SPACE}}}entry")
    _text(entry, "id", atom_id(authority, item.id))
    _text(entry, "title", item.title)
    _link(entry, "alternate", item.url, type="text/html")
    _text(entry, "published", item.date.isoformat())
    _text(entry, "updated", (item.updated or item.date).isoformat())
    for creator in item.creators:
        _person(entry, creator.name, creator.url)
    for name in item.categories:
        etree.SubElement(entry, f"{{{_SPACE}}}category", term=legal(name))
    if item.enclosure:
        sound = item.enclosure
        _link(entry, "enclosure", sound.url, type=sound.mime, length=str(sound.bytes))
    if item.description:
        _text(entry, "summary", item.description, type="html")
    _text(entry, "content", item.content, type="html")


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_SPACE}}}{name}", attributes).text = legal(text)


def _link(parent: etree._Element, rel: str, href: str, **attributes: str) -> None:
    etree.SubElement(parent, f"{{{_SPACE}}}link", attributes, rel=rel, href=href)


def _person(parent: etree._Element, name: str, uri: str = "") -> None:
    author = etree.SubElement(parent, f"{{{_SPACE}}}author")
    _text(author, "name", name)
    if uri:
        _text(author, "uri", uri)
