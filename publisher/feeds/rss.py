"""A Channel and its FeedItems → RSS 2.0, by feedgen (this module alone imports it).

feedgen 1.0 writes the core well. What it lacks or gets wrong is set right here: its podcast
extension knows only the old values of `itunes:explicit` and none of Podcasting 2.0, so all
extension elements come from our `ExtensionTag`s; and it dates a feed with the hour of the build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from publisher.feeds.channel import Channel, ExtensionTag, FeedItem
from publisher.feeds.markup import legal
from publisher.feeds.stylesheet import styled
from publisher.model.feed_formats import RSS

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}


def write(channel: Channel, items: tuple[FeedItem, ...]) -> bytes:
    """The feed, in the order given; the same values always give the same bytes.

    `lastBuildDate` is the newest date among the items, and left out when there is none: a feed
    says when its content changed, not when somebody built it.
    """
    feed = _channel(channel)
    feed.extra.tags = (*_hub(channel), *channel.tags)
    feed.extra.prefixes = _prefixes(channel, items)
    if items:
        feed.lastBuildDate(max(item.updated or item.date for item in items))
    else:
        feed.extra.undated = True
    for item in items:
        _fill(feed.add_entry(order="append"), item)
    return styled(feed.rss_str(pretty=True), channel.stylesheets)


class _ChannelTags:
    """A feedgen extension: namespaces, and elements in the channel before its items."""

    def __init__(self) -> None:
        self.tags: Iterable[ExtensionTag] = ()
        self.prefixes: tuple[str, ...] = ()
        self.undated = False

    def extend_ns(self) -> dict[str, str]:
        return {prefix: _NAMESPACES[prefix] for prefix in self.prefixes}

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        channel = rss[0]
        if self.undated:
            etree.strip_elements(channel, "lastBuildDate")
        _append(channel, self.tags)
        return rss


class _ItemTags:
    """A feedgen extension: elements at the end of an item."""

    def __init__(self) -> None:
        self.tags: Iterable[ExtensionTag] = ()

    def extend_rss(self, item: etree._Element) -> etree._Element:
        _append(item, self.tags)
        return item


def _channel(channel: Channel) -> FeedGenerator:
    feed = FeedGenerator()
    feed.register_extension("extra", _ChannelTags, _ItemTags, atom=False)
    feed.title(legal(channel.title))
    feed.description(_html(channel.description))
    # In this order: feedgen takes the last link for the channel's own.
    feed.link(href=channel.feed_url, rel="self", type=RSS.mime)
    feed.link(href=channel.url, rel="alternate")
    feed.language(channel.language)
    feed.generator("kinamedia-publisher")
    feed.docs("https://www.rssboard.org/rss-specification")
    if channel.copyright:
        feed.copyright(legal(channel.copyright))
    if channel.image:
        feed.image(url=channel.image, title=legal(channel.title), link=channel.url)
    return feed


def _fill(entry: FeedEntry, item: FeedItem) -> None:
    entry.guid(legal(item.id), permalink=False)
    entry.title(legal(item.title))
    entry.link(href=item.url, rel="alternate")
    # Without a description feedgen would put the whole text in its place.
    entry.description(_html(item.description or item.title))
    entry.content(legal(item.content), type="CDATA")
    entry.pubDate(item.date)
    for name in item.categories:
        entry.category(term=legal(name))
    if item.enclosure:
        sound = item.enclosure
        entry.enclosure(url=sound.url, length=str(sound.bytes), type=sound.mime)
    entry.extra.tags = _all_tags(item)


def _hub(channel: Channel) -> Iterator[ExtensionTag]:
    """Where a reader subscribes instead of polling (WebSub, 4); feedgen writes only `self`."""
    if channel.hub:
        yield ExtensionTag("atom:link", attributes={"rel": "hub", "href": channel.hub})


def _all_tags(item: FeedItem) -> Iterator[ExtensionTag]:
    # RSS's own author must be an e-mail address, which nobody wants in a feed.
    yield from (ExtensionTag("dc:creator", one.name) for one in item.creators)
    if item.updated:  # RSS has no word for it; feed readers know Atom's
        yield ExtensionTag("atom:updated", item.updated.isoformat())
    yield from item.tags


def _html(text: str) -> str | etree.CDATA:
    """CDATA where there is markup, as Apple asks; lxml divides a "]]>" in it between two."""
    text = legal(text)
    return etree.CDATA(text) if "<" in text or "&" in text else text


def _append(parent: etree._Element, tags: Iterable[ExtensionTag]) -> None:
    for tag in tags:
        attributes = {
            name: value if value.isprintable() else legal(value)
            for name, value in tag.attributes.items()
        }
        element = etree.SubElement(parent, _qualified(tag.name), attributes)
        if tag.text:
            element.text = legal(tag.text) or None
        if tag.inside:
            _append(element, tag.inside)


@cache
def _qualified(name: str) -> str:
    """`itunes:author` as lxml wants it, with the namespace in braces."""
    prefix, local = name.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _prefixes(channel: Channel, items: tuple[FeedItem, ...]) -> tuple[str, ...]:
    """Those in use, sorted, so that each is declared once, at the top."""
    tags = [*channel.tags, *(tag for item in items for tag in _all_tags(item))]
    return tuple(sorted({tag.name.split(":")[0] for tag in tags}))
