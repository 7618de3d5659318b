"""How `mkdocs.yml` and the files in `feeds/` may be written; only the loader imports this."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from publisher.articlefeed import FeedFormat, FeedList
from publisher.config.apple import LANGUAGES
from publisher.config.podcasting import MEDIA, known_role
from publisher.problems import did_you_mean

_EMAIL = re.compile(r"[^\s@<>\",;]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WEB = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?")
_SITE = re.compile(r"/(?!/)[A-Za-z0-9/_.~%#-]*")
# RFC 5545, 3.3.10: as much of it as a release schedule needs.
_RRULE = re.compile(
    r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(?:;(?:INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYMONTH|WKST)=[A-Za-z0-9+,:.-]+)*"
)
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
Role = Annotated[str, AfterValidator(known_role)]
Name = Annotated[Words, AfterValidator(_named_long)]


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


class MediaFields(Strict):
    """`media:`, for publications whose sound files lie on other hosting than the site."""

    base_url: Annotated[str, AfterValidator(_site_url)] | None = Field(
        default=None, examples=["https://ljud.tidning.se/"]
    )


class PublisherFields(Strict):
    """`plugins: - publisher:`."""

    subscribers: int = Field(default=0, ge=0, examples=["775"])
    subscribe_url: Place = Field(default="", examples=["/prenumerera/"])
    editor: Line = ""
    contact: Line = ""
    translate_url: Annotated[str, AfterValidator(_translation)] = ""
    per_page: int = Field(default=20, ge=5, le=100, examples=["20"])
    mail: MailFields = MailFields()
    media: MediaFields = MediaFields()
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
    include: Literal["articles", "all"] = "articles"
    formats: list[FeedFormat] = Field(default=["rss", "atom", "json"], min_length=1)
    each: list[FeedList] = ["category", "tag", "author"]
    each_formats: list[FeedFormat] = Field(default=["rss"], min_length=1)
    hub: Web | Literal[""] = ""
    id_host: str = Field(
        default="", pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)?$", examples=["gamla.example"]
    )


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

    name: Name
    role: Role = "host"
    url: Web | Literal[""] = ""


class PlatformFields(Strict):
    """A line of `platforms:`."""

    title: Words
    url: Web


class FundingFields(Strict):
    """A line of `funding:`, where listeners can pay."""

    title: Name = Field(examples=["Stöd podden"])
    url: Web


class FrequencyFields(Strict):
    """`update_frequency:`, how often there is a new episode: in words, and as an RRULE."""

    text: Name = Field(examples=["Varje fredag"])
    rrule: Annotated[Line, AfterValidator(_rule)] = ""


class ParentFields(Strict):
    """`publisher:`, the feed of the publisher who owns this one among others."""

    guid: Annotated[str, AfterValidator(_guid), Field(min_length=1)]
    url: Web | Literal[""] = ""


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
    funding: list[FundingFields] = []
    medium: Annotated[str, AfterValidator(_medium)] = "podcast"
    update_frequency: FrequencyFields | None = None
    new_feed_url: Web | Literal[""] = ""
    block: bool = False
    complete: bool = False
    verify: Annotated[Line, AfterValidator(_short)] = ""
    publisher: ParentFields | None = None
    hub: Web | Literal[""] = ""


FEEDS: dict[Any, type[ArticleFeedFields | PodcastFields]] = {
    "articles": ArticleFeedFields,
    "podcast": PodcastFields,
}
