"""What verifying asks the web for, and what the right answer is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An address, and what is known of what lies there; what is empty is not known.

    `types` are the media types that will do, the best first; `file` is our own copy.
    """

    url: str
    sha256: str = ""
    bytes: int = 0
    types: tuple[str, ...] = ()
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """A site as it ought to be seen. `origin` ends without `/`.

    `sound` is one enclosure; `beside` are transcripts and chapters; `moved` pairs an old address
    with the one it leads to; `asset` is a file whose address changes when it does. `closed` are
    folders in which something lies at an address that nobody may know, so none may be listed.
    """

    origin: str
    pages: tuple[Expected, ...] = ()
    feeds: tuple[Expected, ...] = ()
    maps: tuple[Expected, ...] = ()
    sound: Expected | None = None
    beside: tuple[Expected, ...] = ()
    moved: tuple[tuple[Expected, str], ...] = ()
    asset: Expected | None = None
    closed: tuple[str, ...] = ()
