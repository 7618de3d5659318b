"""One sound file → Measured: what kind it is, how long and how large.

The kind is told by the file's first bytes and its frames, never by its name: podcast apps believe
the type a feed states, and a wrong one is an episode that will not play.
"""

from __future__ import annotations

from os import fstat
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from publisher.media.audio import flac, mp4, mpeg, ogg, wav
from publisher.media.audio.id3 import tags_end
from publisher.media.audio.kinds import (
    AudioFacts,
    Measured,
    UnfitSoundError,
    check_suffix,
    is_text,
    other_format,
    refused,
)
from publisher.model import Recording
from publisher.problems import Problem, did_you_mean
from publisher.system.disk import on_disk

_HEAD = 512


def measure(root: Path, path: str) -> Measured | Problem:
    """The sound at `path` below `root`; a Problem when it cannot be published.

    `seconds` is how long a player plays, by what is there and not by what a head says: of an MP3
    the head of every frame is read, of an Ogg that of every page. `seconds` is rounded
    to milliseconds: finer than any feed or player asks for, and equal wherever it is written down.
    `bytes` is the size on disk. Problems have the sound file's path and no line; who asked for the
    file knows better where the fault stands.
    """
    try:
        with on_disk(root, path).open("rb") as file:
            size = fstat(file.fileno()).st_size
            found = _examine(file, size, path)
        check_suffix(path, found.kind)
    except OSError as error:
        fault, hint = _unopened(error, root, path)
    except UnfitSoundError as unfit:
        fault, hint = unfit.args
    else:
        return _measured(found, path, size)
    return Problem(path=path, text=fault, hint=hint)


def absent(file: Path) -> Problem | None:
    """A sound that somebody named on the command line and that is not there; None when it is."""
    if file.is_file():
        return None
    if file.is_dir():
        text, hint = "är en mapp, inte en ljudfil", "Skriv ljudfilens hela namn."
        return Problem(path=str(file), text=text, hint=hint)
    names = sorted(each.name for each in file.parent.iterdir()) if file.parent.is_dir() else []
    hint = "Kontrollera namnet, eller gå till mappen där den ligger."
    hint = did_you_mean(file.name, names) + hint
    return Problem(path=str(file), text="ljudfilen finns inte", hint=hint)


def _measured(found: AudioFacts, path: str, size: int) -> Measured:
    recording = Recording(
        path=path,
        bytes=size,
        mime=found.kind.mime,
        seconds=round(found.seconds, 3),
        bitrate=found.bitrate,
        channels=found.channels,
        sample_rate=found.sample_rate,
    )
    advice = (Problem(path=path, text=text, hint=hint, fatal=False) for text, hint in found.advice)
    return Measured(recording=recording, advice=tuple(advice))


def _examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    head = file.read(_HEAD)
    if not head:
        raise UnfitSoundError(f"ljudfilen ”{path}” är tom", "Exportera ljudet på nytt.")
    if head.startswith(b"ID3"):
        # Some programs put MP3's tag before other kinds of sound.
        file.seek(tags_end(file))
        inner = file.read(_HEAD)
        head = inner if refused(inner) or inner.startswith(b"fLaC") else head
    if name := refused(head):
        raise other_format(path, name)
    if head.startswith(b"OggS"):
        return ogg.examine(file, size, path)
    if head.startswith(b"ftyp", 4):
        return mp4.examine(file, size, path)
    if head.startswith(b"fLaC"):
        return flac.examine(file, size, path)
    if head.startswith(b"RIFF") and head.startswith(b"WAVE", 8):
        return wav.examine(file, size, path)
    if is_text(head):
        raise UnfitSoundError(
            f"”{path}” är en textfil, inte ljud",
            "Lägg in själva ljudfilen. Om den förvaras med Git LFS: kör ”git lfs pull”.",
        )
    return mpeg.examine(file, size, path)


def _unopened(error: OSError, root: Path, path: str) -> tuple[str, str]:
    """Fault and hint for a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError):
        folder = on_disk(root, path).parent
        names = sorted(item.name for item in folder.iterdir()) if folder.is_dir() else []
        return (
            f"ljudfilen ”{path}” finns inte",
            did_you_mean(PurePosixPath(path).name, names)
            + "Lägg in ljudfilen, eller rätta ”audio” i avsnittet.",
        )
    if isinstance(error, IsADirectoryError):
        return f"”{path}” är en mapp, inte en ljudfil", "Skriv namnet på ljudfilen vid ”audio”."
    return (
        f"ljudfilen ”{path}” går inte att läsa",
        "Se efter att du har rätt att läsa filen och att den inte är en trasig länk.",
    )
