"""One picture file → Image: what kind it is and how large (the only importer of Pillow).

The kind is told by the content, not by the name. Only headers are read: no picture is decoded.
"""

from __future__ import annotations

import re
import warnings
from math import isfinite
from os import fstat
from pathlib import Path
from typing import BinaryIO

from publisher.model import Image
from publisher.problems import Problem, reason

_FORMATS = frozenset({"AVIF", "GIF", "JPEG", "MPO", "PNG", "WEBP"})
"""What every browser shows, in Pillow's words. MPO is a JPEG as some phones and cameras make it."""

_ORIENTATION = 0x0112
"""The EXIF tag (TIFF 6.0, Orientation) whose values 5–8 mean that the picture lies on its side."""

_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
}
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*", re.IGNORECASE)
_FETCH = re.compile(r"""@import|url\(\s*["']?(?![#"'\s])(?!data:)""", re.IGNORECASE)
_KEPT_OUT = frozenset({"script", "foreignObject", "handler", "iframe", "object", "embed"})

_RESAVE = "Spara om den som JPEG, PNG, WebP eller SVG."


class _UnfitError(Exception):
    """Why a file cannot be a picture on the site: the fault, then what to do about it."""


def measure(root: Path, source: str, url: str, alt: str = "") -> Image | Problem:
    """The picture at `source` below `root`, to be published at `url`; a Problem when it cannot be.

    Width and height are pixels as a browser shows the picture: a photograph taken with the camera
    on its side (EXIF) has them exchanged, and an SVG has those of its `width` and `height`, else of
    its `viewBox`, else None. An SVG that carries code, or that would fetch anything from elsewhere,
    is refused: opened by itself it would run in the reader's browser. The Problem has the picture's
    path and no line; who asked for the picture knows better where the fault stands.
    """
    try:
        with (root / source).open("rb") as file:
            width, height = _size(file, source)
    except OSError as error:
        text = f"bilden ”{source}” går inte att läsa: {reason(error)}"
        return Problem(path=source, text=text, hint="Kontrollera filens namn och rättigheter.")
    except _UnfitError as unfit:
        text, hint = unfit.args
        return Problem(path=source, text=f"bilden ”{source}” {text}", hint=hint)
    return Image(source=source, url=url, width=width, height=height, alt=alt)


def _size(file: BinaryIO, source: str) -> tuple[int | None, int | None]:
    if fstat(file.fileno()).st_size == 0:
        raise _UnfitError("är tom", "Exportera eller hämta bilden på nytt.")
    head = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    is_xml = head.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    if source.lower().endswith(".svg"):
        if not is_xml:
            raise _UnfitError("är ingen SVG", "Ge filen det namn som hör till dess format.")
        return _Drawing(file.read()).size
    if is_xml and b"<svg" in head:
        raise _UnfitError("är en SVG men heter inte så", "Ge den ett namn som slutar på .svg.")
    return _size_of_pixels(file)


def _size_of_pixels(file: BinaryIO) -> tuple[int, int]:
    from PIL import Image as Pillow

    try:
        with warnings.catch_warnings():
            # Of what is damaged Pillow warns first; what it makes of it then is what counts.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            with Pillow.open(file) as picture:
                kind, (width, height) = picture.format or "", picture.size
                lies_down = _lies_down(picture.info.get("exif"))
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
        hint = "Förminska den: 4 000 bildpunkter på bredden räcker överallt."
        raise _UnfitError("har för många bildpunkter", hint) from error
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's doing; Pillow's own, for what it cannot make out, have no number
        hint = f"Går den att öppna i ett bildprogram? {_RESAVE}"
        raise _UnfitError("är skadad eller ingen bild", hint) from error
    if kind not in _FORMATS:
        raise _UnfitError(f"är i formatet {kind}, som webbläsare inte visar", _RESAVE)
    return (height, width) if lies_down else (width, height)


def _lies_down(exif: bytes | None) -> bool:
    # Not `picture.getexif()`: for a PNG that decodes the whole picture.
    from PIL.Image import Exif

    if not exif:
        return False
    found = Exif()
    try:
        found.load(exif)
        orientation = found.get(_ORIENTATION)
    except (SyntaxError, ValueError):
        return False  # as browsers do with a damaged EXIF block: show the picture as it lies
    return isinstance(orientation, int) and 5 <= orientation <= 8  # noqa: PLR2004 (the EXIF values)


class _Drawing:
    """What an SVG says of its size, once it has been found to hold nothing but a drawing."""

    def __init__(self, data: bytes) -> None:
        """Read the file through without building anything of it."""
        from xml.parsers import expat

        self._root: dict[str, str] | None = None
        self._style = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(data, True)  # noqa: FBT003 (expat's own signature)
        except expat.ExpatError as error:
            text = f"är ingen hel SVG (fel på rad {error.lineno} i filen)"
            raise _UnfitError(text, "Exportera den på nytt från ritprogrammet.") from error

    @property
    def size(self) -> tuple[int | None, int | None]:
        """Width and height in CSS pixels; one that is missing follows from the viewBox."""
        root = self._root or {}
        width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
        box = [_pixels(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())[2:4]]
        if len(box) == 2 and box[0] and box[1]:  # noqa: PLR2004 (width and height)
            if width is None and height is None:
                width, height = box
            elif width is None and height is not None:
                width = height * box[0] / box[1]
            elif height is None and width is not None:
                height = width * box[1] / box[0]
        return _whole(width), _whole(height)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self._root is None:
            if tag != "svg":
                raise _UnfitError("är ingen SVG", _RESAVE)
            self._root = attributes
        if tag in _KEPT_OUT:
            raise _code(f"<{tag}>")
        self._style = tag == "style"
        for key, value in attributes.items():
            _check_attribute(tag, key.rpartition(" ")[2], value)

    def _end(self, _name: str) -> None:
        self._style = False

    def _text(self, text: str) -> None:
        if self._style and _FETCH.search(text):
            raise _outside(text.strip())

    def _entity(self, *_declaration: object) -> None:
        # Entities are how a file of a hundred bytes becomes gigabytes in the reader's memory.
        raise _UnfitError("innehåller egna entiteter (<!ENTITY …>)", "Spara om den som vanlig SVG.")

    def _instruction(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            raise _outside(data)


def _check_attribute(tag: str, key: str, value: str) -> None:
    """Nothing in a drawing may run or be fetched; an ordinary link (`<a>`) may stand."""
    squeezed = "".join(value.split()).lower()
    if key.lower().startswith("on"):
        raise _code(f"{key}=”…”")
    animates_code = key == "attributeName" and squeezed.startswith(("on", "href", "xlink:href"))
    if animates_code or "javascript:" in squeezed:
        raise _code(f"{key}=”{value}”")
    if key in {"href", "src"} and tag != "a" and not squeezed.startswith(("#", "data:image/")):
        raise _outside(value)
    if _FETCH.search(value):
        raise _outside(value)


def _code(what: str) -> _UnfitError:
    hint = "Spara om den utan skript och animationer, eller som PNG."
    return _UnfitError(f"innehåller kod ({what}), som inte får följa med ut på sajten", hint)


def _outside(what: str) -> _UnfitError:
    shown = what if len(what) <= 60 else what[:59] + "…"  # noqa: PLR2004 (a readable line)
    hint = "Bädda in det bilden behöver när den exporteras, eller spara den som PNG."
    return _UnfitError(f"hämtar något utifrån (”{shown}”)", hint)


def _pixels(length: str) -> float | None:
    """A length of SVG in CSS pixels (CSS Values 4, absolute lengths); None for `100%` and `2em`."""
    match = _LENGTH.fullmatch(length)
    if match is None or match[2].lower() not in _PIXELS:
        return None
    pixels = float(match[1]) * _PIXELS[match[2].lower()]
    return pixels if pixels > 0 and isfinite(pixels) else None


def _whole(pixels: float | None) -> int | None:
    return None if pixels is None else max(1, round(pixels))


def shrunk(path: Path, side: int) -> bytes:
    """The picture as a JPEG that fits in a square of `side` pixels; never larger than it was.

    For covers, which directories want 3,000 pixels wide and pages show at a thumb's size. The same
    picture gives the same bytes with the same Pillow. Raises OSError when it cannot be read.
    """
    from io import BytesIO

    from PIL import Image as Pillow

    with Pillow.open(path) as picture:
        picture.draft("RGB", (side, side))  # a JPEG is decoded at a fraction of its size
        small = picture.convert("RGB")
    small.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
