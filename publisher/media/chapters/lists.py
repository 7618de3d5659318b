"""Chapters in an episode's own text: a heading `Kapitel` with a list of `12:30 Titel` below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from publisher.media.chapters.marks import TIME, ChapterMark, begins_with_time, mark, seconds
from publisher.problems import Problem

_HEADING = re.compile(
    r" {0,3}#{1,6}[ \t]+Kapitel[ \t]*:?[ \t]*#*[ \t]*(?:\{[^}]*\}[ \t]*)?\Z", re.IGNORECASE
)
_ITEM = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")

_SHOWN = re.compile(
    r"(<h([1-6])\b[^>]*>\s*Kapitel\b(?:(?!</h\2>).)*</h\2>\s*)<(ul|ol)\b([^>]*)>(.*?)</\3>",
    re.DOTALL | re.IGNORECASE,
)
_CLOCK = re.compile(rf"(<li[^>]*>\s*(?:<p>\s*)?(?:<(?:strong|em|b)>|[(\[])?)({TIME})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterList:
    """What the text has: marks in the order written, and Problems. No marks: no such list."""

    marks: tuple[ChapterMark, ...] = ()
    problems: tuple[Problem, ...] = ()


def listed(body: str, path: str, first_line: int) -> ChapterList:
    """The list under the first heading `Kapitel`, whatever its level; `first_line` is the body's.

    A list in which no item begins with a time is about something else, and left alone.
    """
    items = tuple(_items(body, first_line))
    if not any(begins_with_time(text) for _, text in items):
        return ChapterList()
    marks: list[ChapterMark] = []
    problems: list[Problem] = []
    for line, text in items:
        found = mark(text, line)
        if found is None:
            problems.append(unreadable(text, path, line))
        else:
            marks.append(found)
    return ChapterList(marks=tuple(marks), problems=tuple(problems))


def unreadable(text: str, path: str, line: int | None) -> Problem:
    """The Problem of a line or value that is no chapter."""
    return Problem(
        path=path,
        line=line,
        text=f"kapitlet ”{text.strip()[:60]}” saknar tid eller rubrik",
        hint="Skriv som 01:30 Rubrik eller 1:02:30 Rubrik.",
    )


def linked(html: str, sound: str) -> str:
    """A fragment whose own list of chapters has its times linked into the sound at `sound`."""

    def item(found: re.Match[str]) -> str:
        start = seconds(found[2])
        if start is None:
            return found[0]
        return f'{found[1]}<a href="{escape(sound)}#t={int(start)}">{found[2]}</a>'

    def inside(found: re.Match[str]) -> str:
        head, _, kind, about, items = found.groups()
        return f"{head}<{kind}{about}>{_CLOCK.sub(item, items)}</{kind}>"

    return _SHOWN.sub(inside, html, count=1)


def _items(body: str, first_line: int) -> Iterator[tuple[int, str]]:
    """The items of the list right below the heading, with their lines in the file."""
    inside = fenced = False
    for number, line in enumerate(body.split("\n"), first_line):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or not line.strip():
            continue
        if not inside:
            inside = _HEADING.match(line) is not None
        elif found := _ITEM.match(line):
            yield number, found[1]
        elif not line.startswith((" ", "\t")):  # an indented line belongs to the item above it
            return
