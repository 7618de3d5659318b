"""A show's feed: every episode, newest first, for as long as the show exists."""

from __future__ import annotations

from html import escape

from publisher.config import Config
from publisher.engine.recipes import BuildContext
from publisher.feeds import apple, podcasting, podlove
from publisher.feeds.channel import Channel, FeedItem, enclosure
from publisher.feeds.fragment import content, outside
from publisher.feeds.markup import from_plain, notes, simple
from publisher.feeds.stylesheet import stylesheets
from publisher.media import chapters
from publisher.model import Episode, Show

_DESCRIPTION_BYTES = 4000
"""Apple, A Podcaster's Guide to RSS, and PSP-1."""


def channel(config: Config, show: Show) -> Channel:
    """The feed belongs to the show's own page."""
    return Channel(
        title=show.title,
        description=_show_description(show),
        url=config.absolute(show.url),
        feed_url=config.absolute(show.feed_url),
        language=show.language,
        copyright=show.copyright,
        image=config.absolute(show.image.url),
        hub=show.hub,
        stylesheets=stylesheets(config),
        tags=(*apple.of_show(config, show), *podcasting.of_show(config, show)),
    )


def items(context: BuildContext, show: Show) -> tuple[FeedItem, ...]:
    """All of the show's episodes: an app that meets the show today offers the first one too.

    Those for subscribers are left out. Anybody may fetch the feed, and an item without sound is to
    an app a broken episode.
    """
    episodes = (one for one in context.site.episodes if one.show == show.id and not one.closed)
    return tuple(_item(context, show, one) for one in episodes)


def _item(context: BuildContext, show: Show, episode: Episode) -> FeedItem:
    config = context.config
    text, timestamps = _text(context, episode), chapters.notes(episode)
    return FeedItem(
        id=episode.guid,
        title=episode.title,
        url=config.absolute(episode.url),
        date=episode.date,
        updated=episode.updated,
        # For apps that do not read content:encoded, which has no limit.
        description=_description(text, timestamps),
        content=text + timestamps,
        enclosure=enclosure(context, episode),
        tags=(
            *apple.of_episode(config, episode),
            *podcasting.of_episode(config, show, episode),
            *podlove.of_episode(config, episode),
        ),
    )


def whole(context: BuildContext, episode: Episode) -> str:
    """All that feeds say of an episode, as HTML; of one for subscribers only how it begins."""
    if episode.closed:
        return content(context, episode)
    return _text(context, episode) + chapters.notes(episode)


def _text(context: BuildContext, episode: Episode) -> str:
    return content(context, episode) + outside(context, episode, _links(episode))


def _description(text: str, timestamps: str) -> str:
    """What Apple shows, with the whole list of chapters also when the text before it must be cut.

    Spotify finds chapters there, and with the last ones missing it would show wrong ones.
    """
    complete = simple(text + timestamps)
    if len(complete.encode()) <= _DESCRIPTION_BYTES:
        return complete
    marks = simple(timestamps)
    room = _DESCRIPTION_BYTES - len(marks.encode()) - 1
    if room < _DESCRIPTION_BYTES // 2:
        return notes(text + timestamps, _DESCRIPTION_BYTES)
    return f"{notes(text, room)} {marks}".strip()


def _show_description(show: Show) -> str:
    text = from_plain(show.description)
    return text if len(text.encode()) <= _DESCRIPTION_BYTES else notes(text, _DESCRIPTION_BYTES)


def _links(episode: Episode) -> str:
    """The episode's list of links."""
    if not episode.links:
        return ""
    rows = "".join(
        f'\n<li><a href="{escape(link.url)}">{escape(link.title)}</a></li>'
        for link in episode.links
    )
    return f"\n<h2>Länkar</h2>\n<ul>{rows}\n</ul>"
