"""`publisher people …`: readers in and out, one at a time or by the thousand, and their copies."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from publisher.cli.people_copies import backup, restore, rotate
from publisher.cli.people_import import import_command
from publisher.cli.people_remote import PeopleCommand, carried, remote
from publisher.cli.people_shared import (
    PeopleContext,
    address_of,
    asking,
    context_of,
    day_of,
    doing,
    outside,
    person_of,
    store_of,
)
from publisher.cli.people_single import add, release
from publisher.cli.shared import for_programs, plural, say
from publisher.cli.swedish_click import SwedishCommand, SwedishGroup
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.subscribers import PeopleStore

_STATES = {
    "active": "får brev",
    "pending": "har inte bekräftat än",
    "left": "har avslutat",
    "suppressed": "är spärrade",
}
_FORMATS = ("csv", "substack", "mailchimp", "listmonk", "ghost", "beehiiv", "wordpress")
_address = click.argument("address", metavar="ADRESS")


@click.group(cls=SwedishGroup)
def people() -> None:
    """Prenumeranterna: vilka de är, vad de har sagt ja till och vilka listor de står på.

    Adresser visas bara när du frågar efter dem.
    """


people.add_command(import_command)
people.add_command(add)
people.add_command(backup)
people.add_command(restore)
people.add_command(release)
people.add_command(rotate)
people.add_command(remote)


@people.command(cls=PeopleCommand)
@_address
@asking
def show(*, address: str, now: datetime | None, config: str) -> None:
    """Visa vad som står om en person, för dig som redaktör."""
    from publisher.subscribers import people as people_

    wanted = address_of(address)
    with store_of(context_of(config), now) as store:
        facts = people_.export(store, wanted)
    if not facts["finns"]:
        say(f"{facts['adress']} står inte på någon lista.")
    else:
        say(f"{facts['adress']}{' · ' + facts['namn'] if facts['namn'] else ''}")
        for row in facts["listor"]:
            say(f"  {row['lista']}: {row['läge']} sedan {day_of(row['sedan'])}")
        for row in facts["samtycken"]:
            say(f"  sade ja till {row['lista']} {day_of(row['när'])}: {row['ord']}")
    for row in facts["spärrar"]:
        where = "alla listor" if row["lista"] == "*" else row["lista"]
        say(f"  spärrad för {where} sedan {day_of(row['sedan'])}: {row['skäl']}")


@people.command(cls=PeopleCommand)
@_address
@doing
def forget(*, address: str, now: datetime | None, config: str, quiet: bool) -> None:
    """Glöm en person: allt som säger vem det är tas bort, och går inte att få tillbaka.

    Kvar blir ett kontrolltal som gör att adressen inte kommer in igen med en gammal fil.
    """
    from publisher.subscribers import people as people_

    wanted = address_of(address)
    with store_of(context_of(config), now) as store:
        people_.forget(store, person_of(store, wanted))
    if not quiet:
        say("Personen är glömd. Säkerhetskopior som är äldre har den kvar: ta bort dem i tid.")


@people.command(cls=PeopleCommand)
@_address
@click.option("--list", "name", default="", metavar="LISTA", help="Bara den här listan.")
@doing
def suppress(*, address: str, name: str, now: datetime | None, config: str, quiet: bool) -> None:
    """Spärra en adress: inga brev går dit, från någon lista eller från en."""
    from publisher.subscribers import people as people_

    wanted, context = address_of(address), context_of(config)
    list_ = _list(context, name) or "*"
    with store_of(context, now) as store:
        new = people_.suppress(store, wanted, list_)
    if not quiet:
        say("Adressen är spärrad." if new else "Adressen var redan spärrad.")


@people.command(cls=PeopleCommand)
@_address
@click.option("--list", "name", default="", metavar="LISTA", help="Bara spärren för den listan.")
@doing
def unsuppress(*, address: str, name: str, now: datetime | None, config: str, quiet: bool) -> None:
    """Häv spärren för en adress."""
    from publisher.subscribers import people as people_

    wanted, context = address_of(address), context_of(config)
    list_ = _list(context, name)
    with store_of(context, now) as store:
        lifted = people_.lift(store, wanted, {list_} if list_ else None)
    if not quiet:
        say("Spärren är hävd." if lifted else "Adressen var inte spärrad.")


@people.command("list", cls=PeopleCommand)
@click.option("--list", "name", default="", metavar="LISTA", help="Bara den här listan.")
@click.option("--addresses", is_flag=True, help="Skriv ut adresserna till dem som får brev.")
@asking
def list_(*, name: str, addresses: bool, now: datetime | None, config: str) -> None:
    """Visa hur många som står på varje lista."""
    from publisher.subscribers import people as people_

    context = context_of(config)
    wanted = _list(context, name)
    with store_of(context, now) as store:
        if addresses:
            for each in (wanted,) if wanted else (each.id for each in context.lists):
                for recipient in people_.active(store, each):
                    say(recipient.address if wanted else f"{each}: {recipient.address}")
            return
        _tell_counts(store, context, wanted)


def _tell_counts(store: PeopleStore, context: PeopleContext, wanted: str) -> None:
    from publisher.subscribers import people as people_
    from publisher.swedish import number

    counts = people_.counts(store)
    names = {each.id: each.name for each in context.lists}
    for id_ in dict.fromkeys((*names, *counts)):
        if wanted in {"", id_}:
            states = counts.get(id_, {})
            parts = [
                f"{number(count)} {words}"
                for state, words in _STATES.items()
                if (count := states.get(state, 0)) or state == "active"
            ]
            say(f"{id_} ({names.get(id_, 'finns inte bland inställningarna')}): {', '.join(parts)}")


@people.command(cls=SwedishCommand)
@click.option("--write", is_flag=True, help="Skriv talet, avrundat nedåt, i inställningarna.")
@doing
def count(*, write: bool, now: datetime | None, config: str, quiet: bool) -> None:
    """Räkna de personer som får minst en lista."""
    from publisher.subscribers.counting import rounded, write_count
    from publisher.swedish import number

    context = context_of(config)
    readers = _readers(context, now)
    if not write:
        say(f"{plural(readers, 'prenumerant', 'prenumeranter')}")
        return
    if not rounded(readers):
        many = plural(readers, "prenumerant", "prenumeranter") if readers else "inga prenumeranter"
        text = f"registret har {many}, så inget antal skrivs"
        hint = "Kontrollera at: under subscribers:, eller ta in dem: publisher people import FIL"
        raise PublisherError(Problem(path=context.file, text=text, hint=hint))
    changed = write_count(context.root, context.file, rounded(readers))
    if not quiet:
        line = f"{plural(readers, 'prenumerant', 'prenumeranter')}: i {context.file} står "
        line += "nu " if changed else "redan "
        say(f"{line}{number(rounded(readers))}.")
        if changed:
            say("Nästa steg: publisher build")


def _readers(context: PeopleContext, now: datetime | None) -> int:
    """How many there are; the settings lie here, the store maybe elsewhere."""
    from publisher.subscribers import people as people_

    if context.place.host:
        return int(
            carried("count", {"write": False, "now": now, "quiet": True}, context)["facts"][
                "readers"
            ]
        )
    with store_of(context, now) as store:
        context.facts["readers"] = people_.readers(store)
    return context.facts["readers"]


@people.command(cls=PeopleCommand)
@click.argument("address", metavar="[ADRESS]", required=False, default="")
@click.option("--list", "name", default="", metavar="LISTA", help="Hela listan, som CSV.")
@click.option(
    "--to",
    "format_",
    type=click.Choice(_FORMATS),
    default="csv",
    metavar="TJÄNST",
    help="Tjänsten som ska läsa filen: " + ", ".join(_FORMATS) + ".",
)
@click.option(
    "--state",
    type=click.Choice(["active", "left", "suppressed"]),
    default="active",
    metavar="LÄGE",
    help="Vilka: active (får brev), left (har avslutat) eller suppressed (är spärrade).",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FIL",
    help="Filen som ska skrivas.",
)
@doing
def export(  # noqa: PLR0913
    *,
    address: str,
    name: str,
    format_: str,
    state: Literal["active", "left", "suppressed"],
    out: Path | None,
    now: datetime | None,
    config: str,
    quiet: bool,
) -> None:
    """Ta ut allt om en person, eller en hel lista.

    Med ADRESS skrivs allt som finns om personen, att lämna till den som frågar. Med --list
    och --out skrivs listan i en fil som en annan tjänst kan läsa.
    """
    from publisher.subscribers import people as people_
    from publisher.subscribers.exporting import export_list

    context = context_of(config)
    if bool(address) == bool(name) or (name and out is None):
        text = "det står inte vad som ska tas ut"
        hint = "Skriv en ADRESS, eller --list LISTA och --out FIL."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    if address:
        wanted = address_of(address)
        with store_of(context, now) as store:
            say(for_programs(people_.export(store, wanted)))
        return
    assert out is not None  # noqa: S101 (asked for above)
    outside(out, context)
    list_ = _list(context, name)
    with store_of(context, now) as store:
        count_ = export_list(store, list_, state, format_, out)
    if not quiet:
        say(f"{plural(count_, 'adress', 'adresser')} i {out}. Ta bort filen när den är inläst.")


def _list(context: PeopleContext, name: str) -> str:
    from publisher.subscribers.lists import list_named

    return list_named(context.lists, name).id if name else ""
