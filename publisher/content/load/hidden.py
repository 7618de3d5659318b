"""Why nobody is to see a text yet, in words to follow its name: “är ett utkast”."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from publisher.content.load.records import EntryRecord
from publisher.model import Entry, published_at
from publisher.problems import BROKEN

DRAFT = "är ett utkast"


def why_hidden(entry: Entry, now: datetime) -> str:
    """Why an entry, as it says of itself, is not to be seen at this hour; empty when it is."""
    when = published_at(entry)
    return DRAFT if entry.draft else first_at(when) if when and when > now else ""


def first_at(when: datetime) -> str:
    """What is said of a text that is dated ahead."""
    return f"publiceras först {when:%Y-%m-%d kl. %H.%M}"


def hidden_at(
    records: Mapping[str, EntryRecord], now: datetime
) -> tuple[dict[str, str], datetime | None]:
    """All that is not to be seen, by path, and when the first of it that has a day will be.

    A translation is hidden with its original, and so is whatever has too many faults to be read.
    """
    hidden: dict[str, str] = {}
    days: list[datetime] = []
    for path, record in records.items():
        entry = record.entry
        if entry is None:
            hidden[path] = DRAFT if record.draft else BROKEN
        elif why := why_hidden(entry, now):
            hidden[path] = why
            if not entry.draft and (when := published_at(entry)):
                days.append(when)
    for path, record in records.items():
        entry = record.entry
        if entry and path not in hidden and (reason := hidden.get(entry.translation_of)):
            hidden[path] = f"är en översättning av {entry.translation_of}, som {reason}"
    return hidden, min(days, default=None)
