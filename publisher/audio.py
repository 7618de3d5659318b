"""One sound file → Audio: what kind it is, how long and how large (the only importer of mutagen).

The kind is told by the file's first bytes and its frames, never by its name: podcast apps believe
the type a feed states, and a wrong one is an episode that will not play.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from os import fstat
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, cast

from publisher.model import Audio
from publisher.problems import Problem, did_you_mean

_HEAD = 512


class _Kind(NamedTuple):
    """A format that podcast apps play, with the type Apple's RSS guide gives for enclosures."""

    name: str
    suffix: str
    mime: str


_MP3 = _Kind("MP3", ".mp3", "audio/mpeg")
_M4A = _Kind("M4A", ".m4a", "audio/x-m4a")

_MARKS = (
    (28, b"OpusHead", "Opus"),
    (0, b"OggS", "Ogg"),
    (0, b"fLaC", "FLAC"),
    (8, b"WAVE", "WAV"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF"),
    (0, b"\xff\xf1", "AAC utan behållare"),
    (0, b"\xff\xf9", "AAC utan behållare"),
    (0, b"\x1aE\xdf\xa3", "Matroska eller WebM"),
    (0, b"0&\xb2u", "WMA"),
)
"""Where formats that we recognise but do not publish carry their mark."""


class _UnfitError(Exception):
    """Why a file cannot be an episode's sound: the fault, then what to do about it."""


def measure(root: Path, path: str, url: str) -> Audio | Problem:
    """The sound at `path` below `root`, to be published at `url`; a Problem when it cannot be.

    Reads headers and a few frames, never the whole file. `seconds` is rounded to milliseconds:
    finer than any feed or player asks for, and short and equal wherever it is written down, however
    a version of mutagen happens to divide. `bytes` is the size on disk. The Problem has the sound
    file's path and no line; who asked for the file knows better where the fault stands.
    """
    try:
        with (root / path).open("rb") as file:
            size = fstat(file.fileno()).st_size
            kind, seconds = _examine(file, size, path)
        _check_suffix(path, kind)
    except OSError as error:
        fault, hint = _unopened(error, root, path)
    except _UnfitError as unfit:
        fault, hint = unfit.args
    else:
        return Audio(path=path, url=url, bytes=size, mime=kind.mime, seconds=round(seconds, 3))
    return Problem(path=path, text=fault, hint=hint)


def _examine(file: BinaryIO, size: int, path: str) -> tuple[_Kind, float]:
    """Kind and length in seconds of an open file."""
    head = file.read(_HEAD)
    if not head:
        raise _UnfitError(f"ljudfilen ”{path}” är tom", "Exportera ljudet på nytt.")
    for offset, mark, name in _MARKS:
        if head.startswith(mark, offset):
            raise _other_format(path, name)
    if head.startswith(b"ftyp", 4):
        return _M4A, _m4a_seconds(file, path)
    if _is_text(head):
        raise _UnfitError(
            f"”{path}” är en textfil, inte ljud",
            "Lägg in själva ljudfilen. Om den förvaras med Git LFS: kör ”git lfs pull”.",
        )
    return _MP3, _mp3_seconds(file, size, path)


def _mp3_seconds(file: BinaryIO, size: int, path: str) -> float:
    from mutagen import MutagenError
    from mutagen.mp3 import MPEGInfo

    try:
        info = MPEGInfo(file)
    except MutagenError:
        raise _no_sound(path) from None
    # With fewer than four frames in a row mutagen is guessing, and finds "frames" in any noise.
    if info.sketchy or info.length <= 0:
        raise _no_sound(path)
    if info.layer != 3:  # noqa: PLR2004 (the 3 in MP3)
        raise _other_format(path, f"MPEG layer {info.layer}")
    # The header promises length and bitrate for the whole; an interrupted copy has less than that.
    promised = info.length * info.bitrate / 8
    if size < 0.99 * promised:
        left = f"{100 * size / promised:.0f}\N{NO-BREAK SPACE}%"
        raise _UnfitError(
            f"ljudfilen ”{path}” är avklippt: bara {left} av ljudet är kvar",
            "Kopiera filen på nytt, eller exportera ljudet igen.",
        )
    return float(info.length)


def _m4a_seconds(file: BinaryIO, path: str) -> float:
    from mutagen import MutagenError
    from mutagen.mp4 import MP4, MP4Info

    try:
        info = cast("MP4Info", MP4(file).info)  # declared None in mutagen's base class
    except MutagenError:
        raise _no_sound(path) from None
    if info.codec and not info.codec.startswith("mp4a"):
        raise _other_format(path, "ALAC" if info.codec == "alac" else "MP4 utan AAC-ljud")
    if info.length <= 0:
        raise _no_sound(path)
    return float(info.length)


def _check_suffix(path: str, kind: _Kind) -> None:
    name = PurePosixPath(path)
    if name.suffix.lower() == kind.suffix:
        return
    if name.suffix.lower() in {".mp4", ".m4v", ".mov"}:
        # Most often a filmed conversation, which a new name would not turn into sound.
        raise _UnfitError(f"”{path}” har ett namn som en film", _as_mp3(path))
    raise _UnfitError(
        f"ljudfilen ”{path}” innehåller {kind.name}, men namnet slutar på ”{name.suffix}”",
        f"Döp om den till ”{name.with_suffix(kind.suffix).name}”"
        " och skriv det nya namnet vid ”audio” i avsnittet.",
    )


def _unopened(error: OSError, root: Path, path: str) -> tuple[str, str]:
    """Fault and hint for a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError):
        folder = (root / path).parent
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


def _no_sound(path: str) -> _UnfitError:
    return _UnfitError(
        f"i ”{path}” finns inget ljud som går att spela",
        "Filen är skadad, avklippt eller av ett okänt slag. Exportera ljudet på nytt som MP3.",
    )


def _other_format(path: str, name: str) -> _UnfitError:
    return _UnfitError(
        f"ljudfilen ”{path}” är i formatet {name}, som inte alla poddappar spelar", _as_mp3(path)
    )


def _as_mp3(path: str) -> str:
    name = PurePosixPath(path)
    return f'Koda om till MP3: ffmpeg -i "{name.name}" -vn -b:a 128k "{name.stem}.mp3"'


def _is_text(head: bytes) -> bool:
    """Whether the bytes read as UTF-8 without control characters (a last letter may be cut)."""
    try:
        text = getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\n\r\f\ufeff" for letter in text)
