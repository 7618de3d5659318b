"""The Markdown of one text, rendered as a build would, and held against its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from publisher.content.markup.notes import Note
from publisher.content.render import Context, render
from publisher.importers.judge.comparing import Difference, compared
from publisher.importers.judge.facts import Facts, address_of, facts_of
from publisher.model import Image, Page
from publisher.model.addresses import media_url
from publisher.problems import Problem, faults


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found: differences that no note tells of, what would stop a build, and counts.

    `anchors` are the places in the rendered text that can be linked to.
    """

    differences: tuple[Difference, ...]
    faults: tuple[Problem, ...]
    words: tuple[int, int]
    links: tuple[int, int]
    images: tuple[int, int]
    anchors: frozenset[str] = frozenset()


class _Context(Context):
    """As a build's, but files need not be there: what is tried is the text."""

    __slots__ = ()

    def measure(self, source: str, url: str, alt: str) -> Image | Problem:
        """A picture of some size."""
        return Image(source=source, url=url, alt=alt, width=4, height=3)


def tried(  # noqa: PLR0913 (a text and what it leads to)
    markdown: str,
    source: str,
    notes: tuple[Note, ...],
    *,
    path: str,
    extensions: tuple[tuple[str, dict[str, Any]], ...],
    language: str = "sv",
    urls: Mapping[str, str],
    media: Mapping[str, str],
    canonical: Callable[[str], str],
    pictured: Callable[[str], str],
) -> Trial:
    """Render `markdown`, which is to lie at `path`, and compare it with the HTML `source`.

    `urls` has for the path of every text that may be linked to what `canonical` calls a link to it
    in the source; `media` the same for files, whose pictures `pictured` names.
    """
    context = _Context(
        root=Path("/"),
        extensions=extensions,
        urls=urls,
        hidden={},
        files=frozenset(media),
        language=language,
    )
    entry = Page(id="prov", source=path, url="/prov/", title="Prov", body_line=1)
    rendered, problems = render(entry, markdown, context)
    before, after = facts_of(source), facts_of(rendered.html)
    before.links = [canonical(link) for link in before.links]
    before.images = [pictured(image) for image in before.images]
    _led_back(after, media)
    return Trial(
        differences=compared(before, after, _spelt(notes, canonical, pictured)),
        faults=faults(problems),
        words=(len(before.words), len(after.words)),
        links=(len(before.links), len(after.links)),
        images=(len(before.images), len(after.images)),
        anchors=frozenset(rendered.anchors),
    )


def _led_back(after: Facts, media: Mapping[str, str]) -> None:
    """What our pages call files, as the source calls them."""
    back = {media_url(local): original for local, original in media.items()}
    links, images = map(address_of, after.links), map(address_of, after.images)
    after.links = [back.get(link, link) for link in links]
    after.images = [back.get(image, image) for image in images]


def _spelt(
    notes: tuple[Note, ...], canonical: Callable[[str], str], pictured: Callable[[str], str]
) -> tuple[Note, ...]:
    """The notes, their addresses spelt as those of the facts."""
    return tuple(
        replace(
            note,
            links=tuple(canonical(link) for link in note.links),
            images=tuple(pictured(image) for image in note.images),
        )
        if note.links or note.images
        else note
        for note in notes
    )
