"""Read the manuscripts aloud: one MP3, one WebVTT transcript and true chapter times an episode.

    python scripts/make_sounds.py [NAME…]

`scripts/manus/<name>.txt` becomes `content/avsnitt/<name>.mp3` and `.vtt`, and the `chapters` of
`content/avsnitt/<name>.md` are set to what the sound turned out to be. Without names, all of them.

A manuscript has its title after `#`, a chapter after `##`, and one spoken sentence a line, with the
speaker's name before a colon. Needs espeak-ng and ffmpeg (Debian's). The same manuscript and the
same versions of those two give the same bytes: nothing written here knows the time or the machine.
"""

from __future__ import annotations

import array
import json
import math
import re
import subprocess
import sys
import tempfile
import textwrap
import wave
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANUSCRIPTS = ROOT / "scripts" / "manus"
EPISODES = ROOT / "content" / "avsnitt"

RATE = 22050  # what espeak-ng speaks in, samples a second
PAUSE = 0.25  # seconds between sentences
REST = 0.4  # seconds before a chapter's signature

# How names are spelt for a voice that reads everything as Swedish; the transcript keeps the text.
SPOKEN = {
    "Baotou": "Båoto",
    "chippen": "tjippen",
    "chip": "tjipp",
    "Deepseek": "Dipsik",
    "George Orwell": "Djårdj Årvell",
    "Huawei": "Hoavej",
    "2022": "tjugohundratjugotvå",
    "2023": "tjugohundratjugotre",
    "2025": "tjugohundratjugofem",
    "2010": "tjugohundratio",
    "1945": "nittonhundrafyrtiofem",
    "1787": "sjuttonhundraåttiosju",
}

# Podcast apps measure loudness by EBU R128; Apple asks for -16 LUFS and peaks under -1 dBTP. The
# voice is so peaky that it must be compressed first, or the peaks keep it from getting that loud.
COMPRESS = "acompressor=threshold=-24dB:ratio=4:attack=2:release=60"
LOUDNESS = "loudnorm=I=-16:TP=-3:LRA=11"


@dataclass(frozen=True, slots=True)
class Line:
    """One spoken sentence; `chapter` is set on the first line of a chapter, else empty."""

    speaker: str
    text: str
    chapter: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A line and when it is heard, in seconds; `mark` is where a chapter begins with it."""

    line: Line
    mark: float
    start: float
    end: float


def read(manuscript: Path) -> tuple[str, list[Line]]:
    """The title and the lines of a manuscript; a row that is neither raises ValueError."""
    title, chapter, lines = "", "", []
    for row in filter(None, map(str.strip, manuscript.read_text("utf-8").splitlines())):
        if row.startswith("## "):
            chapter = row[3:]
        elif row.startswith("# "):
            title = row[2:]
        else:
            speaker, colon, text = row.partition(": ")
            if not colon:
                raise ValueError(f"{manuscript.name}: no speaker before ”{row}”")
            lines.append(Line(speaker, text, chapter))
            chapter = ""
    return title, lines


def silence(seconds: float) -> array.array[int]:
    """Nothing, for that long."""
    return array.array("h", bytes(2 * round(seconds * RATE)))


def signature() -> array.array[int]:
    """Two falling notes, a fifth apart: what tells the listener that a chapter begins."""
    sound = silence(1.1)
    for start, pitch in ((0.0, 587.33), (0.22, 392.0)):
        first = round(start * RATE)
        for n in range(len(sound) - first):
            t = n / RATE
            attack = min(1.0, t / 0.008)
            tone = math.sin(math.tau * pitch * t) + 0.25 * math.sin(math.tau * 2 * pitch * t)
            sound[first + n] += round(3600 * attack * math.exp(-4.5 * t) * tone)
    return sound


def speak(text: str, folder: Path) -> array.array[int]:
    """The sentence as espeak-ng says it, without the silence it puts around it."""
    for written, spoken in SPOKEN.items():
        text = re.sub(rf"\b{written}\b", spoken, text)
    path = folder / "line.wav"
    subprocess.run(
        ["espeak-ng", "-v", "sv", "-s", "168", "-p", "38", "-w", str(path), text], check=True
    )
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise ValueError("espeak-ng speaks in another format than expected")
        sound = array.array("h", file.readframes(file.getnframes()))
    loud = [n for n, sample in enumerate(sound) if abs(sample) > 200]
    return sound[loud[0] : loud[-1] + round(0.08 * RATE)]


def assemble(lines: list[Line], folder: Path) -> tuple[array.array[int], list[Cue]]:
    """The whole episode as samples, and where in it each line is."""
    sound = array.array("h")
    cues: list[Cue] = []
    for line in lines:
        mark = len(sound) / RATE
        if line.chapter:
            if cues:
                sound += silence(REST)
                mark = len(sound) / RATE
            sound += signature()
        start = len(sound) / RATE
        sound += speak(line.text, folder)
        cues.append(Cue(line, mark, start, len(sound) / RATE))
        sound += silence(PAUSE)
    return sound + signature(), cues


def encode(sound: array.array[int], target: Path, tags: dict[str, str], folder: Path) -> None:
    """Samples → MP3, 64 kbit/s mono at 44.1 kHz, evened out in two passes."""
    path = folder / "episode.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
        file.writeframes(sound.tobytes())
    ffmpeg = ["ffmpeg", "-hide_banner", "-nostdin", "-y", "-i", str(path)]
    first = subprocess.run(
        [*ffmpeg, "-af", f"{COMPRESS},{LOUDNESS}:print_format=json", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    seen = json.loads(first.stderr[first.stderr.rindex("{") :])
    measured = ":".join(
        f"measured_{name}={seen[f'input_{name.lower()}']}" for name in ("I", "TP", "LRA", "thresh")
    )
    offset = seen["target_offset"]
    second = f"{COMPRESS},{LOUDNESS}:{measured}:offset={offset}:linear=true"
    options = ["-ar", "44100", "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k"]
    clean = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    named = [part for key, value in tags.items() for part in ("-metadata", f"{key}={value}")]
    command = [*ffmpeg, "-af", second, *options, *clean, *named, "-id3v2_version", "3", str(target)]
    subprocess.run(command, check=True, capture_output=True)


def timestamp(seconds: float) -> str:
    """`75.25` → `00:01:15.250`, as WebVTT writes it."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def transcript(cues: list[Cue]) -> str:
    """WebVTT with the speaker named in each cue, in rows of at most 65 characters."""
    blocks = ["WEBVTT"]
    for cue in cues:
        rows = "\n".join(textwrap.wrap(cue.line.text, 65))
        times = f"{timestamp(cue.start)} --> {timestamp(cue.end)}"
        blocks.append(f"{times}\n<v {cue.line.speaker}>{rows}")
    return "\n\n".join(blocks) + "\n"


def chapters(cues: list[Cue]) -> str:
    """The front matter's `chapters`, at the whole second before each signature."""
    marks = [(int(cue.mark), cue.line.chapter) for cue in cues if cue.line.chapter]
    rows = [f'  - "{start // 60:02}:{start % 60:02} {title}"' for start, title in marks]
    return "\n".join(["chapters:", *rows, ""])


def make(manuscript: Path) -> None:
    """Make one episode's sound and transcript, and set the chapters on its page."""
    title, lines = read(manuscript)
    target = EPISODES / f"{manuscript.stem}.mp3"
    tags = {"title": title, "artist": "Kinamedia", "album": "Kinamedia: Nya kalla kriget"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound, cues = assemble(lines, folder)
        encode(sound, target, tags, folder)
    target.with_suffix(".vtt").write_text(transcript(cues), "utf-8")
    page = target.with_suffix(".md")
    old = page.read_text("utf-8")
    new, found = re.subn(
        r"^chapters:.*\n(?:  - .*\n)*", lambda _: chapters(cues), old, count=1, flags=re.MULTILINE
    )
    if not found:
        raise ValueError(f"{page.name} has no ”chapters” to set")
    page.write_text(new, "utf-8")
    print(f"{target.name}: {len(sound) / RATE:.1f} s, {target.stat().st_size} bytes")


def main() -> None:
    """Make the named episodes, or all of them."""
    names = sys.argv[1:] or [path.stem for path in sorted(MANUSCRIPTS.glob("*.txt"))]
    for name in names:
        make(MANUSCRIPTS / f"{name}.txt")


if __name__ == "__main__":
    main()
