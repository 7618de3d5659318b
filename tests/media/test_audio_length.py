"""Sound of every build is as long as it plays, judged by decoding; so are the copies of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample import sounds as variants

from publisher.media.audio import Measured, copies, measure, own_tags
from publisher.media.audio.tags import Labels
from publisher.model import Chapter
from publisher.problems import Problem

NEAR = 0.2
"""Seconds: what an encoder puts around the sound, which players cut away or not."""
HERTZ = 8000
LABELS = Labels(
    title="Räls",
    artist="Anna",
    album="Podden",
    date=date(2025, 2, 3),
    number=4,
    comment="Om allt.",
    language="sv",
    chapters=(Chapter(start=0, title="Ett"), Chapter(start=1.25, title="Två")),
    seconds=3,
)

Decode = Callable[[Path], float]


@pytest.fixture(scope="session")
def every(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all variants."""
    folder = tmp_path_factory.mktemp("alla")
    names = variants.make(folder, tool)
    assert len(names) >= 130
    assert set(names) >= variants.REFUSED.keys() | variants.BY_HEADER
    return folder


@pytest.fixture(scope="session")
def decoded(tool: Callable[[str], str]) -> Decode:
    """How many seconds of sound ffmpeg gets out of a file; for a few, what ffprobe says."""

    def seconds(file: Path) -> float:
        if file.name in variants.BY_HEADER:
            ask = (tool("ffprobe"), "-v", "error", "-show_entries", "format=duration")
            said = subprocess.run(
                [*ask, "-of", "csv=p=0", file], check=True, capture_output=True, text=True
            )
            return float(said.stdout)
        play = (tool("ffmpeg"), "-v", "error", "-i", file, "-map", "0:a:0")
        raw = ("-f", "s16le", "-ac", "1", "-ar", str(HERTZ), "-")
        return (
            len(subprocess.run([*play, *raw], check=False, capture_output=True).stdout) / HERTZ / 2
        )

    return seconds


def published(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.name not in variants.REFUSED and not path.name.startswith("_")
    )


def test_every_variant_is_as_long_as_it_plays(every: Path, decoded: Decode) -> None:
    files = published(every)
    with ThreadPoolExecutor(2) as executor:
        lengths = list(executor.map(decoded, files))
    wrong = {}
    for file, length in zip(files, lengths, strict=True):
        found = measure(every, file.name)
        said = found.recording.seconds if isinstance(found, Measured) else str(found)
        if isinstance(said, str) or abs(said - length) > NEAR:
            wrong[file.name] = said, length
    assert wrong == {}


@pytest.mark.parametrize(("name", "reason"), variants.REFUSED.items(), ids=variants.REFUSED)
def test_what_is_refused_is_told_why_and_what_helps(every: Path, name: str, reason: str) -> None:
    found = measure(every, name)
    assert isinstance(found, Problem)
    assert reason in found.text
    assert name in found.text
    # ffmpeg makes nothing of a free bitrate.
    assert (f'publisher audio level "{name}"' in found.hint) == (name != "free.mp3")


@pytest.mark.long
def test_every_copy_is_as_long_as_its_original(
    every: Path, decoded: Decode, tmp_path: Path
) -> None:
    made: list[tuple[Path, float]] = []
    for file in published(every):
        found = measure(every, file.name)
        assert isinstance(found, Measured)
        mime, goal = found.recording.mime, tmp_path / file.name
        labels = replace(LABELS, seconds=found.recording.seconds)
        if copies.is_streamed(mime):
            goal.write_bytes(b"".join(copies.pieces(file, labels)))
        elif not copies.make(file, mime, labels, goal):
            # ffmpeg makes one sound of two edits, longer than what is heard, and none of a whole.
            assert mime == "audio/wav" or file.name in {"two-edits.m4a", "whole-edit.m4a"}
            continue
        made.append((goal, found.recording.seconds))
        assert own_tags(goal).title == "Räls", file.name
        assert own_tags(goal).chapters == LABELS.chapters, file.name
    with ThreadPoolExecutor(2) as executor:
        lengths = list(executor.map(decoded, (goal for goal, _ in made)))
    wrong = {
        goal.name: (seconds, length)
        for (goal, seconds), length in zip(made, lengths, strict=True)
        if abs(seconds - length) > NEAR
    }
    assert wrong == {}


@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus", "ogg", "flac"])
def test_tags_and_chapters_are_those_that_ffprobe_reads(
    every: Path, tool: Callable[[str], str], kind: str
) -> None:
    file = every / f"chapters.{kind}"
    ask = (tool("ffprobe"), "-v", "error", "-show_chapters", "-show_format", "-show_streams")
    said: dict[str, Any] = json.loads(
        subprocess.run([*ask, "-of", "json", file], check=True, capture_output=True).stdout
    )
    tags = {
        name.lower(): value
        for part in (*said["streams"], said["format"])
        for name, value in part.get("tags", {}).items()
    }
    own = own_tags(file)
    assert own.title == tags["title"] == "Räksmörgås"
    assert own.date == tags["date"] == "2025-02-03"
    assert str(own.number) == tags["track"] == "7"
    assert own.comment == tags["comment"] == "Om allt"
    shown = [(float(each["start_time"]), each["tags"]["title"]) for each in said["chapters"]]
    assert [(each.start, each.title) for each in own.chapters] == shown
    assert shown == [(0, "Ett"), (1.25, "Två & tre")]
