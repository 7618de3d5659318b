"""What the commands on people share: the publication's store, and an address that was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from publisher.cli.shared import config_option, now_option, options_of, plural, quiet_option, show
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.subscribers import PeopleStore
    from publisher.subscribers.addresses import Address
    from publisher.subscribers.marker import LaidBack


def asking(function: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that answers: which publication, and which hour."""
    return now_option(config_option(function))


def doing(function: Callable[..., None]) -> Callable[..., None]:
    """The options of one that changes something, and says so."""
    return asking(quiet_option(function))


def settings_of(config: str, now: datetime | None) -> Config:
    """The publication's settings. Raises PublisherError with every fault in them."""
    from publisher.config import load_config
    from publisher.media import images

    options = options_of(config, now)
    found, problems = load_config(options.root, options.file, measure=images.measure)
    if found is None:
        raise PublisherError(problems)
    return found


@contextmanager
def store_of(found: Config, now: datetime | None) -> Iterator[PeopleStore]:
    """The publication's store, without what has grown too old; what was put right is told."""
    from publisher.subscribers import open_store, place_of, retention

    with open_store(place_of(found), now=clock_of(now)) as store:
        if store.laid_back is not None:
            tell_laid_back(store.laid_back)
        retention.age(store)
        yield store


def clock_of(now: datetime | None) -> Callable[[], datetime]:
    """The hour that was given, else the machine's own clock."""
    return lambda: now or datetime.now(UTC)


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
