"""`publisher deploy`: to where the readers are, and back again."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

import click

from publisher.cli.deploy_plans import describe
from publisher.cli.deploy_rollback import roll_back
from publisher.cli.release import (
    DeployArguments,
    again,
    looked,
    released,
    settings,
    summary,
    unfinished,
)
from publisher.cli.shared import (
    PROGRESS,
    common,
    now_option,
    options_of,
    say,
    seconds,
    show,
    size,
)
from publisher.cli.swedish_click import SwedishCommand
from publisher.problems import PublisherError

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.build import BuildOptions
    from publisher.config import Config
    from publisher.deploy import CompletedStep, DeployStep, Release
    from publisher.deploy.notify import Announcement
    from publisher.deploy.verify import SiteFacts, VerifyReport

_NO_PROMISE = " Det är ett prov, och inget av det är lovat."


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
    arguments = DeployArguments(
        names=names,
        quiet=quiet,
        verbose=verbose,
        dry_run=dry_run,
        yes=yes,
        break_lock=break_lock,
    )
    try:
        if rollback:
            roll_back(options, arguments)
        else:
            _deploy(options, arguments, take_over=take_over, look=not no_verify)
    except PublisherError as error:
        raise type(error)(again(error.problems, names)) from error


def _deploy(
    options: BuildOptions, arguments: DeployArguments, *, take_over: bool, look: bool
) -> None:
    from publisher import deploy as deploying
    from publisher.build import finished
    from publisher.desk.shares import shares

    shares(options.root)  # what is damaged is told of before anything is put
    if arguments.names:  # one that is not there is told of before a build that is old
        deploying.routes(settings(options), arguments.names)
    with finished(options) as made:
        release = released(made, options)
        steps = deploying.plan(release, arguments.names, take_over=take_over)
        for step in steps:
            describe(step, arguments)
        if arguments.dry_run:
            if not arguments.quiet:
                more = ["--take-over"] if take_over else []
                say(f"Inget skrevs. Nästa steg: {arguments.command(*more)}")
            return
        _confirm(steps, arguments)
        done = _carry_out(release, steps, arguments)
        seen = _to_be_seen(release, done) if look else []
        news = deploying.news(release, steps)
    # The build is let go of before this: a slow answer must keep nobody from building.
    reports = looked(seen, quiet=arguments.quiet, names=arguments.names)
    if all(report.answered for report in reports):
        _tell(news, release.context.config, quiet=arguments.quiet)
    _finish(done, reports, quiet=arguments.quiet)


def _confirm(steps: Sequence[DeployStep], arguments: DeployArguments) -> None:
    """Ask a human, and refuse where there is none, before much of a site disappears."""
    from publisher.deploy import too_many_deletions

    problems = () if arguments.yes else too_many_deletions(steps)
    if not problems:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise PublisherError(problems)
    show(again(problems, arguments.names))
    answer = click.prompt("Ska de tas bort? [j/N]", default="n", show_default=False, err=True)
    if not answer.strip().lower().startswith("j"):
        raise click.Abort


def _carry_out(
    release: Release, steps: Sequence[DeployStep], arguments: DeployArguments
) -> tuple[CompletedStep, ...]:
    from publisher.deploy import carry_out
    from publisher.deploy.sharing import forget_over, published
    from publisher.desk import note_deploy

    started, root = perf_counter(), release.context.config.root
    watched = sys.stderr.isatty() and not arguments.quiet
    out = frozenset(each.source for each in release.context.site.entries)
    followed = PROGRESS in os.environ and not watched

    def on_done(done: CompletedStep) -> None:
        if not done.step.route.sound:
            name = done.step.route.settings.name
            note_deploy(root, name, release.context, release.now)
            forget_over(root, name, release.now)
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
        if not arguments.quiet:
            took = seconds(perf_counter() - started)
            trial = "" if done.step.route.promises or done.step.route.sound else _NO_PROMISE
            say(f"{done.step.plan.target}: {summary(done.receipt)} Det tog {took}.{trial}")
        show(published(root, done.step.route.settings.name, out))

    if watched or followed:
        names = ", ".join(step.plan.target for step in steps)
        total = size(sum(step.plan.bytes for step in steps))
        say(f"Lägger ut på {names}: {total}…", nl=followed, err=True)
    try:
        done = carry_out(release, steps, break_lock=arguments.break_lock, on_done=on_done)
    except PublisherError as error:
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
        unfinished(error, arguments)
    return done


# Afterwards


def _to_be_seen(release: Release, done: Sequence[CompletedStep]) -> list[SiteFacts]:
    """What to ask for: nothing where nothing changed, or where nobody can ask."""
    from publisher.content.placeholders import leads_nowhere
    from publisher.deploy import facts

    found = []
    for each in done:
        route, plan = each.step.route, each.step.plan
        address = route.settings.url or release.context.config.site_url
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
    notified = notify(news, config.notify)
    show(notified.problems)
    if notified.whom and not quiet:
        say(f"Anmält till: {', '.join(notified.whom)}.")


def _finish(done: Sequence[CompletedStep], reports: Sequence[VerifyReport], *, quiet: bool) -> None:
    if any(report.faults for report in reports):
        say("Sajten är utlagd, men allt syns inte som det ska. Se felen ovan.", err=True)
        raise click.exceptions.Exit(1)
    if not quiet and any(each.promised for each in done):
        say("Nästa steg: spara feeds/ledger.jsonl i git, där står allt som är publicerat.")
