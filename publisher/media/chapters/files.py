"""Files of chapters from other programs; the shape is told by the content, never by the name.

Read are Audacity's labels, MP4Chaps and plain lines of time and title, OGM (`CHAPTER01=`), JSON
Chapters 1.2 and Podlove's own JSON, Podlove Simple Chapters (XML), and ffmpeg's FFMETADATA.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from publisher.media.chapters.lists import unreadable
from publisher.media.chapters.marks import ChapterMark, clean, mark, possible, seconds
from publisher.media.lines import lines_of
from publisher.problems import Problem

_AUDACITY = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\t(?:[0-9]+(?:[.,][0-9]+)?)(?:\t(.*))?")
_OGM = re.compile(r"CHAPTER([0-9]{1,4})(NAME|URL)?=(.*)", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{|\[\s*[\]{])")
_JSON_START = re.compile(r'"start(?:Time)?"\s*:')
_BASE = re.compile(r"([0-9]{1,12})/([0-9]{1,12})")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SHAPES = (
    "Skriv en rad för varje kapitel, som 01:30 Rubrik. Etiketter från Audacity, MP4Chaps, JSON "
    "Chapters, Podlove och FFMETADATA går också bra."
)

Found = Iterator[ChapterMark | Problem]


def read(text: str, path: str) -> tuple[tuple[ChapterMark, ...], tuple[Problem, ...]]:
    """All chapters of a file, and everything wrong with it. Never raises, whatever the text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = tuple(_reader(text, path))
    marks = tuple(each for each in found if isinstance(each, ChapterMark))
    problems = tuple(each for each in found if isinstance(each, Problem))
    if not marks and not problems:
        fault = Problem(path=path, line=1, text="filen innehåller inga kapitel", hint=_SHAPES)
        return (), (fault,)
    lines = text.count("\n") + 1
    if not marks and len(problems) == lines and not _JSON.match(text):
        fault = Problem(path=path, line=1, text="filen är ingen lista över kapitel", hint=_SHAPES)
        return (), (fault,)
    return marks, problems


def _reader(text: str, path: str) -> Found:
    first = next((line for line in text.split("\n") if line.strip()), "")
    if first.startswith(";FFMETADATA"):
        return _ffmetadata(text, path)
    if _JSON.match(text):
        return _json(text, path)
    if first.lstrip().startswith("<"):
        return _podlove(text, path)
    if _OGM.match(first):
        return _ogm(text, path)
    if _AUDACITY.match(first):
        return _audacity(text, path)
    return _lines(text, path)


def _made(start: float | None, title: object, path: str, line: int | None, **more: str) -> Found:
    """A Mark, or the Problem that it lacks a time or a title."""
    words = clean(title) if isinstance(title, str) else ""
    if start is None or not possible(start) or not words:
        yield unreadable(words or "utan rubrik", path, line)
    else:
        yield ChapterMark(start=start, title=words, line=line, **more)


def _lines(text: str, path: str) -> Found:
    """Time and title on each line: MP4Chaps, show notes, and what people write by hand."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield mark(line.strip(), number) or unreadable(line, path, number)


def _audacity(text: str, path: str) -> Found:
    """Begin, end and name between tabs, in seconds; a backslash begins what is no label."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("\\"):
            continue
        found = _AUDACITY.fullmatch(line.rstrip())
        if found is None:
            yield unreadable(line, path, number)
        else:
            yield from _made(_number(found[1]), found[2], path, number)


def _number(written: str) -> float | None:
    digits = written.replace(",", ".")
    return float(digits) if len(digits) < 30 else None  # noqa: PLR2004 (no time is that long)


def _ogm(text: str, path: str) -> Found:
    """`CHAPTER01=00:00:00.000` and `CHAPTER01NAME=Titel`, as in Ogg comments and mkvmerge."""
    starts: dict[str, tuple[int, float | None]] = {}
    about: dict[tuple[str, str], str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        found = _OGM.fullmatch(line.strip())
        if found is None:
            yield unreadable(line, path, number)
        elif found[2]:
            about[found[1], found[2].upper()] = found[3]
        else:
            starts[found[1]] = (number, seconds(found[3]))
    for key, (number, start) in starts.items():
        url = web(about.get((key, "URL")))
        yield from _made(start, about.get((key, "NAME")), path, number, url=url)


def _ffmetadata(text: str, path: str) -> Found:
    """What ffmpeg writes (ffmpeg-formats, Metadata): `[CHAPTER]`, TIMEBASE, START, title."""
    section: dict[str, str] | None = None
    began = 0
    text = re.sub(r"\\\n", lambda _: "\\\x00", text)  # an escaped line end belongs to the value
    for number, line in enumerate([*text.split("\n"), "[]"], 1):
        if line.startswith("["):
            if section is not None:
                yield from _ffmpeg_chapter(section, path, began)
            section = {} if line.strip().upper() == "[CHAPTER]" else None
            began = number
        elif section is not None and (pair := re.match(r"((?:[^=\\]|\\.)*)=(.*)", line)):
            section[pair[1].lower()] = _ESCAPED.sub(r"\1", pair[2])


def _ffmpeg_chapter(section: dict[str, str], path: str, line: int) -> Found:
    base = _BASE.fullmatch(section.get("timebase", "1/1000000000").strip())
    start = section.get("start", "").strip()
    exact = None
    if base and int(base[2]) and re.fullmatch(r"[0-9]{1,18}", start):
        exact = float(int(start) * Fraction(int(base[1]), int(base[2])))
    yield from _made(exact, section.get("title"), path, line)


def _json(text: str, path: str) -> Found:
    """JSON Chapters 1.2, or Podlove's list of objects; what is not for the list is left out."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        hint = "Exportera filen på nytt ur programmet som gjorde den."
        yield Problem(path=path, line=line, text="filen är inte giltig JSON", hint=hint)
        return
    chapters = values.get("chapters") if isinstance(values, dict) else values
    if not isinstance(chapters, list):
        yield Problem(path=path, line=1, text="filen saknar en lista ”chapters”", hint=_SHAPES)
        return
    lines = lines_of(_JSON_START.finditer(text), text)
    exact = len(lines) == len(chapters)
    for number, chapter in enumerate(chapters):
        line = lines[number] if exact else 1
        if not isinstance(chapter, dict):
            yield unreadable(str(chapter), path, line)
        elif chapter.get("toc") is not False:
            yield from _json_chapter(chapter, path, line)


def _json_chapter(chapter: dict[str, Any], path: str, line: int) -> Found:
    start = chapter.get("startTime", chapter.get("start"))
    if isinstance(start, str):
        start = seconds(start)
    elif isinstance(start, bool) or not isinstance(start, int | float):
        start = None
    elif possible(start):
        start = float(start)
    url = web(chapter.get("url", chapter.get("href")))
    image = _path(chapter.get("img", chapter.get("image")))
    yield from _made(start, chapter.get("title"), path, line, url=url, image=image)


def _podlove(text: str, path: str) -> Found:
    """Podlove Simple Chapters (podlove.org/simple-chapters), by itself or within a feed's item."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        root = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        hint = "Exportera filen på nytt ur programmet som gjorde den."
        yield Problem(path=path, line=error.lineno or 1, text="filen är inte giltig XML", hint=hint)
        return
    for each in root.iter("{*}chapter"):
        line = each.sourceline
        start = seconds(each.get("start", ""))
        url, image = web(each.get("href")), _path(each.get("image"))
        yield from _made(start, each.get("title"), path, line, url=url, image=image)


def web(value: object) -> str:
    """An address of the web; anything else cannot be followed from an app."""
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s\ud800-\udfff]+", value):
        return ""
    return clean(value)


def _path(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""
