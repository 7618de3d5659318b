"""The command line: parse, call, print, exit. Nothing else in the program prints or exits.

Exit codes: 0 done, 1 faults in what the author wrote or in the outside world, 2 wrong usage,
128 and the signal's number when something ended it (130: Ctrl-C).
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from time import perf_counter
from typing import Any

import click

from publisher import __version__
from publisher.cli.copy_desk import CopyDeskRequest, answer, language_options
from publisher.cli.pipes import unbroken
from publisher.cli.shared import (
    about,
    advised,
    common,
    count,
    list_files,
    now_option,
    options_of,
    plural,
    say,
    seconds,
    show,
    show_all,
    stage_table,
    sum_up,
)
from publisher.cli.swedish_click import SwedishGroup, explain
from publisher.problems import HalfWrittenError, PublisherError, faults
from publisher.system.platform import Ended, ending_told

_SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 88,
    "auto_envvar_prefix": None,
}


_HELP = """Sajt, flöden och brev ur en mapp med Markdown.

\b
I vardagen räcker två kommandon:
  publisher build     gör sajten, flödena och breven i build/
  publisher deploy    lägger ut sajten där läsarna finns

Handboken följer med: publisher handbook
"""
_MOST_ADVICE = 10
"""How much advice a build shows; a check shows all of it."""


_LATER = (
    *(
        "deploy",
        "send",
        "verify",
        "ledger",
        "feed",
        "mail",
        "audio",
        "new",
        "text",
        "git",
        "import",
        "export",
        "serve",
        "preview",
        "status",
        "people",
        "init",
    ),
    *("handbook", "subscriptions"),
)
"""Commands with modules of their own, in the order of the help."""


@click.group(cls=SwedishGroup, context_settings=_SETTINGS, help=_HELP, later=_LATER)
@click.version_option(
    __version__, prog_name="publisher", help="Visa versionen.", message="%(prog)s %(version)s"
)
def cli() -> None:
    """All commands."""


@cli.command()
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Antal processer. Förval: alla kärnor."
)
@click.option("--clean", is_flag=True, help="Glöm allt tidigare och bygg om från grunden.")
@click.option("--explain", is_flag=True, help="Tala om varför varje del görs om.")
@click.option("--profile", is_flag=True, help="Visa hur lång tid varje steg tog.")
@click.option("--no-search", is_flag=True, help="Låt sökregistret vara som det är.")
@now_option
@common
def build(  # noqa: PLR0913
    *,
    jobs: int | None,
    clean: bool,
    explain: bool,
    profile: bool,
    no_search: bool,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bygg det som ändrats: sajt, flöden och brev.

    Resultatet hamnar i build/. Finns det minsta fel i texterna eller inställningarna
    skrivs ingenting, och det senaste hela bygget ligger kvar.
    """
    from publisher.build import build as build_

    started = perf_counter()
    search = not no_search
    report = build_(options_of(config, now, jobs=jobs, clean=clean, quiet=quiet, search=search))
    if quiet:
        return
    show(report.problems[:_MOST_ADVICE])
    if (more := len(report.problems) - _MOST_ADVICE) > 0:
        say(f"… och {plural(more, 'råd', 'råd')} till: publisher check", err=True)
    if explain:
        for reason in report.reasons or ("inget har ändrats sedan förra bygget",):
            say(f"  {reason}")
    if profile:
        say(stage_table(report.stages))
    if verbose:
        list_files(report.added, report.changed, report.removed)
    changed = count(report.added, report.changed, report.removed)
    say(f"{changed} Det tog {seconds(perf_counter() - started)}.")
    if report.searchable:
        say("Nästa steg: publisher deploy")
    else:
        say("Sökregistret är inte uppdaterat. Nästa steg: publisher build, och sedan lägga ut.")


@cli.command()
@click.argument("paths", nargs=-1, metavar="[FIL…]")
@language_options
@now_option
@common
def check(  # noqa: PLR0913
    *,
    paths: tuple[str, ...],
    language: bool,
    fix: bool,
    baseline: bool,
    rule: str | None,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Leta fel och ge råd, utan att skriva något.

    Det som stoppar ett bygge är fel. Också utkast och det som publiceras senare läses, som de
    blir på sin dag; de stoppar inget. Med en eller flera FIL (eller mappar) visas bara det som
    gäller dem. Med --language läses korrektur i stället: språk, tal, namn och tecken.
    """
    if language or fix or baseline or rule is not None:
        asked = CopyDeskRequest(paths=paths, language=language, fix=fix, baseline=baseline)
        answer(asked, rule, lambda: options_of(config, now, quiet=quiet), quiet=quiet)
        return
    from publisher.build import check as check_
    from publisher.cli.audio import progress

    options = options_of(config, now, quiet=quiet)
    with progress("Lyssnar på") as on_progress:
        found = check_(options, on_progress)
    problems = about(paths, found, options.root)
    show_all(problems)
    if fatal := faults(problems):
        say(sum_up(fatal), err=True)
        raise click.exceptions.Exit(1)
    if not quiet:
        say(advised(problems))
    if elsewhere := faults(found):  # and none of them in what was asked about
        say(f"På annat håll: {len(elsewhere)} fel. Se dem med: publisher check", err=True)
    elif verbose:
        say("Nästa steg: publisher build")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    unbroken()
    with ending_told():
        code = _run(arguments)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    """Run the command line; returns its exit code."""
    try:
        code = cli.main(arguments, prog_name="publisher", standalone_mode=False)
    except click.UsageError as error:
        say(explain(error), err=True)
        return 2
    except PublisherError as error:
        show(error.problems)
        half = isinstance(error, HalfWrittenError)
        say(sum_up(faults(error.problems), half=half), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort, OSError) as error:
        return _stopped(error)
    return code or 0


def _stopped(error: BaseException) -> int:
    """Say which signal ended it before it was done; what is no such thing goes on."""
    for cause in _causes(error):
        if isinstance(cause, Ended):
            with suppress(OSError):  # the terminal may be what went away
                text = "\nAvslutat av systemet. Kör kommandot igen när du vill göra klart."
                say(text, err=True)
            return 128 + cause.number
    if isinstance(error, OSError):
        raise error
    say("\nAvbrutet. Kör kommandot igen när du vill göra klart.", err=True)
    return 128 + signal.SIGINT


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it came of; click lays its own over what it has caught."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


if __name__ == "__main__":
    main()
