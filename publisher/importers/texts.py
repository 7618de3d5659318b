"""One record → the file of a text, tried against its source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import unquote, urljoin, urlsplit

from publisher.content.load.paths import stem
from publisher.content.markup import (
    ILLEGAL,
    LinkGoal,
    Settings,
    converted,
    parsed,
    prepared,
    serialized,
)
from publisher.content.markup.notes import Note, Notes
from publisher.importers.heads import Said, head_of
from publisher.importers.judge import Difference, Trial, address_of, tried
from publisher.importers.links import AnchoredLink, anchor_of
from publisher.importers.media import MediaStock, is_file, original
from publisher.importers.planning import Place, Plan
from publisher.importers.records import SourceIndex, SourceRecord
from publisher.importers.relinking import UnlikeError, relinked
from publisher.importers.sounds import SettledSound
from publisher.model import limits
from publisher.problems import Problem
from publisher.swedish import STOCKHOLM

State = Literal["unchanged", "changed", "look"]
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedText:
    """A text as it is to lie, and everything that is told of it."""

    id: str
    title: str
    link: str
    path: str
    text: str
    state: State
    notes: tuple[Note, ...]
    differences: tuple[Difference, ...]
    faults: tuple[Problem, ...]
    words: tuple[int, int]
    links: tuple[int, int]
    images: tuple[int, int]
    extra: Mapping[str, object]
    anchors: frozenset[str] = frozenset()
    """The places in it that can be linked to."""
    anchored: tuple[AnchoredLink, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether something is gone that no note tells of."""
        return any(difference.lost for difference in self.differences)


_UPLOADED = ("/wp-content/uploads/", "/content/images/", "substackcdn.com/image/")


class TextMaker:
    """Makes the texts of one import."""

    def __init__(  # noqa: PLR0913 (what a text depends on)
        self,
        index: SourceIndex,
        plan: Plan,
        stock: MediaStock,
        *,
        extensions: tuple[tuple[str, dict[str, Any]], ...],
        language: str,
        now: datetime,
        show: str = "",
        sounds: Mapping[str, SettledSound] | None = None,
    ) -> None:
        """With where everything lies; `sounds` are those of the episodes of `show`."""
        self._show, self._sounds = show, sounds or {}
        self._index, self._plan, self._stock = index, plan, stock
        self._extensions, self._language, self._now = extensions, language, now
        self._uploads = frozenset(map(address_of, index.media.values()))
        self._urls = {place.path: f"/@/{id_}" for id_, place in plan.places.items() if place.path}
        self._linked = {
            head.id for head in index.heads if head.status == "public" and plan.places[head.id].path
        }

    def made(self, record: SourceRecord) -> ImportedText:
        """The text of one record that has a place: as its author wrote it, where that stands."""
        if record.markdown is not None and record.resolved is not None:
            try:
                made, trial = self._version(record, own=True)
            except UnlikeError:
                return self._version(record)[0]
            if not trial.differences and not trial.faults:
                return made
        return self._version(record)[0]

    def _version(self, record: SourceRecord, *, own: bool = False) -> tuple[ImportedText, Trial]:
        """The text and how it was tried; `own` Markdown or made of the HTML.

        Raises UnlikeError for own Markdown that cannot stay as it is written.
        """
        place = self._plan.places[record.id]
        notes = Notes((*record.notes, *place.told))
        base = record.link or f"{self._index.site}/"
        files: dict[str, str] = {}
        anchored: list[AnchoredLink] = []
        settings = Settings(
            link=lambda href: self._goal(href, base, place, files, anchored),
            media=lambda src: self._media(src, base, place, files),
            notes=notes,
        )
        source, body = _converted(record, settings)
        if own and record.markdown is not None and record.resolved is not None:
            notes[:] = [*record.notes, *place.told]
            body = relinked(record.markdown, record.resolved, settings)
        head = self._head(record, place, settings)
        trial = self._tried(body, source, notes, base=base, place=place, files=files)
        text = f"---\n{head}---\n\n{body}"
        if len(text.encode()) > limits.TEXT_BYTES:
            notes.add("look", "för lång", "texten är längre än en text får vara: dela upp den")
        made = _imported(record, place.path, text, notes, trial)
        return replace(made, anchored=tuple(dict.fromkeys(anchored))), trial

    def _tried(  # noqa: PLR0913 (a text and what it leads to)
        self,
        body: str,
        source: str,
        notes: Notes,
        *,
        base: str,
        place: Place,
        files: dict[str, str],
    ) -> Trial:
        return tried(
            body,
            source,
            tuple(notes),
            path=place.path,
            extensions=self._extensions,
            language=self._language,
            urls=self._urls,
            media=files,
            canonical=lambda href: self._canonical(href, base),
            pictured=lambda src: address_of(original(src, base)),
        )

    def _whole(self, href: str, base: str) -> str:
        try:
            return urljoin(base, href) if urlsplit(href).scheme.lower() not in _SCHEMES else href
        except ValueError:
            return href

    def _target(self, whole: str) -> str:
        """The id of the record that an address led to, if it becomes a text that is out."""
        plain = address_of(whole.partition("#")[0])
        other = (
            plain.replace("https://", "http://", 1)
            if plain.startswith("https")
            else plain.replace("http://", "https://", 1)
        )
        for each in (plain, other):
            if (found := self._index.addresses.get(each)) in self._linked:
                return str(found)
        return ""

    def _own_file(self, whole: str) -> bool:
        """Whether an address is that of a file that the old site had."""
        if any(sign in whole for sign in _UPLOADED) and is_file(original(whole)):
            return True
        return bool(self._uploads) and address_of(original(whole)) in self._uploads

    def _canonical(self, href: str, base: str) -> str:
        """A link of the source, spelt as what becomes of it."""
        if href.startswith("#"):
            return address_of(href)
        whole = self._whole(href, base)
        if target := self._target(whole):
            anchor = anchor_of(whole)
            return f"/@/{target}#{anchor}" if anchor else f"/@/{target}"
        if self._own_file(whole):
            return address_of(original(whole))
        return address_of(whole)

    def _goal(  # noqa: PLR0911 (one for each kind of link)
        self,
        href: str,
        base: str,
        place: Place,
        files: dict[str, str],
        anchored: list[AnchoredLink],
    ) -> LinkGoal:
        whole = self._whole(href, base)
        try:
            scheme = urlsplit(whole).scheme.lower()
        except ValueError:
            return LinkGoal("", f"länken {href} är ingen adress; orden står kvar")
        if scheme not in _SCHEMES or (scheme in {"http", "https"} and not urlsplit(whole).netloc):
            return LinkGoal("", f"länken {href} kan inte följas från en webbsida; orden står kvar")
        if target := self._target(whole):
            other = self._plan.places[target].path
            led = posixpath.relpath(other, posixpath.dirname(place.path))
            if anchor := anchor_of(whole):
                led = f"{led}#{anchor}"
                anchored.append(AnchoredLink(target, anchor, led))
            return LinkGoal(led)
        if self._own_file(whole):
            path, first, missing = self._stock.place(whole)
            if not missing:
                files[path] = address_of(first)
                return LinkGoal(posixpath.relpath(path, posixpath.dirname(place.path)))
            return LinkGoal(first)
        if (urlsplit(whole).hostname or "").endswith(".invalid"):
            text = f"länken {href} ledde till den gamla sajten, vars adress inte är känd"
            return LinkGoal("", text)
        return LinkGoal(whole)

    def _media(self, src: str, base: str, place: Place, files: dict[str, str]) -> LinkGoal:
        path, whole, missing = self._stock.place(src, base)
        if missing:
            return LinkGoal(whole, missing)
        files[path] = address_of(whole)
        return LinkGoal(posixpath.relpath(path, posixpath.dirname(place.path)))

    def _head(self, record: SourceRecord, place: Place, settings: Settings) -> str:
        notes = settings.notes
        title = ILLEGAL.sub("", record.title)[: limits.LINE_CHARS]
        if not title:
            title = _titled(record)
            notes.add("look", "utan rubrik", f"texten hade ingen rubrik, och kallas ”{title}”")
        fields: dict[str, object] = {
            "title": title,
            "description": ILLEGAL.sub("", record.description),
        }
        draft = record.status != "public"
        if record.kind != "page":
            when = record.date or record.modified
            if when is None:
                told = "texten hade inget datum; den fick importens, som utkast"
                notes.add("look", "utan datum", told)
                draft = True
            # The day stands in the file's name, so it is the same when the text comes once more.
            said = when.astimezone(STOCKHOLM) if when else _day_of(place.path, self._now)
            fields["date"] = (
                f"{said:%Y-%m-%d %H:%M:%S}" if said.second else f"{said:%Y-%m-%d %H:%M}"
            )
        if draft:
            notes.add(*_DRAFTS.get(record.status, _DRAFTS["draft"]))
        fields["id"] = place.id
        if stem(place.path, "episode" if record.kind == "episode" else "article") != place.slug:
            fields["slug"] = place.slug
        fields["aliases"] = [
            alias for alias in place.aliases if alias.rstrip("/") != place.url.rstrip("/")
        ]
        if record.kind != "page":
            fields |= self._piece(record, place, settings)
        fields["draft"] = draft
        return head_of(fields)

    def _piece(self, record: SourceRecord, place: Place, settings: Settings) -> dict[str, object]:
        made: dict[str, object] = {
            "authors": list(
                dict.fromkeys(self._plan.authors[term.slug][0] for term in record.authors)
            ),
            "categories": [self._plan.categories[term] for term in record.categories],
            "tags": [self._plan.tags[term] for term in record.tags],
        }
        show = self._index.show
        if record.image and not (show is not None and record.image == show.image):
            found = self._media(record.image, record.link or self._index.site, place, {})
            if found.missing:
                text = f"bilden överst, {record.image}: {found.missing}"
                settings.notes.add("look", "bild saknas", text)
            else:
                made |= {
                    "image": found.written,
                    "image_alt": Said(record.image_alt),
                    "image_caption": record.image_caption,
                }
        if record.audio:
            settings.notes.add(
                "look", "ljud", f"ljudfilen hörde till texten och kom inte med: {record.audio}"
            )
        if (sound := self._sounds.get(record.id)) is not None:
            settings.notes.extend(sound.notes)
            made |= {"show": self._show, **sound.fields}
        made["pinned"] = record.pinned
        made["audience"] = "prenumeranter" if record.closed else ""
        made["guid"] = place.guid
        return made | record.own


def _imported(
    record: SourceRecord, path: str, text: str, notes: Notes, trial: Trial
) -> ImportedText:
    return ImportedText(
        id=record.id,
        title=record.title,
        link=record.link,
        path=path,
        text=text,
        state=_state(notes, trial),
        notes=tuple(notes),
        differences=trial.differences,
        faults=trial.faults,
        words=trial.words,
        links=trial.links,
        images=trial.images,
        extra=record.extra,
        anchors=trial.anchors,
    )


def _day_of(path: str, now: datetime) -> datetime:
    match = re.match(r"\d{4}-\d{2}-\d{2}", posixpath.basename(path))
    return datetime.fromisoformat(match[0]) if match else now.astimezone(STOCKHOLM)


def _converted(record: SourceRecord, settings: Settings) -> tuple[str, str]:
    """What the source says, as HTML made plain, and the Markdown of it."""
    if count := len(ILLEGAL.findall(record.body)):
        settings.notes.add("told", "styrtecken", f"{count} tecken som inte syns togs bort")
    root = parsed(record.body)
    prepared(root, settings.notes)
    return serialized(root), converted(root, settings)


_DRAFTS: dict[str, tuple[Literal["told", "changed", "look"], str, str]] = {
    "draft": ("told", "utkast", "var ett utkast, och är det fortfarande"),
    "public": ("told", "utkast", "blev ett utkast"),
    "private": ("told", "privat", "var privat, och blev ett utkast"),
    "protected": ("told", "lösenord", "krävde lösenord, och blev ett utkast"),
}


def _titled(record: SourceRecord) -> str:
    from publisher.content.markup.tree import parsed as tree
    from publisher.content.markup.tree import words_of

    words = words_of(tree(record.body[:2000])).split()[:6] if record.body else []
    return " ".join(words)[:80] or unquote(record.slug) or "Utan rubrik"


def _state(notes: Notes, trial: Trial) -> State:
    if trial.differences or trial.faults or any(note.grade == "look" for note in notes):
        return "look"
    return "changed" if any(note.grade == "changed" for note in notes) else "unchanged"
