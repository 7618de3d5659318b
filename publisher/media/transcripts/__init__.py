"""Transcripts: WebVTT, SRT or JSON in, all the shapes that apps and readers want out.

What was said is a row of `Cue`s, whoever wrote the file. Only `episodes` reads from disk.
"""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.media.transcripts.cues import Cue
    from publisher.media.transcripts.episodes import cues_of, sections_of
    from publisher.media.transcripts.paragraphs import Section, Speech, sections, text
    from publisher.media.transcripts.reading import read
    from publisher.media.transcripts.writing import (
        FORMATS,
        WRITERS,
        address,
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
    "address",
    "addresses",
    "as_html",
    "as_json",
    "as_srt",
    "as_vtt",
    "cues_of",
    "read",
    "sections",
    "sections_of",
    "text",
]

__getattr__ = lazily(
    __name__,
    {
        "cues": ("Cue",),
        "episodes": (
            "cues_of",
            "sections_of",
        ),
        "paragraphs": (
            "Section",
            "Speech",
            "sections",
            "text",
        ),
        "reading": ("read",),
        "writing": (
            "FORMATS",
            "WRITERS",
            "address",
            "addresses",
            "as_html",
            "as_json",
            "as_srt",
            "as_vtt",
        ),
    },
)
