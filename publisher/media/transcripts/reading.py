"""A transcript file → cues. What the file is, its content tells and never its name.

WebVTT is a standard (w3.org/TR/webvtt1); SRT is what programs write: hours, a comma, numbers before
the times, and the speaker's name before a colon. JSON is Podcasting 2.0's (transcripts.md).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from math import inf, isfinite

from publisher.media.lines import lines_of
from publisher.media.transcripts.cues import Cue, CueAtLine, check, clean
from publisher.problems import Problem

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{2})(?:[.,]([0-9]{1,3}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_NEARLY = re.compile(r"\s*[0-9][0-9:.,\s]*-->")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]+([^<>]*))?>|</v>")
_TAG = re.compile(r"</?[a-zA-Z0-9.][^<>]*>|</?>")
_RUBY = re.compile(r"<rt(?:\.[^>]*)?>(.*?)(?:</rt>|(?=</ruby>)|\Z)", re.DOTALL)
"""How signs are said (WebVTT 6.1, ruby text), which on a page of words stands in brackets."""
_ROLLING = re.compile(r"<(?:[0-9]{2,}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}>")
"""A time within a cue: programs that listen write them, and say each line twice as it rolls up."""
_SRT_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_SRT_TAG = re.compile(
    r"</?(?:b|i|u|s|c|v|em|strong|font|span|div|p|ruby|rt|small|tt|center)\b[^<>]*>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_NAME = re.compile(r"(?:-[ ]?)?([^\W\d_][^:<>()\[\]!?\"”]{0,39}): +(?=[^ ])")
_SMALL_WORDS = frozenset({"af", "av", "da", "de", "del", "den", "der", "och", "van", "von", "&"})
_WORDS_IN_A_NAME = 4
_MOST_SHOWN = 10
"""Lines on a screen at once."""
_END = 10_000_000
"""Seconds; a time past that is no time, and would not fit what keeps it."""

_HINT = "En avskrift är en fil i WebVTT (.vtt) eller SRT (.srt), eller JSON för poddar."
_TIME_HINT = "Skriv som 00:01:02.500 --> 00:01:05.000"

Found = Iterator[CueAtLine | Problem]
Said = Callable[[list[str]], Iterator[tuple[str, str]]]
"""The lines of a cue → who says what."""


def read(text: str, path: str, sound: float = inf) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """All cues of a file, and everything wrong with it, by line. Never raises, whatever the text.

    `sound` is the length of the sound in seconds, beyond which a transcript cannot go.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return (), (Problem(path=path, line=1, text="avskriften är tom", hint=_HINT),)
    found = tuple(_reader(text, path))
    placed = tuple(each for each in found if isinstance(each, CueAtLine))
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
    said = _Rolling() if _ROLLING.search(text) else _spoken
    for line, block in _blocks(text, vtt=True):
        if line == 1:  # the header, which ends at the first empty line, or at a forgotten one
            at = next((n for n, each in enumerate(block) if "-->" in each), None)
            if at is not None:
                yield from _block(line + at, block[at:], path, said)
        elif not _ASIDE.match(block[0]):
            yield from _block(line, block, path, said)


def _srt(text: str, path: str) -> Found:
    for line, block in _blocks(text):
        yield from _block(line, block, path, _of_srt)


def _blocks(text: str, *, vtt: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between empty ones, with the number of the first.

    In WebVTT a line with a space in it is not empty, and YouTube writes such; somebody who wrote it
    by hand meant an empty one, if a time follows.
    """
    block: list[str] = []
    lines = [*text.split("\n"), ""]
    for number, line in enumerate(lines, 1):
        timed = any("-->" in each for each in lines[number : number + 2])
        within = vtt and line and block and not timed
        if line.strip(" \t") or within:  # a line of hard spaces is words
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _block(first: int, block: list[str], path: str, said: Said) -> Found:
    """The cues of one block: as a rule one, but the empty line between two may be missing."""
    times = [n for n, line in enumerate(block) if _TIMES.fullmatch(line) or _NEARLY.match(line)]
    if not times:
        times = [n for n, line in enumerate(block[:2]) if "-->" in line][:1]
    if not times:
        if len(block) > 1 or not block[0].strip().isdigit():  # a number alone is a cue left empty
            yield _homeless(first, path)
        return
    if times[0] > 1:
        yield _homeless(first, path)
    for at, after in zip(times, [*times[1:], len(block)], strict=True):
        end = after - (after < len(block) and block[after - 1].strip().isdigit())
        yield from _cue(first + at, block[at], block[at + 1 : end], path, said)


def _homeless(line: int, path: str) -> Problem:
    hint = "Ta bort tomraden före, om orden hör till repliken ovanför, eller skriv en tid."
    return Problem(path=path, line=line, text="orden hör inte till någon tid", hint=hint)


def _cue(line: int, times: str, spoken: list[str], path: str, said: Said) -> Found:
    found = _TIMES.fullmatch(times)
    start = _seconds(*found.groups()[:4]) if found else None
    end = _seconds(*found.groups()[4:]) if found else None
    if start is None or end is None:
        text = f"tiden ”{times.strip()[:60]}” går inte att läsa"
        yield Problem(path=path, line=line, text=text, hint=_TIME_HINT)
        return
    for speaker, written in said(spoken):
        if words := clean(written):
            cue = Cue(start=start, end=end, speaker=clean(speaker), text=words)
            yield CueAtLine(cue=cue, line=line)


def _seconds(hours: str | None, minutes: str, seconds: str, decimals: str | None) -> float | None:
    if int(minutes) >= 60 or int(seconds) >= 60:  # noqa: PLR2004 (a clock)
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return float(f"{whole}.{decimals or 0}")


def _of_srt(spoken: list[str]) -> Iterator[tuple[str, str]]:
    """Without what programs borrow from HTML and from SubStation Alpha; names come later."""
    bare = _SRT_TAG.sub("", _SRT_BREAK.sub(" ", "\n".join(spoken)))
    yield "", _ENTITY.sub(lambda found: unescape(found[0]), bare)


def _spoken(spoken: list[str]) -> Iterator[tuple[str, str]]:
    return _voices("\n".join(spoken))


def _voices(words: str) -> Iterator[tuple[str, str]]:
    """A WebVTT cue may hold several voices; what stands before and between them has none."""
    speaker, at = "", 0
    for found in _VOICE.finditer(words):
        yield unescape(speaker), _of_vtt(words[at : found.start()])
        speaker, at = found[1] or "", found.end()
    yield unescape(speaker), _of_vtt(words[at:])


def _of_vtt(words: str) -> str:
    return unescape(_TAG.sub("", _RUBY.sub(r" (\1)", words)))


class _Rolling:
    """Says each line once, in captions that roll up.

    YouTube's show the last line again above the new one, and between two such a cue of a
    hundredth of a second that has nothing new.
    """

    def __init__(self) -> None:
        self._shown: list[str] = []

    def __call__(self, spoken: list[str]) -> Iterator[tuple[str, str]]:
        rows = [(line, words) for line in spoken if (words := clean(_of_vtt(line)))]
        bare = [words for _, words in rows]
        shown = self._shown
        most = min(len(bare), len(shown), _MOST_SHOWN)
        same = next(n for n in range(most, -1, -1) if bare[:n] == shown[len(shown) - n :])
        self._shown = bare
        return _voices("\n".join(line for line, _ in rows[same:]))


def _named(found: Found, *, carry: bool) -> Found:
    """Cues that begin `Anna Berg: ` given to her, in a file without names of any other kind.

    Names are those that come twice. Where the file begins with one, others may come once: a lone
    ”Avsnitt 12: …” or ”Resultat: …” is no speaker, nor is what has a number in it. With `carry` a
    name holds until the next one, as it does in SRT, where it is written only when the speaker
    changes.
    """
    rows = tuple(found)
    cues = [each.cue for each in rows if isinstance(each, CueAtLine)]
    if any(cue.speaker for cue in cues):
        yield from rows
        return
    names = Counter(name for cue in cues if (name := _name(cue.text)))
    accepted = {name for name, count in names.items() if count > 1}
    first = _name(cues[0].text) if cues else ""
    alike = {name for name in names if not any(map(str.isdigit, name))}
    if first in accepted or (first in alike and len(alike) > 1):
        accepted |= alike
    speaker = ""
    for row in rows:
        if not isinstance(row, CueAtLine):
            yield row
            continue
        cue, name = row.cue, _name(row.cue.text)
        if name in accepted:
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
    lines = lines_of(re.finditer(r'"startTime"', text), text)
    exact = len(lines) == len(segments)
    for number, segment in enumerate(segments):
        line = lines[number] if exact else 1
        cue = _segment(segment) if isinstance(segment, dict) else None
        if cue is None:
            fault = f"stycke {number + 1} i avskriften saknar tid eller ord"
            yield Problem(path=path, line=line, text=fault, hint=_HINT)
        elif cue.text:
            yield CueAtLine(cue=cue, line=line)


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
