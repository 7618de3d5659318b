"""Mails that wait for their turn, at a pace; none is lost when the program is killed.

A mail is `handing` from just before its first byte goes. What is so when nobody is at it any more
may have been taken or not. A letter is never sent twice then; but a confirmation that never came
would cost a reader, and one that comes twice harms nobody: it bears the same Message-ID and the
same link. So it is sent once more, and if that ends as uncertain, no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from publisher.problems import PublisherError
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.database import Row
from publisher.subscribers.links import choose_link, confirm_link, leave_link
from publisher.subscribers.lists import EVERY
from publisher.subscribers.people import (
    Consent,
    barred,
    confirmation_sent,
    confirmation_token,
    found,
    lists_of_person,
    subscribe_pending,
)
from publisher.subscribers.service.mailer import Mailer, Notice, NoticeKind, Posted
from publisher.subscribers.service.settings import ServiceSettings
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before, read, stamp

_PATIENCE = timedelta(minutes=15)
"""Longer than any server may take for an answer (RFC 5321, 4.5.3.2: ten minutes)."""
_TRIES = 14
_KEPT = 30
"""Days that it is known that a mail was sent; not what it was."""
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=4)
"""All tries are over in a day and a half: a mail server may be away over night."""
_PACED = "('signup', 'link')"
"""What somebody else may have asked for; a welcome comes of a button in the reader's own mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxTurn:
    """What is to be mailed now: the row, the mail, and the sign-up that it asks to confirm."""

    row: int
    attempts: int
    notice: Notice
    confirmation: int | None


def recover(store: PeopleStore) -> int:
    """Let go of mails that nobody is at any more; how many."""
    late = stamp(store.now() - _PATIENCE)
    sql = "SELECT 1 FROM outbox WHERE state = 'handing' AND handed < :late"
    if store.database.row(sql, late=late) is None:
        return 0  # a look costs nothing; a transaction waits for the disk
    with store.write():
        return store.database.run(
            "UPDATE outbox SET state = CASE WHEN attempts > 1 THEN 'unknown' ELSE 'waiting' END, "
            "owner = '' WHERE state = 'handing' AND handed < :late",
            late=late,
        )


def next_turn(store: PeopleStore, settings: ServiceSettings) -> OutboxTurn | None:
    """Whose turn it is, if the pace lets anybody; what nobody should get is settled on the way."""
    while (row := _next_row(store, settings)) is not None:
        with store.write():
            turn = _made(store, settings, row)
            if turn is not None:
                return turn
            _finish(store, int(row["id"]), "refused", "")
    return None


def hand_over(
    store: PeopleStore, mailer: Mailer, turn: OutboxTurn, tell: Callable[[str], None]
) -> None:
    """Make the mail and send it, with what is known of it on the disk at every step."""

    def handing() -> bool:
        with store.write():
            sql = (
                "UPDATE outbox SET state = 'handing', handed = :now, attempts = attempts + 1 "
                "WHERE id = :id AND state = 'waiting'"
            )
            if not store.database.run(sql, now=store.stamp(), id=turn.row):
                return False
            if turn.confirmation is not None:
                confirmation_sent(store, turn.confirmation)
            return True

    try:
        posted = mailer.send(mailer.message(turn.notice), turn.notice.to, handing)
    except PublisherError:
        raise
    except Exception as error:  # noqa: BLE001 (one mail that cannot be made stops no other)
        tell(f"ett mejl av slaget {turn.notice.kind} gick inte att göra: {type(error).__name__}")
        posted = Posted("later")
    with store.write():
        _settle(store, turn, posted)
    if posted.state != "sent":
        tell(f"ett mejl av slaget {turn.notice.kind}: {_SAYS[posted.state]}")


_SAYS = {
    "refused": "servern tog inte emot det",
    "later": "servern bad oss vänta",
    "unknown": "det är okänt om servern tog emot det",
}


def _next_row(store: PeopleStore, settings: ServiceSettings) -> Row | None:
    now = store.stamp()
    hour = before(store.now(), hours=1)
    # Also what nobody was sent counts, or the pace of one's own mail would tell whether a link that
    # was asked for just before went to anybody.
    sent = store.database.one(
        f"SELECT count(*) FROM outbox WHERE kind IN {_PACED} "  # noqa: S608 (ours)
        "AND (handed > :hour OR finished > :hour)",
        hour=hour,
    )
    kinds = f"AND kind NOT IN {_PACED}" if int(sent) >= settings.limits.hourly else ""
    return store.database.row(
        f"SELECT * FROM outbox WHERE state = 'waiting' AND next_at <= :now {kinds} "  # noqa: S608
        "ORDER BY next_at, id LIMIT 1",
        now=now,
    )


def _made(store: PeopleStore, settings: ServiceSettings, row: Row) -> OutboxTurn | None:
    """The mail of a row; None: there is nobody to send it to, or they are not to be written to."""
    detail: dict[str, Any] = json.loads(row["detail"])
    if row["kind"] == "welcome":
        person = store.database.row("SELECT * FROM person WHERE id = :id", id=row["person"])
        if person is None:
            return None
        return _turn(store, settings, row, "welcome", person, detail["lists"])
    if row["confirmation"] is not None:
        return _confirming(store, settings, row, int(row["confirmation"]))
    address = cleaned(str(detail["address"]))
    if isinstance(address, str) or _blocked(store, address, detail["lists"]):
        return None
    return _asked(store, settings, row, address, detail)


def _asked(
    store: PeopleStore,
    settings: ServiceSettings,
    row: Row,
    address: Address,
    detail: dict[str, Any],
) -> OutboxTurn | None:
    """A link, if there is anybody; please confirm; or, who has all of it already, that they do."""
    person = found(store, address)
    if row["kind"] == "link":
        if person is None:
            return None
        return _turn(store, settings, row, "link", person, _active(store, person))
    if person is not None and set(detail["lists"]) <= set(_active(store, person)):
        return _turn(store, settings, row, "known", person, detail["lists"])
    consent = Consent(words=detail["words"], where_url=detail["where"], how="form", ip=detail["ip"])
    pending = subscribe_pending(store, address, detail["lists"], consent)
    # The address stands with the person now, and goes with them.
    store.database.run(
        "UPDATE outbox SET confirmation = :c, person = :p, detail = '{}' WHERE id = :id",
        c=pending.id,
        p=pending.person,
        id=row["id"],
    )
    return _confirming(store, settings, row, pending.id)


def _confirming(
    store: PeopleStore, settings: ServiceSettings, row: Row, confirmation: int
) -> OutboxTurn | None:
    token = confirmation_token(store, confirmation)
    sql = (
        "SELECT p.*, c.lists AS wanted FROM confirmation c JOIN person p ON p.id = c.person "
        "WHERE c.id = :id"
    )
    person = store.database.row(sql, id=confirmation)
    if token is None or person is None:
        return None
    notice = Notice(
        kind="confirm",
        to=person["address"],
        id=_message_id(store, row),
        date=store.now(),
        lists=settings.named(json.loads(person["wanted"])),
        link=confirm_link(settings.address, token),
    )
    return OutboxTurn(
        row=row["id"], attempts=row["attempts"], notice=notice, confirmation=confirmation
    )


def _turn(  # noqa: PLR0913, PLR0917 (what a mail is made of)
    store: PeopleStore,
    settings: ServiceSettings,
    row: Row,
    kind: NoticeKind,
    person: Row,
    lists: list[str],
) -> OutboxTurn:
    notice = Notice(
        kind=kind,
        to=person["address"],
        id=_message_id(store, row),
        date=store.now(),
        lists=settings.named(lists),
        link=choose_link(settings.address, store.keys, person["id"]),
        leave=leave_link(settings.address, store.keys, person["id"], EVERY),
    )
    return OutboxTurn(row=row["id"], attempts=row["attempts"], notice=notice, confirmation=None)


def _message_id(store: PeopleStore, row: Row) -> str:
    """Of its own, the same every time, and nothing can be read out of it."""
    return store.keys.hidden("message", f"outbox {row['id']} {row['created']}")


def _active(store: PeopleStore, person: Row) -> list[str]:
    known = lists_of_person(store, int(person["id"]))
    return [list_ for list_, state in known.items() if state == "active"]


def _blocked(store: PeopleStore, address: Address, lists: list[str]) -> bool:
    """Whether the editors want none of it to go there. All else the reader may undo herself."""
    bars = barred(store, address)
    return EVERY in bars or bool(lists and bars.issuperset(lists))


def _settle(store: PeopleStore, turn: OutboxTurn, posted: Posted) -> None:
    if posted.state != "later":
        _finish(store, turn.row, posted.state, "")
        return
    tries = turn.attempts + 1
    if tries >= _TRIES:
        _finish(store, turn.row, "refused", "")
        return
    again = store.now() + min(_FIRST_WAIT * 2**turn.attempts, _LONGEST_WAIT)
    store.database.run(
        "UPDATE outbox SET state = 'waiting', attempts = :tries, next_at = :again WHERE id = :id",
        tries=tries,
        again=stamp(again),
        id=turn.row,
    )


def _finish(store: PeopleStore, row: int, state: str, answer: str) -> None:
    """Done with; of whom it was nothing is kept here."""
    store.database.run(
        "UPDATE outbox SET state = :state, finished = :now, answer = :answer, detail = '{}', "
        "handed = COALESCE(handed, CASE WHEN :state = 'sent' THEN :now END) WHERE id = :id",
        state=state,
        now=store.stamp(),
        answer=answer,
        id=row,
    )


def oldest_waiting(store: PeopleStore) -> timedelta:
    """How long the first in line has waited; nothing when nobody does."""
    first = store.database.one("SELECT min(created) FROM outbox WHERE state = 'waiting'")
    return store.now() - read(first) if first else timedelta(0)


def forget_done(store: PeopleStore) -> int:
    """Take away what was settled long ago; how many."""
    with store.write():
        old = before(store.now(), days=_KEPT)
        return store.database.run("DELETE FROM outbox WHERE finished < :old", old=old)
