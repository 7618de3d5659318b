"""An article feed as the settings describe it, and the files it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FeedFormat = Literal["rss", "atom", "json"]
FeedList = Literal["category", "tag", "author"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """A feed in one of its formats, at a site address; `name` is what people call the format."""

    format: FeedFormat
    url: str

    @property
    def name(self) -> str:
        """RSS, Atom or JSON."""
        return {"rss": "RSS", "atom": "Atom", "json": "JSON"}[self.format]

    @property
    def mime(self) -> str:
        """Its media type, for links (RSS Advisory Board; RFC 4287; JSON Feed 1.1)."""
        kind = "feed" if self.format == "json" else self.format
        return f"application/{kind}+{'json' if self.format == 'json' else 'xml'}"


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
    formats: tuple[FeedFormat, ...] = ("rss", "atom", "json")
    each: tuple[FeedList, ...] = ("category", "tag", "author")
    each_formats: tuple[FeedFormat, ...] = ("rss",)
    hub: str = ""
    id_host: str = ""

    @property
    def files(self) -> tuple[FeedFile, ...]:
        """The feed in all its formats: `/feed.xml`, `/feed.atom`, `/feed.json`."""
        return _files(self.address, self.formats)

    def files_of(self, list_url: str) -> tuple[FeedFile, ...]:
        """The same for a list at this address: `/taggar/kina/feed.xml`."""
        return _files(list_url + self.address.rpartition("/")[2], self.each_formats)


def _files(address: str, formats: tuple[FeedFormat, ...]) -> tuple[FeedFile, ...]:
    ends = {"rss": "xml", "atom": "atom", "json": "json"}
    stem = address.removesuffix(".xml")
    return tuple(FeedFile(format=each, url=f"{stem}.{ends[each]}") for each in formats)


def is_feed(address: str) -> bool:
    """Whether a feed lies at a site address, to go by its name."""
    return address.endswith((".xml", ".atom", ".json"))
