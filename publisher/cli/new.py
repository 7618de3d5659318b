"""`publisher new …`: a new text with its head filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from publisher.cli.shared import common, options_of, say
from publisher.cli.swedish_click import SwedishGroup

if TYPE_CHECKING:
    from publisher.content.new.entry import NewEntry


@click.group(cls=SwedishGroup)
def new() -> None:
    """Börja på en ny artikel, ett nytt avsnitt eller ett nytt brev.

    Filen blir ett utkast (draft: true) som inte går ut förrän den raden tas bort.
    """


@new.command()
@click.argument("title", metavar="RUBRIK")
@common
def article(*, title: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på en artikel i content/artiklar/."""
    _text("article", title, config, quiet=quiet, verbose=verbose)


@new.command()
@click.argument("title", metavar="RUBRIK")
@common
def edition(*, title: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på ett brev som samlar artiklar, i content/nyhetsbrev/."""
    _text("edition", title, config, quiet=quiet, verbose=verbose)


@new.command()
@click.argument("title", metavar="[RUBRIK]", required=False, default="")
@click.option(
    "--audio",
    metavar="FIL",
    required=True,
    type=click.Path(path_type=Path),
    help="Ljudfilen. Rubrik, datum, nummer, ingress och kapitel tas ur dess taggar.",
)
@click.option("--show", metavar="ID", default="", help="Podden, om det finns flera.")
@common
def episode(  # noqa: PLR0913
    *, title: str, audio: Path, show: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Börja på ett avsnitt i content/avsnitt/, med en kopia av ljudfilen.

    RUBRIK behövs bara om den inte står i ljudfilen.
    """
    from publisher.content.new import entry

    options = options_of(config, None)
    made = entry.episode(options.root, options.file, audio, title=title, show=show, now=options.now)
    _tell(made, options.root, quiet=quiet, verbose=verbose)


def _text(
    kind: Literal["article", "edition"], title: str, config: str, *, quiet: bool, verbose: bool
) -> None:
    from publisher.content.new import entry

    options = options_of(config, None)
    made = entry.text(options.root, kind, title, options.now)
    _tell(made, options.root, quiet=quiet, verbose=verbose)


def _tell(made: NewEntry, root: Path, *, quiet: bool, verbose: bool) -> None:
    for problem in made.advice:
        say(f"Råd: {problem}", err=True)
    if quiet:
        return
    say(made.text.relative_to(root).as_posix())
    if verbose and made.sound:
        say(made.sound.relative_to(root).as_posix())
    say("Nästa steg: skriv texten, och ta bort raden draft: true när den får gå ut.")
