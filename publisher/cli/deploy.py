"""`publisher deploy`: to where the readers are, and back again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from publisher.cli.release import again, looked, released, settings
from publisher.cli.shared import (
    common,
    count,
    list_files,
    now_option,
    options_of,
    plural,
    say,
    seconds,
    show,
    size,
)
from publisher.cli.swedish_click import SwedishCommand
from publisher.problems import Problem, PublisherError, faults

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.build import BuildOptions
    from publisher.config import Config
    from publisher.deploy import CompletedStep, DeployStep, Release, Rollback
    from publisher.deploy.notify import Announcement
    from publisher.deploy.verify import SiteFacts, VerifyReport
    from publisher.model import Receipt

_NO_PROMISE = " Det är ett prov, och inget av det är lovat."
_KINDS = {"sidor": ".html", "flöden": "", "ljud": ".mp3 .m4a .ogg .opus .wav"}  # see _kind
_KINDS |= {"bilder": ".webp .jpg .jpeg .png .svg .avif .gif .ico", "sökning": ".pagefind"}


@click.command(cls=SwedishCommand)
@click.argument("names", nargs=-1, metavar="[MÅL…]")
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle göras, men gör det inte.")
@click.option("--yes", is_flag=True, help="Fråga inte, inte ens när mycket tas bort.")
@click.option("--take-over", is_flag=True, help="Ta bort vad andra har lagt ut som du inte har.")
@click.option("--rollback", is_flag=True, help="Gå tillbaka till det som låg ute före det senaste.")
@click.option("--no-verify", is_flag=True, help="Hämta inget från webben efteråt.")
@click.option(
    "--break-lock",
    is_flag=True,
    help="Ta bort ett lås som blivit kvar efter en avbruten utläggning.",
)
@now_option
@common
def deploy(  # noqa: PLR0913
    *,
    names: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    take_over: bool,
    rollback: bool,
    no_verify: bool,
    break_lock: bool,
    now: datetime | None,
    config: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lägg ut sajten där läsarna finns.

    MÅL är namn under targets: i inställningarna; utan namn tas det första. Bara det som
    ändrats sedan förra gången läggs ut, och flödena sist av allt. Efteråt hämtas det från
    webben och jämförs med bygget.
    """
    options = options_of(config, now, quiet=quiet)
    said = _Said(
        names=names,
        quiet=quiet,
        verbose=verbose,
        dry_run=dry_run,
        yes=yes,
        break_lock=break_lock,
    )
    try:
        if rollback:
            _roll_back(options, said)
        else:
            _deploy(options, said, take_over=take_over, look=not no_verify)
    except PublisherError as error:
        raise type(error)(again(error.problems, names)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What was said on the command line."""

    names: tuple[str, ...]
    quiet: bool
    verbose: bool
    dry_run: bool
    yes: bool
    break_lock: bool

    def command(self, *more: str) -> str:
        """What to say to do it once more."""
        return " ".join(["publisher deploy", *self.names, *more])


def _deploy(options: BuildOptions, said: _Said, *, take_over: bool, look: bool) -> None:
    from publisher import deploy as deploying
    from publisher.build import finished

    if said.names:  # one that is not there is told of before a build that is old
        deploying.routes(settings(options), said.names)
    with finished(options) as made:
        release = released(made, options)
        steps = deploying.plan(release, said.names, take_over=take_over)
        for step in steps:
            _describe(step, said)
        if said.dry_run:
            if not said.quiet:
                more = ["--take-over"] if take_over else []
                say(f"Inget skrevs. Nästa steg: {said.command(*more)}")
            return
        _confirm(steps, said)
        done = _carry_out(release, steps, said)
        seen = _to_be_seen(release, done) if look else []
        news = deploying.news(release, steps)
    # The build is let go of before this: a slow answer must keep nobody from building.
    reports = looked(seen, quiet=said.quiet, names=said.names)
    if all(report.answered for report in reports):
        _tell(news, release.config, quiet=said.quiet)
    _finish(done, reports, quiet=said.quiet)


# Before


def _describe(step: DeployStep, said: _Said) -> None:
    plan = step.plan
    show(again(plan.advice, said.names))
    if said.quiet or not (said.verbose or said.dry_run):
        return
    if said.verbose:
        list_files(plan.added, plan.changed, plan.removed)
    if said.dry_run:
        told = count(plan.added, plan.changed, plan.removed)
        say(f"Planen för {plan.target}: {told} {size(plan.bytes)} skulle kopieras.")
    for line in _by_kind(step):
        say(line)


def _by_kind(step: DeployStep) -> list[str]:
    plan, rows = step.plan, dict[str, list[int]]()
    for at, paths in enumerate((plan.added, plan.changed, plan.removed)):
        for path in paths:
            row = rows.setdefault(_kind(path), [0, 0, 0, 0])
            row[at] += 1
            row[3] += plan.local.files[path].bytes if path in plan.local.files else 0
    words = ("nya", "ändrade", "borttagna")
    lines = []
    for kind in (*_KINDS, "övrigt"):
        if kind in rows:
            *numbers, total = rows[kind]
            told = ", ".join(f"{n} {word}" for n, word in zip(numbers, words, strict=True) if n)
            lines.append(f"  {kind + ':':<9} {told}" + (f" ({size(total)})" if total else ""))
    return lines


def _kind(path: str) -> str:
    from publisher.model.feed_formats import format_at

    if "/pagefind/" in f"/{path}" or ".pf_" in path or path.startswith("sok/"):
        return "sökning" if not path.endswith(".html") else "sidor"
    ending = Path(path).suffix
    if path.startswith("assets/"):
        return "övrigt"
    if format_at(path):
        return "flöden"
    return next((kind for kind, ends in _KINDS.items() if ending in ends.split()), "övrigt")


def _confirm(steps: Sequence[DeployStep], said: _Said) -> None:
    """Ask a human, and refuse where there is none, before much of a site disappears."""
    from publisher.deploy import too_many_deletions

    problems = () if said.yes else too_many_deletions(steps)
    if not problems:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise PublisherError(problems)
    show(again(problems, said.names))
    answer = click.prompt("Ska de tas bort? [j/N]", default="n", show_default=False, err=True)
    if not answer.strip().lower().startswith("j"):
        raise click.Abort


def _carry_out(
    release: Release, steps: Sequence[DeployStep], said: _Said
) -> tuple[CompletedStep, ...]:
    from publisher.deploy import carry_out

    started = perf_counter()
    watched = sys.stderr.isatty() and not said.quiet

    def told(done: CompletedStep) -> None:
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
        if not said.quiet:
            took = seconds(perf_counter() - started)
            trial = "" if done.step.route.promises or done.step.route.sound else _NO_PROMISE
            say(f"{done.step.plan.target}: {_summary(done.receipt)} Det tog {took}.{trial}")

    if watched:
        names = ", ".join(step.plan.target for step in steps)
        total = size(sum(step.plan.bytes for step in steps))
        say(f"Lägger ut på {names}: {total}…", nl=False, err=True)
    try:
        done = carry_out(release, steps, break_lock=said.break_lock, told=told)
    except PublisherError as error:
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
        _unfinished(error, said)
    return done


def _unfinished(error: PublisherError, said: _Said) -> None:
    """A target refused in the middle: something may have been written, and the next run goes on."""
    show(again(error.problems, said.names))
    number = plural(len(faults(error.problems)), "fel", "fel")
    told = "Utläggningen är inte klar. Kör samma kommando igen när felet är rättat."
    say(f"{number}. {told}", err=True)
    raise click.exceptions.Exit(1) from error


def _summary(receipt: Receipt) -> str:
    told = count(receipt.added, receipt.changed, receipt.removed)
    return f"{told} {size(receipt.bytes)} kopierades." if receipt.bytes else told


# Afterwards


def _to_be_seen(release: Release, done: Sequence[CompletedStep]) -> list[SiteFacts]:
    """What to ask for: nothing where nothing changed, or where nobody can ask."""
    from publisher.deploy import facts, leads_nowhere

    found = []
    for each in done:
        route, plan = each.step.route, each.step.plan
        address = route.settings.url or release.config.site_url
        if (
            not route.sound
            and route.settings.verify
            and not plan.empty
            and not leads_nowhere(address)
        ):
            found.append(facts(release, route, (*plan.added, *plan.changed)))
    return found


def _tell(news: Announcement, config: Config, *, quiet: bool) -> None:
    from publisher.deploy.notify import notify

    if not (news.pages or news.feeds):
        return
    told = notify(news, config.notify)
    show(told.problems)
    if told.whom and not quiet:
        say(f"Anmält till: {', '.join(told.whom)}.")


def _finish(done: Sequence[CompletedStep], reports: Sequence[VerifyReport], *, quiet: bool) -> None:
    if any(report.faults for report in reports):
        say("Sajten är utlagd, men allt syns inte som det ska. Se felen ovan.", err=True)
        raise click.exceptions.Exit(1)
    if not quiet and any(each.promised for each in done):
        say("Nästa steg: spara feeds/ledger.jsonl i git, där står allt som är publicerat.")


# Backwards


def _roll_back(options: BuildOptions, said: _Said) -> None:
    from publisher.deploy import earlier, put_back

    returns = earlier(settings(options), said.names)
    for each in returns:
        _describe_return(each, quiet=said.quiet)
    if said.dry_run:
        if not said.quiet:
            say(f"Inget skrevs. Nästa steg: {said.command('--rollback')}")
        return

    def told(one: Rollback, receipt: Receipt) -> None:
        if not said.quiet:
            say(f"{one.route.settings.name}: {_summary(receipt)}")

    try:
        put_back(returns, break_lock=said.break_lock, told=told)
    except PublisherError as error:
        _unfinished(error, said)
    if not said.quiet:
        say(
            "Det som har lovats står kvar i feeds/ledger.jsonl. Ligger ljudet på ett eget mål är "
            f"det orört.\nNästa steg: rätta texterna, publisher build och {said.command()}."
        )


def _describe_return(each: Rollback, *, quiet: bool) -> None:
    from publisher.swedish import STOCKHOLM, day

    when = each.kept.when.astimezone(STOCKHOLM)
    for record in each.lost:
        text = f"texten är publicerad på {record.url} men försvinner från sajten"
        hint = "Den som följer en länk dit får en felsida tills du lägger ut igen."
        show([Problem(path=record.source, text=text, hint=hint, fatal=False)])
    if not quiet:
        files = plural(each.kept.files, "fil", "filer")
        name = each.route.settings.name
        told = f"{name}: tillbaka till det som lades ut {day(when)} kl. {when:%H.%M} ({files})."
        say(told)
