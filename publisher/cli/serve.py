"""`publisher serve`: a live preview while the author writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import common, now_option, options_of, plural, say, show
from publisher.cli.swedish_click import SwedishCommand
from publisher.problems import Problem, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.preview import BuildCrashed, BuildNews, BuildRefused

_NAMED = 3
"""So many saved files are named, the rest are counted."""


@click.command(cls=SwedishCommand)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="N",
    help="Porten på den egna datorn; 0 tar en ledig. Förval: 8000.",
)
@now_option
@click.option("--open", "open_", is_flag=True, help="Öppna sidan i webbläsaren.")
@common
def serve(  # noqa: PLR0913
    *,
    port: int,
    now: datetime | None,
    open_: bool,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Visa sajten och breven medan du skriver, med utkast och det som publiceras senare.

    Det du sparar byggs om och sidan i webbläsaren laddas om av sig själv. Bara den egna
    datorn kommer åt förhandsvisningen. Ctrl-C avslutar.
    """
    from publisher.preview import serve as serve_

    def opened(address: str, desk: str) -> None:
        say(f"Titta på {address} (breven: {address}brev/). Ctrl-C avslutar.")
        say(f"Skriv på {desk}")
        if open_:
            click.launch(desk)

    def hour() -> datetime:
        return now or datetime.now(UTC)

    options = options_of(config, now, quiet=quiet)
    serve_(options, port, _teller(quiet, verbose), opened, hour=hour)
    if not quiet:
        say("\nFörhandsvisningen är avslutad.")


def _teller(quiet: bool, verbose: bool) -> Callable[[BuildNews], None]:  # noqa: FBT001
    """What is printed of each build."""
    from publisher.preview import BuildDone

    failing: BuildRefused | BuildCrashed | None = None
    advised: set[Problem] = set()

    def on_build(news: BuildNews) -> None:
        nonlocal failing
        if not isinstance(news.outcome, BuildDone):
            _complain(news.outcome, failing)
            failing = news.outcome
            return
        report = news.outcome.report
        advised.intersection_update(report.problems)
        fresh = [p for p in report.problems if p.path in news.saved and p not in advised]
        advised.update(fresh)
        show(fresh)
        changed = (*report.added, *report.changed, *report.removed)
        if quiet or not (news.saved or failing):
            return
        fixed = "Felen är rättade. " if failing else ""
        failing = None
        count = plural(len(changed), "fil gjordes om", "filer gjordes om")
        took = f"{news.outcome.seconds:.1f}\u00a0s".replace(".", ",")
        done = f"{count} på {took}" if changed else "inget behövde göras om"
        say(f"{fixed}{_names(news.saved)}: {done}.")
        for path in changed if verbose else ():
            say(f"  {path}")

    return on_build


def _complain(
    outcome: BuildRefused | BuildCrashed, before: BuildRefused | BuildCrashed | None
) -> None:
    """Some editors save twice; the same faults are not told twice."""
    from publisher.preview import BuildRefused

    if not isinstance(outcome, BuildRefused):
        say(outcome.crash, err=True)
        say("Programmet gick sönder. Det förra bygget visas.", err=True)
    elif not isinstance(before, BuildRefused) or before.problems != outcome.problems:
        show(outcome.problems)
        say(f"{len(faults(outcome.problems))} fel. Det förra bygget visas.", err=True)


def _names(saved: frozenset[str]) -> str:
    names = sorted(saved)
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" och {more} till" if more > 0 else "")
