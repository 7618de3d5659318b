"""How the files in `feeds/` may be written; only the loader imports this."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from publisher.config.schema_types import (
    Brief,
    Email,
    Goal,
    Guid,
    Language,
    Line,
    Medium,
    Name,
    OldAddress,
    OldQuery,
    Recurrence,
    Role,
    ShortLine,
    ShortWords,
    Strict,
    Web,
    Words,
)
from publisher.model.article_feed import FeedList
from publisher.model.feed_formats import RSS, USUAL, USUAL_OF_LISTS, FeedFormatId


class ArticleFeedFields(Strict):
    """`feeds/<id>.yml` with `kind: articles`."""

    kind: Literal["articles"]
    title: Words = Field(examples=["Nyheter"])
    description: Words = Field(examples=["Det senaste, i några ord"])
    address: str = Field(
        default="/feed.xml",
        pattern=rf"^/[a-z0-9/_.-]+{re.escape(RSS.ending)}$",
        examples=["/feed.xml"],
    )
    language: Language = "sv"
    newest: int = Field(default=20, ge=1, le=500)
    include: Literal["articles", "all"] = "articles"
    formats: list[FeedFormatId] = Field(default=[*USUAL], min_length=1)
    each: list[FeedList] = Field(default=["category", "tag", "author"])
    each_formats: list[FeedFormatId] = Field(default=[*USUAL_OF_LISTS], min_length=1)
    hub: Web | Literal[""] = ""
    id_host: str = Field(
        default="", pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*)?$", examples=["gamla.example"]
    )


class OwnerFields(Strict):
    """`owner:`, to whom Apple and Spotify write."""

    name: Words = Field(examples=["Redaktionen"])
    email: Email


class CategoryFields(Strict):
    """A line of `categories:`."""

    name: str = Field(examples=["News"])
    sub: str = Field(default="", examples=["Politics"])


class HostFields(Strict):
    """A line of `hosts:`."""

    name: Name = Field(examples=["Förnamn Efternamn"])
    role: Role = "host"
    url: Web | Literal[""] = ""


class PlatformFields(Strict):
    """A line of `platforms:`; one whose address is not known yet is shown nowhere."""

    title: Words = Field(examples=["Apple Podcasts"])
    url: Web | Literal[""] = ""


class FundingFields(Strict):
    """A line of `funding:`, where listeners can pay."""

    title: Name = Field(examples=["Stöd podden"])
    url: Web


class FrequencyFields(Strict):
    """`update_frequency:`, how often there is a new episode: in words, and as an RRULE."""

    text: Name = Field(examples=["Varje fredag"])
    rrule: Recurrence = ""


class ParentFields(Strict):
    """`publisher:`, the feed of the publisher who owns this one among others."""

    guid: Annotated[Guid, Field(min_length=1)]
    url: Web | Literal[""] = ""


class PodcastFields(Strict):
    """`feeds/<id>.yml` with `kind: podcast`."""

    kind: Literal["podcast"]
    title: ShortWords = Field(examples=["Poddens namn"])
    subtitle: ShortLine = ""
    description: Brief = Field(examples=["Vad podden handlar om"])
    author: ShortWords = Field(examples=["Kinamedia"])
    owner: OwnerFields
    image: Words = Field(examples=["omslag.jpg"])
    image_alt: Line = ""
    categories: list[CategoryFields] = Field(min_length=1, examples=["[{name: News}]"])
    language: Language = "sv"
    explicit: bool = False
    type: Literal["episodic", "serial"] = "episodic"
    copyright: Line = ""
    guid: Guid = ""
    locked: bool = True
    hosts: list[HostFields] = Field(default=[])
    platforms: list[PlatformFields] = Field(default=[])
    funding: list[FundingFields] = Field(default=[])
    medium: Medium = "podcast"
    update_frequency: FrequencyFields | None = None
    new_feed_url: Web | Literal[""] = ""
    block: bool = False
    complete: bool = False
    verify: ShortLine = ""
    publisher: ParentFields | None = None
    hub: Web | Literal[""] = ""


class OldAddressFields(Strict):
    """`feeds/gamla-adresser.yml`, which an import writes: where the old site's addresses lead."""

    kind: Literal["addresses"]
    redirects: dict[OldAddress, Goal] = Field(default={}, examples=["{/gammal/: /ny/}"])
    queries: dict[OldQuery, Goal] = Field(default={}, examples=["{p=12: /2015/ny/}"])


FEEDS: dict[Any, type[ArticleFeedFields | PodcastFields]] = {
    "articles": ArticleFeedFields,
    "podcast": PodcastFields,
}
