"""Where links and pictures lead: addresses as the author wrote them → addresses on the site."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import quote, unquote

from publisher.addresses import media_url
from publisher.model import Link
from publisher.render.findings import Findings

_WEB = re.compile(r"https?://[^/?#\s]+\.?[^\s]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}", re.IGNORECASE)
_FILES = frozenset(
    "avif csv docx gif htm html jpeg jpg json m4a markdown md mov mp3 mp4 odt ogg opus pdf png"
    " pptx srt svg txt vtt wav webm webp xlsx xml yaml yml zip".split()
)
"""Endings that make `rapport.pdf` a file and not the host of a web page."""
_ILLEGAL = re.compile(r"""[\s"<>\\^`{|}\x00-\x1f]""")
"""What may not stand in an address (URL Standard, “URL code points”); letters such as å may."""

_HOW = "Länka till en sida (https://…), en adress (mailto:…) eller ett nummer (tel:…)."


class Target(NamedTuple):
    """A link within the publication, taken apart. `path` is relative to the root, or a site address.

    The path is None when it leads out of `content/`.
    """

    path: str | None
    query: str
    anchor: str


class Linker:
    """Resolves one text's links and pictures; what is wrong with them goes to its Findings."""

    def __init__(self, findings: Findings) -> None:
        """For the text that `findings` is about."""
        self._found = findings
        self._context = findings.context
        self._source = findings.entry.source

    def link(self, href: str) -> tuple[str, bool]:
        """What to write for a link's `href`, and whether it leads to an entry of ours."""
        if _WEB.fullmatch(href) or href.startswith(("mailto:", "tel:")):
            return _legal(href), False
        nth = self._found.nth(href)
        if href.startswith("#") and len(href) > 1:
            self._local(href[1:], href, nth)
            return _legal(href), False
        if fault := _unfit(href):
            self._found.fault(self._found.lines.target(href, nth), *fault)
            return _legal(href), False
        return self._inside(href, nth)

    def picture(self, src: str, alt: str) -> dict[str, str]:
        """The attributes a picture gets; for one that cannot be shown, its `src` as it was."""
        nth = self._found.nth(src)
        lines = self._found.lines
        source = self._file(src, nth, "bilden")
        if source is None:
            return {"src": _legal(src)}
        measured = self._context.measure(source, self._address(source), alt)
        made = {"src": self._address(source), "loading": "lazy", "decoding": "async"}
        if not hasattr(measured, "url"):
            self._found.relocated(lines.target(src, nth), measured)
            return made
        self._found.publish(source, measured.url)
        if measured.width is not None and measured.height is not None:
            made |= {"width": str(measured.width), "height": str(measured.height)}
        return made
