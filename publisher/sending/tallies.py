"""What an edition comes to: counted over all its rows, or told by an index that knows it.

Only `sums` and `unknown` cost more for a longer list. Nobody may ask for them per letter, per batch
or per part that a worker carries: then a list twice as long would take four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable

from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore

STATES = (
    "planned",
    "handing",
    "deferred",
    "accepted",
    "rejected",
    "unknown",
    "bounced_hard",
    "bounced_soft",
    "complained",
    "skipped",
)
LEFT = ("planned", "handing", "deferred")
"""States of those whom a letter may still go to."""
_SHOWN = 1000


def sums(store: PeopleStore, edition: int) -> dict[str, int]:
    """How many recipients are in each state, aged ones too; together they are all planned."""
    found = dict.fromkeys(STATES, 0)
    now = "SELECT state, count(*) AS count FROM delivery WHERE edition = :edition GROUP BY state"
    aged = "SELECT state, count FROM delivery_count WHERE edition = :edition"
    for each in (now, aged):
        for row in store.database.rows(each, edition=edition):
            found[row["state"]] += row["count"]
    return found


def unknown(store: PeopleStore, edition: int) -> tuple[tuple[str, str], ...]:
    """Message-ID and hour of the first letters of which nobody knows whether they were taken."""
    rows = store.database.rows(
        "SELECT message_id, handed FROM delivery WHERE edition = :edition AND state = 'unknown' "
        "ORDER BY id LIMIT :most",
        edition=edition,
        most=_SHOWN,
    )
    return tuple((row["message_id"], row["handed"] or "") for row in rows)


def first(store: PeopleStore, edition: int) -> Row | None:
    """The recipient who was planned first, and gets the letter before all others."""
    return store.database.row(
        "SELECT d.* FROM edition e JOIN delivery d ON d.id = e.first_delivery "
        "WHERE e.id = :edition",
        edition=edition,
    )


def waiting(store: PeopleStore, edition: int, state: str, most: int) -> int:
    """How many are in a state; counted no further than `most`."""
    count = store.database.one(
        "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE edition = :edition "
        "AND state = :state LIMIT :most) AS found",
        edition=edition,
        state=state,
        most=most,
    )
    return int(count)


def left(store: PeopleStore, edition: int) -> bool:
    """Whether anybody is left whom the letter may still go to."""
    return any(waiting(store, edition, state, 1) for state in LEFT)


def next_due(store: PeopleStore, edition: int) -> str | None:
    """When the first row that was put off is to be tried again."""
    found: str | None = store.database.one(
        "SELECT min(next_at) FROM delivery WHERE edition = :edition AND state = 'deferred'",
        edition=edition,
    )
    return found


def handed_since(store: PeopleStore, since: str) -> int:
    """How many letters have been handed over since an hour, whatever became of them."""
    count = store.database.one("SELECT count(*) FROM delivery WHERE handed > :since", since=since)
    return int(count)


def planned_at(store: PeopleStore, edition: int, domains: Iterable[str]) -> bool:
    """Whether anybody at one of these domains has not been tried yet."""
    sql = (
        "SELECT 1 AS there FROM delivery WHERE edition = :edition AND state = 'planned' "
        "AND domain = :domain LIMIT 1"
    )
    return any(
        store.database.row(sql, edition=edition, domain=domain) is not None for domain in domains
    )


def planned_elsewhere(store: PeopleStore, edition: int) -> bool:
    """Whether anybody has not been tried yet who is not at a domain that refuses us.

    From one domain to the next by the index, however many readers each has.
    """
    sql = (
        "SELECT min(domain) FROM delivery WHERE edition = :edition AND state = 'planned' "
        "AND domain > :domain"
    )
    refusing = {
        row["domain"]
        for row in store.database.rows(
            "SELECT domain FROM domain_pause WHERE edition = :edition AND until IS NULL",
            edition=edition,
        )
    }
    domain: str | None = ""
    if planned_at(store, edition, [""]):  # of somebody who was forgotten: nothing is known of it
        return True
    while domain is not None:
        domain = store.database.one(sql, edition=edition, domain=domain)
        if domain is not None and domain not in refusing:
            return True
    return False
