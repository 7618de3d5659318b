"""The phrases that every complaint about a field is made of."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from publisher.config.fields.parsed import Tagged
from publisher.config.fields.unseen import seen, unveiled
from publisher.problems import Problem, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST = 40

# What authors write when they think in Swedish, or come from another tool.
_SYNONYMS = {
    "publicerat": "date", "publicerad": "date", "datum": "date", "published": "date",
    "uppdaterad": "updated", "ändrad": "updated", "modified": "updated", "lastmod": "updated",
    "rubrik": "title", "titel": "title", "namn": "name",
    "ingress": "description", "beskrivning": "description", "sammanfattning": "description",
    "summary": "description", "excerpt": "description",
    "taggar": "tags", "etiketter": "tags", "nyckelord": "tags", "keywords": "tags",
    "författare": "authors", "skribent": "authors", "byline": "authors",
    "kategori": "categories", "kategorier": "categories",
    "bild": "image", "omslag": "image", "alt": "image_alt",
    "bildtext": "image_caption", "caption": "image_caption", "foto": "image_credit",
    "fotograf": "image_credit", "credit": "image_credit", "fokus": "image_focus",
    "bildfokus": "image_focus", "focus": "image_focus", "focal_point": "image_focus",
    "porträtt": "image", "avatar": "image",
    "rättelse": "corrections", "rättelser": "corrections", "correction": "corrections",
    "fäst": "pinned", "fäst överst": "pinned", "ordning": "order", "rättad": "corrections",
    "tillbakadragen": "withdrawn", "tillbakadraget": "withdrawn", "indragen": "withdrawn",
    "retracted": "withdrawn", "orsak": "reason", "skäl": "reason",
    "utkast": "draft", "målgrupp": "audience", "alias": "aliases", "omdirigeringar": "aliases",
    "permalink": "slug", "adress": "address",
    "podd": "show", "program": "show", "ljud": "audio", "ljudfil": "audio", "mp3": "audio",
    "nummer": "number", "avsnitt": "number", "säsong": "season", "sort": "kind", "typ": "kind",
    "kapitel": "chapters", "avskrift": "transcript", "utskrift": "transcript",
    "medverkande": "people", "gäster": "people", "länkar": "links",
    "ämne": "subject", "ämnesrad": "subject", "artiklar": "articles", "meny": "menu",
    "språk": "language", "ägare": "owner", "programledare": "hosts", "plattformar": "platforms",
    "antal": "newest", "roll": "role", "länk": "url", "webbadress": "url", "epost": "email",
    "e-post": "email",
}  # fmt: skip


def unknown_key(
    name: str, allowed: Iterable[str], path: str, line: int, within: str = ""
) -> Problem:
    """`okänt fält ”publicerat”`, with the name that was meant, else with all that there are."""
    known = list(allowed)
    bare = seen(name).strip()
    near = meant_by(name, known)
    guess = f"Menade du ”{near}”?" if near else ""
    place = f" i ”{within}”" if within else ""
    text = f"okänt fält ”{unveiled(name)}”{place}"
    hint = guess or f"Tillåtna fält: {', '.join(known)}"
    if bare != name and bare in known:
        hint = f"Skriv om fältets namn för hand: {bare}"
    return Problem(path=path, line=line, text=text, hint=hint)


def meant_by(name: str, allowed: Iterable[str]) -> str:
    """The field that was most likely meant; empty when none is near."""
    known = list(allowed)
    bare = seen(name).strip()
    ours = bare if bare in known else _SYNONYMS.get(bare.casefold(), "")
    if bare in _SYNONYMS.values() and bare not in known:
        return ""  # a field of its own, which has no place here: date: on a page is no draft:
    return ours if ours in known else meant(bare, known)


def shown(value: object) -> str:
    """What stands in the file, as part of a sentence: `”vår”`, `talet 3,5`, `en lista`."""
    if isinstance(value, str):
        return _quoted(value)
    for kind, words in _KINDS:
        if isinstance(value, kind):
            return words(value)
    return "tomt" if value is None else "något annat"


def _quoted(text: str) -> str:
    if not text.strip(" \n"):
        return "tom text"
    text = re.sub(r"[ \n]+", " ", text[: 2 * _LONGEST]).strip()
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return f"”{unveiled(short)}”"


# In this order: a bool is an int to Python, and a datetime a date.
_KINDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (int, lambda value: f"talet {value}"),
    (float, lambda value: f"talet {value}".replace(".", ",")),
    (datetime, lambda value: f"tidpunkten {value:%Y-%m-%d %H:%M}"),
    (date, lambda value: f"datumet {value}"),
    (list, lambda _: "en lista"),
    (dict, lambda _: "en grupp av fält"),
    (Tagged, lambda value: f"taggen ”{value.sign}”"),
)
