"""The command line: parse, call, print, exit. Nothing else in the program prints or exits.

Exit codes: 0 done, 1 faults in what the author wrote or in the outside world, 2 wrong usage,
130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from publisher import __version__
from publisher.cli_parts import about, common, options_of, plural, show, sum_up
from publisher.cli_words import SwedishGroup, explain
from publisher.commands_audio import audio, progress
from publisher.commands_feed import feed
from publisher.commands_ledger import ledger
from publisher.commands_new import new
from publisher.problems import PublisherError, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.build import Finished, Options
    from publisher.deploy import Release

_SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 88,
    "auto_envvar_prefix": None,
}


_HELP = """Webbplats, flöden och brev ur en mapp med Markdown.

\b
I vardagen räcker två kommandon:
  publisher build     gör webbplatsen, flödena och breven i build/
  publisher deploy    lägger ut webbplatsen där läsarna finns
"""
_MOST_ADVICE = 10
"""How much advice a build shows; a check shows all of it."""


class Hour(click.ParamType[datetime]):
    """A time as `2026-12-24` or `2026-12-24T08:00`; without a zone it is Swedish time."""

    name = "TID"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (as click calls it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """An aware time."""
        from publisher.swedish import STOCKHOLM

        if isinstance(value, datetime):
            return value
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            self.fail("skriv som 2026-12-24 eller 2026-12-24T08:00", param, ctx)
        return when if when.tzinfo else when.replace(tzinfo=STOCKHOLM)


def _now(function: Callable[..., None]) -> Callable[..., None]:
    text = "Som om klockan vore så mycket (2026-12-24T08:00)."
    return click.option("--now", type=Hour(), help=text)(function)


@click.group(cls=SwedishGroup, context_settings=_SETTINGS, help=_HELP)
@click.version_option(
    __version__, prog_name="publisher", help="Visa versionen.", message="%(prog)s %(version)s"
)
def cli() -> None:
    """All commands."""


@cli.command()
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Antal processer (alla kärnor)."
)
@click.option("--clean", is_flag=True, help="Glöm allt tidigare och bygg om från grunden.")
@click.option("--explain", is_flag=True, help="Tala om varför varje del görs om.")
@_now
@common
def build(  # noqa: PLR0913
    *,
    jobs: int | None,
    clean: bool,
    explain: bool,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bygg det som ändrats: webbplats, flöden och brev.

    Resultatet hamnar i build/. Finns det minsta fel i texterna eller inställningarna
    skrivs ingenting, och det senaste hela bygget ligger kvar.
    """
    from publisher.build import build as build_

    started = perf_counter()
    report = build_(options_of(config, now, jobs=jobs, clean=clean, quiet=quiet))
    if quiet:
        return
    show(report.problems[:_MOST_ADVICE])
    if (more := len(report.problems) - _MOST_ADVICE) > 0:
        click.echo(f"… och {plural(more, 'råd', 'råd')} till: publisher check", err=True)
    if explain:
        for reason in report.reasons or ("inget har ändrats sedan förra bygget",):
            click.echo(f"  {reason.replace(chr(10), ' › ')}")
    if verbose:
        _list(report.added, report.changed, report.removed)
    changed = _count(report.added, report.changed, report.removed)
    click.echo(f"{changed} Det tog {_seconds(perf_counter() - started)}.")
    click.echo("Nästa steg: publisher deploy")


@cli.command()
@click.argument("paths", nargs=-1, metavar="[FIL…]")
@_now
@common
def check(
    *, paths: tuple[str, ...], now: datetime | None, config: str, quiet: bool, verbose: bool
) -> None:
    """Leta fel och ge råd, utan att skriva något.

    Med en eller flera FIL (eller mappar) visas bara det som gäller dem.
    """
    from publisher.build import check as check_

    options = options_of(config, now, quiet=quiet)
    with progress("Lyssnar på") as told:
        problems = about(paths, check_(options, told), options.root)
    show(problems)
    if fatal := faults(problems):
        click.echo(sum_up(fatal), err=True)
        raise click.exceptions.Exit(1)
    advice = len(problems)
    if not quiet:
        click.echo(f"Inga fel. {plural(advice, 'råd', 'råd')}." if advice else "Inga fel.")
    if verbose:
        click.echo("Nästa steg: publisher build")


@cli.command()
@click.argument("target", required=False, metavar="[MÅL]")
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle göras, men gör det inte.")
@click.option("--take-over", is_flag=True, help="Ta bort vad andra har lagt ut som du inte har.")
@_now
@common
def deploy(  # noqa: PLR0913
    *,
    target: str | None,
    dry_run: bool,
    take_over: bool,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lägg ut webbplatsen där läsarna finns.

    MÅL är ett av namnen under targets: i inställningarna; utan namn tas det första.
    Bara det som ändrats sedan förra gången läggs ut, och flödena sist av allt.
    """
    from publisher.build import finished
    from publisher.deploy import deploy as deploy_

    started = perf_counter()
    options = options_of(config, now, quiet=quiet)
    with finished(options) as made:
        done = deploy_(_release(made, options), target, dry_run=dry_run, take_over=take_over)
    show(done.plan.advice)
    if quiet:
        return
    if verbose or dry_run:
        _list(done.plan.added, done.plan.changed, done.plan.removed)
    count = _count(done.plan.added, done.plan.changed, done.plan.removed)
    size = _size(done.plan.bytes)
    if dry_run:
        click.echo(f"Planen för {done.plan.target}: {count} {size} skulle kopieras.")
        click.echo("Inget skrevs. Nästa steg: publisher deploy")
        return
    took = _seconds(perf_counter() - started)
    click.echo(f"{done.plan.target}: {count} {size} kopierades. Det tog {took}.")
    if done.promised:
        click.echo("Nästa steg: spara feeds/ledger.jsonl i git, där står allt som är publicerat.")


def _release(made: Finished, options: Options) -> Release:
    from publisher.deploy import FileFacts, Release

    files = {
        path.removeprefix("site/"): FileFacts(sha256=placed.hash, bytes=placed.bytes)
        for path, placed in made.files.items()
        if path.startswith("site/")
    }
    work = made.work
    return Release(
        config=work.config, site=work.site, files=files, hashes=work.hashes, now=options.now
    )


def _list(added: Iterable[str], changed: Iterable[str], removed: Iterable[str]) -> None:
    for mark, paths in (("+", added), ("~", changed), ("-", removed)):
        for path in paths:
            click.echo(f"  {mark} {path}")


def _count(added: tuple[str, ...], changed: tuple[str, ...], removed: tuple[str, ...]) -> str:
    parts = [
        plural(len(added), "ny fil", "nya filer") if added else "",
        plural(len(changed), "ändrad", "ändrade") if changed else "",
        plural(len(removed), "borttagen", "borttagna") if removed else "",
    ]
    text = ", ".join(part for part in parts if part)
    return f"{text}." if text else "Inget har ändrats."


def _seconds(value: float) -> str:
    return f"{value:.1f} s".replace(".", ",").replace(" ", "\u00a0")


def _size(count: int) -> str:
    if count < 1_000_000:  # noqa: PLR2004
        return f"{-(-count // 1000)}\u00a0kB"
    return f"{count / 1_000_000:.1f}\u00a0MB".replace(".", ",")


cli.add_command(ledger)
cli.add_command(feed)
cli.add_command(audio)
cli.add_command(new)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    try:
        code = cli.main(arguments, prog_name="publisher", standalone_mode=False)
    except click.UsageError as error:
        click.echo(explain(error), err=True)
        code = 2
    except PublisherError as error:
        show(error.problems)
        click.echo(sum_up(faults(error.problems)), err=True)
        code = 1
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nAvbrutet. Kör kommandot igen när du vill göra klart.", err=True)
        code = 130
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
