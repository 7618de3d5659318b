"""What each mail program can show, as tested by caniemail.com (MIT; see LICENSE.caniemail)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files

from publisher.config.standards.mail_clients.titles import in_swedish

DEFAULT = (
    "gmail.*",
    "apple-mail.*",
    "outlook.windows",
    "outlook.outlook-com",
    "outlook.ios",
    "outlook.android",
    "outlook.macos",
    "yahoo.*",
    "samsung-email.android",
    "thunderbird.macos",
)
"""What is asked for when the settings name no programs: what readers in Sweden mostly have."""

_FAMILIES = {
    "aol": "AOL",
    "apple-mail": "Apple Mail",
    "fastmail": "Fastmail",
    "free-fr": "Free.fr",
    "gmail": "Gmail",
    "gmx": "GMX",
    "hey": "HEY",
    "ionos-1and1": "Ionos",
    "laposte": "La Poste",
    "mail-ru": "Mail.ru",
    "orange": "Orange",
    "outlook": "Outlook",
    "protonmail": "Proton Mail",
    "rainloop": "RainLoop",
    "samsung-email": "Samsung Email",
    "sfr": "SFR",
    "t-online-de": "T-Online",
    "thunderbird": "Thunderbird",
    "web-de": "Web.de",
    "wp-pl": "WP Poczta",
    "yahoo": "Yahoo Mail",
}
_SYSTEMS = {
    "android": "för Android",
    "desktop-webmail": "på webben",
    "ios": "för Iphone",
    "macos": "för Mac",
    "mobile-webmail": "i mobilens webbläsare",
    "outlook-com": "på webben",
    "windows": "för Windows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Something a letter may use, what it is called in a sentence, and each program's answer.

    `slug` is its name at caniemail.com. `support`: `y` shown, `a` in part, `n` not shown, `u`
    unknown, `-` never tested.
    """

    slug: str
    title: str
    support: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All features by slug, the programs known, and the day the tests were last brought up to."""

    date: str
    clients: tuple[str, ...]
    features: dict[str, Feature]


@lru_cache(maxsize=1)
def table() -> Table:
    """The table that came along."""
    data = json.loads(files(__package__).joinpath("data.json").read_text("utf-8"))
    clients = tuple(data["clients"])
    features = {
        slug: Feature(
            slug=slug,
            title=in_swedish(slug, title),
            support=dict(zip(clients, letters, strict=True)),
        )
        for slug, (title, letters) in data["features"].items()
    }
    return Table(date=data["date"], clients=clients, features=features)


def chosen(patterns: Iterable[str]) -> tuple[str, ...]:
    """The programs that any of the patterns (`gmail.*`, `outlook.windows`) names, sorted."""
    wanted = tuple(patterns)
    return tuple(one for one in table().clients if any(fnmatchcase(one, each) for each in wanted))


def matches(pattern: str) -> bool:
    """Whether a pattern names any program."""
    return bool(chosen((pattern,)))


def known() -> tuple[str, ...]:
    """Every name that settings may hold: the families as `gmail.*`, and each program."""
    clients = table().clients
    families = dict.fromkeys(f"{one.partition('.')[0]}.*" for one in clients)
    return (*families, *clients)


def spoken(client: str) -> str:
    """A program's name as one says it.

    >>> spoken("outlook.windows"), spoken("gmail.desktop-webmail")
    ('Outlook för Windows', 'Gmail på webben')
    """
    if client == "outlook.windows-mail":
        return "E-post i Windows"
    family, _, system = client.partition(".")
    return f"{_FAMILIES.get(family, family)} {_SYSTEMS.get(system, system)}"


def together(clients: Iterable[str]) -> tuple[str, ...]:
    """Programs, with those of one family said at once.

    >>> together(("gmail.android", "gmail.ios", "outlook.windows"))
    ('Gmail (Android, Iphone)', 'Outlook (Windows)')
    """
    families: dict[str, list[str]] = {}
    for client in clients:
        family, _, system = client.partition(".")
        place = "E-post i Windows" if system == "windows-mail" else _SYSTEMS.get(system, system)
        families.setdefault(_FAMILIES.get(family, family), []).append(
            place.removeprefix("för ").removeprefix("på ").removeprefix("i ")
        )
    return tuple(f"{name} ({', '.join(places)})" for name, places in families.items())
