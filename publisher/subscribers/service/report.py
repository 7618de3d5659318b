"""How the service is doing, in numbers: nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from publisher.subscribers.service.limits import RefusalReason, counted
from publisher.subscribers.service.outbox import oldest_waiting
from publisher.subscribers.service.spool import FOLDER
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.times import before

_WHY: dict[RefusalReason, str] = {
    "client": "en och samma uppkoppling frågade för ofta",
    "address": "adressen hade fått ett mejl redan",
    "used": "knappen på sidan trycktes mer än en gång",
    "waiting": "för många stod i kö",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReport:
    """`turned_away` are today's (UTC): why, in words, and how many."""

    waiting: int
    longest_wait: timedelta
    sent: int
    refused: int
    unknown: int
    turned_away: tuple[tuple[str, int], ...]
    spooled: int


def how_it_goes(store: PeopleStore) -> ServiceReport:
    """The numbers of now, and of the last day."""
    since = before(store.now(), days=1)
    sql = (
        "SELECT state, count(*) AS n FROM outbox "
        "WHERE state = 'waiting' OR finished >= :since GROUP BY state"
    )
    states = {row["state"]: int(row["n"]) for row in store.database.rows(sql, since=since)}
    counts = counted(store, store.now())
    return ServiceReport(
        waiting=states.get("waiting", 0),
        longest_wait=oldest_waiting(store),
        sent=states.get("sent", 0),
        refused=states.get("refused", 0),
        unknown=states.get("unknown", 0),
        turned_away=tuple((words, counts[key]) for key, words in _WHY.items() if key in counts),
        spooled=sum(1 for _ in (store.folder / FOLDER).glob("[!.]*.json")),
    )
