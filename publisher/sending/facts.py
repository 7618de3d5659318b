"""What was sent, as facts in the publication's ledger: which letter, to whom, to how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publisher import ledger
from publisher.ledger import LedgerLine, SentLetter
from publisher.ledger.mailings import MAILING, mailing_id
from publisher.ledger.values import utc
from publisher.sending import tallies
from publisher.sending.order import read_order
from publisher.subscribers.store import PeopleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedFact:
    """A letter that readers have: `letter` is its hash (empty: another service sent it).

    `accepted` is how many servers answered for it, `unknown` of how many nobody can say.
    """

    name: str
    source: str
    list: str
    letter: str
    accepted: int
    unknown: int = 0

    def line(self, now: datetime) -> LedgerLine:
        """As the ledger has it."""
        id_, at = mailing_id(self.name, self.list), utc(now)
        sent = SentLetter(sha256=self.letter, accepted=self.accepted, unknown=self.unknown)
        return LedgerLine(
            id=id_,
            at=at,
            kind=MAILING,
            source=self.source,
            url=id_,
            guid=id_,
            published=at,
            mailed=sent,
        )


def facts(store: PeopleStore) -> tuple[MailedFact, ...]:
    """Of every edition that anybody has, or may have."""
    found = []
    for row in store.database.rows("SELECT * FROM edition WHERE started IS NOT NULL ORDER BY id"):
        sums = tallies.sums(store, row["id"])
        got = sum(sums[state] for state in _GOT)
        if got + sums["unknown"]:
            order = read_order(row["detail"])
            fact = MailedFact(
                name=order.name,
                source=order.source,
                list=order.list,
                letter=order.frozen,
                accepted=got,
                unknown=sums["unknown"],
            )
            found.append(fact)
    return tuple(found)


def note(root: Path, mailed: tuple[MailedFact, ...], now: datetime) -> int:
    """Add what is new to the publication's ledger; how many lines. Raises PublisherError."""
    return len(ledger.append(root, [each.line(now) for each in mailed]))


_GOT = ("accepted", "bounced_hard", "bounced_soft", "complained")
