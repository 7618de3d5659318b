"""Articles' feeds: the newest pieces of the whole site or of one list, each with its full text."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from publisher.engine.recipes import BuildContext
from publisher.feeds import podcast
from publisher.feeds.channel import Channel, FeedCreator, FeedItem, enclosure
from publisher.feeds.fragment import content, lead
from publisher.feeds.lists import FeedListing, name
from publisher.feeds.markup import from_plain
from publisher.feeds.stylesheet import stylesheets
from publisher.model import Episode, Piece
from publisher.model.article_feed import ArticleFeed
from publisher.model.feed_formats import FeedFile


class ArticleChannels:
    """Makes channels and items of one build; a piece that stands in many feeds is made once."""

    def __init__(self, context: BuildContext) -> None:
        """`context` is the build whose pieces the feeds hold."""
        self._context = context
        self._items: dict[str, FeedItem] = {}

    def channel(self, feed: ArticleFeed, file: FeedFile) -> Channel:
        """The whole site's feed belongs to the front page."""
        config = self._context.config
        return Channel(
            title=feed.title,
            description=from_plain(feed.description),
            url=config.site_url,
            feed_url=config.absolute(file.url),
            language=feed.language,
            copyright=config.copyright,
            hub=feed.hub,
            stylesheets=stylesheets(config),
            id=f"feed:{feed.id}",
            authority=feed.id_host or config.first_host or config.host,
            author=config.site_name,
        )

    def list_channel(
        self, feed: ArticleFeed, file: FeedFile, place: FeedListing, newest: Piece
    ) -> Channel:
        """A list's feed belongs to the list's page, and is named after both feed and list."""
        whole = self.channel(feed, file)
        if place.kind == "author":
            called = self._creators[place.value].name
            about = f"Det senaste av {called} i {feed.title}."
        else:
            called = name(place, newest)
            what = "med taggen" if place.kind == "tag" else "i kategorin"
            about = f"Det senaste {what} ”{called}” i {feed.title}."
        return replace(
            whole,
            title=f"{feed.title}: {called}",
            description=from_plain(about),
            url=self._context.config.absolute(place.url),
            id=f"{whole.id}:{place.kind}:{place.value}",
        )

    def items(self, pieces: tuple[Piece, ...]) -> tuple[FeedItem, ...]:
        """The pieces as items, in the order given."""
        return tuple(map(self._item, pieces))

    @cached_property
    def _creators(self) -> dict[str, FeedCreator]:
        absolute = self._context.config.absolute
        return {
            person.id: FeedCreator(
                name=person.name,
                url=absolute(person.url),
                picture=absolute(person.portrait_url) if person.image else "",
            )
            for person in self._context.site.people
        }

    def _item(self, piece: Piece) -> FeedItem:
        if piece.id not in self._items:
            self._items[piece.id] = self._made(piece)
        return self._items[piece.id]

    def _made(self, piece: Piece) -> FeedItem:
        context, config = self._context, self._context.config
        episode = piece if isinstance(piece, Episode) else None
        heard = episode if episode and not episode.closed else None
        return FeedItem(
            id=piece.guid,
            title=piece.title,
            url=config.absolute(piece.url),
            date=piece.date,
            updated=piece.updated,
            description=from_plain(lead(context, piece)),
            content=podcast.whole(context, episode) if episode else content(context, piece),
            creators=tuple(self._creators[id_] for id_ in piece.authors),
            # A category and a tag of the same name are one category to a feed reader.
            categories=tuple(dict.fromkeys((*piece.categories, *piece.tags))),
            image=config.absolute(piece.image.url) if piece.image else "",
            enclosure=enclosure(context, heard) if heard else None,
        )
