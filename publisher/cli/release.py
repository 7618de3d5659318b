"""What the commands of a deploy share: a build as a release, and how it is verified afterwards."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import click

from publisher.cli.shared import count, plural, say, show, size
from publisher.problems import Problem, PublisherError, faults

if TYPE_CHECKING:
    from publisher.build import BuildOptions, FinishedBuild
    from publisher.config import Config
    from publisher.deploy import Release
    from publisher.deploy.verify import SiteFacts, VerifyReport
    from publisher.model import Receipt

NOWHERE = "http://localhost:8000/"
"""What `site_url` is when nothing is written."""
PATIENCE = 60.0
"""Seconds that a cache on the way may be behind before that is a fault."""
_DEPLOY = re.compile(r"publisher deploy\b")


def released(made: FinishedBuild, options: BuildOptions) -> Release:
    """A finished build as a deploy wants it, with the environment's secrets to look for."""
    from publisher.deploy import FileFacts, Release
    from publisher.deploy.leaks import values
    from publisher.mail import shown
    from publisher.system.parallel import forked

    def below(folder: str) -> dict[str, FileFacts]:
        return {
            path.removeprefix(folder): FileFacts(sha256=placed.hash, bytes=placed.bytes)
            for path, placed in made.files.items()
            if path.startswith(folder)
        }

    context = made.context
    return Release(
        context=context,
        files=below("site/"),
        letters=below("editions/"),
        shown=shown(made.files),
        now=options.now,
        state=made.state,
        secret=values(os.environ, (context.config.notify.indexnow,)),
        map=forked(options.jobs, "Granskar", options.on_progress),
    )


def settings(options: BuildOptions) -> Config:
    """The settings alone. Raises PublisherError with every fault in them."""
    from publisher.config import load_config
    from publisher.media import images

    config, problems = load_config(options.root, options.file, measure=images.measure)
    if config is None:
        raise PublisherError(problems)
    return config


def again(problems: Iterable[Problem], names: Sequence[str]) -> tuple[Problem, ...]:
    """With the targets named in hints to deploy once more: without a name it is the first one."""
    command = " ".join(["publisher deploy", *names])
    return tuple(replace(each, hint=_DEPLOY.sub(command, each.hint)) for each in problems)


def looked(
    seen: Sequence[SiteFacts],
    *,
    quiet: bool,
    patience: float = PATIENCE,
    names: Sequence[str] = (),
) -> list[VerifyReport]:
    """Ask the web for all of it, and print what was wrong and how much was asked for."""
    from publisher.deploy.verify import verify as verify_

    reports = []
    for facts in seen:
        report = verify_(facts, patience=patience)
        show(again(report.problems, names))
        bad, advice = len(report.faults), len(report.problems) - len(report.faults)
        result = "allt stämmer" if not bad else plural(bad, "fel", "fel")
        result += f", {plural(advice, 'råd', 'råd')}" if advice else ""
        if not quiet or bad:
            asked = plural(report.asked, "adress prövad", "adresser prövade")
            say(f"{facts.origin}/: {asked}, {result}.", err=bool(bad))
        reports.append(report)
    return reports


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployArguments:
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


def unfinished(error: PublisherError, arguments: DeployArguments) -> NoReturn:
    """A target refused in the middle: something may have been written, and the next run goes on."""
    show(again(error.problems, arguments.names))
    number = plural(len(faults(error.problems)), "fel", "fel")
    next_step = "Utläggningen är inte klar. Kör samma kommando igen när felet är rättat."
    say(f"{number}. {next_step}", err=True)
    raise click.exceptions.Exit(1) from error


def summary(receipt: Receipt) -> str:
    """What was done at a target, in a line."""
    changes = count(receipt.added, receipt.changed, receipt.removed)
    return f"{changes} {size(receipt.bytes)} kopierades." if receipt.bytes else changes
