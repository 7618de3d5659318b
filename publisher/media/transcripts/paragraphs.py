"""Cues as something to read: paragraphs of speech under the chapters' headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publisher.media.transcripts.cues import Cue
from publisher.model import Chapter

_LONG = 500
"""Characters after which a long speech is broken, at the next full stop."""
_LONGEST = 1500
"""Characters after which it is broken anyhow: what machines write often has no full stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One paragraph: from which second, who speaks (empty: as before or unknown), the words.

    `cues` are what it was joined from, for those that follow the sound more closely.
    """

    speaker: str
    start: int
    text: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What is said in one chapter; `chapter` is None before the first, or where there are none."""

    chapter: Chapter | None
    speeches: tuple[Speech, ...]


def sections(cues: Sequence[Cue], chapters: Sequence[Chapter] = ()) -> tuple[Section, ...]:
    """The whole, chapter by chapter; a chapter in which nothing is said is there all the same.

    A cue belongs where most of it is heard: marks are set in the pause before a sentence, and cues
    begin a little early.
    """
    if not cues:
        return ()
    marks = (None, *chapters)
    parts: list[list[Cue]] = [[] for _ in marks]
    at = 0
    for cue in cues:
        while at + 1 < len(marks) and _begun(marks[at + 1], cue):
            at += 1
        parts[at].append(cue)
    found: list[Section] = []
    last = ""
    for mark, part in zip(marks, parts, strict=True):
        if mark is not None or part:
            speeches, last = _speeches(part, last)
            found.append(Section(chapter=mark, speeches=speeches))
    return tuple(found)


def text(cues: Sequence[Cue]) -> str:
    """Only the words, a line for each paragraph, for a search to look in."""
    speeches = (speech for part in sections(cues) for speech in part.speeches)
    return "\n".join(speech.text for speech in speeches)


def _begun(mark: Chapter | None, cue: Cue) -> bool:
    return mark is None or mark.start <= (cue.start + cue.end) / 2


def _speeches(cues: Sequence[Cue], last: str) -> tuple[tuple[Speech, ...], str]:
    """Cues joined into paragraphs: one for each speaker in turn, and more where one grows long."""
    found: list[Speech] = []
    for cue in cues:
        same = cue.speaker in ("", last)
        if found and same and not _full(found[-1].text):
            before = found[-1]
            joined = f"{before.text} {cue.text}"
            found[-1] = replace(before, text=joined, cues=(*before.cues, cue))
            continue
        speaker = "" if same else cue.speaker
        found.append(Speech(speaker=speaker, start=int(cue.start), text=cue.text, cues=(cue,)))
        last = cue.speaker or last
    return tuple(found), last


def _full(words: str) -> bool:
    return len(words) > _LONG and (words.endswith((".", "!", "?", "”")) or len(words) > _LONGEST)
