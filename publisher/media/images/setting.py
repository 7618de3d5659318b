"""Words set in a face: which signs it has, how wide they are, and how a title breaks into lines.

Laid out by FreeType alone. Raqm would kern better and set Hebrew and Arabic, but it is there on
some machines and not on others, and the same title must give the same bytes on all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from publisher.media.images.card_text import FontFile

if TYPE_CHECKING:
    from PIL.ImageFont import Axis, FreeTypeFont

_SIZES = (116, 104, 94, 84, 76, 70, 64, 58, 52, 47, 42, 38)
_LEADING = 1.1
_MEASURED_AT = 100
_SLACK = 0.97
"""Signs stand on whole pixels, so that a line may come out a little wider than its words told."""
_EVEN = 5
_NO_SIGN = "\U0010ffff"
_HELD = re.compile(r"[(\[”“\"][^()\[\]”“\"]*[)\]”“\"]")
_EMPTIED = re.compile(r"[(\[”“\"]\s*[)\]”“\"]")
_DANGLING = " ,;:–-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file (woff2, TrueType…) at a weight; one that is not variable has only its own."""

    file: FontFile
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A title as lines of `size` pixels, `step` pixels apart."""

    lines: tuple[str, ...]
    size: int

    @property
    def step(self) -> int:
        """From baseline to baseline."""
        return round(self.size * _LEADING)


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> FreeTypeFont:
    """The face at `size` pixels. Raises OSError when the file is no font."""
    from PIL import ImageFont

    made = ImageFont.truetype(face.file.path, size, layout_engine=ImageFont.Layout.BASIC)
    try:
        axes = made.get_variation_axes()
    except OSError:  # Pillow's way of saying that the face is not variable
        return made
    made.set_variation_by_axes([_on_axis(axis, face.weight) for axis in axes])
    return made


def shown(text: str, face: Face) -> str:
    """The text without what the face cannot show: emoji, other scripts, text from right to left.

    One space between words; brackets and quotes that lost all they held go, too.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(sign for sign in plain if _has(face, sign))
    if kept == plain:
        return plain
    return " ".join(_EMPTIED.sub("", kept).split()).strip(_DANGLING)


def lost(text: str, face: Face) -> str:
    """The letters and figures that the face lacks and that a title cannot do without.

    Without (北京) in brackets a sentence stands; without 北京 in its midst there is a hole.
    """
    plain = unicodedata.normalize("NFC", text)
    missing = frozenset(sign for sign in plain if sign.isalnum() and not _has(face, sign))

    def needed(held: re.Match[str]) -> str:
        return "" if missing.issuperset(sign for sign in held[0] if sign.isalnum()) else held[0]

    kept = _HELD.sub(needed, plain) if missing else ""
    return " ".join("".join(sign if sign in missing else " " for sign in kept).split())


@lru_cache(maxsize=1024)
def length(text: str, face: Face, size: int) -> float:
    """How wide a line is, in pixels."""
    return font(face, size).getlength(text)


def set_title(text: str, face: Face, width: int, height: int) -> Setting:
    """The largest setting that fits `width` × `height` pixels, in lines of about the same length.

    A word wider than a line is broken with a hyphen, a title too long even for the smallest size
    ends with an ellipsis: both only there.
    """
    words = _words(text.split(" "), face)
    for size in _SIZES:
        room = width * _SLACK * _MEASURED_AT / size
        most = int(height / (size * _LEADING))
        if max(word.width for word in words) > room:
            continue
        count = len(_wrapped(words, room))
        if count <= most:
            return Setting(lines=_balanced(words, room, count), size=size)
    return _squeezed(words, face, width, height)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, and how wide it is, alone and with the space before it, at `_MEASURED_AT`."""

    text: str
    width: float
    after: float


def _words(words: Iterable[str], face: Face) -> list[_Word]:
    space = _width(" ", face)
    widths = ((word, _width(word, face)) for word in words)
    return [_Word(word, wide, space + wide) for word, wide in widths]


def _squeezed(words: Sequence[_Word], face: Face, width: int, height: int) -> Setting:
    size = _SIZES[-1]
    room = width * _SLACK * _MEASURED_AT / size
    pieces = (piece for word in words for piece in _broken(word.text, face, room))
    lines, most = _wrapped(_words(pieces, face), room), int(height / (size * _LEADING))
    if len(lines) <= most:
        return Setting(lines=lines, size=size)
    last = lines[most - 1].split(" ")
    while len(last) > 1 and length(" ".join(last) + " …", face, size) > width:
        last.pop()
    return Setting(lines=(*lines[: most - 1], " ".join(last).rstrip(_DANGLING) + " …"), size=size)


def _wrapped(words: Sequence[_Word], room: float) -> tuple[str, ...]:
    """As many words on each line as there is room for, in units of `_MEASURED_AT`."""
    lines: list[list[str]] = []
    used = room
    for word in words:
        used += word.after
        if used > room:
            lines.append([])
            used = word.width
        lines[-1].append(word.text)
    return tuple(" ".join(line) for line in lines)


def _balanced(words: Sequence[_Word], room: float, count: int) -> tuple[str, ...]:
    """The same number of lines, as even as can be: a lone word on the last line looks forgotten."""
    low, high = max(word.width for word in words), room
    while high - low > _EVEN:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_wrapped(words, middle)) <= count else (middle, high)
    return _wrapped(words, high)


def _broken(word: str, face: Face, room: float) -> Iterator[str]:
    part, hyphen = "", _width("-", face)
    for sign in word:
        if part and _width(part, face) + _width(sign, face) + hyphen > room:
            yield part + "-"
            part = ""
        part += sign
    yield part


@lru_cache(maxsize=16384)
def _width(word: str, face: Face) -> float:
    return font(face, _MEASURED_AT).getlength(word)


@lru_cache(maxsize=4096)
def _has(face: Face, sign: str) -> bool:
    """Whether the face has the sign; one that it lacks looks as no sign at all does."""
    if sign == " ":
        return True
    if unicodedata.bidirectional(sign) in {"R", "AL", "AN"}:
        return False  # set from left to right it would be another word
    made = font(face, _MEASURED_AT)
    one, none = made.getmask(sign), made.getmask(_NO_SIGN)
    return (one.size, bytes(one)) != (none.size, bytes(none))


def _on_axis(axis: Axis, weight: int) -> float:
    low, usual, high = axis["minimum"] or 0, axis["default"] or 0, axis["maximum"] or 0
    return min(max(low, weight), high) if axis["name"] == b"Weight" else usual
