"""People out: a list as a file that another service takes.

Columns are those that each service's own export has, so that its import knows them. What begins
as a formula gets a `'` before it, for whoever opens the file in a spreadsheet: names everywhere,
addresses in our own format only, since a service would take the sign for part of the address.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from publisher.problems import Problem, PublisherError, reason, remedy
from publisher.subscribers.importing.columns import FORMULA
from publisher.subscribers.store import PeopleStore

ExportState = Literal["active", "left", "suppressed"]
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """A row to be written; `since` is when they came or went, as the database has it."""

    address: str
    name: str
    state: ExportState
    since: str

    @property
    def first(self) -> str:
        """The first name, by services that want it apart."""
        return self.name.partition(" ")[0]

    @property
    def last(self) -> str:
        """The rest of the name."""
        return self.name.partition(" ")[2]


Cells = Mapping[str, str]
ExportFormat = Callable[[ExportedPerson], Cells]


def _plain(person: ExportedPerson) -> Cells:
    words = {"active": "subscribed", "left": "unsubscribed", "suppressed": "not sending"}
    return {
        "email": _guarded(person.address),
        "name": person.name,
        "status": words[person.state],
        "since": person.since,
    }


def _substack(person: ExportedPerson) -> Cells:
    return {
        "email": person.address,
        "active_subscription": "false",
        "expiry": "",
        "email_disabled": "false" if person.state == "active" else "true",
        "prefer_digests": "false",
        "created_at": person.since,
    }


def _mailchimp(person: ExportedPerson) -> Cells:
    """What Mailchimp has as three files: which one it is, the last column tells."""
    at = person.since.replace("T", " ")[:19]
    came = at if person.state == "active" else ""
    cells = {
        "Email Address": person.address,
        "First Name": person.first,
        "Last Name": person.last,
        "OPTIN_TIME": came,
        "CONFIRM_TIME": came,
    }
    gone = {"left": {"UNSUB_TIME": at}, "suppressed": {"CLEAN_TIME": at}}
    return {**cells, **gone.get(person.state, {})}


def _listmonk(person: ExportedPerson) -> Cells:
    words = {"active": "enabled", "left": "disabled", "suppressed": "blocklisted"}
    return {
        "email": person.address,
        "name": person.name,
        "attributes": "{}",
        "status": words[person.state],
        "created_at": person.since,
    }


def _ghost(person: ExportedPerson) -> Cells:
    return {
        "email": person.address,
        "name": person.name,
        "note": "",
        "subscribed_to_emails": "true" if person.state == "active" else "false",
        "complimentary_plan": "false",
        "stripe_customer_id": "",
        "created_at": person.since,
        "labels": "",
    }


def _beehiiv(person: ExportedPerson) -> Cells:
    words = {"active": "active", "left": "inactive", "suppressed": "invalid"}
    at = person.since.replace("T", " ")[:19] + " UTC"
    return {
        "email": person.address,
        "First Name": person.first,
        "Last Name": person.last,
        "status": words[person.state],
        "tier": "free",
        "created_at": at,
        "unsubscribed_at": at if person.state == "left" else "",
    }


def _wordpress(person: ExportedPerson) -> Cells:
    words = {"active": "Subscribed", "left": "Not subscribed", "suppressed": "Not sending"}
    return {
        "email": person.address,
        "Subscription Status": words[person.state],
        "Since": person.since[:10],
    }


FORMATS: dict[str, ExportFormat] = {
    "csv": _plain,
    "substack": _substack,
    "mailchimp": _mailchimp,
    "listmonk": _listmonk,
    "ghost": _ghost,
    "beehiiv": _beehiiv,
    "wordpress": _wordpress,
}


def export_list(
    store: PeopleStore, list_: str, state: ExportState, format_: str, target: Path
) -> int:
    """Everybody of a list in that state, into a file of the owner's alone; how many they were.

    Raises PublisherError: something lies there already, or it cannot be written.
    """
    written = FORMATS[format_]
    people = _people(store, list_, state)
    head = list(written(ExportedPerson("", "", state, "")))
    count = 0
    try:
        opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        # Spreadsheets see by the mark that it is UTF-8; services' importers would see a sign.
        encoding = "utf-8-sig" if format_ == "csv" else "utf-8"
        with os.fdopen(opened, "w", encoding=encoding, newline="") as file:
            rows = csv.DictWriter(file, head)
            rows.writeheader()
            for person in people:
                rows.writerow(_cells(written(person)))
                count += 1
    except OSError as error:
        text = f"filen går inte att skriva ({reason(error)})"
        hint = remedy(error)
        if isinstance(error, FileExistsError):
            hint = "Välj ett annat namn: det som ligger där skrivs inte över."
        raise PublisherError(Problem(path=str(target), text=text, hint=hint)) from None
    return count


_SAID_YES = (
    "COALESCE((SELECT max(c.at) FROM consent c WHERE c.person = p.id AND c.list = s.list "
    "AND c.at <> ''), s.since)"
)
"""Who was taken in from elsewhere said yes long before: the next service wants that day."""


def _people(store: PeopleStore, list_: str, state: ExportState) -> Iterator[ExportedPerson]:
    """By number, a thousand at a time. Whom something stands in the way of is `suppressed`."""
    suppressed = (
        "EXISTS (SELECT 1 FROM suppression x WHERE x.address_hash = p.address_hash "
        "AND x.lifted IS NULL AND x.list IN ('*', s.list))"
    )
    wanted = {
        "active": f"s.state = 'active' AND NOT {suppressed}",
        "left": "s.state = 'left'",
        "suppressed": f"(s.state = 'suppressed' OR (s.state = 'active' AND {suppressed}))",
    }[state]
    sql = (
        "SELECT p.id, p.address, p.name, "  # noqa: S608 (words of ours)
        f"{_SAID_YES if state == 'active' else 's.since'} AS since "
        "FROM subscription s JOIN person p ON p.id = s.person "
        f"WHERE s.list = :list AND {wanted} AND s.person > :after "
        "ORDER BY s.person LIMIT :most"
    )
    after = 0
    while rows := store.database.rows(sql, list=list_, after=after, most=_AT_ONCE):
        for row in rows:
            yield ExportedPerson(row["address"], row["name"], state, row["since"])
        after = rows[-1]["id"]


def _cells(cells: Cells) -> dict[str, str]:
    """With names that nothing calculates; addresses and times stand as the service wants them."""
    names = {"name", "First Name", "Last Name"}
    return {key: _guarded(cell) if key in names else cell for key, cell in cells.items()}


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell[:1] and cell[:1] in FORMULA else cell
