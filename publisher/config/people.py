"""`subscribers:` → where readers are kept, and every list there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.config.values_people import MailingList, PeopleSettings
from publisher.model import Show
from publisher.problems import Problem, did_you_mean, named

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.config.schema_people import ListFields, PeopleFields
    from publisher.config.schemas import PublisherFields

_PLACE = "subscribers"
_ALONG = (
    MailingList(
        id="artiklar",
        name="Artiklar",
        description="Varje artikel, när den publiceras.",
        kind="artiklar",
    ),
    MailingList(
        id="veckobrevet",
        name="Veckobrevet",
        description="Veckans texter i ett brev.",
        kind="brev",
    ),
)
_CORRECTIONS = MailingList(
    id="rattelser",
    name="Rättelser",
    description="När något vi har skrivit var fel.",
    kind="rättelser",
)


def number(settings: PublisherFields) -> int:
    """How many subscribers the site says that there are."""
    written = settings.subscribers
    return written if isinstance(written, int) else written.count


def people(
    settings: PublisherFields, own: Parsed, shows: Iterable[Show], path: str
) -> tuple[PeopleSettings, tuple[Problem, ...]]:
    """Lists as they are offered: articles, newsletters, podcasts, the owner's, corrections."""
    shows = tuple(shows)
    written = settings.subscribers
    along = (*_ALONG, *map(_of_show, shows), _CORRECTIONS)
    if isinstance(written, int):
        return PeopleSettings(lists=along), ()
    problems = tuple(_problems(written, own, along, shows, path))
    if problems:
        return PeopleSettings(lists=along), problems
    lists = tuple(_lists(written, along))
    return PeopleSettings(
        at=written.at,
        service=written.service or "",
        lists=lists,
        trusted_proxies=tuple(written.trusted_proxies),
        hourly=written.hourly,
    ), ()


def service(settings: PublisherFields) -> str:
    """Where the sign-up service answers; empty: there is none."""
    written = settings.subscribers
    return "" if isinstance(written, int) else written.service or ""


def _of_show(show: Show) -> MailingList:
    text = f"Varje nytt avsnitt av {show.title}."
    return MailingList(id=show.id, name=show.title, description=text, kind="podd", show=show.id)


def _lists(written: PeopleFields, along: tuple[MailingList, ...]) -> Iterator[MailingList]:
    """What comes along, as the owner has changed it, with the owner's own before corrections."""
    rows = {id_: row for id_, row in written.lists.items() if row}
    gone = {id_ for id_, row in written.lists.items() if not row}
    *first, last = (_changed(each, rows.pop(each.id, None)) for each in along)
    own = (
        MailingList(
            id=id_,
            name=row.name or id_,
            description=row.description,
            kind=row.kind or "brev",
            sender=row.sender,
            show=row.show,
        )
        for id_, row in rows.items()
    )
    return (each for each in (*first, *own, last) if each.id not in gone)


def _changed(each: MailingList, row: ListFields | None) -> MailingList:
    if row is None:
        return each
    return replace(
        each,
        name=row.name or each.name,
        description=row.description or each.description,
        sender=row.sender or each.sender,
        kind=row.kind or each.kind,
        show=row.show or each.show,
    )


def _problems(
    written: PeopleFields,
    own: Parsed,
    along: tuple[MailingList, ...],
    shows: tuple[Show, ...],
    path: str,
) -> Iterator[Problem]:
    known = {each.id: each for each in along}
    for id_, row in written.lists.items():
        line = own.line(_PLACE, "lists", id_)
        if not row and id_ not in known:
            text = f"listan ”{id_}” finns inte, så den kan inte tas bort"
            hint = f"{did_you_mean(id_, known)}Listorna: {named(known)}"
            yield Problem(path=path, line=line, text=text, hint=hint)
        elif row and id_ not in known and not (row.name and row.kind):
            text = f"en egen lista, ”{id_}”, behöver både name och kind"
            hint = f"{did_you_mean(id_, known)}Skriv till exempel: name: Boktips, kind: brev"
            yield Problem(path=path, line=line, text=text, hint=hint)
        if row and row.show not in {"", *(show.id for show in shows)}:
            text = f"listan ”{id_}” hör till podden ”{row.show}”, som inte finns"
            hint = f"Poddarna: {named(show.id for show in shows)}"
            yield Problem(path=path, line=line, text=text, hint=hint)
