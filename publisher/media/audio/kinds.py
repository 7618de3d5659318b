"""The formats of sound: which of them are published, and how the others are refused."""

from __future__ import annotations

from codecs import getincrementaldecoder
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from publisher.model import Recording
from publisher.problems import Problem


class AudioFormat(NamedTuple):
    """A format that is published. `mime` is what Apple's RSS guide, or RFC 5334 and 9639, give.

    WAV has no registered type; browsers know it as `audio/wav` (WHATWG, MIME Sniffing, 6.2).
    """

    name: str
    suffixes: tuple[str, ...]
    mime: str


MP3 = AudioFormat("MP3", (".mp3",), "audio/mpeg")
M4A = AudioFormat("M4A", (".m4a",), "audio/x-m4a")
OPUS = AudioFormat("Opus", (".opus", ".ogg", ".oga"), "audio/ogg")
OGG = AudioFormat("Ogg Vorbis", (".ogg", ".oga"), "audio/ogg")
FLAC = AudioFormat("FLAC", (".flac",), "audio/flac")
WAV = AudioFormat("WAV", (".wav", ".wave"), "audio/wav")

_REFUSED = (
    (0, b"RF64", "RF64"),
    (0, b"BW64", "BW64"),
    (0, b"riff\x2e\x91\xcf\x11", "W64"),
    (0, b".snd", "AU"),
    (0, b"caff", "CAF"),
    (0, b"MAC ", "Monkey’s Audio"),
    (0, b"wvpk", "WavPack"),
    (0, b"#!AMR", "AMR"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF"),
    (0, b"\xff\xf1", "AAC utan behållare"),
    (0, b"\xff\xf9", "AAC utan behållare"),
    (0, b"\x1aE\xdf\xa3", "Matroska eller WebM"),
    (0, b"0&\xb2u", "WMA"),
)
"""Where formats that we recognise but do not publish carry their mark."""


class AudioFacts(NamedTuple):
    """What was found in a file; `advice` is text and hint pairs."""

    kind: AudioFormat
    seconds: float
    bitrate: int
    channels: int
    sample_rate: int
    advice: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A recording that can be published, and advice about it (Problems that are not fatal)."""

    recording: Recording
    advice: tuple[Problem, ...] = ()


class UnfitSoundError(Exception):
    """Why a file cannot be an episode's sound: the fault, then what to do about it."""


def unreadable() -> tuple[type[Exception], ...]:
    """What mutagen raises of a damaged file: its own, and whatever Python meets in the damage."""
    from struct import error

    from mutagen import MutagenError

    # AttributeError and TypeError are not among them: those would be our own mistakes.
    return (
        *(MutagenError, error, LookupError, ValueError, ArithmeticError, MemoryError, EOFError),
        RecursionError,  # chapters within chapters, thousands deep
    )


def refused(head: bytes) -> str:
    """The name of the format that these first bytes belong to, if it is one we do not publish."""
    return next((name for place, mark, name in _REFUSED if head.startswith(mark, place)), "")


def mime_of(url: str) -> str:
    """The type of a file on other hosting, by the end of its address; empty when unknown."""
    suffix = PurePosixPath(url.partition("#")[0].partition("?")[0]).suffix.lower()
    return next((kind.mime for kind in (MP3, M4A, OPUS, FLAC, WAV) if suffix in kind.suffixes), "")


def no_sound(path: str) -> UnfitSoundError:
    """Nothing in the file can be played."""
    return UnfitSoundError(
        f"i ”{path}” finns inget ljud som går att spela",
        "Filen är skadad, avklippt eller av ett okänt slag. "
        f"Exportera ljudet på nytt som MP3. {_at_last(path)}",
    )


def laden(path: str, megabytes: int) -> UnfitSoundError:
    """Pictures and text before the sound, all of which would be read, weigh more than that."""
    return UnfitSoundError(
        f"ljudfilen ”{path}” har mer än {megabytes} MB bilder och text före ljudet",
        "Ta bort stora bilder ur filen, eller exportera ljudet på nytt som MP3.",
    )


def cut_off(path: str, share: float) -> UnfitSoundError:
    """Only a `share` of the sound that the file's own head promises is there."""
    left = f"{int(100 * share)}\N{NO-BREAK SPACE}%"  # never "only 100 %"
    return UnfitSoundError(
        f"ljudfilen ”{path}” är avklippt: bara {left} av ljudet är kvar",
        f"Kopiera filen på nytt, eller exportera ljudet igen. {_at_last(path)}",
    )


def ends_within(path: str) -> UnfitSoundError:
    """The file ends before what it has begun to say does."""
    return UnfitSoundError(
        f"ljudfilen ”{path}” är avklippt: den slutar mitt i ett ljud",
        f"Kopiera filen på nytt, eller exportera ljudet igen. {_at_last(path)}",
    )


def wrong_length(path: str) -> UnfitSoundError:
    """What the file says of its length cannot be true."""
    return UnfitSoundError(
        f"ljudfilen ”{path}” säger sig vara längre än vad som ryms i den",
        f"Filen är skadad. Exportera ljudet på nytt. {_at_last(path)}",
    )


def may_be_cut(path: str) -> tuple[str, str]:
    """Advice on a file that ends without saying so: text and hint."""
    text = f"ljudfilen ”{path}” slutar mitt i ett ljud och kan vara avklippt"
    return text, "Lyssna på slutet. Saknas något: exportera eller kopiera den på nytt."


def _at_last(path: str) -> str:
    """What helps when we call damaged what a player plays all the same."""
    return f"Går den ändå att spela: {playable(path)}"


def playable(path: str) -> str:
    """The command that makes an MP3 of whatever ffmpeg can play."""
    return f'publisher audio level "{path}"'


def other_format(path: str, name: str) -> UnfitSoundError:
    """A format that Apple Podcasts, and most apps, do not play."""
    return UnfitSoundError(
        f"ljudfilen ”{path}” är i formatet {name}, som inte alla poddappar spelar", as_mp3(path)
    )


def too_large(path: str, kind: AudioFormat) -> tuple[str, str]:
    """Advice on a format without loss: text and hint."""
    text = f"ljudfilen ”{path}” är {kind.name}: filen är stor, och inte alla poddappar spelar den"
    return text, as_mp3(path)


def as_mp3(path: str) -> str:
    """How to make an MP3 of it."""
    return f"Gör en MP3 av den: {playable(path)}"


def check_suffix(path: str, kind: AudioFormat) -> None:
    """Raise UnfitError when the name says something else than the content."""
    name = PurePosixPath(path)
    if name.suffix.lower() in kind.suffixes:
        return
    if name.suffix.lower() in {".mp4", ".m4v", ".mov"}:
        # Most often a filmed conversation, which a new name would not turn into sound.
        raise UnfitSoundError(f"”{path}” har ett namn som en film", as_mp3(path))
    raise UnfitSoundError(
        f"ljudfilen ”{path}” innehåller {kind.name}, men namnet slutar på ”{name.suffix}”",
        f"Döp om den till ”{name.with_suffix(kind.suffixes[0]).name}”"
        " och skriv det nya namnet vid ”audio” i avsnittet.",
    )


def is_text(head: bytes) -> bool:
    """Whether the bytes read as UTF-8 without control characters (a last letter may be cut)."""
    try:
        text = getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\n\r\f\ufeff" for letter in text)
