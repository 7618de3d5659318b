"""Pieces that a newsletter places in its own text: each a link on a line of its own, set as a card.

Plain work on the finished fragment, so that every frame can put something fuller in a card's place.
"""

from __future__ import annotations

import re
from collections.abc import Container
from html import unescape
from typing import NamedTuple

_CARD = re.compile(
    r'^<p class="(?:[^"]* )?card card--internal"><a href="([^"#]+)">'
    r'<span class="card__title">(.*?)</span></a></p>$',
    re.MULTILINE,
)
_TAG = re.compile(r"<[^>]*>")


class PlacedCard(NamedTuple):
    """A card: where it leads (a site address), the author's words in it, and what follows it."""

    url: str
    words: str
    after: str


def placed(html: str, urls: Container[str]) -> tuple[str, tuple[PlacedCard, ...]]:
    """The fragment up to the first card that leads to one of `urls`, and all such cards.

    A card inside something else, and one that leads to a heading in a text, stays where it is.
    """
    cards = [card for card in _CARD.finditer(html) if unescape(card[1]) in urls]
    ends = [*(card.start() for card in cards[1:]), len(html)][: len(cards)]
    found = (
        PlacedCard(unescape(card[1]), _plain(card[2]), html[card.end() : end])
        for card, end in zip(cards, ends, strict=True)
    )
    return html[: cards[0].start()] if cards else html, tuple(found)


def _plain(words: str) -> str:
    return unescape(_TAG.sub("", words)).strip()
