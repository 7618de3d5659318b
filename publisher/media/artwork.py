"""What podcast directories look at in a cover, read from the picture's first bytes.

JPEG (ITU T.81, annex B) and PNG (W3C PNG, 11.2) say it in their headers: the picture itself is
never decoded. Apple wants RGB without transparency (A Podcaster's Guide to RSS; Apple 896).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

PIXELS = range(1400, 3001)
"""How wide and high Apple wants a cover."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_PNG_COLOURS: dict[int, tuple[Literal["RGB", "gråskala"], bool]] = {
    0: ("gråskala", False),
    2: ("RGB", False),
    3: ("RGB", False),
    4: ("gråskala", True),
    6: ("RGB", True),
}
_JPEG_COLOURS: dict[int, Literal["RGB", "CMYK", "gråskala"]] = {1: "gråskala", 3: "RGB", 4: "CMYK"}
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
_LONGEST = 500
"""Segments or chunks before the picture itself; more than that is no picture of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artwork:
    """What the header says; `clear` when some of the picture is transparent."""

    kind: Literal["JPEG", "PNG"]
    width: int
    height: int
    colours: Literal["RGB", "CMYK", "gråskala"]
    clear: bool = False

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How its file's name may end."""
        return (".png",) if self.kind == "PNG" else (".jpg", ".jpeg")


def look(file: Path) -> Artwork | None:
    """What a picture file says of itself; None when it is neither JPEG nor PNG, or is damaged.

    Raises OSError when it cannot be read.
    """
    with file.open("rb") as opened:
        if opened.read(len(_PNG)) == _PNG:
            return _png(opened)
        opened.seek(0)
        return _jpeg(opened) if opened.read(len(_JPEG)) == _JPEG else None


def fault(file: Path) -> str:
    """Why Apple would refuse the file as a cover, its size apart, to follow "omslaget"; or empty.

    Raises OSError when it cannot be read.
    """
    art = look(file)
    if art is None or file.suffix.lower() not in art.suffixes:
        return f"”{file.name}” är inte det slags bild som namnet säger"
    if art.clear:
        return "har genomskinliga delar (alfakanal)"
    return f"är i {art.colours}, inte RGB" if art.colours != "RGB" else ""


def _png(file: BinaryIO) -> Artwork | None:
    chunks = dict(_chunks(file))
    header = chunks.get(b"IHDR", b"")
    if len(header) < 13 or header[9] not in _PNG_COLOURS:  # noqa: PLR2004 (IHDR has 13 bytes)
        return None
    colours, clear = _PNG_COLOURS[header[9]]
    return Artwork(
        kind="PNG",
        width=int.from_bytes(header[:4]),
        height=int.from_bytes(header[4:8]),
        colours=colours,
        clear=clear or b"tRNS" in chunks,
    )


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Those before the picture's own data, with as much of each as a header takes."""
    for _ in range(_LONGEST):
        head = file.read(8)
        size, name = int.from_bytes(head[:4]), head[4:]
        if len(name) < 4 or name in {b"IDAT", b"IEND"}:  # noqa: PLR2004 (the file ended early)
            return
        yield name, file.read(min(size, 13))
        file.seek(max(size - 13, 0) + 4, 1)


def _jpeg(file: BinaryIO) -> Artwork | None:
    """Segment by segment until the one that starts a frame."""
    for _ in range(_LONGEST):
        mark = file.read(2)
        while mark[1:] == b"\xff":  # padding between segments
            mark = mark[1:] + file.read(1)
        if len(mark) < 2 or mark[0] != 0xFF or mark[1] == 0xDA:  # noqa: PLR2004 (start of scan)
            return None
        if mark[1] in _ALONE:
            continue
        size = int.from_bytes(file.read(2)) - 2
        if mark[1] in _START_OF_FRAME:
            return _frame(file.read(6))
        if size < 0:
            return None
        file.seek(size, 1)
    return None


def _frame(header: bytes) -> Artwork | None:
    if len(header) < 6 or header[5] not in _JPEG_COLOURS:  # noqa: PLR2004 (precision, size, count)
        return None
    return Artwork(
        kind="JPEG",
        width=int.from_bytes(header[3:5]),
        height=int.from_bytes(header[1:3]),
        colours=_JPEG_COLOURS[header[5]],
    )
