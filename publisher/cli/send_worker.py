"""`publisher send worker`: one of several machines that carry the same letters."""

from __future__ import annotations

import click

from publisher.cli.release import settings as read_settings
from publisher.cli.shared import common, options_of, say
from publisher.cli.swedish_click import SwedishCommand


@click.command(cls=SwedishCommand)
@common
def worker(*, config: str, quiet: bool, verbose: bool) -> None:
    """Skicka tillsammans med andra datorer, tills du avbryter. Kräver PostgreSQL.

    Kör samma kommando på varje dator. De delar på det som ska skickas, och går en dator ner
    tar de andra över. Ingen läsare får brevet två gånger för det.
    """
    from publisher.sending.fleet.working import work
    from publisher.sending.requests import Here
    from publisher.subscribers import place_of

    del verbose
    settings = read_settings(options_of(config, None, quiet=quiet))
    here = Here(place=place_of(settings), root=settings.root)
    work(here, lambda text: say(text, err=True))
