"""What is found, in the words of whoever must mend it, with the file where that is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from lxml import etree

from publisher.config import Config
from publisher.engine.recipes import BuildContext
from publisher.model import Entry, Show
from publisher.problems import Problem

SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}


class GateFinding(NamedTuple):
    """A fault, or advice: what is wrong, and what to write instead."""

    text: str
    hint: str
    fatal: bool = True


@dataclass(frozen=True, kw_only=True)
class FeedPart:
    """A channel or an item: its element, the entry it tells of (None: unknown or the channel)."""

    element: etree._Element
    source: str
    entry: Entry | None = None

    @cached_property
    def _inside(self) -> dict[str, list[etree._Element]]:
        """The elements right inside, by name; the rules ask for each of them many times."""
        found: dict[str, list[etree._Element]] = {}
        for element in self.element:
            if isinstance(element.tag, str):
                found.setdefault(element.tag, []).append(element)
        return found

    def all(self, name: str) -> list[etree._Element]:
        """The elements of this name right inside, `itunes:image` or `title`."""
        return self._inside.get(_qualified(name), [])

    def one(self, name: str) -> etree._Element | None:
        """The first of that name."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """The text of the first of that name, without spaces around; empty when there is none."""
        found = self.one(name)
        return "" if found is None else (found.text or "").strip()

    def has(self, name: str) -> bool:
        """Whether there is one."""
        return _qualified(name) in self._inside

    def attribute(self, name: str, attribute: str) -> str:
        """An attribute of the first of that name; empty when there is none."""
        found = self.one(name)
        return "" if found is None else found.get(attribute, "")


@cache
def _qualified(name: str) -> str:
    """`itunes:author` as lxml has it, with the namespace in braces."""
    prefix, _, local = name.rpartition(":")
    return f"{{{SPACES[prefix]}}}{local}" if prefix else local


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A parsed feed at a site address; `show` is set when it is a podcast's."""

    address: str
    channel: FeedPart
    items: tuple[FeedPart, ...]
    context: BuildContext
    show: Show | None = None

    @property
    def config(self) -> Config:
        """The publication's settings."""
        return self.context.config

    @property
    def url(self) -> str:
        """Where the world fetches it."""
        return self.config.absolute(self.address)

    @property
    def parts(self) -> Iterator[FeedPart]:
        """The channel, then every item."""
        yield self.channel
        yield from self.items


def problem(part: FeedPart, finding: GateFinding) -> Problem:
    """The finding, at the file that the part was made from."""
    return Problem(path=part.source, text=finding.text, hint=finding.hint, fatal=finding.fatal)
