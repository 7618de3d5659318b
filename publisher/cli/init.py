"""`publisher init`: a new publication."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.init_place import KINDS, LATER, place_of
from publisher.cli.shared import plural, say, settings_file
from publisher.cli.swedish_click import SwedishCommand

if TYPE_CHECKING:
    from publisher.cli.init_questions import InitRequest
    from publisher.content.new.publication import NewPublication
    from publisher.problems import Problem

_HELP = """Gör en ny publikation i MAPP, som går att bygga med en gång.

Vid en terminal frågar kommandot efter det som inte är sagt med ett val: namn, adress, podd och var
den ska läggas ut. Med --yes, och där ingen kan svara, som i ett schemalagt jobb, tar det förvalen.
Inget som redan finns skrivs över.
"""
_WHERE = click.Choice([*KINDS, LATER])


@click.command(cls=SwedishCommand, help=_HELP)
@click.argument("folder", metavar="[MAPP]", required=False, type=click.Path(path_type=Path))
@click.option("--name", metavar="NAMN", default="", help="Vad den heter. Förval: mappens namn.")
@click.option(
    "--address",
    "--url",
    "address",
    metavar="ADRESS",
    default="",
    help="Adressen till startsidan, som https://tidning.se/",
)
@click.option(
    "--podcast/--no-podcast", default=None, help="Om det ska finnas en podd. Förval: nej."
)
@click.option(
    "--podcast-name", metavar="NAMN", default="", help="Poddens namn, om den ska ha ett eget."
)
@click.option(
    "--deploy",
    metavar="SORT",
    type=_WHERE,
    help=f"Var läsarna ska hitta den: {', '.join(KINDS)} eller {LATER}.",
)
@click.option("--to", metavar="PLATS", default="", help="Var där, som namn@server.se:/srv/www")
@click.option(
    "-y", "--yes", is_flag=True, help="Fråga inget: ta förvalen för det som inte är sagt."
)
@click.option(
    "--release",
    metavar="ADRESS#sha256=SUMMA",
    default="",
    help="Hämta programmet därifrån, i stället för att lägga det i publikationen.",
)
@click.option(
    "--tools", is_flag=True, help="Byt bara ut programmet i publikationens verktyg/ mot det här."
)
@click.option("-q", "--quiet", is_flag=True, help="Skriv bara ut det som är fel.")
@click.option("-v", "--verbose", is_flag=True, help="Skriv ut namnet på varje fil.")
@click.pass_context
def init(  # noqa: PLR0913 (one for each option)
    ctx: click.Context,
    *,
    folder: Path | None,
    name: str,
    address: str,
    podcast: bool | None,
    podcast_name: str,
    deploy: str | None,
    to: str,
    yes: bool,
    release: str,
    tools: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Judge what was given, ask for the rest, write it and tell."""
    from publisher.cli.init_questions import InitRequest

    if podcast_name and podcast is False:
        raise click.UsageError("--no-podcast och --podcast-name säger emot varandra.", ctx)
    if tools:
        _retool(folder, release, quiet=quiet, verbose=verbose)
        return
    request = InitRequest(
        folder=folder,
        name=name,
        address=address,
        podcast=bool(podcast_name) or podcast,
        podcast_name=podcast_name,
        deploy=deploy or "",
        to=to,
    )
    _judge(request, release)
    made = _made(ctx, request, release, ask=not yes)
    if not quiet:
        _list(made, " README.md berättar mer.", verbose=verbose)
        say(f"Nästa steg: {_going_to(made.root)}publisher serve")
        say("Innan den får läsare: publisher check räknar upp det som ska bytas ut.")


def _judge(request: InitRequest, release: str) -> None:
    """Raise PublisherError for all that was given and cannot be, before anything is asked."""
    from publisher.content.new.wheel import tools
    from publisher.content.new.wishes import publication_address, publication_name
    from publisher.problems import PublisherError

    root = request.folder or Path()
    judges: list[Callable[[], object]] = [
        partial(publication_name, request.name),
        partial(publication_name, request.podcast_name),
        partial(place_of, request.deploy, request.to, request.name, root),
        *([partial(publication_address, request.address)] if request.address else []),
        *([partial(tools, release)] if release else []),
    ]
    problems: list[Problem] = []
    for judge in judges:
        try:
            judge()
        except PublisherError as error:
            problems += error.problems
    if problems:
        raise PublisherError(problems)


def _made(ctx: click.Context, request: InitRequest, release: str, *, ask: bool) -> NewPublication:
    """Ask for what is not known, where somebody can answer, and write all of it."""
    from publisher.content.new.publication import found
    from publisher.content.new.wishes import Wishes, named_after

    now = datetime.now(UTC)
    if ask and sys.stdin.isatty() and sys.stderr.isatty():
        from publisher.cli.init_questions import asked

        request = asked(request, now)
    if (folder := request.folder) is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    name = request.name or named_after(folder)
    wishes = Wishes(
        name=name,
        address=request.address,
        podcast=(request.podcast_name or name) if request.podcast else "",
        place=place_of(request.deploy, request.to, name, folder),
    )
    return found(folder, wishes, now, release)


def _list(made: NewPublication, more: str, *, verbose: bool) -> None:
    for path in made.files if verbose else ():
        say(f"  + {path}")
    say(f"{plural(len(made.files), 'fil', 'filer')} i {made.root}.{more}")


def _going_to(folder: Path) -> str:
    """What to write first to be in the folder; nothing for who is there."""
    return "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} och sedan "


def _retool(folder: Path | None, release: str, *, quiet: bool, verbose: bool) -> None:
    from publisher.content.new.publication import retooled

    settings = settings_file("mkdocs.yml")
    root = folder or (settings.parent if settings else Path())
    made = retooled(root, release)
    if quiet:
        return
    _list(made, "", verbose=verbose)
    say(f"Nästa steg: {_going_to(root)}pip install --require-hashes -r {made.files[-1]}")
