"""What a book says of itself to reading systems: its parts, whose it is, and who can read it.

Source: https://www.w3.org/TR/epub-33/#sec-package-doc and, of those who can read it,
https://www.w3.org/TR/epub-a11y-111/ with the words of https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from publisher.exporters.epub.pages import BookText

CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/bok.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFacts:
    """What is said of the whole; `described` tells that every picture has a description."""

    id: str
    title: str
    language: str
    publisher: str
    authors: tuple[str, ...]
    rights: str
    date: datetime
    changed: datetime
    pictured: bool
    described: bool
    noted: bool


def package(facts: BookFacts, texts: tuple[BookText, ...], files: Mapping[str, str]) -> str:
    """The package document; `files` has the media type of every picture by its place."""
    items = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="titel" href="titel.xhtml" media-type="application/xhtml+xml"/>',
        '<item id="stil" href="stil.css" media-type="text/css"/>',
    ]
    spine = ['<itemref idref="titel"/>', '<itemref idref="nav"/>']
    for number, text in enumerate(texts, start=1):
        items.append(
            f'<item id="t{number}" href="{text.name}" media-type="application/xhtml+xml"/>'
        )
        spine.append(f'<itemref idref="t{number}"/>')
    for number, (place, kind) in enumerate(files.items(), start=1):
        items.append(f'<item id="b{number}" href="{place}" media-type="{kind}"/>')
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            (
                '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"'
                f' xml:lang="{escape(facts.language)}">'
            ),
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *_told(facts),
            *_accessible(facts),
            "</metadata>",
            "<manifest>",
            *items,
            "</manifest>",
            "<spine>",
            *spine,
            "</spine>",
            "</package>",
            "",
        )
    )


def _told(facts: BookFacts) -> Iterator[str]:
    yield f'<dc:identifier id="id">{escape(facts.id)}</dc:identifier>'
    yield f"<dc:title>{escape(facts.title)}</dc:title>"
    yield f"<dc:language>{escape(facts.language)}</dc:language>"
    for name in facts.authors:
        yield f"<dc:creator>{escape(name)}</dc:creator>"
    yield f"<dc:publisher>{escape(facts.publisher)}</dc:publisher>"
    yield f"<dc:date>{facts.date:%Y-%m-%d}</dc:date>"
    if facts.rights:
        yield f"<dc:rights>{escape(facts.rights)}</dc:rights>"
    changed = facts.changed.astimezone(UTC)
    yield f'<meta property="dcterms:modified">{changed:%Y-%m-%dT%H:%M:%SZ}</meta>'


def _accessible(facts: BookFacts) -> Iterator[str]:
    """Only what is true of this very book."""

    def meta(name: str, value: str) -> str:
        return f'<meta property="schema:{name}">{escape(value)}</meta>'

    yield meta("accessMode", "textual")
    if facts.pictured:
        yield meta("accessMode", "visual")
        yield meta("accessModeSufficient", "textual,visual")
    if facts.described or not facts.pictured:
        yield meta("accessModeSufficient", "textual")
    features = [
        "structuralNavigation",
        "tableOfContents",
        "readingOrder",
        "displayTransformability",
    ]
    features += ["alternativeText"] if facts.pictured and facts.described else []
    features += ["ARIA"] if facts.noted else []
    for feature in features:
        yield meta("accessibilityFeature", feature)
    yield meta("accessibilityHazard", "none")
    pictures = (
        "Alla bilder har en beskrivning. "
        if facts.pictured and facts.described
        else "Några bilder saknar beskrivning. "
        if facts.pictured
        else ""
    )
    told = "Texten går att läsa upp, förstora och navigera i med rubriker och innehållsförteckning."
    yield meta("accessibilitySummary", pictures + told)
