"""M4A: AAC sound in an MP4 file (ISO/IEC 14496-12), measured as a player hears it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from publisher.media.audio.boxes import BrokenError, Track, read
from publisher.media.audio.kinds import M4A, AudioFacts, cut_off, no_sound, other_format

_CODECS = {
    b"alac": "ALAC",
    b"enca": "MP4 med kopieringsskydd",
    b"drms": "MP4 med kopieringsskydd",
    b"Opus": "Opus i MP4",
    b"fLaC": "FLAC i MP4",
    b"ac-3": "Dolby Digital",
    b"ec-3": "Dolby Digital Plus",
}
_SBR, _SBR_AND_STEREO = 5, 29
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)
_WRITTEN_OUT = 15
_ESCAPE = 31
_NEARLY_ALL = 0.99


def examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    """Length and bitrate of an open M4A. Raises UnfitError when it has no AAC, or lacks some."""
    try:
        movie = read(file, size)
    except BrokenError:
        raise no_sound(path) from None
    if movie.promised > size:
        raise cut_off(path, size / movie.promised)
    track = movie.sound()
    if track is None:
        raise no_sound(path)
    kind = track.entry[4:8]
    if kind != b"mp4a":
        raise other_format(path, _CODECS.get(kind, "MP4 utan AAC-ljud"))
    seconds = track.seconds(movie.scale)
    if seconds <= 0:
        raise no_sound(path)
    there = sum(track.sizes)
    if movie.media < _NEARLY_ALL * there:
        raise cut_off(path, movie.media / there)
    whole = track.ticks / track.scale
    bitrate = round(8 * (size if track.fragments else there) / whole)
    return AudioFacts(M4A, seconds, bitrate, *_heard(track))


def parts(path: Path) -> int:
    """Of how many parts an edit list puts the sound together."""
    try:
        with path.open("rb") as file:
            track = read(file, path.stat().st_size).sound()
    except BrokenError:
        return 0
    return sum(edit.start >= 0 for edit in track.edits) if track else 0


def _heard(track: Track) -> tuple[int, int]:
    """Channels and hertz as they are decoded: what the encoder says, else what the box says."""
    entry = track.entry
    channels, hertz = int.from_bytes(entry[24:26]), int.from_bytes(entry[32:34])
    at = entry.find(b"esds", 36)
    said = _config(_specific(entry[at + 8 :])) if at > 0 else None
    return (said[0] or channels, said[1] or hertz) if said else (channels, hertz)


def _specific(esds: bytes) -> bytes:
    """The decoder's own bytes, within descriptor 3 and descriptor 4 (ISO/IEC 14496-1)."""
    data = esds
    for tag, front in ((3, 3), (4, 13), (5, 0)):
        found = next((inner for kind, inner in _descriptors(data) if kind == tag), b"")
        # Flags of the first tell of fields that may follow.
        flags = found[2] if tag == 3 and len(found) > 2 else 0  # noqa: PLR2004
        data = found[front + 2 * bool(flags & 0x80) + 2 * bool(flags & 0x20) :]
    return data


def _descriptors(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(data):
        tag, length = data[at], 0
        at += 1
        for _ in range(4):
            byte = data[at] if at < len(data) else 0
            at += 1
            length = length << 7 | byte & 0x7F
            if byte < 0x80:  # noqa: PLR2004
                break
        yield tag, data[at : at + length]
        at += length


def _config(data: bytes) -> tuple[int, int] | None:
    """Channels and hertz of AAC (ISO/IEC 14496-3, AudioSpecificConfig); 0 for what is not said."""
    if len(data) < 2:  # noqa: PLR2004
        return None
    bits = _Bits(data)
    kind = bits.kind()
    hertz = bits.hertz()
    channels = bits.take(4)
    if kind in {
        _SBR,
        _SBR_AND_STEREO,
    }:  # HE-AAC: the upper half of the sound, and in 29 the stereo, is hinted
        hertz = bits.hertz()
    known = _CHANNELS[channels] if channels < len(_CHANNELS) else 0
    return (2 if kind == _SBR_AND_STEREO else known), hertz


class _Bits:
    """Bits from left to right; zeros after the last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        whole = int.from_bytes(self._data) << 64
        length = 8 * len(self._data) + 64
        self._at += count
        return whole >> max(0, length - self._at) & ((1 << count) - 1)

    def kind(self) -> int:
        found = self.take(5)
        return 32 + self.take(6) if found == _ESCAPE else found

    def hertz(self) -> int:
        index = self.take(4)
        if index == _WRITTEN_OUT:
            return self.take(24)
        return _RATES[index] if index < len(_RATES) else 0
