"""Which feeds the outside world polls, as the ledger is to remember them."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.config import Config
from publisher.ledger import Polled


def polled(config: Config) -> tuple[Polled, ...]:
    """One of each file in `feeds/`. An article feed's other formats follow its own address."""
    return (*_articles(config), *_shows(config))


def _articles(config: Config) -> Iterator[Polled]:
    for feed in config.feeds:
        yield Polled(id=f"feed:{feed.id}", source=feed.source, url=feed.address)


def _shows(config: Config) -> Iterator[Polled]:
    if not config.shows:
        return
    from publisher.feeds.channel import absolute
    from publisher.feeds.podcasting import guid

    for show in config.shows:
        own = show.guid or guid(absolute(config.origin, show.feed_url))
        yield Polled(id=f"feed:{show.id}", source=show.source, url=show.feed_url, guid=own)
