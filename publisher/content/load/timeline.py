"""An episode's chapters and transcript: found wherever the author keeps them, and judged."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from publisher.content.load.paths import beside
from publisher.content.source import read_text
from publisher.media import chapters, transcripts
from publisher.media.chapters import ChapterMark
from publisher.model import Chapter, Enclosure, Image, Recording, Transcript, moment
from publisher.model.addresses import media_url
from publisher.problems import Problem
from publisher.system.disk import on_disk

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.content.front_matter import ChapterFields, EpisodeFields
    from publisher.content.load.paths import SourceFiles

SOUND = "ljudfilen"
"""What stands in `chapters:` when the sound file's own are meant."""


class Timeline:
    """What one episode has along its sound, gathering Problems and the files looked at."""

    def __init__(
        self,
        path: str,
        fields: EpisodeFields,
        front: Parsed,
        sources: SourceFiles,
        sound: Recording | Enclosure | None,
    ) -> None:
        """Without `sound` all is read just the same, for its faults."""
        self._path = path
        self._fields = fields
        self._front = front
        self._sources = sources
        self._sound = sound
        self._seconds = sound.seconds if sound else inf
        self.problems: list[Problem] = []
        self.depends: list[str] = []

    def chapters(self, body: str, body_line: int) -> tuple[tuple[Chapter, ...], bool]:
        """The chapters, and whether the text has them in a list of its own.

        Those of the front matter count; a list in the text must then say the same.
        """
        place, marks = self._marks()
        listed = chapters.listed(body, self._path, body_line)
        self.problems += listed.problems
        if not marks and not listed.marks and ("chapters",) not in self._front.lines:
            self._unused()
        if not marks:
            place, marks = self._path, listed.marks
        elif listed.marks:
            self._compare(marks, listed.marks)
        self.problems += chapters.check(marks, place, self._seconds)
        made = tuple(self._chapter(mark, place) for mark in marks)
        return made, bool(listed.marks)

    def transcript(self, url: str) -> Transcript | None:
        """The transcript of an episode at `url`, its file read through."""
        if not self._fields.transcript:
            return None
        line = self._front.line("transcript")
        path = self._beside(self._fields.transcript, self._path, line)
        if path is None:
            return None
        text, problems = read_text(self._sources.disk[path], path, foreign=True)
        self.problems += problems
        if text is None:
            return None
        _, problems = transcripts.read(text, path, self._seconds)
        self.problems += problems
        ending, mime = next(iter(transcripts.FORMATS.items()))
        return Transcript(path=path, url=transcripts.address(url, ending), mime=mime)

    def _marks(self) -> tuple[str, tuple[ChapterMark, ...]]:
        """Those of the front matter, with the path of the file that their lines are lines of."""
        written = self._fields.chapters
        if written == SOUND:
            return self._path, self._own()
        if not isinstance(written, str):
            return self._path, tuple(self._written(written))
        path = self._beside(written, self._path, self._front.line("chapters"))
        return (self._path, ()) if path is None else (path, self._file(path))

    def _file(self, path: str) -> tuple[ChapterMark, ...]:
        """Those of a file from another program."""
        text, problems = read_text(self._sources.disk[path], path, foreign=True)
        self.problems += problems
        if text is None:
            return ()
        marks, problems = chapters.read(text, path)
        self.problems += problems
        return marks

    def _written(self, rows: Sequence[str | ChapterFields]) -> list[ChapterMark]:
        found: list[ChapterMark] = []
        for number, row in enumerate(rows):
            line = self._front.line("chapters", number)
            mark = chapters.mark(row, line) if isinstance(row, str) else _of_fields(row, line)
            if mark is not None:
                found.append(mark)
                continue
            shown = row if isinstance(row, str) else row.start
            self.problems.append(chapters.unreadable(shown, self._path, line))
        return found

    def _own(self) -> tuple[ChapterMark, ...]:
        """The sound file's own."""
        from publisher.media.audio import own_tags

        if self._sound is None:
            return ()
        line = self._front.line("chapters")
        if not isinstance(self._sound, Recording):
            text = "chapters: ljudfilen går bara när ljudfilen ligger bredvid texten"
            self._fault(line, text, "Skriv kapitlen i en lista i stället.")
            return ()
        own = own_tags(on_disk(self._sources.root, self._sound.path)).chapters
        if not own:
            hint = "Skriv kapitlen i en lista i stället, eller lägg in dem i ljudfilen."
            self._fault(line, f"ljudfilen ”{self._fields.audio}” har inga kapitel", hint)
        # A table of contents may list them in another order than they are heard in.
        return tuple(
            ChapterMark(
                start=each.start,
                title=chapters.clean(each.title),
                url=chapters.web(each.url),  # what some program wrote, and readers can click on
                line=line,
            )
            for each in sorted(own, key=lambda each: each.start)
        )

    def _unused(self) -> None:
        """Advice on chapters of the sound that nobody asked for, and that its copy will lack."""
        from publisher.media.audio import own_tags

        if not isinstance(self._sound, Recording):
            return
        if count := len(own_tags(on_disk(self._sources.root, self._sound.path)).chapters):
            text = f"ljudfilen ”{self._fields.audio}” har {count} kapitel som inte kommer med"
            hint = "Skriv chapters: ljudfilen, så används de, eller chapters: [] om de ska bort."
            line = self._front.line("audio")
            advice = Problem(path=self._path, line=line, text=text, hint=hint, fatal=False)
            self.problems.append(advice)

    def _compare(self, marks: Sequence[ChapterMark], listed: Sequence[ChapterMark]) -> None:
        ours, theirs = ([(int(m.start), m.title) for m in row] for row in (marks, listed))
        if ours == theirs:
            return
        pairs = zip(ours, theirs, strict=False)
        differing = (n for n, (one, other) in enumerate(pairs) if one != other)
        first = next(differing, min(len(ours), len(theirs)))
        line = listed[min(first, len(listed) - 1)].line
        text = "kapitlen i texten stämmer inte med dem i huvudet"
        hint = "Skriv kapitlen på ett enda ställe: ta bort chapters: ur huvudet, eller listan här."
        self._fault(line, text, hint)

    def _chapter(self, mark: ChapterMark, place: str) -> Chapter:
        image = self._image(mark, place) if mark.image else None
        return Chapter(start=moment(mark.start), title=mark.title, url=mark.url, image=image)

    def _image(self, mark: ChapterMark, place: str) -> Image | None:
        if mark.image.startswith(("https://", "http://")):
            return Image(source="", url=mark.image, width=None, height=None, alt=mark.alt)
        path = self._beside(mark.image, place, mark.line)
        if path is None:
            return None
        from publisher.media import images

        url = media_url(path)
        found = images.measure(self._sources.root, path, url, mark.alt)
        if isinstance(found, Problem):
            self.problems.append(replace(found, path=place, line=mark.line))
            return None
        return found

    def _beside(self, written: str, place: str, line: int | None) -> str | None:
        path, fault, hint = beside(written, place, self._sources.disk)
        if fault:
            text = f"filen ”{written}” {fault}"
            self.problems.append(Problem(path=place, line=line, text=text, hint=hint))
            # So that the record is made anew when the missing file turns up.
            path = posixpath.normpath(posixpath.join(posixpath.dirname(place), written))
        self.depends.append(path)
        return None if fault else path

    def _fault(self, line: int | None, text: str, hint: str) -> None:
        self.problems.append(Problem(path=self._path, line=line, text=text, hint=hint))


def _of_fields(row: ChapterFields, line: int) -> ChapterMark | None:
    start = chapters.seconds(row.start)
    if start is None or not (title := chapters.clean(row.title)):
        return None
    return ChapterMark(start=start, title=title, url=row.url, image=row.image, line=line)
