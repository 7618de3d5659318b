"""How much has been promised, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from publisher.ledger.values import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a ledger holds. `kinds` counts what is promised; `last` is the newest line's hour.

    `redirects` are addresses that lead on to where their entry is now, `enclosures` the sound files
    that apps may still ask for, those an episode has left among them.
    """

    kinds: Mapping[str, int]
    withdrawn: int
    redirects: int
    enclosures: int
    last: str


def summarise(ledger: Ledger) -> Summary:
    """The figures of a ledger; `last` is empty when it has no lines."""
    promised = {id_: each for id_, each in ledger.records.items() if not each.withdrawn}
    live = {record.url for record in promised.values()}
    old = (url for url, id_ in ledger.old_addresses().items() if id_ in promised)
    return Summary(
        kinds=Counter(record.kind for record in promised.values()),
        withdrawn=len(ledger.records) - len(promised),
        redirects=sum(url not in live for url in old),
        enclosures=len(ledger.enclosures),
        last=ledger.lines[-1].at if ledger.lines else "",
    )
