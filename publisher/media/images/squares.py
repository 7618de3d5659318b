"""Squares cut out of pictures, around the point that is still to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.media.images.decoded import decoded, opened, seen_size
from publisher.media.images.scaled import saved

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_PORTRAIT = (50, 35)
"""Where a face is more often than not: most photographs of people have it above the middle."""


def squared(
    path: Path, sides: tuple[int, ...], focus: tuple[int, int] | None
) -> Iterator[tuple[int, bytes]]:
    """A JPEG for each of the sides, never larger than there are pixels for.

    The picture is decoded only once. The same picture gives the same bytes with the same Pillow.
    Raises UnfitError when it is damaged.
    """
    with opened(path) as picture:
        width, height = seen_size(picture)
    most = min(max(sides), width, height)
    whole = decoded(path, ceil(most * width / min(width, height)))
    for side in sides:
        yield side, saved(fitted(whole, min(side, most), focus or _PORTRAIT), "JPEG", flat=True)


def fitted(picture: Picture, side: int, focus: tuple[int, int]) -> Picture:
    """As large a square of the picture as there is, `side` pixels wide and high."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    centering = (focus[0] / 100, focus[1] / 100)
    return ImageOps.fit(picture, (side, side), Pillow.Resampling.LANCZOS, centering=centering)
