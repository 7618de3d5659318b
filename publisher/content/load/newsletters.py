"""A newsletter's front matter → what it asks for: pieces, a period, an edition to correct."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from publisher.content.load.dates import moment
from publisher.model import Layout
from publisher.problems import Problem
from publisher.swedish import day

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.content.front_matter import EditionFields, GatheredFields


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterRequest:
    """What a newsletter asks for, as written; `gathering` finds it.

    `articles` are paths or ids with a layout of their own, or none. The period runs from `start`
    up to `end`, which is not in it; `period` tells it in words, to follow “inget är publicerat”.
    """

    articles: tuple[tuple[str, Layout | None], ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    period: str = ""
    oldest_first: bool = False
    corrects: str = ""


NOTHING = NewsletterRequest()


def wanted(
    fields: EditionFields, path: str, front: Parsed
) -> tuple[NewsletterRequest, list[Problem]]:
    """What the newsletter at `path` asks for, and what in its period contradicts itself."""
    problems = [
        Problem(path=path, line=front.line(key), text=text, hint=hint)
        for key, text, hint in _contradictions(fields)
    ]
    start, end = _period(fields)
    found = NewsletterRequest(
        articles=tuple(_row(row) for row in fields.articles),
        start=start,
        end=end,
        period=_told(fields),
        oldest_first=fields.sort == "oldest",
        corrects=fields.corrects or "",
    )
    return found, problems


def _row(row: GatheredFields | str) -> tuple[str, Layout | None]:
    return (row, None) if isinstance(row, str) else (row.article, row.layout)


def _contradictions(fields: EditionFields) -> list[tuple[str, str, str]]:
    """Key, text and hint of each."""
    if fields.week and (fields.from_ or fields.to):
        text = "”week” kan inte stå tillsammans med from och to"
        return [("week", text, "Behåll det ena sättet att ange perioden.")]
    if fields.to and not fields.from_:
        return [("to", "”to” saknar sin början", "Lägg till raden from: med periodens första dag.")]
    if fields.from_ and fields.to and moment(fields.from_) > moment(fields.to):
        return [("to", "perioden slutar innan den börjar", "Byt plats på dagarna i from: och to:.")]
    return []


def _period(fields: EditionFields) -> tuple[datetime | None, datetime | None]:
    """From the first moment up to the one after the last; a bare day is in it to its end."""
    if fields.week:
        monday = _monday(fields.week)
        return moment(monday), moment(monday + timedelta(weeks=1))
    if not fields.from_:
        return None, None
    end = fields.to
    if end is not None and not isinstance(end, datetime):
        end += timedelta(days=1)
    return moment(fields.from_), moment(end) if end is not None else None


def _monday(week: str) -> date:
    """The first day of a week that the schema has found to exist: `2025-06`, `2025-W06`."""
    year, _, number = week.partition("-")
    return date.fromisocalendar(int(year), int(number.lstrip("WwVv")), 1)


def _told(fields: EditionFields) -> str:
    """The period in words: `vecka 6 2025`, `från 3 februari 2025 till 9 februari 2025`."""
    if fields.week:
        year, number, _ = _monday(fields.week).isocalendar()
        return f"vecka {number} {year}"
    if not fields.from_:
        return ""
    end = f" till {day(moment(fields.to))}" if fields.to else ""
    return f"från {day(moment(fields.from_))}{end}"
