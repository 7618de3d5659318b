"""A transcript file, WebVTT or SRT, as paragraphs that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# WebVTT (https://www.w3.org/TR/webvtt1/) lets the hours go and uses a full stop; SRT, which no one
# has standardised, has hours and a comma.
_TIMES = re.compile(
    r"^(?:(\d+):)?(\d{2}):(\d{2})[.,]\d{3}[ \t]+-->[ \t]+(?:\d+:)?\d{2}:\d{2}[.,]\d{3}",
    re.MULTILINE,
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^>]*>")
_PARAGRAPH = 500
"""Characters after which a long speech is broken, at the next full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One paragraph: from which second, who speaks (empty: as before or unknown), the words."""

    speaker: str
    start: int
    text: str


def speeches(file: str) -> tuple[Speech, ...]:
    """Cues joined into paragraphs: a new one for each new speaker, and where one grows long."""
    found: list[Speech] = []
    last = ""
    for cue in _cues(file):
        same = bool(found) and cue.speaker in ("", last)
        if same and not _full(found[-1].text):
            joined = f"{found[-1].text} {cue.text}"
            found[-1] = Speech(speaker=found[-1].speaker, start=found[-1].start, text=joined)
            continue
        found.append(Speech(speaker="" if same else cue.speaker, start=cue.start, text=cue.text))
        last = cue.speaker or last
    return tuple(found)


def _full(text: str) -> bool:
    return len(text) > _PARAGRAPH and text.endswith((".", "!", "?", "”"))


def _cues(file: str) -> Iterator[Speech]:
    """Every cue with words in it; headers, notes, styles and cue numbers are passed over."""
    for block in re.split(r"\n[ \t]*\n", file.replace("\r\n", "\n").replace("\r", "\n")):
        if (times := _TIMES.search(block)) is None:
            continue
        spoken = block[block.find("\n", times.end()) + 1 :] if "\n" in block[times.end() :] else ""
        hours, minutes, seconds = (int(part or 0) for part in times.groups())
        start = hours * 3600 + minutes * 60 + seconds
        yield from _voices(spoken, start)


def _voices(spoken: str, start: int) -> Iterator[Speech]:
    """A cue may hold several voices; what stands before the first has none."""
    parts = _VOICE.split(spoken)
    for speaker, words in zip(("", *parts[1::2]), parts[::2], strict=True):
        text = " ".join(unescape(_TAG.sub("", words)).split())
        if text:
            yield Speech(speaker=unescape(speaker).strip(), start=start, text=text)
