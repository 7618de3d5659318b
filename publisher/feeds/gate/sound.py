"""Playing times measured a second time, by ffprobe where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from publisher.engine.recipes import BuildContext
from publisher.model import Episode, Recording
from publisher.problems import Problem
from publisher.system.disk import on_disk
from publisher.system.parallel import Map, serial
from publisher.system.platform import bound

_TOLERANCE = 1.0
"""Seconds; apps that resume where the listener was forgive no more."""
_PATIENCE = 60


class DurationCache(Protocol):
    """What is remembered between checks, by the sound file's sha256."""

    def get(self, hash_: str) -> float | None:
        """Seconds measured before, or None."""

    def put(self, hash_: str, seconds: float) -> None:
        """Remember a measurement."""


def verify_sounds(
    context: BuildContext, kept: DurationCache, map_: Map = serial
) -> Iterator[Problem]:
    """Episodes whose feeds state another playing time than ffprobe finds. Nothing without it.

    Advice, since a build does not ask ffprobe: what stops a check is what stops a build. Files on
    other hosting are left alone. A file is measured once, until its content changes.
    """
    ffprobe = shutil.which("ffprobe")
    if ffprobe is None:
        return
    marks = {
        recording.path: context.hashes(recording.path)
        for episode in context.site.episodes
        if (recording := episode.recording)
    }
    new = {
        mark: on_disk(context.config.root, path)
        for path, mark in marks.items()
        if kept.get(mark) is None
    }
    measured = map_(partial(playing_time, ffprobe), list(new.values()))
    for mark, seconds in zip(new, measured, strict=True):
        kept.put(mark, seconds)
    for episode in context.site.episodes:
        if (recording := episode.recording) is None:
            continue
        seconds_ = kept.get(marks[recording.path])
        if seconds_ is not None:
            yield from _compared(episode, recording, seconds_)


def _compared(episode: Episode, recording: Recording, seconds: float) -> Iterator[Problem]:
    said = recording.seconds
    if seconds < 0:
        text = f"ffprobe kan inte läsa ljudfilen ”{recording.path}”"
        hint = "Lyssna på den. Är den trasig: exportera ljudet på nytt."
        yield Problem(path=episode.source, text=text, hint=hint, fatal=False)
    elif abs(seconds - said) > _TOLERANCE:
        text = f"avsnittets längd är {_swedish(said)} s i flödet men {_swedish(seconds)} s i ljudet"
        hint = "Exportera ljudet på nytt med fast bithastighet, så håller tiderna i apparna."
        yield Problem(path=episode.source, text=text, hint=hint, fatal=False)


def _swedish(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")


def playing_time(ffprobe: str, file: Path) -> float:
    """Seconds of sound in the file, or -1 when ffprobe cannot tell."""
    command = [ffprobe, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
    try:
        done = subprocess.run(  # noqa: S603 (a program found on PATH, a path of our own)
            [*command, "--", str(file)],
            capture_output=True,
            check=True,
            text=True,
            timeout=_PATIENCE,
            **bound(),
        )
        return float(done.stdout.strip())
    except (subprocess.SubprocessError, ValueError):
        return -1.0
