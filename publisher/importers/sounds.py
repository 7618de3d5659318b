"""The sound of episodes, with chapters and transcripts: had and measured before texts are made.

What a feed says of size and length is only believed where the file itself stays at the old host.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from publisher.content.markup.notes import Notes
from publisher.content.source import read_text
from publisher.importers.media import MediaStock
from publisher.importers.records import SourceRecord, SourceSound
from publisher.media import audio, chapters, transcripts
from publisher.model.addresses import CONTENT, slug
from publisher.problems import Problem, faults
from publisher.swedish import STOCKHOLM

FOLDER = f"{CONTENT}/avsnitt"
_ENDINGS = {
    "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3",
    "audio/x-mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/m4a": ".m4a",
    "audio/ogg": ".ogg",
    "audio/opus": ".opus",
    "audio/flac": ".flac",
    "audio/wav": ".wav",
}
_TRANSCRIPTS = {
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "application/srt": ".srt",
    "text/srt": ".srt",
    "application/json": ".json",
}
"""The best first: WebVTT says who speaks."""


@dataclass(slots=True, kw_only=True)
class SettledSound:
    """What stands in an episode's head of its sound; or why it cannot be an episode yet."""

    fields: dict[str, object] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    why: str = ""


def settled(
    heads: list[SourceRecord],
    stock: MediaStock,
    kept: dict[str, str],
    on_progress: Callable[[str, int, int], None],
) -> dict[str, SettledSound]:
    """For every episode by id. `kept` has where its text lies since last time."""
    episodes = [head for head in heads if head.kind == "episode" and head.status != "trash"]
    stems = _stems(episodes, kept)
    made: dict[str, SettledSound] = {}
    for head in episodes:
        made[head.id] = _Episode(head, stems[head.id], stock).settled()
        on_progress("Hämtar ljud", len(made), len(episodes))
    return made


def _stems(episodes: list[SourceRecord], kept: dict[str, str]) -> dict[str, str]:
    """What each episode's files are called: as its text, and never as another's."""
    wanted: dict[str, str] = {}
    for head in episodes:
        day = f"{head.date.astimezone(STOCKHOLM):%Y-%m-%d}-" if head.date else ""
        made = f"{day}{_name(head)}"
        wanted[head.id] = posixpath.basename(kept[head.id])[:-3] if head.id in kept else made
    counts = Counter(wanted.values())
    return {
        id_: stem if counts[stem] == 1 else f"{stem}-{sha256(id_.encode()).hexdigest()[:6]}"
        for id_, stem in wanted.items()
    }


def _name(head: SourceRecord) -> str:
    return (slug(head.slug) or slug(head.title))[:60].strip("-") or "avsnitt"


class _Episode:
    """One episode's files."""

    def __init__(self, head: SourceRecord, stem: str, stock: MediaStock) -> None:
        self._head, self._stem, self._stock = head, stem, stock
        self._made = SettledSound()
        self._seconds = 0.0

    def settled(self) -> SettledSound:
        sound = self._head.sound
        if sound is None:
            self._made.why = "avsnittet har inget ljud"
            return self._made
        self._sound(sound)
        if not self._made.why:
            self._chapters(sound)
            self._transcript(sound)
        return self._made

    def _sound(self, sound: SourceSound) -> None:
        ending = Path(urlsplit(sound.url).path).suffix.lower()
        if not audio.mime_of(f"x{ending}"):
            ending = _ENDINGS.get(sound.mime, ".mp3")
        path, missing = self._stock.beside(sound.url, f"{FOLDER}/{self._stem}{ending}")
        if not missing:
            measured = audio.measure(self._stock.folder_of(path), path)
            if not isinstance(measured, Problem):
                self._made.fields["audio"] = posixpath.basename(path)
                self._seconds = measured.recording.seconds
                self._told_wrong(sound, measured.recording.bytes, measured.recording.seconds)
                return
            self._stock.drop(path)
            missing = f"filen går inte att använda: {measured.text}"
        self._elsewhere(sound, missing)

    def _told_wrong(self, sound: SourceSound, size: int, seconds: float) -> None:
        """What the feed said of the file, where that is not so."""
        if sound.bytes and sound.bytes != size:
            told = f"flödet sade {sound.bytes} byte, filen är {size}"
            self._made.notes.add("told", "ommätt", told)
        if sound.seconds and abs(sound.seconds - seconds) > 1:
            told = f"flödet sade {sound.seconds:.0f} sekunder, ljudet är {seconds:.0f}"
            self._made.notes.add("told", "ommätt", told)

    def _elsewhere(self, sound: SourceSound, missing: str) -> None:
        """The sound stays where it is for now, if its feed says all that must be known of it."""
        known = sound.bytes and sound.seconds and audio.mime_of(sound.url)
        if not known or not sound.url.isascii() or not sound.url.startswith("http"):
            self._made.why = (
                f"är ett avsnitt vars ljud saknas ({missing}), och flödet säger inte storlek, "
                "längd och slag: kör igen med --download eller --media"
            )
            return
        seconds = int(sound.seconds) if sound.seconds == int(sound.seconds) else sound.seconds
        self._made.fields |= {"audio": sound.url, "bytes": sound.bytes, "seconds": seconds}
        self._seconds = float(sound.seconds)
        told = f"ljudet ligger kvar hos den gamla poddvärden: {sound.url} ({missing})"
        self._made.notes.add("look", "ljud", told)

    def _chapters(self, sound: SourceSound) -> None:
        if sound.chapters:
            path = f"{FOLDER}/{self._stem}-kapitel.json"
            self._beside("chapters", sound.chapters, path, "kapitel")
        elif sound.marks:
            marks, problems = chapters.read(
                "".join(f"{each.get('start')} {each.get('title')}\n" for each in sound.marks), ""
            )
            wrong = faults((*problems, *chapters.check(marks, "", self._seconds)))
            if wrong:
                told = f"kapitlen i flödet kom inte med: {wrong[0].text}"
                self._made.notes.add("look", "kapitel", told)
            else:
                self._made.fields["chapters"] = list(sound.marks)

    def _transcript(self, sound: SourceSound) -> None:
        kinds = list(_TRANSCRIPTS)
        given = [(url, kind.partition(";")[0]) for url, kind in sound.transcripts]
        for url, kind in given:
            if kind not in _TRANSCRIPTS:
                told = f"avskriften {url} ({kind or 'okänt slag'}) kom inte med"
                self._made.notes.add("told", "avskrift", told)
        usable = sorted(
            (each for each in given if each[1] in kinds), key=lambda e: kinds.index(e[1])
        )
        for url, kind in usable:
            path = f"{FOLDER}/{self._stem}-avskrift{_TRANSCRIPTS[kind]}"
            if self._beside("transcript", url, path, "avskrift"):
                return

    def _beside(self, key: str, url: str, path: str, what: str) -> bool:
        """Get a file of words and see that it can be used; whether it could."""
        path, missing = self._stock.beside(url, path)
        if not missing:
            text, problems = read_text(self._stock.folder_of(path) / path, path, foreign=True)
            if text is not None:
                problems = self._wrong(key, text, path)
            if not faults(problems):
                self._made.fields[key] = posixpath.basename(path)
                return True
            self._stock.drop(path)
            missing = faults(problems)[0].text
        self._made.notes.add("look", what, f"{url} kom inte med: {missing}")
        return False

    def _wrong(self, key: str, text: str, path: str) -> tuple[Problem, ...]:
        if key == "transcript":
            return transcripts.read(text, path, self._seconds)[1]
        marks, problems = chapters.read(text, path)
        if any(mark.image and "://" not in mark.image for mark in marks):
            told, hint = "bilderna i kapitlen finns inte här", "Ta bort dem ur filen."
            problems = (*problems, Problem(path=path, text=told, hint=hint))
        return (*problems, *chapters.check(marks, path, self._seconds))
