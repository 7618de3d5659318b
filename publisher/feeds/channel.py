"""A feed as values, before it is RSS or anything else.

Every URL here is absolute. `description` and `content` are HTML; all other texts are plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from msgspec import structs

from publisher.engine.recipes import BuildContext
from publisher.model import Enclosure, Episode

_NONE: Mapping[str, str] = MappingProxyType({})


class ExtensionTag(NamedTuple):
    """An element of one of the RSS extensions, named with its prefix: `itunes:author`.

    A tuple, since a show of many years has tens of thousands of them.
    """

    name: str
    text: str = ""
    attributes: Mapping[str, str] = _NONE
    inside: tuple[ExtensionTag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCreator:
    """Somebody who signed a piece: their page, and their picture, if there is one."""

    name: str
    url: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A piece in a feed. By `id`, its GUID, a reader knows whether it has seen the piece before.

    `image` is the address of a picture that stands for the whole piece.
    """

    id: str
    title: str
    url: str
    date: datetime
    description: str
    content: str
    updated: datetime | None = None
    creators: tuple[FeedCreator, ...] = ()
    categories: tuple[str, ...] = ()
    image: str = ""
    enclosure: Enclosure | None = None
    tags: tuple[ExtensionTag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """The feed itself: `url` is the page it belongs to, `feed_url` where it is polled.

    `hub` is a WebSub hub that tells subscribers of news. `stylesheets` are what a browser shows the
    feed by, as paths on the same host. `id` (unique among the publication's feeds), `authority`
    (the host that Atom's ids are named after) and `author` are for the formats that ask for them.
    """

    title: str
    description: str
    url: str
    feed_url: str
    language: str
    copyright: str = ""
    image: str = ""
    hub: str = ""
    stylesheets: tuple[str, ...] = ()
    id: str = ""
    authority: str = ""
    author: str = ""
    tags: tuple[ExtensionTag, ...] = ()


def enclosure(work: BuildContext, episode: Episode) -> Enclosure:
    """An episode's sound, at an absolute address."""
    sound = work.site.enclosure(episode)
    return structs.replace(sound, url=work.config.absolute(sound.url))
