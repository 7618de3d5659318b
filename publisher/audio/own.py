"""What a sound file's own tags say: title, date, number, comment and chapters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.audio.kinds import unreadable
from publisher.model import Chapter

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A file's tags as plain text; what it does not say is empty. `date` is `2025-02-02`."""

    title: str = ""
    date: str = ""
    number: int | None = None
    comment: str = ""
    chapters: tuple[Chapter, ...] = ()


def own_tags(path: Path) -> Own:
    """The tags of a sound file of any kind; an empty Own when it has none that can be read."""
    from mutagen import File

    try:
        sound = File(path)
    except unreadable():
        return Own()
    if sound is None or sound.tags is None:
        return Own(chapters=_mp4_chapters(sound))
    tags: Any = sound.tags
    if hasattr(tags, "getall"):
        return _id3(tags)
    named = {str(name).lower(): values for name, values in tags.items()}
    return _named(named, _mp4_chapters(sound))


def _id3(tags: Any) -> Own:  # noqa: ANN401 (mutagen's own classes)
    def text(*names: str) -> str:
        return next((str(frame) for name in names for frame in tags.getall(name)), "")

    marks = (
        (frame.start_time / 1000, "".join(map(str, frame.sub_frames.getall("TIT2"))))
        for frame in tags.getall("CHAP")
    )
    return Own(
        title=_clean(text("TIT2")),
        date=_day(text("TDRC", "TDRL")),
        number=_number(text("TRCK")),
        comment=_clean(text("TDES", "COMM", "TXXX:comment", "TXXX:description")),
        chapters=_chapters(marks),
    )


def _named(tags: Mapping[str, Any], chapters: tuple[Chapter, ...]) -> Own:
    """Vorbis comments and MP4's atoms, which are lists by name."""

    def first(*names: str) -> Any:  # noqa: ANN401 (text, or MP4's pair of numbers)
        return next((tags[name][0] for name in names if tags.get(name)), "")

    track = first("trkn", "tracknumber")
    return Own(
        title=_clean(str(first("\xa9nam", "title"))),
        date=_day(str(first("\xa9day", "date"))),
        number=_number(str(track[0] if isinstance(track, tuple) else track)),
        comment=_clean(str(first("ldes", "desc", "\xa9cmt", "description", "comment"))),
        chapters=chapters or _chapters(_vorbis(tags)),
    )


def _vorbis(tags: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    for number in range(1000):
        name = f"chapter{number:03}"
        found = _CLOCK.fullmatch(str(tags[name][0])) if tags.get(name) else None
        if found is not None:
            hours, minutes, seconds = (int(part or 0) for part in found.groups())
            titles = tags.get(f"{name}name") or [""]
            yield hours * 3600 + minutes * 60 + seconds, str(titles[0])


def _mp4_chapters(sound: Any) -> tuple[Chapter, ...]:  # noqa: ANN401 (mutagen's own classes)
    marks = getattr(sound, "chapters", None) or ()
    return _chapters((mark.start, mark.title) for mark in marks)


def _chapters(marks: Any) -> tuple[Chapter, ...]:  # noqa: ANN401 (any iterable of pairs)
    """In time order, one a second, and only those that have a title."""
    found: dict[int, str] = {}
    for start, title in sorted(marks):
        found.setdefault(int(start), _clean(title))
    return tuple(Chapter(start=start, title=title) for start, title in found.items() if title)


def _clean(text: str) -> str:
    """Without control characters other than line ends."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def _day(text: str) -> str:
    found = _DATE.match(text)
    return found[0] if found else ""


def _number(text: str) -> int | None:
    first = text.partition("/")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and int(first) > 0 else None
