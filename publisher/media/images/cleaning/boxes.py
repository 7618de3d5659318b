"""Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2), as AVIF is built of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publisher.media.images.cleaning.parts import UncleanError, taken

META = b"meta"
_FULL = 4
"""Bytes of version and flags, with which some boxes begin."""


@dataclass(frozen=True, slots=True)
class AvifBox:
    """A box: its kind, where it begins, where its content begins, and where both end."""

    kind: bytes
    at: int
    inside: int
    end: int

    @property
    def children(self) -> int:
        """Where those that lie in it begin."""
        return self.inside + (_FULL if self.kind == META else 0)


def boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[AvifBox]:
    """Those that lie from `at` to `end`, in their order; raises UncleanError at one too long."""
    while at < end:
        size, inside = number(data, at, 4), at + 8
        if size == 1:
            size, inside = number(data, at + 8, 8), at + 16
        elif size == 0:
            size = end - at
        if size < inside - at or at + size > end:
            message = "filen är avklippt"
            raise UncleanError(message)
        yield AvifBox(bytes(data[at + 4 : at + 8]), at, inside, at + size)
        at += size


def find(data: bytes | bytearray, at: int, end: int, kind: bytes) -> AvifBox | None:
    """The first one of a kind."""
    return next((box for box in boxes(data, at, end) if box.kind == kind), None)


def number(data: bytes | bytearray, at: int, count: int) -> int:
    """An unsigned number of `count` bytes; 0 of none."""
    return int.from_bytes(taken(bytes(data[at : at + count]), 0, count))


def blank(data: bytearray, box: AvifBox) -> None:
    """Make it free space of the same length, so that nothing behind it moves."""
    data[box.at + 4 : box.at + 8] = b"free"
    data[box.inside : box.end] = bytes(box.end - box.inside)


def keep_only(
    data: bytearray, at: int, end: int, kinds: Mapping[bytes, frozenset[bytes]], within: bytes = b""
) -> None:
    """Blank all but the kinds that may lie within each kind; what is named by none stays whole."""
    for box in list(boxes(data, at, end)):
        if box.kind not in kinds[within]:
            blank(data, box)
        elif box.kind in kinds:
            keep_only(data, box.children, box.end, kinds, box.kind)
