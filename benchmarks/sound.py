"""What sound costs: reading the heads of 100 MP3s of 40 MB, and labelling one of 200 MB.

    python benchmarks/sound.py [FOLDER]

The files are real and take 4 GB while it runs. For the cold figures the system is told to forget
them (posix_fadvise); what the disk itself remembers is another matter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from publisher.media.audio import Measured, measure

ROOT = Path(__file__).parents[1]
FILES, SIZE, LARGE = 100, 40_000_000, 200_000_000
COPY = """
import resource, sys
from datetime import date
from pathlib import Path
from time import perf_counter
from publisher.media.audio import copies, measure
from publisher.media.audio.tags import Labels
from publisher.model import Artifact, Chapter
from publisher.engine.staging import stage

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

measure(Path(sys.argv[1]).parent, Path(sys.argv[1]).name, "")
base, labels = peak(), Labels(
    title="Titel", artist="Namn", album="Podden", date=date(2025, 1, 1), number=1, comment="Text",
    language="sv", seconds=12000.0, cover=bytes(200_000),
    chapters=tuple(Chapter(start=60 * n, title=f"Kapitel {n}") for n in range(20)),
)
started = perf_counter()
artifact = Artifact(path="site/a.mp3", data=lambda: copies.pieces(Path(sys.argv[1]), labels))
made = stage(artifact, Path(sys.argv[2]), None)
print(f"{made.bytes / 1e6:.0f} MB labelled, copied and hashed in {perf_counter() - started:.2f} s, "
      f"peak memory {base:.0f} MB before, {peak():.0f} MB after")
"""


def sound(path: Path, frames: bytes, size: int) -> None:
    """A file of a CBR encoder without a head: the length has to be found out."""
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(frames)
        file.flush()
        os.fsync(file.fileno())


def drop(path: Path) -> None:
    """Let the system forget what it has read of a file."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def timed(folder: Path, names: list[str]) -> float:
    """Seconds to measure all."""
    started = perf_counter()
    found = [measure(folder, name, "") for name in names]
    took = perf_counter() - started
    if not all(isinstance(each, Measured) for each in found):
        sys.exit(f"not measured: {found[0]}")
    return took


def main(folder: Path) -> None:
    """Make the files, print the figures."""
    sample = min((ROOT / "content" / "avsnitt").glob("*.mp3"))
    command = ["ffmpeg", "-v", "error", "-y", "-i", sample, "-b:a", "128k", "-write_xing", "0"]
    subprocess.run([*command, "-id3v2_version", "0", folder / "frames.mp3"], check=True)
    frames = (folder / "frames.mp3").read_bytes()
    names = [f"{number}.mp3" for number in range(FILES)]
    for name in names:
        sound(folder / name, frames, SIZE)
    for name in names:
        drop(folder / name)
    print(f"{FILES} MP3s of 40 MB, heads: {timed(folder, names):.3f} s cold", end=", ")
    print(f"{timed(folder, names):.3f} s warm")
    sound(folder / "large.mp3", frames, LARGE)
    command = [sys.executable, "-c", COPY, folder / "large.mp3", folder / "out"]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place))
