"""What the editor may say of a sending: stop, go on, and what of those nobody knows about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from publisher.problems import Problem, PublisherError, did_you_mean
from publisher.sending import tallies
from publisher.sending.order import SendingWay, read_order
from publisher.subscribers.database import Row
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import read

Answer = Literal["sent", "again"]
BY_EDITOR = "Du stoppade det."
ONCE_MORE = "Några ska få brevet en gång till."
MISSED = "Tiden då det skulle ha skickats passerade medan datorn var avstängd."
"""Why an edition waits for the editor although nothing is wrong."""
LATE = timedelta(minutes=30)
"""A planned hour that was missed by more is not caught up unasked: news may have become old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSending:
    """An edition that waits for its hour; `missed` when that is too long ago."""

    edition: int
    name: str
    at: datetime
    missed: bool


def editions(store: PeopleStore) -> list[Row]:
    """All that have been planned, the newest first."""
    return store.database.rows("SELECT * FROM edition ORDER BY id DESC")


def edition_named(store: PeopleStore, name: str, list_: str = "") -> Row:
    """The newest that is called so, by id or file; without a name the newest of all.

    Raises PublisherError.
    """
    rows = editions(store)
    for row in rows:
        path = PurePosixPath(read_order(row["detail"]).source)
        called = {"", row["name"], str(path), path.name, path.stem}
        if name in called and list_ in {"", row["list"]}:
            return row
    names = [row["name"] for row in rows]
    text = f"”{name}” har inte skickats härifrån" if name else "inget har skickats härifrån än"
    hint = f"{did_you_mean(name, names)}Se allt som har skickats: publisher send status"
    raise PublisherError(Problem(path="", text=text, hint=hint))


def stop(store: PeopleStore, edition: int) -> bool:
    """No more goes out; a letter that is on its way gets there. Whether there was more to send."""
    with store.write():
        return bool(
            store.database.run(
                "UPDATE edition SET state = 'stopped', why = :why "
                "WHERE id = :id AND state IN ('planned', 'sending')",
                id=edition,
                why=BY_EDITOR,
            )
        )


def resume(store: PeopleStore, edition: int) -> bool:
    """Let it go on, also to those domains that were left alone; whether anybody is left."""
    with store.write():
        store.database.run("DELETE FROM domain_pause WHERE edition = :id", id=edition)
        first = tallies.first(store, edition)
        store.database.run(
            "UPDATE delivery SET state = 'planned', next_at = NULL "
            "WHERE id = :id AND state = 'deferred'",
            id=first["id"] if first is not None else None,
        )
        if not tallies.left(store, edition):
            return False
        store.database.run(
            "UPDATE edition SET state = 'sending', why = '', send_at = CASE WHEN started IS NULL "
            "THEN NULL ELSE send_at END WHERE id = :id",
            id=edition,
        )
        return True


def by_way(store: PeopleStore, edition: int, way: SendingWay | None) -> None:
    """From now on it leaves as the settings say today; None: nobody has any at hand."""
    if way is None:
        return
    with store.write():
        detail = store.database.one("SELECT detail FROM edition WHERE id = :id", id=edition)
        store.database.run(
            "UPDATE edition SET detail = :detail WHERE id = :id AND state <> 'finished'",
            detail=read_order(detail).by(way).json,
            id=edition,
        )


def decide(store: PeopleStore, edition: int, answer: Answer) -> int:
    """What becomes of those of whom nobody knows whether they got the letter; how many there were.

    `again` sends once more, and some may get it twice; `sent` counts them as having it.
    """
    state, words = _ANSWERS[answer]
    with store.write():
        count = store.database.run(
            "UPDATE delivery SET state = :state, answer = :words, owner = '', next_at = NULL "
            "WHERE edition = :id AND state = 'unknown'",
            id=edition,
            state=state,
            words=words,
        )
        if count and answer == "again":
            store.database.run(
                "UPDATE edition SET state = 'stopped', why = :why "
                "WHERE id = :id AND state = 'finished'",
                id=edition,
                why=ONCE_MORE,
            )
    return count


_ANSWERS = {
    "sent": ("accepted", "räknas som skickat: redaktionen"),
    "again": ("planned", "skickas igen: redaktionen"),
}


def due(store: PeopleStore) -> list[DueSending]:
    """Editions whose hour has come, and those that have begun and are to be gone on with."""
    found = []
    now = store.now()
    rows = store.database.rows(
        "SELECT * FROM edition WHERE state = 'sending' "
        "OR (state = 'planned' AND send_at IS NOT NULL AND send_at <= :now) ORDER BY id",
        now=store.stamp(),
    )
    for row in rows:
        at = read(row["send_at"] or row["created"])
        missed = row["state"] == "planned" and now - at > LATE
        found.append(DueSending(edition=row["id"], name=row["name"], at=at, missed=missed))
    return found


def missed(store: PeopleStore, edition: int) -> None:
    """Not sent at its hour: it waits until the editor says what is to become of it."""
    with store.write():
        store.database.run(
            "UPDATE edition SET state = 'stopped', why = :why WHERE id = :id AND state = 'planned'",
            id=edition,
            why=MISSED,
        )
