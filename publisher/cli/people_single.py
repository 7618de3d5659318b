"""`publisher people add|release`: somebody who said yes on paper; a letter to go out again."""

from __future__ import annotations

from datetime import datetime

import click

from publisher.cli.people_remote import PeopleCommand
from publisher.cli.people_shared import address_of, context_of, doing, store_of
from publisher.cli.shared import say
from publisher.problems import Problem, PublisherError


@click.command(cls=PeopleCommand)
@click.argument("address", metavar="ADRESS")
@click.option("--list", "names", multiple=True, required=True, metavar="LISTA", help="Listan.")
@click.option("--name", default="", metavar="NAMN", help="Vad personen heter.")
@click.option(
    "--consent",
    required=True,
    metavar="TEXT",
    help="Hur personen sade ja: ”i ett mejl 30 november”, ”på listan vid bokmässan”.",
)
@doing
def add(  # noqa: PLR0913
    *,
    address: str,
    names: tuple[str, ...],
    name: str,
    consent: str,
    now: datetime | None,
    config: str,
    quiet: bool,
) -> None:
    """Lägg till en person som har sagt ja på annat sätt än på sajten.

    Den som är spärrad läggs inte till: häv spärren först, om personen själv vill det.
    """
    from publisher.subscribers import people as people_
    from publisher.subscribers.lists import list_named

    wanted, context = address_of(address), context_of(config)
    lists = tuple(dict.fromkeys(list_named(context.lists, each).id for each in names))
    said = people_.Consent(words=consent, where_url="", how="paper")
    with store_of(context, now) as store:
        new = people_.add(store, wanted, lists, said, name)
    if not new:
        text = "personen står redan på listan, eller är spärrad"
        hint = "Se hur det är: publisher people show ADRESS"
        raise PublisherError(Problem(path="", text=text, hint=hint))
    if not quiet:
        say(f"Personen står nu på {', '.join(new)}.")


@click.command(cls=PeopleCommand)
@click.argument("edition", metavar="BREV")
@click.option("--list", "list_", required=True, metavar="LISTA", help="Listan brevet gick till.")
@doing
def release(*, edition: str, list_: str, now: datetime | None, config: str, quiet: bool) -> None:
    """Låt ett brev skickas igen, fast det gick ut efter säkerhetskopian som lades tillbaka.

    Bara du kan veta att ingen fick det. Den som redan har det får det en gång till.
    """
    with store_of(context_of(config), now) as store:
        if not store.planned_before(edition, list_):
            text = f"inget hindrar ”{edition}” från att skickas till {list_}"
            hint = "Namnen står där kopian lades tillbaka, och i felet från publisher send."
            raise PublisherError(Problem(path="", text=text, hint=hint))
        store.release(edition, list_)
    if not quiet:
        say("Brevet kan skickas igen.")
