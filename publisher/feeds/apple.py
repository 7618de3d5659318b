"""The `itunes:` tags, which Apple Podcasts, Spotify and every other app read.

Source of all rules: Apple, A Podcaster's Guide to RSS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from publisher.config import Config
from publisher.feeds.channel import ExtensionTag
from publisher.media.artwork import PIXELS
from publisher.model import Category, Episode, Image, Show


def of_show(config: Config, show: Show) -> Iterator[ExtensionTag]:
    """What Apple requires or recommends of a show."""
    if show.subtitle:
        yield ExtensionTag("itunes:subtitle", show.subtitle)
    yield ExtensionTag("itunes:author", show.author)
    yield ExtensionTag("itunes:type", show.type)
    yield _explicit(explicit=show.explicit)
    yield _image(config, show.image)
    yield from (_category(category) for category in show.categories)
    owner = (
        ExtensionTag("itunes:name", show.owner.name),
        ExtensionTag("itunes:email", show.owner.email),
    )
    yield ExtensionTag("itunes:owner", inside=owner)
    # Apple heeds only the word Yes: whatever else stands there is as if the tag were not there.
    if show.new_feed_url:
        yield ExtensionTag("itunes:new-feed-url", show.new_feed_url)
    if show.block:
        yield ExtensionTag("itunes:block", "Yes")
    if show.complete:
        yield ExtensionTag("itunes:complete", "Yes")


def of_episode(config: Config, episode: Episode) -> Iterator[ExtensionTag]:
    """What Apple requires or recommends of an episode."""
    yield ExtensionTag("itunes:title", episode.title)
    yield ExtensionTag("itunes:duration", str(max(1, round(episode.sound.seconds))))
    yield ExtensionTag("itunes:episodeType", episode.episode_kind)
    if episode.season:  # "a non-zero integer"
        yield ExtensionTag("itunes:season", str(episode.season))
    if episode.number:
        yield ExtensionTag("itunes:episode", str(episode.number))
    yield _explicit(explicit=episode.explicit)
    if episode.image and is_cover(episode.image):
        yield _image(config, episode.image)


def _explicit(*, explicit: bool) -> ExtensionTag:
    """`true` or `false`: Apple no longer reads yes, no and clean, which feedgen would write."""
    return ExtensionTag("itunes:explicit", str(explicit).lower())


def _image(config: Config, image: Image) -> ExtensionTag:
    return ExtensionTag("itunes:image", attributes={"href": config.absolute(image.url)})


def _category(category: Category) -> ExtensionTag:
    sub = (
        (ExtensionTag("itunes:category", attributes={"text": category.sub}),)
        if category.sub
        else ()
    )
    return ExtensionTag("itunes:category", attributes={"text": category.name}, inside=sub)


def is_cover(image: Image) -> bool:
    """Whether Apple takes the picture as artwork; most lead pictures are too wide for it."""
    return (
        PurePosixPath(image.url).suffix in {".jpg", ".jpeg", ".png"}
        and image.width == image.height
        and image.width in PIXELS
    )
