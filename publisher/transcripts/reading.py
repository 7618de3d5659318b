"""A transcript file → cues. What the file is, its content tells and never its name.

WebVTT is a standard (w3.org/TR/webvtt1); SRT is what programs write: hours, a comma, numbers before
the times, and the speaker's name before a colon. JSON is Podcasting 2.0's (transcripts.md).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from math import inf, isfinite

from publisher.problems import Problem
from publisher.transcripts.cues import Cue, Placed, check, clean

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{2})(?:[.,]([0-9]{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_NEARLY = re.compile(r"\s*[0-9][0-9:.,\s]*-->")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t\n]+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]*>|</>|<c>")
_SRT_TAG = re.compile(r"</?(?:b|i|u|s|font|c|v)\b[^<>]*>|\{\\an?[0-9]+\}", re.IGNORECASE)
_NAME = re.compile(r"(?:-[ ]?)?([^\W\d_][^:<>()\[\]!?\"”]{0,39}): +(?=[^ ])")
_SMALL_WORDS = frozenset({"af", "av", "da", "de", "del", "den", "der", "och", "van", "von", "&"})
_WORDS_IN_A_NAME = 4
_END = 10_000_000
"""Seconds; a time past that is no time, and would not fit what keeps it."""

_HINT = "En avskrift är en fil i WebVTT (.vtt) eller SRT (.srt), eller JSON för poddar."
_TIME_HINT = "Skriv som 00:01:02.500 --> 00:01:05.000"

Found = Iterator[Placed | Problem]


def read(text: str, path: str, sound: float = inf) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """All cues of a file, and everything wrong with it, by line. Never raises, whatever the text.

    `sound` is the length of the sound in seconds, beyond which a transcript cannot go.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return (), (Problem(path=path, line=1, text="avskriften är tom", hint=_HINT),)
    found = tuple(_reader(text, path))
    placed = tuple(each for each in found if isinstance(each, Placed))
    problems = [each for each in found if isinstance(each, Problem)]
    if not placed and not problems:
        fault = Problem(path=path, line=1, text="avskriften har inga repliker", hint=_HINT)
        return (), (fault,)
    problems += check(placed, path, sound)
    return tuple(each.cue for each in placed), tuple(problems)


def _reader(text: str, path: str) -> Found:
    if re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        return _named(_vtt(text, path), carry=False)
    if re.match(r'\s*\{\s*["}]', text):
        return _json(text, path)
    if "-->" in text:
        return _named(_srt(text, path), carry=True)
    fault = "avskriften är varken WebVTT eller SRT"
    return iter((Problem(path=path, line=1, text=fault, hint=_HINT),))


def _vtt(text: str, path: str) -> Found:
    """Blocks after the header; notes, styles and regions are passed over."""
    for line, block in _blocks(text):
        if line == 1:  # the header, which ends at the first empty line, or at a forgotten one
            at = next((n for n, each in enumerate(block) if "-->" in each), None)
            if at is not None:
                yield from _block(line + at, block[at:], path, srt=False)
        elif not _ASIDE.match(block[0]):
            yield from _block(line, block, path, srt=False)


def _srt(text: str, path: str) -> Found:
    for line, block in _blocks(text):
        yield from _block(line, block, path, srt=True)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip(" \t"):  # a line of hard spaces is words
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _block(first: int, block: list[str], path: str, *, srt: bool) -> Found:
    """The cues of one block: as a rule one, but the empty line between two may be missing."""
    times = [n for n, line in enumerate(block) if _TIMES.fullmatch(line) or _NEARLY.match(line)]
    if not times and "-->" in block[0] + block[min(1, len(block) - 1)]:
        times = [0 if "-->" in block[0] else 1]
    if not times:
        if len(block) > 1 or not block[0].strip().isdigit():  # a number alone is a cue left empty
            yield _homeless(first, path)
        return
    if times[0] > 1:
        yield _homeless(first, path)
    for at, after in zip(times, [*times[1:], len(block)], strict=True):
        end = after - (after < len(block) and block[after - 1].strip().isdigit())
        yield from _cue(first + at, block[at], block[at + 1 : end], path, srt=srt)


def _homeless(line: int, path: str) -> Problem:
    hint = "Ta bort tomraden före, om orden hör till repliken ovanför, eller skriv en tid."
    return Problem(path=path, line=line, text="orden hör inte till någon tid", hint=hint)


def _cue(line: int, times: str, spoken: list[str], path: str, *, srt: bool) -> Found:
    found = _TIMES.fullmatch(times)
    start = _seconds(*found.groups()[:4]) if found else None
    end = _seconds(*found.groups()[4:]) if found else None
    if start is None or end is None:
        text = f"tiden ”{times.strip()[:60]}” går inte att läsa"
        yield Problem(path=path, line=line, text=text, hint=_TIME_HINT)
        return
    words = "\n".join(spoken)
    for speaker, said in (("", _SRT_TAG.sub("", words)),) if srt else _voices(words):
        if said := clean(said):
            cue = Cue(start=start, end=end, speaker=clean(speaker), text=said)
            yield Placed(cue=cue, line=line)


def _seconds(hours: str | None, minutes: str, seconds: str, decimals: str | None) -> float | None:
    if int(minutes) >= 60 or int(seconds) >= 60:  # noqa: PLR2004 (a clock)
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return float(f"{whole}.{decimals or 0}")


def _voices(words: str) -> Iterator[tuple[str, str]]:
    """A WebVTT cue may hold several voices; what stands before the first has none."""
    parts = _VOICE.split(words)
    for speaker, said in zip(("", *parts[1::2]), parts[::2], strict=True):
        yield unescape(speaker), unescape(_TAG.sub("", said))


def _named(found: Found, *, carry: bool) -> Found:
    """Cues that begin `Anna Berg: ` given to her, in a file without names of any other kind.

    A file names its speakers so if its first cue does, or for a name that comes twice: a lone
    ”Resultat: …” in the middle is no speaker. With `carry` a name holds until the next one, as it
    does in SRT, where it is written only when the speaker changes.
    """
    rows = tuple(found)
    cues = [each.cue for each in rows if isinstance(each, Placed)]
    if any(cue.speaker for cue in cues):
        yield from rows
        return
    names = Counter(name for cue in cues if (name := _name(cue.text)))
    all_of_them = bool(cues) and bool(_name(cues[0].text))
    speaker = ""
    for row in rows:
        if not isinstance(row, Placed):
            yield row
            continue
        cue, name = row.cue, _name(row.cue.text)
        if name and (all_of_them or names[name] > 1):
            speaker = name
            said = cue.text[cue.text.index(":") + 1 :].strip(" ")
            yield replace(row, cue=replace(cue, speaker=name, text=said))
        elif carry and speaker:
            yield replace(row, cue=replace(cue, speaker=speaker))
        else:
            yield row


def _name(text: str) -> str:
    """The name a cue begins with, or the empty string."""
    found = _NAME.match(text)
    words = found[1].split(" ") if found else []
    like_a_name = (word[:1].isupper() or word.isdigit() or word in _SMALL_WORDS for word in words)
    if not found or len(words) > _WORDS_IN_A_NAME or not words[0][:1].isupper():
        return ""
    return found[1] if all(like_a_name) else ""


def begins_with_name(text: str) -> bool:
    """Whether a reader of SRT would take the beginning for a speaker."""
    return bool(_name(text))


def _json(text: str, path: str) -> Found:
    """Podcasting 2.0's JSON: `segments`, each with times, `body` and perhaps `speaker`."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        yield Problem(path=path, line=line, text="avskriften är inte giltig JSON", hint=_HINT)
        return
    segments = values.get("segments")
    if not isinstance(segments, list):
        fault = "avskriften saknar en lista ”segments”"
        yield Problem(path=path, line=1, text=fault, hint=_HINT)
        return
    lines = [text.count("\n", 0, each.start()) + 1 for each in re.finditer(r'"startTime"', text)]
    exact = len(lines) == len(segments)
    for number, segment in enumerate(segments):
        line = lines[number] if exact else 1
        cue = _segment(segment) if isinstance(segment, dict) else None
        if cue is None:
            fault = f"stycke {number + 1} i avskriften saknar tid eller ord"
            yield Problem(path=path, line=line, text=fault, hint=_HINT)
        elif cue.text:
            yield Placed(cue=cue, line=line)


def _segment(about: dict[str, object]) -> Cue | None:
    start, end = (_number(about.get(name)) for name in ("startTime", "endTime"))
    body, speaker = about.get("body"), about.get("speaker") or ""
    if start is None or end is None or not isinstance(body, str) or not isinstance(speaker, str):
        return None
    return Cue(start=start, end=end, speaker=clean(speaker), text=clean(body))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value < _END or not isfinite(value):
        return None
    return round(float(value), 3)
