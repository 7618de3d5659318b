"""Transcripts: WebVTT, SRT or JSON in, all the shapes that apps and readers want out.

What was said is a row of `Cue`s, whoever wrote the file. Nothing here touches the disk.
"""

from publisher.media.transcripts.cues import Cue
from publisher.media.transcripts.paragraphs import Section, Speech, sections, text
from publisher.media.transcripts.reading import read
from publisher.media.transcripts.writing import (
    FORMATS,
    WRITERS,
    addresses,
    as_html,
    as_json,
    as_srt,
    as_vtt,
)

__all__ = [
    "FORMATS",
    "WRITERS",
    "Cue",
    "Section",
    "Speech",
    "addresses",
    "as_html",
    "as_json",
    "as_srt",
    "as_vtt",
    "read",
    "sections",
    "text",
]
