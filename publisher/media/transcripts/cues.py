"""What was said between two moments, and the rules for a row of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from publisher.problems import Problem

SLACK = 2.0
"""Seconds a transcript may outlast its sound: programs that listen round upwards at the end."""

_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words on one line, from `start` to `end` in seconds; `speaker` is empty where unknown."""

    start: float
    end: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CueAtLine:
    """A cue with its line in the file it was read from."""

    cue: Cue
    line: int


def clean(words: str) -> str:
    """On one line, with single spaces; hard spaces stay, what no feed can hold goes."""
    kept = _SPACES.sub(" ", words)
    if not kept.isprintable():
        kept = "".join(sign for sign in kept if category(sign) not in {"Cc", "Cs", "Cn"})
        kept = _SPACES.sub(" ", kept)
    return kept.strip(" ")


def check(cues: tuple[CueAtLine, ...], path: str, sound: float) -> Iterator[Problem]:
    """Times that cannot be true; `sound` is the length of the sound in seconds."""
    before = 0.0
    for placed in cues:
        cue, line = placed.cue, placed.line
        if cue.end < cue.start:
            text = f"repliken slutar ({_shown(cue.end)}) innan den börjar ({_shown(cue.start)})"
            yield Problem(path=path, line=line, text=text, hint="Rätta den ena av tiderna.")
        if cue.start < before:
            text = f"repliken börjar ({_shown(cue.start)}) före den förra ({_shown(before)})"
            yield Problem(path=path, line=line, text=text, hint="Skriv replikerna i tidsordning.")
        before = max(before, cue.start)
    late = next((placed for placed in cues if placed.cue.end > sound + SLACK), None)
    if late:
        yield Problem(
            path=path,
            line=late.line,
            text=f"avskriften är längre än ljudet, som slutar vid {_shown(sound)}",
            hint="Kontrollera att avskriften hör till den här ljudfilen.",
        )


def _shown(moment: float) -> str:
    """`1:02:03,5`, as people read it."""
    thousandths = round(moment * 1000)
    minutes, rest = divmod(thousandths // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    decimals = f"{thousandths % 1000:03}".rstrip("0")
    front = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{front}:{rest:02}" + (f",{decimals}" if decimals else "")
