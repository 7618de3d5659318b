"""The published copy of a sound file: the author's sound with the episode's labels.

An MP3 is joined on the fly from a new head and the old sound, so its size is known without copying.
The other formats must be made whole to be known; they are made once, into a kept file. WAV has no
labels that players agree on: its copy is the original, untouched.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from publisher.media.audio import ffmpeg, flac, mp4, mpeg, oggcopy
from publisher.media.audio.kinds import FLAC, M4A, MP3, WAV, UnfitSoundError
from publisher.media.audio.tags import Labels, head
from publisher.problems import PublisherError

_CHUNK = 1 << 20
_NEAR = 0.2  # seconds


def is_streamed(mime: str) -> bool:
    """Whether `pieces` makes the copy of this format; else it is `make`."""
    return mime == MP3.mime


def takes_labels(mime: str) -> bool:
    """Whether copies of this format have labels at all; those of WAV have none."""
    return mime != WAV.mime


def size(source: Path, labels: Labels) -> int:
    """How large the copy of an MP3 will be, in bytes; reads a few frames."""
    with source.open("rb") as file:
        around = mpeg.edges(file, source.stat().st_size)
    return len(head(labels)) + around.end - around.start


def pieces(source: Path, labels: Labels) -> Iterator[bytes]:
    """The copy of an MP3, a megabyte at a time. Whatever tags the original has are left out."""
    with source.open("rb") as file:
        around = mpeg.edges(file, source.stat().st_size)
        yield head(labels)
        yield from _between(source, around.start, around.end)


def whole(source: Path) -> Iterator[bytes]:
    """A file as it is, a megabyte at a time."""
    yield from _between(source, 0, source.stat().st_size)


def _between(source: Path, start: int, end: int) -> Iterator[bytes]:
    with source.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(_CHUNK, left))):
            yield piece
            left -= len(piece)


def make(source: Path, mime: str, labels: Labels, goal: Path) -> bool:
    """Make the copy of an M4A, Opus, Ogg or FLAC file at `goal`, whole or not at all.

    False, and nothing made, when it cannot be had in that way: a WAV takes no labels, and an M4A
    needs an ffmpeg that manages this file. Raises OSError when the copy cannot be written.
    """
    if not takes_labels(mime):
        return False
    goal.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=goal.parent, prefix=".") as folder:
        partial = Path(folder) / goal.name
        made = _MAKERS.get(mime, _ogg)(source, labels, partial)
        if made:
            partial.replace(goal)
    return made


def _mp4(source: Path, labels: Labels, goal: Path) -> bool:
    # Of sound that an edit list cuts together ffmpeg makes a copy with wrong times.
    if not ffmpeg.program() or mp4.parts(source) > 1:
        return False
    meta, cover = goal.with_name("meta.txt"), goal.with_name("cover.jpg")
    meta.write_text(_metadata(labels), "utf-8")
    cover.write_bytes(labels.cover)
    picture = ("-i", cover) if labels.cover else ()
    shown = ("-map", "2:v", "-disposition:v:0", "attached_pic") if labels.cover else ()
    try:
        ffmpeg.run(
            source.name,
            *("-v", "error", "-i", source, "-f", "ffmetadata", "-i", meta, *picture),
            *("-map", "0:a:0", *shown, "-map_metadata", "1", "-map_chapters", "1"),
            *("-metadata:s:a:0", f"language={labels.language_code}", "-c", "copy"),
            *("-movflags", "+faststart", "-fflags", "+bitexact", "-f", "ipod", "-y", goal),
        )
    except PublisherError:
        return False  # the caller tells the author, and publishes the sound as it is
    return abs(_length(goal) - _length(source)) < _NEAR


def _length(file: Path) -> float:
    try:
        with file.open("rb") as opened:
            return mp4.examine(opened, file.stat().st_size, file.name).seconds
    except UnfitSoundError:
        return 0.0


def _metadata(labels: Labels) -> str:
    """The labels as ffmpeg reads them (https://ffmpeg.org/ffmpeg-formats.html#Metadata-1)."""
    fields = {
        "title": labels.title,
        "artist": labels.artist,
        "album": labels.album,
        "date": labels.date.isoformat(),
        "track": str(labels.number or ""),
        "comment": labels.comment,
        "genre": "Podcast",
    }
    lines = [";FFMETADATA1", *(f"{name}={_escaped(text)}" for name, text in fields.items() if text)]
    for start, end, chapter in labels.marks:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in "=;#\\\n" else sign for sign in text)


def _ogg(source: Path, labels: Labels, goal: Path) -> bool:
    comments = list(_comments(labels))
    if labels.cover:
        block = base64.b64encode(_block(labels.cover)).decode()
        comments.append(("METADATA_BLOCK_PICTURE", block))
    return oggcopy.write(source, goal, comments)


def _flac(source: Path, labels: Labels, goal: Path) -> bool:
    from mutagen.flac import Picture

    shutil.copyfile(source, goal)
    with goal.open("rb+") as file:
        sound = flac.opened(file)
        if sound is None:
            return False
        if sound.tags is None:
            sound.add_tags()
        tags: Any = sound.tags  # declared None in mutagen's base class
        tags.clear()
        for name, value in _comments(labels):
            tags[name] = [value]
        sound.clear_pictures()
        if labels.cover:
            sound.add_picture(Picture(_block(labels.cover)))
        file.seek(0)
        sound.save(file, padding=lambda _: 0, deleteid3=True)
    return True


_MAKERS: dict[str, Callable[[Path, Labels, Path], bool]] = {M4A.mime: _mp4, FLAC.mime: _flac}


def _comments(labels: Labels) -> Iterator[tuple[str, str]]:
    """Vorbis comments; chapters as https://wiki.xiph.org/Chapter_Extension has them."""
    yield "TITLE", labels.title
    yield "ARTIST", labels.artist
    yield "ALBUM", labels.album
    yield "DATE", labels.date.isoformat()
    if labels.number is not None:
        yield "TRACKNUMBER", str(labels.number)
    if labels.comment:
        yield "COMMENT", labels.comment
    yield "GENRE", "Podcast"
    yield "LANGUAGE", labels.language_code
    for number, (start, _, chapter) in enumerate(labels.marks):
        minutes, seconds = divmod(start // 1000, 60)
        clock = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{start % 1000:03}"
        yield f"CHAPTER{number:03}", clock
        yield f"CHAPTER{number:03}NAME", chapter.title
        if chapter.url:
            yield f"CHAPTER{number:03}URL", chapter.url


def _block(jpeg: bytes) -> bytes:
    """A picture as FLAC and Ogg hold one (RFC 9639, 8.8); sizes of 0 mean "see the picture"."""
    mime = b"image/jpeg"
    front = (3).to_bytes(4) + len(mime).to_bytes(4) + mime + bytes(4)
    return front + bytes(16) + len(jpeg).to_bytes(4) + jpeg
