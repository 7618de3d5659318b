"""A sound file is measured by what is in it, and refused with a sentence an author can act on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.media.audio import Measured, measure, mime_of, own_tags
from publisher.model import Recording
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
    "djup.flac": ("-ac", "2", "-ar", "96000", "-sample_fmt", "s32"),
    "flyt.wav": ("-ac", "2", "-ar", "48000", "-c:a", "pcm_f32le"),
    "adpcm.wav": ("-c:a", "adpcm_ms"),
    "tal.rf64": ("-f", "wav", "-rf64", "always"),
    # Without a Xing header the length has to be reckoned from the size.
    "cbr.mp3": ("-b:a", "64k", "-write_xing", "0"),
    "vbr.mp3": ("-q:a", "4"),
}
NOISE = "anoisesrc=duration=3:amplitude=0.01,volume='if(lt(t,1.5),0,8)':eval=frame"
"""Silence, then noise: what an encoder of variable bitrate gives few bits, and then many."""


@pytest.fixture(scope="session")
def sounds(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two seconds of a tone in every format of FORMATS."""
    folder = tmp_path_factory.mktemp("ljud")
    tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", f"sine=440:duration={SECONDS}")
    for name, options in FORMATS.items():
        subprocess.run([*tone, *options, folder / name], check=True)
    noise = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", NOISE)
    subprocess.run([*noise, "-q:a", "2", "-write_xing", "0", folder / "bare-vbr.mp3"], check=True)
    return folder


def audio(root: Path, path: str) -> Recording:
    found = measure(root, path)
    assert isinstance(found, Measured)
    return found.recording


def advice(root: Path, path: str) -> list[str]:
    found = measure(root, path)
    assert isinstance(found, Measured)
    assert all(problem.path == path and problem.hint for problem in found.advice)
    assert not any(problem.fatal for problem in found.advice)
    return [problem.text for problem in found.advice]


def fault(root: Path, path: str) -> Problem:
    found = measure(root, path)
    assert isinstance(found, Problem)
    assert found.path == path
    assert found.line is None
    assert found.fatal
    assert found.hint
    return found


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("tal.mp3", "audio/mpeg"),
        ("cbr.mp3", "audio/mpeg"),
        ("vbr.mp3", "audio/mpeg"),
        ("tal.m4a", "audio/x-m4a"),
        ("tal.opus", "audio/ogg"),
        ("tal.ogg", "audio/ogg"),
        ("tal.flac", "audio/flac"),
        ("tal.wav", "audio/wav"),
    ],
)
def test_sound_is_measured(sounds: Path, name: str, mime: str) -> None:
    found = audio(sounds, name)
    assert (found.path, found.mime) == (name, mime)
    assert found.channels == 1
    assert found.sample_rate == (48000 if name.endswith("opus") else 44100)
    assert found.bitrate == pytest.approx(8 * found.bytes / found.seconds, rel=0.35)
    assert found.bytes == (sounds / name).stat().st_size
    assert found.seconds == pytest.approx(SECONDS, abs=0.1)
    assert found.seconds == round(found.seconds, 3)


def test_the_length_is_what_ffprobe_says(sounds: Path, tool: Callable[[str], str]) -> None:
    for name in (
        "tal.mp3",
        "tal.m4a",
        "tal.opus",
        "tal.ogg",
        "tal.flac",
        "tal.wav",
        "bare-vbr.mp3",
    ):
        ask = (tool("ffprobe"), "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0")
        if name == "bare-vbr.mp3":
            ask = (tool("ffprobe"), "-v", "quiet", "-show_entries", "packet=duration_time")
            ask += ("-of", "csv=p=0")
        said = subprocess.run([*ask, sounds / name], check=True, capture_output=True, text=True)
        length = sum(float(line.strip(",")) for line in said.stdout.split())
        assert audio(sounds, name).seconds == pytest.approx(length, abs=0.1)


def test_a_suffix_in_capitals_is_the_same_suffix(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "TAL.MP3").write_bytes((sounds / "tal.mp3").read_bytes())
    assert audio(tmp_path, "TAL.MP3").mime == "audio/mpeg"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("adpcm.wav", "WAV utan PCM-ljud"),
        ("tal.rf64", "RF64"),
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
    assert found.hint == f'Gör en MP3 av den: publisher audio level "{name}"'


def test_the_content_decides_and_not_the_name(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes((sounds / "tal.m4a").read_bytes())
    (tmp_path / "b.m4a").write_bytes((sounds / "tal.mp3").read_bytes())
    (tmp_path / "c.mp3").write_bytes((sounds / "tal.ogg").read_bytes())
    assert fault(tmp_path, "a.mp3").text == (
        "ljudfilen ”a.mp3” innehåller M4A, men namnet slutar på ”.mp3”"
    )
    assert "Döp om den till ”a.m4a”" in fault(tmp_path, "a.mp3").hint
    assert "innehåller MP3" in fault(tmp_path, "b.m4a").text
    assert "innehåller Ogg Vorbis" in fault(tmp_path, "c.mp3").text


def test_a_film_is_not_told_to_change_its_name(sounds: Path) -> None:
    found = fault(sounds, "tal.mp4")
    assert "film" in found.text
    assert "Gör en MP3" in found.hint


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


def test_a_file_cut_before_its_first_frame(sounds: Path, tmp_path: Path) -> None:
    for name, size in {"tal.mp3": 90, "tal.m4a": 30}.items():
        (tmp_path / name).write_bytes((sounds / name).read_bytes()[:size])
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


@pytest.mark.parametrize("name", ["tal.mp3", "tal.m4a", "tal.flac", "tal.wav"])
def test_damage_anywhere_in_the_head_gives_a_measure_or_a_problem(
    sounds: Path, tmp_path: Path, name: str
) -> None:
    whole = (sounds / name).read_bytes()
    start = max(whole.find(b"moov"), 0)
    for place in range(start, min(start + 700, len(whole)), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / name).write_bytes(damaged)
        assert isinstance(measure(tmp_path, name), (Measured, Problem))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    name=st.sampled_from(
        ["tal.mp3", "bare-vbr.mp3", "tal.m4a", "tal.ogg", "tal.opus", "tal.flac", "tal.wav"]
    ),
    place=st.integers(0, 4000),
    damage=st.binary(max_size=40),
    cut=st.integers(0, 9000),
)
def test_whatever_is_damaged_there_is_never_a_traceback(  # noqa: PLR0913, PLR0917
    sounds: Path, tmp_path: Path, name: str, place: int, damage: bytes, cut: int
) -> None:
    whole = (sounds / name).read_bytes()
    damaged = whole[:place] + damage + whole[place + len(damage) : max(place, len(whole) - cut)]
    (tmp_path / name).write_bytes(damaged)
    assert isinstance(measure(tmp_path, name), (Measured, Problem))
    assert own_tags(tmp_path / name).title in {"", "Räksmörgås"} or damage


def test_ogg_is_published_with_advice_since_apple_does_not_take_it(sounds: Path) -> None:
    for name in ("tal.ogg", "tal.opus"):
        assert advice(sounds, name) == [
            f"ljudfilen ”{name}” är Ogg, som Apple Podcasts inte tar emot"
        ]


@pytest.mark.parametrize("name", ["tal.flac", "djup.flac", "tal.wav", "flyt.wav"])
def test_flac_and_wav_are_measured_as_ffprobe_does_with_advice_to_encode(
    sounds: Path, tool: Callable[[str], str], name: str
) -> None:
    entries = "format=duration,bit_rate,size:stream=channels,sample_rate"
    ask = (tool("ffprobe"), "-v", "error", "-show_entries", entries, "-of", "json", sounds / name)
    said = json.loads(subprocess.run(ask, check=True, capture_output=True).stdout)
    [stream], whole = said["streams"], said["format"]
    found = audio(sounds, name)
    assert (found.channels, found.sample_rate) == (stream["channels"], int(stream["sample_rate"]))
    assert found.bytes == int(whole["size"])
    assert found.bitrate == pytest.approx(int(whole["bit_rate"]), rel=0.001)
    assert found.seconds == pytest.approx(float(whole["duration"]), abs=0.001)
    kind = name[-4:].strip(".").upper()
    assert advice(sounds, name) == [
        f"ljudfilen ”{name}” är {kind}: filen är stor, och inte alla poddappar spelar den"
    ]
    measured = measure(sounds, name)
    assert isinstance(measured, Measured)
    assert measured.advice[0].hint == f'Gör en MP3 av den: publisher audio level "{name}"'


@pytest.mark.parametrize("name", ["tal.flac", "tal.wav"])
def test_broken_flac_and_wav_are_told(sounds: Path, tmp_path: Path, name: str) -> None:
    whole = (sounds / name).read_bytes()
    file = tmp_path / name
    for size in (4, 12, 20, 42):
        file.write_bytes(whole[:size])
        assert fault(tmp_path, name).hint
    file.write_bytes(whole[: len(whole) * 6 // 10])
    assert "är avklippt: bara " in fault(tmp_path, name).text
    file.write_bytes(b"")
    assert fault(tmp_path, name).text.endswith("är tom")
    file.write_text("Bara text.", "utf-8")
    assert fault(tmp_path, name).text.endswith("är en textfil, inte ljud")
    file.with_suffix(".mp3").write_bytes(whole)
    assert fault(tmp_path, "tal.mp3").hint.startswith(f"Döp om den till ”{name}”")


def test_sound_that_was_streamed_into_its_file(
    sounds: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """The program could not go back and tell how long it became."""
    for kind in ("wav", "flac"):
        play = (tool("ffmpeg"), "-v", "error", "-i", sounds / "tal.wav", "-f", kind, "-")
        done = subprocess.run(play, check=True, capture_output=True)
        (tmp_path / f"a.{kind}").write_bytes(done.stdout)
    assert audio(tmp_path, "a.wav").seconds == SECONDS
    assert audio(tmp_path, "a.flac").seconds == pytest.approx(SECONDS, abs=0.001)
    assert "ljudfilen ”a.flac” säger inte hur lång den är, eller fel" in advice(tmp_path, "a.flac")


def test_flac_and_wav_without_any_sound(sounds: Path, tmp_path: Path) -> None:
    head = (sounds / "tal.wav").read_bytes().partition(b"data")[0]
    (tmp_path / "a.wav").write_bytes(head + b"data" + bytes(4))
    (tmp_path / "a.flac").write_bytes((sounds / "tal.flac").read_bytes()[:4] + b"\x80\0\0\0")
    for name in ("a.wav", "a.flac"):
        assert fault(tmp_path, name).text == f"i ”{name}” finns inget ljud som går att spela"


def test_a_film_in_ogg_is_no_sound(tmp_path: Path) -> None:
    page = b"OggS\0\2" + bytes(20) + b"\x01\x2a" + b"\x80theora" + bytes(35)
    (tmp_path / "a.ogg").write_bytes(page)
    assert "formatet Ogg" in fault(tmp_path, "a.ogg").text


def test_variable_bitrate_without_a_head_is_told_and_its_length_is_still_right(
    sounds: Path,
) -> None:
    text, *others = advice(sounds, "bare-vbr.mp3")
    assert text == "ljudfilen ”bare-vbr.mp3” har ojämn bithastighet och säger inte hur lång den är"
    assert not others
    assert audio(sounds, "bare-vbr.mp3").seconds == pytest.approx(3, abs=0.1)
    assert not advice(sounds, "vbr.mp3")
    assert not advice(sounds, "cbr.mp3")


def test_garbage_before_the_first_frame_is_told_and_not_counted(
    sounds: Path, tmp_path: Path
) -> None:
    whole = (sounds / "cbr.mp3").read_bytes()
    (tmp_path / "a.mp3").write_bytes(bytes(n % 200 for n in range(5000)) + whole)
    assert advice(tmp_path, "a.mp3") == ["i ”a.mp3” står något annat än ljud först i filen"]
    assert audio(tmp_path, "a.mp3").seconds == pytest.approx(SECONDS, abs=0.1)


def test_tags_around_the_sound_are_not_counted_as_sound(sounds: Path, tmp_path: Path) -> None:
    whole = (sounds / "cbr.mp3").read_bytes()
    ape = b"APETAGEX" + (2000).to_bytes(4) + (9032).to_bytes(4, "little") + bytes(16)
    (tmp_path / "a.mp3").write_bytes(whole + bytes(9000) + ape + b"TAG" + bytes(125))
    assert audio(tmp_path, "a.mp3").seconds == audio(sounds, "cbr.mp3").seconds


def test_a_file_without_a_head_that_ends_within_a_frame_may_be_cut(
    sounds: Path, tmp_path: Path
) -> None:
    whole = (sounds / "cbr.mp3").read_bytes()
    (tmp_path / "a.mp3").write_bytes(whole[: len(whole) // 2])
    assert advice(tmp_path, "a.mp3") == [
        "ljudfilen ”a.mp3” slutar mitt i ett ljud och kan vara avklippt"
    ]


def test_an_m4a_that_was_cut_off_is_told_to_be(
    sounds: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    fast = tmp_path / "fast.m4a"
    copy = ("-c", "copy", "-movflags", "+faststart")
    subprocess.run(
        [tool("ffmpeg"), "-v", "error", "-i", sounds / "tal.m4a", *copy, fast], check=True
    )
    (tmp_path / "a.m4a").write_bytes(fast.read_bytes()[:-9000])
    assert "är avklippt: bara " in fault(tmp_path, "a.m4a").text
    (tmp_path / "b.m4a").write_bytes((sounds / "tal.m4a").read_bytes()[:9000])
    assert "är avklippt: bara " in fault(tmp_path, "b.m4a").text


def test_the_type_of_sound_elsewhere_is_told_by_its_address() -> None:
    assert mime_of("https://x.se/a.mp3?x=1.m4a#t=2") == "audio/mpeg"
    assert mime_of("https://x.se/a.M4A") == "audio/x-m4a"
    assert mime_of("https://x.se/a.opus") == "audio/ogg"
    assert mime_of("https://x.se/a.mp3/") == "audio/mpeg"
    assert mime_of("https://x.se/a.wav") == "audio/wav"
    assert mime_of("https://x.se/a.flac") == "audio/flac"
    assert mime_of("https://x.se/a.aiff") == ""


def test_the_longest_file_is_read_in_little_memory(sounds: Path, tmp_path: Path) -> None:
    """Sound, and after it 200 megabytes of nothing: a hole on disk."""
    import tracemalloc

    with (tmp_path / "a.mp3").open("wb") as file:
        file.write((sounds / "tal.mp3").read_bytes())
        file.truncate(200 << 20)
    tracemalloc.start()
    assert audio(tmp_path, "a.mp3").seconds == pytest.approx(SECONDS, abs=0.1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20
