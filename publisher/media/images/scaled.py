"""Pictures made smaller than they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from publisher.media.images import heif
from publisher.media.images.decoded import decoded, opened, seen_size

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Format = Literal["WEBP", "JPEG", "PNG"]

WIDTHS = (480, 800, 1200, 1600)
"""Pixels across: a thumb, a phone, the text column, and the same on a fine screen."""
FALLBACK = 1200
"""How wide the one file may be that is for browsers without WebP, and for whoever saves it."""

DRAWN = 0.5
"""Bytes a pixel below which a PNG is no photograph: those take one to three."""

_ENDINGS: dict[Format, str] = {"WEBP": ".webp", "JPEG": ".jpg", "PNG": ".png"}
_SAVING: dict[Format, dict[str, Any]] = {
    # Method 4 of 6: the next one takes twice the time for two per cent of the bytes.
    "WEBP": {"quality": 78, "method": 4},
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
}

_SIZED = frozenset({"JPEG", "MPO", "PNG", "WEBP", heif.FORMAT})
_ROWS = frozenset({"MPO", heif.FORMAT})
"""Of which one file may hold many pictures, of which the first is the photograph."""
_WORTH = 1.15
"""How many times wider the picture must be than a step for the step to be worth a file."""


class Variant(NamedTuple):
    """A file that is made of a picture: pixels across, and Pillow's name of the format."""

    width: int
    format: Format

    @property
    def ending(self) -> str:
        """How its name ends, after the original's: `-800.webp`."""
        return f"-{self.width}{_ENDINGS[self.format]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variants:
    """What is made of a picture: WebP in several widths, narrowest first, and one fallback.

    `drawn` tells a chart or a drawing from a photograph.
    """

    webp: tuple[Variant, ...]
    fallback: Variant
    drawn: bool

    def __iter__(self) -> Iterator[Variant]:
        """All of them."""
        yield from (*self.webp, self.fallback)


def variants(path: Path) -> Variants | None:
    """Which smaller files a picture is worth; None when it is to be shown as it is.

    As it is: an SVG, a GIF, an AVIF, whatever moves, and what is narrower than the narrowest width.
    No file is wider than its original. The fallback is a PNG of what is drawn or partly
    transparent, else a JPEG. Only headers are read; raises UnfitError when they are damaged.
    """
    if path.suffix.lower() == ".svg":
        return None
    with opened(path) as picture:
        kind, clear = picture.format, picture.has_transparency_data
        moving = kind not in _ROWS and getattr(picture, "is_animated", False)
        width, pixels = seen_size(picture)[0], picture.width * picture.height
    if kind not in _SIZED or moving or width < WIDTHS[0]:
        return None
    steps = [step for step in WIDTHS if step * _WORTH <= width]
    if width <= WIDTHS[-1] * _WORTH:
        steps.append(min(width, WIDTHS[-1]))
    drawn = kind == "PNG" and path.stat().st_size < pixels * DRAWN
    return Variants(
        webp=tuple(Variant(step, "WEBP") for step in steps),
        fallback=Variant(min(width, FALLBACK), "PNG" if clear or drawn else "JPEG"),
        drawn=drawn,
    )


def made(path: Path, wanted: Variants) -> Iterator[tuple[Variant, bytes]]:
    """Every file of a picture, which is decoded only once.

    What is transparent stays so in WebP, which pages show; the fallback, which letters show too,
    lies on white. The same picture gives the same bytes with the same Pillow. Raises UnfitError
    when it is damaged.
    """
    from PIL import Image as Pillow

    whole = decoded(path, max(variant.width for variant in wanted))
    for variant in wanted:
        size = (variant.width, max(1, round(whole.height * variant.width / whole.width)))
        small = whole.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=3.0)
        data = saved(small, variant.format, flat=variant == wanted.fallback)
        if wanted.drawn and variant.format == "WEBP":
            data = min(data, saved(small, "WEBP", lossless=True), key=len)
        yield variant, data


def resized(path: Path, width: int, format_: Format) -> bytes:
    """The picture `width` pixels across at most, never wider than it came.

    Turned as the camera was held (EXIF), in sRGB, and without anything else that camera or program
    wrote into it. What is transparent lies on white: black lines on nothing are lost on a dark
    ground, and which ground a mail program has nobody knows. The same picture gives the same bytes
    with the same Pillow. Raises UnfitError when it is damaged.
    """
    return saved(decoded(path, width), format_, flat=True)


def shrunk(path: Path, side: int) -> bytes:
    """The picture as a JPEG that fits in a square of `side` pixels; never larger than it was.

    For covers, which directories want 3,000 pixels wide and pages show at a thumb's size. The same
    picture gives the same bytes with the same Pillow. Raises UnfitError when it is damaged.
    """
    from PIL import Image as Pillow

    with opened(path) as picture:
        picture.draft("RGB", (side, side))  # a JPEG is decoded at a fraction of its size
        small = picture.convert("RGB")
    small.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    small.info = {}  # Pillow writes a comment, and in some versions XMP, of its own accord
    out = BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def saved(picture: Picture, format_: Format, *, flat: bool = False, **more: object) -> bytes:
    """The picture as a file; `flat`: what is transparent lies on white."""
    out = BytesIO()
    if flat and picture.mode == "RGBA":
        from PIL import Image as Pillow

        ground = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(ground, picture).convert("RGB")
    picture.save(out, format_, **{**_SAVING[format_], **more})
    return out.getvalue()
