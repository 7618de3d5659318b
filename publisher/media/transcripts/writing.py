"""Cues as the files that podcast apps fetch: WebVTT, SRT, HTML and JSON.

Podcasting 2.0 describes all four (podcast-namespace, transcripts/transcripts.md); Apple takes
WebVTT, with `<v Namn>` for who speaks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from html import escape

from publisher.media.transcripts.cues import Cue
from publisher.media.transcripts.paragraphs import Section, Speech, sections
from publisher.media.transcripts.reading import begins_with_name
from publisher.model import Episode
from publisher.model.addresses import prefixed

COLUMNS = 65
"""Characters on a line; longer ones are broken in the middle of words by some apps."""

FORMATS: dict[str, str] = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "html": "text/html",
    "json": "application/json",
}
"""Endings and MIME types, the one most apps know best first."""


def address(url: str, ending: str) -> str:
    """The site address of the transcript in one of the `FORMATS`, of the episode at `url`."""
    return f"{url}avskrift.{ending}"


def addresses(episode: Episode) -> tuple[tuple[str, str], ...]:
    """Site address and MIME type of each form the transcript is published in; none without one."""
    if episode.transcript is None:
        return ()
    return tuple((address(episode.url, ending), mime) for ending, mime in FORMATS.items())


def as_vtt(cues: Sequence[Cue]) -> bytes:
    """WebVTT, lines of at most 65 characters save where one word is longer."""
    return "\n".join(("WEBVTT\n", *map(_vtt_cue, cues))).encode()


def _vtt_cue(cue: Cue) -> str:
    voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
    lines = "\n".join(_escaped(line) for line in _wrapped(cue.text))
    return f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{voice}{lines}\n"


def _escaped(words: str) -> str:
    return escape(words, quote=False)


def as_srt(cues: Sequence[Cue]) -> bytes:
    """SRT, with a speaker's name where the speaker changes.

    SRT has no way to write a `<` or an arrow as words, so they become signs that look like them.
    """
    return "\n".join(_srt_cues(cues)).encode()


def _srt_cues(cues: Sequence[Cue]) -> Iterator[str]:
    last = ""
    for number, cue in enumerate(cues, 1):
        named = cue.speaker and (cue.speaker != last or begins_with_name(cue.text))
        last = cue.speaker
        said = f"{cue.speaker}: {cue.text}" if named else cue.text
        said = said.replace("-->", "→").replace("<", "‹").replace("{\\", "{")
        lines = "\n".join(_wrapped(said))
        yield f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{lines}\n"


def as_json(cues: Sequence[Cue]) -> bytes:
    """Podcasting 2.0's own form, a segment for each cue."""
    segments = [
        {
            **({"speaker": cue.speaker} if cue.speaker else {}),
            "startTime": cue.start,
            "endTime": cue.end,
            "body": cue.text,
        }
        for cue in cues
    ]
    about = {"version": "1.0.0", "segments": segments}
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def as_html(episode: Episode, cues: Sequence[Cue], origin: str, language: str) -> bytes:
    """A small page of its own, for apps that show HTML; the episode's page is the canonical one."""
    parts = "".join(_html_section(part) for part in sections(cues, episode.chapters))
    title = escape(episode.title)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>Avskrift: {title}</title>\n"
        f'<link rel="canonical" href="{escape(prefixed(origin, episode.url))}">\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n{parts}</body>\n</html>\n"
    ).encode()


def _html_section(part: Section) -> str:
    heading = f"<h2>{escape(part.chapter.title)}</h2>\n" if part.chapter else ""
    return heading + "".join(map(_html_speech, part.speeches))


def _html_speech(speech: Speech) -> str:
    who = f"<cite>{escape(speech.speaker)}:</cite>\n" if speech.speaker else ""
    moment = _time(speech.start, ".").partition(".")[0]  # a shorter one is no time to HTML
    return f"{who}<time>{moment}</time>\n<p>{escape(speech.text)}</p>\n"


def _time(moment: float, point: str) -> str:
    """`00:01:02.500`; hours are always there, since some apps read no shorter form."""
    thousandths = round(moment * 1000)
    minutes, rest = divmod(thousandths // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest:02}{point}{thousandths % 1000:03}"


def _wrapped(words: str) -> list[str]:
    """Whole words on lines as long as allowed; only the ordinary space is a place to break."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= COLUMNS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


WRITERS: dict[str, Callable[[Sequence[Cue]], bytes]] = {
    "vtt": as_vtt,
    "srt": as_srt,
    "json": as_json,
}
"""Those that need nothing but the cues."""
