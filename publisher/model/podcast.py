"""A podcast, and the names and links that a show and its episodes have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from publisher.model.feed_formats import RSS, FeedFile
from publisher.model.media import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Somebody heard in an episode. `role` is one of Podcasting 2.0's (host, guest…)."""

    name: str
    role: str = "guest"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowLink:
    """An entry in an episode's list of links."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who answers for a podcast, for Apple's and Spotify's confirmation mail."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """An Apple Podcasts category with an optional subcategory."""

    name: str
    sub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A podcast, from `feeds/<id>.yml`. `image` is the square cover (1400–3000 px).

    `platforms` are the links under "Lyssna i", such as Apple Podcasts, in order; `update_frequency`
    is in words, `update_rule` the same as an RRULE (RFC 5545).
    """

    id: str
    source: str
    title: str
    description: str
    author: str
    owner: Owner
    image: Image
    categories: tuple[Category, ...]
    language: str = "sv"
    subtitle: str = ""
    explicit: bool = False
    type: Literal["episodic", "serial"] = "episodic"
    copyright: str = ""
    guid: str = ""
    locked: bool = True
    hosts: tuple[Credit, ...] = ()
    platforms: tuple[ShowLink, ...] = ()
    funding: tuple[ShowLink, ...] = ()
    medium: str = "podcast"
    update_frequency: str = ""
    update_rule: str = ""
    new_feed_url: str = ""
    block: bool = False
    complete: bool = False
    verify: str = ""
    publisher_guid: str = ""
    publisher_url: str = ""
    hub: str = ""

    @property
    def url(self) -> str:
        """The show's own page."""
        return f"/podd/{self.id}/"

    @property
    def feed_url(self) -> str:
        """The address podcast apps poll."""
        return f"/podd/{self.id}{RSS.ending}"

    @property
    def feed(self) -> FeedFile:
        """The feed, as pages link to it."""
        return FeedFile(format=RSS.id, url=self.feed_url)

    @property
    def cover_url(self) -> str:
        """The cover as pages and letters show it; `image` is the whole one, for podcast apps."""
        return f"{self.url}omslag.jpg"
