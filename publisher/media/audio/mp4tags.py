"""What an M4A says of itself: iTunes' list of tags, and chapters in both ways they are written.

Apple's programs, Auphonic and Hindenburg write chapters as a track of text that the sound refers to
(QuickTime File Format, Chapter Lists); Nero's way is a box of its own, `chpl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from publisher.media.audio.boxes import Movie, Mp4Box, Track, child, content, inside, samples
from publisher.model import Chapter

_TEXTS = frozenset({b"text", b"sbtl", b"subt"})
_MOST_CHAPTERS = 10_000
_UTF16, _NUMBERS = 2, frozenset({0, 21})
_NERO = 10_000_000
"""Parts of a second: `chpl` counts in those of 100 nanoseconds."""
_WEB = re.compile(r"<?(https?://[^\s<>]+)>?")


def tags(file: BinaryIO, movie: Movie) -> dict[str, list[str]]:
    """Tags by the names that atoms have (`©nam`), in lower case; numbers as `4` or `4/10`."""
    found: dict[str, list[str]] = {}
    listed = child(file, _whole(file, movie.metadata), b"ilst")
    for each in inside(file, listed) if listed else ():
        name = each.kind.decode("latin-1").lower()
        values = [
            value
            for data in inside(file, each)
            if data.kind == b"data" and (value := _value(name, content(file, data)))
        ]
        found.setdefault(name, []).extend(values)
    return found


def _whole(file: BinaryIO, meta: Mp4Box | None) -> Mp4Box | None:
    """`meta` without the version and flags that it has in MP4, but not in QuickTime."""
    if meta is None:
        return None
    file.seek(meta.start)
    return meta if file.read(8)[4:] == b"hdlr" else meta._replace(start=meta.start + 4)


def _value(name: str, data: bytes) -> str:
    kind, value = int.from_bytes(data[1:4]), data[8:]
    if name in {"trkn", "disk"} and kind in _NUMBERS:
        number, of = int.from_bytes(value[2:4]), int.from_bytes(value[4:6])
        return f"{number}/{of}" if of else str(number)
    if kind == 1:
        return value.decode("utf-8", "replace")
    return value.decode("utf-16-be", "replace") if kind == _UTF16 else ""


def chapters(file: BinaryIO, movie: Movie) -> tuple[Chapter, ...]:
    """Chapters in the order of time; the track of text where there are both."""
    found = tuple(_of_tracks(file, movie)) or tuple(_of_nero(content(file, movie.nero)))
    return tuple(sorted(found, key=lambda each: each.start))


def _of_tracks(file: BinaryIO, movie: Movie) -> Iterator[Chapter]:
    """The first track of text that sound refers to has titles; a second may have addresses."""
    wanted = next((track.chapters for track in movie.tracks if track.chapters), ())
    texts = [t for n in wanted for t in movie.tracks if t.number == n and t.handler in _TEXTS]
    if not texts or not texts[0].scale:
        return
    titles, *others = (list(_texts(file, track, movie.scale)) for track in texts)
    links = {
        round(start, 3): found[1]
        for other in others
        for start, text, _ in other
        if (found := _WEB.fullmatch(text.strip()))
    }
    for start, title, url in titles:
        yield Chapter(start=start, title=title, url=url or links.get(round(start, 3), ""))


def _texts(file: BinaryIO, track: Track, scale: int) -> Iterator[tuple[float, str, str]]:
    """When, what, and the address that QuickTime hangs on it (`href`)."""
    if not track.scale:
        return
    late = 0.0
    for edit in track.edits:
        if edit.start >= 0 or not scale:
            late -= max(0, edit.start) / track.scale
            break
        late += edit.length / scale
    for start, data in samples(file, track, _MOST_CHAPTERS):
        length = int.from_bytes(data[:2])
        moment = round(start / track.scale + late, 3)
        yield max(0.0, moment), _text(data[2 : 2 + length]), _link(data[2 + length :])


def _text(data: bytes) -> str:
    if data.startswith((b"\xfe\xff", b"\xff\xfe")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _link(data: bytes) -> str:
    """In what follows the words: a box with first and last letter, and a counted address."""
    at = data.find(b"href")
    if at < 0:
        return ""
    url = data[at + 9 : at + 9 + data[at + 8]] if len(data) > at + 8 else b""
    return found[0] if (found := _WEB.fullmatch(url.decode("utf-8", "replace"))) else ""


def _of_nero(data: bytes) -> Iterator[Chapter]:
    at = 8 if data[:1] == b"\x01" else 4
    count = data[at] if len(data) > at else 0
    at += 1
    for _ in range(count):
        start, length = int.from_bytes(data[at : at + 8]), data[at + 8 : at + 9]
        if not length:
            return
        title = data[at + 9 : at + 9 + length[0]].decode("utf-8", "replace")
        yield Chapter(start=round(start / _NERO, 3), title=title)
        at += 9 + length[0]
