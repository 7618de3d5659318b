"""The pictures of a book: freed from what cameras wrote, and no wider than a page needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.media import images
from publisher.media.images import UnfitPictureError

WIDEST = 1200
"""Pixels across; more than any page of a reading system shows."""
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}
"""What every reading system shows (https://www.w3.org/TR/epub-33/#sec-core-media-types)."""


@dataclass(slots=True)
class BookPictures:
    """Those that have been asked for, by their place in the book, in that order."""

    disk: Mapping[str, Path]
    sources: dict[str, str] = field(default_factory=dict)
    """Site address → path in the publication."""
    found: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Place in the book → its media type and its bytes."""
    unfit: dict[str, str] = field(default_factory=dict)
    """Path in the publication → why it is not in the book."""
    _places: dict[str, str] = field(default_factory=dict)

    def place(self, url: str) -> str:
        """Where the picture at a site address lies in the book; empty when it does not."""
        source = self.sources.get(url.partition("?")[0])
        if source is None or source not in self.disk or source in self.unfit:
            return ""
        if source not in self._places:
            try:
                kind, data = _made(self.disk[source])
            except UnfitPictureError as error:
                self.unfit[source] = error.text
                return ""
            place = f"bilder/bild-{len(self._places) + 1:04}{_ENDINGS[kind]}"
            self._places[source] = place
            self.found[place] = (kind, data)
        return self._places[source]


def _made(path: Path) -> tuple[str, bytes]:
    """Media type and bytes. Raises UnfitPictureError for what cannot be cleaned."""
    if path.suffix.lower() == ".svg":
        return "image/svg+xml", path.read_bytes()
    data = path.read_bytes()
    kind = _kind(data[: images.HEAD])
    if not kind:  # AVIF, which few reading systems show
        return "image/jpeg", images.resized(path, WIDEST, "JPEG")
    wanted = images.variants(path)
    if wanted is not None and max(each.width for each in wanted) >= WIDEST:
        made = wanted.fallback.format
        return f"image/{made.lower()}", images.resized(path, WIDEST, made)
    return kind, images.cleaned(data)


def _kind(head: bytes) -> str:
    """By what it is, whatever its name says."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    signs = ((b"\xff\xd8", "image/jpeg"), (b"\x89PNG", "image/png"), (b"GIF8", "image/gif"))
    return next((kind for sign, kind in signs if head.startswith(sign)), "")
