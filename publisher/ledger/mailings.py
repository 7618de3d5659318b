"""Letters that have gone out are facts: to which list, which bytes, and to how many."""

from __future__ import annotations

from publisher.ledger.values import Ledger

MAILING = "mailing"


def mailing_id(entry: str, list_: str) -> str:
    """A mailing's id; no entry's, for it has a colon."""
    return f"utskick:{entry}:{list_}"


def mailed(ledger: Ledger, entry: str) -> bool:
    """Whether a letter has gone out, to any list."""
    start = mailing_id(entry, "")
    return any(
        record.kind == MAILING and not record.withdrawn and id_.startswith(start)
        for id_, record in ledger.records.items()
    )
