"""How loud a sound file is (EBU R 128), and a copy of it that is as loud as other podcasts.

Apple asks for −16 LUFS ±1 and true peaks of at most −1 dBTP (Apple Podcasts, Audio requirements).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.audio import ffmpeg
from publisher.problems import Problem, PublisherError

GOAL = -16.0
"""LUFS, integrated over the whole file."""

PEAK = -1.0
_NEAR = 1.0
_SILENCE = -70.0  # what is quieter than this, EBU R 128 does not count at all
_AIM = "I=-16:TP=-1.5:LRA=11"
_MONO, _STEREO = "96k", "128k"
_MOST_HERTZ = 48_000

Told = Callable[[float], None]
"""Hears now and then how large a share of the work is done, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP; both are −inf for silence."""

    integrated: float
    peak: float

    @property
    def fault(self) -> str:
        """What is wrong with it, in Swedish; empty when nothing is."""
        if self.integrated <= _SILENCE:
            return "är alldeles tyst"
        if abs(self.integrated - GOAL) > _NEAR:
            how = "svagt" if self.integrated < GOAL else "starkt"
            return f"låter för {how}: {shown(self.integrated)} LUFS i stället för −16 ±1"
        if self.peak > PEAK:
            return f"har för starka toppar: {shown(self.peak)} dBTP, högst −1,0 går bra"
        return ""


def shown(value: float) -> str:
    """`−17,6`: one decimal, a decimal comma and a real minus sign."""
    return f"{value:.1f}".replace("-", "−").replace(".", ",") if isfinite(value) else "−∞"


def measure(file: Path, path: str, seconds: float = 0, told: Told | None = None) -> Loudness:
    """Listen through the whole file; a minute of work for some hours of sound.

    `path` is what Problems name. Raises PublisherError without ffmpeg, or when it fails.
    """
    graph = "ebur128=peak=true:framelog=verbose"
    arguments = ("-i", file, "-vn", "-af", graph, "-f", "null", "-")
    said = ffmpeg.run(path, *arguments, heard=_share(seconds, told, 0, 1))
    summary = said.rpartition("Summary:")[2]
    return Loudness(integrated=_value("I", summary), peak=_value("Peak", summary))


def level(file: Path, goal: Path, channels: int, seconds: float, told: Told | None = None) -> None:
    """Write an MP3 at −16 LUFS of the sound in `file`, in two passes: one to listen, one to write.

    Mono becomes 96 kbit/s and stereo 128; title and chapters come along. `goal` is whole or not at
    all. Raises PublisherError without ffmpeg, when it fails, and for a silent file.
    """
    path = str(file)
    filters = f"loudnorm={_AIM}:print_format=json"
    first = ("-i", file, "-vn", "-af", filters, "-f", "null", "-")
    heard = _answer(ffmpeg.run(path, *first, heard=_share(seconds, told, 0, 0.5)), path)
    measured = ":".join(
        f"measured_{name}={heard['input_' + name.lower()]}" for name in ("I", "TP", "LRA", "thresh")
    )
    filters = f"loudnorm={_AIM}:{measured}:offset={heard['target_offset']}:linear=true"
    with TemporaryDirectory(dir=goal.parent, prefix=".") as folder:
        partial = Path(folder) / "copy.mp3"
        ffmpeg.run(
            path,
            *("-i", file, "-map", "0:a:0", "-map_metadata", "0", "-map_chapters", "0"),
            *("-af", f"{filters},aresample={_hertz(file)}", "-c:a", "libmp3lame"),
            *("-ac", str(min(channels, 2)), "-b:a", _MONO if channels == 1 else _STEREO),
            *("-id3v2_version", "3", "-fflags", "+bitexact", "-f", "mp3", partial),
            heard=_share(seconds, told, 0.5, 0.5),
        )
        partial.replace(goal)


def facts(file: Path) -> tuple[int, float]:
    """Channels and seconds of anything that ffmpeg can read; 2 and 0 where it does not say."""
    said = _described(file)
    length = re.search(r"Duration: (\d+):(\d+):(\d+\.\d+)", said)
    sound = re.search(r"Audio: .*", said)
    channels = 1 if sound and re.search(r"\bmono\b|\b1 channels\b", sound[0]) else 2
    hours, minutes, seconds = length.groups() if length else ("0", "0", "0")
    return channels, int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _hertz(file: Path) -> int:
    found = re.search(r"Audio: .*?(\d+) Hz", _described(file))
    # loudnorm hands on 192 kHz, which MP3 has not.
    return min(int(found[1]), _MOST_HERTZ) if found else 44_100


def _described(file: Path) -> str:
    """What ffmpeg tells of a file; raises PublisherError when there is no sound in it."""
    return ffmpeg.run(str(file), "-i", file, "-map", "0:a:0", "-t", "0.1", "-f", "null", "-")


def _share(seconds: float, told: Told | None, start: float, part: float) -> Callable[[float], None]:
    def heard(done: float) -> None:
        if told is not None and seconds > 0:
            told(start + part * min(1.0, done / seconds))

    return heard


def _value(name: str, summary: str) -> float:
    found = re.search(rf"^\s*{name}:\s*(\S+)", summary, re.MULTILINE)
    with suppress(TypeError, ValueError):
        return float(found[1]) if found else float("-inf")
    return float("-inf")


def _answer(said: str, path: str) -> dict[str, str]:
    start, end = said.rfind("{"), said.rfind("}")
    answer: dict[str, str] = json.loads(said[start : end + 1]) if 0 <= start < end else {}
    if not isfinite(float(answer.get("input_i", "-inf"))):
        hint = "Lyssna på den, och exportera ljudet på nytt."
        raise PublisherError(Problem(path=path, text="ljudfilen är alldeles tyst", hint=hint))
    return answer
