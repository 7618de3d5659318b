"""An episode's chapters as apps and readers want them: JSON, timestamps, times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from publisher.media.chapters.marks import clean, mark
from publisher.model import Chapter, Episode
from publisher.model.addresses import prefixed

MIME = "application/json+chapters"
"""What `podcast:chapters` states for the file at `address` (Podcasting 2.0, JSON Chapters)."""


def address(episode: Episode) -> str:
    """The site address of the episode's JSON chapters; empty when it has no chapters."""
    return f"{episode.url}kapitel.json" if episode.chapters else ""


def as_json(episode: Episode, origin: str) -> bytes:
    """JSON Chapters 1.2 (podcast-namespace, chapters/jsonChapters.md), addresses made absolute."""
    chapters = [_object(chapter, origin) for chapter in episode.chapters]
    about = {"version": "1.2.0", "title": episode.title, "chapters": chapters}
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def _object(chapter: Chapter, origin: str) -> dict[str, object]:
    about: dict[str, object] = {"startTime": chapter.start, "title": chapter.title}
    if chapter.url:
        about["url"] = chapter.url
    if chapter.image:
        image = chapter.image.url
        about["img"] = prefixed(origin, image)
    return about


def timestamp(start: float) -> str:
    """As Spotify and Apple find it in show notes: `01:30`, from an hour on `01:02:30`."""
    minutes, rest = divmod(int(start), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def normal_time(start: float) -> str:
    """Normal Play Time with thousandths, as Podlove Simple Chapters 1.2 has it: `00:01:30.000`."""
    whole, thousandths = divmod(round(start * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}.{thousandths:03}"


def as_line(chapter: Chapter) -> str | None:
    """`01:30 Titel` or `01:30.500 Titel`; None where `mark` would not read just that of it again.

    A line is Markdown: stars, links and pictures in it are no part of the title.
    """
    title = clean(chapter.title)
    line = f"{exactly(chapter.start)} {title}"
    found = mark(line)
    kept = found is not None and (found.title, found.url, found.image) == (title, "", "")
    return line if kept and not chapter.url else None


def exactly(start: float) -> str:
    """As a timestamp, with the thousandths where there are some: `01:30.500`."""
    thousandths = round(start * 1000) % 1000
    return timestamp(start) + (f".{thousandths:03}" if thousandths else "")


def notes(episode: Episode) -> str:
    """The list that show notes end with, as an HTML fragment.

    Empty when there are no chapters, and when the text as outsiders see it has its own list.
    """
    if not episode.chapters or (episode.chapters_in_text and episode.audience == "alla"):
        return ""
    return "".join(("\n<h2>Kapitel</h2>\n<ul>", *_rows(episode.chapters), "\n</ul>"))


def _rows(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    for chapter in chapters:
        title = escape(chapter.title)
        if chapter.url:
            title = f'<a href="{escape(chapter.url)}">{title}</a>'
        yield f"\n<li>{timestamp(chapter.start)} {title}</li>"
