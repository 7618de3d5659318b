"""A feed as values, before it is RSS or anything else.

Every URL here is absolute. `description` and `content` are HTML; all other texts are plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

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
class Enclosure:
    """The sound of an item; `bytes` is the file's exact size, `seconds` 0 where unknown."""

    url: str
    bytes: int
    mime: str
    seconds: float = 0


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
    creators: tuple[str, ...] = ()
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
