"""What a sound file's own tags say, however they are written: comments, chapters, links."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from mutagen import flac as mutagen_flac
from mutagen import id3 as mutagen_id3
from sample.sounds import (
    LABELS,
    SOUND,
    box,
    chap,
    chpl,
    ctoc,
    entry,
    id3_frame,
    link,
    nested,
    read,
)

from publisher.media.audio import OwnTags, copies, own_tags
from publisher.media.audio.tags import head
from publisher.model import Chapter

ROOT = Path(__file__).parents[2]


# The day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2025-02-03T12:00:00", "2025-02-03"),
        ("2024-02-29", "2024-02-29"),
        *(
            (other, "")
            for other in ("2025-02-29", "0000-00-00", "2025-13-01", "2025-02", "2025", "i går")
        ),
    ],
)
def test_the_day_is_one_in_the_calendar(tmp_path: Path, said: str, day: str) -> None:
    assert read(tmp_path, id3_frame("TDRC", b"\3" + said.encode(), 4), version=4).date == day


# The comment


def comment(described: str, text: str, language: str = "eng") -> bytes:
    said = described.encode("latin-1") + b"\0" + text.encode("latin-1")
    return id3_frame("COMM", b"\0" + language.encode() + said)


NORM = comment("iTunNORM", " 00000210 000005AD 00001F4A 00002B3C 0000D2F0")


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ([NORM, comment("", "Om allt.")], "Om allt."),
        ([comment("", "Om allt."), NORM], "Om allt."),
        ([NORM], ""),
        ([comment("iTunSMPB", "00000000 00000210"), comment("iTunPGAP", "0"), NORM], ""),
        ([comment("Songs-DB_Custom1", "x"), comment("MusicMatch_Mood", "y")], ""),
        ([comment("", "00000210 000005AD 00001F4A")], ""),
        ([comment("Beskrivning", "Så här.")], "Så här."),
        ([comment("Beskrivning", "Sist"), comment("", "Först")], "Först"),
        ([comment("", "In English."), comment("", "På svenska.", "swe")], "På svenska."),
        ([comment("", "Deutsch", "deu"), comment("", "Okänt", "xxx")], "Okänt"),
        ([comment("", ""), comment("Comment", "Hit")], "Hit"),
        ([comment("", "Nej"), id3_frame("TDES", b"\0Poddens egen")], "Poddens egen"),
        ([id3_frame("TXXX", b"\0description\0Utan COMM")], "Utan COMM"),
    ],
)
def test_the_comment_is_the_one_for_people(tmp_path: Path, frames: list[bytes], said: str) -> None:
    assert read(tmp_path, *frames).comment == said


SWEDISH = "Åäö 习"


@pytest.mark.parametrize(
    ("version", "data"),
    [
        (3, b"\1" + SWEDISH.encode("utf-16")),
        (3, b"\1\xfe\xff" + SWEDISH.encode("utf-16-be")),
        (4, b"\2" + SWEDISH.encode("utf-16-be")),
        (4, b"\3" + SWEDISH.encode()),
        (4, b"\3" + SWEDISH.encode() + b"\0"),
    ],
)
def test_words_are_read_in_every_encoding(tmp_path: Path, version: int, data: bytes) -> None:
    assert read(tmp_path, id3_frame("TIT2", data), version=version).title == SWEDISH


def test_version_2_2_is_read(tmp_path: Path) -> None:
    frames = (
        id3_frame("TT2", b"\0R\xe4ls", 2),
        id3_frame("COM", b"\0engiTunNORM\0 00000210 000005AD", 2),
        id3_frame("COM", b"\0swe\0Om allt.", 2),
        id3_frame("TRK", b"\x007/10", 2),
    )
    own = read(tmp_path, *frames, version=2)
    assert (own.title, own.comment, own.number) == ("Räls", "Om allt.", 7)


def test_several_values_and_unsynchronisation(tmp_path: Path) -> None:
    assert read(tmp_path, id3_frame("TIT2", b"\3Ett\0Tv\xc3\xa5"), version=4).title == "Ett / Två"
    tags = mutagen_id3.ID3()
    tags.add(mutagen_id3.TIT2(encoding=1, text="ÿ\xff\xfe Räls"))
    plain = BytesIO(bytes(SOUND * 20))
    tags.save(plain, v2_version=3)
    (tmp_path / "a.mp3").write_bytes(plain.getvalue())
    assert own_tags(tmp_path / "a.mp3").title == "ÿ\xff\xfe Räls"


@pytest.mark.parametrize(
    ("track", "number"),
    [
        ("7", 7),
        ("7/10", 7),
        ("0", None),
        ("x", None),
        ("", None),
        ("9" * 7, None),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_one_that_an_episode_can_have(
    tmp_path: Path, track: str, number: int | None
) -> None:
    assert read(tmp_path, id3_frame("TRCK", b"\0" + track.encode())).number == number


def test_what_is_packed_to_fill_memory_is_left_alone(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(50 << 20))
    frame = b"TIT2" + (len(packed) + 4).to_bytes(4) + b"\0\x80" + (50 << 20).to_bytes(4) + packed
    assert read(tmp_path, frame) == OwnTags()


# Chapters in MP3


PICTURE = id3_frame("APIC", b"\0image/jpeg\0\0\0" + b"\xff\xd8\xff\xfb" * 99)
A, B, C = chap("a", 0, "A"), chap("b", 3999, "B"), chap("c", 60_000, "C")


@pytest.mark.parametrize(
    ("frames", "shown"),
    [
        ([ctoc("t", "a", "b", "c"), A, B, C], "ABC"),
        ([A, B, C, ctoc("t", "a", "b", "c")], "ABC"),
        ([ctoc("t", "a", "c"), A, B, C], "AC"),
        ([C, A, B], "ABC"),
        ([ctoc("t", "c", "a"), A, B, C], "CA"),
        ([ctoc("t", "inner", "c"), ctoc("inner", "a", "b", flags=1), A, B, C], "ABC"),
        ([ctoc("inner", "b", flags=1), ctoc("t", "a", "inner"), A, B, C], "AB"),
        ([ctoc("t", "a", "b"), ctoc("u", "c"), A, B, C], "AB"),
        ([ctoc("t", "a", flags=1), ctoc("u", "c", flags=1), A, B, C], "AC"),
        ([ctoc("t", "t", "a", "t", "a"), A, B], "A"),
        ([ctoc("t", "u", flags=1), ctoc("u", "t", "b", flags=1), A, B], "B"),
        ([ctoc("t", "gone"), A, B], "AB"),
        ([ctoc("t"), A, B], "AB"),
        ([ctoc("t", "a", "n"), A, chap("n", 0xFFFFFFFF, "N")], "A"),
        ([ctoc("t", "a", "n"), A, chap("n", 5, "")], "A"),
    ],
)
def test_only_what_the_table_of_contents_lists_is_shown(
    tmp_path: Path, frames: list[bytes], shown: str
) -> None:
    assert "".join(each.title for each in read(tmp_path, *frames).chapters) == shown


def test_milliseconds_and_links_of_chapters_are_kept(tmp_path: Path) -> None:
    frames = (
        chap("a", 0, "A", PICTURE, link("https://a.example/x?y=1&z")),
        chap("b", 3999, "B", link("javascript:alert(1)"), link("http://b.example/", "Mer")),
        chap("c", 60_000, "C", link("mailto:a@b.example")),
    )
    assert read(tmp_path, *frames).chapters == (
        Chapter(start=0, title="A", url="https://a.example/x?y=1&z"),
        Chapter(start=3.999, title="B", url="http://b.example/"),
        Chapter(start=60, title="C"),
    )


@pytest.mark.parametrize("count", [254, 255, 256, 511, 1000])
def test_our_own_head_is_read_back_whole(tmp_path: Path, count: int) -> None:
    chapters = tuple(
        Chapter(start=n + n % 2 / 8, title=f"Nr {n}", url="https://x.example/")
        for n in range(count)
    )
    (tmp_path / "a.mp3").write_bytes(head(replace(LABELS, chapters=chapters)) + SOUND * 9)
    own = own_tags(tmp_path / "a.mp3")
    assert own.chapters == chapters
    assert (own.title, own.comment, own.number, own.date) == ("Räls", "Om allt.", 4, "2025-02-03")


# Chapters in M4A


def words(text: bytes, *more: bytes) -> bytes:
    return len(text).to_bytes(2) + text + b"".join(more)


def href(url: str) -> bytes:
    return box(b"href", bytes(4), bytes([len(url)]), url.encode(), b"\0")


def track(
    number: int, samples: list[bytes], place: int, *inside: bytes, starts: list[int]
) -> bytes:
    """A track of text, thousandths of a second, whose samples lie in one chunk at a place."""
    deltas = [b - a for a, b in zip(starts, [*starts[1:], starts[-1] + 1000], strict=True)]
    table = box(
        b"stbl",
        box(b"stsd", entry(1), box(b"text", bytes(44))),
        box(b"stts", entry(len(deltas)), *((1).to_bytes(4) + d.to_bytes(4) for d in deltas)),
        box(b"stsc", entry(1), (1).to_bytes(4), len(samples).to_bytes(4), (1).to_bytes(4)),
        box(b"stsz", bytes(8), len(samples).to_bytes(4), *(len(s).to_bytes(4) for s in samples)),
        box(b"stco", entry(1), place.to_bytes(4)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", bytes(12), (1000).to_bytes(4), bytes(8)),
        box(b"hdlr", bytes(8), b"text", bytes(13)),
        box(b"minf", table),
    )
    return box(b"trak", box(b"tkhd", bytes(12), number.to_bytes(4), bytes(68)), media, *inside)


def chaptered(
    *tracks: tuple[int, list[bytes], list[int]], nero: bytes = b"", late: int = 0
) -> bytes:
    data = b"".join(sample for _, samples, _ in tracks for sample in samples)
    front = box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", data)
    place = len(front) - len(data)
    edits = ()
    if late:
        rows = (
            late.to_bytes(4)
            + b"\xff" * 4
            + b"\0\1\0\0"
            + (9000).to_bytes(4)
            + bytes(4)
            + b"\0\1\0\0"
        )
        edits = (box(b"edts", box(b"elst", entry(2), rows)),)
    made = []
    for number, samples, starts in tracks:
        made.append(track(number, samples, place, *edits, starts=starts))
        place += sum(map(len, samples))
    numbers = b"".join(number.to_bytes(4) for number, _, _ in tracks)
    sound = box(
        b"trak",
        box(b"tkhd", bytes(12), (1).to_bytes(4), bytes(68)),
        box(b"tref", box(b"chap", numbers)),
        box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(13))),
    )
    udta = box(b"udta", nero) if nero else b""
    movie = box(b"mvhd", bytes(12), (1000).to_bytes(4), bytes(80))
    return front + box(b"moov", movie, sound, *made, udta)


@pytest.mark.parametrize(
    ("data", "chapters"),
    [
        (chaptered((2, [words(b"Ett"), words("Två".encode())], [0, 3999])), [(0, "Ett", ""), (3.999, "Två", "")]),
        (chaptered((2, [words("Två".encode("utf-16"))], [0])), [(0, "Två", "")]),
        (chaptered((2, [words(b"\xfe\xff" + "Två".encode("utf-16-be"))], [0])), [(0, "Två", "")]),
        (
            chaptered((2, [words(b"Ett", box(b"encd", bytes(4)), href("https://a.example/"))], [0])),
            [(0, "Ett", "https://a.example/")],
        ),
        (
            chaptered(
                (2, [words(b"Ett"), words(b"Tre")], [0, 2500]),
                (3, [words(b""), words(b"<https://b.example/>")], [0, 2500]),
            ),
            [(0, "Ett", ""), (2.5, "Tre", "https://b.example/")],
        ),
        (chaptered((2, [words(b"Ett")], [0]), late=1500), [(1.5, "Ett", "")]),
        (chaptered(nero=chpl(1, (0, "Ett"), (3999, "Två"))), [(0, "Ett", ""), (3.999, "Två", "")]),
        (chaptered(nero=chpl(0, (0, "Ett"))), [(0, "Ett", "")]),
        (chaptered((2, [words(b"Spar")], [0]), nero=chpl(1, (0, "Nero"))), [(0, "Spar", "")]),
        (chaptered((2, [words(b"")], [0]), nero=chpl(1, (0, "Nero"))), []),
    ],
)  # fmt: skip
def test_chapters_in_m4a(
    tmp_path: Path, data: bytes, chapters: list[tuple[float, str, str]]
) -> None:
    (tmp_path / "a.m4a").write_bytes(data)
    assert [(c.start, c.title, c.url) for c in own_tags(tmp_path / "a.m4a").chapters] == chapters


@pytest.mark.parametrize("depth", [10, 1000, 20_000, 200_000])
def test_boxes_within_boxes_are_no_trouble(tmp_path: Path, depth: int) -> None:
    (tmp_path / "a.m4a").write_bytes(box(b"ftyp", b"M4A \0\0\0\0") + nested(depth))
    assert own_tags(tmp_path / "a.m4a") == OwnTags()


# Chapters in Ogg and FLAC


def flac_with(folder: Path, tool: Callable[[str], str], **comments: str) -> OwnTags:
    file = folder / "a.flac"
    if not file.exists():
        tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "sine=440:duration=1")
        subprocess.run([*tone, file], check=True)
    sound = mutagen_flac.FLAC(file)
    sound.clear()
    for name, value in comments.items():
        sound[name] = value
    sound.save()
    return own_tags(file)


CUE = """PERFORMER "Anna"
TITLE "Skivan"
FILE "a.wav" WAVE
  TRACK 01 AUDIO
    TITLE "Ett"
    INDEX 00 00:00:00
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    TITLE Två
    INDEX 01 00:03:74
"""


def test_chapters_in_comments(tool: Callable[[str], str], tmp_path: Path) -> None:
    own = flac_with(
        tmp_path,
        tool,
        CHAPTER001="00:00:00.000",
        CHAPTER001NAME="Ett",
        CHAPTER001URL="https://a.example/",
        CHAPTER002="00:00:03,999",
        CHAPTER002NAME="Två",
        CHAPTER003="1:02:03",
        CHAPTER003NAME="Tre",
        CHAPTER003URL="ftp://nej.example/",
        CHAPTER004="00:00:99.xyz",
        CHAPTER004NAME="Nej",
        CHAPTER005="00:00:09.5",
    )
    assert own.chapters == (
        Chapter(start=0, title="Ett", url="https://a.example/"),
        Chapter(start=3.999, title="Två"),
        Chapter(start=3723, title="Tre"),
    )
    cue = flac_with(tmp_path, tool, TITLE="Räls", CUESHEET=CUE)
    assert [(each.start, each.title) for each in cue.chapters] == [(0, "Ett"), (3.987, "Två")]
    assert cue.title == "Räls"


def test_chapters_of_copies_keep_milliseconds_and_links(
    tool: Callable[[str], str], tmp_path: Path
) -> None:
    chapters = (
        Chapter(start=0, title="Ett", url="https://a.example/"),
        Chapter(start=0.999, title="Två"),
    )
    tone = (tool("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "sine=440:duration=2")
    for name, mime in (("a.opus", "audio/ogg"), ("a.flac", "audio/flac"), ("a.m4a", "audio/x-m4a")):
        subprocess.run([*tone, tmp_path / name], check=True)
        goal = tmp_path / "ut" / name
        assert copies.make(tmp_path / name, mime, replace(LABELS, chapters=chapters), goal)
        found = own_tags(goal).chapters
        assert [(each.start, each.title) for each in found] == [(0, "Ett"), (0.999, "Två")]
        # ffmpeg has no place for links in M4A.
        assert found[0].url == ("" if name == "a.m4a" else "https://a.example/")
