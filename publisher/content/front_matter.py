"""The front matter authors may write, kind by kind; the handbook's table is compared with this."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

from publisher.config.fields.lines import one_line
from publisher.config.standards.podcasting import known_role
from publisher.content.focus import checked
from publisher.media.chapters import begins_with_time
from publisher.model import Audience, EpisodeKind, Layout
from publisher.model.old_addresses import old_address

_YEARS = range(1900, 2200)


def _listed(value: Any) -> Any:  # noqa: ANN401 (whatever stood in the file)
    """A lone name counts as a list of one: `tags: Kina` is what people write."""
    if isinstance(value, str) and (parts := re.split(r"\s*[,;]\s*", value.strip(" ,;")))[1:]:
        listed = ", ".join(parts)
        hint = f"Är det flera, skriv dem inom hakparenteser: [{listed}]. Är det ett, skriv: "
        raise ValueError("har ett komma, men är ingen lista", f'{hint}["{listed}"]')
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


def _dated(value: Any) -> Any:  # noqa: ANN401 (whatever stood in the file)
    """Pydantic would take 2025 for seconds since 1970, and "2025-02-02" in quotes for midnight."""
    if isinstance(value, int | float):
        raise ValueError("ska vara ett datum, inte ett tal")  # noqa: TRY004 (pydantic's way)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):  # no such day: told below
            return date.fromisoformat(value)
    if isinstance(value, str) and not _MOMENT.fullmatch(value.strip()):
        raise PydanticCustomError("date_written", "no date")  # "20250202" would be seconds, too
    return value


def _in_calendar(value: date) -> date:
    """Feeds and calendars bear no other years; Sweden's clock had seconds in its offset to 1879."""
    if value.year not in _YEARS:
        hint = "Skriv ett år mellan 1900 och 2199, till exempel 2025-02-02."
        raise ValueError(f"har ett orimligt årtal: {value.year}", hint)
    return value


_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*(?: \S+)?")

Moment = Annotated[datetime | date, BeforeValidator(_dated), AfterValidator(_in_calendar)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SiteAddress = Annotated[str, AfterValidator(old_address)]
Addresses = Annotated[tuple[SiteAddress, ...], BeforeValidator(_listed)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
OneLine = Annotated[str, AfterValidator(one_line)]
Point = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(checked)]
Name = Annotated[OneLine, StringConstraints(min_length=1)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]


class Fields(BaseModel):
    """Unknown keys are faults, and `title: 2025` is a title."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, frozen=True)


class WelcomeFields(Fields):
    """The head of the letter to new readers."""

    title: Name = Field(examples=["Välkommen till Bladet"])
    preheader: OneLine = ""


class MailOptionsFields(Fields):
    """How a piece is mailed on its own."""

    # First, since a hint takes its example from here: this alone makes a letter.
    send: bool | None = Field(default=None, examples=["true"])
    subject: OneLine = Field(default="", examples=["Brevets ämnesrad"])
    preheader: OneLine = Field(default="", examples=["Raden efter ämnet"])


class PersonFields(Fields):
    """Somebody heard in an episode."""

    name: Name = Field(examples=["Förnamn Efternamn"])
    role: Annotated[str, AfterValidator(known_role)] = Field("guest", examples=["guest"])
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+|/([^/\\\s]\S*)?)?$")] = Field(
        default="", examples=["https://exempel.se/"]
    )


class CorrectionFields(Fields):
    """Something that was wrong in a piece and has been put right."""

    date: Moment = Field(examples=["2025-02-03"])
    text: Words = Field(examples=["Vad som var fel, och vad som är rätt."])


_CORRECTION = '[{date: 2025-02-03, text: "Vad som var fel, och vad som är rätt."}]'


class WithdrawnFields(Fields):
    """That a published text is taken back."""

    date: Moment = Field(examples=["2025-02-03"])
    reason: Words = Field(examples=["Varför texten inte längre kan läsas."])


_WITHDRAWN = '{date: 2025-02-03, reason: "Varför texten inte längre kan läsas."}'


class LinkFields(Fields):
    """A line in an episode's list of links."""

    title: Words = Field(examples=["Vad länken leder till"])
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] = Field(
        examples=["https://exempel.se/"]
    )


class ChapterFields(Fields):
    """A chapter with more than a time and a title. A time is text: `01:30`, or seconds."""

    start: Words = Field(examples=["01:30"])
    title: Words = Field(examples=["Rubrik"])
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = Field(
        "", examples=["https://exempel.se/"]
    )
    image: str = Field(default="", examples=["bild.jpg"])


def _chapters(value: Any) -> Any:  # noqa: ANN401 (whatever stood in the file)
    """A lone chapter is a list of one, and `00:00 Namn: mer` is a chapter, not a field."""
    if isinstance(value, str) and begins_with_time(value):
        return [value]
    if not isinstance(value, list):
        return value
    return [_chapter(each) for each in value]


def _chapter(value: Any) -> Any:  # noqa: ANN401 (whatever stood in the file)
    if isinstance(value, dict) and len(value) == 1:
        ((key, rest),) = value.items()
        if begins_with_time(key) and isinstance(rest, str | int | float):
            return f"{key}: {rest}"
    return value


def _map_or_text(value: Any) -> str:  # noqa: ANN401 (whatever stood in the file)
    return "map" if isinstance(value, dict | ChapterFields) else "text"


def _list_or_file(value: Any) -> str:  # noqa: ANN401 (whatever stood in the file)
    return "file" if isinstance(value, str) else "list"


# Told apart by form before they are checked, so that one fault is reported and not both.
ChapterRow = Annotated[
    Annotated[ChapterFields, Tag("map")] | Annotated[Words, Tag("text")],
    Discriminator(_map_or_text),
]
Chapters = Annotated[
    Annotated[tuple[ChapterRow, ...], Tag("list")] | Annotated[Words, Tag("file")],
    Discriminator(_list_or_file),
    BeforeValidator(_chapters),
]


class EntryFields(Fields):
    """What every kind has."""

    title: Annotated[OneLine, StringConstraints(min_length=1)] = Field(examples=["En rubrik"])
    description: str = Field(default="", examples=["Vad texten handlar om"])
    id: Id | None = Field(None, examples=["2025-02-02-min-text"])
    slug: Slug | None = Field(None, examples=["min-text"])
    aliases: Addresses = Field((), examples=["[/gammal/adress/]"])
    draft: bool = False


class ArticleFields(EntryFields):
    """An article."""

    date: Moment = Field(examples=["2025-02-02"])
    updated: Moment | None = Field(None, examples=["2025-02-03"])
    authors: Names = Field((), examples=["[redaktionen]"])
    categories: Names = Field((), examples=["[Politik]"])
    tags: Names = Field((), examples=["[Kina, handel]"])
    image: Words | None = Field(None, examples=["bild.jpg"])
    image_alt: str | None = Field(None, examples=["Vad bilden visar"])
    image_caption: str = Field(default="", examples=["Bildens text"])
    image_focus: Point | None = Field(None, examples=["30% 20%"])
    image_credit: OneLine = Field(default="", examples=["Förnamn Efternamn"])
    corrections: tuple[CorrectionFields, ...] = Field((), examples=[_CORRECTION])
    withdrawn: WithdrawnFields | None = Field(None, examples=[_WITHDRAWN])
    pinned: bool = False
    order: Annotated[int, Field(ge=1)] | None = Field(None, examples=[1])
    audience: Audience = "alla"
    mail: MailOptionsFields = MailOptionsFields()
    guid: Annotated[OneLine, StringConstraints(min_length=1)] | None = Field(
        None, examples=["https://gamla.exempel.se/?p=123"]
    )


class EpisodeFields(ArticleFields):
    """A podcast episode."""

    show: Words = Field(examples=["podden"])
    audio: Words = Field(examples=["avsnitt.mp3"])
    bytes: Annotated[int, Field(ge=1)] | None = Field(None, examples=[61034496])
    seconds: Annotated[float, Field(gt=0)] | None = Field(None, examples=[2543])
    number: Annotated[int, Field(ge=1)] | None = Field(None, examples=[12])
    season: Annotated[int, Field(ge=1)] | None = Field(None, examples=[1])
    kind: EpisodeKind = "full"
    explicit: bool = False
    chapters: Chapters = Field((), examples=['["00:00 Inledning", "01:30 Mera"]'])
    transcript: Words | None = Field(None, examples=["avsnitt.vtt"])
    people: tuple[PersonFields, ...] = ()
    links: tuple[LinkFields, ...] = ()


class TranslationFields(EntryFields):
    """The translation of an article or an episode; the rest it has from its original."""

    date: Moment | None = Field(None, examples=["2025-02-02"])
    updated: Moment | None = Field(None, examples=["2025-02-03"])
    authors: Names = Field((), examples=["[redaktionen]"])
    image_alt: str = ""
    image_caption: str = ""
    corrections: tuple[CorrectionFields, ...] = Field((), examples=[_CORRECTION])
    withdrawn: WithdrawnFields | None = Field(None, examples=[_WITHDRAWN])


class GatheredFields(Fields):
    """A gathered piece that is shown otherwise than the rest."""

    article: Words = Field(examples=["../artiklar/text.md"])
    layout: Layout = Field(examples=["full"])


def _gathered(value: Any) -> str:  # noqa: ANN401 (whatever stood in the file)
    return "map" if isinstance(value, dict | GatheredFields) else "text"


GatheredRow = Annotated[
    Annotated[GatheredFields, Tag("map")] | Annotated[Words, Tag("text")],
    Discriminator(_gathered),
]


def _week(value: str) -> str:
    """A week as ISO 8601 counts them; a year has 52 or 53."""
    match = re.fullmatch(r"(\d{4})-[WwVv]?(\d{1,2})", value)
    try:
        date.fromisocalendar(*((int(match[1]), int(match[2])) if match else (0, 0)), 1)
    except ValueError:
        hint = "Skriv år och vecka, till exempel week: 2025-06"
        raise ValueError(f"kan inte vara ”{value}”: det är ingen vecka", hint) from None
    return value


class EditionFields(EntryFields):
    """A newsletter that gathers pieces."""

    date: Moment = Field(examples=["2025-02-03"])
    subject: Annotated[OneLine, StringConstraints(min_length=1)] = Field(examples=["Veckans brev"])
    preheader: OneLine = ""
    articles: Annotated[tuple[GatheredRow, ...], BeforeValidator(_listed)] = Field(
        (), examples=["[../artiklar/2025/text.md]"]
    )
    week: Annotated[Words, AfterValidator(_week)] | None = Field(None, examples=["2025-06"])
    from_: Moment | None = Field(None, alias="from", examples=["2025-02-03"])
    to: Moment | None = Field(None, examples=["2025-02-09"])
    sort: Literal["newest", "oldest"] = "newest"
    layout: Layout = "summary"
    corrects: Words | None = Field(None, examples=["2025-02-03.md"])
    withdrawn: WithdrawnFields | None = Field(None, examples=[_WITHDRAWN])


class PageFields(EntryFields):
    """An ordinary page."""

    menu: int | None = Field(None, examples=[1])


class AuthorFields(Fields):
    """A byline, in `content/forfattare.yml`."""

    name: Name = Field(examples=["Förnamn Efternamn"])
    line: str = Field(default="", examples=["Kinakorrespondent"])
    links: list[LinkFields] = Field(
        [], examples=[[{"title": "Webb", "url": "https://exempel.se/"}]]
    )
    bio: str = Field(default="", examples=["Några ord om vem det är"])
    email: str = Field(default="", examples=["namn@exempel.se"])
    image: Words | None = Field(None, examples=["bild.jpg"])
    image_alt: str | None = Field(None, examples=["Förnamn Efternamn vid ett skrivbord"])
    image_focus: Point | None = Field(None, examples=["50% 30%"])
