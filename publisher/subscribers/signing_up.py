"""From a form to a subscription: pending, a mail with a link, its button, active."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from publisher.subscribers.addresses import Address
from publisher.subscribers.database import Row
from publisher.subscribers.lists import EVERY
from publisher.subscribers.persons import (
    Consent,
    add_consent,
    add_event,
    person_of,
    put_state,
    state_of,
)
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.suppressions import barred, in_force, lift
from publisher.subscribers.times import read

PENDING_DAYS = 7
"""How long a link to confirm with holds, from the mail that it came in."""
_KIND = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingConfirmation:
    """A sign-up that waits for its button; `token` goes into the link."""

    id: int
    person: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Who is on which lists now; `again` when the button had been pressed before."""

    person: int
    lists: tuple[str, ...]
    again: bool


def subscribe_pending(
    store: PeopleStore, address: Address, lists: Iterable[str], consent: Consent, name: str = ""
) -> PendingConfirmation:
    """Note what was asked for. Nobody is on a list by it, nor off one."""
    wanted = tuple(dict.fromkeys(lists))
    with store.write():
        person = person_of(store, address, name)
        for list_ in wanted:
            if state_of(store, person, list_) is None:
                put_state(store, person, list_, "pending")
        nonce = secrets.token_urlsafe(16)
        row = store.database.row(
            "INSERT INTO confirmation (nonce, person, lists, words, where_url, ip, created) "
            "VALUES (:nonce, :person, :lists, :words, :where, :ip, :now) RETURNING id",
            nonce=nonce,
            person=person,
            lists=json.dumps(wanted),
            words=consent.words,
            where=consent.where_url,
            ip=consent.ip,
            now=store.stamp(),
        )
        add_event(store, "asked", person, detail=",".join(wanted))
        assert row is not None  # noqa: S101 (RETURNING gives the row that was added)
        token = store.keys.token(_KIND, nonce)
        return PendingConfirmation(id=int(row["id"]), person=person, token=token)


def confirmation_token(store: PeopleStore, confirmation: int) -> str | None:
    """The token of a confirmation whose mail is to be made; None if it is gone."""
    nonce = store.database.one("SELECT nonce FROM confirmation WHERE id = :id", id=confirmation)
    return None if nonce is None else store.keys.token(_KIND, nonce)


def confirmation_sent(store: PeopleStore, confirmation: int) -> None:
    """Its mail has left: from now on its days are counted. Only the first time counts."""
    with store.write():
        sql = "UPDATE confirmation SET sent = :now WHERE id = :id AND sent IS NULL"
        store.database.run(sql, now=store.stamp(), id=confirmation)


def asked_for(store: PeopleStore, token: str) -> tuple[str, ...] | None:
    """The lists that a link confirms; None: it is not ours, or no longer holds. Changes nothing."""
    row = _of_token(store, token)
    return None if row is None else tuple(json.loads(row["lists"]))


def confirm(store: PeopleStore, token: str) -> Confirmed | None:
    """The button was pressed: active on all lists that were asked for, with consent noted.

    A second press changes nothing. None: not our token, too old, or the person is gone. What
    stood in the way of these lists is lifted: somebody who reads mail there wants them now. What
    the editors have put there stays, and whoever has reported us is back on these lists alone.
    """
    with store.write():
        row = _of_token(store, token)
        if row is None:
            return None
        lists = tuple(json.loads(row["lists"]))
        person = int(row["person"])
        if row["used"] is not None:
            return _again(store, person, lists)
        hash_ = str(store.database.one("SELECT address_hash FROM person WHERE id = :id", id=person))
        bars = barred(store, hash_)
        lists = tuple(each for each in lists if not bars & {EVERY, each})
        if not lists:
            return None
        # Of two presses at once, on a server, one finds it used.
        sql = "UPDATE confirmation SET used = :now WHERE id = :id AND used IS NULL"
        if not store.database.run(sql, now=store.stamp(), id=row["id"]):
            return _again(store, person, lists)
        _activate(store, person, hash_, lists)
        consent = Consent(words=row["words"], where_url=row["where_url"], how="form", ip=row["ip"])
        add_consent(store, person, lists, consent)
        return Confirmed(person=person, lists=lists, again=False)


def _again(store: PeopleStore, person: int, lists: tuple[str, ...]) -> Confirmed:
    """What an old link led to, as far as it still holds: they may have left since."""
    kept = tuple(each for each in lists if state_of(store, person, each) == "active")
    return Confirmed(person=person, lists=kept, again=True)


def _activate(store: PeopleStore, person: int, hash_: str, lists: tuple[str, ...]) -> None:
    if any(row["reason"] == "complained" for row in in_force(store, hash_)):
        store.database.run(
            "UPDATE subscription SET state = 'left', since = :now "
            "WHERE person = :person AND state = 'suppressed'",
            now=store.stamp(),
            person=person,
        )
    lift(store, hash_, {*lists, EVERY}, by_reader=True)
    for list_ in lists:
        if put_state(store, person, list_, "active"):
            add_event(store, "confirmed", person, list_)


def _of_token(store: PeopleStore, token: str) -> Row | None:
    """The sign-up that a link belongs to, as long as it holds; one that was confirmed holds on."""
    said = store.keys.read(_KIND, token)
    if said is None:
        return None
    row = store.database.row("SELECT * FROM confirmation WHERE nonce = :nonce", nonce=said[0])
    if row is None or row["used"] is not None:
        return row
    since = read(row["sent"] or row["created"])
    return None if store.now() - since > timedelta(days=PENDING_DAYS) else row
