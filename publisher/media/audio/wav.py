"""WAV: uncompressed sound in RIFF (Microsoft, Multimedia Programming Interface 1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack
from typing import BinaryIO

from publisher.media.audio.kinds import WAV, AudioFacts, cut_off, no_sound, other_format, too_large

_PCM = frozenset({0x0001, 0x0003, 0xFFFE})
"""WAVE_FORMAT_PCM, _IEEE_FLOAT and _EXTENSIBLE; the others are compressed sound in disguise."""
_UNKNOWN = frozenset({0, 0xFFFFFFFF})
"""What a program writes as a size that cannot go back and tell it."""
_MOST_CHUNKS = 1000
_FORMAT = 16


def examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    """Length of an open WAV. Raises UnfitError when it has no PCM sound, or lacks some of it."""
    form, promised, present = _found(file, size)
    if len(form) < _FORMAT:
        raise no_sound(path)
    kind, channels, rate, _, block, bits = unpack("<HHIIHH", form)
    if kind not in _PCM:
        raise other_format(path, "WAV utan PCM-ljud")
    # Some programs leave the size of a block out.
    bytes_a_second = rate * (block or channels * ((bits + 7) // 8))
    if not bytes_a_second or not channels or not present:
        raise no_sound(path)
    if present < promised:
        raise cut_off(path, present / promised)
    return AudioFacts(
        kind=WAV,
        seconds=present / bytes_a_second,
        bitrate=8 * bytes_a_second,
        channels=channels,
        sample_rate=rate,
        advice=(too_large(path, WAV),),
    )


def _found(file: BinaryIO, size: int) -> tuple[bytes, int, int]:
    """The format's numbers, the bytes of sound that the head promises, and how many there are."""
    form = b""
    for kind, start, length in _chunks(file, size):
        if kind == b"fmt " and not form:
            file.seek(start)
            form = file.read(min(length, _FORMAT))
        if kind == b"data":
            left = size - start
            if length == 0 and any(_chunks(file, size, start)):
                return form, 0, 0  # empty, and followed by something that is no sound
            return (form, left, left) if length in _UNKNOWN else (form, length, min(length, left))
    return form, 0, 0


def _chunks(file: BinaryIO, size: int, place: int = 12) -> Iterator[tuple[bytes, int, int]]:
    """The chunks in RIFF: kind, first byte of what is in it, and how many bytes it claims."""
    for _ in range(_MOST_CHUNKS):
        if place + 8 > size:
            return
        file.seek(place)
        head = file.read(8)
        if not all(0x20 <= byte < 0x7F for byte in head[:4]):  # noqa: PLR2004 (ASCII)
            return
        length = int.from_bytes(head[4:], "little")
        yield head[:4], place + 8, length
        place += 8 + length + length % 2
