"""`publisher people import`: what a file holds, what became of each row, and why."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.people_remote import PeopleCommand
from publisher.cli.people_shared import (
    PeopleContext,
    context_of,
    doing,
    in_publication,
    store_of,
)
from publisher.cli.shared import plural, say, show
from publisher.problems import Problem, PublisherError, reason, remedy

if TYPE_CHECKING:
    from publisher.subscribers import PeopleStore
    from publisher.subscribers.importing import (
        ImportedRow,
        ImportFile,
        ImportLedger,
        Noted,
        Outcome,
    )

_SERVICES = ("substack", "mailchimp", "listmonk", "ghost", "beehiiv", "wordpress", "csv")
_OUTCOMES = {
    "added": "kom med",
    "known": "fanns redan",
    "suppressed": "ska inte ha brev",
    "refused": "gick inte att ta in",
}
_LINES = 5


@click.command("import", cls=PeopleCommand)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FIL…",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option("--list", "lists", multiple=True, metavar="LISTA", help="Listan de ska stå på.")
@click.option(
    "--from",
    "source",
    type=click.Choice(_SERVICES),
    metavar="TJÄNST",
    help="Tjänsten filerna kommer från, om det inte syns på dem: " + ", ".join(_SERVICES) + ".",
)
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle hända, men gör det inte.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FIL",
    help="Skriv vad som hände med varje rad, utan adresser, i en ny fil.",
)
@doing
def import_command(  # noqa: PLR0913 (one for each option of a command line)
    *,
    files: tuple[Path, ...],
    lists: tuple[str, ...],
    source: str | None,
    dry_run: bool,
    report: Path | None,
    now: datetime | None,
    config: str,
    quiet: bool,
) -> None:
    """Ta in prenumeranter ur filer från en annan tjänst.

    Den som inte hade bekräftat tas inte in. Den som hade avslutat, eller inte gick att nå,
    får inga brev härifrån heller. Samma fil kan läsas in igen utan att något ändras.
    """
    from publisher.subscribers.importing import looked_at
    from publisher.subscribers.lists import list_named

    context = context_of(config)
    known = context.lists
    if not lists:
        names = ", ".join(each.id for each in known)
        text, hint = (
            "det står inte vilken lista de ska stå på",
            f"Lägg till --list. Listorna: {names}",
        )
        raise PublisherError(Problem(path="", text=text, hint=hint))
    wanted = tuple(dict.fromkeys(list_named(known, each).id for each in lists))
    seen = looked_at(files, source or "")
    with store_of(context, now) as store, _reporting(report) as noted:
        ledgers = _imported(store, seen, wanted, noted, dry_run=dry_run)
    show(_lying_about(files, context))
    if not quiet:
        _tell(seen, ledgers)
        if dry_run:
            say("Det var ett prov: ingenting har ändrats.")


def _lying_about(files: tuple[Path, ...], context: PeopleContext) -> Iterator[Problem]:
    """Advice of each file of addresses that the next `git add` would take along."""
    for file in files:
        if in_publication(file, context):
            text = "filen med adresserna ligger i publikationens mapp"
            hint = "Flytta den, eller ta bort den, innan den kommer med i git."
            yield Problem(path=str(file), text=text, hint=hint, fatal=False)


def _imported(
    store: PeopleStore,
    seen: tuple[ImportFile, ...],
    lists: tuple[str, ...],
    noted: Noted,
    *,
    dry_run: bool,
) -> dict[str, ImportLedger]:
    from publisher.subscribers.importing import import_people, tried

    return (tried if dry_run else import_people)(store, seen, lists, noted)


def _tell(seen: tuple[ImportFile, ...], ledgers: Mapping[str, ImportLedger]) -> None:
    """For each file what it was taken for, and the sum that must come out even."""
    for each in seen:
        ledger = ledgers[str(each.table.path)]
        states = " och ".join(f"”{name}”" for name in each.states.names)
        which = f", läget i {states}" if states else ""
        say(f"{each.table.path.name}: {each.source.title}, adresserna i ”{each.column}”{which}")
        say(f"  {plural(ledger.rows, 'rad', 'rader')} = {_sum(ledger)}")
        for why, count in (*ledger.kept_out.most_common(), *ledger.refusals.most_common()):
            shown = ", ".join(map(str, ledger.reasons[why][:_LINES]))
            more = f" … ({plural(count, 'rad', 'rader')})" if count > _LINES else ""
            say(f"  {why}: rad {shown}{more}")


def _sum(ledger: ImportLedger) -> str:
    from publisher.swedish import number

    counts = ((words, ledger.outcomes[name]) for name, words in _OUTCOMES.items())  # type: ignore[index]
    return " + ".join(f"{number(count)} {words}" for words, count in counts)


@contextmanager
def _reporting(file: Path | None) -> Iterator[Noted]:
    """Where each row is told of: in a file of the owner's alone, or nowhere."""
    if file is None:
        yield lambda _row, _outcome, _why: None
        return
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        text = f"rapporten går inte att skriva ({reason(error)})"
        hint = "Välj ett annat namn." if isinstance(error, FileExistsError) else remedy(error)
        raise PublisherError(Problem(path=str(file), text=text, hint=hint)) from None
    with os.fdopen(opened, "w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("rad", "vad som hände", "varför"))

        def noted(row: ImportedRow, outcome: Outcome, why: str) -> None:
            rows.writerow((row.line, _OUTCOMES[outcome], why))

        yield noted
