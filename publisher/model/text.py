"""A text set as HTML, and the little that other pages need to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from publisher.model.media import Media
from publisher.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a fragment; `level` is 1–6, `title` plain text."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link within the publication, as written on `line` of the source file.

    `target` is the source path of an entry, or a site address (`/arkiv/`); `anchor` may be empty.
    """

    target: str
    anchor: str
    line: int


class TextName(NamedTuple):
    """The text that a name in `[[links]]` leads to, by its path from `/`.

    `title` is what readers see for a name that is only the file's, or an old address; empty where
    the name is the title itself, which stays as the author spelled it.
    """

    path: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One entry's text as one HTML fragment; every frame shows these same bytes.

    Our own addresses in `html` and `teaser` are site addresses (`/2025/slug/`); links within the
    text are `#id`. `teaser` is the part before `<!-- more -->`, or the first paragraph. `text` is
    the plain text, paragraphs apart by a newline. `names` are what it calls other texts in
    `[[links]]`, whether there are such texts or not.
    """

    html: str
    teaser: str
    text: str
    toc: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The little that other pages need to know of a fragment; `hash` is over all of Rendered."""

    hash: str
    summary: str
    words: int
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def minutes(self) -> int:
        """Reading time at 220 words a minute, at least one."""
        return max(1, round(self.words / 220))
