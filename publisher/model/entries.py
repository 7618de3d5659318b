"""What authors write, as values: articles, episodes, editions, pages, and the site they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal, cast

from publisher.model.media import Chapter, Enclosure, Image, Recording, Transcript
from publisher.model.podcast import Credit, ShowLink

Kind = Literal["article", "episode", "edition", "page"]
"""What a file under `content/` is, by the folder that it lies in."""
Audience = Literal["alla", "prenumeranter"]
EpisodeKind = Literal["full", "trailer", "bonus"]
Layout = Literal["headline", "picture", "summary", "full"]
"""How much of a gathered piece a newsletter shows."""


PORTRAITS = (128, 256, 512)
"""Pixels across and down: twice what pages show under a piece and on its own, and a large one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs pieces, from `content/forfattare.yml`.

    `line` says in a few words who it is, under the pieces; `bio` in a sentence, on the own page. Of
    `image` squares are published, never the file itself.
    """

    id: str
    name: str
    line: str = ""
    bio: str = ""
    email: str = ""
    links: tuple[ShowLink, ...] = ()
    image: Image | None = None

    @property
    def url(self) -> str:
        """The page that lists the person's pieces."""
        return f"/forfattare/{self.id}/"

    def portrait(self, side: int) -> str:
        """The address of the square made of `image`, at most so many pixels wide and high."""
        return f"{self.url}bild-{side}.jpg"

    @property
    def portrait_url(self) -> str:
        """The largest square's, which linked data and feeds name; empty where there is none."""
        return self.portrait(PORTRAITS[-1]) if self.image else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailOptions:
    """How a piece is mailed on its own; empty: title as `subject`, dek as `preheader`.

    `send` is None only until the loader has looked at the settings (`mail.every_since`).
    """

    subject: str = ""
    preheader: str = ""
    send: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong in a piece, and when it was put right; plain text."""

    date: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """When a text was taken back, and why; plain text."""

    date: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every Markdown file under `content/` has. `body_line` is the body's first (from 1).

    A translation has a `language` (BCP 47) and the source path of its original in `translation_of`;
    both are empty in all else, which is in the publication's own language.
    """

    kind: ClassVar[Kind | Literal["withdrawn"]]

    id: str
    source: str
    url: str
    title: str
    body_line: int
    description: str = ""
    draft: bool = False
    aliases: tuple[str, ...] = ()
    language: str = ""
    translation_of: str = ""

    @property
    def guid(self) -> str:
        """What feed readers and podcast apps know it by, for ever."""
        return self.id

    @property
    def mailed(self) -> bool:
        """Whether it is a letter of its own; the loader decides for pieces that do not say."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Entry):
    """An entry with a date and a byline: what lists and feeds gather. `authors` are Person ids.

    `foreign_guid` is the GUID that another system published it under before it moved here.
    `corrections` stand in order of time, and `updated` is never before the last of them. `pinned`
    and `order` steer the front page only.
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
    corrections: tuple[Correction, ...] = ()
    pinned: bool = False
    order: int | None = None

    @property
    def guid(self) -> str:
        """The id, unless the piece came from elsewhere with a GUID of its own."""
        return self.foreign_guid or self.id

    @property
    def closed(self) -> bool:
        """Whether only subscribers get more of it than its beginning."""
        return self.audience == "prenumeranter"

    @property
    def mailed(self) -> bool:
        """Whether it is a letter of its own; the loader decides for pieces that do not say."""
        return self.mail.send is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Piece):
    """A text."""

    kind: ClassVar[Kind] = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode(Piece):
    """A podcast episode; without sound there is no Episode. `show` is a Show id.

    `sound` is the author's own file, or what the author tells of one on other hosting; how the
    former is published stands in the Site. `chapters_in_text` tells that the text has the chapters
    in a list of its own.
    """

    kind: ClassVar[Kind] = "episode"

    show: str
    sound: Recording | Enclosure
    number: int | None = None
    season: int | None = None
    episode_kind: EpisodeKind = "full"
    explicit: bool = False
    chapters: tuple[Chapter, ...] = ()
    chapters_in_text: bool = False
    transcript: Transcript | None = None
    people: tuple[Credit, ...] = ()
    links: tuple[ShowLink, ...] = ()

    @property
    def recording(self) -> Recording | None:
        """The author's own file; None when the sound lies on other hosting."""
        return self.sound if isinstance(self.sound, Recording) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Entry):
    """A newsletter that gathers pieces; `articles` are their ids, in reading order.

    A piece is shown as its own entry in `layouts` says, else as `layout` does. `corrects` is the
    id of the edition or mailed piece that went out with a fault in it; empty: none did.
    """

    kind: ClassVar[Kind] = "edition"

    date: datetime
    subject: str
    preheader: str = ""
    articles: tuple[str, ...] = ()
    layout: Layout = "summary"
    layouts: tuple[tuple[str, Layout], ...] = ()
    corrects: str = ""

    @property
    def mailed(self) -> bool:
        """Every edition is."""
        return True

    def layout_of(self, id_: str) -> Layout:
        """How much of this piece the letter shows."""
        return dict(self.layouts).get(id_, self.layout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Entry):
    """An ordinary page; `menu` is its place in the menu, None keeps it out."""

    kind: ClassVar[Kind] = "page"

    menu: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnEntry(Entry):
    """What was published and is taken back: its address, and that it is so.

    Of its text there is nothing, so that no list, feed, letter or search can have any. `was` is
    what it was. Its GUID stays its own, so that it never comes back as another's.
    """

    kind: ClassVar[Literal["withdrawn"]] = "withdrawn"

    was: Kind
    date: datetime
    withdrawal: Withdrawal
    foreign_guid: str = ""

    @property
    def guid(self) -> str:
        """As it had it."""
        return self.foreign_guid or self.id


def written_as(entry: Entry) -> Kind:
    """What its file is, whatever has become of it since."""
    if isinstance(entry, WithdrawnEntry):
        return entry.was
    return cast("Kind", entry.kind)


def published_at(entry: Entry) -> datetime | None:
    """The hour from which it is to be seen; None for a page, which is there at once."""
    return entry.date if isinstance(entry, Piece | Edition | WithdrawnEntry) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that is published at this hour, newest first (pages by address); no drafts.

    Translations stand apart, by address, since no list, feed or mail is to hold them.
    """

    articles: Sequence[Article] = ()
    episodes: Sequence[Episode] = ()
    editions: Sequence[Edition] = ()
    pages: Sequence[Page] = ()
    people: tuple[Person, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    """Old address → present address, both site addresses, sorted."""
    translations: Sequence[Entry] = ()
    enclosures: Mapping[str, Enclosure] = field(default_factory=dict)
    """How each recording is published, by its episode's id, once its copy is known."""
    withdrawn: Sequence[WithdrawnEntry] = ()
    """What is taken back, by address: no entry any more, but its address goes on answering."""
    corrected: bool = False
    """Whether anything has been put right or taken back: then every page leads to the list."""

    def enclosure(self, episode: Episode) -> Enclosure:
        """The sound as the world gets it. KeyError before anything is known of its copy."""
        sound = episode.sound
        return sound if isinstance(sound, Enclosure) else self.enclosures[episode.id]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, kind by kind."""
        return (
            *self.articles,
            *self.episodes,
            *self.editions,
            *self.pages,
            *self.translations,
        )
