"""EXIF: which way is up, and whose the picture is (Exif 3.0, CIPA DC-008; TIFF 6.0)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

PREFIX = b"Exif\0\0"

ORIENTATION, ARTIST, COPYRIGHT, XP_AUTHOR = 0x0112, 0x013B, 0x8298, 0x9C9D
_KEPT = (ORIENTATION, ARTIST, COPYRIGHT, XP_AUTHOR)
_SIZES = {1: 1, 2: 1, 3: 2, 7: 1, 129: 1}
"""Bytes of the types that those may have: BYTE, ASCII, SHORT, UNDEFINED, UTF-8."""
_LONGEST = 8_192
_INLINE = 4


@dataclass(frozen=True, slots=True)
class _Field:
    tag: int
    type: int
    count: int
    value: bytes


def kept(block: bytes) -> bytes:
    """The TIFF structure of an EXIF block with nothing but those fields; empty when it has none.

    With or without the prefix that JPEG has. A damaged block is as none: nobody reads it.
    """
    block = block.removeprefix(PREFIX)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        return b""
    fields = {field.tag: field for field in _fields(block, order)}
    return _written(order, [fields[tag] for tag in sorted(fields)]) if fields else b""


def _fields(block: bytes, order: str) -> Iterator[_Field]:
    try:
        (start,) = struct.unpack_from(order + "I", block, 4)
        (count,) = struct.unpack_from(order + "H", block, start)
        for at in range(start + 2, start + 2 + count * 12, 12):
            tag, type_, many = struct.unpack_from(order + "HHI", block, at)
            length = many * _SIZES.get(type_, 0)
            if tag not in _KEPT or not 0 < length <= _LONGEST:
                continue
            place = at + 8
            if length > _INLINE:
                (place,) = struct.unpack_from(order + "I", block, at + 8)
            value = block[place : place + length]
            if len(value) == length and (tag != ORIENTATION or length == 2):  # noqa: PLR2004 (SHORT)
                yield _Field(tag, type_, many, value)
    except struct.error:
        return


def _written(order: str, fields: list[_Field]) -> bytes:
    """A TIFF header, one directory, and the values that do not fit in it."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    rows, beyond = b"", b""
    end = 8 + 2 + 12 * len(fields) + 4
    for field in fields:
        rows += struct.pack(order + "HHI", field.tag, field.type, field.count)
        if len(field.value) <= _INLINE:
            rows += field.value.ljust(_INLINE, b"\0")
        else:
            rows += struct.pack(order + "I", end + len(beyond))
            beyond += field.value + b"\0" * (len(field.value) % 2)
    count = struct.pack(order + "H", len(fields))
    return mark + struct.pack(order + "I", 8) + count + rows + bytes(4) + beyond
