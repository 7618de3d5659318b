"""What Apple and Spotify both ask of chapters, as faults and as advice.

Apple Podcasts for Creators (Chapters) and Spotify for Creators (Episode chapters), as of 2026: the
first at zero, in order, at least three, titles under 40 characters, no emoji and no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from publisher.media.chapters.marks import ChapterMark
from publisher.problems import Problem

FEWEST = 3
TITLE = 40
"""Characters; longer titles are cut off in both companies' apps."""

_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\u20e3\ufe0f\U0001f000-\U0001faff]")
_HTML = re.compile(r"</?[a-zA-Z!][^<>]*>|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]{2,});")


def check(marks: tuple[ChapterMark, ...], path: str, sound: float) -> Iterator[Problem]:
    """Everything wrong with them; `path` is where they stand, `sound` its length in seconds.

    Times are compared as whole seconds, which is what every format but one can say.
    """
    if marks and int(marks[0].start):
        yield Problem(
            path=path,
            line=marks[0].line,
            text="första kapitlet börjar inte vid 00:00",
            hint="Apple och Spotify vill ha ett kapitel vid 00:00; lägg till det först i listan.",
        )
    yield from _order(marks, path)
    yield from _past_end(marks, path, sound)
    if 0 < len(marks) < FEWEST:
        yield Problem(
            path=path,
            line=marks[0].line,
            text=f"avsnittet har bara {('ett', 'två')[len(marks) - 1]} kapitel",
            hint="Apple och Spotify visar kapitel först när de är minst tre.",
            fatal=False,
        )
    for mark in marks:
        yield from _title(mark, path)


def _order(marks: tuple[ChapterMark, ...], path: str) -> Iterator[Problem]:
    for before, mark in pairwise(marks):
        if int(mark.start) <= int(before.start):
            text = f"kapitlet ”{mark.title}” kommer inte efter det förra"
            hint = "Skriv kapitlen i den ordning de hörs, med minst en sekund emellan."
            yield Problem(path=path, line=mark.line, text=text, hint=hint)


def _past_end(marks: tuple[ChapterMark, ...], path: str, sound: float) -> Iterator[Problem]:
    for mark in marks:
        if int(mark.start) >= sound:
            text = f"kapitlet ”{mark.title}” börjar efter att ljudet är slut"
            hint = f"Ljudet är {sound:.0f} sekunder långt."
            yield Problem(path=path, line=mark.line, text=text, hint=hint)


def _title(mark: ChapterMark, path: str) -> Iterator[Problem]:
    title = mark.title
    if len(title) > TITLE:
        text = f"kapitelrubriken ”{title}” har {len(title)} tecken"
        hint = f"Apple och Spotify klipper av vid {TITLE}; skriv en kortare."
        yield Problem(path=path, line=mark.line, text=text, hint=hint, fatal=False)
    if _EMOJI.search(title):
        text = f"kapitelrubriken ”{title}” innehåller en bildsymbol"
        hint = "Ta bort den: alla appar kan inte visa den."
        yield Problem(path=path, line=mark.line, text=text, hint=hint, fatal=False)
    if _HTML.search(title):
        text = f"kapitelrubriken ”{title}” innehåller HTML"
        hint = "Skriv bara ord: apparna visar taggarna som de står."
        yield Problem(path=path, line=mark.line, text=text, hint=hint, fatal=False)
