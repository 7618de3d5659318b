"""A link to a place within another text, as it stands in Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_PLAIN = re.compile(r"[\w.:-]+")


@dataclass(frozen=True, slots=True)
class AnchoredLink:
    """A link to `anchor` in the text of the record `target`, as it is `written`."""

    target: str
    anchor: str
    written: str


def anchor_of(address: str) -> str:
    """The place within a text that an address names; empty for none, and for no plain name.

    >>> anchor_of("https://x.se/a/#en-rubrik"), anchor_of("https://x.se/a/#:~:text=a%20b")
    ('en-rubrik', '')
    """
    anchor = unquote(address.partition("#")[2])
    return anchor if _PLAIN.fullmatch(anchor) else ""
