"""Pictures of letters are promises: a letter lies in an inbox for years and asks for them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from publisher.ledger.values import Ledger, LedgerLine, utc
from publisher.model import Media
from publisher.problems import Problem

PICTURE = "picture"

Shown = Mapping[str, tuple[Media, ...]]
"""The pictures that each letter shows, by the id of its entry: file, and site address shown."""


def prefix(entry: str) -> str:
    """What the ids of all pictures of an entry's letter begin with."""
    return f"bild:{entry}:"


def picture_records(shown: Shown, now: datetime) -> Iterator[LedgerLine]:
    """What a deploy promises of them. The id holds the address: a letter may show a file twice."""
    at = utc(now)
    for entry, pictures in sorted(shown.items()):
        for each in pictures:
            id_ = prefix(entry) + each.url
            yield LedgerLine(
                id=id_,
                at=at,
                kind=PICTURE,
                source=each.source,
                url=each.url,
                guid=id_,
                published=at,
            )


def in_letters(ledger: Ledger) -> tuple[Media, ...]:
    """Every picture that letters already sent may ask for, whatever the texts show today."""
    found = {
        record.url: record.source
        for record in ledger.records.values()
        if record.kind == PICTURE and not record.withdrawn
    }
    return tuple(Media(source=source, url=url) for url, source in sorted(found.items()))


def picture_promises(ledger: Ledger, hashes: Callable[[str], str]) -> Iterator[Problem]:
    """Each file that letters show and that is gone, with the ways out; it cannot be made anew."""
    lost: dict[tuple[str, str], list[str]] = {}
    for id_, record in ledger.records.items():
        if record.kind == PICTURE and not record.withdrawn and not hashes(record.source):
            entry = id_.removeprefix("bild:").removesuffix(":" + record.url)
            lost.setdefault((record.source, entry), []).append(id_)
    for (source, entry), ids in lost.items():
        yield Problem(
            path=source,
            text=f"bilden visas i brevet ”{entry}”, som kan ha gått ut, men filen finns inte "
            "längre: där brevet öppnas blir det ett hål",
            hint="Lägg tillbaka filen med samma namn; den behöver inte stå i någon text. "
            f"Ska den bort: publisher ledger accept {_accepted(ids, entry)}",
        )


def _accepted(ids: Iterable[str], entry: str) -> str:
    """What to accept: the one picture, or all of the letter's when it shows the file twice."""
    one, *more = ids
    return prefix(entry).removesuffix(":") if more else one
