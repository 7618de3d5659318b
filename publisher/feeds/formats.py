"""How each format of a feed is written."""

from __future__ import annotations

from collections.abc import Callable

from publisher.feeds import atom, jsonfeed, rss
from publisher.feeds.channel import Channel, FeedItem
from publisher.model.feed_formats import FeedFormatId

Writer = Callable[[Channel, tuple[FeedItem, ...]], bytes]

WRITERS: dict[FeedFormatId, Writer] = {
    "rss": rss.write,
    "atom": atom.write,
    "json": jsonfeed.write,
}
