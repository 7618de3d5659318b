"""How `mkdocs.yml` may be written; only the loader imports this."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from publisher.config.schema_copy_desk import CopyDeskFields
from publisher.config.schema_look import LookFields
from publisher.config.schema_mail import MailSettingsFields
from publisher.config.schema_notify import NotifyFields
from publisher.config.schema_people import Subscribers
from publisher.config.schema_subscribe import SubscribeFormFields
from publisher.config.schema_types import (
    Goal,
    Language,
    Line,
    OldAddress,
    Place,
    SiteUrl,
    Strict,
    Translation,
    Words,
)


def _theme(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _is(value: str, wanted: str) -> str:
    if value.removesuffix("/") != wanted:
        hint = f"Skriv {wanted}, eller ta bort raden. Mapparna heter likadant överallt."
        raise ValueError(f"måste vara {wanted}", hint)
    return wanted


class ThemeFields(BaseModel):
    """`theme:`, of which Material knows far more than we do."""

    model_config = ConfigDict(extra="allow", strict=True)

    name: Literal["material"]
    custom_dir: str | None = Field(default=None, examples=["theme/web"])
    language: Language = "sv"


class SiteFields(Strict):
    """What we read ourselves of MkDocs' own settings."""

    site_name: Words = Field(examples=["Kinamedia"])
    site_url: SiteUrl | None = None
    site_description: Line = ""
    docs_dir: Annotated[str, AfterValidator(lambda value: _is(value, "content"))] = Field(
        default="content", examples=["content"]
    )
    site_dir: Annotated[str, AfterValidator(lambda value: _is(value, "build/site"))] = Field(
        default="build/site", examples=["build/site"]
    )
    copyright: Line = ""
    theme: Annotated[ThemeFields, BeforeValidator(_theme)] = Field(
        default=ThemeFields(name="material"), examples=["{name: material}"]
    )


class TargetFields(BaseModel):
    """A place to deploy to; what else it needs, its kind knows."""

    model_config = ConfigDict(extra="allow", strict=True)

    kind: Words = Field(examples=["folder"])
    url: SiteUrl | None = Field(default=None, examples=["https://prov.tidning.se/"])
    verify: bool | None = None
    promises: bool | None = None


class MediaFields(Strict):
    """`media:`, for publications whose sound files lie on other hosting than the site."""

    base_url: SiteUrl | None = Field(default=None, examples=["https://ljud.tidning.se/"])
    target: Line = Field(default="", examples=["ljud"])


class PublisherFields(Strict):
    """`plugins: - publisher:`."""

    subscribers: Subscribers = Field(default=0, examples=[775])
    subscribe_url: Place = Field(default="", examples=["/prenumerera/"])
    subscribe_form: SubscribeFormFields | None = Field(
        default=None, examples=["{service: buttondown, user: tidningen}"]
    )
    editor: Line = ""
    contact: Line = ""
    translate_url: Translation = ""
    per_page: int = Field(default=20, ge=5, le=100, examples=[20])
    share: list[Literal["mejl", "bluesky", "x", "facebook", "linkedin", "adress"]] = Field(
        default=["mejl", "bluesky", "facebook", "linkedin", "x", "adress"]
    )
    cards: bool = True
    search: bool = True
    raw_html: bool = False
    unread: list[Line] = Field(default=[], examples=[[".sketch"]])
    redirects: dict[OldAddress, Goal] = Field(default={}, examples=["{/gammal/: /ny/}"])
    extension_files: dict[str, list[Line]] = Field(
        default={}, examples=["{pymdownx.snippets: [content/inlagg/*.md]}"]
    )
    copy_desk: CopyDeskFields = CopyDeskFields()
    look: LookFields = LookFields()
    mail: MailSettingsFields = MailSettingsFields()
    media: MediaFields = MediaFields()
    notify: NotifyFields = NotifyFields()
    targets: dict[str, TargetFields] = Field(default={}, examples=["{skarpt: {kind: folder}}"])
