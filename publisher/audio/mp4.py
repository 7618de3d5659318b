"""M4A: AAC sound in an MP4 file (ISO/IEC 14496-12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast

from publisher.audio.kinds import M4A, Found, cut_off, no_sound, other_format, unreadable


def examine(file: BinaryIO, size: int, path: str) -> Found:
    """Length and bitrate of an open M4A. Raises UnfitError when it has no AAC, or lacks some."""
    from mutagen.mp4 import MP4, MP4Info

    _check_whole(file, size, path)
    file.seek(0)
    try:
        info = cast("MP4Info", MP4(file).info)  # declared None in mutagen's base class
    except unreadable():
        raise no_sound(path) from None
    if info.codec and not info.codec.startswith("mp4a"):
        raise other_format(path, "ALAC" if info.codec == "alac" else "MP4 utan AAC-ljud")
    if info.length <= 0:
        raise no_sound(path)
    bitrate = info.bitrate or round(8 * size / info.length)
    return Found(M4A, float(info.length), bitrate, info.channels, info.sample_rate)


def _check_whole(file: BinaryIO, size: int, path: str) -> None:
    """Refuse a file whose sound was to go on after its last byte."""
    end = 0
    kinds: set[bytes] = set()
    for kind, last in _boxes(file, size):
        kinds.add(kind)
        end = last
    if end > size and b"mdat" in kinds:
        raise cut_off(path, size / end)


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """The outermost boxes: kind, and the byte after the last that each claims."""
    place = 0
    while place + 8 <= size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            length = size - place
        if length < 8:  # noqa: PLR2004 (a box is never shorter than its head)
            return
        place += length
        yield head[4:8], place
