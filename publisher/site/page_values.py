"""What each sort of page shows, as values: its template and its linked data read the same ones.

A template knows the fields by their names. The key of a page is over all of them, so that nothing
can be shown that is not in the key; what is fetched only when the page is made, such as a fragment,
stands apart in a PageText, of which the key has the hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.model import (
    Article,
    Chapter,
    Edition,
    Enclosure,
    Entry,
    Episode,
    Heading,
    Image,
    Piece,
    Show,
    ShowLink,
    WithdrawnEntry,
)

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

    from publisher.config import MailingList
    from publisher.media.transcripts import Cue
    from publisher.model.feed_formats import FeedFile
    from publisher.site.cards import ListCard, Neighbour, Signer, Term
    from publisher.site.head import Version
    from publisher.site.languages import BylineWords, WithdrawnWords
    from publisher.site.pictures import PagePicture
    from publisher.site.portraits import Portrait


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """What a page shows between head and foot; by itself that of one that only has its template."""


@dataclass(frozen=True, kw_only=True)
class RedirectContent(PageContent):
    """An old address, and where it leads."""

    target: str


@dataclass(frozen=True, kw_only=True)
class EntryContent(PageContent):
    """An entry's page; `promised` is an anchor that has to be there besides those of the text.

    `pictures` are marks of the files that the text shows.
    """

    entry: Entry
    minutes: int
    versions: tuple[Version, ...]
    promised: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SubscribeContent(EntryContent):
    """The page where readers subscribe: the latest letter, and the lists with what comes when.

    `write_to` is where to write for letters; empty: there is a form.
    """

    letter: ListCard | None
    lists: tuple[MailingList, ...]
    write_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """Something that has been put right or taken back: what, where it stands, when and why."""

    kind: str
    title: str
    url: str
    date: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionYear:
    """All of a year, newest first."""

    year: int
    lines: tuple[CorrectionLine, ...]


@dataclass(frozen=True, kw_only=True)
class CorrectionsContent(EntryContent):
    """The list of all that has been put right or taken back, newest first."""

    years: tuple[CorrectionYear, ...]


@dataclass(frozen=True, kw_only=True)
class WithdrawnContent(PageContent):
    """At the address of what is taken back; `goal` is where all such things are listed."""

    entry: WithdrawnEntry
    words: WithdrawnWords
    goal: str


@dataclass(frozen=True, kw_only=True)
class PieceContent(EntryContent):
    """An article's page; `related` are cards of others on the same matters.

    Where there are too few of those, they are filled up with what was published near it; then
    `nearby` is set. `heard` are episodes to listen to beside it, by show. `signers` are those who
    are presented under it.
    """

    entry: Piece
    authors: tuple[Term, ...]
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    picture: PagePicture | None
    older: Neighbour | None
    newer: Neighbour | None
    related: tuple[ListCard, ...]
    nearby: bool
    signers: tuple[Signer, ...]
    heard: Mapping[str, Neighbour]


@dataclass(frozen=True, kw_only=True)
class EpisodeContent(PieceContent):
    """An episode's page; `script` is a hash of the transcript, `files` are its published forms."""

    entry: Episode
    show: Show
    sound: Enclosure
    script: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TranslationContent(EntryContent):
    """The page of a translated article, with words of its language.

    `episode` is the address of the original, when that is one.
    """

    entry: Article
    authors: tuple[Term, ...]
    picture: PagePicture | None
    words: BylineWords
    episode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNotice:
    """Another letter or piece, as a correction and what it corrects tell of each other."""

    title: str
    url: str
    date: datetime


@dataclass(frozen=True, kw_only=True)
class EditionContent(EntryContent):
    """A newsletter's page: cards of what it gathers, and of the pieces that its text leads to."""

    entry: Edition
    older: Neighbour | None
    newer: Neighbour | None
    gathered: tuple[ListCard, ...]
    linked: tuple[ListCard, ...]
    corrects: CorrectionNotice | None
    corrected: tuple[CorrectionNotice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingExtras:
    """What a listing has on its first page only, besides cards.

    `years` and `months` lead on; `playable` are the episodes that can be heard in the list itself,
    by address.
    """

    years: tuple[Term, ...] = ()
    months: tuple[Term, ...] = ()
    show: Show | None = None
    playable: Mapping[str, tuple[Episode, Enclosure]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list is called and says of itself. `first` is shown at the list's own address only.

    With `monthly` each month has a heading of its own. `person` tells that it is somebody's,
    who is presented by a `line`, `links` and a `portrait`, of which `picture` is the address for
    machines.
    """

    url: str
    title: str
    label: Term | None = None
    text: str = ""
    email: str = ""
    line: str = ""
    links: tuple[ShowLink, ...] = ()
    person: bool = False
    portrait: Portrait | None = None
    picture: str = ""
    image: Image | None = None
    template: str = "list.html"
    feeds: tuple[FeedFile, ...] = ()
    monthly: bool = False
    first: ListingExtras


@dataclass(frozen=True, kw_only=True)
class ListingContent(PageContent):
    """One page of a listing: number `page`, 0 at its own address. The rest as in ListingExtras."""

    listing: Listing
    cards: tuple[ListCard, ...]
    page: int
    older: str | None
    newer: str | None
    years: tuple[Term, ...]
    months: tuple[Term, ...]
    show: Show | None
    playable: Mapping[str, tuple[Episode, Enclosure]]


@dataclass(frozen=True, kw_only=True)
class TermsContent(PageContent):
    """All tags, categories or people."""

    title: str
    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontEpisode:
    """The episode that is played on the front page."""

    entry: Episode
    sound: Enclosure
    card: ListCard
    show: Show


@dataclass(frozen=True, kw_only=True)
class FrontContent(PageContent):
    """The front page: pieces, the newest episode of each show, the newest letter, categories.

    `letter_cards` are what the letter gathers.
    """

    cards: tuple[ListCard, ...]
    episodes: tuple[FrontEpisode, ...]
    letter: ListCard | None
    letter_cards: tuple[ListCard, ...]
    categories: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class SearchContent(PageContent):
    """The search page before anybody has searched: the newest pieces, and the largest tags."""

    cards: tuple[ListCard, ...]
    tags: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptParagraph:
    """A paragraph of the transcript on the page.

    `anchor` is its id, `t=754` for the second at which it begins, so that `#t=754` leads there with
    and without a script; empty for the second of two paragraphs that begin in the same second.
    """

    speaker: str
    start: int
    anchor: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptChapter:
    """What is said in one chapter; `chapter` is None where there is none."""

    chapter: Chapter | None
    said: tuple[TranscriptParagraph, ...]


@dataclass(frozen=True, kw_only=True)
class PageText:
    """What is fetched only when a page is made; by itself that of a page that shows no fragment."""


@dataclass(frozen=True, kw_only=True)
class EntryText(PageText):
    """An entry's fragment in the page's frame. `marks` are an episode's chapters, to be listed.

    A text is `closed` when only subscribers get more of it than is here; `spoken` is what is said
    in an episode.
    """

    text: Markup | str
    closed: bool
    contents: tuple[Heading, ...]
    marks: tuple[Chapter, ...] = ()
    spoken: tuple[TranscriptChapter, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EditionText(EntryText):
    """A newsletter's: pieces `placed` among the words, each with what follows, and `cards`."""

    placed: tuple[tuple[ListCard, Markup | str], ...]
    cards: tuple[ListCard, ...]
