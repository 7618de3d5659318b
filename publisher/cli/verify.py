"""`publisher verify`: what readers and podcast apps get from the web, at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.release import NOWHERE, looked, released
from publisher.cli.release import settings as read_settings
from publisher.cli.shared import common, options_of, say, settings_file, show
from publisher.cli.swedish_click import SwedishCommand
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.deploy.verify import SiteFacts


@click.command(cls=SwedishCommand)
@click.argument("address", required=False, metavar="[ADRESS]")
@common
def verify(*, address: str | None, config: str, quiet: bool, verbose: bool) -> None:
    """Se efter vad läsare och poddappar får från webben.

    Utan ADRESS prövas den egna sajten, och jämförs med bygget om det är färskt. Med en
    adress prövas vilken sajt som helst. Inget ändras någonstans.
    """
    facts, advice = _facts(address, config)
    show(advice)
    if verbose:
        for each in (*facts.pages, *facts.feeds, *facts.maps, *facts.beside):
            say(f"  {each.url}")
    reports = looked([facts], quiet=quiet, patience=0)
    if any(report.faults for report in reports):
        raise click.exceptions.Exit(1)


def _facts(address: str | None, config: str) -> tuple[SiteFacts, tuple[Problem, ...]]:
    """By the build where there is one and the address is its own, else by the site alone."""
    from publisher.deploy.verify import discover

    own = settings_file(config) is not None
    if address is not None and (not own or not _is_own(address, config)):
        return discover(_whole(address)), ()
    return _own_facts(address, config)


def _own_facts(address: str | None, config: str) -> tuple[SiteFacts, tuple[Problem, ...]]:
    from publisher.build import finished
    from publisher.deploy import Route, facts
    from publisher.deploy.verify import discover

    options = options_of(config, None)
    settings = read_settings(options)
    wanted = _whole(address or settings.site_url)
    if wanted == NOWHERE and address is None:
        hint = (
            "Skriv site_url: i mkdocs.yml, eller ge adressen: publisher verify https://tidning.se/"
        )
        raise PublisherError(Problem(path=config, text="site_url saknas", hint=hint))
    try:
        with finished(options) as made:
            release = released(made, options)
    except PublisherError as error:
        text = f"{error.problems[0].text}, så svaren jämförs inte med det"
        return discover(wanted), (
            Problem(path="build", text=text, hint="Kör publisher build först.", fatal=False),
        )
    from publisher.config import TargetSettings

    here = TargetSettings(name="", kind="", options={}, line=1, url=wanted)
    return facts(release, Route(settings=here)), ()


def _is_own(address: str, config: str) -> bool:
    settings = read_settings(options_of(config, None))
    known = {settings.site_url, *(each.url for each in settings.targets)}
    return _whole(address) in known


def _whole(address: str) -> str:
    """With a scheme, and with `/` at the end."""
    url = address if "://" in address else f"https://{address}"
    return url.rstrip("/") + "/"
