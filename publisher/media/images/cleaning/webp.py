"""WebP: chunks in a RIFF file (RFC 9649, 2)."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.media.images.cleaning import exif, xmp
from publisher.media.images.cleaning.parts import UncleanError, taken

_PICTURE = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ICCP"})
_FRAME = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_FRAME_HEAD = 16
_HAS_EXIF, _HAS_XMP = 0x08, 0x04
"""Flags of VP8X."""


def is_one(head: bytes) -> bool:
    """Whether a file begins as a WebP."""
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def cleaned(data: bytes) -> bytes:
    """The picture, its frames and its colours; nothing between them or after them."""
    size = int.from_bytes(taken(data, 4, 4), "little")
    inside = taken(data, 12, size - 4)
    head, parts = b"", list[bytes]()
    said: dict[bytes, bytes] = {}
    for kind, body in _chunks(inside):
        if kind == b"VP8X":
            head = taken(body, 0, 10)
        elif kind in _PICTURE:
            parts.append(_chunk(kind, body))
        elif kind == b"ANMF":
            parts.append(_chunk(kind, _frame(body)))
        elif kind == b"EXIF":
            said.setdefault(kind, exif.kept(body))
        elif kind == b"XMP ":
            said.setdefault(kind, xmp.kept(body))
    if head:
        flags = head[0] & ~(_HAS_EXIF | _HAS_XMP)
        flags |= _HAS_EXIF if said.get(b"EXIF") else 0
        flags |= _HAS_XMP if said.get(b"XMP ") else 0
        parts.insert(0, _chunk(b"VP8X", bytes((flags,)) + head[1:]))
        parts += (_chunk(kind, said[kind]) for kind in (b"EXIF", b"XMP ") if said.get(kind))
    whole = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def _frame(body: bytes) -> bytes:
    """A frame of an animation, which holds chunks in its turn."""
    inside = _chunks(body[_FRAME_HEAD:])
    kept = (_chunk(kind, part) for kind, part in inside if kind in _FRAME)
    return taken(body, 0, _FRAME_HEAD) + b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield kind, taken(data, at + 8, size)
        at += 8 + size + size % 2
    if any(data[at:]):
        message = "filen är avklippt"
        raise UncleanError(message)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)
