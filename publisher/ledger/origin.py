"""Where the site lies is a promise: letters that were sent, and feeds, have whole addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from publisher.ledger.values import Ledger, LedgerLine, utc
from publisher.model.addresses import host_of
from publisher.problems import Problem

ORIGIN = "origin"
ID = "sajt:adress"


def origin_record(origin: str, source: str, now: datetime) -> LedgerLine:
    """What a deploy promises: that the site answers at `origin`."""
    at = utc(now)
    return LedgerLine(
        id=ID, at=at, kind=ORIGIN, source=source, url=origin, guid=f"{ID}:{origin}", published=at
    )


def first_host(ledger: Ledger) -> str:
    """The host that ids are named after for good, however often the site moves; empty: none yet."""
    first = next((record for record in ledger.lines if record.kind == ORIGIN), None)
    return host_of(first.url) if first else ""


def origin_promises(ledger: Ledger, origin: str, source: str) -> Iterator[Problem]:
    """That the site is to lie elsewhere than where it was published, and what that asks for."""
    known = ledger.record(ID)
    if known is not None and _folded(known.url) != _folded(origin):
        yield Problem(
            path=source,
            text=f"sajten är publicerad på {known.url}/ men site_url är nu {origin}/: länkar i "
            "brev som har gått ut, avanmälan, flöden och sökmotorer leder till den gamla adressen",
            hint=f"Skriv site_url: {known.url}/ Flyttar sajten: låt den gamla webbvärden svara 301 "
            f"(flyttad för gott) på varje adress, med samma sökväg efter {origin}, så länge någon "
            f"frågar. Sedan: publisher ledger accept {ID}",
        )


def _folded(origin: str) -> str:
    """Hosts are the same in capitals, paths are not; lines of old may have a host as written."""
    scheme, _, host, *path = origin.split("/", 3)
    return "/".join((scheme, "", host.lower(), *path))
