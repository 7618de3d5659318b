"""A sound file is measured by what is in it, and refused with a sentence an author can act on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.audio import measure
from publisher.model import Audio
from publisher.problems import Problem

SECONDS = 2
FORMATS = {
    "tal.mp3": ("-b:a", "64k", "-ac", "1", "-metadata", "title=Räksmörgås"),
    "tal.m4a": (),
    "tal.mp4": (),
    "tal.ogg": (),
    "tal.opus": (),
    "tal.flac": (),
    "tal.wav": (),
    "tal.aiff": (),
    "tal.aac": (),
    "tal.mp2": (),
    "alac.m4a": ("-c:a", "alac"),
    # Without a Xing header the length has to be reckoned from the size.
    "cbr.mp3": ("-b:a", "64k", "-write_xing", "0"),
}


@pytest.fixture(scope="session")
def sounds(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two seconds of a tone in every format of FORMATS."""
    folder = tmp_path_factory.mktemp("ljud")
    tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", f"sine=440:duration={SECONDS}")
    for name, options in FORMATS.items():
        subprocess.run([*tone, *options, folder / name], check=True)
    return folder


def fault(root: Path, path: str) -> Problem:
    found = measure(root, path, "/media/x")
    assert isinstance(found, Problem)
    assert found.path == path
    assert found.line is None
    assert found.fatal
    assert found.hint
    return found


@pytest.mark.parametrize(
    ("name", "mime"),
    [("tal.mp3", "audio/mpeg"), ("cbr.mp3", "audio/mpeg"), ("tal.m4a", "audio/x-m4a")],
)
def test_mp3_and_m4a_are_measured(sounds: Path, name: str, mime: str) -> None:
    found = measure(sounds, name, "/media/tal")
    assert isinstance(found, Audio)
    assert (found.path, found.url, found.mime) == (name, "/media/tal", mime)
    assert found.bytes == (sounds / name).stat().st_size
    assert found.seconds == pytest.approx(SECONDS, abs=0.1)
    assert found.seconds == round(found.seconds, 3)


def test_the_length_is_what_ffprobe_says(sounds: Path, tool: Callable[[str], str]) -> None:
    for name in ("tal.mp3", "tal.m4a"):
        ask = (tool("ffprobe"), "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0")
        said = subprocess.run([*ask, sounds / name], check=True, capture_output=True, text=True)
        found = measure(sounds, name, "/m")
        assert isinstance(found, Audio)
        assert found.seconds == pytest.approx(float(said.stdout), abs=0.1)


def test_a_suffix_in_capitals_is_the_same_suffix(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "TAL.MP3").write_bytes((sounds / "tal.mp3").read_bytes())
    assert isinstance(measure(tmp_path, "TAL.MP3", "/m"), Audio)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("tal.ogg", "Ogg"),
        ("tal.opus", "Opus"),
        ("tal.flac", "FLAC"),
        ("tal.wav", "WAV"),
        ("tal.aiff", "AIFF"),
        ("tal.aac", "AAC utan behållare"),
        ("tal.mp2", "MPEG layer 2"),
        ("alac.m4a", "ALAC"),
    ],
)
def test_other_formats_are_refused_with_the_command_that_encodes_them(
    sounds: Path, name: str, called: str
) -> None:
    found = fault(sounds, name)
    assert found.text == (
        f"ljudfilen ”{name}” är i formatet {called}, som inte alla poddappar spelar"
    )
    stem = name.partition(".")[0]
    assert found.hint == f'Koda om till MP3: ffmpeg -i "{name}" -vn -b:a 128k "{stem}.mp3"'


def test_the_content_decides_and_not_the_name(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes((sounds / "tal.m4a").read_bytes())
    (tmp_path / "b.m4a").write_bytes((sounds / "tal.mp3").read_bytes())
    (tmp_path / "c.mp3").write_bytes((sounds / "tal.ogg").read_bytes())
    assert fault(tmp_path, "a.mp3").text == (
        "ljudfilen ”a.mp3” innehåller M4A, men namnet slutar på ”.mp3”"
    )
    assert "Döp om den till ”a.m4a”" in fault(tmp_path, "a.mp3").hint
    assert "innehåller MP3" in fault(tmp_path, "b.m4a").text
    assert "formatet Ogg" in fault(tmp_path, "c.mp3").text


def test_a_film_is_not_told_to_change_its_name(sounds: Path) -> None:
    found = fault(sounds, "tal.mp4")
    assert "film" in found.text
    assert "Koda om till MP3" in found.hint


def test_a_missing_file_is_compared_with_its_neighbours(sounds: Path) -> None:
    found = fault(sounds, "tall.mp3")
    assert found.text == "ljudfilen ”tall.mp3” finns inte"
    assert found.hint.startswith("Menade du ”tal.mp3”? ")


def test_a_missing_folder_is_a_missing_file(tmp_path: Path) -> None:
    assert fault(tmp_path, "content/avsnitt/a.mp3").text.endswith("finns inte")


def test_a_folder_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").mkdir()
    assert fault(tmp_path, "a.mp3").text == "”a.mp3” är en mapp, inte en ljudfil"


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").symlink_to("a.mp3")
    assert fault(tmp_path, "a.mp3").text == "ljudfilen ”a.mp3” går inte att läsa"


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    assert fault(tmp_path, "a.mp3").text == "ljudfilen ”a.mp3” är tom"


@pytest.mark.parametrize(
    "text", ["Hej på dig\n", "\ufeff<!doctype html>\r\n<p>404", "å" * 2000, "a" + "🇸🇪" * 500]
)
def test_a_text_file_with_a_sound_file_s_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.mp3").write_text(text, encoding="utf-8")
    found = fault(tmp_path, "a.mp3")
    assert found.text == "”a.mp3” är en textfil, inte ljud"
    assert "git lfs pull" in found.hint


@pytest.mark.parametrize("name", ["tal.mp3", "tal.m4a"])
def test_a_file_cut_before_its_first_frame(sounds: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((sounds / name).read_bytes()[:90])
    assert fault(tmp_path, name).text == f"i ”{name}” finns inget ljud som går att spela"


def test_a_copy_that_was_interrupted_is_not_passed_off_as_the_whole(
    sounds: Path, tmp_path: Path
) -> None:
    whole = (sounds / "tal.mp3").read_bytes()
    (tmp_path / "tal.mp3").write_bytes(whole[: len(whole) // 2])
    found = fault(tmp_path, "tal.mp3")
    assert found.text.startswith("ljudfilen ”tal.mp3” är avklippt: bara ")
    assert "\N{NO-BREAK SPACE}%" in found.text


def test_noise_is_no_sound(tmp_path: Path) -> None:
    noise = bytes((n * n * 31 + n * 7) % 251 for n in range(20000))
    (tmp_path / "a.mp3").write_bytes(noise)
    assert fault(tmp_path, "a.mp3").text == "i ”a.mp3” finns inget ljud som går att spela"


@pytest.mark.parametrize("name", ["tal.mp3", "tal.m4a"])
def test_damage_anywhere_in_the_head_gives_a_measure_or_a_problem(
    sounds: Path, tmp_path: Path, name: str
) -> None:
    whole = (sounds / name).read_bytes()
    start = max(whole.find(b"moov"), 0)
    for place in range(start, min(start + 700, len(whole)), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / name).write_bytes(damaged)
        assert isinstance(measure(tmp_path, name, "/m"), (Audio, Problem))
