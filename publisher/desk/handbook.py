"""The handbook, which travels with the program: its chapters, and where a word stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publisher import FOLDER

_HEADING = re.compile(r"(#{2,3}) (.+)")
FENCE = "```"
_TOP = 2
_FEW = 3
"""So many chapters that say a word are shown whole where it stands; of more only the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookChapter:
    """A heading (level 2 or 3) and what stands under it, up to the next one."""

    level: int
    title: str
    lines: tuple[str, ...]


def handbook_text() -> str:
    """The handbook in the wheel, or beside the package in a checkout."""
    inside = FOLDER / "handbok.md"
    place = inside if inside.is_file() else FOLDER.parent / "docs" / "handbok.md"
    return place.read_text("utf-8")


def chapters_of(text: str) -> Iterator[HandbookChapter]:
    """Each heading with what stands under it."""
    level, title, lines, fenced = 0, "", list[str](), False
    for line in text.splitlines():
        fenced ^= line.startswith(FENCE)
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
            continue
        if level:
            yield HandbookChapter(level=level, title=title, lines=tuple(lines))
        level, title, lines = len(heading[1]), heading[2], []
    yield HandbookChapter(level=level, title=title, lines=tuple(lines))


def contents(chapters: tuple[HandbookChapter, ...]) -> str:
    """The headings, as they stand under each other."""
    return "\n".join("  " * (each.level - 1) + each.title for each in chapters)


def named(chapters: tuple[HandbookChapter, ...], wanted: str) -> list[str]:
    """The chapters whose heading is, or has, these words or a part of one; all that is under them.

    Each begins at level 2, whatever it stands under: that is not shown.
    """
    titles = [each.title.casefold() for each in chapters]
    at = [i for i, title in enumerate(titles) if title == wanted]
    word = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    at = at or [i for i, title in enumerate(titles) if word.search(title)]
    at = at or [i for i, title in enumerate(titles) if wanted in title]
    shown: list[str] = []
    end = 0
    for start in at:
        if start < end:  # it stands under the last one
            continue
        after = range(start + 1, len(chapters))
        end = next((i for i in after if chapters[i].level <= chapters[start].level), len(chapters))
        up = chapters[start].level - _TOP
        shown += (_whole(each, each.level - up) for each in chapters[start:end])
    return shown


def _whole(chapter: HandbookChapter, level: int) -> str:
    body = "\n".join(chapter.lines).strip()
    return f"{'#' * level} {chapter.title}\n\n{body}"


def places(chapters: tuple[HandbookChapter, ...], wanted: str) -> dict[HandbookChapter, list[str]]:
    """The paragraphs and rows in which the words stand, by chapter."""
    found = {each: list(_places(each, wanted)) for each in chapters}
    return {each: told for each, told in found.items() if told}


def elsewhere(chapters: tuple[HandbookChapter, ...], wanted: str) -> list[str]:
    """The headings of other chapters that say it, where only a part of a heading does.

    None when a heading is these very words: then that is what was asked for.
    """
    if any(each.title.casefold() == wanted for each in chapters):
        return []
    return [each.title for each in places(chapters, wanted) if wanted not in each.title.casefold()]


def saying(chapters: tuple[HandbookChapter, ...], wanted: str) -> list[str]:
    """Where the words stand: the paragraphs and rows, under their headings."""
    hits = places(chapters, wanted)
    if len(hits) > _FEW:
        rows = {each: [row for row in told if _of_it(row, wanted)] for each, told in hits.items()}
        exact = {each: told for each, told in rows.items() if told}
        if not 0 < len(exact) <= _FEW:
            titles = "\n".join(f"  {each.title}" for each in hits)
            return [f"Det står i flera kapitel:\n{titles}"]
        hits = exact
    return [f"{'#' * each.level} {each.title}\n\n" + "\n\n".join(hits[each]) for each in hits]


def _places(chapter: HandbookChapter, wanted: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", "\n".join(chapter.lines)):
        if wanted not in part.casefold():
            continue
        if part.startswith("|"):  # of a table the rows that say it
            yield "\n".join(row for row in part.splitlines() if wanted in row.casefold())
        else:
            yield part


def _of_it(place: str, wanted: str) -> bool:
    """Whether these are rows of a table whose first column names it, as a setting's does."""
    rows = (row.split("|") for row in place.splitlines() if row.startswith("|"))
    return any(f"`{wanted}" in row[1].casefold() for row in rows)
