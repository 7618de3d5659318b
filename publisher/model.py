"""The publication as values: frozen, keyword-only, with no behaviour beyond small properties.

Times are aware datetimes (a bare date means midnight, Europe/Stockholm). Paths are relative to the
publication's root, with forward slashes. A *url* here is a site address: it begins with `/`, is
ASCII, and knows neither host nor sub-path; `addresses.py` puts those in front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from publisher.problems import Problem

Kind = Literal["article", "episode", "edition", "page"]
Audience = Literal["alla", "prenumeranter"]
EpisodeKind = Literal["full", "trailer", "bonus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs pieces, from `content/forfattare.yml`."""

    id: str
    name: str
    bio: str = ""
    email: str = ""

    @property
    def url(self) -> str:
        """The page that lists the person's pieces."""
        return f"/forfattare/{self.id}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file from `content/` or `feeds/` that is published as it is, at an address of its own."""

    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Media):
    """A published picture: pixels (None where unknown) and alt text (empty: decoration)."""

    width: int | None
    height: int | None
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A measured sound file; `seconds` is the playing time, `bytes` the published file's size.

    `path` is empty and `url` absolute when the file lies on other hosting. `bitrate` is in bit/s,
    `sample_rate` in Hz; 0 where unknown.
    """

    path: str
    url: str
    bytes: int
    mime: str
    seconds: float
    bitrate: int = 0
    channels: int = 0
    sample_rate: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A mark on an episode's timeline, `start` in whole seconds from the beginning."""

    start: int
    title: str
    url: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A transcript beside the episode: its file, and where it is published as WebVTT.

    `transcripts.addresses` gives the other forms that are published with it.
    """

    path: str
    url: str
    mime: str


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
class MailOptions:
    """How a piece is mailed on its own; empty: title as `subject`, dek as `preheader`."""

    subject: str = ""
    preheader: str = ""
    send: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every Markdown file under `content/` has. `body_line` is the body's first (from 1)."""

    kind: ClassVar[Kind]

    id: str
    source: str
    url: str
    title: str
    body_line: int
    description: str = ""
    draft: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def guid(self) -> str:
        """What feed readers and podcast apps know it by, for ever."""
        return self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Entry):
    """An entry with a date and a byline: what lists and feeds gather. `authors` are Person ids.

    `foreign_guid` is the GUID that another system published it under before it moved here.
    """

    date: datetime
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: Image | None = None
    audience: Audience = "alla"
    mail: MailOptions = MailOptions()
    foreign_guid: str = ""

    @property
    def guid(self) -> str:
        """The id, unless the piece came from elsewhere with a GUID of its own."""
        return self.foreign_guid or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Piece):
    """A text."""

    kind: ClassVar[Kind] = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Piece):
    """A podcast episode; without measured sound there is no Episode. `show` is a Show id.

    `chapters_in_text` tells that the text has the chapters in a list of its own.
    """

    kind: ClassVar[Kind] = "episode"

    show: str
    audio: Audio
    number: int | None = None
    season: int | None = None
    episode_kind: EpisodeKind = "full"
    explicit: bool = False
    chapters: tuple[Chapter, ...] = ()
    chapters_in_text: bool = False
    transcript: Transcript | None = None
    people: tuple[Credit, ...] = ()
    links: tuple[ShowLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Entry):
    """A newsletter that gathers pieces; `articles` are their ids, in reading order."""

    kind: ClassVar[Kind] = "edition"

    date: datetime
    subject: str
    preheader: str = ""
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Entry):
    """An ordinary page; `menu` is its place in the menu, None keeps it out."""

    kind: ClassVar[Kind] = "page"

    menu: int | None = None


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
        return f"/podd/{self.id}.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that is published at this hour, newest first (pages by address); no drafts."""

    articles: tuple[Article, ...] = ()
    episodes: tuple[Episode, ...] = ()
    editions: tuple[Edition, ...] = ()
    pages: tuple[Page, ...] = ()
    people: tuple[Person, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    """Old address → present address, both site addresses, sorted."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, kind by kind."""
        return (*self.articles, *self.episodes, *self.editions, *self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a fragment; `level` is 1–6, `title` plain text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link within the publication, as written on `line` of the source file.

    `target` is the source path of an entry, or a site address (`/arkiv/`); `anchor` may be empty.
    """

    target: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One entry's text as one HTML fragment; every frame shows these same bytes.

    Our own addresses in `html` and `teaser` are site addresses (`/2025/slug/`); links within the
    text are `#id`. `teaser` is the part before `<!-- more -->`, or the first paragraph. `text` is
    the plain text, paragraphs apart by a newline.
    """

    html: str
    teaser: str
    text: str
    toc: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The little that other pages need to know of a fragment; `hash` is over all of Rendered."""

    hash: str
    summary: str
    words: int
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def minutes(self) -> int:
        """Reading time at 220 words a minute, at least one."""
        return max(1, round(self.words / 220))


Stream = Callable[[], Iterator[bytes]]
"""Makes a large file anew each time it is called, piece by piece, so that it is never in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of a build: its path under `build/`, and its bytes, a stream, or a file to copy."""

    path: str
    data: bytes | Path | Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry whose metadata or text differs from the last build's; None: absent then or now."""

    old: Entry | None
    new: Entry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a deploy did at its target: paths under `build/site/`, and bytes copied."""

    target: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
