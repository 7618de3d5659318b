"""What an SVG says of its size, and whether it is nothing but a drawing."""

from __future__ import annotations

import re
from math import isfinite

from publisher.problems import Problem

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

RESAVE = "Spara om den som JPEG, PNG, WebP eller SVG."


class UnfitError(Exception):
    """Why a file cannot be a picture on the site: the fault, then what to do about it."""

    def __init__(self, text: str, hint: str) -> None:
        """`text` follows the file's name in a sentence."""
        super().__init__(text, hint)
        self.text = text
        self.hint = hint

    def problem(self, source: str) -> Problem:
        """The same about the picture at `source`, with no line."""
        return Problem(path=source, text=f"bilden ”{source}” {self.text}", hint=self.hint)


class Drawing:
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
            text = f"är ingen giltig SVG (fel på rad {error.lineno} i filen)"
            raise UnfitError(text, "Exportera den på nytt från ritprogrammet.") from error

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
                raise UnfitError("är ingen SVG", RESAVE)
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
        raise UnfitError("innehåller egna entiteter (<!ENTITY …>)", "Spara om den som vanlig SVG.")

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


def _code(what: str) -> UnfitError:
    hint = "Spara om den utan skript och animationer, eller som PNG."
    return UnfitError(f"innehåller kod ({what}), som inte får följa med ut på sajten", hint)


def _outside(what: str) -> UnfitError:
    shown = what if len(what) <= 60 else what[:59] + "…"  # noqa: PLR2004 (a readable line)
    hint = "Bädda in det bilden behöver när den exporteras, eller spara den som PNG."
    return UnfitError(f"hämtar något utifrån (”{shown}”)", hint)


def _pixels(length: str) -> float | None:
    """A length of SVG in CSS pixels (CSS Values 4, absolute lengths); None for `100%` and `2em`."""
    match = _LENGTH.fullmatch(length)
    if match is None or match[2].lower() not in _PIXELS:
        return None
    pixels = float(match[1]) * _PIXELS[match[2].lower()]
    return pixels if pixels > 0 and isfinite(pixels) else None


def _whole(pixels: float | None) -> int | None:
    return None if pixels is None else max(1, round(pixels))
