"""Whatever is wrong with a file, its reader says so: no traceback, no hang, no memory without end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.sounds import chap, ctoc, id3, link

TESTS = Path(__file__).parents[1]
KINDS = (
    "mp3",
    "m4a",
    "opus",
    "ogg",
    "flac",
    "wav",
    "vtt",
    "srt",
    "json",
    "html",
    "txt",
    "png",
    "jpg",
)
MOST = 300
"""Megabytes, the interpreter and its libraries with them."""
META = (
    ";FFMETADATA1\ntitle=Räls\ncomment=Om\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=Ett\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=900\nEND=2000\ntitle=Två\n"
)


@pytest.fixture(scope="module")
def whole(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a second of sound of each kind, with tags and chapters."""
    folder = tmp_path_factory.mktemp("hela")
    (folder / "meta.txt").write_text(META, "utf-8")
    command = [tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "anoisesrc=d=1:a=0.1:seed=3"]
    command += ["-f", "ffmetadata", "-i", str(folder / "meta.txt")]
    for kind in ("m4a", "opus", "flac", "wav"):
        command += [
            "-map",
            "0:a",
            "-map_metadata",
            "1",
            "-map_chapters",
            "1",
            str(folder / f"a.{kind}"),
        ]
    command += ["-map", "0:a", "-c:a", "libvorbis", str(folder / "a.ogg")]
    command += ["-map", "0:a", "-q:a", "5", "-id3v2_version", "0", str(folder / "b.mp3")]
    subprocess.run(command, check=True)
    tags = id3(
        ctoc("t", "a", "b") + chap("a", 0, "Ett", link("https://a.example/")) + chap("b", 700, "B")
    )
    (folder / "a.mp3").write_bytes(tags + (folder / "b.mp3").read_bytes())
    return folder


def fuzzed(folder: Path, count: int, *kinds: str) -> dict[str, Any]:
    command = [sys.executable, TESTS / "fuzz_readers.py", folder, str(count), *kinds]
    env = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_damaged_files_of_every_kind_are_told(whole: Path) -> None:
    found = fuzzed(whole, 100, *KINDS)
    assert found["wrong"] == []
    assert found["megabytes"] < MOST


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_three_thousand_damaged_files_are_told(whole: Path, kind: str) -> None:
    found = fuzzed(whole, 3000, kind)
    assert found["wrong"] == []
    assert found["megabytes"] < MOST


def test_what_is_built_to_take_time_is_told(whole: Path) -> None:
    found = fuzzed(whole, 200_000, "hostile")
    assert found["wrong"] == []
    assert found["megabytes"] < MOST


@pytest.mark.long
def test_what_is_built_to_take_much_time_is_told(whole: Path) -> None:
    found = fuzzed(whole, 10_000_000, "hostile")
    assert found["wrong"] == []
    assert found["megabytes"] < MOST
