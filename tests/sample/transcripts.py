"""Transcripts as they are read: a cue, a text, what is said in it."""

from __future__ import annotations

from publisher.media import transcripts
from publisher.media.transcripts import Cue


def cue(start: float, end: float, text: str, speaker: str = "") -> Cue:
    return Cue(start=start, end=end, speaker=speaker, text=text)


def read(text: str) -> tuple[Cue, ...]:
    cues, problems = transcripts.read(text, "a.vtt")
    assert problems == ()
    return cues


def said(text: str) -> list[tuple[str, int, str]]:
    return [
        (speech.speaker, speech.start, speech.text)
        for part in transcripts.sections(read(text))
        for speech in part.speeches
    ]
