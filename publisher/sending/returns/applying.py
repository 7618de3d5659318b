"""What is done about what came back: always noted, acted on where it is certain whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from publisher.sending.returns.finding import FoundDelivery, find
from publisher.sending.returns.patience import give_up_if_long
from publisher.sending.returns.report import BOUNCES, Return
from publisher.subscribers import people
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.database import Row
from publisher.subscribers.links import holder_of
from publisher.subscribers.store import PeopleStore
from publisher.subscribers.suppressions import SuppressionReason

Deed = Literal[
    "suppressed", "paused", "left", "noted", "unsure", "unproven", "unknown", "nothing", "again"
]
"""`unknown`: it is about nobody we wrote to. `again`: this very report was read before. `unsure`:
it only names an address, as anybody can who wants somebody else's letters to end. `unproven`:
somebody wants to leave, and nothing shows that it is they who write."""

_CERTAIN = frozenset({"accepted", "unknown", "bounced_soft"})
"""States that a report may change: what is being handed over at this moment is not touched."""
_PAUSE_AFTER = 3
"""So many readers' letters must have been refused for our sake before their domain gets no more:
each of them could write such a report of the letter they got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedReturn:
    """What a report led to: at which domain, about which letter, where that is known."""

    kind: str
    deed: Deed
    status: str = ""
    domain: str = ""
    edition: str = ""
    cause: str = ""


def apply(
    store: PeopleStore,
    returns: Iterable[Return],
    source: str,
    data: bytes,
    *,
    vouched: bool = False,
) -> list[AppliedReturn]:
    """Note each, and act on it, in one transaction. The same `data` twice is acted on once.

    A mailbox is open to everybody, so only what bears a mark of ours is acted on. With `vouched`
    the sender has shown who it is, and the address that it names is enough.
    """
    mark = sha256(data).hexdigest()
    with store.write():
        return [
            _applied(store, returned, source, f"{mark}-{number}", vouched=vouched)
            for number, returned in enumerate(returns)
        ]


def _applied(
    store: PeopleStore, returned: Return, source: str, mark: str, *, vouched: bool
) -> AppliedReturn:
    if returned.kind == "leave":
        return AppliedReturn(
            kind=returned.kind, deed="left" if _left(store, returned) else "unproven"
        )
    if returned.kind not in BOUNCES and returned.kind not in {"complained", "delivered"}:
        return AppliedReturn(kind=returned.kind, deed="nothing")
    if store.database.row("SELECT id FROM returned WHERE mark = :mark", mark=mark) is not None:
        return AppliedReturn(kind=returned.kind, deed="again")
    found = find(store, returned)
    number = _noted(store, returned, source, mark, found)
    deed: Deed = "unknown"
    if found is not None:
        believed = found.sure or vouched
        deed = _acted(store, returned, found, source) if believed else "unsure"
    store.database.run("UPDATE returned SET acted = :acted WHERE id = :id", acted=deed, id=number)
    return AppliedReturn(
        kind=returned.kind,
        deed=deed,
        status=returned.status,
        domain=found.row["domain"] if found else "",
        edition=_edition(store, found.row["edition"])["name"] if found else "",
        cause=returned.cause,
    )


def _left(store: PeopleStore, returned: Return) -> bool:
    """Off the list that the letter went to, where it is certain who asks; done twice, it is done.

    Certain is the mark in the way out, or an answer to a letter of their own from its address.
    """
    if returned.leaving:
        holder = holder_of(store.keys, returned.leaving)
        if holder is None:
            return False
        people.leave(store, holder.person, holder.list, "mejl")
        return True
    found, address = find(store, returned), cleaned(returned.recipient)
    if found is None or not found.sure or not isinstance(address, Address):
        return False
    row = found.row
    if row["person"] is None or row["address_hash"] not in store.keys.address_hashes(address.key):
        return False
    list_ = store.database.one("SELECT list FROM edition WHERE id = :e", e=row["edition"])
    people.leave(store, row["person"], list_, "mejl")
    return True


def _noted(
    store: PeopleStore, returned: Return, source: str, mark: str, found: FoundDelivery | None
) -> int:
    row = found.row if found else None
    return int(
        store.database.one(
            "INSERT INTO returned (at, source, mark, kind, status, edition, delivery, "
            "address_hash, domain, evidence) VALUES (:at, :source, :mark, :kind, :status, "
            ":edition, :delivery, :hash, :domain, :evidence) RETURNING id",
            at=store.stamp(),
            source=source,
            mark=mark,
            kind=returned.kind,
            status=returned.status,
            edition=row["edition"] if row else None,
            delivery=row["id"] if row else None,
            hash=row["address_hash"] if row else "",
            domain=row["domain"] if row else "",
            evidence=returned.evidence,
        )
    )


def _acted(store: PeopleStore, returned: Return, found: FoundDelivery, source: str) -> Deed:
    row = found.row
    _into_state(store, returned, row)
    if returned.kind in {"gone", "complained"}:
        reason: SuppressionReason = "bounced" if returned.kind == "gone" else "complained"
        evidence = f"{source} {returned.status}".strip()
        new = people.suppress(store, row["address_hash"], reason=reason, evidence=evidence)
        return "suppressed" if new else "noted"
    if returned.kind in {"soft", "full"}:
        given_up = give_up_if_long(store, row["person"], row["address_hash"])
        return "suppressed" if given_up else "noted"
    if returned.kind == "ours" and found.sure and _paused(store, returned, row):
        return "paused"
    return "noted"


def _into_state(store: PeopleStore, returned: Return, row: Row) -> None:
    states = {"gone": "bounced_hard", "complained": "complained", "delivered": "accepted"}
    state = states.get(returned.kind, "bounced_soft")
    may = {"unknown"} if state == "accepted" else _CERTAIN
    if row["state"] in may:
        store.database.run(
            "UPDATE delivery SET state = :state, code = :code, answer = :answer, "
            "finished = COALESCE(finished, :now) WHERE id = :id AND state = :before",
            state=state,
            code=returned.status,
            answer=returned.evidence,
            now=store.stamp(),
            id=row["id"],
            before=row["state"],
        )


def _paused(store: PeopleStore, returned: Return, row: Row) -> bool:
    """Those at the same domain who have not got the letter yet wait for the editor."""
    refused = store.database.one(
        "SELECT count(DISTINCT delivery) FROM returned WHERE kind = 'ours' "
        "AND edition = :edition AND domain = :domain",
        edition=row["edition"],
        domain=row["domain"],
    )
    if int(refused) < _PAUSE_AFTER or _edition(store, row["edition"])["state"] == "finished":
        return False
    added = store.database.run(
        "INSERT INTO domain_pause (edition, domain, until, reason) "
        "VALUES (:edition, :domain, NULL, :why) ON CONFLICT (edition, domain) DO NOTHING",
        edition=row["edition"],
        domain=row["domain"],
        why=f"{returned.cause} Servern sade: {returned.evidence}",
    )
    return bool(added)


def _edition(store: PeopleStore, number: int) -> Row:
    row = store.database.row("SELECT name, state FROM edition WHERE id = :id", id=number)
    if row is None:  # a foreign key sees to it that there is one
        raise LookupError(number)
    return row
