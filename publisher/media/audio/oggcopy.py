"""A copy of an Ogg file with other comments (RFC 3533, RFC 7845, Vorbis I).

Only the pages that hold comments are made anew; the others keep their sound, and get a new number
and sum where the comments take more or fewer pages than before. What is no page stays behind.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from publisher.media.audio.ogg import OggPage, pages

_FIRST = 2
_FULL = 255
_MARKS = (b"OpusTags", b"\x03vorbis")
_NO_PACKET_ENDS = b"\xff" * 8
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_LARGEST_HEAD = 1 << 24
_MOST_COMMENTS = 20_000


def write(source: Path, goal: Path, comments: Sequence[tuple[str, str]]) -> bool:
    """Write the copy; False for a file that is built in a way which this cannot rewrite."""
    with source.open("rb") as file, goal.open("wb") as out:
        return _write(file, out, source.stat().st_size, comments)


def _write(file: BinaryIO, out: BinaryIO, size: int, comments: Sequence[tuple[str, str]]) -> bool:
    every = pages(file, size)
    first = next(every, None)
    if first is None or first.place or not first.flags & _FIRST:
        return False
    head = _read(file, first)
    opus = head[first.start - first.place :].startswith(b"OpusHead")
    found = _headers(file, every, first.serial, 1 if opus else 2)
    # RFC 7845, 3 and Vorbis I, A.2: sound begins on a page of its own.
    if found is None or len(found[0]) != (1 if opus else 2):
        return False
    packets, taken = found
    made = (_comment_packet(packets[0], comments, opus=opus), *packets[1:])
    heads = list(_paged(made, first.serial))
    out.write(head)
    out.writelines(heads)
    moved = len(heads) - taken
    for page in every:
        own = page.serial == first.serial
        out.write(_moved(_read(file, page), moved if own else 0))
    return True


def comments(file: BinaryIO, size: int) -> dict[str, list[str]]:
    """The comments that a file begins with, by name in lower case; none where they are damaged."""
    every = pages(file, size)
    first = next(every, None)
    found = _headers(file, every, first.serial, 1) if first is not None else None
    mark, packet = b"", b""
    if found is not None:
        packet = found[0][0]
        mark = next((each for each in _MARKS if packet.startswith(each)), b"")
    return _parsed(packet, len(mark)) if mark else {}


def _parsed(packet: bytes, at: int) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    at += 4 + int.from_bytes(packet[at : at + 4], "little")
    count = min(_MOST_COMMENTS, int.from_bytes(packet[at : at + 4], "little"))
    at += 4
    while count and at + 4 <= len(packet):
        long = int.from_bytes(packet[at : at + 4], "little")
        name, _, value = packet[at + 4 : at + 4 + long].decode("utf-8", "replace").partition("=")
        if at + 4 + long <= len(packet):
            rows.setdefault(name.lower(), []).append(value)
        at += 4 + long
        count -= 1
    return rows


def _headers(
    file: BinaryIO, every: Iterator[OggPage], serial: int, wanted: int
) -> tuple[list[bytes], int] | None:
    """The packets after the first, and how many pages they take; None with others among them."""
    packets: list[bytes] = [b""]
    for number, page in enumerate(every, 1):
        if page.serial != serial or page.flags & _FIRST or len(packets[-1]) > _LARGEST_HEAD:
            return None
        body = _read(file, page)[page.start - page.place :]
        at = 0
        for value in page.lacing:
            packets[-1] += body[at : at + value]
            at += value
            if value < _FULL:
                packets.append(b"")
        if len(packets) > wanted:
            return packets[:-1], number
    return None


def _read(file: BinaryIO, page: OggPage) -> bytes:
    file.seek(page.place)
    return file.read(page.end - page.place)


def _comment_packet(old: bytes, comments: Iterable[tuple[str, str]], *, opus: bool) -> bytes:
    """Vorbis comments (RFC 7845, 5.2): the encoder's name is kept, all else is ours."""
    mark = _MARKS[0] if opus else _MARKS[1]
    long = int.from_bytes(old[len(mark) : len(mark) + 4], "little")
    vendor = old[len(mark) + 4 : len(mark) + 4 + long]
    rows = [f"{name}={value}".encode() for name, value in comments]
    listed = b"".join(len(row).to_bytes(4, "little") + row for row in rows)
    front = mark + len(vendor).to_bytes(4, "little") + vendor
    return front + len(rows).to_bytes(4, "little") + listed + (b"" if opus else b"\x01")


def _paged(packets: Iterable[bytes], serial: int) -> Iterator[bytes]:
    """Packets laid on pages of their own, from the second page of a stream on."""
    lacing: list[int] = []
    for packet in packets:
        lacing += [*[_FULL] * (len(packet) // _FULL), len(packet) % _FULL]
    data = b"".join(packets)
    at, goes_on = 0, False
    for number, begin in enumerate(range(0, len(lacing), _FULL), 1):
        row = bytes(lacing[begin : begin + _FULL])
        ends = any(value < _FULL for value in row)
        head = b"OggS\0" + bytes([goes_on]) + (bytes(8) if ends else _NO_PACKET_ENDS)
        head += serial.to_bytes(4, "little") + number.to_bytes(4, "little") + bytes(4)
        yield _summed(head + bytes([len(row)]) + row + data[at : at + sum(row)])
        at += sum(row)
        goes_on = row[-1] == _FULL


def _moved(page: bytes, by: int) -> bytes:
    """A page whose number is `by` higher, with the sum that this gives."""
    if not by:
        return page
    number = (int.from_bytes(page[18:22], "little") + by) % (1 << 32)
    return _summed(page[:18] + number.to_bytes(4, "little") + page[22:])


def _summed(page: bytes) -> bytes:
    """With its check sum: the CRC-32 of Ethernet backwards, begun at zero (RFC 3533, 6)."""
    bare = page[:22] + bytes(4) + page[26:]
    total = zlib.crc32(bare.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return bare[:22] + total.to_bytes(4).translate(_MIRRORED) + bare[26:]
