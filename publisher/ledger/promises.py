"""What publishing promises, and what it would break."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from publisher.ledger.book import Enclosure, Ledger, Record, utc
from publisher.model import Entry, Episode, Site
from publisher.problems import Problem


def records(site: Site, hashes: Callable[[str], str], now: datetime) -> list[Record]:
    """What a deploy of `site` promises, by id; `hashes` gives a file's sha256 by its path."""
    at = utc(now)
    return [
        Record(
            id=entry.id,
            at=at,
            kind=entry.kind,
            source=entry.source,
            url=entry.url,
            guid=entry.id,
            published=at,
            enclosure=_enclosure(entry, hashes),
        )
        for entry in sorted(site.entries, key=lambda entry: entry.id)
    ]


def promises(ledger: Ledger, site: Site, hashes: Callable[[str], str]) -> tuple[Problem, ...]:
    """Each promise that publishing `site` would break, with the way out."""
    entries = {entry.id: entry for entry in site.entries}
    return (
        *_gone(ledger, site, entries),
        *_swapped(ledger, site, hashes),
        *_taken(ledger, entries),
        *_overtaken(ledger, entries),
    )


def _gone(ledger: Ledger, site: Site, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    led_on = {old for old, _ in site.redirects}
    addresses = {entry.url: entry for entry in entries.values()}
    new = [entry for entry in entries.values() if entry.id not in ledger.ids]
    for id_, record in ledger.records.items():
        if record.withdrawn or id_ in entries or record.url in led_on:
            continue
        if (heir := addresses.get(record.url)) is not None:
            yield Problem(
                path=heir.source,
                text=f"texten är publicerad med id ”{id_}” men har nu id ”{heir.id}”",
                hint=f"Skriv id: {id_} i huvudet, annars visar läsarnas program den som ny. "
                f"Är det en annan text: publisher ledger accept {id_}",
            )
            continue
        moved = [entry.source for entry in new if entry.kind == record.kind]
        name = f" till {moved[0]}" if len(moved) == 1 else ""
        yield Problem(
            path=record.source,
            text=f"texten är publicerad på {record.url} men finns inte med längre",
            hint="Lägg tillbaka filen, eller ta bort draft: och datum i framtiden. "
            f"Har den bytt namn{name}, skriv id: {id_} i dess huvud. "
            f"Ska den bort: publisher ledger accept {id_}",
        )


def _swapped(ledger: Ledger, site: Site, hashes: Callable[[str], str]) -> Iterator[Problem]:
    for episode in site.episodes:
        id_, sha256 = ledger.enclosures.get(episode.audio.url, ("", ""))
        if sha256 and hashes(episode.audio.path) != sha256:
            yield Problem(
                path=episode.source,
                text=f"ljudet i {episode.audio.path} är ett annat än det som är publicerat",
                hint="Ge ljudfilen ett nytt namn, annars spelar apparna det gamla ljudet. "
                f"Är det ändå rätt: publisher ledger accept {id_}",
            )


def _taken(ledger: Ledger, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    owners = {record.guid: id_ for id_, record in ledger.records.items() if record.guid}
    for id_, entry in entries.items():
        known = ledger.record(id_)
        if (owner := owners.get(id_, id_)) != id_:
            text = f"id ”{id_}” är redan publicerat som {ledger.records[owner].source}"
            yield Problem(path=entry.source, text=text, hint="Skriv ett annat id: i huvudet.")
        elif known is not None and known.kind != entry.kind:
            text = f"id ”{id_}” tillhör {known.source}, som är av ett annat slag"
            yield Problem(path=entry.source, text=text, hint="Skriv ett annat id: i huvudet.")


def _overtaken(ledger: Ledger, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    owners = ledger.old_addresses()
    for id_, entry in entries.items():
        owner = owners.get(entry.url, id_)
        if owner != id_ and owner in entries and ledger.record(owner) is not None:
            other = entries[owner]
            yield Problem(
                path=entry.source,
                text=f"adressen {entry.url} leder sedan förut till {other.source}",
                hint="Skriv en annan slug: i huvudet, så att gamla länkar inte visar fel text. "
                f"Är det ändå rätt: publisher ledger accept {owner}",
            )


def _enclosure(entry: Entry, hashes: Callable[[str], str]) -> Enclosure | None:
    if not isinstance(entry, Episode):
        return None
    audio = entry.audio
    return Enclosure(url=audio.url, bytes=audio.bytes, sha256=hashes(audio.path))
