"""What the index is told of an entry: only what anybody may read on its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from publisher.content.render import text_of
from publisher.engine.recipes import BuildContext
from publisher.media import transcripts
from publisher.model import Edition, Entry, Episode, Kind, Person, Piece, written_as
from publisher.site.search.blocks import year
from publisher.swedish import STOCKHOLM, clock

KINDS: Mapping[Kind, str] = MappingProxyType(
    {"article": "artikel", "episode": "avsnitt", "edition": "brev", "page": "sida"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenParagraph:
    """A paragraph of a transcript, and the second at which it is heard."""

    start: int
    text: str

    @property
    def shown(self) -> str:
        """The time as readers see it: `12:34`."""
        return clock(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """An entry as the index knows it.

    `headings` are those lines of the text that are headings. `names` are found but not shown: who
    wrote or is heard, and the podcast. `day` is `20250202`, empty for a page. `foreign`: in another
    language than the publication's own.
    """

    url: str
    kind: str
    title: str
    description: str
    text: str
    headings: frozenset[str]
    names: tuple[str, ...]
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    day: str
    year: str
    closed: bool
    foreign: bool
    said: tuple[SpokenParagraph, ...]

    def words(self) -> Iterator[str]:
        """Every text of it, for whoever wants to know which words there are."""
        yield from (self.title, self.description, self.text, *self.tags)
        yield from (said.text for said in self.said)


def record(entry: Entry, context: BuildContext, people: Mapping[str, Person]) -> SearchRecord:
    """What may be known of an entry. Of a piece for subscribers that is what its page shows.

    Raises PublisherError when a transcript has become unreadable since the entry was loaded.
    """
    rendered = context.texts.rendered(entry)
    piece = entry if isinstance(entry, Piece) else None
    closed = piece is not None and piece.closed
    day = entry.date.astimezone(STOCKHOLM) if isinstance(entry, Piece | Edition) else None
    return SearchRecord(
        url=entry.url,
        kind=KINDS[written_as(entry)],
        title=entry.title,
        description=entry.description,
        text=text_of(rendered.teaser) if closed else rendered.text,
        headings=frozenset(heading.title for heading in rendered.toc),
        names=tuple(_names(entry, context, people)),
        tags=piece.tags if piece else (),
        categories=piece.categories if piece else (),
        day=f"{day:%Y%m%d}" if day else "",
        year=str(year(entry) or ""),
        closed=closed,
        foreign=entry.language not in ("", context.config.language),
        said=() if closed else tuple(_said(entry, context)),
    )


def _names(entry: Entry, context: BuildContext, people: Mapping[str, Person]) -> Iterator[str]:
    if isinstance(entry, Piece):
        yield from (people[id_].name for id_ in entry.authors if id_ in people)
    if isinstance(entry, Episode):
        yield context.config.show(entry.show).title
        yield from (credit.name for credit in entry.people)


def _said(entry: Entry, context: BuildContext) -> Iterator[SpokenParagraph]:
    if isinstance(entry, Episode):
        for section in transcripts.sections_of(entry, context.config.root):
            yield from (SpokenParagraph(start=one.start, text=one.text) for one in section.speeches)
