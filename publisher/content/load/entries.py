"""Checked front matter → an Article, Episode, Edition or Page, its files found and measured."""

from __future__ import annotations

import posixpath
from dataclasses import fields as members
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from publisher.content.focus import focus_of
from publisher.content.load.dates import STOCKHOLM, moment
from publisher.content.load.newsletters import NewsletterRequest, wanted
from publisher.content.load.paths import (
    SourceFiles,
    beside,
    dated_slug,
    letter_url,
    stem,
    translated,
)
from publisher.model import (
    Article,
    Correction,
    Credit,
    Edition,
    Enclosure,
    Entry,
    Episode,
    Image,
    Kind,
    MailOptions,
    Page,
    Piece,
    Recording,
    ShowLink,
    Withdrawal,
    WithdrawnEntry,
)
from publisher.model.addresses import media_url, slug
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.content import front_matter
    from publisher.content.source import MarkdownFile

T = TypeVar("T")
_UNTOLD = datetime(1970, 1, 1, tzinfo=STOCKHOLM)
"""The date of a translation until `translations.paired` has seen its original."""


class EntryMaker:
    """Makes one entry, gathering Problems and the files it looked at on the way."""

    def __init__(
        self,
        path: str,
        source: MarkdownFile,
        fields: Any,  # noqa: ANN401 (one of four schemas)
        sources: SourceFiles,
        unknown: frozenset[str] = frozenset(),
    ) -> None:
        """Everything about one file. Of the `unknown` fields something else is wrong already."""
        self.unknown = unknown
        self.path = path
        self.fields = fields
        self.front = source.front
        self.sources = sources
        self.body = source.body
        self.body_line = source.body_line
        self.problems: list[Problem] = []
        self.depends: list[str] = []
        self.wanted = NewsletterRequest()

    def entry(self, kind: Kind) -> Entry | None:
        """The entry, or None when a Problem makes it impossible."""
        if not self._slug(kind):
            text = "filnamnet ger ingen adress (inga bokstäver a–ö och inga siffror)"
            self._fault("title", text, "Skriv en adress i huvudet, till exempel slug: min-text")
            return None
        if getattr(self.fields, "withdrawn", None):  # pages cannot be
            return self._withdrawn(kind)
        if (found := translated(self.path)) is not None:
            return self._translation(kind, *found)
        return self._original(kind)

    def _original(self, kind: Kind) -> Entry | None:
        match kind:
            case "article":
                return Article(**self._piece(kind))
            case "episode":
                return self._episode()
            case "edition":
                return self._edition()
            case "page":
                return Page(**self._common(kind, self._url(kind)), menu=self.fields.menu)

    def _slug(self, kind: Kind) -> str:
        return self.fields.slug or slug(stem(self.path, kind))

    def _url(self, kind: Kind) -> str:
        """Where it lies, whatever becomes of it."""
        match kind:
            case "article":
                return f"/{self._when().year}/{self._slug(kind)}/"
            case "episode":
                return f"/podd/{slug(self.fields.show)}/{self._slug(kind)}/"
            case "edition":
                return letter_url(self.fields.slug or dated_slug(self.path))
            case "page":
                return f"/{self._slug(kind)}/"

    def _when(self) -> datetime:
        return _UNTOLD if "date" in self.unknown else moment(self.fields.date)

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
        fields: front_matter.ArticleFields = self.fields
        when = self._when()
        corrections = self._corrections(when)
        self._advise_on_mail()
        return {
            **_as_written(fields, Episode if kind == "episode" else Article),
            **self._common(kind, self._url(kind)),
            "date": when,
            "updated": self._updated(when, corrections),
            "categories": tuple(dict.fromkeys(fields.categories)),
            "tags": tuple(dict.fromkeys(fields.tags)),
            "image": self._image(),
            "mail": MailOptions(**dict(fields.mail)),
            "foreign_guid": fields.guid or "",
            "corrections": corrections,
        }

    def _advise_on_mail(self) -> None:
        """Whoever writes a subject means to send; `send: false` says that it is not so."""
        given = self.fields.mail
        key = next((key for key in ("subject", "preheader") if getattr(given, key)), "")
        if key and given.send is None and "mail" not in self.unknown:
            text = f"mail: har {key}: men inget send:, så det blir inget brev"
            hint = "Skriv send: true under mail: om texten ska mejlas. Annars ta bort mail:."
            line = self.front.line("mail", key)
            self.problems.append(
                Problem(path=self.path, line=line, text=text, hint=hint, fatal=False)
            )

    def _withdrawn(self, kind: Kind) -> WithdrawnEntry:
        """What is left of a text that is taken back. Its pictures and sound may be gone already."""
        fields, found = self.fields, translated(self.path)
        common = self._of_translation(*found) if found else self._common(kind, self._url(kind))
        published = moment(fields.date) if fields.date else _UNTOLD
        when = moment(fields.withdrawn.date)
        if when.date() < published.date():
            text = "texten sägs vara tillbakadragen innan den publicerades"
            hint = "Skriv dagen då den drogs tillbaka, till exempel date: 2025-02-03"
            self._fault("withdrawn", text, hint, "date")
        if "://" in getattr(fields, "audio", ""):
            text = "avsnittet är tillbakadraget, men ljudet ligger hos någon annan och kan höras"
            hint = f"Ta bort det där också: {fields.audio}"
            line = self.front.line("audio")
            self.problems.append(
                Problem(path=self.path, line=line, text=text, hint=hint, fatal=False)
            )
        return WithdrawnEntry(
            **common,
            was=kind,
            date=published,
            withdrawal=Withdrawal(date=when, reason=" ".join(fields.withdrawn.reason.split())),
            foreign_guid=getattr(fields, "guid", None) or "",
        )

    def _of_translation(self, original: str, language: str) -> dict[str, Any]:
        """What every translation has, as its own file tells it."""
        fields = self.fields
        return {
            "id": fields.id or self.path,
            "source": self.path,
            "url": f"/{fields.slug or slug(self.path)}/",
            "title": fields.title,
            "body_line": self.body_line,
            "description": " ".join(fields.description.split()),
            "draft": fields.draft,
            "aliases": fields.aliases,
            "language": language,
            "translation_of": original,
        }

    def _translation(self, kind: Kind, original: str, language: str) -> Entry:
        """As its own file tells it; `translations.paired` adds what the original has."""
        fields, common = self.fields, self._of_translation(original, language)
        if kind == "page":
            return Page(**common)
        when = moment(fields.date) if fields.date else _UNTOLD
        corrections = self._corrections(when)
        alt, caption = (" ".join(text.split()) for text in (fields.image_alt, fields.image_caption))
        words = Image(source="", url="", width=None, height=None, alt=alt, caption=caption)
        return Article(
            **common,
            date=when,
            updated=self._updated(when, corrections),
            authors=fields.authors,
            image=words if alt or caption else None,
            corrections=corrections,
        )

    def _corrections(self, published: datetime) -> tuple[Correction, ...]:
        """In order of time; one from before the piece was published is a slip of the pen."""
        found: list[Correction] = []
        for number, written in enumerate(self.fields.corrections):
            when = moment(written.date)
            if when.date() < published.date():
                text = "rättelsen är äldre än texten"
                hint = "Skriv dagen då felet rättades, till exempel date: 2025-02-03"
                self._fault("corrections", text, hint, number, "date")
            found.append(Correction(date=when, text=" ".join(written.text.split())))
        return tuple(sorted(found, key=lambda correction: (correction.date, correction.text)))

    def _updated(self, published: datetime, corrections: tuple[Correction, ...]) -> datetime | None:
        """When the text last changed: as written, or by its latest correction.

        Never before it was published: a bare day of the same date means later that day.
        """
        changes = [correction.date for correction in corrections]
        if written := self.fields.updated:
            when = moment(written)
            exact = isinstance(written, datetime)
            if when < published if exact else when.date() < published.date():
                text = "texten sägs vara ändrad innan den publicerades"
                hint = "Rätta updated: eller date:, eller ta bort raden updated:."
                self._fault("updated", text, hint)
            changes.append(when)
        return max([published, *changes]) if changes else None

    def _episode(self) -> Episode | None:
        from publisher.content.load.timeline import Timeline

        fields: front_matter.EpisodeFields = self.fields
        piece = self._piece("episode")
        url = self._url("episode")
        sound = self._audio()
        timeline = Timeline(self.path, fields, self.front, self.sources, sound)
        chapters, in_text = timeline.chapters(self.body, self.body_line)
        transcript = timeline.transcript(url)
        self.problems += timeline.problems
        self.depends += timeline.depends
        if sound is None:
            return None
        made = {
            "sound": sound,
            "episode_kind": fields.kind,
            "chapters": chapters,
            "chapters_in_text": in_text,
            "transcript": transcript,
            "people": tuple(Credit(**dict(person)) for person in fields.people),
            "links": tuple(ShowLink(**dict(link)) for link in fields.links),
        }
        return Episode(**{**piece, **made})

    def _edition(self) -> Edition:
        fields: front_matter.EditionFields = self.fields
        self.wanted, problems = wanted(fields, self.path, self.front)
        if not self.unknown & {"week", "from", "to"}:
            self.problems += problems
        return Edition(
            **self._common("edition", self._url("edition")),
            date=moment(fields.date),
            subject=fields.subject,
            preheader=fields.preheader,
            layout=fields.layout,
        )

    def _image(self) -> Image | None:
        if "image" in self.unknown:
            return None
        if not self.fields.image:
            for key in ("image_alt", "image_caption", "image_credit", "image_focus"):
                if getattr(self.fields, key):
                    hint = "Skriv bildens filnamn vid image:, eller ta bort raden."
                    self._fault(key, f"”{key}” har ingen bild att höra till", hint)
            return None
        if (path := self._beside("image", self.fields.image)) is None:
            return None
        if self.fields.image_alt is None and "image_alt" not in self.unknown:
            hint = 'Beskriv vad bilden visar, eller skriv image_alt: "" om den bara är utsmyckning.'
            self._fault("image", "bilden saknar beskrivning (image_alt)", hint)
        from publisher.media import images

        alt = " ".join((self.fields.image_alt or "").split())
        image = images.measure(self.sources.root, path, media_url(path), alt)
        if not isinstance(image, Problem):
            caption = " ".join(self.fields.image_caption.split())
            credit, focus = self.fields.image_credit, focus_of(self.fields.image_focus)
            image = replace(image, caption=caption, credit=credit, focus=focus)
        return self._measured("image", image)

    def _audio(self) -> Recording | Enclosure | None:
        from publisher.media import audio

        if self.unknown & {"audio", "bytes", "seconds"}:
            return None
        if "://" in self.fields.audio:
            return self._elsewhere(audio.mime_of(self.fields.audio))
        for key in ("bytes", "seconds"):
            if getattr(self.fields, key) is not None:
                text = f"”{key}” mäts av programmet när ljudfilen ligger bredvid texten"
                self._fault(key, text, "Ta bort raden.")
        if (path := self._beside("audio", self.fields.audio)) is None:
            return None
        found = self._measured("audio", audio.measure(self.sources.root, path))
        if found is None:
            return None
        line = self.front.line("audio")
        self.problems += (replace(each, path=self.path, line=line) for each in found.advice)
        return found.recording

    def _elsewhere(self, mime: str) -> Enclosure | None:
        """Sound on other hosting: nobody here can measure it, so the author tells what it is."""
        url = self.fields.audio
        missing = [key for key in ("bytes", "seconds") if getattr(self.fields, key) is None]
        if missing:
            text = f"ljudfilen ligger någon annanstans, och ”{'” och ”'.join(missing)}” saknas"
            example = {"bytes": "bytes: 61034496", "seconds": "seconds: 2543"}
            hint = f"Lägg till raden: {' och '.join(example[key] for key in missing)}"
            self._fault("audio", text, f"{hint} (filens storlek i byte, längd i sekunder)")
        fits = url.isascii() and url.startswith(("https://", "http://")) and " " not in url
        if not fits or not url.split("/", 3)[2]:
            hint = "Kopiera adressen ur webbläsaren: https://… utan mellanslag, å, ä och ö."
            self._fault("audio", f"”{url}” är ingen hel webbadress", hint)
        elif not mime:
            hint = "Adressen ska sluta på .mp3 eller .m4a, så att apparna vet vad det är."
            self._fault("audio", "adressen till ljudfilen säger inte vad för ljud det är", hint)
        elif not missing:
            size, seconds = self.fields.bytes, self.fields.seconds
            return Enclosure(url=url, bytes=size, mime=mime, seconds=round(seconds, 3))
        return None

    def _beside(self, key: str, written: str) -> str | None:
        path, fault, hint = beside(written, self.path, self.sources.disk)
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

    def _fault(self, key: str, text: str, hint: str, *below: str | int) -> None:
        if key in self.unknown:
            return
        line = self.front.line(key, *below)
        self.problems.append(Problem(path=self.path, line=line, text=text, hint=hint))


def _as_written(fields: front_matter.ArticleFields, made: type[Piece]) -> dict[str, Any]:
    """What front matter and piece have by the same name: whatever is made of it comes after this.

    So a new field that is shown as it was written needs no line here.
    """
    written = type(fields).model_fields
    return {one.name: getattr(fields, one.name) for one in members(made) if one.name in written}


def _possible(written: str, source: str) -> list[str]:
    # So that the record is made anew when the missing file turns up.
    return [posixpath.normpath(posixpath.join(posixpath.dirname(source), written))]
