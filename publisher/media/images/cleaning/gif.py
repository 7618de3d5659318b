"""GIF: blocks (CompuServe GIF89a, 12–27; XMP in GIF by ISO 16684-3)."""

from __future__ import annotations

from publisher.media.images.cleaning import xmp
from publisher.media.images.cleaning.parts import UncleanError, taken

_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""How often it goes round, and its colours."""
_XMP = b"XMP DataXMP"
_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
"""What leads a program that knows nothing of XMP out of it again, wherever it stands."""


def is_one(head: bytes) -> bool:
    """Whether a file begins as a GIF."""
    return head[:6] in {b"GIF87a", b"GIF89a"}


def cleaned(data: bytes) -> bytes:
    """The pictures with their times, and how often they go round; no comments, nothing after."""
    at = 13 + _table(taken(data, 10, 1)[0])
    parts = [taken(data, 0, at)]
    control = b""
    while (sign := taken(data, at, 1)[0]) != _END:
        if sign == _IMAGE:
            start = at + 10 + _table(taken(data, at + 9, 1)[0])
            end = _after(data, start + 1)
            parts += (control, data[at:end])
            control = b""
        elif sign == _EXTENSION:
            end = _after(data, at + 2)
            if data[at + 1] == _CONTROL:
                control = data[at:end]
            elif data[at + 1] == _APPLICATION:
                parts.append(_application(data[at:end]))
            else:
                control = b""  # of a text that stands alone, which nothing shows
        else:
            message = f"den har ett okänt block, {sign:02X}"
            raise UncleanError(message)
        at = end
    return b"".join((*parts, b"\x3b"))


def _application(block: bytes) -> bytes:
    name = block[3:14]
    if name in _KEPT:
        return block
    if name == _XMP and (ours := xmp.kept(block[14:].removesuffix(_TRAILER))):
        return block[:14] + ours + _TRAILER
    return b""


def _table(flags: int) -> int:
    """Bytes of the colour table that a screen's or an image's flags tell of."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after(data: bytes, at: int) -> int:
    """Where the row of sub-blocks that begins at `at` has ended."""
    while size := taken(data, at, 1)[0]:
        at += size + 1
    return at + 1
