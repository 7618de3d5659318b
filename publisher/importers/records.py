"""What every source is read to: neutral records, of which nothing is dropped.

A source is read twice: once for what texts must know of each other (`index`), once for the texts
themselves, one at a time (`records`), so that a file of any size fits in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from publisher.content.markup.notes import Note

RecordKind = Literal["article", "episode", "page", "media", "other"]
RecordStatus = Literal["public", "draft", "private", "protected", "trash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTerm:
    """A tag, a category or somebody who writes: what the old addresses call it, and its name."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSound:
    """An episode's sound and what goes with it.

    What the source says of size and length is only believed where the file cannot be asked.
    """

    url: str
    mime: str = ""
    bytes: int = 0
    seconds: float = 0
    chapters: str = ""
    """Where a file of chapters lies."""
    marks: tuple[dict[str, str], ...] = ()
    """Chapters that stand in the source itself: start, title, url."""
    transcripts: tuple[tuple[str, str], ...] = ()
    """Where transcripts lie, and of which type each is said to be."""


@dataclass(slots=True, kw_only=True)
class SourceShow:
    """A podcast as a whole. `fields` are those of a file in `feeds/` that the source has."""

    title: str
    fields: dict[str, object] = field(default_factory=dict)
    image: str = ""
    """Where its cover lies."""
    extra: dict[str, object] = field(default_factory=dict)
    """Whatever has no place here, as it stood."""


@dataclass(slots=True, kw_only=True)
class SourceRecord:
    """One thing of the source. `body` is HTML as its readers' browsers got it, or nearly."""

    id: str
    kind: RecordKind
    status: RecordStatus = "public"
    title: str = ""
    slug: str = ""
    link: str = ""
    """Its old address, whole."""
    guid: str = ""
    date: datetime | None = None
    modified: datetime | None = None
    body: str = ""
    markdown: str | None = None
    """The body, where the source has it as Markdown."""
    resolved: Callable[[str], str] | None = None
    """What an address in that Markdown led to, whole."""
    own: dict[str, object] = field(default_factory=dict)
    """Fields of a head of ours, where the source has them as we do."""
    description: str = ""
    authors: tuple[SourceTerm, ...] = ()
    tags: tuple[SourceTerm, ...] = ()
    categories: tuple[SourceTerm, ...] = ()
    old_slugs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """More addresses that answered with it."""
    parent: str = ""
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    audio: str = ""
    sound: SourceSound | None = None
    """An episode's sound; `audio` is what a text that is no episode had."""
    pinned: bool = False
    closed: bool = False
    """For those who pay or subscribe only."""
    language: str = ""
    notes: tuple[Note, ...] = ()
    """What reading it had to tell."""
    extra: dict[str, object] = field(default_factory=dict)
    """Whatever has no place here, as it stood: kept in a side file."""


@dataclass(slots=True, kw_only=True)
class SourceIndex:
    """What is known of a whole source before its texts are read."""

    service: str
    """What the source is called in files and ids: `wordpress`."""
    site: str = ""
    """The old site's address, without a slash at its end; empty where the source does not say."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Old address, as `judge.address_of` spells it → record id."""
    media: dict[str, str] = field(default_factory=dict)
    """Id of an uploaded file → where it lies."""
    captions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Id of an uploaded file → its description and its caption."""
    children: dict[str, list[str]] = field(default_factory=dict)
    """Id of a record → ids of the pictures uploaded with it, in their order."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many of each kind there are, also of what never comes along."""
    shortcodes: dict[str, int] = field(default_factory=dict)
    """Words in square brackets, and how many times each stands."""
    notes: list[Note] = field(default_factory=list)
    """What is told of the source as a whole."""
    show: SourceShow | None = None
    """The podcast that its episodes belong to."""
    heads: list[SourceRecord] = field(default_factory=list)
    """Every record without its body: addresses, names and dates are settled from these."""


class Source(Protocol):
    """Somewhere to move from."""

    def index(self) -> SourceIndex:
        """Read all of it once. Raises PublisherError for what cannot be read to its end."""

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:
        """Every record, in the source's order, one at a time."""


Extra = Mapping[str, object]
