"""Pictures freed from what nobody meant to publish, with every byte of the picture itself kept.

A camera writes where a picture was taken, which camera it was and a small copy of what was later
cropped away; programs write how it was edited, and phones lay a film behind it. Everything that is
not known to be needed goes: what stays is what shows the picture rightly (orientation, colours,
animation) and whose it is. That must stay, by the Swedish copyright law too (1960:729, 26 h §).

No library does this for all five formats without making pictures anew (Exiv2 cannot write GIF and
AVIF, and takes away what it knows rather than keeping what it knows). Nothing here decodes pixels.
"""

from __future__ import annotations

from collections.abc import Callable

from publisher.media.images.cleaning import avif, gif, jpeg, png, webp
from publisher.media.images.cleaning.parts import UncleanError
from publisher.media.images.unfit import UnfitPictureError

HEAD = 64
"""How many first bytes tell what a file is."""

_CLEANERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], bytes]], ...] = (
    (jpeg.is_one, jpeg.cleaned),
    (png.is_one, png.cleaned),
    (webp.is_one, webp.cleaned),
    (gif.is_one, gif.cleaned),
    (avif.is_one, avif.cleaned),
)
_OTHERS: tuple[tuple[int, bytes], ...] = (
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (0, b"II+\0"),
    (0, b"MM\0+"),
    (0, b"8BPS"),
    (0, b"\xff\x0a"),
    (0, b"\0\0\0\x0cJXL "),
    (0, b"\0\0\0\x0cjP  "),
)
"""Where in a file what stands: TIFF and most raw formats, PSD, JPEG XL, JPEG 2000."""


def is_cleaned(head: bytes) -> bool:
    """Whether a file that begins so is of a kind that can be cleaned; it may have any name."""
    return any(is_one(head) for is_one, _ in _CLEANERS)


def is_telling(head: bytes) -> bool:
    """Whether it is a picture of a kind that cannot, such as TIFF or a camera's raw file."""
    return any(head[at : at + len(sign)] == sign for at, sign in _OTHERS) and not is_cleaned(head)


def cleaned(data: bytes) -> bytes:
    """A JPEG, PNG, WebP, GIF or AVIF without what nobody meant to publish; the same pixels.

    Raises UnfitError when the file is built in a way that cannot be followed: then nobody knows
    what it carries.
    """
    try:
        return _cleaner(data[:HEAD])(data)
    except UncleanError as error:
        raise UnfitPictureError(
            f"går inte att rensa från plats och andra dolda uppgifter ({error})",
            "Öppna den i ett bildprogram och spara om den som JPEG, PNG eller WebP.",
        ) from error


def _cleaner(head: bytes) -> Callable[[bytes], bytes]:
    for is_one, clean in _CLEANERS:
        if is_one(head):
            return clean
    message = "okänt format"
    raise UncleanError(message)
