"""What a new letter or episode follows on: the day, the number and the texts that come next."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import median_low

from publisher.content.load.records import EntryRecord
from publisher.model import Edition, Episode, Piece
from publisher.model.addresses import CONTENT
from publisher.problems import printable
from publisher.swedish import MONTHS, STOCKHOLM

Records = Mapping[str, EntryRecord]
_FOLDER = f"{CONTENT}/nyhetsbrev"
_RECENT = 5
"""The letters that the time between two of them is taken from."""
_LONGEST = 62
"""Days between letters that still come with some regularity."""
_WEEK = timedelta(days=7)
_NUMBERED = re.compile(
    r"(?P<before>\b(?:vecka|v\.|nr\.?|nummer|no\.?|brev|brevet|nyhetsbrev|nyhetsbrevet)\s*|#\s*)"
    r"(?P<number>\d{1,5})\b",
    re.IGNORECASE,
)
"""Where a title says which one in a row it is. Other numbers are about something else."""
_ABOUT = re.compile(r"\s*[:,–—-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLetter:
    """What a letter begins with. `since` tells in words what `pieces` are counted from."""

    title: str
    date: str
    subject: str
    pieces: tuple[Piece, ...]
    since: str
    day: datetime


def next_letter(records: Records, title: str, now: datetime) -> NextLetter:
    """The letter after the last one, or the first: when, called what, and with which texts.

    With a `title` it is called that. Drafts are no texts to gather, but a letter that somebody has
    begun counts as the last one.
    """
    earlier = _letters(records)
    day, exact = _due(earlier, now.astimezone(STOCKHOLM))
    last = earlier[0] if earlier else None
    found = _since(records, last, day)
    title = title or _next_title(earlier, day)
    return NextLetter(
        title=title,
        date=f"{day:%Y-%m-%dT%H:%M}" if exact else f"{day:%Y-%m-%d}",
        subject=found[0].title if found else title,
        pieces=found,
        since=f"{last.title}, {_short(last.date)}" if last else "en vecka tillbaka",
        day=day,
    )


def rows(letter: NextLetter) -> list[str]:
    """What the letter gathers, as lines of its head: each text with its day and title above it."""
    year, week, _ = (letter.day - timedelta(days=1)).isocalendar()
    told = f"# Ska allt från en vecka vara med, skriv: week: {year}-{week:02}"
    if not letter.pieces:
        return [f"# Inget är publicerat sedan {printable(letter.since)}.", told, "articles: []"]
    rows = [told, f"# Det som är publicerat sedan {printable(letter.since)}:", "articles:"]
    for piece in letter.pieces:
        path = posixpath.relpath(piece.source, _FOLDER)
        rows += [f"  # {_short(piece.date)}: {printable(piece.title)}", f"  - {path}"]
    return rows


def next_number(records: Records, show: str) -> tuple[int | None, int | None]:
    """Number and season of the next episode; None where the show does not count in that way."""
    episodes = [
        entry
        for entry in _entries(records)
        if isinstance(entry, Episode) and entry.show == show and entry.episode_kind == "full"
    ]
    counted = [(each.season or 0, each.number or 0) for each in episodes if each.number]
    if not counted:
        return (None if episodes else 1), None
    season, number = max(counted)
    return number + 1, season or None


def _entries(records: Records) -> Iterable[object]:
    return (record.entry for record in records.values())


def _letters(records: Records) -> list[Edition]:
    """Newest first, without those that only put an earlier one right."""
    found = [
        entry for entry in _entries(records) if isinstance(entry, Edition) and not entry.corrects
    ]
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


def _due(earlier: list[Edition], now: datetime) -> tuple[datetime, bool]:
    """When it is to go out, and whether to the hour: as long after the last as those came apart."""
    today = datetime.combine(now.date(), time(), STOCKHOLM)
    if not earlier:
        return today, False
    days = [each.date.astimezone(STOCKHOLM).date() for each in earlier[: _RECENT + 1]]
    apart = [(one - before).days for one, before in pairwise(days)]
    hour = earlier[0].date.astimezone(STOCKHOLM).time()
    rhythm = median_low(apart) if apart else 0
    due = days[0] + timedelta(days=rhythm)
    day = due if 0 < rhythm <= _LONGEST and due >= now.date() else now.date()
    exact = bool(apart) and hour != time()
    return datetime.combine(day, hour if exact else time(), STOCKHOLM), exact


def _since(records: Records, last: Edition | None, day: datetime) -> tuple[Piece, ...]:
    """What is out, or will be when the letter is, and stands in no letter; newest first."""
    told: Collection[str] = {
        id_ for entry in _entries(records) if isinstance(entry, Edition) for id_ in entry.articles
    }
    start = last.date.astimezone(STOCKHOLM) if last else day - _WEEK
    # On the last letter's own day, too: the clock of a text without one stands at midnight.
    start = datetime.combine(start.date(), time(), STOCKHOLM)
    upto = day if day.time() != time() else day + timedelta(days=1)
    found = [
        record.entry
        for record in records.values()
        if isinstance(record.entry, Piece) and not record.draft and not record.entry.translation_of
    ]
    fresh = [each for each in found if start <= each.date < upto and each.id not in told]
    return tuple(sorted(fresh, key=lambda each: (each.date, each.id), reverse=True))


def _next_title(earlier: list[Edition], day: datetime) -> str:
    """As the last one was called, with the next number; or by the same name, if two had it."""
    last = earlier[0] if earlier else None
    if last and (found := _NUMBERED.search(last.title)):
        number = _next_in_row(int(found["number"]), found["before"], last, day)
        rest = last.title[found.end("number") :]
        # What stands after a colon or a dash is what that letter was about.
        rest = "" if _ABOUT.match(rest) else rest
        return f"{last.title[: found.start('number')]}{number}{rest}"
    if last and len(earlier) > 1 and earlier[1].title == last.title:
        return last.title
    return f"Vecka {_week(day, 0)}"


def _next_in_row(number: int, before: str, last: Edition, day: datetime) -> int:
    """A week's number where it was one, of this day's week or the one before; else one more."""
    there = last.date.astimezone(STOCKHOLM)
    if before.strip().casefold() in {"vecka", "v."}:
        back = next((each for each in (0, 1, 7) if number == _week(there, each)), None)
        if back is not None:
            return _week(day, back)
    return number + 1


def _week(day: datetime, back: int) -> int:
    return (day - timedelta(days=back)).isocalendar().week


def _short(moment: datetime) -> str:
    there = moment.astimezone(STOCKHOLM)
    return f"{there.day} {MONTHS[there.month - 1]}"
