"""What an SVG says of its size, and whether it is nothing but a drawing."""

from __future__ import annotations

import re
from math import isfinite

from publisher.media.images import drawn
from publisher.media.images.unfit import READ_ALIKE, RESAVE, UnfitPictureError

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
_PREFIXES = {"": "", drawn.SVG: "svg:", drawn.XLINK: "xlink:", drawn.XML: "xml:"}
_NOTES = re.compile(
    r"http://(?:www\.inkscape\.org/|sodipodi\.sourceforge\.net/|www\.w3\.org/1999/02/22-rdf-syntax-ns#"
    r"|creativecommons\.org/ns#|web\.resource\.org/cc/|purl\.org/dc/|ns\.adobe\.com/|www\.serif\.com/"
    r"|www\.bohemiancoding\.com/sketch/|www\.vectornator\.io|krita\.org/|www\.openswatchbook\.org/)"
    r"|https://(?:boxy-svg\.com|vecta\.io/)|adobe:ns:meta/"
)
"""Names that drawing programs keep their notes under, which mean nothing to any browser."""
_MOST_SHOWN = 60


class Drawing:
    """What an SVG says of its size, once it has been found to hold nothing but a drawing."""

    def __init__(self, data: bytes, *, outermost: bool = True) -> None:
        """Read the file through without building anything of it."""
        from xml.parsers import expat

        self._root: dict[str, str] | None = None
        self._style: list[str] | None = None
        self._outermost = outermost
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.XmlDeclHandler = self._declaration
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(data, True)  # noqa: FBT003 (expat's own signature)
        except expat.ExpatError as error:
            text = f"är ingen giltig SVG (fel på rad {error.lineno} i filen)"
            raise UnfitPictureError(text, "Exportera den på nytt från ritprogrammet.") from error
        except _Unlisted as unlisted:
            raise unlisted.at(parser.CurrentLineNumber) from None

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

    @staticmethod
    def _declaration(_version: str, encoding: str | None, _alone: int) -> None:
        if encoding is not None and encoding.lower() not in READ_ALIKE:
            text = f"är i teckenkodningen {encoding[:_MOST_SHOWN]}, som program läser olika"
            raise UnfitPictureError(text, "Spara om den i UTF-8.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if self._root is None:
            if tag != "svg":
                raise UnfitPictureError("är ingen SVG", RESAVE)
            self._root = attributes
        if namespace not in {drawn.SVG, ""}:
            if _NOTES.match(namespace) is None:
                raise _code(f"<{tag}>")
            return  # an editor's own notes, which nobody draws
        if tag not in drawn.ELEMENTS or self._style is not None:
            raise _code(f"<{tag}>")
        for key, value in attributes.items():
            self._attribute(tag, key, value)
        if tag == "style":
            self._style = []

    def _attribute(self, tag: str, key: str, value: str) -> None:
        """Nothing in a drawing may run or be fetched; an ordinary link (`<a>`) may stand."""
        namespace, _, name = key.rpartition(" ")
        if namespace not in _PREFIXES:
            if _NOTES.match(namespace) is None:
                raise _code(f"{name}=”{value}”")
            return
        name = _PREFIXES[namespace] + name
        if not drawn.listed(name):
            raise _code(f"{name}=”…”")
        if name in drawn.ADDRESSES:
            self._address(tag, value)
        elif name == "attributeName" and not drawn.animatable(value.strip()):
            raise _code(f"{name}=”{value}”")
        elif not drawn.is_said(name) and (fetched := drawn.outside(value)):
            raise _outside(fetched)

    def _address(self, tag: str, value: str) -> None:
        try:
            within = drawn.drawing_within(tag, value)
        except ValueError:
            within = b""
        if within is not None and self._outermost:
            Drawing(within, outermost=False)
        elif not drawn.leads(tag, value):
            raise _code(f"href=”{value}”") if tag == "a" else _outside(value)

    def _end(self, _name: str) -> None:
        # Whole, for comments and CDATA divide it here but not for those who read it as style.
        style, self._style = "".join(self._style or ()), None
        if fetched := drawn.outside(style):
            raise _outside(fetched)

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _entity(self, *_declaration: object) -> None:
        # Entities are how a file of a hundred bytes becomes gigabytes in the reader's memory.
        raise UnfitPictureError(
            "innehåller egna entiteter (<!ENTITY …>)", "Spara om den som vanlig SVG."
        )

    def _instruction(self, target: str, data: str) -> None:
        if target != "xpacket":  # around what Adobe's programs note of the file
            raise _outside(f"<?{target} {data}?>")


class _Unlisted(UnfitPictureError):  # noqa: N818 (becomes one with its line)
    """What is not on the list; the line comes when the parser tells where it is."""

    def at(self, line: int) -> UnfitPictureError:
        """The same with its line."""
        return UnfitPictureError(self.text.format(line=f"på rad {line} i filen"), self.hint)


def _code(what: str) -> _Unlisted:
    hint = "Spara om den som vanlig SVG utan skript (i Inkscape ”Ren SVG”), eller som PNG."
    shown = _shown(what)
    text = f"innehåller kod ({shown} {{line}}), som inte får följa med ut på sajten"
    return _Unlisted(text, hint)


def _outside(what: str) -> _Unlisted:
    hint = "Bädda in det bilden behöver när den exporteras, eller spara den som PNG."
    return _Unlisted(f"hämtar något utifrån (”{_shown(what)}” {{line}})", hint)


def _shown(what: str) -> str:
    plain = " ".join(what.split())
    cut = plain if len(plain) <= _MOST_SHOWN else plain[: _MOST_SHOWN - 1] + "…"
    return cut.replace("{", "{{").replace("}", "}}")


def _pixels(length: str) -> float | None:
    """A length of SVG in CSS pixels (CSS Values 4, absolute lengths); None for `100%` and `2em`."""
    match = _LENGTH.fullmatch(length)
    if match is None or match[2].lower() not in _PIXELS:
        return None
    pixels = float(match[1]) * _PIXELS[match[2].lower()]
    return pixels if pixels > 0 and isfinite(pixels) else None


def _whole(pixels: float | None) -> int | None:
    return None if pixels is None else max(1, round(pixels))
