"""Footnotes at the end of the text, each with a way back to every mark that leads to it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.footnotes import (
    FN_BACKLINK_TEXT,
    NBSP_PLACEHOLDER,
    FootnoteExtension,
)

from publisher.content.render.reading.document import MOST_MARKS, Footnotes


def append(root: Element, notes: dict[str, list[Element]], settings: FootnoteExtension) -> None:
    """Put the notes where the extension would; their words are read with all others."""
    if not notes:
        return
    holder = Element("div", {"class": "footnote"})
    SubElement(holder, "hr")
    rows = SubElement(holder, "ol")
    for name, blocks in notes.items():
        SubElement(rows, "li", {"id": f"fn:{name}"}).extend(blocks)
    marker = settings.getConfig("PLACE_MARKER")
    place = next((child for child in root if marker in (child.text or "")), None)
    if place is None:
        root.append(holder)
    else:
        index = list(root).index(place)
        root[index] = holder


def lead_back(root: Element, footnotes: Footnotes, settings: FootnoteExtension) -> None:
    """Add the ways back: to the first mark, though it may be missing, and to all others."""
    holder = next((each for each in root.iter("div") if each.get("class") == "footnote"), None)
    if holder is None:
        return
    title = settings.getConfig("BACKLINK_TITLE")
    for number, row in enumerate(holder[1], start=1):
        name = row.get("id", "").removeprefix("fn:")
        last = row[-1] if len(row) and row[-1].tag == "p" else SubElement(row, "p")
        if len(row) > 1 or last.text or len(last):
            _append(last, NBSP_PLACEHOLDER)
        for mark in range(1, max(min(footnotes.marks.get(name, 0), MOST_MARKS), 1) + 1):
            href = f"#fnref{mark if mark > 1 else ''}:{name}"
            link = SubElement(
                last,
                "a",
                {"href": href, "class": "footnote-backref", "title": title.format(number)},
            )
            link.text = FN_BACKLINK_TEXT


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
