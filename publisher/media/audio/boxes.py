"""MP4's boxes and tables (ISO/IEC 14496-12): which tracks there are, and how long each is.

Only boxes on known paths are entered, so that no file can be deeper than this code; all sizes are
held against what is there. mutagen walks every box by recursion, and reads no edit lists.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import unpack_from
from typing import BinaryIO, NamedTuple

_OUTERMOST = frozenset(
    b"ftyp moov mdat free skip wide moof mfra sidx ssix styp uuid meta pdin pnot emsg prft".split()
)
_MOST_BOXES = 200_000
"""On one level: ten hours in fragments of a second are 72,000."""
_MOST_BYTES = 1 << 25
"""Of one table: thirty hours of AAC have one of 20 MB."""
_MOST_SAMPLES = 1 << 22
_MOST_TRACKS = 16
_MOST_EDITS = 10_000
_EMPTY = -1


class BrokenError(Exception):
    """The boxes contradict each other, or what must be there is not."""


class Mp4Box(NamedTuple):
    """What kind it is, and where its content begins and ends."""

    kind: bytes
    start: int
    end: int


class Edit(NamedTuple):
    """A part of the edit list: how long, from where in the media (-1: a pause)."""

    length: int
    start: int


@dataclass(slots=True, kw_only=True)
class Track:
    """One track's tables. Times are in parts of a second, `scale` to each."""

    number: int = 0
    handler: bytes = b""
    scale: int = 0
    chapters: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    deltas: Sequence[int] = ()
    """How many samples, how long each is, and so on."""
    sizes: Sequence[int] = ()
    chunks: Sequence[int] = ()
    runs: Sequence[int] = ()
    """From which chunk, how many samples in each, by which description, and so on."""
    entry: bytes = b""
    """The first description of samples: its kind in bytes 4 to 8."""
    fragments: int = 0
    """Ticks in fragments."""

    @property
    def ticks(self) -> int:
        """How long all samples are together."""
        left, total = len(self.sizes), self.fragments
        for count, delta in zip(self.deltas[::2], self.deltas[1::2], strict=True):
            total += min(count, left) * delta
            left -= min(count, left)
        return total

    def seconds(self, scale: int) -> float:
        """How long it sounds, its edit list obeyed; `scale` is the movie's."""
        if not self.scale:
            return 0.0
        media = self.ticks / self.scale
        if not any(edit.start != _EMPTY for edit in self.edits) or not scale:
            return media
        return sum(self._part(edit, media, scale) for edit in self.edits)

    def _part(self, edit: Edit, media: float, scale: int) -> float:
        wanted = edit.length / scale
        if edit.start == _EMPTY:
            return 0.0  # a pause before the sound; ffmpeg and browsers begin with the sound
        there = max(0.0, media - edit.start / self.scale)
        return min(wanted, there) if wanted else there  # 0: to the end


@dataclass(slots=True, kw_only=True)
class Movie:
    """All tracks, and where the boxes of tags lie."""

    scale: int = 0
    tracks: list[Track] = field(default_factory=list)
    metadata: Mp4Box | None = None
    nero: Mp4Box | None = None
    promised: int = 0
    """Where the last box says it ends: past the end of the file when it is cut off."""
    media: int = 0
    """Bytes in `mdat`."""

    def sound(self) -> Track | None:
        """The track that players take; the copy for the world has no other."""
        return next((track for track in self.tracks if track.handler == b"soun"), None)


def read(file: BinaryIO, size: int) -> Movie:
    """Read all tables. Raises BrokenError when they cannot be."""
    movie = Movie()
    defaults: dict[int, int] = {}
    for box in _outermost(file, size):
        movie.promised = max(movie.promised, box.end)
        if box.end > size:
            continue
        if box.kind == b"moov" and not movie.tracks:
            defaults = _moov(file, box, movie)
        elif box.kind == b"moof":
            _moof(file, box, movie, defaults)
        elif box.kind == b"mdat":
            movie.media += box.end - box.start
    return movie


def _outermost(file: BinaryIO, size: int) -> Iterator[Mp4Box]:
    for box in _boxes(file, 0, size):
        if box.kind not in _OUTERMOST:
            return  # what some program has hung on at the end, such as an ID3v1 tag
        yield box


def inside(file: BinaryIO, box: Mp4Box) -> Iterator[Mp4Box]:
    """The boxes in a box; BrokenError at one that sticks out."""
    for child in _boxes(file, box.start, box.end):
        if child.end > box.end:
            raise BrokenError
        yield child


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[Mp4Box]:
    for _ in range(_MOST_BOXES):
        if place + 8 > end:
            return
        file.seek(place)
        head = file.read(16)
        length, front = int.from_bytes(head[:4]), 8
        if length == 1:
            length, front = int.from_bytes(head[8:16]), 16
        elif length == 0:
            length = end - place
        if length < front:
            return
        yield Mp4Box(head[4:8], place + front, place + length)
        place += length
    raise BrokenError


def child(file: BinaryIO, box: Mp4Box | None, *path: bytes) -> Mp4Box | None:
    """The first box on a path; None where the path ends early."""
    for kind in path:
        if box is None:
            return None
        box = next((each for each in inside(file, box) if each.kind == kind), None)
    return box


def content(file: BinaryIO, box: Mp4Box | None) -> bytes:
    """All bytes in a box; none where there is no box."""
    if box is None:
        return b""
    if box.end - box.start > _MOST_BYTES:
        raise BrokenError
    file.seek(box.start)
    return file.read(box.end - box.start)


def _moov(file: BinaryIO, box: Mp4Box, movie: Movie) -> dict[int, int]:
    """Fill in the movie; returns how long samples of fragments are by default, by track."""
    defaults: dict[int, int] = {}
    for each in inside(file, box):
        if each.kind == b"mvhd":
            movie.scale = _scale(content(file, each))
        elif each.kind == b"trak":
            movie.tracks.append(_trak(file, each))
            if len(movie.tracks) > _MOST_TRACKS:
                raise BrokenError
        elif each.kind == b"udta":
            movie.nero = child(file, each, b"chpl")
            movie.metadata = child(file, each, b"meta")
        elif each.kind == b"mvex":
            rows = (content(file, one) for one in inside(file, each) if one.kind == b"trex")
            defaults.update((_number(row, 4), _number(row, 12)) for row in rows)
    return defaults


def _scale(data: bytes) -> int:
    """Ticks a second, in `mvhd` and `mdhd`."""
    return _number(data, 20 if data[:1] == b"\x01" else 12)


def _trak(file: BinaryIO, box: Mp4Box) -> Track:
    media = child(file, box, b"mdia")
    table = child(file, media, b"minf", b"stbl")
    boxes = {each.kind: each for each in inside(file, table)} if table else {}

    def data(kind: bytes) -> bytes:
        return content(file, boxes.get(kind))

    head = content(file, child(file, box, b"tkhd"))
    return Track(
        number=_number(head, 20 if head[:1] == b"\x01" else 12),
        handler=content(file, child(file, media, b"hdlr"))[8:12],
        scale=_scale(content(file, child(file, media, b"mdhd"))),
        chapters=_references(file, box),
        edits=tuple(_edits(content(file, child(file, box, b"edts", b"elst")))),
        deltas=_table(data(b"stts"), "I", 2),
        sizes=_sizes(data(b"stsz"), data(b"stz2")),
        chunks=_table(data(b"stco"), "I", 1) or _table(data(b"co64"), "Q", 1),
        runs=_table(data(b"stsc"), "I", 3),
        entry=data(b"stsd")[8:],
    )


def _references(file: BinaryIO, box: Mp4Box) -> tuple[int, ...]:
    return tuple(_numbers(content(file, child(file, box, b"tref", b"chap")), "I")[:_MOST_TRACKS])


def _edits(data: bytes) -> Iterator[Edit]:
    large = data[:1] == b"\x01"
    form, width = (">Qq", 20) if large else (">Ii", 12)
    for row in range(min(_number(data, 4), (len(data) - 8) // width, _MOST_EDITS)):
        yield Edit(*unpack_from(form, data, 8 + row * width))


def _table(data: bytes, code: str, columns: int) -> Sequence[int]:
    """A table, row after row: version and flags, how many rows, and then they."""
    numbers = _numbers(data[8:], code)
    return numbers[: min(_number(data, 4), len(numbers) // columns) * columns]


def _numbers(data: bytes, code: str) -> array[int]:
    """Numbers as they are written, the largest byte first."""
    found = array(code)
    found.frombytes(data[: len(data) - len(data) % found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _sizes(data: bytes, compact: bytes) -> Sequence[int]:
    """How large each sample is (`stsz`, or `stz2` with fields of 4, 8 or 16 bits)."""
    if compact:
        bits, count = compact[7] if len(compact) > 7 else 0, _number(compact, 8)  # noqa: PLR2004
        if bits == 16:  # noqa: PLR2004
            return _numbers(compact[12:], "H")[:count]
        if bits == 4:  # noqa: PLR2004
            halves = (half for byte in compact[12:] for half in (byte >> 4, byte & 15))
            return bytes(halves)[:count]
        return compact[12 : 12 + count]
    each, count = _number(data, 4), _number(data, 8)
    if each:
        return array("I", [each]) * min(count, _MOST_SAMPLES)
    return _numbers(data[12:], "I")[:count]


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4])


def _moof(file: BinaryIO, box: Mp4Box, movie: Movie, defaults: dict[int, int]) -> None:
    for each in inside(file, box):
        if each.kind == b"traf":
            _traf(file, each, movie, defaults)


def _traf(file: BinaryIO, box: Mp4Box, movie: Movie, defaults: dict[int, int]) -> None:
    """Add a fragment's samples to its track."""
    head = content(file, child(file, box, b"tfhd"))
    number = _number(head, 4)
    track = next((each for each in movie.tracks if each.number == number), None)
    if track is None:
        return
    flags, at = _number(head, 0) & 0xFFFFFF, 8
    at += 8 * bool(flags & 1) + 4 * bool(flags & 2)
    usual = _number(head, at) if flags & 8 else defaults.get(number, 0)
    for each in inside(file, box):
        if each.kind == b"trun":
            track.fragments += _run(content(file, each), usual)


def _run(data: bytes, usual: int) -> int:
    """How long the samples of a run are together."""
    flags, count = _number(data, 0) & 0xFFFFFF, _number(data, 4)
    if not flags & 0x100:
        return min(count, _MOST_SAMPLES) * usual
    fields = sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    start = 8 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    return sum(_numbers(data[start:], "I")[::fields][:count])


def samples(file: BinaryIO, track: Track, most: int) -> Iterator[tuple[int, bytes]]:
    """When each sample of a small track begins, in ticks, and what is in it; at most so many."""
    places = _places(track)
    for start, place, length in zip(_starts(track), places, track.sizes[:most], strict=False):
        file.seek(place)
        yield start, file.read(min(length, 1 << 16))


def _starts(track: Track) -> Iterator[int]:
    now = 0
    for count, delta in zip(track.deltas[::2], track.deltas[1::2], strict=True):
        for _ in range(count):
            yield now
            now += delta


def _places(track: Track) -> Iterator[int]:
    """Where each sample lies: one after another in its chunk."""
    number = at = 0
    runs = track.runs
    for index, place in enumerate(track.chunks, 1):
        while at + 3 < len(runs) and runs[at + 3] <= index:
            at += 3
        here = runs[at + 1] if at + 1 < len(runs) else 0
        for length in track.sizes[number : number + here]:
            yield place
            place += length  # noqa: PLW2901
        number += here
