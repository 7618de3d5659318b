"""What a sound file's own tags say: title, date, number, comment and chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from publisher.media.audio import boxes, flac, id3, mp4tags, oggcopy
from publisher.media.audio.kinds import unreadable
from publisher.model import Chapter, moment

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})(?:[.,]([0-9]{1,9}))?")
_CHAPTER = re.compile(r"chapter([0-9]{1,4})")
_CUE_TRACK = re.compile(r"\s*TRACK\s+[0-9]+\s", re.IGNORECASE)
_CUE_TITLE = re.compile(r'\s*TITLE\s+(?:"([^"]*)"|(.*))', re.IGNORECASE)
_CUE_INDEX = re.compile(r"\s*INDEX\s+01\s+([0-9]{1,4}):([0-9]{2}):([0-9]{2})", re.IGNORECASE)
_FRAMES = 75
"""Parts of a second in a cue sheet, as on the compact discs it comes from."""
_LONGEST_NUMBER = 6
_WEB = re.compile(r"https?://[^\s<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTags:
    """A file's tags as plain text; what it does not say is empty. `date` is `2025-02-02`."""

    title: str = ""
    date: str = ""
    number: int | None = None
    comment: str = ""
    chapters: tuple[Chapter, ...] = ()


def own_tags(path: Path) -> OwnTags:
    """The tags of a sound file of any kind; an empty Own when it has none that can be read.

    Chapters are those the file shows, in the order it lists them; times keep their milliseconds.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        head = file.read(12)
        if head.startswith(b"OggS"):
            return _named(oggcopy.comments(file, size))
        if head.startswith(b"ftyp", 4):
            return _mp4(file, size)
        if head.startswith(b"ID3"):
            file.seek(id3.tags_end(file))
            inner = file.read(4)
            head = inner if inner == b"fLaC" else head
        if head.startswith(b"fLaC"):
            sound = flac.opened(file)
            return _named(_lists(sound.tags) if sound is not None else {})
        if head.startswith(b"RIFF"):
            return _wav(file)
        tags = id3.read(file)
        return OwnTags() if tags is None else _id3(tags)


def _mp4(file: BinaryIO, size: int) -> OwnTags:
    try:
        movie = boxes.read(file, size)
        tags, chapters = mp4tags.tags(file, movie), mp4tags.chapters(file, movie)
    except boxes.BrokenError:
        return OwnTags()
    return _named(tags, chapters)


def _wav(file: BinaryIO) -> OwnTags:
    from mutagen.wave import WAVE

    file.seek(0)
    try:
        tags: Any = WAVE(file).tags
    except unreadable():
        return OwnTags()
    return _id3(tags) if tags is not None else OwnTags()


def _id3(tags: Any) -> OwnTags:  # noqa: ANN401 (mutagen's own classes)
    def text(*names: str) -> str:
        return next((id3.words(frame) for name in names for frame in tags.getall(name)), "")

    return OwnTags(
        title=_clean(text("TIT2")),
        date=_day(text("TDRC", "TDRL")),
        number=_number(text("TRCK")),
        comment=_clean(
            text("TDES") or id3.comment(tags) or text("TXXX:comment", "TXXX:description")
        ),
        chapters=_chapters(id3.chapters(tags)),
    )


def _lists(tags: Any) -> dict[str, list[str]]:  # noqa: ANN401 (mutagen's own classes)
    return {str(name).lower(): list(values) for name, values in (tags or {}).items()}


def _named(tags: Mapping[str, Sequence[str]], chapters: Sequence[Chapter] = ()) -> OwnTags:
    """Vorbis comments and MP4's atoms, which are lists by name."""

    def first(*names: str) -> str:
        return next((text for name in names for text in tags.get(name, ()) if text.strip()), "")

    return OwnTags(
        title=_clean(first("\xa9nam", "title")),
        date=_day(first("\xa9day", "date")),
        number=_number(first("trkn", "tracknumber")),
        comment=_clean(first("ldes", "desc", "\xa9cmt", "description", "comment")),
        chapters=_chapters(chapters or tuple(_vorbis(tags)) or tuple(_cue(first("cuesheet")))),
    )


def _vorbis(tags: Mapping[str, Sequence[str]]) -> Iterator[Chapter]:
    """`CHAPTER000=00:00:00.000`, `CHAPTER000NAME`, `CHAPTER000URL`, by number."""
    numbers = {name: int(found[1]) for name in tags if (found := _CHAPTER.fullmatch(name))}
    for name in sorted(numbers, key=lambda name: numbers[name]):
        start = _clock(tags[name][0].strip()) if tags[name] else None
        if start is not None:
            title, url = (next(iter(tags.get(name + end, ())), "") for end in ("name", "url"))
            yield Chapter(start=start, title=title, url=url.strip())


def _clock(written: str) -> float | None:
    found = _CLOCK.fullmatch(written)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    return hours * 3600 + minutes * 60 + float(f"{seconds}.{found[4] or 0}")


def _cue(sheet: str) -> Iterator[Chapter]:
    """The tracks of a cue sheet, as rippers and some editors put it into FLAC."""
    title, inside = "", False
    for line in sheet.splitlines():
        if _CUE_TRACK.match(line):
            title, inside = "", True
        elif inside and (found := _CUE_TITLE.fullmatch(line)):
            title = found[1] if found[1] is not None else found[2]
        elif inside and (found := _CUE_INDEX.match(line)):
            minutes, seconds, frames = map(int, found.groups())
            yield Chapter(start=minutes * 60 + seconds + frames / _FRAMES, title=title)


def _chapters(marks: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Only those that have a title, and one for each moment."""
    found: dict[int, Chapter] = {}
    for mark in marks:
        thousandths = round(mark.start * 1000)
        if title := _clean(mark.title):
            url = mark.url if _WEB.fullmatch(mark.url) else ""
            start = moment(thousandths / 1000)
            found.setdefault(thousandths, Chapter(start=start, title=title, url=url))
    return tuple(found.values())


def _clean(text: str) -> str:
    """Without control characters other than line ends."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def _day(text: str) -> str:
    """A day that is in the calendar: `0000-00-00` is what some programs write for none."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if _DATE.match(text) else ""
    except ValueError:
        return ""


def _number(text: str) -> int | None:
    first = text.partition("/")[0].strip()
    if not first.isascii() or not first.isdigit() or len(first) > _LONGEST_NUMBER:
        return None
    return int(first) or None
