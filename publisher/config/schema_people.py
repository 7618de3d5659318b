"""How `subscribers:` may be written; only the settings' schema imports this."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from publisher.config.schema_types import Line, SiteUrl, Strict, Words

_SSH = re.compile(r"ssh://(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9.-]+(?::[0-9]+)?/\S+")


def _at(value: str) -> str:
    """A path, or an address of a kind we know; what it leads to is found when it is opened."""
    scheme, sep, rest = value.partition("://")
    if sep and ":" in rest.partition("/")[0].rpartition("@")[0]:
        hint = (
            "Ta bort lösenordet ur adressen, och skriv det i ~/.pgpass eller i PGPASSWORD i miljön."
        )
        raise ValueError("har ett lösenord i sig, som alla kan läsa i inställningarna", hint)
    if not sep or (scheme in {"postgresql", "postgres"} and rest):
        return value
    if scheme == "ssh" and _SSH.fullmatch(value):
        return value
    hint = "Skriv en sökväg, ssh://server/sökväg eller postgresql://server/databas."
    raise ValueError("är ingen plats att ha prenumeranter på", hint)


def _list_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        raise ValueError("blir en listas namn i adresser", "Skriv med a–z, 0–9 och bindestreck.")
    return value


class ListFields(Strict):
    """A list; what is left out is as in the list of that name that comes along, if any."""

    name: Words | None = Field(default=None, examples=["Veckobrevet"])
    description: Line = Field(default="", examples=["Varje måndag klockan sex."])
    sender: Line = Field(default="", examples=["Anna på Kinamedia"])
    kind: Literal["artiklar", "brev", "podd", "rättelser"] | None = Field(
        default=None, examples=["brev"]
    )
    show: Line = Field(default="", examples=["kinapodden"])


def _shown(value: object) -> object:
    """`veckobrevet: false` takes a list away that comes along."""
    return {} if value is None else value


def _network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError:
        hint = "Skriv som 127.0.0.1, 10.0.0.0/8 eller fd00::/8."
        raise ValueError("är ingen IP-adress eller del av ett nät", hint) from None


Network = Annotated[str, AfterValidator(_network), Field(examples=["127.0.0.1"])]
ListId = Annotated[str, AfterValidator(_list_id)]
ListRow = Annotated[ListFields | Literal[False], BeforeValidator(_shown)]


class PeopleFields(Strict):
    """`subscribers:` as a mapping."""

    count: int = Field(default=0, ge=0, examples=[775])
    at: Annotated[Line, AfterValidator(_at)] = Field(
        default="", examples=["ssh://brev.tidning.se/var/lib/publisher/subscribers.sqlite"]
    )
    service: SiteUrl | None = Field(default=None, examples=["https://brev.tidning.se/"])
    trusted_proxies: list[Network] = Field(default=["127.0.0.0/8", "::1/128"])
    hourly: int = Field(default=60, ge=1, le=10_000, examples=[60])
    lists: dict[ListId, ListRow] = Field(
        default={}, examples=["{veckobrevet: {sender: Anna på Kinamedia}}"]
    )


def _written(value: Any) -> str:  # noqa: ANN401 (whatever stood in the file)
    return "map" if isinstance(value, dict | PeopleFields) else "number"


Subscribers = Annotated[
    Annotated[PeopleFields, Tag("map")]
    | Annotated[int, Field(ge=0, examples=[775]), Tag("number")],
    Discriminator(_written),
]
"""A number alone is how many there are."""
