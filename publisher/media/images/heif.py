"""Photographs as phones take them: HEIC, which no browser but Safari shows.

Read by pillow-heif, whose wheels bring libheif. Its files stand as the camera was held: libheif
turns them, and says in their EXIF that they are upright.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from publisher.media.images.unfit import UnfitPictureError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FORMAT = "HEIF"
"""What Pillow calls it."""
ENDINGS = (".heic", ".heif")
HEAD = 64
"""How many first bytes tell that a file is one."""

_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_OTHERS = frozenset({b"avif", b"avis"})
"""ISO/IEC 23008-12, annex B, and AV1's own: of one that names both, Pillow knows how to read it."""
_HELP = (
    "Installera det: pip install pillow-heif. Eller spara bilden som JPEG: på en Mac i Bilder med "
    "Arkiv > Exportera, på en iPhone med Inställningar > Kamera > Format > Mest kompatibelt."
)


def is_heif(head: bytes) -> bool:
    """Whether a file that begins so is HEIC, or something else in the same wrapping."""
    if head[4:8] != b"ftyp":
        return False
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, HEAD, 4))}
    return bool(brands & _BRANDS) and not brands & _OTHERS


def as_opened(file: BinaryIO) -> Picture:
    """The picture, of which only the header has been read.

    Raises UnfitPictureError where what reads it is not installed, and whatever Pillow raises.
    """
    from PIL import Image as Pillow

    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        text = "är i formatet HEIC, och det som läser sådana bilder är inte installerat"
        raise UnfitPictureError(text, _HELP) from error
    register_heif_opener(thumbnails=False)
    return Pillow.open(file, formats=[FORMAT])
