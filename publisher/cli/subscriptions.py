"""`publisher subscriptions`: the sign-up service, and how it is doing."""

from __future__ import annotations

import click

from publisher.cli.shared import common, options_of, plural, say
from publisher.cli.swedish_click import SwedishCommand, SwedishGroup

_at = click.option(
    "--at",
    default="",
    metavar="PLATS",
    help="Var registret ligger på den här datorn. Förval: det som står i inställningarna.",
)


@click.group(cls=SwedishGroup)
def subscriptions() -> None:
    """Anmälningstjänsten: där läsarna prenumererar, väljer och slutar."""


@subscriptions.command(cls=SwedishCommand)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADRESS",
    help="Adressen att lyssna på. Förval: bara den egna datorn, bakom en webbserver.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8020,
    metavar="N",
    help="Porten; 0 tar en ledig. Förval: 8020.",
)
@_at
@common
def serve(  # noqa: PLR0913 (one for each option)
    *, host: str, port: int, at: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Kör tjänsten, tills den avslutas.

    Den svarar på adressen service: under subscribers:, bakom en webbserver som sköter https.
    Varje begäran blir en rad i loggen, utan adresser och utan det som gör en länk till någons.
    """
    from publisher.cli.sign_up_service import loaded, made
    from publisher.subscribers.service.serving import bound
    from publisher.subscribers.service.serving import serve as serve_

    del verbose
    options = options_of(config, None, quiet=quiet)
    settings = loaded(options.root, options.file, at)
    application = made(settings, _silent if quiet else _told)
    listening = bound(host, port)
    where = listening.getsockname()
    if not quiet:
        say(f"Tjänsten svarar på http://{where[0]}:{where[1]}/ som {settings.people.service}")
    serve_(application, listening)
    if not quiet:
        say("Tjänsten är avslutad.")


@subscriptions.command(cls=SwedishCommand)
@_at
@common
def status(*, at: str, config: str, quiet: bool, verbose: bool) -> None:
    """Hur det går: vad som väntar, vad som har skickats och vad som har avvisats."""
    from publisher.cli.sign_up_service import loaded
    from publisher.subscribers import open_store, place_of
    from publisher.subscribers.service.report import how_it_goes

    del verbose
    options = options_of(config, None, quiet=quiet)
    with open_store(place_of(loaded(options.root, options.file, at))) as store:
        report = how_it_goes(store)
    minutes = int(report.longest_wait.total_seconds() // 60)
    wait = (
        f"; den första har väntat {plural(minutes, 'minut', 'minuter')}" if report.waiting else ""
    )
    say(f"{plural(report.waiting, 'mejl', 'mejl')} väntar på sin tur{wait}.")
    say(
        f"Senaste dygnet: {report.sent} skickade, {report.refused} som servern inte tog emot, "
        f"{report.unknown} där det är okänt."
    )
    for reason, count in report.turned_away:
        say(f"I dag avvisade: {count} för att {reason}.")
    if report.spooled:
        say(f"{report.spooled} som har slutat väntar på att databasen ska gå att skriva i.")


def _told(line: str) -> None:
    say(line, err=True)


def _silent(line: str) -> None:
    """Only what went wrong: lines of requests begin with their hour."""
    if not line[:1].isdigit() or " 5" in line[24:]:
        say(line, err=True)
