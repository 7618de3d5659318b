"""Opus and Vorbis in Ogg (RFC 7845, RFC 3533), which Apple Podcasts does not take.

Every page's head is read, none of the sound: a file may be several streams one after another, begin
anywhere in time, and end in the middle of a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from publisher.media.audio.kinds import (
    OGG,
    OPUS,
    AudioFacts,
    as_mp3,
    ends_within,
    may_be_cut,
    no_sound,
    other_format,
    wrong_length,
)

_OPUS_HERTZ = 48_000  # what Opus always decodes to, whatever went in
_HEAD = 27
_FIRST, _LAST = 2, 4
_NO_PACKET_ENDS = (1 << 64) - 1
_NUMBERS = ((6, 8), (14, 4))
"""Where in a page's head its granule position and its stream's number stand."""
_WINDOW = 1 << 16
_START = 64
"""Bytes of a page's own content that are looked at: a codec's first packet is no longer."""
_OTHERS = (
    (b"Speex   ", "Ogg Speex"),
    (b"\x7fFLAC", "FLAC i Ogg"),
    (b"\x80theora", "Ogg Theora (film)"),
    (b"fLaC", "FLAC i Ogg"),
)
_LONGEST_PACKET = 5760
"""Samples, 120 ms: no packet of Opus holds more (RFC 6716, 3.2.5)."""
_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)


class OggPage(NamedTuple):
    """A page's head, and where it lies."""

    place: int
    flags: int
    granule: int
    serial: int
    lacing: bytes
    start: int
    end: int


def pages(file: BinaryIO, size: int) -> Iterator[OggPage]:
    """Every page that begins, in order; what is no page (a tag, damage) is passed over."""
    place = 0
    while 0 <= place < size:
        file.seek(place)
        head = file.read(_HEAD + 255)
        if not head.startswith(b"OggS\0"[: len(head)]):
            place = _next(file, place + 1)
            continue
        page = _page(place, head)
        yield page
        place = page.end


def _page(place: int, head: bytes) -> OggPage:
    """A page's head, which may be cut off; then the page claims to end where it cannot."""
    lacing = head[_HEAD : _HEAD + head[26]] if len(head) >= _HEAD else b""
    granule, serial = (int.from_bytes(head[at : at + size], "little") for at, size in _NUMBERS)
    if len(head) < _HEAD or len(lacing) < head[26]:
        return OggPage(place, 0, _NO_PACKET_ENDS, serial, b"", place, place + _HEAD + 255)
    start = place + _HEAD + len(lacing)
    return OggPage(place, head[5], granule, serial, lacing, start, start + sum(lacing))


def _next(file: BinaryIO, place: int) -> int:
    """Where the next page may begin; -1 when none does."""
    while True:
        file.seek(place)
        window = file.read(_WINDOW)
        if (found := window.find(b"OggS\0")) >= 0:
            return place + found
        if len(window) < _WINDOW:
            return -1
        place += _WINDOW - 4


@dataclass(slots=True, kw_only=True)
class _Stream:
    """One stream of sound, from its first page to its last."""

    opus: bool
    channels: int
    hertz: int
    skip: int = 0
    block: int = 0
    headers: int = 2
    first: int | None = None
    """The granule position before the first packet of sound."""
    last: int = 0
    packets: int = 0
    samples: int = 0
    ended: bool = False

    def take(self, page: OggPage, file: BinaryIO) -> None:
        """Count what ends on a page, and note when that is."""
        whole = sum(value < 255 for value in page.lacing)  # noqa: PLR2004 (a packet goes on)
        passed = min(self.headers, whole)
        self.headers -= passed
        self.packets += whole - passed
        if self.opus and self.first is None and not self.headers:
            self.samples += sum(_durations(page, file, passed))
        if page.granule != _NO_PACKET_ENDS and self.packets:
            if self.first is None:
                self.first = max(0, page.granule - self._until_now())
            self.last = page.granule
        self.ended = self.ended or bool(page.flags & _LAST)

    def _until_now(self) -> int:
        """The most that the packets until now can sound; Opus tells exactly."""
        # Of a Vorbis packet each half overlaps its neighbour, and the first only prepares.
        return self.samples if self.opus else max(0, self.packets - 1) * self.block // 2

    @property
    def seconds(self) -> float:
        """How long it is, from the first sample that is heard to the last."""
        length = (self.last - (self.first or 0)) % (1 << 64) - self.skip
        return length / self.hertz if 0 < length < 1 << 62 else 0.0

    @property
    def possible(self) -> bool:
        """Whether so few packets can sound for so long, or the pages lie."""
        most = self.packets * (_LONGEST_PACKET if self.opus else self.block)
        return self.last < 1 << 63 and self.seconds <= most / self.hertz + 1


def _durations(page: OggPage, file: BinaryIO, passed: int) -> Iterator[int]:
    """How many samples each Opus packet holds that begins on a page, after so many headers."""
    file.seek(page.start)
    body = file.read(page.end - page.start)
    at, begins, number = 0, not page.flags & 1, 0
    for value in page.lacing:
        if begins and number >= passed and at < len(body):
            yield _opus_samples(body[at : at + 2])
        at += value
        begins = value < 255  # noqa: PLR2004
        number += begins


def _opus_samples(packet: bytes) -> int:
    """RFC 6716, 3.1: the first byte tells the length of frames, and mostly how many."""
    config = packet[0] >> 3
    if config < 12:  # noqa: PLR2004
        frame = _SILK[config & 3]
    elif config < 16:  # noqa: PLR2004
        frame = _HYBRID[config & 1]
    else:
        frame = _CELT[config & 3]
    code = packet[0] & 3
    if code == 3:  # noqa: PLR2004
        return frame * (packet[1] & 63 if len(packet) > 1 else 0)
    return frame * (1 if code == 0 else 2)


def examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    """Length of an open Ogg file. Raises UnfitError when it holds neither Opus nor Vorbis."""
    streams, end = _streams(file, size, path)
    if not streams:
        raise no_sound(path)
    if end > size:
        raise ends_within(path)
    if len({(stream.opus, stream.channels) for stream in streams}) > 1:
        raise other_format(path, "Ogg med olika ljud efter varandra")
    seconds = sum(stream.seconds for stream in streams)
    if not all(stream.possible for stream in streams):
        raise wrong_length(path)
    if seconds <= 0:
        raise no_sound(path)
    stream = streams[0]
    text = f"ljudfilen ”{path}” är Ogg, som Apple Podcasts inte tar emot"
    cut = () if streams[-1].ended else (may_be_cut(path),)
    if len(streams) > 1:
        several = f"”{path}” är {len(streams)} ljud efter varandra, och en del appar spelar ett"
        cut = ((several, as_mp3(path)), *cut)
    return AudioFacts(
        kind=OPUS if stream.opus else OGG,
        seconds=seconds,
        bitrate=round(8 * size / seconds),
        channels=stream.channels,
        sample_rate=stream.hertz,
        advice=((text, as_mp3(path)), *cut),
    )


def _streams(file: BinaryIO, size: int, path: str) -> tuple[list[_Stream], int]:
    """The streams of sound that are heard one after another, and where the last page should end."""
    found: list[_Stream] = []
    serial = -1
    end = 0
    for page in pages(file, size):
        end = page.end
        if page.flags & _FIRST:
            file.seek(page.start)
            packet = file.read(min(_START, page.end - page.start))
            if name := next((name for mark, name in _OTHERS if packet.startswith(mark)), ""):
                raise other_format(path, name)
            stream = _begun(packet)
            # Two at once would be two languages; a player takes the first.
            if stream is not None and (not found or found[-1].packets):
                found.append(stream)
                serial = page.serial
                stream.take(page, file)
        elif page.serial == serial:
            found[-1].take(page, file)
    return found, end


def _begun(packet: bytes) -> _Stream | None:
    """A stream by its first packet; None for what is no sound of ours."""
    if packet.startswith(b"OpusHead") and len(packet) >= 19 and packet[9]:  # noqa: PLR2004
        skip = int.from_bytes(packet[10:12], "little")
        return _Stream(opus=True, channels=packet[9], hertz=_OPUS_HERTZ, skip=skip)
    if packet.startswith(b"\x01vorbis") and len(packet) >= 30:  # noqa: PLR2004
        hertz = int.from_bytes(packet[12:16], "little")
        if hertz and packet[11]:
            block = 1 << (packet[28] >> 4)
            return _Stream(opus=False, channels=packet[11], hertz=hertz, block=block, headers=3)
    return None
