"""PNG: chunks (W3C Portable Network Graphics, third edition, 5 and 11)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from publisher.media.images.cleaning import exif, xmp
from publisher.media.images.cleaning.parts import UncleanError, taken

_SIGN = b"\x89PNG\r\n\x1a\n"
_PICTURE = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"bKGD", b"sBIT", b"hIST", b"pHYs"),
        *(b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"mDCv", b"cLLI", b"cLLi"),
        *(b"acTL", b"fcTL", b"fdAT"),
    }
)
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_RIGHTS = frozenset({b"Author", b"Copyright"})
"""Keywords (11.3.3.2)."""
_XMP = b"XML:com.adobe.xmp"
_LARGEST = 1 << 22
"""Bytes of a packet of XMP, once inflated."""


def is_one(head: bytes) -> bool:
    """Whether a file begins as a PNG."""
    return head.startswith(_SIGN)


def cleaned(data: bytes) -> bytes:
    """The picture up to its end: what was cropped away may still lie after it."""
    parts = [_SIGN]
    for kind, body, whole in _chunks(data):
        if kind in _PICTURE:
            parts.append(whole)
        elif kind == b"eXIf":
            if turn := exif.kept(body):
                parts.append(_chunk(kind, turn))
        elif kind in _TEXTS:
            parts.append(_said(kind, body, whole))
        elif kind[0:1].isupper():
            message = f"den har en okänd del, {kind.decode('latin-1')}"
            raise UncleanError(message)
    return b"".join((*parts, _chunk(b"IEND", b"")))


def _said(kind: bytes, body: bytes, whole: bytes) -> bytes:
    keyword = body.partition(b"\0")[0]
    if keyword in _RIGHTS:
        return whole
    if kind == b"iTXt" and keyword == _XMP and (ours := xmp.kept(_packet(body))):
        return _chunk(kind, _XMP + bytes(5) + ours)
    return b""


def _packet(body: bytes) -> bytes:
    """The text of an iTXt: keyword, flag, method, language, translated keyword, text (11.3.3.4)."""
    rest = body.partition(b"\0")[2]
    _, _, text = rest[2:].partition(b"\0")
    text = text.partition(b"\0")[2]
    if rest[:1] != b"\1":
        return text
    try:
        return zlib.decompressobj().decompress(text, _LARGEST)
    except zlib.error:
        return b""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, body, and all its bytes as they lie, of all before the end."""
    at = len(_SIGN)
    while True:
        size = int.from_bytes(taken(data, at, 4))
        kind = taken(data, at + 4, 4)
        whole = taken(data, at, size + 12)
        if kind == b"IEND":
            return
        yield kind, whole[8:-4], whole
        at += len(whole)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return len(body).to_bytes(4) + kind + body + check.to_bytes(4)
