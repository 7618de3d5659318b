"""Feeds themselves are promises: apps ask for them every hour, and read no page that leads on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from publisher.ledger.values import Ledger, LedgerLine, PromisedCover, utc
from publisher.model.feed_formats import format_at
from publisher.problems import Problem
from publisher.swedish import listing

KIND = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedFeed:
    """A feed that apps poll: its file in `feeds/`, its site address, and a podcast's GUID or none.

    `id` is no entry's id, for it has a colon: `feed:artiklar`.
    """

    id: str
    source: str
    url: str
    guid: str = ""
    also: tuple[str, ...] = ()
    """The addresses of all its formats; empty: of the one at `url`."""
    cover: PromisedCover | None = None


def feed_records(feeds: Iterable[PromisedFeed], now: datetime) -> Iterator[LedgerLine]:
    """What a deploy promises of them."""
    at = utc(now)
    for feed in sorted(feeds, key=lambda feed: feed.id):
        yield LedgerLine(
            id=feed.id,
            at=at,
            kind=KIND,
            source=feed.source,
            url=feed.url,
            guid=feed.guid or feed.id,
            published=at,
            also=feed.also,
            cover=feed.cover,
        )


def feed_promises(
    ledger: Ledger, feeds: tuple[PromisedFeed, ...], led: Collection[str] = ()
) -> Iterator[Problem]:
    """Each feed that those who follow it would lose, with the ways out.

    What lies at an address in `led` leads to another feed.
    """
    yield from _twins(feeds)
    there = {address for feed in feeds for address in feed.also} | set(led)
    addresses = {feed.url: feed for feed in feeds}
    for id_, record in ledger.records.items():
        if record.kind != KIND or record.withdrawn:
            continue
        feed = addresses.get(record.url)
        if feed is None and record.url in led:
            continue
        if feed is None:
            yield Problem(
                path=record.source,
                text=f"flödet är publicerat på {record.url}, där det inte finns längre: "
                "de som följer det får aldrig något nytt",
                hint="Låt filen i feeds/ heta som förut och ha samma address:. "
                f"Är det nedlagt eller flyttat med 301: publisher ledger accept {id_}",
            )
        elif record.guid not in {feed.guid, record.id}:
            yield Problem(
                path=feed.source,
                text=f"podden är publicerad med guid ”{record.guid}” men har nu ”{feed.guid}”: "
                "poddappar tar den för en annan podd",
                hint=f"Skriv guid: {record.guid} i filen. "
                f"Är det ändå rätt: publisher ledger accept {id_}",
            )
        else:
            yield from _formats(record, feed, there)


def _formats(record: LedgerLine, feed: PromisedFeed, there: Collection[str]) -> Iterator[Problem]:
    """Formats that apps and readers ask for, and that are no longer made."""
    if gone := [address for address in record.also if address not in there]:
        formats = ", ".join(each.id for each in map(format_at, record.also) if each)
        yield Problem(
            path=feed.source,
            text=f"flödet är publicerat på {listing(gone)}, där det inte finns längre: "
            "de som följer det får aldrig något nytt",
            hint=f"Skriv formats: [{formats}] i filen. "
            f"Är det ändå rätt: publisher ledger accept {record.id}",
        )


def _twins(feeds: tuple[PromisedFeed, ...]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for feed in feeds:
        if feed.guid and (first := seen.setdefault(feed.guid, feed.source)) != feed.source:
            text = f"podden har samma guid ”{feed.guid}” som {first}"
            hint = "Poddappar tar dem för en. Ta bort raden guid: i den som är ny."
            yield Problem(path=feed.source, text=text, hint=hint)
