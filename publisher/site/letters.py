"""What the page of a newsletter shows besides its words: the pieces in it, and what it corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from publisher.content.render.placing import placed
from publisher.model import Edition, Heading, Piece
from publisher.site.cards import ListCard, SiteLookup
from publisher.site.page_values import CorrectionNotice, EditionText

if TYPE_CHECKING:
    from markupsafe import Markup


class Letters:
    """The pages of this build's newsletters."""

    def __init__(self, lookup: SiteLookup) -> None:
        """`lookup` has the cards of the pieces that newsletters gather."""
        self._lookup = lookup
        self._context = lookup.context

    def gathered(self, edition: Edition) -> tuple[ListCard, ...]:
        """Cards of all that it gathers, in its order."""
        return tuple(self._card(edition, piece) for piece in self._context.gathered(edition))

    def linked(self, edition: Edition) -> tuple[ListCard, ...]:
        """Cards of the pieces that its text links to: any may turn out to be placed in it."""
        return tuple(self._card(edition, piece) for piece in self._linked(edition))

    def corrects(self, edition: Edition) -> CorrectionNotice | None:
        """What it puts right."""
        entry = self._context.by_id.get(edition.corrects)
        return _told(entry) if isinstance(entry, Piece | Edition) else None

    def corrected(self, edition: Edition) -> tuple[CorrectionNotice, ...]:
        """The letters that put it right, oldest first."""
        return tuple(map(_told, self._corrections.get(edition.id, ())))

    def text(
        self,
        edition: Edition,
        html: str,
        framed: Callable[[str], Markup],
        contents: tuple[Heading, ...],
    ) -> EditionText:
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
        return EditionText(
            text=framed(beginning) if beginning.strip() else "",
            closed=False,
            contents=contents,
            placed=among,
            cards=tuple(self._card(edition, piece) for piece in below),
        )

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
        """As much of it as its layout shows in the mail, but never its own text."""
        card = self._lookup.card(piece)
        match edition.layout_of(piece.id):
            case "headline":
                return replace(card, text="", image=None, cover="")
            case "picture":
                return replace(card, text="", large=True)
            case "full":
                return replace(card, large=True)
            case "summary":
                return card

    @cached_property
    def _corrections(self) -> dict[str, list[Edition]]:
        """Every letter that corrects another, by what it corrects, oldest first."""
        found: defaultdict[str, list[Edition]] = defaultdict(list)
        for edition in reversed(self._context.site.editions):
            if edition.corrects:
                found[edition.corrects].append(edition)
        return found


def _told(entry: Piece | Edition) -> CorrectionNotice:
    return CorrectionNotice(title=entry.title, url=entry.url, date=entry.date)
