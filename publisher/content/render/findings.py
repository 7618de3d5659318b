"""What comes to light while one text is converted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from publisher.content.render.context import Context
from publisher.content.render.lines import Lines
from publisher.model import Entry, Heading, Link, Media
from publisher.problems import Problem

MOST = 500
"""So many faults, and as many pieces of advice, are kept of one text: nobody reads more of them."""


class HeadingLink(NamedTuple):
    """A link to a heading of the same text: as written, and the how manieth of its kind it is."""

    href: str
    anchor: str
    nth: int


class Findings:
    """Links, media, anchors and Problems of one entry, filled in as its text is gone through."""

    def __init__(self, entry: Entry, body: str, context: Context) -> None:
        """Nothing found yet."""
        self.entry = entry
        self.context = context
        self.lines = Lines(body, entry.body_line)
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.local: list[HeadingLink] = []
        """Links to headings of this same text, looked up when all headings are known."""
        self.unused: set[str] = set()
        """Footnotes' links back to a mark that is nowhere in the text."""
        self.media: dict[str, Media] = {}
        self.names: set[str] = set()
        """What texts were called in `[[links]]`, folded."""
        self.anchors: dict[str, None] = {}
        self.toc: tuple[Heading, ...] = ()
        self.code: set[int] = set()
        """Lines that are code because they stand in."""
        self._seen: Counter[str] = Counter()
        self._told: Counter[bool] = Counter()

    def nth(self, what: str) -> int:
        """How many times this has come up before."""
        count = self._seen[what]
        self._seen[what] = count + 1
        return count

    def latest(self, what: str) -> int:
        """What `nth` last said of this; 0 when it has not been asked."""
        return max(self._seen[what] - 1, 0)

    def fault(self, line: int, text: str, hint: str = "") -> None:
        """Something that stops the build."""
        self._add(Problem(path=self.entry.source, line=line, text=text, hint=hint))

    def advice(self, line: int, text: str, hint: str = "") -> None:
        """Something that could be better."""
        self._add(Problem(path=self.entry.source, line=line, text=text, hint=hint, fatal=False))

    def relocated(self, line: int, problem: Problem) -> None:
        """Something wrong with a file, reported where the text asks for it."""
        self._add(replace(problem, path=self.entry.source, line=line))

    def _add(self, problem: Problem) -> None:
        self._told[problem.fatal] += 1
        if self._told[problem.fatal] <= MOST:
            self.problems.append(problem)

    def publish(self, source: str, url: str) -> None:
        """A file that the text shows or links to."""
        self.media.setdefault(source, Media(source=source, url=url))
