"""The few words of ours that stand in a translated text, in its own language.

Only English is written out. In other languages the byline stays Swedish, and is marked as that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from publisher.model import Entry, Kind
from publisher.site.dates import local
from publisher.site.head import Version
from publisher.swedish import day, number

_NAMES = {
    "ar": "بالعربية",
    "da": "På dansk",
    "de": "Auf Deutsch",
    "en": "In English",
    "es": "En español",
    "et": "Eesti keeles",
    "fa": "به فارسی",
    "fi": "Suomeksi",
    "fr": "En français",
    "is": "Á íslensku",
    "it": "In italiano",
    "ja": "日本語で",
    "ko": "한국어로",
    "lt": "Lietuviškai",
    "lv": "Latviski",
    "nb": "På norsk",
    "nl": "In het Nederlands",
    "nn": "På norsk",
    "no": "På norsk",
    "pl": "Po polsku",
    "pt": "Em português",
    "ru": "По-русски",
    "so": "Af-Soomaali",
    "sv": "På svenska",
    "tr": "Türkçe",
    "uk": "Українською",
    "zh": "中文版",
}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineWords:
    """A byline's words; `language` is the one they are in."""

    language: str
    by: str
    joined: str
    date: str
    updated: str
    reading: str
    correction: str
    listen: str
    closed: str
    subscribe: str


def words(language: str, date: datetime, updated: datetime | None, minutes: int) -> BylineWords:
    """The words of a text in `language` (BCP 47), with its own dates and reading time."""
    if _primary(language) == "en":
        return BylineWords(
            language="en",
            by="By",
            joined=" and ",
            date=english(date),
            updated=f"Updated {english(updated)}" if updated else "",
            reading=f"{minutes}-minute read",
            correction="Correction",
            listen="Listen to the episode (in Swedish)",
            closed="The whole text goes to subscribers.",
            subscribe="Subscribe",
        )
    return BylineWords(
        language="sv",
        by="Av",
        joined=" och ",
        date=day(date),
        updated=f"Uppdaterad {day(updated)}" if updated else "",
        reading="1 minuts läsning" if minutes == 1 else f"{number(minutes)} minuters läsning",
        correction="Rättelse",
        listen="Lyssna på avsnittet",
        closed="Hela texten går till prenumeranter.",
        subscribe="Prenumerera",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnWords:
    """What is said of a text that is taken back; `language` is the one the words are in."""

    language: str
    kicker: str
    told: str
    why: str
    way: str


_BACK = {
    "article": ("Artikeln", "The article"),
    "episode": ("Avsnittet", "The episode"),
    "edition": ("Brevet", "The newsletter"),
    "page": ("Sidan", "The page"),
}


def withdrawn_words(language: str, was: Kind, when: datetime) -> WithdrawnWords:
    """That a text in `language` (BCP 47; empty: our own) is taken back, and when."""
    swedish, foreign = _BACK[was]
    if _primary(language) == "en":
        return WithdrawnWords(
            language="en",
            kicker="Withdrawn",
            told=f"{foreign} was withdrawn on {english(when)} and can no longer be read here.",
            why="Why",
            way="All corrections (in Swedish)",
        )
    verb = "höras" if was == "episode" else "läsas"
    ending = "et" if swedish.endswith("et") else "en"
    return WithdrawnWords(
        language="sv",
        kicker=f"Tillbakadrag{ending}",
        told=f"{swedish} drogs tillbaka den {day(when)} och kan inte längre {verb} här.",
        why="Varför",
        way="Allt som har rättats eller dragits tillbaka",
    )


def english(moment: datetime) -> str:
    """The Swedish calendar day, in English.

    >>> from publisher.swedish import STOCKHOLM
    >>> english(datetime(2025, 2, 1, tzinfo=STOCKHOLM))
    '1 February 2025'
    """
    there = local(moment)
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year}"


def version(entry: Entry, own: str) -> Version:
    """An entry as one of the languages a text is in; `own` is the publication's."""
    language = entry.language or own
    called = _NAMES.get(_primary(language), language)
    return Version(language=language, url=entry.url, words=called)


def direction(language: str) -> str:
    """`rtl` for what is written from right to left, else `ltr`."""
    return "rtl" if _primary(language) in _RIGHT_TO_LEFT else "ltr"


def locale(language: str) -> str:
    """As Open Graph wants it: language and territory (https://ogp.me/#optional).

    >>> locale("sv"), locale("en"), locale("pt-br")
    ('sv_SE', 'en_GB', 'pt_BR')
    """
    first, _, rest = language.partition("-")
    if len(rest) == 2:  # noqa: PLR2004 (a territory, ISO 3166-1)
        return f"{first.lower()}_{rest.upper()}"
    usual = {"sv": "SE", "en": "GB", "da": "DK", "nb": "NO", "nn": "NO", "no": "NO", "zh": "CN"}
    usual |= {"uk": "UA", "et": "EE", "ja": "JP", "ko": "KR", "ar": "AR", "fa": "IR"}
    return f"{first.lower()}_{usual.get(first.lower(), first.upper())}"


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
