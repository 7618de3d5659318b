"""What a page says of itself to search engines, and to those who pass its address on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publisher.model import Image
from publisher.model.feed_formats import FeedFile
from publisher.site.cards import Term

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPicture:
    """The picture a link is shown with: a site address, pixels (0 where unknown), alt text."""

    url: str
    width: int = 0
    height: int = 0
    alt: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A page in one language: BCP 47, its site address, and how a link to it is worded there."""

    language: str
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """The head of a page; empty fields are left out.

    `url` is a site address. `kind` is an Open Graph type (https://ogp.me/#types). `feeds` are the
    page's own, which come before the site's. `picture` is the page's card; without one the site's
    stands in, or with `cards: false` its `image`. `language` is empty in the publication's own;
    `versions` are all languages of a translated page, itself among them, the original first.
    """

    title: str
    url: str
    description: str = ""
    kind: str = "website"
    image: Image | None = None
    picture: SharedPicture | None = None
    published: datetime | None = None
    updated: datetime | None = None
    listed: bool = True
    feeds: tuple[FeedFile, ...] = ()
    authors: tuple[Term, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    versions: tuple[Version, ...] = ()
