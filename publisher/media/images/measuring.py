"""One picture file → Image: what kind it is and how large.

The kind is told by the content, not by the name. Only headers are read: no picture is decoded.
"""

from __future__ import annotations

from os import fstat
from pathlib import Path
from typing import BinaryIO

from publisher.media.images import heif
from publisher.media.images.decoded import SMALLER, opened, seen_size
from publisher.media.images.unfit import RESAVE, UnfitPictureError
from publisher.model import Image
from publisher.problems import Problem, reason
from publisher.system.disk import on_disk

_FORMATS = frozenset({"AVIF", "GIF", "JPEG", "MPO", "PNG", "WEBP", heif.FORMAT})
"""What every browser shows, in Pillow's words, and what is made JPEG. MPO is a JPEG as some phones
and cameras make it."""
_AS_JPEG = (*heif.ENDINGS, ".jpg", ".jpeg")

_DECODED_WHOLE = frozenset({"PNG", "WEBP", heif.FORMAT})
"""Of which nobody can decode a part: making them smaller takes four bytes a pixel, twice."""

_AVIF = {b"avif", b"avis"}
_BRANDS = {
    b"crx ": "en råbild från en kamera",
    b"qt  ": "en film", b"isom": "en film", b"mp42": "en film", b"mp41": "en film",
}  # fmt: skip
"""ISO 14496-12, the brands of a file that begins with `ftyp`, pictures apart."""
_SIGNS = {
    b"\xff\x0a": "i formatet JPEG XL", b"\x00\x00\x00\x0cJXL ": "i formatet JPEG XL",
    b"%PDF": "en PDF", b"8BPS": "i formatet PSD (Photoshop)", b"FUJIFILMCCD-RAW":
    "en råbild från en kamera", b"PK\x03\x04": "ett ZIP-arkiv eller ett dokument",
    b"\x1aE\xdf\xa3": "en film",
}  # fmt: skip
_EXPORT = "Öppna den i ett bildprogram och spara den som JPEG eller PNG, eller ta en skärmbild."

_MOST_PIXELS = 50_000_000
_SCAN = b"\xff\xda"
"""What a scan of a JPEG begins with (ITU-T T.81, B.1.1.3: SOS); no compressed data hold it."""
_MOST_SCANS = 100
"""Cameras write one, programs that fill a picture in by steps ten or so. Each is a walk over all
of the picture, and of one without news 60 bytes are enough."""


def measure(root: Path, source: str, url: str, alt: str = "") -> Image | Problem:
    """The picture at `source` below `root`, to be published at `url`; a Problem when it cannot be.

    Width and height are pixels as a browser shows the picture: a photograph taken with the camera
    on its side (EXIF) has them exchanged, and an SVG has those of its `width` and `height`, else of
    its `viewBox`, else None. An SVG that carries code, or that would fetch anything from elsewhere,
    is refused: opened by itself it would run in the reader's browser. The Problem has the picture's
    path and no line; who asked for the picture knows better where the fault stands.
    """
    try:
        with on_disk(root, source).open("rb") as file:
            width, height = _size(file, source)
    except OSError as error:
        text = f"bilden ”{source}” går inte att läsa: {reason(error)}"
        return Problem(path=source, text=text, hint="Kontrollera filens namn och rättigheter.")
    except UnfitPictureError as unfit:
        return unfit.problem(source)
    return Image(source=source, url=url, width=width, height=height, alt=alt)


def _size(file: BinaryIO, source: str) -> tuple[int | None, int | None]:
    if fstat(file.fileno()).st_size == 0:
        raise UnfitPictureError("är tom", "Exportera eller hämta bilden på nytt.")
    head = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if kind := _foreign(head):
        raise UnfitPictureError(f"är {kind}, som webbläsare inte visar", _EXPORT)
    is_xml = head.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    if source.lower().endswith(".svg"):
        if not is_xml:
            raise UnfitPictureError("är ingen SVG", "Ge filen det namn som hör till dess format.")
        from publisher.media.images.drawing import Drawing

        return Drawing(file.read()).size
    if is_xml and b"<svg" in head:
        raise UnfitPictureError(
            "är en SVG men heter inte så", "Ge den ett namn som slutar på .svg."
        )
    if heif.is_heif(head) and not source.lower().endswith(_AS_JPEG):
        hint = "Ge den ett namn som slutar på .heic, så läggs den ut som JPEG."
        raise UnfitPictureError("är i formatet HEIC men heter inte så", hint)
    return _size_of_pixels(file)


def _foreign(head: bytes) -> str:
    """The kind of a file that no browser shows and Pillow does not know; empty for all else."""
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, 64, 4))}
        if brands & _AVIF or heif.is_heif(head):
            return ""
        return next((name for brand, name in _BRANDS.items() if brand in brands), "")
    return next((name for sign, name in _SIGNS.items() if head.startswith(sign)), "")


def _size_of_pixels(file: BinaryIO) -> tuple[int, int]:
    with opened(file) as picture:
        kind, pixels = picture.format or "", picture.width * picture.height
        size = seen_size(picture)
    if kind not in _FORMATS:
        raise UnfitPictureError(f"är i formatet {kind}, som webbläsare inte visar", RESAVE)
    if kind == "JPEG":
        _count_scans(file)
    if kind in _DECODED_WHOLE and pixels > _MOST_PIXELS:
        raise UnfitPictureError(f"har {pixels // 1_000_000} miljoner bildpunkter", SMALLER)
    return size


def _count_scans(file: BinaryIO) -> None:
    """Raise UnfitPictureError for a JPEG that is drawn over and over again."""
    file.seek(0)
    scans, before = 0, b""
    while chunk := file.read(1 << 20):
        scans += (before + chunk).count(_SCAN)
        before = chunk[-1:]
    if scans > _MOST_SCANS:
        text = f"ritas om {scans} gånger, och ingen webbläsare orkar det"
        raise UnfitPictureError(text, RESAVE)
