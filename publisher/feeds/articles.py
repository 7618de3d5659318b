"""The articles' feed: the newest, each with its full text."""

from __future__ import annotations

from publisher.config import Config
from publisher.feeds.channel import Channel, Item, absolute
from publisher.feeds.fragment import content, lead
from publisher.feeds.markup import from_plain
from publisher.model import Article, ArticleFeed
from publisher.work import Work


def channel(config: Config, feed: ArticleFeed) -> Channel:
    """The feed belongs to the front page."""
    return Channel(
        title=feed.title,
        description=from_plain(feed.description),
        url=config.site_url,
        feed_url=absolute(config.origin, feed.address),
        language=feed.language,
        copyright=config.copyright,
    )


def items(work: Work, feed: ArticleFeed) -> tuple[Item, ...]:
    """As many of the newest articles as the feed holds, newest first."""
    names = {person.id: person.name for person in work.site.people}
    return tuple(_item(work, article, names) for article in work.site.articles[: feed.newest])


def _item(work: Work, article: Article, names: dict[str, str]) -> Item:
    return Item(
        id=article.id,
        title=article.title,
        url=absolute(work.config.origin, article.url),
        date=article.date,
        updated=article.updated,
        description=from_plain(lead(work, article)),
        content=content(work, article),
        creators=tuple(names[id_] for id_ in article.authors),
        # A category and a tag of the same name are one category to a feed reader.
        categories=tuple(dict.fromkeys((*article.categories, *article.tags))),
    )
