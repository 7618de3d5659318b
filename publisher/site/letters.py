"""What the page of a newsletter shows besides its words: the pieces in it, and what it corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.content.render.placing import placed
from publisher.model import Edition, Piece
from publisher.site.cards import ListCard, SiteLookup

if TYPE_CHECKING:
    from markupsafe import Markup

    from publisher.site.frame import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionNotice:
    """Another letter or piece, as a correction and what it corrects tell of each other."""

    title: str
    url: str
    date: datetime


class Letters:
    """The pages of this build's newsletters."""

    def __init__(self, lookup: SiteLookup) -> None:
        """`lookup` has the cards of the pieces that newsletters gather."""
        self._lookup = lookup
        self._context = lookup.context

    def shown(self, edition: Edition) -> Values:
        """What the page depends on. A piece that the text links to may turn out to be placed."""
        return {
            "cards": tuple(self._card(edition, piece) for piece in self._context.gathered(edition)),
            "linked": tuple(self._card(edition, piece) for piece in self._linked(edition)),
            "corrects": self._told(self._context.by_id.get(edition.corrects)),
            "corrected": tuple(map(self._told, self._corrections.get(edition.id, ()))),
        }

    def text(self, edition: Edition, html: str, framed: Callable[[str], Markup]) -> Values:
        """The words, with each piece that stands among them; those are not listed once more.

        However much of a piece the letter shows, its own page is where the web has it: a text for
        subscribers is nowhere else either.
        """
        pieces = {piece.url: piece for piece in self._linked(edition)}
        beginning, cards = placed(html, pieces)
        among = tuple(
            (
                replace(self._card(edition, pieces[card.url]), title=card.words),
                framed(card.after) if card.after.strip() else "",
            )
            for card in cards
        )
        gone = {card.url for card in cards}
        below = (piece for piece in self._context.gathered(edition) if piece.url not in gone)
        return {
            "text": framed(beginning) if beginning.strip() else "",
            "placed": among,
            "cards": tuple(self._card(edition, piece) for piece in below),
        }

    def touched(self) -> Iterator[str]:
        """Newsletters unchanged themselves whose pages show something that has changed."""
        changed = {entry.id for entry in self._context.touched()}
        for edition in self._context.site.editions:
            if not changed.isdisjoint(self._context.shown_by(edition)):
                yield edition.id
        for entry in self._context.touched():
            if isinstance(entry, Edition) and entry.corrects:
                yield entry.corrects

    def _linked(self, edition: Edition) -> Iterator[Piece]:
        return (each for each in self._context.linked(edition) if isinstance(each, Piece))

    def _card(self, edition: Edition, piece: Piece) -> ListCard:
        """As in any list; of a piece that is only to be a headline, no more than that."""
        card = self._lookup.card(piece)
        headline = edition.layout_of(piece.id) == "headline"
        return replace(card, text="", image=None) if headline else card

    @cached_property
    def _corrections(self) -> dict[str, list[Edition]]:
        """Every letter that corrects another, by what it corrects, oldest first."""
        found: defaultdict[str, list[Edition]] = defaultdict(list)
        for edition in reversed(self._context.site.editions):
            if edition.corrects:
                found[edition.corrects].append(edition)
        return found

    def _told(self, entry: object) -> CorrectionNotice | None:
        if not isinstance(entry, Piece | Edition):
            return None
        return CorrectionNotice(title=entry.title, url=entry.url, date=entry.date)
