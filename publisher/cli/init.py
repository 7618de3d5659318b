"""`publisher init`: a new publication."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from publisher.cli.shared import plural, say
from publisher.cli.swedish_click import SwedishCommand


@click.command(cls=SwedishCommand)
@click.argument("folder", metavar="MAPP", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAMN", default="", help="Vad den heter. Förval: mappens namn.")
@click.option(
    "--url", metavar="ADRESS", default="", help="Adressen till startsidan, som https://tidning.se/"
)
@click.option("--tools", is_flag=True, help="Byt bara ut programmet i MAPP/verktyg mot det här.")
@click.option("-q", "--quiet", is_flag=True, help="Skriv bara ut det som är fel.")
@click.option("-v", "--verbose", is_flag=True, help="Skriv ut namnet på varje fil.")
def init(  # noqa: PLR0913 (one for each option)
    *, folder: Path, name: str, url: str, tools: bool, quiet: bool, verbose: bool
) -> None:
    """Gör en ny publikation i MAPP, som går att bygga med en gång.

    Inget som redan finns skrivs över.
    """
    from publisher.content.new import publication

    if tools:
        made = publication.retooled(folder)
    else:
        made = publication.found(folder, name, url, datetime.now(UTC))
    if quiet:
        return
    for path in made.files if verbose else ():
        say(f"  + {path}")
    say(f"{plural(len(made.files), 'fil', 'filer')} i {folder}. README.md berättar mer.")
    if tools:
        say(f"Nästa steg: pip install --require-hashes -r {made.files[-1]}")
        return
    where = "" if made.root.resolve() == Path.cwd() else f"cd {folder} och sedan "
    say(f"Nästa steg: {where}publisher serve")
