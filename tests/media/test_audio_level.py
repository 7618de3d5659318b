"""`publisher audio level` gives what `check` asks for, of any sound."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sample.sounds import chap, ctoc, id3, link

from publisher.cli.audio import audio
from publisher.media.audio import loudness, own_tags
from publisher.model import Chapter

pytestmark = pytest.mark.sampled(2)
SPEECH = (
    "aevalsrc='(0.6*sin(2*PI*180*t)+0.3*sin(2*PI*1200*t)*sin(2*PI*7*t)+0.1*random(0))"
    "*pow(abs(sin(2*PI*1.7*t)),3)*(0.2+0.8*gt(mod(t,3),0.8))*{}':d={}:s=44100"
)
"""Something as uneven as a voice: loudness, seconds."""


@pytest.mark.parametrize(
    ("name", "source", "options"),
    [
        ("mono.mp3", SPEECH.format(0.3, 5), "-ac 1 -b:a 96k"),
        ("svag.wav", SPEECH.format(0.02, 5), "-ac 1"),
        ("stark.flac", SPEECH.format(1, 5) + ",volume=20dB,alimiter", "-ac 2"),
        ("stereo.m4a", SPEECH.format(0.1, 5), "-ac 2"),
        ("tal.opus", SPEECH.format(0.1, 5), "-ac 1 -ar 16000"),
        ("kort.wav", SPEECH.format(0.1, 1), "-ar 8000"),
        ("surround.wav", SPEECH.format(0.1, 4) + ",aformat=channel_layouts=5.1", "-ac 6"),
        ("klick.wav", "aevalsrc='0.01*sin(880*t)+0.9*lt(mod(t,2),0.0005)':d=5:s=48000", "-ac 1"),
    ],
)
def test_the_copy_needs_no_other(  # noqa: PLR0913, PLR0917
    tool: Callable[[str], str],
    run: Callable[..., Any],
    tmp_path: Path,
    name: str,
    source: str,
    options: str,
) -> None:
    make = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", source, *options.split())
    subprocess.run([*make, tmp_path / name], check=True)
    assert loudness.measure(tmp_path / name, name).fault
    code, said, advice = run("audio", "level", name, "--out", "ut.mp3", cwd=tmp_path)
    assert (code, advice) == (0, "")
    found = loudness.measure(tmp_path / "ut.mp3", "ut.mp3")
    assert found.fault == ""
    assert abs(found.integrated - loudness.GOAL) <= 0.6
    assert f"{loudness.shown(found.integrated)} LUFS" in said
    assert loudness.facts(tmp_path / "ut.mp3")[0] == (2 if name[:2] in {"st", "su"} else 1)


def test_a_copy_that_still_is_not_right_is_told_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.wav").write_bytes(b"x")
    weak = loudness.Loudness(integrated=-18.2, peak=-1.2)
    monkeypatch.setattr(loudness, "facts", lambda _: (1, 3.0))
    monkeypatch.setattr(loudness, "level", lambda *_: weak)
    done = CliRunner().invoke(audio, ["level", str(tmp_path / "a.wav")])
    assert done.exit_code == 0
    assert "ljudet låter för svagt: −18,2 LUFS i stället för −16 ±1" in done.stderr


def test_chapters_come_along_as_the_original_shows_them(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", SPEECH.format(0.1, 3))
    done = subprocess.run(
        [*tone, "-id3v2_version", "0", "-f", "mp3", "-"], check=True, capture_output=True
    )
    tags = id3(
        ctoc("t", "a", "c")
        + chap("a", 0, "Ett", link("https://a.example/"))
        + chap("b", 700, "Gömd")
        + chap("c", 1999, "Två")
    )
    (tmp_path / "a.mp3").write_bytes(tags + done.stdout)
    loudness.level(tmp_path / "a.mp3", tmp_path / "b.mp3", 1, 3)
    assert own_tags(tmp_path / "b.mp3").chapters == (
        Chapter(start=0, title="Ett", url="https://a.example/"),
        Chapter(start=1.999, title="Två"),
    )
