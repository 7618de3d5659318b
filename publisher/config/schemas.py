"""How `mkdocs.yml` and the files in `feeds/` may be written; only the loader imports this."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from publisher.config.apple import LANGUAGES

_EMAIL = re.compile(r"[^\s@<>\",;]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WEB = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?")
_SITE = re.compile(r"/(?!/)[A-Za-z0-9/_.~%#-]*")
_SITE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/_.~-]*)?")


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise ValueError("får bara vara en enda rad")
    return value.strip()


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


def _site_url(value: str) -> str:
    if not _SITE_URL.fullmatch(value):
        hint = "Skriv bara adressen till startsidan, till exempel site_url: https://tidning.se/"
        raise ValueError("är ingen adress till en webbplats", hint)
    return value.rstrip("/") + "/"


def _translation(value: str) -> str:
    if value and "{url}" not in value:
        hint = "Sätt {url} där artikelns adress ska stå."
        raise ValueError("säger inte var artikelns adress ska stå", hint)
    return _web_address(value) if value else ""


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


def _theme(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _is(value: str, wanted: str) -> str:
    if value.removesuffix("/") != wanted:
        hint = f"Skriv {wanted}, eller ta bort raden. Mapparna heter likadant överallt."
        raise ValueError(f"måste vara {wanted}", hint)
    return wanted


Line = Annotated[str, AfterValidator(_one_line)]
Words = Annotated[Line, Field(min_length=1)]
Email = Annotated[str, AfterValidator(_email)]
Web = Annotated[str, AfterValidator(_web_address)]
Place = Annotated[str, AfterValidator(_place)]
Language = Annotated[str, AfterValidator(_language)]


class Strict(BaseModel):
    """Unknown keys are faults, and nothing becomes something else than what was written."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ThemeFields(BaseModel):
    """`theme:`, of which Material knows far more than we do."""

    model_config = ConfigDict(extra="allow", strict=True)

    name: Literal["material"]
    custom_dir: str | None = None
    language: Language = "sv"


class SiteFields(Strict):
    """What we read ourselves of MkDocs' own settings."""

    site_name: Words = Field(examples=["Kinamedia"])
    site_url: Annotated[str, AfterValidator(_site_url)] | None = None
    site_description: Line = ""
    docs_dir: Annotated[str, AfterValidator(lambda value: _is(value, "content"))] = "content"
    site_dir: Annotated[str, AfterValidator(lambda value: _is(value, "build/site"))] = "build/site"
    copyright: Line = ""
    theme: Annotated[ThemeFields, BeforeValidator(_theme)] = ThemeFields(name="material")


class MailFields(Strict):
    """`mail:`, whose blanks are filled from the rest of the settings."""

    from_name: Words | None = None
    from_email: Email | None = None
    reply_to: Email | None = None
    list_id: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", examples=["brev.tidning.se"]
    )
    unsubscribe: Words | None = None
    address: Line = ""


class TargetFields(BaseModel):
    """A place to deploy to; what else it needs, its kind knows."""

    model_config = ConfigDict(extra="allow", strict=True)

    kind: Words = Field(examples=["folder"])


class PublisherFields(Strict):
    """`plugins: - publisher:`."""

    subscribers: int = Field(default=0, ge=0, examples=["775"])
    subscribe_url: Place = Field(default="", examples=["/prenumerera/"])
    editor: Line = ""
    contact: Line = ""
    translate_url: Annotated[str, AfterValidator(_translation)] = ""
    per_page: int = Field(default=20, ge=5, le=100, examples=["20"])
    mail: MailFields = MailFields()
    targets: dict[str, TargetFields] = {}


class ArticleFeedFields(Strict):
    """`feeds/<id>.yml` with `kind: articles`."""

    kind: Literal["articles"]
    title: Words
    description: Words
    address: str = Field(
        default="/feed.xml", pattern=r"^/[a-z0-9/_.-]+\.xml$", examples=["/feed.xml"]
    )
    language: Language = "sv"
    newest: int = Field(default=20, ge=1, le=500)


class OwnerFields(Strict):
    """`owner:`, to whom Apple and Spotify write."""

    name: Words
    email: Email


class CategoryFields(Strict):
    """A line of `categories:`."""

    name: str
    sub: str = ""


class HostFields(Strict):
    """A line of `hosts:`."""

    name: Annotated[Words, Field(max_length=128)]  # Podcasting 2.0, podcast:person
    role: str = "host"
    url: Web | Literal[""] = ""


class PlatformFields(Strict):
    """A line of `platforms:`."""

    title: Words
    url: Web


class PodcastFields(Strict):
    """`feeds/<id>.yml` with `kind: podcast`."""

    kind: Literal["podcast"]
    title: Annotated[Words, AfterValidator(_short)]
    subtitle: Annotated[Line, AfterValidator(_short)] = ""
    description: Annotated[str, Field(min_length=1), AfterValidator(_brief)]
    author: Annotated[Words, AfterValidator(_short)] = Field(examples=["Kinamedia"])
    owner: OwnerFields
    image: Words = Field(examples=["omslag.jpg"])
    image_alt: Line = ""
    categories: list[CategoryFields] = Field(min_length=1, examples=["[{name: News}]"])
    language: Language = "sv"
    explicit: bool = False
    type: Literal["episodic", "serial"] = "episodic"
    copyright: Line = ""
    guid: Annotated[str, AfterValidator(_guid)] = ""
    locked: bool = True
    hosts: list[HostFields] = []
    platforms: list[PlatformFields] = []


FEEDS: dict[Any, type[ArticleFeedFields | PodcastFields]] = {
    "articles": ArticleFeedFields,
    "podcast": PodcastFields,
}
