"""Heads of episodes as our own export writes them: sound, chapters, a transcript beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from publisher.importers.markdown.heads import Fields, said
from publisher.importers.records import SourceRecord, SourceSound

OWN = ("number", "season", "kind", "explicit", "people", "links")
"""Fields of an episode that come along as they are."""
FIELDS = frozenset((*OWN, "show", "audio", "bytes", "seconds", "chapters", "transcript"))
_TYPES = {".vtt": "text/vtt", ".srt": "application/srt", ".json": "application/json"}


def is_episode(fields: Mapping[str, object]) -> bool:
    """Whether a head is that of an episode of a podcast."""
    return bool(said(fields, "show") and said(fields, "audio"))


def sounding(record: SourceRecord, fields: Fields, resolved: Callable[[str], str]) -> None:
    """Give a record its sound, and what stands in its head of it."""
    size, length = fields.get("bytes"), fields.get("seconds")
    chapters, transcript = fields.get("chapters"), said(fields, "transcript")
    is_file = isinstance(chapters, str) and chapters != "ljudfilen"
    kind = _TYPES.get(PurePosixPath(transcript).suffix.lower(), "")
    record.sound = SourceSound(
        url=resolved(said(fields, "audio")),
        bytes=size if isinstance(size, int) else 0,
        seconds=float(length) if isinstance(length, int | float) else 0,
        chapters=resolved(str(chapters)) if is_file else "",
        transcripts=((resolved(transcript), kind),) if transcript else (),
    )
    record.own |= {key: fields[key] for key in OWN if fields.get(key)}
    if chapters and not is_file:
        record.own["chapters"] = chapters
