"""`publisher git …`: what has changed, saved, fetched and sent, for those who do not know git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.shared import config_option, options_of, plural, quiet_option, say
from publisher.cli.swedish_click import SwedishGroup

if TYPE_CHECKING:
    from publisher.desk.repository import Repository

_WHAT = {"new": "ny", "changed": "ändrad", "gone": "borttagen"}


@click.group(cls=SwedishGroup)
def git() -> None:
    """Spara, hämta och skicka publikationen, om mappen är ett git-repo.

    Inget som är sparat skrivs om eller tas bort.
    """


@git.command()
@config_option
@quiet_option
def status(*, config: str, quiet: bool) -> None:
    """Vad som är ändrat sedan det sparades, i ord."""
    from publisher.desk.differences import counted

    state = _repository(config, quiet=quiet).state()
    for each in state.changed:
        new, gone = counted(each.parts)
        words = f": {new} nya ord, {gone} borta" if each.parts else ""
        say(f"{each.path} ({_WHAT[each.what]}){words}")
    if not state.changed and not quiet:
        say("Allt är sparat.")
    if state.ahead:
        say(f"{plural(state.ahead, 'ändring', 'ändringar')} att skicka: publisher git push")
    if state.behind:
        say(f"{plural(state.behind, 'ändring', 'ändringar')} att hämta: publisher git pull")


@git.command()
@click.argument("message", metavar="ORD")
@config_option
@quiet_option
def commit(*, message: str, config: str, quiet: bool) -> None:
    """Spara allt som är ändrat. ORD säger vad du har gjort."""
    count = _repository(config, quiet=quiet).commit(message)
    if not quiet:
        say(f"{plural(count, 'fil är sparad', 'filer är sparade')}.")


@git.command()
@click.option("--keep-both", is_flag=True, help="Låt båda stå där samma rader är ändrade.")
@config_option
@quiet_option
def pull(*, keep_both: bool, config: str, quiet: bool) -> None:
    """Hämta det som andra har skickat, och lägg ihop det med ditt."""
    count = _repository(config, quiet=quiet).pull(keep_both=keep_both)
    if not quiet:
        told = f"{plural(count, 'ändring är hämtad', 'ändringar är hämtade')}."
        say(told if count else "Det fanns inget att hämta.")


@git.command()
@config_option
@quiet_option
def push(*, config: str, quiet: bool) -> None:
    """Skicka det som är sparat."""
    count = _repository(config, quiet=quiet).push()
    if not quiet:
        told = f"{plural(count, 'ändring är skickad', 'ändringar är skickade')}."
        say(told if count else "Det fanns inget att skicka.")


def _repository(config: str, *, quiet: bool) -> Repository:
    from publisher.desk.repository import Repository

    return Repository(options_of(config, None, quiet=quiet).root)
