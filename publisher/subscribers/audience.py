"""Who a list goes to, who not and why, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.subscribers.store import PeopleStore

_AT_ONCE = 1000
_FREE = (
    "NOT EXISTS (SELECT 1 FROM suppression x WHERE x.address_hash = p.address_hash "
    "AND x.lifted IS NULL AND x.list IN ('*', s.list))"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a list goes to."""

    person: int
    address: str
    name: str
    address_hash: str

    @property
    def domain(self) -> str:
        """Who receives it."""
        return self.address.rpartition("@")[2]


def active(store: PeopleStore, list_: str) -> Iterator[Recipient]:
    """Everybody on a list whom nothing stands in the way of, a thousand at a time, by number."""
    after = 0
    sql = (
        "SELECT p.id, p.address, p.name, p.address_hash "  # noqa: S608 (words of ours)
        "FROM subscription s JOIN person p ON p.id = s.person "
        "WHERE s.list = :list AND s.state = 'active' AND s.person > :after "
        f"AND {_FREE} ORDER BY s.person LIMIT :most"
    )
    while rows := store.database.rows(sql, list=list_, after=after, most=_AT_ONCE):
        for row in rows:
            yield Recipient(row["id"], row["address"], row["name"], row["address_hash"])
        after = rows[-1]["id"]


def excluded(store: PeopleStore, list_: str) -> dict[str, int]:
    """How many of a list's persons it does not go to, by reason; active + these = all there are.

    Reasons: `pending`, `left`, or one of `suppressions.REASONS`.
    """
    counts: Counter[str] = Counter()
    for row in store.database.rows(
        "SELECT state, count(*) AS count FROM subscription "
        "WHERE list = :list AND state IN ('pending', 'left') GROUP BY state",
        list=list_,
    ):
        counts[row["state"]] = row["count"]
    for row in store.database.rows(
        "SELECT why, count(*) AS count FROM (SELECT (SELECT x.reason FROM suppression x "
        "WHERE x.address_hash = p.address_hash AND x.lifted IS NULL AND x.list IN ('*', s.list) "
        "ORDER BY x.id LIMIT 1) AS why FROM subscription s JOIN person p ON p.id = s.person "
        "WHERE s.list = :list AND s.state IN ('active', 'suppressed')) AS each_one "
        "WHERE why IS NOT NULL GROUP BY why",
        list=list_,
    ):
        counts[row["why"]] += row["count"]
    return dict(sorted(counts.items()))


def counts(store: PeopleStore) -> dict[str, dict[str, int]]:
    """By list and state."""
    found: dict[str, dict[str, int]] = {}
    for row in store.database.rows(
        "SELECT list, state, count(*) AS count FROM subscription "
        "GROUP BY list, state ORDER BY list, state"
    ):
        found.setdefault(row["list"], {})[row["state"]] = row["count"]
    return found


def readers(store: PeopleStore) -> int:
    """How many persons that get at least one list."""
    sql = (
        "SELECT count(*) FROM person p "  # noqa: S608 (words of ours)
        "WHERE EXISTS (SELECT 1 FROM subscription s "
        f"WHERE s.person = p.id AND s.state = 'active' AND {_FREE})"
    )
    return int(store.database.one(sql))
