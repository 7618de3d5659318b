"""What stands apart from the running text: the meanings of abbreviations, and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown.extensions.footnotes import FootnoteExtension

from publisher.content.render.direct.blocks import is_running, whole
from publisher.content.render.direct.settings import DirectSettings
from publisher.content.render.direct.stretch import MarkedWords
from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.direct.words import as_attribute, is_name
from publisher.content.render.reading import starts
from publisher.content.render.reading.abbreviations import MOST

_HIDING = re.compile("<[!?/]")


def meanings(blocks: list[str], settings: DirectSettings) -> tuple[list[str], dict[str, str]]:
    """The blocks that are none, and what the others explain."""
    rest = [block for block in blocks if not block.startswith("*[")]
    found: dict[str, str] = {}
    if len(rest) == len(blocks):
        return rest, found
    for line in (line for block in blocks if block.startswith("*[") for line in block.split("\n")):
        match = starts.ABBREVIATION.match(line)
        if match is None or not settings.features.abbreviations:
            raise Uncertain
        # The long way tells of comments that nobody would leave out of a value.
        if _HIDING.search(line):
            raise Uncertain
        name = match[1].strip()
        if name in found or not any(map(str.isalpha, name)) or len(found) >= MOST:
            raise Uncertain
        found[name] = match[2].strip()
    return rest, found


def notes(blocks: list[str], settings: DirectSettings) -> tuple[list[str], dict[str, str]]:
    """The blocks that are no footnotes, and those: text by name.

    Footnotes stand last, or between paragraphs: whoever adds to a text writes below all there is.
    """
    rest = [block for block in blocks if not block.startswith("[^")]
    found: dict[str, str] = {}
    if len(rest) == len(blocks):
        return blocks, found
    for line in (line for block in blocks if block.startswith("[^") for line in block.split("\n")):
        match = starts.NOTE.match(line)
        if match is None or match[1] in found or not is_name(match[1]):
            raise Uncertain
        found[match[1]] = line[match.end() :]
    if settings.footnotes is None or not all(map(is_running, found.values())):
        raise Uncertain
    # Marks are counted in the order they stand in, also those in other footnotes.
    plain = not any("[^" in text for text in found.values()) and all(_between_paragraphs(blocks))
    if blocks[: len(rest)] != rest and not plain:
        raise Uncertain
    return rest, found


def _between_paragraphs(blocks: list[str]) -> Iterator[bool]:
    """Of each footnote, whether what stands on either side of it is running text or footnotes."""
    for at, block in enumerate(blocks):
        if block.startswith("[^"):
            around = (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2])
            lines = (
                line for each in around if not each.startswith("[^") for line in each.split("\n")
            )
            yield all(map(is_running, lines))


def set_notes(
    found: dict[str, str], words: MarkedWords, settings: FootnoteExtension
) -> tuple[str, list[str]]:
    """The footnotes as they stand below the text, and their words; all else has been read."""
    texts = []
    for name, text in found.items():
        words.anchor(f"fn:{name}")
        texts.append(words.html(whole(text)))
    rows = []
    for number, (name, html) in enumerate(zip(found, texts, strict=True), start=1):
        back = _back(name, number, words.marks.get(name, 0), settings)
        rows.append(f'<li id="fn:{name}">\n<p>{html}&#160;{back}</p>\n</li>')
    return '<div class="footnote">\n<hr>\n<ol>\n' + "\n".join(rows) + "\n</ol>\n</div>", texts


def _back(name: str, number: int, marks: int, settings: FootnoteExtension) -> str:
    """The ways back to every mark; a note that has none is told of on the long way."""
    if not marks:
        raise Uncertain
    title = as_attribute(settings.getConfig("BACKLINK_TITLE").format(number))
    text = settings.getConfig("BACKLINK_TEXT")
    return "".join(
        f'<a class="footnote-backref" href="#fnref{mark if mark > 1 else ""}:{name}"'
        f' title="{title}">{text}</a>'
        for mark in range(1, marks + 1)
    )
