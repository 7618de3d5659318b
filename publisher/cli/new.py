"""`publisher new …`: a new text with its head filled in, a podcast, or somebody who writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from publisher.cli.shared import common, options_of, plural, say
from publisher.cli.swedish_click import SwedishGroup

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.content.new.entry import NewEntry
    from publisher.content.new.following import Records

_SHOWN = 12
"""So many titles are named of what a letter begins with."""


@click.group(cls=SwedishGroup)
def new() -> None:
    """Börja på en text, en podd eller någon som skriver.

    En text blir ett utkast (draft: true) som inte går ut förrän den raden tas bort.
    """


def _slug(function: Callable[..., None]) -> Callable[..., None]:
    text = "Namnet i filen och i adressen. Förval: det som rubriken ger."
    return click.option("--slug", metavar="NAMN", default="", help=text)(function)


@new.command()
@click.argument("title", metavar="RUBRIK")
@_slug
@common
def article(*, title: str, slug: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på en artikel i content/artiklar/."""
    _text("article", title, slug, config, quiet=quiet, verbose=verbose)


@new.command()
@click.argument("title", metavar="[RUBRIK]", required=False, default="")
@_slug
@common
def edition(*, title: str, slug: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på nästa brev, med det som är publicerat sedan det förra.

    Det får nästa nummer och nästa dag i samma takt som breven före, den nyaste textens rubrik som
    ämnesrad, och texterna uppräknade: ta bort eller flytta dem som du vill. Utan RUBRIK heter det
    som det förra brevet, eller Vecka och numret.
    """
    from publisher.content.new import entry

    options = options_of(config, None)
    made = entry.edition(options.root, _records(options), options.now, title, slug)
    _tell(made, options.root, quiet=quiet, verbose=verbose)


@new.command()
@click.argument("title", metavar="RUBRIK")
@_slug
@common
def page(*, title: str, slug: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på en sida i content/sidor/."""
    _text("page", title, slug, config, quiet=quiet, verbose=verbose)


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
@_slug
@common
def episode(  # noqa: PLR0913
    *, title: str, audio: Path, show: str, slug: str, config: str, quiet: bool, verbose: bool
) -> None:
    """Börja på ett avsnitt i content/avsnitt/, med en kopia av ljudfilen.

    RUBRIK behövs bara om den inte står i ljudfilen. Säger ljudfilen inget nummer får avsnittet
    det som kommer efter poddens senaste.
    """
    from publisher.content.new import entry

    options = options_of(config, None)
    made = entry.episode(
        options.root,
        options.file,
        audio,
        title=title,
        show=show,
        name=slug,
        now=options.now,
        records=_records(options),
    )
    _tell(made, options.root, quiet=quiet, verbose=verbose)


@new.command()
@click.argument("title", metavar="NAMN")
@_slug
@common
def show(*, title: str, slug: str, config: str, quiet: bool, verbose: bool) -> None:
    """Börja på en podd: dess fil i feeds/, och ett ritat omslag att byta ut."""
    from publisher.content.new.show import show as start

    options = options_of(config, None)
    made = start(options.root, options.file, title, slug)
    if quiet:
        return
    say(made.settings.relative_to(options.root).as_posix())
    if verbose:
        say(made.cover.relative_to(options.root).as_posix())
    say(f"Ska podden stå i menyn: skriv raden {made.menu} under nav: i {options.file}.")
    say("Nästa steg: skriv vad podden handlar om, och börja på ett avsnitt:")
    say(f"publisher new episode --show {made.settings.stem} --audio FIL")


@new.command()
@click.argument("called", metavar="NAMN")
@_slug
@common
def author(*, called: str, slug: str, config: str, quiet: bool, verbose: bool) -> None:
    """Lägg till någon som skriver, sist i content/forfattare.yml."""
    from publisher.content.new.author import author as add
    from publisher.model.addresses import PEOPLE

    name = add(options_of(config, None).root, called, slug)
    if quiet:
        return
    say(f"{PEOPLE}: {name}" if verbose else PEOPLE)
    say(f"Nästa steg: skriv authors: [{name}] i huvudet på det som {called} skriver.")


def _text(  # noqa: PLR0913
    kind: Literal["article", "page"],
    title: str,
    slug: str,
    config: str,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    from publisher.content.new import entry

    options = options_of(config, None)
    made = entry.text(options.root, kind, title, options.now, slug)
    _tell(made, options.root, quiet=quiet, verbose=verbose)


def _records(options: BuildOptions) -> Records:
    """All texts there are, those with faults too."""
    from publisher.build.overview import overview

    return overview(options).loaded.records


def _tell(made: NewEntry, root: Path, *, quiet: bool, verbose: bool) -> None:
    for problem in made.advice:
        say(f"Råd: {problem}", err=True)
    if quiet:
        return
    say(made.text.relative_to(root).as_posix())
    if verbose and made.sound:
        say(made.sound.relative_to(root).as_posix())
    if made.gathered:
        say(f"Samlar {plural(len(made.gathered), 'text', 'texter')} sedan {made.since}:")
        for title in made.gathered[:_SHOWN]:
            say(f"  – {title}")
        if (more := len(made.gathered) - _SHOWN) > 0:
            say(f"  … och {more} till")
    elif made.since:
        say(f"Inget är publicerat sedan {made.since}: skriv texterna under articles:.")
    say("Nästa steg: skriv texten, och ta bort raden draft: true när den får gå ut.")
