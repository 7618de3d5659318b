"""The formats of a feed: what each is called, where it lies and what the web calls it.

One table that everybody asks. How a format is written stands in `feeds/formats.py`, and how it is
judged in `feeds/gate/dispatch.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

FeedFormatId = Literal["rss", "atom", "json"]
"""What authors write after `formats:`."""
_XML = ("application/xml", "text/xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFormat:
    """What must be known of a format outside its own modules.

    `served` is what stores tell readers, by the endings that such a feed may have; the first ending
    is the one we give it. `mime` is the type in links, `answers` other types that servers give it
    and readers take, `linked` those that links to others' feeds may have.
    """

    id: FeedFormatId
    name: str
    mime: str
    served: Mapping[str, str]
    answers: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """Of the feeds that we make, with its dot."""
        return next(iter(self.served))


FORMATS: dict[FeedFormatId, FeedFormat] = {
    "rss": FeedFormat(
        id="rss",
        name="RSS",
        mime="application/rss+xml",  # RSS Advisory Board, autodiscovery
        # As plain XML: under its own name browsers neither style a feed nor run its page.
        served={
            ".xml": "application/xml; charset=utf-8",
            ".rss": "application/rss+xml; charset=utf-8",
        },
        answers=_XML,
    ),
    "atom": FeedFormat(
        id="atom",
        name="Atom",
        mime="application/atom+xml",  # RFC 4287
        served={".atom": "application/atom+xml; charset=utf-8"},
        answers=_XML,
    ),
    "json": FeedFormat(
        id="json",
        name="JSON",
        mime="application/feed+json",  # jsonfeed.org, version 1.1
        served={".json": "application/feed+json"},
        answers=("application/json",),
        linked=("application/json",),  # jsonfeed.org, version 1
    ),
}
"""In the order in which feeds are named to readers."""

RSS = FORMATS["rss"]
"""What podcasts are written in, and what an article feed's `address:` names."""
USUAL: tuple[FeedFormatId, ...] = ("rss", "atom", "json")
"""Of an article feed whose file does not say. A format more is for its owner to ask for."""
USUAL_OF_LISTS: tuple[FeedFormatId, ...] = ("rss",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """A feed in one of its formats, at a site address; `name` is what people call the format."""

    format: FeedFormatId
    url: str

    @property
    def name(self) -> str:
        """RSS, Atom or JSON."""
        return FORMATS[self.format].name

    @property
    def mime(self) -> str:
        """Its media type, for links."""
        return FORMATS[self.format].mime


def endings() -> frozenset[str]:
    """All that a feed's address may end with."""
    return frozenset(ending for each in FORMATS.values() for ending in each.served)


def format_at(address: str) -> FeedFormat | None:
    """Of the feed at an address or path, to go by its name; None when that is no feed's."""
    _, dot, ending = address.rpartition(".")
    return next((each for each in FORMATS.values() if dot + ending in each.served), None)


def format_linked(mime: str) -> FeedFormat | None:
    """Of the feed that a link with this media type leads to."""
    return next((e for e in FORMATS.values() if mime == e.mime or mime in e.linked), None)
