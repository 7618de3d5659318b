"""Which feeds a build has, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.feeds import lists
from publisher.feeds.channel import Channel
from publisher.feeds.lists import FeedListing
from publisher.model import Artifact, Piece, Show
from publisher.model.addresses import built
from publisher.model.article_feed import ArticleFeed
from publisher.model.feed_formats import FeedFile, format_at

if TYPE_CHECKING:
    from publisher.feeds.articles import ArticleChannels

_encode = msgspec.msgpack.Encoder().encode


def groups(context: BuildContext) -> Iterator[RecipeGroup]:
    """Every group that may differ from the last build; none when nothing has changed.

    The few feeds of the whole site and of the shows are named at every change; of the many lists'
    feeds those alone that a changed piece stands in, or stood in. A feed that left the settings
    goes because settings that change make `context.everything` true.
    """
    if context.changes or context.everything:
        yield from _Feeds(context).groups()


class _Feeds:
    """The feeds of one build."""

    def __init__(self, context: BuildContext) -> None:
        self._context = context
        self._salt = key(
            context.config.salt,
            context.config.first_host,
            tuple((each.id, each.name, each.portrait_url) for each in context.site.people),
            _versions(),
        )
        self._marks: dict[str, str] = {}

    def groups(self) -> Iterator[RecipeGroup]:
        config, site = self._context.config, self._context.site
        for feed in config.feeds:
            pieces = self._context.pieces if feed.include == "all" else site.articles
            yield self._of_site(feed, pieces[: feed.newest])
        # Of articles a podcast's feed holds nothing.
        for show in () if self._context.standing else config.shows:
            episodes = tuple(e for e in site.episodes if e.show == show.id and not e.closed)
            key_ = self._key((show, *self._covers(show, episodes)), episodes)
            recipes = self._recipes(show.feed_url, key_, partial(_podcast, self._context, show))
            yield RecipeGroup(name=f"feeds:{show.id}", recipes=recipes)
        if any(feed.each for feed in config.feeds):
            yield from self._of_lists()

    def _of_site(self, feed: ArticleFeed, newest: Sequence[Piece]) -> RecipeGroup:
        pieces = tuple(newest)
        key_ = self._key(feed, pieces)

        def data(file: FeedFile) -> bytes:
            return _written(file, self._channels, self._channels.channel(feed, file), pieces)

        recipes = (self._recipes(file.url, key_, partial(data, file)) for file in feed.files)
        return RecipeGroup(name=f"feeds:{feed.id}", recipes=tuple(chain.from_iterable(recipes)))

    def _of_lists(self) -> Iterator[RecipeGroup]:
        wanted = None if self._context.everything else lists.touched(self._context)
        members = lists.members(self._context, wanted)
        for place in sorted(members if wanted is None else wanted):
            for feed in self._context.config.feeds:
                if place.kind in feed.each:
                    yield self._of_list(feed, place, members.get(place, []))

    def _of_list(
        self, feed: ArticleFeed, place: FeedListing, members: Sequence[Piece]
    ) -> RecipeGroup:
        """Without recipes when the list has lost its last piece: then its feed goes."""
        pieces = tuple(members[: feed.newest])
        files = feed.files_of(place.url) if pieces else ()
        key_ = self._key((feed, place), pieces)

        def data(file: FeedFile) -> bytes:
            channel = self._channels.list_channel(feed, file, place, pieces[0])
            return _written(file, self._channels, channel, pieces)

        recipes = (self._recipes(file.url, key_, partial(data, file)) for file in files)
        name = ":".join(("feeds", feed.id, *place))
        return RecipeGroup(name=name, recipes=tuple(chain.from_iterable(recipes)))

    def _recipes(self, address: str, key_: str, data: Callable[[], bytes]) -> tuple[Recipe, ...]:
        """The feed at its address, and at those it once had: apps that poll read no HTML."""
        return tuple(_recipe(each, key_, data) for each in (address, *self._old.get(address, ())))

    @cached_property
    def _old(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for old, new in self._context.site.redirects:
            if format_at(old) and format_at(new):
                found[new] = (*found.get(new, ()), old)
        return found

    def _key(self, settings: object, pieces: tuple[Piece, ...]) -> str:
        """Covers the settings, the names of those who sign, and each piece's metadata and text."""
        return key(self._salt, settings, tuple(map(self._mark, pieces)))

    def _covers(self, show: Show, episodes: tuple[Piece, ...]) -> Iterator[str]:
        """The pictures' contents, which the gate judges; the feed itself has only addresses."""
        images = (show.image, *(episode.image for episode in episodes))
        return (self._context.hashes(image.source) for image in images if image)

    def _mark(self, piece: Piece) -> str:
        if piece.id not in self._marks:
            # Not `key`: the repr of hundreds of episodes takes longer than all the rest of a build.
            context = self._context
            sound = context.site.enclosures.get(piece.id)
            known = context.published.get(piece.id) or _encode((piece, sound))
            facts = sha256(known).hexdigest()
            self._marks[piece.id] = facts + context.texts.digest(piece).hash
        return self._marks[piece.id]

    @cached_property
    def _channels(self) -> ArticleChannels:
        from publisher.feeds.articles import ArticleChannels

        return ArticleChannels(self._context)


def _recipe(address: str, key_: str, data: Callable[[], bytes]) -> Recipe:
    path = built(address)

    def make() -> Iterable[Artifact]:
        return (Artifact(path=path, data=data()),)

    return Recipe(name=path, key=key_, make=make)


def _written(
    file: FeedFile, channels: ArticleChannels, channel: Channel, pieces: tuple[Piece, ...]
) -> bytes:
    from publisher.feeds.formats import WRITERS

    return WRITERS[file.format](channel, channels.items(pieces))


def _podcast(context: BuildContext, show: Show) -> bytes:
    from publisher.feeds import podcast, rss

    return rss.write(podcast.channel(context.config, show), podcast.items(context, show))


def _versions() -> tuple[str, ...]:
    """Of the libraries that decide what bytes the same values become, without importing them."""
    from importlib.metadata import version

    return tuple(version(name) for name in ("feedgen", "lxml"))
