"""An entry with its kind beside it, so that what was kept can be read back as what it was.

Of the values of a union msgspec can tell only tagged structs apart; entries are dataclasses.
"""

from __future__ import annotations

from msgspec import Struct

from publisher.model.entries import Article, Edition, Entry, Episode, Page, WithdrawnEntry


class TaggedArticle(Struct, frozen=True, tag="article"):
    """A text."""

    entry: Article


class TaggedEpisode(Struct, frozen=True, tag="episode"):
    """A podcast episode."""

    entry: Episode


class TaggedEdition(Struct, frozen=True, tag="edition"):
    """A newsletter."""

    entry: Edition


class TaggedPage(Struct, frozen=True, tag="page"):
    """An ordinary page."""

    entry: Page


class TaggedWithdrawn(Struct, frozen=True, tag="withdrawn"):
    """What is taken back."""

    entry: WithdrawnEntry


TaggedEntry = TaggedArticle | TaggedEpisode | TaggedEdition | TaggedPage | TaggedWithdrawn


def tagged(entry: Entry) -> TaggedEntry:
    """The entry as it is kept. TypeError for what is of none of these kinds."""
    match entry:
        case Article():
            return TaggedArticle(entry)
        case Episode():
            return TaggedEpisode(entry)
        case Edition():
            return TaggedEdition(entry)
        case Page():
            return TaggedPage(entry)
        case WithdrawnEntry():
            return TaggedWithdrawn(entry)
    raise TypeError(entry)
