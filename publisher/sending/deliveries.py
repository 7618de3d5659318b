"""The ledger of deliveries: what is known of each recipient, and the only ways it may change.

    planned → handing → accepted | rejected | deferred (→ handing …) | unknown
    planned, deferred → skipped

`handing` is on the disk before the letter's first byte leaves. Whoever is found in it when nobody
is handing over any more is `unknown`: no program may send to them again, only a person may say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Literal

from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import stamp

State = Literal["accepted", "rejected", "deferred", "unknown"]
TRIES = 14
"""A letter that was put off so many times is given up: with these pauses that is after 48 hours."""
_FIRST_PAUSE = timedelta(minutes=5)
COUNTS_AS_SENT = timedelta(days=7)
"""An unknown one counts as sent after so long, if nobody has said anything else."""
_TURN = "edition, state, id"
_UNTRIED = (
    f"({_TURN}) > (:edition, 'planned', :after) AND ({_TURN}) < (:edition, 'planned', :until)"
)
"""Said so that it can only be read off `delivery_by_turn`. PostgreSQL knows little of rows that are
new, and would go through all that lies before, or put all that is left in order for each batch."""
_LAST = 2**62
_OWN = "coalesce(owner, '') = :owner"
"""So that PostgreSQL finds a row by its number and never by `delivery_in_hands`, which changes so
much that most of it is what others have left there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A recipient to hand over to."""

    id: int
    person: int | None
    address: str
    address_hash: str
    domain: str
    name: str
    message_id: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What became of a row; `code` is a refusal's, `answer` its words, without an address."""

    row: DeliveryRow
    state: State
    code: str = ""
    answer: str = ""


def claim(  # noqa: PLR0913, PLR0917 (whose, and what is wanted)
    store: PeopleStore, edition: int, owner: str, most: int, but: Sequence[str] = (), after: int = 0
) -> list[DeliveryRow]:
    """The next rows, for this owner alone: those never tried first, then those whose time has come.

    Those never tried come from the row `after` on, then from the beginning: so one who tells which
    was the last need not pass by all that must be left, batch after batch. Domains in `but`, and
    those that an editor must look at first, are left. Nothing is handed over by this: an owner that
    dies gives back what it had not begun with.
    """
    with store.write():
        claimed = partial(_claimed, store, edition, owner, but)
        rows = claimed(most, _UNTRIED, _TURN, after=after, until=_LAST)
        if after and len(rows) < most:
            rows += claimed(most - len(rows), _UNTRIED, _TURN, after=0, until=after + 1)
        if len(rows) < most:
            due = "edition = :edition AND state = 'deferred' AND next_at <= :now"
            rows += claimed(most - len(rows), due, "next_at")
    return [_row(each) for each in rows]


def _claimed(  # noqa: PLR0913, PLR0917 (what is wanted)
    store: PeopleStore, edition: int, owner: str, but: Sequence[str], most: int, wanted: str,
    by: str, **more: object,
) -> list[Row]:  # fmt: skip
    names = {f"but{number}": name for number, name in enumerate(but)}
    left = f"AND domain NOT IN ({', '.join(f':{name}' for name in names)}) " if names else ""
    rows = store.database.rows(
        "UPDATE delivery SET owner = :owner WHERE id IN (SELECT id FROM delivery "  # noqa: S608
        f"WHERE {wanted} AND owner = '' {left}"
        "AND domain NOT IN (SELECT domain FROM domain_pause WHERE edition = :edition "
        f"AND (until IS NULL OR until > :now)) ORDER BY {by} LIMIT :most {{skip_locked}}) "
        "RETURNING *",
        owner=owner,
        edition=edition,
        most=most,
        now=store.stamp(),
        **names,
        **more,
    )
    return sorted(rows, key=lambda row: int(row["id"]))


def give_back(store: PeopleStore, owner: str, rows: Iterable[DeliveryRow]) -> None:
    """Of these, what this owner has not begun with is anybody's."""
    given = [{"id": row.id, "owner": owner} for row in rows]
    if not given:
        return
    with store.write():
        store.database.run_all(
            f"UPDATE delivery SET owner = '' WHERE id = :id AND {_OWN} "  # noqa: S608 (ours)
            "AND state IN ('planned', 'deferred')",
            given,
        )


def hand(  # noqa: PLR0913, PLR0917 (who, where, and what was before)
    store: PeopleStore, order_list: str, edition: int, owner: str, row: DeliveryRow,
    before: Iterable[DeliveryResult] = (),
) -> bool:  # fmt: skip
    """Note that this one is being handed over, and what became of those before; durable at return.

    No: it must not be sent after all. The sending was stopped, somebody else has it, or the reader
    has left or been suppressed since it was planned.
    """
    with store.write():
        _noted(store, before)
        if not _wanted(store, row, order_list, edition):
            return False
        return bool(
            store.database.run(
                "UPDATE delivery SET state = 'handing', handed = :now, "  # noqa: S608 (ours)
                f"attempts = attempts + 1 WHERE id = :id AND {_OWN} "
                "AND state IN ('planned', 'deferred')",
                now=store.stamp(),
                id=row.id,
                owner=owner,
            )
        )


def finish(store: PeopleStore, results: Iterable[DeliveryResult]) -> None:
    """Note what became of rows; durable at return."""
    with store.write():
        _noted(store, results)


def _noted(store: PeopleStore, results: Iterable[DeliveryResult]) -> None:
    now = store.now()
    for each in results:
        again = each.state == "deferred" and each.row.attempts + 1 < TRIES
        store.database.run(
            "UPDATE delivery SET state = :state, code = :code, answer = :answer, owner = '', "
            "attempts = :attempts, next_at = :next, finished = :finished WHERE id = :id "
            "AND state IN ('handing', 'planned', 'deferred')",
            state="rejected" if each.state == "deferred" and not again else each.state,
            code=each.code,
            attempts=each.row.attempts + 1,
            answer=each.answer[:500],
            next=stamp(now + pause(each.row.attempts)) if again else None,
            finished=None if again else stamp(now),
            id=each.row.id,
        )


def pause(attempts: int) -> timedelta:
    """Until a row that was put off is tried again: five minutes, then twice as long each time."""
    return min(_FIRST_PAUSE * (1 << min(attempts, 10)), timedelta(hours=6))


def _wanted(store: PeopleStore, row: DeliveryRow, list_: str, edition: int) -> bool:
    """Whether it may still go; who has left or been suppressed since is skipped for good."""
    state = store.database.one("SELECT state FROM edition WHERE id = :id", id=edition)
    if state != "sending":
        return False
    away = store.database.row(
        "SELECT 1 AS away FROM suppression WHERE lifted IS NULL AND list IN ('*', :list) "
        "AND address_hash = (SELECT address_hash FROM delivery WHERE id = :id)",
        id=row.id,
        list=list_,
    )
    if away is None and row.person is not None:
        away = store.database.row(
            "SELECT 1 AS away FROM delivery d LEFT JOIN subscription s ON s.person = d.person "
            "AND s.list = :list WHERE d.id = :id AND (d.person IS NULL OR s.state <> 'active')",
            id=row.id,
            list=list_,
        )
    if away is None:
        return True
    store.database.run(
        "UPDATE delivery SET state = 'skipped', owner = '', finished = :now "
        "WHERE id = :id AND state IN ('planned', 'deferred')",
        now=store.stamp(),
        id=row.id,
    )
    return False


def hash_now(store: PeopleStore, row: DeliveryRow) -> str:
    """The hash that a recipient is known by at this moment: keys may have been changed since."""
    sql = "SELECT address_hash FROM delivery WHERE id = :id"
    return str(store.database.one(sql, id=row.id) or row.address_hash)


def orphans(store: PeopleStore, edition: int, living: Sequence[str]) -> int:
    """Rows that somebody was handing over who lives no more: unknown from now on. How many."""
    names = {f"o{number}": owner for number, owner in enumerate(living)} or {"o0": "-"}
    others = f"owner NOT IN ({', '.join(f':{name}' for name in names)})"
    with store.write():
        lost = store.database.run(
            "UPDATE delivery SET state = 'unknown', owner = '', finished = :now, "  # noqa: S608
            "answer = 'avbrutet mitt i överlämningen' "
            f"WHERE edition = :edition AND state = 'handing' AND {others}",
            now=store.stamp(),
            edition=edition,
            **names,
        )
        store.database.run(
            "UPDATE delivery SET owner = '' WHERE id IN (SELECT id FROM delivery "  # noqa: S608
            f"WHERE edition = :edition AND owner <> '' AND {others}) "
            "AND state IN ('planned', 'deferred')",
            edition=edition,
            **names,
        )
    return lost


def grown_old(store: PeopleStore, edition: int) -> None:
    """Count unknown ones of last week as sent: a reader who missed it would have said so."""
    now = store.now()
    with store.write():
        store.database.run(
            "UPDATE delivery SET state = 'accepted', answer = 'räknas som skickat efter en vecka' "
            "WHERE edition = :edition AND state = 'unknown' AND finished < :old",
            edition=edition,
            old=stamp(now - COUNTS_AS_SENT),
        )


def _row(row: Row) -> DeliveryRow:
    names = ("id", "person", "address", "address_hash", "domain", "name", "message_id", "attempts")
    return DeliveryRow(**{name: row[name] for name in names})
