"""Pages of which there is one: the front page, all tags, all categories, and the one not found."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model import Episode
from publisher.site.cards import Desk, Term
from publisher.site.frame import Frame, Head
from publisher.site.lists import Lists
from publisher.work import Recipe, Shelf

NEWEST = 11
"""Pieces on the front page: one that leads, and three or so rows below it."""


class Front:
    """What a visitor meets first, and what gathers all the rest."""

    def __init__(self, desk: Desk, frame: Frame, lists: Lists) -> None:
        """Remember the build."""
        self._desk = desk
        self._frame = frame
        self._lists = lists

    def shelves(self) -> Iterator[Shelf]:
        """The front page and the two indexes."""
        yield Shelf(name="site:front", recipes=(self._front(),))
        tags, categories = self._lists.terms("tag"), self._lists.terms("category")
        terms = (
            self._terms("/taggar/", "Taggar", "Alla ämnen vi har skrivit om.", tags),
            self._terms("/kategorier/", "Kategorier", "Våra avdelningar.", categories),
        )
        yield Shelf(name="site:terms", recipes=terms)

    def not_found(self) -> Shelf:
        """The page a web server shows for an address that leads nowhere."""
        head = Head(title="Sidan finns inte", url="/404.html", listed=False)
        return Shelf(name="site:404", recipes=(self._frame.recipe("404.html", head, {}),))

    def _front(self) -> Recipe:
        site, config = self._desk.work.site, self._desk.work.config
        episode = site.episodes[0] if site.episodes else None
        newest = self._desk.work.pieces[: NEWEST + 1]
        pieces = [piece for piece in newest if piece is not episode]
        letter = site.editions[0] if site.editions else None
        shown = {
            "cards": tuple(map(self._desk.card, pieces[:NEWEST])),
            "episode": episode and self._player(episode),
            "letter": letter and self._desk.card(letter),
            "letter_cards": self._desk.gathered(letter) if letter else (),
            "categories": self._lists.terms("category"),
        }
        head = Head(title="", url="/", description=config.site_description)
        return self._frame.recipe("front.html", head, shown)

    def _player(self, episode: Episode) -> dict[str, object]:
        return {
            "entry": episode,
            "card": self._desk.card(episode),
            "show": self._desk.shows[episode.show],
        }

    def _terms(self, url: str, title: str, text: str, terms: tuple[Term, ...]) -> Recipe:
        head = Head(title=title, url=url, description=text)
        return self._frame.recipe(
            "terms.html", head, {"title": title, "text": text, "terms": terms}
        )
