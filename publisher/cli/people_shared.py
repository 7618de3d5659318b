"""What the commands on people share: the publication's store, and an address that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import config_option, now_option, options_of, plural, quiet_option, show
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.config import MailingList
    from publisher.subscribers import PeopleStore, StorePlace
    from publisher.subscribers.addresses import Address
    from publisher.subscribers.marker import LaidBack


def asking(function: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that answers: which publication, and which hour."""
    return now_option(config_option(function))


def doing(function: Callable[..., None]) -> Callable[..., None]:
    """The options of one that changes something, and says so."""
    return asking(quiet_option(function))


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleContext:
    """What a command on people must know of the publication: its lists, and where its store is."""

    root: Path
    file: str
    lists: tuple[MailingList, ...]
    place: StorePlace
    facts: dict[str, int] = field(default_factory=dict)
    """What a command found, for a program that asked."""


_KNOWN = "publisher.people"
SENT: ContextVar[PeopleContext | None] = ContextVar("SENT", default=None)
"""The context of another machine, while a command is carried out here for it."""


def context_of(config: str) -> PeopleContext:
    """The publication's. Raises PublisherError with every fault in its settings."""
    from publisher.config import load_config
    from publisher.media import images
    from publisher.subscribers import place_of

    if (sent := SENT.get()) is not None:
        return sent
    meta = click.get_current_context().meta
    if _KNOWN in meta:
        known: PeopleContext = meta[_KNOWN]
        return known
    options = options_of(config, None)
    found, problems = load_config(options.root, options.file, measure=images.measure)
    if found is None:
        raise PublisherError(problems)
    meta[_KNOWN] = PeopleContext(
        root=found.root, file=found.file, lists=found.people.lists, place=place_of(found)
    )
    return context_of(config)


def outside(file: Path, context: PeopleContext) -> None:
    """Raises PublisherError for a file of readers in the publication's folder."""
    if in_publication(file, context):
        text = "filen skulle ligga i publikationens mapp, och kan läggas ut därifrån"
        raise PublisherError(Problem(path=str(file), text=text, hint="Välj en annan mapp."))


def in_publication(file: Path, context: PeopleContext) -> bool:
    """Whether builds read it and git keeps it; what was sent here from elsewhere is in neither."""
    return SENT.get() is None and file.resolve().is_relative_to(context.root.resolve())


@contextmanager
def store_of(context: PeopleContext, now: datetime | None) -> Iterator[PeopleStore]:
    """The publication's store, without what has grown too old; what was put right is told."""
    from publisher.subscribers import open_store, retention

    _tell_of_others(context)
    with open_store(context.place, now=clock_of(now)) as store:
        if store.laid_back is not None:
            tell_laid_back(store.laid_back)
        retention.age(store)
        yield store


def _tell_of_others(context: PeopleContext) -> None:
    """Before a new store is made: the one that is meant may lie under another host's name."""
    from publisher.subscribers.place import others_beside

    if others := others_beside(context.place):
        text = f"ett nytt, tomt register över prenumeranter görs i {context.place.folder}"
        hint = f"Bredvid finns: {', '.join(others)}. Har sajten bytt adress, så att det är ett av "
        hint += (
            "dem: flytta dess innehåll dit, eller skriv var det ligger i at: under subscribers:."
        )
        show((Problem(path=context.file, text=text, hint=hint, fatal=False),))


def clock_of(now: datetime | None) -> Callable[[], datetime]:
    """The hour that was given, else the machine's own clock."""
    return lambda: now or datetime.now(UTC)


def day_of(stamp: str) -> str:
    """The day of a time that the store keeps, as the Swedish calendar has it."""
    from publisher.subscribers.times import read
    from publisher.swedish import day

    return day(read(stamp)) if stamp else "okänd dag"


def address_of(written: str) -> Address:
    """An address from the command line, not repeated in what is wrong with it."""
    from publisher.subscribers.addresses import Address, cleaned

    found = cleaned(written)
    if not isinstance(found, Address):
        hint = "Skriv till exempel: anna@tidning.se"
        raise PublisherError(Problem(path="", text=found, hint=hint))
    return found


def person_of(store: PeopleStore, address: Address) -> int:
    """The number of somebody who must be there. Raises PublisherError."""
    from publisher.subscribers import people

    found = people.found(store, address)
    if found is None:
        hint = "Kontrollera stavningen. Spärrar, som finns kvar när någon har glömts, visas med: "
        hint += "publisher people show ADRESS"
        raise PublisherError(Problem(path="", text="ingen har den adressen", hint=hint))
    return int(found["id"])


def tell_laid_back(found: LaidBack) -> None:
    """What follows of an older copy, in words for the editor."""
    rows = sum(found.unknown.values())
    text = "registret över prenumeranter är en äldre kopia som har lagts tillbaka"
    hint = "Inget utskick var på väg."
    if rows:
        letters = ", ".join(found.unknown)
        hint = (
            f"{plural(rows, 'mottagare', 'mottagare')} av {letters} kan redan ha fått sitt brev. "
        )
        hint += "De står som okända och får inget mer av sig självt: publisher send status"
    if found.planned_since:
        hint += f" Brev som skickades efter kopian: {', '.join(found.planned_since)}. "
        hint += "De kan inte skickas igen förrän du säger till."
    show((Problem(path="", text=text, hint=hint, fatal=False),))
