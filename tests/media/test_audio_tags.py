"""The published copy of a sound file: the author's sound, the episode's labels, the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3
from PIL import Image

from publisher.media.audio import copies, own_tags
from publisher.media.audio.tags import Labels, head
from publisher.model import Chapter

ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG")
    return out.getvalue()


CHAPTERS = (
    Chapter(start=0, title="Början, som har en ovanligt lång rubrik"),
    Chapter(start=1, title="Kort", url="https://exempel.se/"),
    Chapter(start=2, title="Emoji 🇸🇪 & <b>]]>"),
    Chapter(start=3, title="Slut"),
)
LABELS = Labels(
    title="Räls & fika",
    artist="Provbladet",
    album="Podden",
    date=date(2025, 2, 3),
    number=12,
    comment="En ingress\npå två rader.",
    language="sv",
    chapters=CHAPTERS,
    seconds=4.0,
    cover=jpeg(),
)


@pytest.fixture(scope="session")
def sounds(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of a tone in each format, with a title and tags that are to go."""
    folder = tmp_path_factory.mktemp("markt")
    tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "sine=440:duration=4")
    old = ("-metadata", "title=Gammal", "-metadata", "composer=Skräp", "-write_id3v1", "1")
    for name in ("a.mp3", "a.m4a", "a.opus", "a.ogg", "a.flac", "a.wav"):
        subprocess.run([*tone, *(old if name == "a.mp3" else old[:4]), folder / name], check=True)
    return folder


@pytest.fixture
def probe(tool: Callable[[str], str]) -> Callable[[Path], dict[str, Any]]:
    def ask(path: Path) -> dict[str, Any]:
        command = [tool("ffprobe"), "-v", "error", "-show_chapters", "-show_format"]
        command += ["-show_streams", "-of", "json", str(path)]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    return ask


def tagged(source: Path, goal: Path, labels: Labels = LABELS) -> Path:
    with goal.open("wb") as file:
        file.writelines(copies.pieces(source, labels))
    return goal


def sound(tool: Callable[[str], str], path: Path) -> str:
    """A hash of the encoded sound alone, as ffmpeg reads it."""
    command = [tool("ffmpeg"), "-v", "error", "-i", str(path), "-map", "0:a", "-c", "copy"]
    done = subprocess.run([*command, "-f", "md5", "-"], check=True, capture_output=True, text=True)
    return done.stdout


def test_ffprobe_reads_the_labels_and_the_chapters_in_time_order(
    sounds: Path, tmp_path: Path, probe: Callable[[Path], dict[str, Any]]
) -> None:
    shuffled = replace(LABELS, chapters=(CHAPTERS[2], CHAPTERS[0], CHAPTERS[3], CHAPTERS[1]))
    said = probe(tagged(sounds / "a.mp3", tmp_path / "b.mp3", shuffled))
    titles = [(mark["start_time"], mark["tags"]["title"]) for mark in said["chapters"]]
    assert titles == [(f"{mark.start}.000000", mark.title) for mark in CHAPTERS]
    assert [mark["end"] for mark in said["chapters"]] == [1000, 2000, 3000, 4000]
    assert said["format"]["tags"] == {
        "title": "Räls & fika",
        "artist": "Provbladet",
        "album": "Podden",
        "date": "2025-02-03",
        "track": "12",
        "comment": "En ingress\npå två rader.",
        "genre": "Podcast",
        "language": "swe",
    }
    assert [stream["codec_name"] for stream in said["streams"]] == ["mp3", "mjpeg"]


def test_mutagen_reads_the_same_and_chapters_lie_in_time_order_in_the_file(
    sounds: Path, tmp_path: Path
) -> None:
    path = tagged(sounds / "a.mp3", tmp_path / "b.mp3")
    tags: Any = ID3(path, translate=False)
    assert tags.version == (2, 3, 0)
    assert tags["TLAN"].text == ["swe"]
    assert str(tags["COMM::swe"]) == LABELS.comment
    assert tags["APIC:"].data == LABELS.cover
    assert tags["CTOC:toc"].child_element_ids == ["chp0", "chp1", "chp2", "chp3"]
    assert tags["CHAP:chp1"].sub_frames["WXXX:"].url == "https://exempel.se/"
    assert "TSSE" not in tags
    data = path.read_bytes()
    places = [data.index(b"CHAP", data.index(b"CTOC") + n) for n in (0,)]
    order = [data.index(f"chp{n}\0".encode(), places[0]) for n in range(4)]
    assert order == sorted(order)
    assert own_tags(path).chapters == CHAPTERS


def test_the_same_labels_give_the_same_bytes_and_others_others(
    sounds: Path, tmp_path: Path
) -> None:
    one = tagged(sounds / "a.mp3", tmp_path / "1.mp3").read_bytes()
    two = tagged(sounds / "a.mp3", tmp_path / "2.mp3").read_bytes()
    assert one == two
    assert head(replace(LABELS, number=13)) != head(LABELS)


def test_what_the_original_says_of_itself_is_left_out_and_the_sound_is_the_same(
    sounds: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    source = tmp_path / "a.mp3"
    ape = b"APETAGEX" + (2000).to_bytes(4) + (132).to_bytes(4, "little") + bytes(16)
    lyrics = b"LYRICSBEGIN" + b"x" * 89 + b"000100LYRICS200"
    source.write_bytes((sounds / "a.mp3").read_bytes()[:-128] + bytes(100) + ape + lyrics)
    with source.open("ab") as file:
        file.write((sounds / "a.mp3").read_bytes()[-128:])
    before = sha256(source.read_bytes()).digest()
    copy = tagged(source, tmp_path / "b.mp3").read_bytes()
    assert copy.startswith(head(LABELS))
    for old in (b"APETAGEX", b"LYRICS", b"Gammal"):
        assert old not in copy[len(head(LABELS)) :]
    assert copy == tagged(sounds / "a.mp3", tmp_path / "c.mp3").read_bytes()
    assert sound(tool, tmp_path / "b.mp3") == sound(tool, sounds / "a.mp3")
    assert sha256(source.read_bytes()).digest() == before


def test_garbage_before_the_sound_does_not_come_along(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"skr\xe4p" * 900 + (sounds / "a.mp3").read_bytes())
    one = tagged(sounds / "a.mp3", tmp_path / "1.mp3").read_bytes()
    assert tagged(tmp_path / "a.mp3", tmp_path / "2.mp3").read_bytes() == one


def test_the_size_is_known_before_the_copy_is_made(sounds: Path, tmp_path: Path) -> None:
    size = copies.size(sounds / "a.mp3", LABELS)
    assert tagged(sounds / "a.mp3", tmp_path / "b.mp3").stat().st_size == size


def test_a_copy_of_a_copy_is_the_same_copy(sounds: Path, tmp_path: Path) -> None:
    one = tagged(sounds / "a.mp3", tmp_path / "1.mp3")
    assert tagged(one, tmp_path / "2.mp3").read_bytes() == one.read_bytes()


def test_more_chapters_than_a_table_of_contents_has_room_for(
    sounds: Path, tmp_path: Path, probe: Callable[[Path], dict[str, Any]]
) -> None:
    many = tuple(Chapter(start=n, title=f"Nr {n}") for n in range(300))
    said = probe(tagged(sounds / "a.mp3", tmp_path / "b.mp3", replace(LABELS, chapters=many)))
    assert [mark["tags"]["title"] for mark in said["chapters"]] == [f"Nr {n}" for n in range(300)]


def test_nothing_to_say_makes_an_almost_empty_head() -> None:
    bare = replace(LABELS, title="", number=None, comment="", chapters=(), cover=b"")
    tags: Any = ID3(BytesIO(head(bare)))
    assert "TIT2" not in tags
    assert not tags.getall("CHAP")
    assert not tags.getall("APIC")


@pytest.mark.parametrize("name", ["a.m4a", "a.opus", "a.ogg", "a.flac"])
def test_the_other_formats_get_labels_chapters_and_cover_too(
    sounds: Path,
    tmp_path: Path,
    probe: Callable[[Path], dict[str, Any]],
    tool: Callable[[str], str],
    name: str,
) -> None:
    mime = {"a.m4a": "audio/x-m4a", "a.flac": "audio/flac"}.get(name, "audio/ogg")
    before = (sounds / name).read_bytes()
    for folder in ("1", "2"):
        assert copies.make(sounds / name, mime, LABELS, tmp_path / folder / name)
    assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    assert (sounds / name).read_bytes() == before
    assert [path.name for path in (tmp_path / "1").iterdir()] == [name]
    said = probe(tmp_path / "1" / name)
    titles = [(float(mark["start_time"]), mark["tags"]["title"]) for mark in said["chapters"]]
    assert titles == [(mark.start, mark.title) for mark in CHAPTERS]
    rows = (row for each in said["streams"] for row in each.get("tags", {}).items())
    streams = {key.lower(): value for key, value in rows}
    tags = {key.lower(): value for key, value in said["format"].get("tags", {}).items()}
    assert {**streams, **tags}["title"] == "Räls & fika"
    assert {**streams, **tags}["artist"] == "Provbladet"
    assert {**streams, **tags}["album"] == "Podden"
    assert "mjpeg" in [stream["codec_name"] for stream in said["streams"]]
    assert sound(tool, tmp_path / "1" / name) == sound(tool, sounds / name)


def test_a_wav_takes_no_labels(sounds: Path, tmp_path: Path) -> None:
    assert not copies.takes_labels("audio/wav")
    assert not copies.make(sounds / "a.wav", "audio/wav", LABELS, tmp_path / "ut" / "a.wav")
    assert not (tmp_path / "ut").exists()


def test_without_ffmpeg_an_m4a_is_left_as_it_is(
    sounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not copies.make(sounds / "a.m4a", "audio/x-m4a", LABELS, tmp_path / "ut" / "a.m4a")
    assert not list((tmp_path / "ut").iterdir())
    assert b"".join(copies.whole(sounds / "a.m4a")) == (sounds / "a.m4a").read_bytes()


def test_a_file_of_200_megabytes_is_copied_in_little_memory(sounds: Path, tmp_path: Path) -> None:
    """Peak memory of a process that copies one, over one that copies the four seconds."""
    large = tmp_path / "stor.mp3"
    frames = (sounds / "a.mp3").read_bytes()
    with large.open("wb") as file:
        while file.tell() < 200 * MEGABYTE:
            file.write(frames)
    script = (
        "import sys, resource; from pathlib import Path; from publisher.model import Artifact\n"
        "from publisher.media.audio import copies; from publisher.engine.staging import stage\n"
        "from tests_labels import LABELS\n"
        "write = lambda: copies.pieces(Path(sys.argv[1]), LABELS)\n"
        "made = stage(Artifact(path='site/a.mp3', data=write), Path(sys.argv[2]), None)\n"
        "print(made.bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    (tmp_path / "tests_labels.py").write_text(
        "from datetime import date\nfrom publisher.media.audio.tags import Labels\n"
        "LABELS = Labels(title='a', artist='b', album='c', date=date(2025, 1, 1), number=1,"
        " comment='', language='sv', chapters=(), seconds=1.0)\n"
    )
    peaks: list[int] = []
    for source in (sounds / "a.mp3", large):
        command = [sys.executable, "-c", script, str(source), str(tmp_path / "ut")]
        env = {"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": ""}
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        size, peak = map(int, done.stdout.split())
        peaks.append(peak)
    assert size > 199 * MEGABYTE
    assert (peaks[1] - peaks[0]) * 1024 < 50 * MEGABYTE
