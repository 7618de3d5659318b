"""Drafts and what is to be published later, as the texts themselves say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from publisher.content.load.hidden import why_hidden
from publisher.content.load.loader import TABLE
from publisher.content.load.records import EntryRecord
from publisher.engine.state import State
from publisher.model import Entry, Site, WithdrawnEntry
from publisher.model.addresses import page_file
from publisher.problems import Problem

_GONE = "är tillbakadragen"
_HINT = "Kör publisher build --clean. Händer det igen är det fel på publisher, inte på texten."


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenText:
    """A text that nobody may see, yet or any more, and why, in words to follow its name."""

    entry: Entry
    why: str


def hidden(state: State, now: datetime) -> tuple[HiddenText, ...]:
    """Every entry that says of itself that it is not to be seen at this hour, or no longer."""
    decode = msgspec.json.Decoder(EntryRecord).decode
    entries = (decode(data).entry for _, data in state.items(TABLE))
    reasons = ((entry, _why(entry, now)) for entry in entries if entry)
    return tuple(HiddenText(entry=entry, why=why) for entry, why in reasons if why)


def _why(entry: Entry, now: datetime) -> str:
    return why_hidden(entry, now) or (_GONE if isinstance(entry, WithdrawnEntry) else "")


def misplaced(
    found: Iterable[HiddenText], site: Site, files: Mapping[str, object]
) -> Iterator[Problem]:
    """Each that has a page of its own all the same. What is taken back is to have one."""
    lent = {entry.url for entry in site.entries} | {old for old, _ in site.redirects}
    for each in found:
        path = page_file(each.entry.url)
        if path in files and each.entry.url not in lent and each.why != _GONE:
            text = f"texten {each.why}, men bygget har en sida för den (build/site/{path})"
            yield Problem(path=each.entry.source, text=text, hint=_HINT)


def marks(found: Iterable[HiddenText], site: Site, origin: str) -> dict[str, HiddenText]:
    """What would give one away in a feed or a sitemap: its address there, its id, its title."""
    entries = site.entries
    urls, ids = {entry.url for entry in entries}, {entry.id for entry in entries}
    titles = {entry.title for entry in entries}
    signs: dict[str, HiddenText] = {}
    for each in found:
        entry = each.entry
        if entry.url not in urls:
            signs[f"{origin}{entry.url}<"] = each
            if each.why != _GONE:  # texts may lead to that, where it says that it is so
                signs[f'"{origin}{entry.url}"'] = each
        if entry.id not in ids:
            signs[f">{entry.id}<"] = signs[f'"{entry.id}"'] = each
        if entry.title not in titles:
            signs[f"<title>{entry.title}<"] = signs[f'"title":"{entry.title}"'] = each
    return signs


def given_away(text: str, signs: Mapping[str, HiddenText]) -> Iterator[HiddenText]:
    """Each that a feed or a sitemap tells of."""
    shown = {id(each): each for sign, each in signs.items() if sign in text}
    yield from shown.values()


def fault(each: HiddenText, path: str) -> Problem:
    """What to say of one that is given away."""
    text = f"texten {each.why}, men build/site/{path} berättar om den"
    return Problem(path=each.entry.source, text=text, hint=_HINT)
