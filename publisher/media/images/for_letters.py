"""Pictures as letters show them: JPEG, PNG or GIF, since Outlook shows nothing newer."""

from __future__ import annotations

from pathlib import Path

from publisher.media.images.decoded import opened, seen_size, seen_through
from publisher.media.images.scaled import DRAWN, FALLBACK, Variant, variants

LETTER = FALLBACK
"""Pixels across, at most: a letter is 600 wide, and fine screens want twice that."""
THUMB = 240
"""The same for the small picture of a gathered piece, which is shown at 120."""

_LIGHT = 100_000
"""Bytes that a letter's picture may weigh: a chart is often lighter as it is than made smaller."""

_SHOWN = frozenset({"GIF", "JPEG", "MPO", "PNG"})


def mailed(path: Path, most: int) -> Variant | None:
    """The file that a letter shows of a picture, at most `most` pixels across; None: its own.

    Its own is shown of a GIF as wide as the letter, which may move, and of a JPEG or PNG that is
    small or light enough; also of an SVG, but that no letter shows. A large picture's is the one
    that pages have for old browsers. The name tells how wide the file may be, not how wide it is:
    a letter that has gone out finds it also when the author has exchanged the picture for another.
    What can be seen through is never shown as it is, unless it moves: black lines would be lost
    where a program is dark. Only headers are read, and the pixels of what may be seen through;
    UnfitError when they are damaged.
    """
    if path.suffix.lower() == ".svg":
        return None
    with opened(path) as picture:
        kind, clear, stored = picture.format, picture.has_transparency_data, picture.size
        width, height = seen_size(picture)
        moves = bool(getattr(picture, "is_animated", False))
    shown = kind in _SHOWN and (moves or not (clear and seen_through(path)))
    size = path.stat().st_size
    if most == LETTER:
        # Of a photograph taken on its side few mail programs know that it is.
        light = size <= _LIGHT and width <= 2 * LETTER and stored == (width, height)
        if shown and (kind == "GIF" or light):
            return None
        if made := variants(path):
            return Variant(LETTER, made.fallback.format)
    if shown and width <= most:
        return None
    drawn = kind == "PNG" and size < width * height * DRAWN
    return Variant(most, "PNG" if clear or drawn else "JPEG")
