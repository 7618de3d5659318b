"""What publishing promises, and what it would break: what changed, whom it hurts, two ways out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from publisher.ledger.feeds import PromisedFeed, feed_promises, feed_records
from publisher.ledger.letter_pictures import Shown, picture_promises, picture_records
from publisher.ledger.values import ENTRIES, Ledger, LedgerLine, PromisedEnclosure, utc
from publisher.model import Enclosure, Entry, Episode, Recording, Site, written_as
from publisher.problems import Problem

ACCEPT = "publisher ledger accept"


def records(  # noqa: PLR0913 (what of a site is promised)
    site: Site,
    hashes: Callable[[str], str],
    now: datetime,
    feeds: tuple[PromisedFeed, ...] = (),
    *,
    shown: Shown | None = None,
    covers: Mapping[str, str] | None = None,
) -> list[LedgerLine]:
    """What a deploy of `site` promises, by id; `hashes` gives a file's sha256 by its path.

    `shown` are the pictures of its letters, `covers` the hashes of those in sound files, by path.
    """
    return [
        *_entry_records(site, hashes, utc(now), covers or {}),
        *feed_records(feeds, now),
        *picture_records(shown or {}, now),
    ]


def _entry_records(
    site: Site, hashes: Callable[[str], str], at: str, covers: Mapping[str, str]
) -> Iterator[LedgerLine]:
    for entry in sorted(site.entries, key=lambda entry: entry.id):
        yield LedgerLine(
            id=entry.id,
            at=at,
            kind=entry.kind,
            source=entry.source,
            url=entry.url,
            guid=entry.guid,
            published=at,
            also=tuple(sorted(set(entry.aliases))),
            enclosure=_enclosure(entry, site, hashes, covers),
            show=entry.show if isinstance(entry, Episode) else "",
        )


def promises(
    ledger: Ledger, site: Site, hashes: Callable[[str], str], feeds: tuple[PromisedFeed, ...] = ()
) -> tuple[Problem, ...]:
    """Each promise about entries and feeds that publishing `site` would break, with the ways out.

    For lists see `kept`, for the address of the whole site `origin_promises`.
    """
    # What is taken back keeps its promise: its address answers, and says so.
    entries = {entry.id: entry for entry in (*site.entries, *site.withdrawn)}
    return (
        *_gone(ledger, site, entries),
        *_swapped(ledger, site, hashes),
        *_closed(ledger, site),
        *_rehoused(ledger, site, feeds),
        *_renamed(ledger, entries),
        *_taken(ledger, entries),
        *_overtaken(ledger, entries),
        *feed_promises(ledger, feeds, [old for old, _ in site.redirects]),
        *picture_promises(ledger, hashes),
    )


def _gone(ledger: Ledger, site: Site, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    led_on = {old for old, _ in site.redirects}
    addresses = {entry.url: entry for entry in entries.values()}
    new = [entry for entry in entries.values() if entry.id not in ledger.ids]
    for id_, record in ledger.records.items():
        apart = record.withdrawn or record.kind not in ENTRIES
        if apart or id_ in entries or record.url in led_on:
            continue
        if (heir := addresses.get(record.url)) is not None:
            yield Problem(
                path=heir.source,
                text=f"texten är publicerad med id ”{id_}” men har nu id ”{heir.id}”: "
                "den som har läst eller hört den får den en gång till som ny",
                hint=f"Skriv id: {id_} i huvudet. Är det en annan text: {ACCEPT} {id_}",
            )
            continue
        moved = [entry.source for entry in new if entry.kind == record.kind]
        yield Problem(
            path=record.source,
            text=f"texten är publicerad på {record.url} men finns inte med längre: "
            + _losers(record),
            hint=f"{_found_again(id_, moved)} Ska den bort: {ACCEPT} {id_}",
        )


def _found_again(id_: str, moved: list[str]) -> str:
    """How a text that is gone comes back; what has most likely happened is said first."""
    back = "ägg tillbaka filen, eller ta bort draft: och datum i framtiden."
    if len(moved) == 1:
        return f"Har den bytt namn till {moved[0]}, skriv id: {id_} i dess huvud. Annars: l{back}"
    return f"L{back} Har den bytt namn, skriv id: {id_} i dess huvud."


def _losers(record: LedgerLine) -> str:
    if record.enclosure is not None:
        return "avsnittet försvinner ur lyssnarnas appar"
    return "länkar, flöden och brev leder till en sida som inte finns"


def _swapped(ledger: Ledger, site: Site, hashes: Callable[[str], str]) -> Iterator[Problem]:
    for episode in site.episodes:
        sound, recording = site.enclosure(episode), episode.recording
        id_, known = ledger.enclosures.get(sound.url, ("", None))
        if known is not None and not _same(known, recording, sound, hashes):
            yield Problem(
                path=episode.source,
                text=f"ljudet i {recording.path if recording else sound.url} är ett annat än det "
                "som är publicerat: den som har hämtat avsnittet får aldrig höra det nya",
                hint="Ge ljudfilen ett nytt namn, så hämtar apparna den. "
                f"Är det ändå rätt: {ACCEPT} {id_}",
            )


def _closed(ledger: Ledger, site: Site) -> Iterator[Problem]:
    for episode in site.episodes:
        known = ledger.record(episode.id)
        if episode.closed and known is not None and known.enclosure is not None:
            yield Problem(
                path=episode.source,
                text="avsnittet är publicerat för alla men ska nu bara gå till prenumeranter: "
                "det försvinner ur lyssnarnas appar",
                hint=f"Skriv audience: alla i huvudet. Är det ändå rätt: {ACCEPT} {episode.id}",
            )


def _rehoused(ledger: Ledger, site: Site, feeds: tuple[PromisedFeed, ...]) -> Iterator[Problem]:
    """Episodes that have left a podcast which is still there: its listeners lose them."""
    there = {feed.id for feed in feeds}
    for episode in site.episodes:
        known = ledger.record(episode.id)
        if known is None or known.enclosure is None:
            continue
        # Lines from before `show` was noted have it in the address: /podd/podden/ett/
        show = known.show or known.url.removeprefix("/podd/").partition("/")[0]
        if show != episode.show and f"feed:{show}" in there:
            yield Problem(
                path=episode.source,
                text=f"avsnittet är publicerat i podden ”{show}” men ligger nu i "
                f"”{episode.show}”: den som följer ”{show}” förlorar det, och den som följer båda "
                "får det som nytt",
                hint=f"Skriv show: {show} i huvudet. Är det ändå rätt: {ACCEPT} {episode.id}",
            )


def _same(
    known: PromisedEnclosure,
    recording: Recording | None,
    sound: Enclosure,
    hashes: Callable[[str], str],
) -> bool:
    """By hash where both have one. A file on other hosting has only its size to be known by."""
    found = hashes(recording.path) if recording else ""
    if known.sha256 and found:
        return known.sha256 == found
    return bool(known.sha256 or found) or known.bytes == sound.bytes


def _renamed(ledger: Ledger, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    for id_, entry in entries.items():
        known = ledger.record(id_)
        if known is not None and known.guid != entry.guid:
            yield Problem(
                path=entry.source,
                text=f"texten är publicerad med guid ”{known.guid}” men har nu ”{entry.guid}”: "
                "den som har läst eller hört den får den en gång till som ny",
                hint=f"Skriv guid: {known.guid} i huvudet. Är det ändå rätt: {ACCEPT} {id_}",
            )


def _taken(ledger: Ledger, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    owners = {record.guid: id_ for id_, record in ledger.records.items() if record.guid}
    for id_, entry in entries.items():
        known = ledger.record(id_)
        if (owner := owners.get(entry.guid, id_)) != id_:
            text = f"”{entry.guid}” är redan publicerat som {ledger.records[owner].source}: "
            text += "läsarnas program visar bara den ena"
            hint = f"Skriv id: {owner} om det är samma text, annars ett eget id: eller guid:. "
            hint += f"Ska den gamla bort: {ACCEPT} {owner}"
            yield Problem(path=entry.source, text=text, hint=hint)
        elif known is not None and known.kind != written_as(entry):
            text = f"id ”{id_}” tillhör {known.source}, som är av ett annat slag: "
            text += "de som har läst eller hört den får aldrig se den nya"
            hint = f"Skriv ett annat id: i huvudet. Ska den gamla bort: {ACCEPT} {id_}"
            yield Problem(path=entry.source, text=text, hint=hint)


def _overtaken(ledger: Ledger, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    owners = ledger.old_addresses()
    for id_, entry in entries.items():
        owner = owners.get(entry.url, id_)
        if owner != id_ and owner in entries and ledger.record(owner) is not None:
            other = entries[owner]
            yield Problem(
                path=entry.source,
                text=f"adressen {entry.url} leder sedan förut till {other.source}: "
                "den som följer en gammal länk får fel text",
                hint=f"Skriv en annan slug: i huvudet. Är det ändå rätt: {ACCEPT} {owner}",
            )


def _enclosure(
    entry: Entry, site: Site, hashes: Callable[[str], str], covers: Mapping[str, str]
) -> PromisedEnclosure | None:
    """None too for an episode that only subscribers get: no app has been told where it lies."""
    if not isinstance(entry, Episode) or entry.closed:
        return None
    sound, path = site.enclosure(entry), entry.recording.path if entry.recording else ""
    sha256 = hashes(path) if path else ""
    cover = covers.get(path, "")
    return PromisedEnclosure(url=sound.url, bytes=sound.bytes, sha256=sha256, cover=cover)
