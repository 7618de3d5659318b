"""People in: a service's export, looked at first, then each row held against the store.

What the file says of consent is kept as evidence. Nobody becomes a subscriber who had not
confirmed, and who had left or could not be reached is suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.problems import Problem, PublisherError
from publisher.subscribers.importing.admitting import ImportLedger, Noted, Outcome, admit
from publisher.subscribers.importing.reading import ImportTable, table
from publisher.subscribers.importing.sources import (
    SOURCES,
    ImportedRow,
    ImportSource,
    address_column_of,
    source_of,
)
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

    def rows(self) -> Iterator[ImportedRow]:
        """Every row, as its service means it."""
        return (self.source.rows(self.table, row, self.column) for row in self.table.rows())


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
    return ImportFile(table=found, source=source_of(found, source), column=address_column_of(found))


def import_people(
    store: PeopleStore, files: Iterable[ImportFile], lists: tuple[str, ...], noted: Noted
) -> dict[str, ImportLedger]:
    """All rows of all files, on these lists: the ledger of each. `noted` is told of each row."""
    ledgers: dict[str, ImportLedger] = {}
    for each in files:
        ledger = ledgers[str(each.table.path)] = ImportLedger()

        def told(
            row: ImportedRow, outcome: Outcome, why: str, ledger: ImportLedger = ledger
        ) -> None:
            ledger.note(row, outcome, why)
            noted(row, outcome, why)

        admit(store, each.rows(), lists, each.source.title, told)
    return ledgers


def tried(
    store: PeopleStore, files: Iterable[ImportFile], lists: tuple[str, ...], noted: Noted
) -> dict[str, ImportLedger]:
    """What an import would do, done on a copy of the store that is thrown away.

    So nobody waits for it, and its ledger is the one that the import will have.
    """
    with apart(store) as copy:
        return import_people(copy, files, lists, noted)
