"""A picture file → pixels as a browser would show them: upright, in sRGB, no wider than asked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from publisher.media.images import heif
from publisher.media.images.unfit import RESAVE, UnfitPictureError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SMALLER = "Förminska den: 4\u00a0000 bildpunkter på bredden räcker överallt."

_OPAQUE = 255
_PAPERS = frozenset({".jpg", ".jpeg", ".png", ".webp", *heif.ENDINGS})
_LOOK, _PALE, _MOSTLY = 32, 225, 0.95
"""A drawing on paper is pale nearly all the way around, however small it is looked at."""
_ORIENTATION = 0x0112
"""The EXIF tag (TIFF 6.0, Orientation)."""
_LYING = range(5, 9)
"""Its values that mean that the picture lies on its side."""
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What sets it right, in Pillow's words; 1 is upright."""


@contextmanager
def opened(file: Path | BinaryIO) -> Iterator[Picture]:
    """The picture, of which only the header has been read.

    What Pillow cannot make out, here or in the body, is an UnfitError; what the disk refuses is
    an OSError.
    """
    from PIL import Image as Pillow

    try:
        with warnings.catch_warnings():
            # Of what is damaged Pillow warns first; what it makes of it then is what counts.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with _as_file(file) as opened_, _begun(opened_) as picture:
                yield picture
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
        raise UnfitPictureError("har för många bildpunkter", SMALLER) from error
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's doing; Pillow's own have no number
        hint = f"Går den att öppna i ett bildprogram? {RESAVE}"
        raise UnfitPictureError("är skadad eller ingen bild", hint) from error


@contextmanager
def _as_file(file: Path | BinaryIO) -> Iterator[BinaryIO]:
    if not isinstance(file, Path):
        yield file
        return
    with file.open("rb") as opened_:
        yield opened_


def _begun(file: BinaryIO) -> Picture:
    """By what the file holds, not by its name."""
    from PIL import Image as Pillow

    head = file.read(heif.HEAD)
    file.seek(0)
    return heif.as_opened(file) if heif.is_heif(head) else Pillow.open(file)


def whole(path: Path) -> None:
    """Raise UnfitError where the picture would when something is made of it.

    Small is enough: a JPEG of which an eighth is wanted is still read to its end.
    """
    decoded(path, 1)


def is_clear(path: Path) -> bool:
    """Whether a picture may be seen through: its kind can be, and its head says so; an SVG always.

    Raises UnfitError when the head is damaged.
    """
    kind = path.suffix.lower()
    if kind in {".svg", ".jpg", ".jpeg"}:
        return kind == ".svg"
    with opened(path) as picture:
        return picture.has_transparency_data


def is_pale(path: Path) -> bool:
    """Whether a picture is drawn on white, or nearly: it lights up a page that is dark.

    Decodes the picture, once as long as its file is the same. Raises UnfitError when it is damaged.
    """
    if path.suffix.lower() not in _PAPERS:
        return False
    stamp = path.stat()
    return _is_pale(path, stamp.st_mtime_ns, stamp.st_size, stamp.st_ino)


@lru_cache(maxsize=1024)
def _is_pale(path: Path, *_stamp: int) -> bool:
    with opened(path) as picture:
        picture.draft("L", (_LOOK, _LOOK))
        light: bytes = picture.convert("L").resize((_LOOK, _LOOK)).tobytes()
    rows = [light[at : at + _LOOK] for at in range(0, len(light), _LOOK)]
    sides = (one for row in rows for one in (row[0], row[-1]))
    edge: tuple[int, ...] = (*rows[0], *rows[-1], *sides)
    return sum(one >= _PALE for one in edge) >= _MOSTLY * len(edge)


def seen_through(path: Path) -> bool:
    """Whether any of its pixels really is: many pictures have a layer for it that is all opaque.

    Decodes the picture, once as long as its file is the same. Raises UnfitError when it is damaged.
    """
    stamp = path.stat()
    return _seen_through(path, stamp.st_mtime_ns, stamp.st_size, stamp.st_ino)


@lru_cache(maxsize=1024)
def _seen_through(path: Path, *_stamp: int) -> bool:
    with opened(path) as picture:
        if not picture.has_transparency_data:
            return False
        layer = picture.convert("RGBA").getchannel("A")
    return any(layer.histogram()[:_OPAQUE])


def decoded(path: Path, width: int) -> Picture:
    """The picture, `width` pixels across at most, in RGB or (with transparency) RGBA.

    Made small first of all: a JPEG is decoded at a half, a quarter or an eighth of its size, so
    that 40 megapixels are never whole in memory. Raises UnfitError when the file is damaged.
    """
    from PIL import Image as Pillow

    with opened(path) as picture:
        turn = orientation(picture.info.get("exif"))
        profile = picture.info.get("icc_profile")
        goal = _goal(picture.size, width, lying=turn in _LYING)
        picture.draft(None, goal)
        plain = _eight_bits(picture)
    if plain.size != goal:
        plain = plain.resize(goal, Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_srgb(plain, profile)
    if turn in _TURNS:
        plain = plain.transpose(Pillow.Transpose[_TURNS[turn]])
    # Where it was taken, by whom and with what is nobody's business, and weighs.
    plain.info = {}
    return plain


def orientation(exif: bytes | None) -> int:
    """How the camera was held, 1–8; 1 where nothing is said, or the EXIF block is damaged.

    Browsers show such a picture as it lies. Not `picture.getexif()`, which decodes a whole PNG.
    """
    from PIL.Image import Exif

    if not exif:
        return 1
    found = Exif()
    try:
        found.load(exif)
        turn = found.get(_ORIENTATION)
    except (SyntaxError, ValueError):
        return 1
    return turn if isinstance(turn, int) and turn in _TURNS else 1


def seen_size(picture: Picture) -> tuple[int, int]:
    """Width and height as a browser shows the picture; of an opened file, none of it decoded."""
    width, height = picture.size
    lying = orientation(picture.info.get("exif")) in _LYING
    return (height, width) if lying else (width, height)


def _goal(size: tuple[int, int], width: int, *, lying: bool) -> tuple[int, int]:
    """Width and height to decode to, as the picture lies in its file."""
    across = size[1] if lying else size[0]
    share = min(1.0, width / across)
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _eight_bits(picture: Picture) -> Picture:
    if picture.mode in {"RGB", "CMYK"} and not picture.has_transparency_data:
        picture.load()
        return picture
    if picture.mode.startswith("I"):  # sixteen bits of grey, which Pillow would cut off at 255
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Picture, profile: bytes | None) -> Picture:
    """Colours as they were meant, for what the file said of them is thrown away."""
    from PIL import ImageCms

    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            ours = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, meant, ours, outputMode=mode)
        except ImageCms.PyCMSError:
            # Damaged, or meant for other channels than the picture has: as browsers, without it.
            return picture.convert(mode)
        if turned is not None:
            return turned
    return picture.convert(mode)
