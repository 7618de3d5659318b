"""What the HTML of a text may hold: the list, one tag read and written, a whole fragment anew."""

from __future__ import annotations

from publisher.fragments.listed import ELEMENTS, RESERVED, VOID, is_id, listed
from publisher.fragments.parsed import Anew, anew
from publisher.fragments.tags import Tag, read, written

__all__ = [
    "ELEMENTS",
    "RESERVED",
    "VOID",
    "Anew",
    "Tag",
    "anew",
    "is_id",
    "listed",
    "read",
    "written",
]
