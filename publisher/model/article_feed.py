"""An article feed as the settings describe it, and the files it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from publisher.model.feed_formats import (
    FORMATS,
    RSS,
    USUAL,
    USUAL_OF_LISTS,
    FeedFile,
    FeedFormatId,
)

FeedList = Literal["category", "tag", "author"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFeed:
    """A feed of articles, from `feeds/<id>.yml`: the newest `newest` pieces at `address`.

    With `include="all"` it holds episodes too. `each` names the lists that get a feed of their own,
    with all that stands in the list, in `each_formats`. `hub` is a WebSub hub. Atom's ids are made
    of `id_host`, the site's first host, when the site has moved to another.
    """

    id: str
    source: str
    title: str
    description: str
    address: str = "/feed.xml"
    language: str = "sv"
    newest: int = 20
    include: Literal["articles", "all"] = "articles"
    formats: tuple[FeedFormatId, ...] = USUAL
    each: tuple[FeedList, ...] = ("category", "tag", "author")
    each_formats: tuple[FeedFormatId, ...] = USUAL_OF_LISTS
    hub: str = ""
    id_host: str = ""

    @property
    def files(self) -> tuple[FeedFile, ...]:
        """The feed in all its formats: `/feed.xml`, `/feed.atom`, `/feed.json`."""
        return _files(self.address, self.formats)

    def files_of(self, list_url: str) -> tuple[FeedFile, ...]:
        """The same for a list at this address: `/taggar/kina/feed.xml`."""
        return _files(list_url + self.address.rpartition("/")[2], self.each_formats)


def _files(address: str, formats: tuple[FeedFormatId, ...]) -> tuple[FeedFile, ...]:
    stem = address.removesuffix(RSS.ending)
    return tuple(FeedFile(format=each, url=stem + FORMATS[each].ending) for each in formats)
