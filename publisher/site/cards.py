"""Cards: what a listing shows of a piece. An edit that does not show there costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from publisher.engine.recipes import BuildContext
from publisher.model import Article, Edition, Entry, Episode, Image, Person, Piece, Show
from publisher.model.addresses import slug
from publisher.site.pictures import Gallery, PagePicture
from publisher.site.portraits import Portrait, portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A tag, a category, a year or a person with a page of its own; `count` pieces, if counted.

    `image` is the address of a person's portrait; empty: there is none.
    """

    name: str
    url: str
    count: int = 0
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody who signed, as presented under the piece."""

    person: Person
    portrait: Portrait | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCard:
    """A piece or an edition in a list. `label` says what it is, `seconds` is 0 but for episodes.

    `cover` is the address of its show's cover, for an episode without a picture of its own; `part`
    tells which of the show's episodes it is. `large`: its picture is as wide as the list.
    """

    url: str
    title: str
    text: str
    date: datetime
    label: Term | None
    image: PagePicture | None
    authors: tuple[str, ...]
    seconds: float
    subscribers: bool
    cover: str = ""
    part: tuple[str, ...] = ()
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The piece before or after another one."""

    url: str
    title: str


COVER = 480
"""The longest side of a cover on a page, in pixels: twice what is shown, for fine screens."""


def cover(show: Show) -> str:
    """The address of a show's cover as pages show it."""
    return show.cover_url


def numbered(episode: Episode) -> tuple[str, ...]:
    """Its season and number in words, as far as it has them."""
    season = f"Säsong {episode.season}" if episode.season else ""
    return tuple(filter(None, (season, f"Avsnitt {episode.number}" if episode.number else "")))


def tag(name: str) -> Term:
    """A tag and the page that lists its pieces."""
    return Term(name=name, url=f"/taggar/{slug(name)}/")


def category(name: str) -> Term:
    """A category and the page that lists its pieces."""
    return Term(name=name, url=f"/kategorier/{slug(name)}/")


class SiteLookup:
    """Looks up, once a build, what pages ask for: people, shows, cards, descriptions."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the entries, settings and texts that are looked up."""
        self.context = context
        self.gallery = Gallery(context)
        self._cards: dict[str, ListCard] = {}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody who may sign, by id."""
        return {person.id: person for person in self.context.site.people}

    @cached_property
    def shows(self) -> dict[str, Show]:
        """Every podcast, by id."""
        return {show.id: show for show in self.context.config.shows}

    def authors(self, piece: Piece) -> tuple[Term, ...]:
        """Those who signed a piece, with their pages."""
        signed = (self.people[id_] for id_ in piece.authors if id_ in self.people)
        return tuple(
            Term(name=person.name, url=person.url, image=person.portrait_url) for person in signed
        )

    def signers(self, piece: Piece) -> tuple[Signer, ...]:
        """Of those who signed a piece, the ones of whom there is more to show than the name."""
        signed = (self.people[id_] for id_ in piece.authors if id_ in self.people)
        return tuple(
            Signer(person=person, portrait=portrait(self.context, person))
            for person in signed
            if person.line or person.links or person.image
        )

    def description(self, entry: Entry) -> str:
        """One or two sentences about an entry: its own, or the beginning of its text."""
        return entry.description or self.context.texts.digest(entry).summary

    def image(self, piece: Piece) -> Image | None:
        """The picture of a piece; an episode without one has the cover of its show."""
        if piece.image is None and isinstance(piece, Episode):
            return self.shows[piece.show].image
        return piece.image

    def picture(self, piece: Piece) -> PagePicture | None:
        """The piece's own picture, as pages show it."""
        return self.gallery.picture(piece.image) if piece.image else None

    def card(self, entry: Piece | Edition) -> ListCard:
        """How the entry looks in a list."""
        if entry.id not in self._cards:
            self._cards[entry.id] = self._card(entry)
        return self._cards[entry.id]

    def gathered(self, edition: Edition) -> tuple[ListCard, ...]:
        """The pieces of an edition, in its order."""
        return tuple(map(self.card, self.context.gathered(edition)))

    def _card(self, entry: Piece | Edition) -> ListCard:
        piece = entry if isinstance(entry, Piece) else None
        episode = entry if isinstance(entry, Episode) else None
        return ListCard(
            url=entry.url,
            title=entry.title,
            text=self.description(entry),
            date=entry.date,
            label=self._label(entry),
            image=self.picture(piece) if piece else None,
            authors=tuple(term.name for term in self.authors(piece)) if piece else (),
            seconds=episode.sound.seconds if episode else 0,
            subscribers=piece is not None and piece.closed,
            cover=cover(self.shows[episode.show]) if episode and not episode.image else "",
            part=numbered(episode) if episode else (),
        )

    def _label(self, entry: Piece | Edition) -> Term | None:
        if isinstance(entry, Episode):
            show = self.shows[entry.show]
            return Term(name=show.title if len(self.shows) > 1 else "Podd", url=show.url)
        if isinstance(entry, Article):
            return category(entry.categories[0]) if entry.categories else None
        corrects = isinstance(entry, Edition) and entry.corrects
        return Term(name="Rättelse" if corrects else "Nyhetsbrev", url="/nyhetsbrev/")
