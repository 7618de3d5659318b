"""What the outside world polls: the article feeds and one podcast feed a show.

    shelves     which feeds there are, and what each depends on (imports nothing heavy)
    articles    ArticleFeed → Channel and Items        podcast   Show → Channel and Items
    channel     Channel, Item, Tag: a feed as values   apple, podcasting   the tags of podcasts
    fragment    an entry's text as outsiders see it    markup    text and HTML that feeds can bear
    rss         Channel and Items → bytes (the only importer of feedgen)

Another format (Atom, JSON Feed) is another writer of the same Channel and Items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from publisher.model import ArticleFeed, Artifact, Piece, Show
from publisher.work import Recipe, Shelf, Work, key


def shelves(work: Work) -> Iterator[Shelf]:
    """One shelf for each feed and show of the settings, or none when nothing has changed.

    All feeds are named at every change, not only those a changed entry is in: an entry's fragment
    also changes when a page it links to gets a new address. A feed that left the settings goes
    because settings that change make `work.everything` true.
    """
    if not (work.changes or work.everything):
        return
    salt = key(work.config.salt, _versions())
    for feed in work.config.feeds:
        newest = work.site.articles[: feed.newest]
        yield _shelf(
            feed.id, feed.address, _key(work, salt, feed, newest), partial(_rss, work, feed)
        )
    for show in work.config.shows:
        episodes = tuple(one for one in work.site.episodes if one.show == show.id)
        yield _shelf(
            show.id, show.feed_url, _key(work, salt, show, episodes), partial(_podcast, work, show)
        )


def _shelf(id_: str, address: str, key_: str, data: Callable[[], bytes]) -> Shelf:
    path = f"site{address}"

    def make() -> Iterable[Artifact]:
        return (Artifact(path=path, data=data()),)

    return Shelf(name=f"feeds:{id_}", recipes=(Recipe(name=path, key=key_, make=make),))


def _key(work: Work, salt: str, feed: ArticleFeed | Show, pieces: tuple[Piece, ...]) -> str:
    """Covers the settings, each piece's metadata and fragment, and the names of those who sign."""
    names = tuple((person.id, person.name) for person in work.site.people)
    texts = tuple(work.texts.digest(piece).hash for piece in pieces)
    return key(salt, feed, names, pieces, texts)


def _versions() -> tuple[str, ...]:
    """Of the libraries that decide what bytes the same values become, without importing them."""
    from importlib.metadata import version

    return tuple(version(name) for name in ("feedgen", "lxml"))


def _rss(work: Work, feed: ArticleFeed) -> bytes:
    from publisher.feeds import articles, rss

    return rss.write(articles.channel(work.config, feed), articles.items(work, feed))


def _podcast(work: Work, show: Show) -> bytes:
    from publisher.feeds import podcast, rss

    return rss.write(podcast.channel(work.config, show), podcast.items(work, show))
