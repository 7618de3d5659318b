"""Checked front matter → an Article, Episode, Edition or Page, its files found and measured."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from publisher import schema
from publisher.addresses import media_url, slug
from publisher.load.paths import CONTENT, Desk, beside, stem
from publisher.model import (
    Article,
    Audio,
    Chapter,
    Credit,
    Edition,
    Entry,
    Episode,
    Image,
    Kind,
    MailOptions,
    Page,
    ShowLink,
    Transcript,
)
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.fields import Parsed

T = TypeVar("T")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TRANSCRIPTS = {".vtt": "text/vtt", ".srt": "application/x-subrip"}
_CHAPTER = re.compile(r"^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\s+(.+)$")


def moment(value: date) -> datetime:
    """Any date as an aware time in Sweden; a bare date is the midnight it begins with."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), STOCKHOLM)
    return value.replace(tzinfo=STOCKHOLM) if value.tzinfo is None else value.astimezone(STOCKHOLM)


class Maker:
    """Makes one entry, gathering Problems and the files it looked at on the way."""

    def __init__(self, path: str, body_line: int, fields: Any, front: Parsed, desk: Desk) -> None:  # noqa: ANN401 (one of four schemas)
        """Everything about one file."""
        self.path = path
        self.fields = fields
        self.front = front
        self.desk = desk
        self.body_line = body_line
        self.problems: list[Problem] = []
        self.depends: list[str] = []
        self.references: tuple[str, ...] = ()

    def entry(self, kind: Kind) -> Entry | None:
        """The entry, or None when a Problem makes it impossible."""
        if not self._slug(kind):
            text = "filnamnet ger ingen adress (inga bokstäver a–ö och inga siffror)"
            self._fault("title", text, "Skriv en adress i huvudet, till exempel slug: min-text")
            return None
        match kind:
            case "article":
                return Article(**self._piece(kind))
            case "episode":
                return self._episode()
            case "edition":
                return self._edition()
            case "page":
                return Page(**self._common(kind, f"/{self._slug(kind)}/"), menu=self.fields.menu)

    def _slug(self, kind: Kind) -> str:
        return self.fields.slug or slug(stem(self.path, kind))

    def _common(self, kind: Kind, url: str) -> dict[str, Any]:
        fields, name = self.fields, self._slug(kind)
        day = f"{moment(fields.date):%Y-%m-%d}" if kind != "page" else "sida"
        return {
            "id": fields.id or (name if name.startswith(day) else f"{day}-{name}"),
            "source": self.path,
            "url": url,
            "title": fields.title,
            "body_line": self.body_line,
            "description": " ".join(fields.description.split()),
            "draft": fields.draft,
            "aliases": fields.aliases,
        }

    def _piece(self, kind: Kind) -> dict[str, Any]:
        fields: schema.ArticleFields = self.fields
        when = moment(fields.date)
        return {
            **self._common(kind, f"/{when.year}/{self._slug(kind)}/"),
            "date": when,
            "updated": moment(fields.updated) if fields.updated else None,
            "authors": fields.authors,
            "categories": tuple(dict.fromkeys(fields.categories)),
            "tags": tuple(dict.fromkeys(fields.tags)),
            "image": self._image(),
            "audience": fields.audience,
            "mail": MailOptions(**dict(fields.mail)),
        }

    def _episode(self) -> Episode | None:
        fields: schema.EpisodeFields = self.fields
        piece = self._piece("episode")
        audio, chapters, transcript = self._audio(), self._chapters(), self._transcript()
        if audio is None:
            return None
        for chapter in chapters:
            if chapter.start >= audio.seconds:
                text = f"kapitlet ”{chapter.title}” börjar efter att ljudet är slut"
                self._fault("chapters", text, f"Ljudet är {audio.seconds:.0f} sekunder långt.")
        return Episode(
            **{**piece, "url": f"/podd/{slug(fields.show)}/{self._slug('episode')}/"},
            show=fields.show,
            audio=audio,
            number=fields.number,
            season=fields.season,
            episode_kind=fields.kind,
            explicit=fields.explicit,
            chapters=chapters,
            transcript=transcript,
            people=tuple(Credit(**dict(person)) for person in fields.people),
            links=tuple(ShowLink(**dict(link)) for link in fields.links),
        )

    def _edition(self) -> Edition:
        fields: schema.EditionFields = self.fields
        self.references = fields.articles
        return Edition(
            **self._common("edition", f"/nyhetsbrev/{self._slug('edition')}/"),
            date=moment(fields.date),
            subject=fields.subject,
            preheader=fields.preheader,
        )

    def _image(self) -> Image | None:
        if not self.fields.image:
            return None
        if (path := self._beside("image", self.fields.image)) is None:
            return None
        if self.fields.image_alt is None:
            hint = 'Beskriv vad bilden visar, eller skriv image_alt: "" om den bara är utsmyckning.'
            self._fault("image", "bilden saknar beskrivning (image_alt)", hint, fatal=False)
        from publisher import images

        alt = self.fields.image_alt or ""
        return self._measured("image", images.measure(self.desk.root, path, _url(path), alt))

    def _audio(self) -> Audio | None:
        if (path := self._beside("audio", self.fields.audio)) is None:
            return None
        from publisher import audio

        return self._measured("audio", audio.measure(self.desk.root, path, _url(path)))

    def _transcript(self) -> Transcript | None:
        if not self.fields.transcript:
            return None
        if (path := self._beside("transcript", self.fields.transcript)) is None:
            return None
        suffix = path[path.rfind(".") :].lower()
        if suffix not in TRANSCRIPTS:
            text = f"avskriften ”{self.fields.transcript}” är varken WebVTT eller SRT"
            self._fault("transcript", text, "Spara den som .vtt eller .srt.")
            return None
        return Transcript(path=path, url=_url(path), mime=TRANSCRIPTS[suffix])

    def _chapters(self) -> tuple[Chapter, ...]:
        chapters: list[Chapter] = []
        for number, written in enumerate(self.fields.chapters):
            if (found := _CHAPTER.match(written)) is None:
                text = f"kapitlet ”{written}” saknar tid eller rubrik"
                self._fault(
                    "chapters", text, "Skriv som 01:30 Rubrik eller 1:02:30 Rubrik.", number
                )
                continue
            hours, minutes, seconds, title = found.groups()
            start = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
            if chapters and start <= chapters[-1].start:
                text = f"kapitlet ”{title}” kommer inte efter det förra"
                self._fault("chapters", text, "Skriv kapitlen i den ordning de hörs.", number)
            chapters.append(Chapter(start=start, title=title))
        if chapters and chapters[0].start:
            hint = "Apple och Spotify vill ha ett kapitel vid 00:00; lägg till det först i listan."
            self._fault("chapters", "första kapitlet börjar inte vid 00:00", hint, 0)
        return tuple(chapters)

    def _beside(self, key: str, written: str) -> str | None:
        path, fault, hint = beside(written, self.path, self.desk.disk)
        if fault:
            self._fault(key, f"filen ”{written}” {fault}", hint)
            self.depends += _possible(written, self.path)
            return None
        self.depends.append(path)
        return path

    def _measured(self, key: str, result: T | Problem) -> T | None:
        if isinstance(result, Problem):
            line = self.front.line(key)
            self.problems.append(replace(result, path=self.path, line=line))
            return None
        return result

    def _fault(
        self, key: str, text: str, hint: str, index: int | None = None, *, fatal: bool = True
    ) -> None:
        line = self.front.line(key) if index is None else self.front.line(key, index)
        self.problems.append(Problem(path=self.path, line=line, text=text, hint=hint, fatal=fatal))


def _url(path: str) -> str:
    return media_url(path, CONTENT)


def _possible(written: str, source: str) -> list[str]:
    # So that the record is made anew when the missing file turns up.
    return [posixpath.normpath(posixpath.join(posixpath.dirname(source), written))]
