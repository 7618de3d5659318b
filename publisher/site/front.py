"""Pages of which there is one: the front page, all tags, categories and people, and the 404."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.engine.recipes import Recipe, RecipeGroup
from publisher.model import Episode, Piece
from publisher.site.cards import SiteLookup, Term
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead
from publisher.site.lists import ListingPages
from publisher.site.page_values import FrontContent, FrontEpisode, TermsContent

NEWEST = 11
"""Pieces on the front page: one that leads, and three or so rows below it."""


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
            self._terms("/taggar/", "Taggar", "Alla ämnen vi har skrivit om.", tags),
            self._terms("/kategorier/", "Kategorier", "Våra avdelningar.", categories),
            self._terms("/forfattare/", "Skribenter", "De som skriver här.", self._lists.authors()),
        )
        yield RecipeGroup(name="site:terms", recipes=terms)

    def not_found(self) -> RecipeGroup:
        """The page a web server shows for an address that leads nowhere."""
        head = PageHead(title="Sidan finns inte", url="/404.html", listed=False)
        return RecipeGroup(name="site:404", recipes=(self._frame.recipe("404.html", head),))

    def search(self) -> RecipeGroup:
        """The page that searches; what it asks, the room `search` makes."""
        if not self._lookup.context.config.search:
            return RecipeGroup(name="site:search", recipes=())
        head = PageHead(title="Sök", url="/sok/", listed=False)
        return RecipeGroup(name="site:search", recipes=(self._frame.recipe("search.html", head),))

    def _front(self) -> Recipe:
        site, config = self._lookup.context.site, self._lookup.context.config
        episode = next((one for one in site.episodes if not one.closed), None)
        pieces = fronted(self._lookup.context.pieces, NEWEST, episode)
        letter = site.editions[0] if site.editions else None
        shown = FrontContent(
            cards=tuple(map(self._lookup.card, pieces)),
            episode=self._player(episode) if episode else None,
            letter=self._lookup.card(letter) if letter else None,
            letter_cards=self._lookup.gathered(letter) if letter else (),
            categories=self._lists.terms("category"),
        )
        head = PageHead(title="", url="/", description=config.site_description)
        return self._frame.recipe("front.html", head, shown)

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


def fronted(pieces: Sequence[Piece], count: int, besides: Piece | None) -> tuple[Piece, ...]:
    """`count` of the pieces, which come newest first, in the order that the editor has steered.

    First those that are pinned, for as long as they are, however old; then the newest. In each of
    the two, those with an `order` come first, smallest first; the rest stay newest first.
    `besides` has a place of its own on the page and is left out, unless it is pinned.
    """
    pinned = [piece for piece in pieces if piece.pinned][:count]
    newest = [piece for piece in pieces[: count + 1 + len(pinned)] if not piece.pinned]
    newest = [piece for piece in newest if piece is not besides][: count - len(pinned)]
    return (*sorted(pinned, key=_steered), *sorted(newest, key=_steered))


def _steered(piece: Piece) -> tuple[bool, int]:
    """A key for a sort that keeps what is equal as it came."""
    return piece.order is None, piece.order or 0
