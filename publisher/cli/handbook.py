"""`publisher handbook …`: the handbook, which travels with the program, where one stands."""

from __future__ import annotations

import click

from publisher.cli.shared import say
from publisher.cli.swedish_click import SwedishCommand


@click.command(cls=SwedishCommand)
@click.argument("words", nargs=-1, metavar="[ORD…]")
def handbook(*, words: tuple[str, ...]) -> None:
    """Slå upp i handboken.

    Utan ORD visas innehållet. Med ORD visas kapitlet som heter så, annars de ställen där
    orden står: en inställning, ett fält i huvudet, ett kommando.
    """
    from publisher.desk.handbook import (
        chapters_of,
        contents,
        elsewhere,
        handbook_text,
        named,
        saying,
    )

    chapters = tuple(chapters_of(handbook_text()))
    wanted = " ".join(words).casefold()
    if not wanted:
        say(contents(chapters))
        say("Läs ett kapitel: publisher handbook brev")
        return
    found = named(chapters, wanted)
    if found and (others := elsewhere(chapters, wanted)):
        found.append("Det står också i:\n" + "\n".join(f"  {title}" for title in others))
    found = found or saying(chapters, wanted)
    if not found:
        say(f"Handboken säger inget om ”{' '.join(words)}”. Innehållet: publisher handbook")
        raise click.exceptions.Exit(1)
    say("\n\n".join(found))
