"""People in: a service's export, looked at first, then each row held against the store.

What the file says of consent is kept as evidence. Nobody becomes a subscriber who had not
confirmed, and who had left or could not be reached is suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.subscribers.importing.admitting import ImportLedger, Noted, Outcome, admit
from publisher.subscribers.importing.columns import STATUS
from publisher.subscribers.importing.reading import ImportTable, TableRow, table
from publisher.subscribers.importing.sources import (
    SOURCES,
    ImportedRow,
    ImportSource,
    address_column_of,
    source_of,
)
from publisher.subscribers.importing.states import StateColumns, state_columns
from publisher.subscribers.store import PeopleStore, apart

__all__ = [
    "SOURCES",
    "ImportFile",
    "ImportLedger",
    "ImportedRow",
    "Noted",
    "Outcome",
    "import_people",
    "looked_at",
    "tried",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """A file to import, and what was seen of it."""

    table: ImportTable
    source: ImportSource
    column: str
    states: StateColumns
    """Columns that say how somebody stands, where the service has none of its own for that."""

    def rows(self) -> Iterator[ImportedRow]:
        """Every row, as its service means it."""
        for row in self.table.rows():
            said = self.source.rows(self.table, row, self.column)
            yield self._standing(said, row) if self.states.names and not said.fault else said

    def _standing(self, said: ImportedRow, row: TableRow) -> ImportedRow:
        standing = self.states.standing(row.cells)
        evidence = {
            **said.evidence,
            **{name: row.cells[name].strip() for name in self.states.names if row.cells.get(name)},
        }
        if standing is None:
            return replace(said, standing="unconfirmed", fault="radens status är okänd")
        at = said.at if standing == "subscribed" else ""
        return replace(said, standing=standing, at=at, evidence=evidence)


_SAMPLE = 1000
_OUT = {"cleaned", "unsubscribed"}


def looked_at(paths: Iterable[Path], source: str = "") -> tuple[ImportFile, ...]:
    """What the files are, those that keep people out first. Raises PublisherError with every fault.

    All of each file is read once: nothing of it is imported when some of it cannot be read.
    """
    files: list[ImportFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found = _looked_at(path, source)
            standings = {row.standing for row in found.rows()}
        except PublisherError as error:
            problems += error.problems
        else:
            files.insert(0 if standings & _OUT else len(files), found)
    if problems:
        raise PublisherError(problems)
    return tuple(files)


def _looked_at(path: Path, source: str) -> ImportFile:
    found = table(path)
    service = source_of(found, source)
    states = StateColumns()
    if service.guessed and not set(STATUS) & set(found.columns):
        rows = (row.cells for row in islice(found.rows(), _SAMPLE))
        states = state_columns(found.columns, rows)
    return ImportFile(table=found, source=service, column=address_column_of(found), states=states)


def import_people(
    store: PeopleStore, files: Iterable[ImportFile], lists: tuple[str, ...], noted: Noted
) -> dict[str, ImportLedger]:
    """All rows of all files, on these lists: the ledger of each. `noted` is told of each row."""
    ledgers: dict[str, ImportLedger] = {}
    for each in files:
        ledger = ledgers[str(each.table.path)] = ImportLedger()

        def note(
            row: ImportedRow, outcome: Outcome, why: str, ledger: ImportLedger = ledger
        ) -> None:
            ledger.note(row, outcome, why)
            noted(row, outcome, why)

        admit(store, each.rows(), lists, each.source.title, note)
    return ledgers


def tried(
    store: PeopleStore, files: Iterable[ImportFile], lists: tuple[str, ...], noted: Noted
) -> dict[str, ImportLedger]:
    """What an import would do, done on a copy of the store that is thrown away.

    So nobody waits for it, and its ledger is the one that the import will have.
    """
    with apart(store) as copy:
        return import_people(copy, files, lists, noted)
