"""What is kept for how long: unanswered sign-ups, clients' addresses, rows of what was sent."""

from __future__ import annotations

from publisher.subscribers.signing_up import PENDING_DAYS
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before

IP_DAYS = 30
"""How long the address that somebody agreed from can be read; afterwards it is a hash."""
ATTEMPT_DAYS = 8
"""How far back any limit counts."""
DELIVERY_DAYS = 400
"""How long it can be told who got which letter; afterwards only how many."""
HASHED = "h:"
UNSENT_DAYS = 30
"""How long a sign-up whose mail never left is kept."""


def age(store: PeopleStore) -> None:
    """Do it now; done twice it changes nothing. The service and `publisher people` call it."""
    with store.write():
        _unanswered(store)
        _clients(store)
        now = store.now()
        old = before(now, days=ATTEMPT_DAYS)
        store.database.run("DELETE FROM attempt WHERE at < :old", old=old)
        _sent(store, before(now, days=DELIVERY_DAYS))


def _unanswered(store: PeopleStore) -> None:
    """Sign-ups that nobody confirmed, and whoever is known by nothing else.

    Days are counted from the mail; one that never left is not waited for without end.
    """
    now = store.now()
    gone = store.database.rows(
        "DELETE FROM confirmation WHERE used IS NULL AND (sent < :old OR created < :oldest) "
        "RETURNING person",
        old=before(now, days=PENDING_DAYS),
        oldest=before(now, days=UNSENT_DAYS),
    )
    for person in {row["person"] for row in gone}:
        store.database.run(
            "DELETE FROM subscription WHERE person = :person AND state = 'pending' AND NOT EXISTS "
            "(SELECT 1 FROM confirmation c WHERE c.person = :person AND c.used IS NULL)",
            person=person,
        )
        store.database.run(
            "DELETE FROM person WHERE id = :person "
            "AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.person = :person) "
            "AND NOT EXISTS (SELECT 1 FROM confirmation c WHERE c.person = :person) "
            "AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.person = :person)",
            person=person,
        )
        nobody = "SELECT 1 FROM person WHERE id = :person"
        if store.database.row(nobody, person=person) is None:
            sql = "UPDATE event SET person = NULL WHERE person = :person"
            store.database.run(sql, person=person)


def _clients(store: PeopleStore) -> None:
    """An address of a client → a hash, by which two that are alike can still be told."""
    old = before(store.now(), days=IP_DAYS)
    for table, when in (("consent", "recorded"), ("confirmation", "created")):
        rows = store.database.rows(
            f"SELECT id, ip FROM {table} WHERE ip <> '' AND ip NOT LIKE 'h:%' "  # noqa: S608
            f"AND {when} < :old",
            old=old,
        )
        store.database.run_all(
            f"UPDATE {table} SET ip = :ip WHERE id = :id",  # noqa: S608 (names of ours)
            [{"id": row["id"], "ip": HASHED + store.keys.hidden("ip", row["ip"])} for row in rows],
        )


def _sent(store: PeopleStore, old: str) -> None:
    """Rows of editions long finished → their counts, which are what they were."""
    editions = store.database.rows(
        "SELECT id FROM edition e WHERE state = 'finished' AND finished < :old "
        "AND EXISTS (SELECT 1 FROM delivery d WHERE d.edition = e.id)",
        old=old,
    )
    for row in editions:
        store.database.run(
            "INSERT INTO delivery_count (edition, state, count) "
            "SELECT edition, state, count(*) FROM delivery WHERE edition = :id "
            "GROUP BY edition, state ON CONFLICT (edition, state) "
            "DO UPDATE SET count = delivery_count.count + excluded.count",
            id=row["id"],
        )
        store.database.run("DELETE FROM delivery WHERE edition = :id", id=row["id"])
