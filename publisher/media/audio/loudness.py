"""How loud a sound file is (EBU R 128), and a copy of it that is as loud as other podcasts.

Apple asks for −16 LUFS ±1 and true peaks of at most −1 dBTP (Apple Podcasts, Audio requirements).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.media.audio import ffmpeg
from publisher.problems import Problem, PublisherError

GOAL = -16.0
"""LUFS, integrated over the whole file."""

PEAK = -1.0
_NEAR = 1.0
_SILENCE = -70.0  # what is quieter than this, EBU R 128 does not count at all
_METER = "ebur128=peak=true:framelog=verbose"
_EXACT = 0.5
_ROUNDS, _STEP = 4, 1 / 9
"""So many times at most; each listens and writes, and there is one to listen before."""
_CEILING, _LOWEST, _MARGIN = -1.5, -12.0, 0.2
_MOST_LISTED, _NONE = 255, 0xFFFFFFFF
_TOP_LEVEL, _ORDERED = 2, 1
_MONO, _STEREO = "96k", "128k"
_MOST_HERTZ = 48_000

OnShare = Callable[[float], None]
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


def measure(
    file: Path, path: str, seconds: float = 0, on_progress: OnShare | None = None
) -> Loudness:
    """Listen through the whole file; a minute of work for some hours of sound.

    `path` is what Problems name. Raises PublisherError without ffmpeg, or when it fails.
    """
    return _measured(path, file, _METER, _share(seconds, on_progress, 0, 1))


def _measured(path: str, file: Path, filters: str, heard: Callable[[float], None]) -> Loudness:
    arguments = ("-i", file, "-map", "0:a:0", "-af", filters, "-f", "null", "-")
    summary = ffmpeg.run(path, *arguments, heard=heard).rpartition("Summary:")[2]
    return Loudness(integrated=_value("I", summary), peak=_value("Peak", summary))


def level(
    file: Path, goal: Path, channels: int, seconds: float, on_progress: OnShare | None = None
) -> Loudness:
    """Write an MP3 at −16 LUFS of the sound in `file`, and tell how loud it became.

    One gain for the whole, and a limiter for the peaks that it would push too high; what the
    limiter takes away is given back in another round. Mono becomes 96 kbit/s and stereo 128; title
    and chapters come along. `goal` is whole or not at all. Raises PublisherError without ffmpeg,
    when it fails, and for a silent file.
    """
    path, hertz = str(file), _hertz(file)
    mixed = f"aformat=channel_layouts={'mono' if channels == 1 else 'stereo'}"
    before = _measured(path, file, f"{mixed},{_METER}", _share(seconds, on_progress, 0, _STEP))
    if before.integrated <= _SILENCE:
        hint = "Lyssna på den, och exportera ljudet på nytt."
        text = "ljudfilen är alldeles tyst, eller för kort för att mätas"
        raise PublisherError(Problem(path=path, text=text, hint=hint))
    gain, ceiling = GOAL - before.integrated, _CEILING
    with TemporaryDirectory(dir=goal.parent, prefix=".") as folder:
        partial = Path(folder) / "copy.mp3"
        for number in range(_ROUNDS):
            limited = "" if before.peak + gain <= ceiling else _limiter(ceiling, hertz)
            filters = f"{mixed},volume={gain:.2f}dB{limited},aresample={hertz}"
            begun = _STEP + number * 2 * _STEP
            heard = _share(seconds, on_progress, begun, _STEP)
            ffmpeg.run(path, *_encoding(file, channels, filters, partial), heard=heard)
            heard = _share(seconds, on_progress, begun + _STEP, _STEP)
            after = _measured(path, partial, _METER, heard)
            if abs(after.integrated - GOAL) <= _EXACT and after.peak <= PEAK:
                break
            gain += GOAL - after.integrated
            ceiling = max(_LOWEST, ceiling - max(0.0, after.peak - PEAK + _MARGIN))
        _keep_chapters(file, partial)
        partial.replace(goal)
    return after


def _encoding(file: Path, channels: int, filters: str, goal: Path) -> tuple[str | Path, ...]:
    return (
        *("-i", file, "-map", "0:a:0", "-map_metadata", "0", "-map_chapters", "0"),
        *("-af", filters, "-c:a", "libmp3lame"),
        *("-ac", str(min(channels, 2)), "-b:a", _MONO if channels == 1 else _STEREO),
        *("-id3v2_version", "3", "-fflags", "+bitexact", "-f", "mp3", "-y", goal),
    )


def _limiter(ceiling: float, hertz: int) -> str:
    """Holds true peaks below `ceiling` (dBTP): samples show them only four times as dense."""
    share = 10 ** (ceiling / 20)
    return f",aresample={4 * hertz},alimiter=limit={share:.4f}:attack=5:release=80:level=0"


def _keep_chapters(source: Path, copy: Path) -> None:
    """Chapters as the original shows them: ffmpeg shows hidden ones, and leaves links out."""
    from mutagen import id3

    from publisher.media.audio.own import own_tags

    tags = id3.ID3(copy)
    tags.delall("CHAP")
    tags.delall("CTOC")
    chapters = own_tags(source).chapters
    names = [f"chp{number}" for number in range(len(chapters))]
    for table, flags, listed in _contents(names):
        tags.add(id3.CTOC(element_id=table, flags=flags, child_element_ids=listed))
    for name, chapter in zip(names, chapters, strict=True):
        start = round(chapter.start * 1000)
        inside: list[id3.Frame] = [id3.TIT2(encoding=1, text=chapter.title)]
        inside += [id3.WXXX(encoding=0, url=chapter.url)] if chapter.url else []
        times = {"start_time": start, "end_time": start, "start_offset": _NONE, "end_offset": _NONE}
        tags.add(id3.CHAP(element_id=name, sub_frames=inside, **times))
    tags.save(copy, v2_version=3)


def _contents(names: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """The table of contents: name, flags, what it lists; where it has no room, tables within it."""
    parts = [names[at : at + _MOST_LISTED] for at in range(0, len(names), _MOST_LISTED)]
    if len(parts) > 1:
        inner = [f"toc{number}" for number in range(len(parts))]
        yield "toc", _TOP_LEVEL | _ORDERED, inner
        yield from ((name, _ORDERED, part) for name, part in zip(inner, parts, strict=True))
    elif parts:
        yield "toc", _TOP_LEVEL | _ORDERED, parts[0]


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
    # MP3 has none higher.
    return min(int(found[1]), _MOST_HERTZ) if found else 44_100


def _described(file: Path) -> str:
    """What ffmpeg tells of a file; raises PublisherError when there is no sound in it."""
    return ffmpeg.run(str(file), "-i", file, "-map", "0:a:0", "-t", "0.1", "-f", "null", "-")


def _share(
    seconds: float, on_progress: OnShare | None, start: float, part: float
) -> Callable[[float], None]:
    def heard(done: float) -> None:
        if on_progress is not None and seconds > 0:
            on_progress(start + part * min(1.0, done / seconds))

    return heard


def _value(name: str, summary: str) -> float:
    found = re.search(rf"^\s*{name}:\s*(\S+)", summary, re.MULTILINE)
    with suppress(TypeError, ValueError):
        return float(found[1]) if found else float("-inf")
    return float("-inf")
