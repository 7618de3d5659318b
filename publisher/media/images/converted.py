"""A photograph that no browser shows (HEIC), made JPEG."""

from __future__ import annotations

from pathlib import Path

from publisher.media.images.cleaning import cleaned
from publisher.media.images.decoded import decoded, opened
from publisher.media.images.scaled import saved

_QUALITY = 90


def as_jpeg(path: Path) -> bytes:
    """The picture as a JPEG of the same size, without what nobody meant to publish.

    Whose it is stays, as in other pictures (`cleaning`). The same picture gives the same bytes with
    the same Pillow and libheif. Raises UnfitPictureError when it is damaged.
    """
    with opened(path) as picture:
        told = {name: picture.info.get(name) for name in ("exif", "xmp")}
        width = picture.width
    whole = decoded(path, width)
    kept = {name: value for name, value in told.items() if value}
    return cleaned(saved(whole, "JPEG", flat=True, quality=_QUALITY, **kept))
