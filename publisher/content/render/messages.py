"""What came up while a text was read → what its author is told."""

from __future__ import annotations

from publisher.content.render.findings import Findings
from publisher.content.render.reading.document import Document


def tell(document: Document, found: Findings) -> None:
    """Pass on what the reading found, on the lines of the author's file."""
    document.references.tell()
    first = found.lines.first
    found.code.update(first + line for line in document.code)
    for line, text, hint, fatal, earlier in document.said:
        whole_text = text if earlier is None else f"{text}, här och på rad {first + earlier}"
        (found.fault if fatal else found.advice)(first + line, whole_text, hint)
