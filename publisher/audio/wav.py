"""WAV: uncompressed sound in RIFF (Microsoft, Multimedia Programming Interface 1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from publisher.audio.kinds import (
    WAV,
    Found,
    cut_off,
    no_sound,
    other_format,
    too_large,
    unreadable,
)

_PCM = frozenset({0x0001, 0x0003, 0xFFFE})
"""WAVE_FORMAT_PCM, _IEEE_FLOAT and _EXTENSIBLE; the others are compressed sound in disguise."""
_UNKNOWN = 0xFFFFFFFF  # what a program writes that cannot go back and tell the size
_MOST_CHUNKS = 1000


def examine(file: BinaryIO, size: int, path: str) -> Found:
    """Length of an open WAV. Raises UnfitError when it has no PCM sound, or lacks some of it."""
    from mutagen.wave import WAVE

    promised, present = _data(file, size)
    file.seek(0)
    try:
        info: Any = WAVE(file).info  # declared None in mutagen's base class
    except unreadable():
        raise no_sound(path) from None
    if info.audio_format not in _PCM:
        raise other_format(path, "WAV utan PCM-ljud")
    if not info.bitrate or not present:
        raise no_sound(path)
    if present < promised != _UNKNOWN:
        raise cut_off(path, present / promised)
    return Found(
        kind=WAV,
        seconds=8 * present / info.bitrate,
        bitrate=info.bitrate,
        channels=info.channels,
        sample_rate=info.sample_rate,
        advice=(too_large(path, WAV),),
    )


def _data(file: BinaryIO, size: int) -> tuple[int, int]:
    """How many bytes of sound the file's head promises, and how many there are."""
    for kind, start, length in _chunks(file, size):
        if kind == b"data":
            return length, min(length, size - start)
    return 0, 0


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """The chunks in RIFF: kind, first byte of what is in it, and how many bytes it claims."""
    place = 12
    for _ in range(_MOST_CHUNKS):
        if place + 8 > size:
            return
        file.seek(place)
        head = file.read(8)
        length = int.from_bytes(head[4:], "little")
        yield head[:4], place + 8, length
        place += 8 + length + length % 2
