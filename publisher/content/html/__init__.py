"""What the HTML of a text may hold: the list, one tag read and written, a whole fragment anew."""

from __future__ import annotations

from publisher.content.html.listed import ELEMENTS, RESERVED, VOID, is_id, listed
from publisher.content.html.parsed import ParsedFragment, anew
from publisher.content.html.tags import HtmlTag, read, written

__all__ = [
    "ELEMENTS",
    "RESERVED",
    "VOID",
    "HtmlTag",
    "ParsedFragment",
    "anew",
    "is_id",
    "listed",
    "read",
    "written",
]
