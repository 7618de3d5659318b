"""ID3v2 in a sound file (id3.org, 2.2 to 2.4): words, the comment, the chapters that it shows."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from publisher.media.audio.kinds import unreadable
from publisher.model import Chapter

_WANTED = (
    "TIT2",
    "TDRC",
    "TDRL",
    "TYER",
    "TDAT",
    "TRCK",
    "COMM",
    "TXXX",
    "TDES",
    "CHAP",
    "CTOC",
    "WXXX",
)
_WANTED_OLD = ("TT2", "TYE", "TDA", "TRK", "COM", "TXX")
"""The same in version 2.2."""
_WINDOW = 8192
_LARGEST = 1 << 26
_LARGEST_FRAME = 1 << 20
_CHAPTERS = {b"CHAP", b"CTOC"}
_MOST_FRAMES, _MOST_PACKED = 20_000, 100
_NO_TIME = 0xFFFFFFFF
_TOP_LEVEL = 2
_DESCRIBED = ("", "comment", "description", "kommentar", "beskrivning", "desc", "id3v1 comment")
"""Descriptions of a comment for people; programs keep sums of their own in others (iTunNORM)."""
_LANGUAGES = ("swe", "eng", "xxx", "und", "\0\0\0", "")
_HEX = re.compile(r"(?:\s*[0-9A-Fa-f]{8}){2,}\s*")


def tags_end(file: BinaryIO) -> int:
    """Where the ID3v2 tags at the beginning end; some programs leave several, one after another."""
    place = 0
    while True:
        file.seek(place)
        head = file.read(10)
        if not head.startswith(b"ID3") or len(head) < 10:  # noqa: PLR2004 (the tag's own head)
            return place + _zeros(file, place) if place else 0
        place += 10 + syncsafe(head[6:]) + (10 if head[5] & 0x10 else 0)


def _zeros(file: BinaryIO, place: int) -> int:
    """Padding that a careless program left outside its tag."""
    file.seek(place)
    window = file.read(_WINDOW)
    return len(window) - len(window.lstrip(b"\0"))


def syncsafe(data: bytes) -> int:
    """A number in four bytes of seven bits, none of which looks like the beginning of sound."""
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=False))


def read(file: BinaryIO) -> Any:  # noqa: ANN401 (mutagen's own class)
    """The tag that a file begins with; None when there is none, or none that can be read."""
    from mutagen.id3 import ID3, Frames, Frames_2_2

    if not _bearable(file):
        return None
    known = {name: Frames[name] for name in _WANTED}
    known.update({name: Frames_2_2[name] for name in _WANTED_OLD})
    file.seek(0)
    try:
        return ID3(file, known_frames=known)
    except unreadable():
        return None


def _bearable(file: BinaryIO) -> bool:
    """Whether there is a tag of a bearable size, with nothing packed that would fill memory."""
    file.seek(0)
    head = file.read(10)
    if not head.startswith(b"ID3"):
        return True  # mutagen looks for ID3v1 at the end by itself
    size = syncsafe(head[6:])
    if size > _LARGEST or len(head) < 10:  # noqa: PLR2004 (the tag's own head)
        return False
    packed = 0
    for number, (name, squeezed, data) in enumerate(_frames(file.read(size), head[3])):
        packed += squeezed
        if number > _MOST_FRAMES or packed > _MOST_PACKED or (squeezed and not _unpacks(data)):
            return False
        # Within a chapter are words, links and pictures; mutagen would follow chapters for ever.
        start = data.find(b"\0") + 17
        if name == b"CHAP" and _CHAPTERS & {each[0] for each in _frames(data[start:], head[3])}:
            return False
    return True


def _frames(data: bytes, version: int) -> Iterator[tuple[bytes, bool, bytes]]:
    """Each frame's name, whether it is packed, and its content."""
    old = version == 2  # noqa: PLR2004
    at, front = 0, 6 if old else 10
    while at + front <= len(data) and data[at]:
        written = data[at + 3 : at + 6] if old else data[at + 4 : at + 8]
        size = syncsafe(written) if version == 4 else int.from_bytes(written)  # noqa: PLR2004
        squeezed = not old and bool(data[at + 9] & (0x08 if version == 4 else 0x80))  # noqa: PLR2004
        yield data[at : at + 4], squeezed, data[at + front : at + front + size]
        at += front + size


def _unpacks(data: bytes) -> bool:
    """Whether packed bytes, after their size, become no more than a frame of text may be."""
    for start in range(6):
        worker = zlib.decompressobj()
        try:
            worker.decompress(data[start:], _LARGEST_FRAME)
        except zlib.error:
            continue
        if worker.unconsumed_tail:
            return False
    return True


def words(frame: Any) -> str:  # noqa: ANN401 (mutagen's own class)
    """A frame's text; version 2.4 may have several values in one."""
    return " / ".join(text for value in frame.text if (text := str(value).strip("\0 ")))


def comment(tags: Any) -> str:  # noqa: ANN401 (mutagen's own class)
    """The comment that is written for people: by its description, then by its language."""

    def rank(frame: Any) -> tuple[int, int]:  # noqa: ANN401 (mutagen's own class)
        language = frame.lang.lower()
        known = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
        return _DESCRIBED.index(_description(frame)), known

    frames = [frame for frame in tags.getall("COMM") if _description(frame) in _DESCRIBED]
    texts = (words(frame) for frame in sorted(frames, key=rank))
    return next((text for text in texts if text and not _HEX.fullmatch(text)), "")


def _description(frame: Any) -> str:  # noqa: ANN401 (mutagen's own class)
    return str(frame.desc).strip("\0 ").casefold()


def chapters(tags: Any) -> tuple[Chapter, ...]:  # noqa: ANN401 (mutagen's own class)
    """Those in the table of contents, in its order; all, in the order of time, where there is none.

    A chapter outside the table is hidden on purpose (ID3v2 Chapter Frame Addendum, 3.2).
    """
    frames = {frame.element_id: frame for frame in tags.getall("CHAP")}
    listed = [frames[name] for name in _listed(tags) if name in frames]
    frames_shown = listed or sorted(frames.values(), key=lambda frame: int(frame.start_time))
    return tuple(
        Chapter(start=frame.start_time / 1000, title=_title(frame), url=_link(frame))
        for frame in frames_shown
        if frame.start_time != _NO_TIME
    )


def _listed(tags: Any) -> Iterator[str]:  # noqa: ANN401 (mutagen's own class)
    """The names of chapters as the tables list them, tables within tables followed."""
    tables = {frame.element_id: frame for frame in tags.getall("CTOC")}
    inner = {name for table in tables.values() for name in table.child_element_ids}
    top = [name for name, table in tables.items() if int(table.flags) & _TOP_LEVEL][:1]
    waiting = (top or [name for name in tables if name not in inner] or list(tables))[::-1]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in tables:
            waiting += reversed(tables[name].child_element_ids)
        else:
            yield name


def _title(frame: Any) -> str:  # noqa: ANN401 (mutagen's own class)
    return next(map(words, frame.sub_frames.getall("TIT2")), "")


def _link(frame: Any) -> str:  # noqa: ANN401 (mutagen's own class)
    links = (str(each.url).strip("\0 ") for each in frame.sub_frames.getall("WXXX"))
    return next((url for url in links if url.startswith(("http://", "https://"))), "")
