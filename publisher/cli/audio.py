"""`publisher audio …`: what is in a sound file, and a copy that is as loud as other podcasts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import say
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.media.audio import Measured, OwnTags
    from publisher.media.audio.loudness import Loudness


@click.group(cls=SwedishGroup)
def audio() -> None:
    """Ljudfiler: se vad som är i dem, och gör dem lagom starka."""


@audio.command()
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
@click.option("-q", "--quiet", is_flag=True, help="Skriv bara ut det som är fel.")
def show(*, file: Path, quiet: bool) -> None:
    """Visa längd, format, taggar, kapitel och ljudstyrka.

    Duger filen inte som poddljud sägs det, och vad som kan göras.
    """
    from publisher.media.audio import absent, ffmpeg, loudness, measure, own_tags

    if (missing := absent(file)) is not None:
        raise PublisherError(missing)
    found = measure(Path(), str(file))
    if isinstance(found, Problem):
        raise PublisherError(found)
    for problem in found.advice:
        say(f"Råd: {problem}", err=True)
    loud = None
    if ffmpeg.program():
        with progress("Lyssnar på") as on_progress:
            loud = loudness.measure(
                file,
                str(file),
                found.recording.seconds,
                lambda share: on_progress(file.name, share),
            )
    if not quiet:
        for line in _described(found, own_tags(file), loud):
            say(line)


@audio.command()
@click.argument("file", metavar="FIL", type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="FIL",
    type=click.Path(path_type=Path),
    help="Var kopian läggs. Förval: bredvid, som FIL.mp3 eller FIL-niva.mp3.",
)
@click.option("-q", "--quiet", is_flag=True, help="Skriv bara ut det som är fel.")
def level(*, file: Path, out: Path | None, quiet: bool) -> None:
    """Gör en MP3 som låter lika starkt som andra poddar (−16 LUFS).

    Tar emot alla slags ljud, också WAV och FLAC. Originalet rörs inte, och en fil som
    redan finns skrivs aldrig över. Behöver ffmpeg.
    """
    from publisher.media.audio import absent, loudness

    if (missing := absent(file)) is not None:
        raise PublisherError(missing)
    goal = out or _beside(file)
    if goal.suffix.lower() != ".mp3":
        hint = f"Skriv --out {goal.with_suffix('.mp3')}"
        raise PublisherError(Problem(path=str(goal), text="kopian blir en MP3", hint=hint))
    if goal.exists():
        hint = "Ta bort den, eller välj ett annat namn med --out."
        raise PublisherError(Problem(path=str(goal), text="filen finns redan", hint=hint))
    channels, seconds = loudness.facts(file)
    with progress("Jämnar ut") as on_progress:
        heard = partial(on_progress, file.name)
        loud = loudness.level(file, goal, channels, seconds, heard)
    if loud.fault:
        # So that nobody makes a copy of the copy, which would be no better.
        said = f"{goal}: ljudet {loud.fault}. Mer går inte att göra utan att det hörs."
        say(
            f"Råd: {said} Jämna ut skillnaderna i inspelningen och exportera den på nytt.", err=True
        )
    if not quiet:
        shown = loudness.shown
        say(
            f"{goal}: {shown(loud.integrated)} LUFS, högsta topp {shown(loud.peak)} dBTP.\n"
            f"Nästa steg: skriv audio: {goal.name} i avsnittet."
        )


def _beside(file: Path) -> Path:
    if file.suffix.lower() == ".mp3":
        return file.with_name(f"{file.stem}-niva.mp3")
    return file.with_suffix(".mp3")


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str, float], None]]:
    """A line on a terminal that is written over, and nothing at all elsewhere.

    Yields what is to be told the name of a file and the share of it that is done, from 0 to 1.
    """
    if not sys.stderr.isatty():
        yield lambda _name, _share: None
        return

    def on_progress(name: str, share: float) -> None:
        say(f"\r\033[K{doing} {name}: {share:.0%}".replace("%", "\u00a0%"), nl=False, err=True)

    try:
        yield on_progress
    finally:
        click.echo("\r\033[K", nl=False, err=True)


def _described(found: Measured, own: OwnTags, loud: Loudness | None) -> Iterator[str]:
    from publisher.media.audio.loudness import shown
    from publisher.media.chapters.writing import exactly
    from publisher.swedish import clock, number

    sound = found.recording
    rows = {
        "Längd": clock(sound.seconds),
        "Format": sound.mime,
        "Storlek": f"{number(sound.bytes)} byte",
        "Bitrate": f"{number(round(sound.bitrate / 1000))} kbit/s",
        "Kanaler": {1: "mono", 2: "stereo"}.get(sound.channels, str(sound.channels)),
        "Samplingsfrekvens": f"{number(sound.sample_rate)} Hz",
        "Ljudstyrka": f"{shown(loud.integrated)} LUFS" if loud else "",
        "Högsta topp": f"{shown(loud.peak)} dBTP" if loud else "",
        "Titel": own.title,
        "Datum": own.date,
        "Nummer": str(own.number or ""),
    }
    width = max(map(len, rows)) + 1
    yield from (f"{name + ':':<{width}} {value}" for name, value in rows.items() if value)
    if own.chapters:
        yield "Kapitel:"
        yield from (f"  {exactly(each.start)} {each.title}" for each in own.chapters)
