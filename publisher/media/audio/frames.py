"""The frames of an MP3 (ISO/IEC 11172-3 and 13818-3, layer 3): found, followed, added up.

An hour of sound has 138,000 frames, which takes a twentieth of a second: so all are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from publisher.media.audio.id3 import syncsafe

_RATES = ((11025, 12000, 8000), (), (22050, 24000, 16000), (44100, 48000, 32000))
_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SMALL, _PIECE = 1 << 15, 1 << 20
"""Bytes that are read at a time: few at first, for in a damaged file the next frame is near."""
_LONGEST = 12_000
"""Bytes: four of the longest frames (2,881), and their heads."""
_SEARCHED = 1 << 20
"""So far behind the tags the first frame may lie."""
_MAY_BEGIN = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
_MOST_TRIES = 1_000_000
_SORT = 0x1E0C
"""In the second and third byte: version, layer and rate, which stay the same within a sound."""
_MONO = 3
_ID3V1 = 128


class Mp3Frame(NamedTuple):
    """What the four bytes before each piece of sound say."""

    bytes: int
    samples: int
    bitrate: int
    rate: int
    channels: int


@dataclass(slots=True, kw_only=True)
class Mp3Stream:
    """All frames of a file added up."""

    frames: int = 0
    seconds: float = 0.0
    bytes: int = 0
    bitrates: set[int] = field(default_factory=set)
    strange: int = 0
    """Bytes between frames that are neither sound nor tags."""
    cut: bool = False
    """Whether the last frame goes on past the end."""


def frame(head: bytes) -> Mp3Frame | None:
    """What a layer 3 frame's head says; None when these four bytes are not one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004
        return None
    version, index, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or index in {0, 15} or rate == 3:  # noqa: PLR2004 (reserved values)
        return None
    first = version == 3  # noqa: PLR2004 (MPEG-1)
    bitrate = (_V1 if first else _V2)[index] * 1000
    samples, hertz = 1152 if first else 576, _RATES[version][rate]
    size = samples // 8 * bitrate // hertz + (head[2] >> 1 & 1)
    return Mp3Frame(size, samples, bitrate, hertz, 1 if head[3] >> 6 == _MONO else 2)


def _all() -> Iterator[tuple[int, Mp3Frame]]:
    for second in (0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB):
        for third in range(256):
            if found := frame(bytes((0xFF, second, third, 0))):
                yield second << 8 | third, found


_FRAMES = dict(_all())
"""By the second and third byte of a head, which tell all but the channels."""
_SIZES: dict[int, dict[int, int]] = {}
"""How long frames are, by the same, for each sort of sound."""
for _key, _frame in _FRAMES.items():
    _SIZES.setdefault(_key & _SORT, {})[_key] = _frame.bytes


def first_frame(file: BinaryIO, place: int, end: int) -> tuple[int, Mp3Frame] | None:
    """The first frame from there on that three more follow; a few in noise look like one."""
    found = _search(file, place, min(end, place + _SEARCHED), end, followers=3)
    if found is None:
        return None
    file.seek(found)
    first = frame(file.read(4))
    return (found, first) if first else None


def walk(file: BinaryIO, start: int, end: int) -> Mp3Stream:
    """Add up all frames between two places, passing over whatever else is there."""
    sound = Mp3Stream()
    counts: Counter[int] = Counter()
    place = start
    while place < end:
        place = _follow(file, place, end, counts)
        if place >= end:
            break
        place = _over(file, place, end, sound)
    for key, count in counts.items():
        here = _FRAMES[key]
        sound.frames += count
        sound.seconds += count * here.samples / here.rate
        sound.bytes += count * here.bytes
        sound.bitrates.add(here.bitrate)
    sound.cut = place > end
    return sound


def _follow(file: BinaryIO, place: int, end: int, counts: Counter[int]) -> int:
    """Count frames of one sort from there on; where they end, which may be past the end."""
    sizes: dict[int, int] | None = None
    piece = _SMALL
    while place < end:
        file.seek(place)
        data = file.read(min(piece, end - place))
        piece = min(_PIECE, 2 * piece)
        at, last = 0, len(data) - 4
        while at <= last:
            key = data[at + 1] << 8 | data[at + 2]
            if sizes is None:
                sizes = _SIZES.get(key & _SORT, {})
            size = sizes.get(key)
            if size is None or data[at] != 0xFF:  # noqa: PLR2004
                return place + at
            counts[key] += 1
            at += size
        if at == 0:
            return place  # fewer than four bytes are left
        place += at
    return place


def _over(file: BinaryIO, place: int, end: int, sound: Mp3Stream) -> int:
    """Where frames go on, after a tag or something strange; the end where they do not."""
    file.seek(place)
    head = file.read(32)
    if head.startswith(b"ID3") and len(head) >= 10:  # noqa: PLR2004 (the tag's own head)
        return _search(file, place + 10 + syncsafe(head[6:10]), end, end) or end
    if head.startswith(b"TAG"):
        return _search(file, place + _ID3V1, end, end) or end
    if head.startswith(b"APETAGEX"):
        size = int.from_bytes(head[12:16], "little")
        return _search(file, place + 32 + size, end, end) or end
    found = _search(file, place + 1, end, end)
    if found is None:
        return end  # zeros, or a tag that nobody knows
    sound.strange += found - place
    return found


def _search(file: BinaryIO, place: int, until: int, end: int, followers: int = 2) -> int | None:
    """The first place, before `until`, of a frame that others follow; None when there is none."""
    tries, piece = 0, _SMALL
    while place < until:
        file.seek(place)
        data = file.read(min(piece, end - place))
        piece = min(_PIECE, 2 * piece)
        whole = len(data) == end - place
        for found in _MAY_BEGIN.finditer(data):
            at = found.start()
            if at >= until - place or (not whole and at > len(data) - _LONGEST):
                break
            tries += 1
            if _followed(data, at, followers):
                return place + at
            if tries > _MOST_TRIES:
                return None
        if whole:
            return None
        place += len(data) - _LONGEST
    return None


def _followed(data: bytes, at: int, followers: int) -> bool:
    """Whether a frame there is followed by so many of its sort, or by one up to the very end."""
    sizes = _SIZES.get((data[at + 1] << 8 | data[at + 2]) & _SORT if at + 2 < len(data) else 0, {})
    for number in range(followers + 1):
        if number > 1 and at == len(data):
            return True
        if at + 3 >= len(data) or data[at] != 0xFF:  # noqa: PLR2004
            return False
        size = sizes.get(data[at + 1] << 8 | data[at + 2])
        if size is None:
            return False
        at += size
    return True
