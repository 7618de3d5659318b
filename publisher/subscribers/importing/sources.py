"""What each service's file says of a person, read by the columns that its export has.

The columns were read in TryGhost/migrate (Substack, Mailchimp, beehiiv), listmonk's
`cmd/subscribers.go` and Ghost's members export. WordPress.com's head nobody has shown us, so its
rows are read as any table's: a column with addresses, one with a state, one with a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from publisher.problems import Problem, PublisherError
from publisher.subscribers.importing.columns import (
    SINCE,
    STATUS,
    Standing,
    address_column,
    first_of,
    name_in,
    standing_of,
    time_of,
    truth,
    unescaped,
)
from publisher.subscribers.importing.reading import ImportTable, TableRow

_SAMPLE = 100
_SHORT = 60
_ADDRESS = re.compile(r"\S+@\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """What a row says. `fault` tells why it says nothing that can be used, in Swedish."""

    line: int
    address: str = ""
    name: str = ""
    standing: Standing = "subscribed"
    at: str = ""
    """When they agreed, or when they left; empty: the file does not say."""
    ip: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    said: str = ""
    """What stands in the column that decides the standing: `status: cleaned`."""


Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSource:
    """A service: `marks` are columns that only its file has, `read` says the standing and when."""

    id: str
    title: str
    marks: frozenset[str]
    read: Callable[[Cells, str], tuple[Standing | None, str, str]]
    """Cells and file name → standing (None: unknown), when, and a fault of its own."""
    evidence: tuple[str, ...] = ()
    """The columns that are kept as evidence of consent."""
    ip: tuple[str, ...] = ()
    guessed: bool = False
    """Whether its columns are not known, so that a state may stand under any name."""
    says: tuple[str, ...] = ()
    """The columns that decide the standing, the surest first."""

    def rows(self, table: ImportTable, row: TableRow, column: str) -> ImportedRow:
        """A row as this service means it; `column` is the one with addresses."""
        if row.fault:
            return ImportedRow(line=row.line, fault=row.fault)
        standing, at, fault = self.read(row.cells, table.path.name.lower())
        if standing is None:
            fault = fault or "radens status är okänd"
        return ImportedRow(
            line=row.line,
            address=unescaped(row.cells.get(column, "")),
            name=unescaped(name_in(row.cells)),
            standing=standing or "unconfirmed",
            at=time_of(at),
            ip=first_of(row.cells, self.ip),
            evidence={
                each: row.cells[each].strip() for each in self.evidence if row.cells.get(each)
            },
            fault=fault,
            said=self._said(row.cells, table.path.name),
        )

    def _said(self, cells: Cells, file: str) -> str:
        """The column's own value, cut short; of services with a file for each state, the file."""
        for name in self.says:
            if value := " ".join(unescaped(cells.get(name, "")).split()):
                return f"{name}: {without_address(value)[:_SHORT]}"
        return f"filen {file}"


Told = tuple[Standing | None, str, str]


def _substack(cells: Cells, _file: str) -> Told:
    if cells.get("email", "").strip().lower().endswith("@deletion-request.substack.com"):
        return "unsubscribed", "", "kontot är raderat hos Substack"
    off = truth(cells.get("email_disabled", ""))  # whoever has turned letters off
    at = first_of(cells, ("created_at",))
    return ("unsubscribed", "", "") if off else ("subscribed", at, "")


def _mailchimp(cells: Cells, file: str) -> Told:
    if "nonsubscribed" in file.replace("_", "").replace("-", ""):
        return "unconfirmed", "", "har aldrig prenumererat: raden är ur filen ”nonsubscribed”"
    if "clean_time" in cells or file.startswith("cleaned"):
        return "cleaned", cells.get("clean_time", ""), ""
    if "unsub_time" in cells or file.startswith("unsubscribed"):
        return "unsubscribed", cells.get("unsub_time", ""), ""
    return "subscribed", first_of(cells, ("confirm_time", "optin_time")), ""


def _by_status(cells: Cells, _file: str) -> Told:
    """A state in words; where there is no such column, everybody in the file is a subscriber."""
    if not any(name in cells for name in STATUS):
        return "subscribed", first_of(cells, SINCE), ""
    standing = standing_of(first_of(cells, STATUS))
    left = first_of(cells, ("unsubscribed_at",))
    if standing == "unsubscribed" and left:
        return standing, left, ""
    at = first_of(cells, SINCE) if standing == "subscribed" else ""
    return standing, at, ""


def _ghost(cells: Cells, _file: str) -> Told:
    if cells.get("deleted_at", "").strip():
        return "unsubscribed", cells["deleted_at"], ""
    wants = truth(cells.get("subscribed_to_emails", ""))
    if wants is None:
        return None, "", "det står inte om personen vill ha brev"
    at = first_of(cells, ("created_at",))
    return ("subscribed", at, "") if wants else ("unsubscribed", "", "")


SOURCES = (
    ImportSource(
        id="substack",
        title="Substack",
        marks=frozenset({"email_disabled"}),
        read=_substack,
        says=("email_disabled",),
        evidence=("created_at", "active_subscription", "expiry", "type"),
    ),
    ImportSource(
        id="mailchimp",
        title="Mailchimp",
        marks=frozenset({"optin_time", "confirm_time"}),
        read=_mailchimp,
        says=("unsub_reason",),
        evidence=("optin_time", "confirm_time", "unsub_time", "unsub_reason", "clean_time", "leid"),
        ip=("confirm_ip", "optin_ip"),
    ),
    ImportSource(
        id="listmonk",
        title="listmonk",
        marks=frozenset({"uuid", "email", "status"}),
        read=_by_status,
        says=STATUS,
        evidence=("created_at", "status", "uuid"),
    ),
    ImportSource(
        id="ghost",
        title="Ghost",
        marks=frozenset({"subscribed_to_emails"}),
        read=_ghost,
        says=("deleted_at", "subscribed_to_emails"),
        evidence=("created_at", "id"),
    ),
    ImportSource(
        id="beehiiv",
        title="beehiiv",
        marks=frozenset({"email", "status", "tier"}),
        read=_by_status,
        says=STATUS,
        evidence=("created_at", "status", "unsubscribed_at"),
    ),
    ImportSource(
        id="wordpress",
        title="WordPress.com (Jetpack)",
        marks=frozenset({"subscription status"}),
        read=_by_status,
        says=STATUS,
        evidence=(*STATUS, *SINCE),
        guessed=True,
    ),
    ImportSource(
        id="csv",
        title="en vanlig CSV-fil",
        marks=frozenset(),
        read=_by_status,
        says=STATUS,
        evidence=(*STATUS, *SINCE),
        guessed=True,
    ),
)


def without_address(value: str) -> str:
    """A cell in which somebody's address is not repeated."""
    return _ADDRESS.sub("…", value)


def source_of(table: ImportTable, name: str = "") -> ImportSource:
    """The service that a file comes from: as it is said, or by its columns."""
    if name:
        return next(each for each in SOURCES if each.id == name)
    columns = frozenset(table.columns)
    return next(each for each in SOURCES if each.marks <= columns)


def address_column_of(table: ImportTable) -> str:
    """The column with addresses. Raises PublisherError for a file that has none."""
    sample = (row.cells for row in islice(table.rows(), _SAMPLE))
    found = address_column(table.columns, sample)
    if found is None:
        text = "ingen kolumn har e-postadresser"
        hint = f"Skriv ”email” i rubrikraden över adresserna. Nu står där: {_shown(table)}"
        raise PublisherError(Problem(path=str(table.path), line=1, text=text, hint=hint))
    return found


def _shown(table: ImportTable) -> str:
    return ", ".join(name[:30] for name in table.columns[:12])
