"""FLAC (RFC 9639): sound packed without loss, which few podcast apps play."""

from __future__ import annotations

from os import SEEK_END
from typing import TYPE_CHECKING, BinaryIO

from publisher.media.audio.id3 import tags_end
from publisher.media.audio.kinds import (
    FLAC,
    AudioFacts,
    as_mp3,
    cut_off,
    laden,
    no_sound,
    too_large,
    unreadable,
)

if TYPE_CHECKING:
    from mutagen.flac import FLAC as Sound  # noqa: N811 (our own kind has that name)
    from mutagen.flac import StreamInfo

_WINDOW = 1 << 16
_MOST_WINDOW = 1 << 20
_MOST_BLOCKS = 1000
_LARGEST = 1 << 26  # bytes of all blocks, as of an ID3 tag: mutagen reads them whole
_LONGEST_HEAD = 16  # bytes of a frame's head, its check sum with it (RFC 9639, 9.1)


def examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    """Length of an open FLAC. Raises UnfitError when it has no sound, or lacks some of it."""
    start = _sound_begins(file, size)
    if start > _LARGEST:
        raise laden(path, _LARGEST >> 20)
    sound = opened(file)
    if sound is None or not _frame(file, start) or not sound.info.sample_rate:
        raise no_sound(path)
    info: StreamInfo = sound.info
    declared, reached = info.total_samples, _last_sample(file, start, size, info)
    if 0 < reached < declared:
        raise cut_off(path, reached / declared)
    advice = [too_large(path, FLAC)]
    samples = declared
    if reached > declared + info.max_blocksize:
        samples = reached
        text = f"ljudfilen ”{path}” säger inte hur lång den är, eller fel"
        advice.append((text, f"Appar visar fel längd. {as_mp3(path)}"))
    if not samples:
        raise no_sound(path)
    seconds = samples / info.sample_rate
    return AudioFacts(
        kind=FLAC,
        seconds=seconds,
        bitrate=round(8 * size / seconds),
        channels=info.channels,
        sample_rate=info.sample_rate,
        advice=tuple(advice),
    )


def opened(file: BinaryIO) -> Sound | None:
    """The file as mutagen sees it; None when it is damaged, or has too much before its sound."""
    from mutagen.flac import FLAC as Sound  # noqa: N811 (our own kind has that name)

    if not 0 < _sound_begins(file, file.seek(0, SEEK_END)) <= _LARGEST:
        return None
    file.seek(0)
    try:
        return Sound(file)
    except unreadable():
        return None


def _sound_begins(file: BinaryIO, size: int) -> int:
    """The byte after the last block of metadata (RFC 9639, 8.1); 0 where they have no end."""
    place, last = tags_end(file) + 4, False
    for _ in range(_MOST_BLOCKS):
        if last or place >= size:
            return place
        file.seek(place)
        head = file.read(4)
        last = bool(head[0] & 0x80)
        place += 4 + int.from_bytes(head[1:])
    return 0


def _frame(file: BinaryIO, place: int) -> bytes:
    """The head of the frame that begins there, and what follows; empty when none does."""
    file.seek(place)
    head = file.read(_LONGEST_HEAD)
    return head if _number(head) is not None else b""


def _last_sample(file: BinaryIO, start: int, size: int, info: StreamInfo) -> int:
    """Up to which sample the sound can reach, told by its last frame; 0 when none is found."""
    first = _frame(file, start)
    begin = max(start, size - min(_MOST_WINDOW, max(_WINDOW, 2 * info.max_framesize)))
    file.seek(begin)
    window = file.read(size - begin)
    at = window.rfind(first[:2])
    while at >= 0:
        head = window[at : at + _LONGEST_HEAD]
        number = _number(head)
        if number is not None and head[2] & 0x0F == first[2] & 0x0F:
            # A frame has its own number when all are as long, else its first sample's.
            position = number if first[1] & 1 else number * info.max_blocksize
            return position + (_samples(head) or info.max_blocksize)
        at = window.rfind(first[:2], 0, at)
    return 0


def _number(head: bytes) -> int | None:
    """The number in a frame's head; None when these bytes are not one, which its sum tells."""
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xFE != 0xF8 or head[3] & 1:  # noqa: PLR2004
        return None
    ones = 8 - (head[4] ^ 0xFF).bit_length()  # numbers are written as UTF-8 writes letters
    more = max(0, ones - 1)
    block, rate = head[2] >> 4, head[2] & 0x0F
    end = 5 + more + {6: 1, 7: 2}.get(block, 0) + {12: 1, 13: 2, 14: 2}.get(rate, 0)
    if ones in {1, 8} or len(head) <= end or _check_sum(head[:end]) != head[end]:
        return None
    number = head[4] & (0x7F >> ones)
    for byte in head[5 : 5 + more]:
        number = number << 6 | byte & 0x3F
    return number


def _samples(head: bytes) -> int:
    """How many samples a frame has (RFC 9639, 9.1.1), by a head that is whole."""
    code, at = head[2] >> 4, 4 + max(1, 8 - (head[4] ^ 0xFF).bit_length())
    if code == 1:
        return 192
    if code < 6:  # noqa: PLR2004
        return 576 << code - 2 if code else 0
    if code < 8:  # noqa: PLR2004 (the number is written out, less one)
        return int.from_bytes(head[at : at + code - 5]) + 1
    return 256 << code - 8


def _check_sum(data: bytes) -> int:
    """CRC-8 with the polynomial x⁸ + x² + x + 1 (RFC 9639, 9.1.8)."""
    total = 0
    for byte in data:
        total ^= byte
        for _ in range(8):
            total = (total << 1 ^ (0x07 if total & 0x80 else 0)) & 0xFF
    return total
