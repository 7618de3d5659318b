"""What a value in the settings may look like, told in Swedish when it does not."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from publisher.config.fields.lines import one_line
from publisher.config.site_address import site_address
from publisher.config.standards.apple import LANGUAGES
from publisher.config.standards.podcasting import MEDIA, known_role
from publisher.model.old_addresses import old_address
from publisher.problems import did_you_mean

_EMAIL = re.compile(r"[^\s@<>\",;]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WEB = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?")
_SITE = re.compile(r"/(?!/)[A-Za-z0-9/_.~%#-]*")
# RFC 5545, 3.3.10: as much of it as a release schedule needs.
_RRULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(?:;(?:INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYMONTH|WKST)=[A-Za-z0-9+,:.-]+)*"
)


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("är ingen e-postadress", "Skriv till exempel: redaktionen@tidning.se")
    return value


def _web_address(value: str) -> str:
    if not _WEB.fullmatch(value):
        hint = "Kopiera hela adressen ur webbläsaren, med https:// först."
        raise ValueError("är ingen webbadress", hint)
    return value


def _place(value: str) -> str:
    if value and not (_SITE.fullmatch(value) or _WEB.fullmatch(value)):
        hint = "Skriv en adress på sajten, som /prenumerera/, eller en hel med https:// först."
        raise ValueError("är ingen adress", hint)
    return value


def _translation(value: str) -> str:
    if value and "{url}" not in value:
        hint = "Sätt {url} där artikelns adress ska stå."
        raise ValueError("säger inte var artikelns adress ska stå", hint)
    return _web_address(value) if value else ""


def _client(value: str) -> str:
    from publisher.config.standards.mail_clients import known, matches

    if not matches(value):
        near = did_you_mean(value, known())
        hint = f"{near}Skriv som på caniemail.com: {', '.join(known())}."
        raise ValueError("är inget e-postprogram vi känner", hint)
    return value


def _language(value: str) -> str:
    if value.partition("-")[0] not in LANGUAGES:
        hint = "Skriv språkets kod enligt ISO 639: sv, en, nb …"
        raise ValueError("är ingen språkkod", hint)
    return value


def _guid(value: str) -> str:
    try:
        return str(UUID(value)) if value else ""
    except ValueError:
        hint = "Ta bort raden, eller kopiera guid ur flödet podden hade förut."
        raise ValueError("är ingen UUID", hint) from None


def _short(value: str) -> str:
    if len(value) > 255:  # noqa: PLR2004 (Apple, A Podcaster's Guide to RSS: node values)
        raise ValueError(f"har {len(value)} tecken; Apple tar högst 255")
    return value


def _brief(value: str) -> str:
    if (size := len(value.encode())) > 4000:  # noqa: PLR2004 (Apple; PSP-1)
        raise ValueError(f"är {size} byte; Apple tar högst 4000", "Å, ä och ö tar två byte var.")
    return value


def _medium(value: str) -> str:
    # Of the lists (podcastL…) none: their feeds have no episodes of their own.
    if value not in MEDIA:
        near = did_you_mean(value, MEDIA)
        raise ValueError("är inget som poddappar känner", f"{near}Skriv {', '.join(MEDIA)}.")
    return value


def _rule(value: str) -> str:
    if value and not _RRULE.fullmatch(value):
        hint = "Skriv till exempel FREQ=WEEKLY;BYDAY=FR (varje fredag) eller FREQ=MONTHLY."
        raise ValueError("är ingen upprepning enligt iCalendar", hint)
    return value


def _named_long(value: str) -> str:
    if len(value) > 128:  # noqa: PLR2004 (podcast:person, podcast:funding…: "128 characters")
        raise ValueError(f"har {len(value)} tecken; poddappar visar högst 128")
    return value


def _as(example: str) -> Any:  # noqa: ANN401 (pydantic's own FieldInfo, which it calls Any)
    """How such a value is written, for the hints."""
    return Field(examples=[example])


Line = Annotated[str, AfterValidator(one_line)]
Words = Annotated[Line, Field(min_length=1)]
Email = Annotated[str, AfterValidator(_email), _as("redaktionen@tidning.se")]
Web = Annotated[str, AfterValidator(_web_address), _as("https://exempel.se/")]
Place = Annotated[str, AfterValidator(_place), _as("/prenumerera/")]
OldAddress = Annotated[str, AfterValidator(old_address)]
OldQuery = Annotated[str, Field(pattern=r"^[a-z_]{1,40}=[A-Za-z0-9_-]{1,100}$"), _as("p=12")]
Goal = Annotated[str, Field(min_length=1), AfterValidator(_place)]
Client = Annotated[str, AfterValidator(_client), _as("gmail.*")]
Language = Annotated[str, AfterValidator(_language), _as("sv")]
Role = Annotated[str, AfterValidator(known_role), _as("guest")]
Name = Annotated[Words, AfterValidator(_named_long)]
SiteUrl = Annotated[str, AfterValidator(site_address), _as("https://tidning.se/")]
Translation = Annotated[
    str, AfterValidator(_translation), _as("https://translate.google.com/translate?u={url}")
]
Guid = Annotated[str, AfterValidator(_guid), _as("917393e3-1b1e-5cef-ace4-edaa54e1f810")]
ShortLine = Annotated[Line, AfterValidator(_short)]
ShortWords = Annotated[Words, AfterValidator(_short)]
Brief = Annotated[str, Field(min_length=1), AfterValidator(_brief)]
Medium = Annotated[str, AfterValidator(_medium), _as("podcast")]
Recurrence = Annotated[Line, AfterValidator(_rule), _as("FREQ=WEEKLY;BYDAY=FR")]


class Strict(BaseModel):
    """Unknown keys are faults, and nothing becomes something else than what was written."""

    model_config = ConfigDict(extra="forbid", strict=True)
