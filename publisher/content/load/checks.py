"""Faults that only show when all entries lie side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from publisher.content.load.duplicates import copies
from publisher.content.load.records import EntryRecord
from publisher.model import Entry, Episode, Piece, WithdrawnEntry
from publisher.model.addresses import slug
from publisher.problems import Problem, did_you_mean, named
from publisher.swedish import day

RESERVED = frozenset(
    [
        "arkiv",
        "assets",
        "avsnitt",
        "feed",
        "forfattare",
        "kategorier",
        "media",
        "nyhetsbrev",
        "podd",
        "sida",
        "taggar",
    ]
)
_NEAR_LENGTH = 6
_LONGEST = 60
_LATIN = 0x24F
"""The last letter of Unicode's Latin Extended-B."""


def check_all(
    records: Mapping[str, EntryRecord],
    people: Iterable[str] | None,
    shows: Iterable[str],
    *,
    drafts: bool = False,
) -> Iterator[Problem]:
    """Everything that is wrong between entries, drafts left out unless `drafts` are asked for.

    What a draft has in common with another text is then told of the draft. Without `people`, which
    is when nobody can read who they are, no author is unknown.
    """
    records = {path: record for path, record in records.items() if drafts or not record.draft}
    live = {path: record for path, record in records.items() if record.entry}
    doubled = tuple(copies(live))
    yield from doubled
    # A copy has its original's id, address and number as well: one fault, the cause.
    doubled_paths = {problem.path for problem in doubled}
    standing = [(path, each) for path, each in live.items() if path not in doubled_paths]
    entries = _entries(standing)
    yield from _twice(entries, "id")
    yield from _twice(entries, "url")
    yield from _same_guid(entries)
    yield from _reserved(entries)
    yield from _aliases(entries)
    yield from _unknown(records, None if people is None else frozenset(people), tuple(shows))
    yield from _numbers(entries)
    for key in ("tags", "categories"):
        yield from _spelling(entries, key)


Entries = Sequence[tuple[str, EntryRecord, Entry]]
"""Path, record and entry of each that has one: drafts last, else by path."""


def _entries(records: Iterable[tuple[str, EntryRecord]]) -> Entries:
    in_order = sorted(records, key=lambda item: (item[1].draft, item[0]))
    return [(path, each, entry) for path, each in in_order if (entry := each.entry) is not None]


def _twice(entries: Entries, what: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for path, record, entry in entries:
        value = getattr(entry, what)
        if value not in seen:
            seen[value] = path
            continue
        if what == "id":
            text = f"har samma id ”{value}” som {seen[value]}"
            hint = "Ett id får bara finnas en gång; ändra det i den nyare texten."
            yield Problem(path=path, line=record.line("id"), text=text, hint=hint)
        else:
            text = f"får samma adress {value} som {seen[value]}"
            hint = "Skriv en egen slug: i huvudet på en av dem, eller byt namn på filen."
            yield Problem(path=path, line=record.line("slug"), text=text, hint=hint)


def _same_guid(entries: Entries) -> Iterator[Problem]:
    """An id that is another's `guid:` too: whatever has no GUID of its own has its id for one."""
    seen: dict[str, Entry] = {}
    for path, record, entry in entries:
        first = seen.setdefault(entry.guid, entry)
        if first is not entry and first.id != entry.id:
            text = f"har samma guid ”{entry.guid}” som {first.source}"
            hint = "Läsarnas program visar då bara den ena. Rätta guid: i huvudet på en av dem."
            yield Problem(path=path, line=record.line("guid"), text=text, hint=hint)


def _reserved(entries: Entries) -> Iterator[Problem]:
    for path, record, entry in entries:
        first = entry.url.split("/")[1]
        if entry.kind == "page" and (first in RESERVED or first.isdigit()):
            text = f"adressen {entry.url} används av sajten själv"
            hint = "Byt namn på filen, eller skriv en annan slug: i huvudet."
            yield Problem(path=path, line=record.line("slug"), text=text, hint=hint)


def _aliases(entries: Entries) -> Iterator[Problem]:
    taken = {entry.url.rstrip("/"): path for path, _, entry in entries}
    for path, record, entry in entries:
        for alias in entry.aliases:
            other = taken.setdefault(alias.rstrip("/"), path)
            if other != path:
                text = f"den gamla adressen {alias} används redan av {other}"
                hint = "Ta bort den ur aliases: här eller i den andra filen."
                yield Problem(path=path, line=record.line("aliases"), text=text, hint=hint)


def not_yet(
    records: Mapping[str, EntryRecord], hidden: Mapping[str, str], now: datetime
) -> Iterator[Problem]:
    """Changes, corrections and withdrawals dated after this hour, in what readers see already."""
    for path, record, entry in _entries(records.items()):
        if path in hidden:
            continue
        if isinstance(entry, WithdrawnEntry) and entry.withdrawal.date > now:
            day_ = _day(entry.withdrawal.date)
            text = f"texten sägs vara tillbakadragen {day_}, som inte har varit än"
            hint = "Skriv dagen då den drogs tillbaka."
            yield Problem(path=path, line=record.line("withdrawn"), text=text, hint=hint)
        if not isinstance(entry, Piece):
            continue
        for correction in entry.corrections:
            if correction.date > now:
                text = f"rättelsen är daterad {_day(correction.date)}, som inte har varit än"
                hint = "Skriv dagen då felet rättades."
                yield Problem(path=path, line=record.line("corrections"), text=text, hint=hint)
        dates = {correction.date for correction in entry.corrections}
        if entry.updated is not None and entry.updated > now and entry.updated not in dates:
            text = f"texten sägs vara ändrad {_day(entry.updated)}, som inte har varit än"
            hint = "Skriv dagen då texten ändrades, eller ta bort raden updated:."
            yield Problem(path=path, line=record.line("updated"), text=text, hint=hint)


def _day(when: datetime) -> str:
    midnight = not (when.hour or when.minute or when.second)
    return day(when) if midnight else f"{day(when)} kl. {when:%H.%M}"


def _unknown(
    records: Mapping[str, EntryRecord], people: frozenset[str] | None, shows: tuple[str, ...]
) -> Iterator[Problem]:
    known = sorted(people or ())
    for path, record in sorted(records.items()):
        for author in () if people is None else record.authors:
            if author not in (people or ()):
                text = f"författaren ”{author}” finns inte i content/forfattare.yml"
                hint = did_you_mean(author, known).strip() or _new_author(author, known)
                yield Problem(path=path, line=record.line("authors"), text=text, hint=hint)
        if record.show and record.show not in shows:
            text = f"podden ”{record.show}” finns inte: feeds/{record.show}.yml saknas"
            hint = did_you_mean(record.show, shows).strip() or _other_show(record.show, shows)
            yield Problem(path=path, line=record.line("show"), text=text, hint=hint)


def _new_author(author: str, known: list[str]) -> str:
    id_ = slug(author) or "namn"
    also = f" Skriv sedan authors: {id_}" if id_ != author else ""
    return f"Finns: {named(known)}. Är det någon ny, lägg till där: {id_}: {{name: {author}}}{also}"


def _other_show(show: str, known: tuple[str, ...]) -> str:
    if known:
        return f"Finns: {named(known)}."
    name = f" --slug {show}" if show == slug(show) else ""
    return f'Här finns ingen podd än. Börja på en: publisher new show "Poddens namn"{name}'


def _numbers(entries: Entries) -> Iterator[Problem]:
    seen: dict[tuple[str, int | None, int, str], str] = {}
    for path, record, entry in entries:
        if isinstance(entry, Episode) and entry.number is not None:
            place = (entry.show, entry.season, entry.number, entry.episode_kind)
            if (other := seen.setdefault(place, path)) != path:
                text = f"avsnitt {entry.number} finns redan i {other}"
                hint = "Ge ett av dem ett annat number:."
                yield Problem(path=path, line=record.line("number"), text=text, hint=hint)


def _spelling(entries: Entries, key: str) -> Iterator[Problem]:
    """One address, two spellings: a fault. Nearly another, commoner name: advice."""
    uses: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, record, entry in entries:
        if not isinstance(entry, Piece) or entry.translation_of:  # those have their original's
            continue
        for name in getattr(entry, key):
            uses[name].append((path, record.line(key)))
    best: dict[str, str] = {}
    for name in sorted(uses, key=lambda name: (-len(uses[name]), uses[name][0])):
        best.setdefault(slug(name), name)
    what = {"tags": "taggen", "categories": "kategorin"}[key]
    for name, places in sorted(uses.items()):
        address = slug(name)
        usual = best[address]
        if not address:
            hint = "Skriv den med bokstäver a–ö eller siffror."
            text = f"{what} ”{name}” ger ingen adress"
        elif usual != name:
            text, hint = _same_address(what, name, usual)
        else:
            continue
        yield from (Problem(path=path, line=line, text=text, hint=hint) for path, line in places)
    yield from _near(uses, what)


def _same_address(what: str, name: str, usual: str) -> tuple[str, str]:
    """Two ways to write one thing, or two things that happen to have one address."""
    if name.casefold() == usual.casefold():
        hint = f"Menade du ”{usual}”? Skriv den likadant överallt."
        return f"{what} ”{name}” stavas annorlunda på andra ställen", hint
    text = f"{what} ”{name}” får samma adress som ”{usual}”"
    hint = (
        "Är det samma sak, skriv den likadant överallt. Är det två saker, ge den ena ett tillägg: "
    )
    return text, f"{hint}”{name} (…)”"


def _slip(one: str, other: str) -> bool:
    """Whether one name may be the other with a slip of the hand; both are all but alike already.

    Not in a script without letters, where each sign is a word; not where signs or figures differ
    (C# and C++, G7 and G8); and not by å, ä or ö, which make another word.
    """
    if any(sign.isalpha() and ord(sign) > _LATIN for sign in one + other):
        return False
    pairs = (
        ([sign for sign in name.lower() if not sign.isalpha() or sign in "åäö"])
        for name in (one, other)
    )
    return next(pairs) == next(pairs)


def _near(uses: Mapping[str, list[tuple[str, int]]], what: str) -> Iterator[Problem]:
    rare = sorted(name for name, places in uses.items() if len(places) == 1)
    often = (name for name, places in uses.items() if len(places) > 2)  # noqa: PLR2004
    common = _by_shape(name for name in often if len(name) <= _LONGEST)
    for name in rare:
        if not _NEAR_LENGTH <= len(name) <= _LONGEST:
            continue
        alike = {other for shape in _shapes(name) for other in common.get(shape, ())}
        near = sorted(other for other in alike if _slip(name, other))
        if near:
            path, line = uses[name][0]
            text = f"{what} ”{name}” används bara här"
            hint = f"Menade du ”{near[0]}”? Är det två olika saker, låt det stå."
            yield Problem(path=path, line=line, text=text, hint=hint, fatal=False)


def _by_shape(names: Iterable[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        for shape in _shapes(name):
            found[shape].append(name)
    return found


def _shapes(name: str) -> set[str]:
    """The name with each letter left out in turn: names one slip apart share a shape."""
    lower = name.lower()
    return {lower, *(lower[:at] + lower[at + 1 :] for at in range(len(lower)))}
