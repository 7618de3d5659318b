"""`publisher people backup|restore|rotate`: the store as a file, back again, a new key."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from publisher.cli.people_remote import PeopleCommand
from publisher.cli.people_shared import (
    clock_of,
    context_of,
    doing,
    outside,
    store_of,
    tell_laid_back,
)
from publisher.cli.shared import plural, say


@click.command(cls=PeopleCommand)
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path, dir_okay=False))
@doing
def backup(*, file: Path, now: datetime | None, config: str, quiet: bool) -> None:
    """Gör en säkerhetskopia av prenumeranterna, med nycklarna.

    Prenumerationstjänsten och utskick kan vara igång under tiden. Spara filen där ingen annan
    kommer åt den: med den kan man läsa adresserna och avsluta andras prenumerationer.
    """
    from publisher.subscribers.backup import back_up

    context = context_of(config)
    outside(file, context)
    with store_of(context, now) as store:
        back_up(store, file)
    if not quiet:
        say(f"Kopian ligger i {file}.")


@click.command(cls=PeopleCommand)
@click.argument(
    "file", metavar="FIL", type=click.Path(path_type=Path, dir_okay=False, exists=False)
)
@doing
def restore(*, file: Path, now: datetime | None, config: str, quiet: bool) -> None:
    """Lägg tillbaka en säkerhetskopia av prenumeranterna.

    Det som fanns sparas bredvid. Den som har avslutat, spärrats eller glömts sedan kopian
    gjordes får inga brev efter det heller. Utskick som inte var klara skickas inte vidare av
    sig själva.
    """
    from publisher.subscribers.backup import restore as restore_
    from publisher.subscribers.times import read
    from publisher.swedish import hour

    done = restore_(context_of(config).place, file, now=clock_of(now))
    if done.laid_back is not None:
        tell_laid_back(done.laid_back)
    if quiet:
        return
    say(f"Kopian från {hour(read(done.made))} är tillbaka.")
    if done.said_since:
        many = plural(done.said_since, "person", "personer")
        say(f"{many} hade sagt nej sedan dess, och får inga brev.")
    if done.kept is not None:
        say(f"Det som fanns ligger i {done.kept}. Ta bort det när allt stämmer.")


@click.command(cls=PeopleCommand)
@doing
def rotate(*, now: datetime | None, config: str, quiet: bool) -> None:
    """Byt nyckel, om någon annan kan ha sett den.

    Länkar i brev som redan har gått ut fungerar som förut, och den som är spärrad förblir det.
    Gör en ny säkerhetskopia efteråt.
    """
    from publisher.subscribers.store import rotate as rotate_

    with store_of(context_of(config), now) as store:
        rotate_(store)
    if not quiet:
        say("Nyckeln är bytt. Nästa steg: publisher people backup FIL")
