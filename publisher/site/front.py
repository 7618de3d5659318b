"""Pages of which there is one: the front page, all tags, categories and people, and the 404."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.model import Edition, Episode, Piece
from publisher.site.cards import SiteLookup, Term
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead
from publisher.site.lists import ListingPages
from publisher.site.page_values import (
    FrontContent,
    FrontEpisode,
    SearchContent,
    TermsContent,
)

NEWEST = 12
"""Pieces on the front page: one that leads, five beside it, and rows of three below."""

_STARTING = 6
"""The newest pieces on the search page, before anything is searched for."""
_SUGGESTED = 12


class Front:
    """What a visitor meets first, and what gathers all the rest."""

    def __init__(self, lookup: SiteLookup, frame: PageFrame, lists: ListingPages) -> None:
        """`lookup` has what pages ask for, `frame` sets them; `lists` are those they name."""
        self._lookup = lookup
        self._frame = frame
        self._lists = lists

    def groups(self) -> Iterator[RecipeGroup]:
        """The front page and the three indexes."""
        yield RecipeGroup(name="site:front", recipes=(self._front(),))
        tags, categories = self._lists.terms("tag"), self._lists.terms("category")
        terms = (
            self._terms("/taggar/", "Taggar", "Alla ämnen vi har skrivit om.", largest(tags)),
            self._terms("/kategorier/", "Kategorier", "Våra avdelningar.", categories),
            self._terms("/forfattare/", "Skribenter", "De som skriver här.", self._lists.authors()),
        )
        yield RecipeGroup(name="site:terms", recipes=terms)

    def not_found(self) -> RecipeGroup:
        """The page a web server shows for an address that leads nowhere."""
        head = PageHead(title="Sidan finns inte", url="/404.html", listed=False)
        return RecipeGroup(name="site:404", recipes=(self._frame.recipe("404.html", head),))

    def search(self) -> RecipeGroup:
        """The page that searches; what it asks, the room `search` makes.

        Before anybody has searched it shows what is newest, and what most is written about.
        """
        if not self._lookup.context.config.search:
            return RecipeGroup(name="site:search", recipes=())
        head = PageHead(title="Sök", url="/sok/", listed=False)
        shown = SearchContent(
            cards=tuple(map(self._lookup.card, self._lookup.context.pieces[:_STARTING])),
            tags=largest(self._lists.terms("tag"))[:_SUGGESTED],
        )
        page = self._frame.recipe("search.html", head, shown)
        return RecipeGroup(name="site:search", recipes=(page,))

    def _front(self) -> Recipe:
        site, config = self._lookup.context.site, self._lookup.context.config
        episodes = self._newest_episodes()
        context = self._lookup.context
        pieces = fronted(context.pieces, context.pinned, NEWEST, episodes)
        letter = newest_letter(site.editions)
        shown = FrontContent(
            cards=tuple(map(self._lookup.card, pieces)),
            episodes=tuple(map(self._player, episodes)),
            letter=self._lookup.card(letter) if letter else None,
            letter_cards=self._lookup.gathered(letter) if letter else (),
            categories=self._lists.terms("category"),
        )
        head = PageHead(title="", url="/", description=config.site_description)
        return self._frame.recipe("front.html", head, shown)

    def _newest_episodes(self) -> tuple[Episode, ...]:
        """Of each show the newest that anybody may hear; the show heard last comes first."""
        newest: dict[str, Episode] = {}
        for episode in self._lookup.context.site.episodes:
            if not episode.closed:
                newest.setdefault(episode.show, episode)
        return tuple(newest.values())

    def _player(self, episode: Episode) -> FrontEpisode:
        return FrontEpisode(
            entry=episode,
            sound=self._lookup.context.site.enclosure(episode),
            card=self._lookup.card(episode),
            show=self._lookup.shows[episode.show],
        )

    def _terms(self, url: str, title: str, text: str, terms: tuple[Term, ...]) -> Recipe:
        head = PageHead(title=title, url=url, description=text)
        shown = TermsContent(title=title, text=text, terms=terms)
        return self._frame.recipe("terms.html", head, shown)


def largest(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Those with most pieces first; those with as many stay in their order."""
    return tuple(sorted(terms, key=lambda term: -term.count))


def newest_letter(editions: Iterable[Edition]) -> Edition | None:
    """The first of the letters, which come newest first, that does not just correct another."""
    return next((edition for edition in editions if not edition.corrects), None)


def fronted(
    pieces: Sequence[Piece], pinned: Sequence[Piece], count: int, besides: Sequence[Piece]
) -> tuple[Piece, ...]:
    """`count` of the pieces, which come newest first, in the order that the editor has steered.

    First those of them that are `pinned`, for as long as they are, however old; then the newest. In
    each of the two, those with an `order` come first, smallest first; the rest stay newest first.
    Those in `besides` have a place of their own on the page and are left out, unless pinned.
    """
    pinned = pinned[:count]
    apart = {piece.id for piece in besides}
    reach = count + len(apart) + len(pinned)
    newest = [piece for piece in pieces[:reach] if not piece.pinned and piece.id not in apart]
    newest = newest[: count - len(pinned)]
    return (*sorted(pinned, key=_steered), *sorted(newest, key=_steered))


def _steered(piece: Piece) -> tuple[bool, int]:
    """A key for a sort that keeps what is equal as it came."""
    return piece.order is None, piece.order or 0
