"""Sound on both sides of each limit: files built by hand, a byte at a time, whose every number is known."""

from __future__ import annotations

from dataclasses import replace
from io import SEEK_CUR, BytesIO
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from sample.sounds import (
    LABELS,
    box,
    chap,
    chpl,
    ctoc,
    entry,
    id3,
    id3_frame,
    ogg_pages,
    read,
    with_granule,
)

from publisher.media.audio import (
    Measured,
    OwnTags,
    boxes,
    frames,
    loudness,
    measure,
    mpeg,
    ogg,
    oggcopy,
    own_tags,
)
from publisher.media.audio.frames import Mp3Frame
from publisher.media.audio.loudness import Loudness
from publisher.media.audio.tags import head
from publisher.model import Chapter
from publisher.problems import Problem

CUT = "ljudfilen ”{}” är avklippt: bara {}\N{NO-BREAK SPACE}% av ljudet är kvar"
NO_SOUND = "i ”{}” finns inget ljud som går att spela"


def measured(folder: Path, name: str, data: bytes) -> Measured | Problem:
    (folder / name).write_bytes(data)
    return measure(folder, name)


def heard(folder: Path, name: str, data: bytes) -> tuple[float, int, int, int]:
    """Seconds, bits a second, channels, hertz."""
    found = measured(folder, name, data)
    assert isinstance(found, Measured), found
    audio = found.recording
    return audio.seconds, audio.bitrate, audio.channels, audio.sample_rate


# MP3

BITRATES = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def mp3_head(version: int = 3, bits: int = 5, rate: int = 0, pad: int = 0, mode: int = 3) -> bytes:
    return bytes((0xFF, 0xE3 | version << 3, bits << 4 | rate << 2 | pad << 1, mode << 6))


@pytest.mark.parametrize("version", [0, 2, 3])
@pytest.mark.parametrize("rate", [0, 1, 2])
@pytest.mark.parametrize("pad", [0, 1])
def test_every_head_of_a_frame(version: int, rate: int, pad: int) -> None:
    for bits, kilobits in enumerate(BITRATES[3 if version == 3 else 2], 1):
        hertz, samples = HERTZ[version][rate], 1152 if version == 3 else 576
        size = samples * kilobits * 1000 // (8 * hertz) + pad
        for mode in range(4):
            made = mp3_head(version, bits, rate, pad, mode)
            channels = 1 if mode == 3 else 2
            assert frames.frame(made) == Mp3Frame(size, samples, kilobits * 1000, hertz, channels)


@pytest.mark.parametrize(
    "bad",
    [
        mp3_head(bits=0),
        mp3_head(bits=15),
        mp3_head(rate=3),
        mp3_head(version=1),
        b"\xfe" + mp3_head()[1:],
        b"\xff\xfd\x50\xc4",  # layer 2
        b"\xff\xff\x50\xc4",  # layer 1
        b"\xff\xdb\x50\xc4",
        mp3_head()[:3],
    ],
)
def test_what_is_no_head_of_a_frame(bad: bytes) -> None:
    assert frames.frame(bad) is None


FRAME = mp3_head() + bytes(204)
"""1,152 samples in 208 bytes: 64 kbit/s, mono."""


def second(count: int) -> float:
    return round(count * 1152 / 44100, 3)


@pytest.mark.parametrize("count", [4, 5, 157, 158, 315, 2000])
def test_every_frame_is_counted_and_nothing_is_strange(count: int) -> None:
    sound = frames.walk(BytesIO(FRAME * count), 0, 208 * count)
    assert (sound.frames, sound.bytes, sound.strange, sound.cut) == (count, 208 * count, 0, False)
    assert sound.seconds == pytest.approx(count * 1152 / 44100)
    assert sound.bitrates == {64000}


@pytest.mark.parametrize(
    ("between", "strange"),
    [
        (id3(id3_frame("TIT2", b"\0Mitt")), 0),
        (id3(bytes(300)), 0),
        (b"TAG" + bytes(125), 0),
        (b"APETAGEX" + (2000).to_bytes(4) + (40).to_bytes(4, "little") + bytes(56), 0),
        (b"x", 1),
        (b"skr\xe4p" * 9, 45),
    ],
)
def test_no_frame_is_lost_after_what_stands_between(between: bytes, strange: int) -> None:
    data = FRAME * 200 + between + FRAME * 9
    sound = frames.walk(BytesIO(data), 0, len(data))
    assert (sound.frames, sound.strange, sound.cut) == (209, strange, False)


@pytest.mark.parametrize("more", [1, 3, 4, 207])
def test_a_last_frame_that_is_not_whole_is_cut(more: int) -> None:
    data = FRAME * 9 + FRAME[:more]
    sound = frames.walk(BytesIO(data), 0, len(data))
    # Of fewer bytes than a head nobody can tell what they are.
    assert (sound.frames, sound.cut) == ((10, True) if more >= 4 else (9, False))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (FRAME * 4, 0),
        (FRAME * 3, 0),
        (FRAME * 2, 0),
        (FRAME + b"x" * 300, None),
        (FRAME * 3 + b"x" * 300, None),
        (FRAME * 4 + b"x" * 300, 0),
        (b"x" * 77 + FRAME * 4, 77),
        (FRAME + b"x" + FRAME * 4, 209),
        (bytes(1 << 15) + FRAME * 4, 1 << 15),
        (bytes((1 << 20) - 1) + FRAME * 4, (1 << 20) - 1),
        (bytes(1 << 20) + FRAME * 4, None),
    ],
)
def test_where_sound_begins(data: bytes, found: int | None) -> None:
    first = frames.first_frame(BytesIO(data), 0, len(data))
    assert (first and first[0]) == found


APE = b"APETAGEX" + (2000).to_bytes(4, "little") + (132).to_bytes(4, "little") + bytes(4)


@pytest.mark.parametrize(
    "tag",
    [
        b"TAG" + bytes(125),
        b"TAG+" + bytes(223) + b"TAG" + bytes(125),
        bytes(100) + APE + bytes(12),
        APE[:20] + b"\0\0\0\xa0" + bytes(8) + bytes(100) + APE + b"\0\0\0\x80" + bytes(8),
        b"LYRICSBEGIN" + b"x" * 89 + b"000100LYRICS200",
        b"LYRICSBEGIN" + b"x" * 89 + b"LYRICSEND",
        id3(bytes(90), 4, 0x10),
    ],
)
def test_a_tag_at_the_end_is_no_sound(tag: bytes) -> None:
    data = FRAME * 20 + tag
    assert mpeg.edges(BytesIO(data), len(data)) == (0, 208 * 20)
    twice = data + b"TAG" + bytes(125)
    assert mpeg.edges(BytesIO(twice), len(twice)) == (0, 208 * 20)


def with_head(kind: bytes, count: int, size: int, silence: tuple[int, int] | None = None) -> bytes:
    """A first frame without sound, that tells of the others; flags 3: both numbers."""
    data = kind + (3).to_bytes(4) + count.to_bytes(4) + size.to_bytes(4)
    if silence:
        data += b"LAME3.100" + bytes(12) + (silence[0] << 12 | silence[1]).to_bytes(3)
    return (mp3_head() + bytes(17) + data).ljust(208, b"\0")


@pytest.mark.parametrize(
    ("count", "silence", "samples"),
    [
        (100, None, 100 * 1152),
        (100, (576, 1105), 100 * 1152 - 1681),
        (99, (576, 1105), 100 * 1152 - 1681),
        (101, (576, 1105), 100 * 1152 - 1681),
        # Another number than there is: the file was cut or joined, and the silence is not its own.
        (98, (576, 1105), 100 * 1152),
        (0, (576, 1105), 100 * 1152),
    ],
)
@pytest.mark.parametrize("kind", [b"Xing", b"Info"])
def test_silence_that_the_head_tells_of_is_not_heard(
    tmp_path: Path, kind: bytes, count: int, silence: tuple[int, int] | None, samples: int
) -> None:
    found = heard(tmp_path, "a.mp3", with_head(kind, count, 0, silence) + FRAME * 100)
    assert found == (round(samples / 44100, 3), 64000, 1, 44100)


@pytest.mark.parametrize(
    ("count", "size", "left"),
    [
        (102, 0, None),
        (103, 0, "98"),
        (202, 0, "50"),
        (0, 208 * 102, None),
        (0, 208 * 103, "98"),
        (202, 208 * 101, None),
        (101, 208 * 202, None),
    ],
)
def test_so_much_of_the_sound_must_be_there(
    tmp_path: Path, count: int, size: int, left: str | None
) -> None:
    found = measured(tmp_path, "a.mp3", with_head(b"Xing", count, size) + FRAME * 100)
    if left is None:
        assert isinstance(found, Measured)
    else:
        assert isinstance(found, Problem)
        assert found.text == CUT.format("a.mp3", left)
        assert found.hint == (
            "Kopiera filen på nytt, eller exportera ljudet igen. "
            'Går den ändå att spela: publisher audio level "a.mp3"'
        )


def test_the_head_of_fraunhofer(tmp_path: Path) -> None:
    front = mp3_head() + bytes(32) + b"VBRI" + bytes(6) + (208 * 101).to_bytes(4)
    for count in (100, 140):
        data = (front + count.to_bytes(4)).ljust(208, b"\0") + FRAME * 100
        found = measured(tmp_path, "a.mp3", data)
        assert isinstance(found, Measured)
        assert found.recording.seconds == second(100)
    assert [each.text for each in found.advice] == [
        "ljudfilen ”a.mp3” säger att den är 0:03 lång, men är 0:02"
    ]


@pytest.mark.parametrize(("count", "told"), [(62, True), (63, False), (139, False), (140, True)])
def test_a_length_that_is_wrong_by_more_than_a_second_is_told(
    tmp_path: Path, count: int, told: bool
) -> None:
    found = measured(tmp_path, "a.mp3", with_head(b"Xing", count, 208 * 101) + FRAME * 100)
    assert isinstance(found, Measured)
    assert [each.hint for each in found.advice] == [
        "Appar visar fel längd och hittar inte kapitlen. Gör en ny MP3: "
        'publisher audio level "a.mp3"'
    ] * told


def test_an_mp3_of_free_bitrate_is_told_to_be(tmp_path: Path) -> None:
    found = measured(tmp_path, "a.mp3", (mp3_head(bits=0) + bytes(300)) * 20)
    assert isinstance(found, Problem)
    assert (found.text, found.hint) == (
        "ljudfilen ”a.mp3” är en MP3 med fri bithastighet, som nästan inga appar spelar",
        "Exportera ljudet på nytt som MP3 med fast bithastighet, 128 kbit/s.",
    )


@pytest.mark.parametrize(
    ("data", "text", "hint"),
    [
        (
            FRAME * 50 + b"skr\xe4p" * 400 + FRAME * 50,
            "i ”a.mp3” ligger 2\u00a0000 byte mitt i ljudet som inte är ljud",
            'Lyssna där det kan höras. Gör en ny MP3 om det behövs: publisher audio level "a.mp3"',
        ),
        (
            FRAME * 50 + FRAME[:100],
            "ljudfilen ”a.mp3” slutar mitt i ett ljud och kan vara avklippt",
            "Lyssna på slutet. Saknas något: exportera eller kopiera den på nytt.",
        ),
        (
            b"\xe4" * 600 + FRAME * 50,
            "i ”a.mp3” står något annat än ljud först i filen",
            "Det följer inte med i den publicerade kopian. Kontrollera att hela ljudet hörs.",
        ),
        (
            FRAME * 50 + (mp3_head(bits=6) + bytes(257)) * 50,
            "ljudfilen ”a.mp3” har ojämn bithastighet och säger inte hur lång den är",
            "Appar visar fel längd och hittar inte kapitlen. Gör en ny MP3: "
            'publisher audio level "a.mp3"',
        ),
    ],
)
def test_advice_on_an_mp3(tmp_path: Path, data: bytes, text: str, hint: str) -> None:
    found = measured(tmp_path, "a.mp3", data)
    assert isinstance(found, Measured)
    assert [*found.advice] == [Problem(path="a.mp3", text=text, hint=hint, fatal=False)]


# Tags


def test_chapters_within_chapters_are_left_alone_wherever_they_stand(tmp_path: Path) -> None:
    inner = chap("b", 5, "B")
    title = id3_frame("TIT2", b"\0Titel")
    assert read(tmp_path, title, chap("a", 0, "A")).chapters == (Chapter(start=0, title="A"),)
    for inside in (inner, ctoc("t", "a")):
        deep = chap("a", 0, "A", inside)
        assert read(tmp_path, deep) == OwnTags()
        assert read(tmp_path, title, deep) == OwnTags()


@pytest.mark.parametrize("count", [20_000, 20_001])
def test_so_many_comments_are_read_of_an_ogg(tmp_path: Path, count: int) -> None:
    rows = [("A", str(n)) for n in range(count - 1)] + [("TITLE", "Sist")]
    (tmp_path / "a.ogg").write_bytes(opus(1)[: len(ogg_pages(opus(1))[0])])
    page, *_ = ogg_pages(opus(1))
    packet = oggcopy._comment_packet(b"OpusTags\0\0\0\0", rows, opus=True)
    data = page + b"".join(oggcopy._paged([packet], 1))
    (tmp_path / "a.ogg").write_bytes(data)
    assert own_tags(tmp_path / "a.ogg").title == ("Sist" if count == 20_000 else "")


def ilst(*rows: tuple[bytes, int, bytes]) -> bytes:
    atoms = (box(name, box(b"data", kind.to_bytes(4), bytes(4), data)) for name, kind, data in rows)
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(25)), box(b"ilst", *atoms))
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"udta", meta))


@pytest.mark.parametrize(
    ("kind", "data", "title"),
    [
        (1, "Räls".encode(), "Räls"),
        (2, "Räls".encode("utf-16-be"), "Räls"),
        (0, b"R\xc3\xa4ls", ""),
        (13, b"jpeg", ""),
        (21, b"\0\7", ""),
    ],
)
def test_words_in_m4a(tmp_path: Path, kind: int, data: bytes, title: str) -> None:
    (tmp_path / "a.m4a").write_bytes(ilst((b"\xa9nam", kind, data)))
    assert own_tags(tmp_path / "a.m4a").title == title


@pytest.mark.parametrize(
    ("kind", "data", "number"),
    [
        (0, bytes((0, 0, 0, 7, 0, 10, 0, 0)), 7),
        (0, bytes((0, 0, 1, 2, 0, 0, 0, 0)), 258),
        (21, bytes((0, 0, 0, 7)), 7),
        (0, bytes(8), None),
        (1, b"7/10", 7),
        (13, bytes((0, 0, 0, 7)), None),
    ],
)
def test_the_number_in_m4a(tmp_path: Path, kind: int, data: bytes, number: int | None) -> None:
    (tmp_path / "a.m4a").write_bytes(ilst((b"trkn", kind, data)))
    assert own_tags(tmp_path / "a.m4a").number == number


def test_a_chapter_of_nero_that_is_cut_off_is_none(tmp_path: Path) -> None:
    whole = chpl(1, (0, "Ett"), (1000, "Två"))
    rows = whole[8:]
    for data, count in ((rows, 2), (rows[:-4], 2), (rows[:-5], 1)):
        movie = box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"udta", box(b"chpl", data)))
        (tmp_path / "a.m4a").write_bytes(movie)
        assert len(own_tags(tmp_path / "a.m4a").chapters) <= count
    (tmp_path / "a.m4a").write_bytes(
        box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"udta", whole))
    )
    assert [each.start for each in own_tags(tmp_path / "a.m4a").chapters] == [0, 1]


@pytest.mark.parametrize(
    ("seconds", "starts", "ends"),
    [
        (9, (0, 4), (4000, 9000)),
        (4, (0, 4), (4000, 4000)),
        (3, (0, 4), (4000, 4000)),
        (4.0006, (0.0004, 4), (4000, 4001)),
        (0, (), ()),
    ],
)
def test_a_chapter_ends_where_the_next_begins(
    seconds: float, starts: tuple[float, ...], ends: tuple[int, ...]
) -> None:
    chapters = tuple(Chapter(start=start, title="x") for start in starts)
    made = replace(LABELS, chapters=chapters[::-1], seconds=seconds)
    assert tuple(end for _, end, _ in made.marks) == ends
    assert (b"CTOC" in head(made)) is bool(starts)


# M4A


def descriptor(tag: int, data: bytes, *, long: bool = True) -> bytes:
    size = len(data)
    front = (0x80, 0x80, 0x80 | size >> 7) if long else (0x80 | size >> 7,) if size > 127 else ()
    return bytes((tag, *front, size & 0x7F)) + data


def m4a(  # noqa: PLR0913 (a file's own numbers)
    *,
    config: bytes = b"\x12\x08",
    kind: bytes = b"mp4a",
    deltas: tuple[tuple[int, int], ...] = ((100, 1024),),
    sizes: bytes = b"",
    edits: tuple[tuple[int, int], ...] = (),
    media: int = 20_000,
    long: bool = True,
    flags: bytes = b"\0",
    boxed: tuple[int, int] = (2, 48000),
    before: bytes = b"",
) -> bytes:
    """A sound of 100 samples of 200 bytes, 44,100 parts to a second, in a movie of 1,000."""
    known = descriptor(4, bytes(13) + descriptor(5, config, long=long), long=long)
    esds = box(b"esds", bytes(4), descriptor(3, b"\0\1" + flags + before + known, long=long))
    about = bytes(16) + boxed[0].to_bytes(2) + bytes(6) + boxed[1].to_bytes(2) + bytes(2)
    described = box(kind, about[:16], about[16:18], about[18:24], about[24:], esds)
    rows = b"".join(count.to_bytes(4) + delta.to_bytes(4) for count, delta in deltas)
    table = box(
        b"stbl",
        box(b"stsd", entry(1), described),
        box(b"stts", entry(len(deltas)), rows),
        sizes or box(b"stsz", bytes(4), (200).to_bytes(4), (100).to_bytes(4)),
    )
    inside = [box(b"tkhd", bytes(12), (1).to_bytes(4), bytes(68))]
    if edits:
        each = (
            length.to_bytes(4) + start.to_bytes(4, signed=True) + b"\0\1\0\0"
            for length, start in edits
        )
        inside.append(box(b"edts", box(b"elst", entry(len(edits)), *each)))
    inside.append(
        box(
            b"mdia",
            box(b"mdhd", bytes(12), (44100).to_bytes(4), bytes(8)),
            box(b"hdlr", bytes(8), b"soun", bytes(13)),
            box(b"minf", table),
        )
    )
    movie = box(b"mvhd", bytes(12), (1000).to_bytes(4), bytes(80))
    front = box(b"ftyp", b"M4A \0\0\0\0") + box(b"mdat", bytes(media))
    return front + box(b"moov", movie, box(b"trak", *inside))


WHOLE = round(100 * 1024 / 44100, 3)
BITS = round(8 * 20_000 / (100 * 1024 / 44100))


def bits(*parts: tuple[int, int]) -> bytes:
    """Numbers of so many bits each, from left to right, filled up with zeros."""
    text = "".join(f"{number:0{width}b}" for number, width in parts)
    text = text.ljust(-(-len(text) // 8) * 8, "0")
    return int(text, 2).to_bytes(len(text) // 8)


RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


@pytest.mark.parametrize(
    ("config", "channels", "hertz"),
    [
        *((bits((2, 5), (n, 4), (1, 4)), 1, hertz) for n, hertz in enumerate(RATES)),
        (bits((2, 5), (13, 4), (1, 4)), 1, 48000),
        (bits((2, 5), (15, 4), (12345, 24), (1, 4)), 1, 12345),
        *((bits((2, 5), (4, 4), (n, 4)), n, 44100) for n in range(1, 7)),
        (bits((2, 5), (4, 4), (7, 4)), 8, 44100),
        (bits((2, 5), (4, 4), (8, 4)), 2, 44100),
        (bits((2, 5), (4, 4), (0, 4)), 2, 44100),
        (bits((5, 5), (7, 4), (1, 4), (4, 4)), 1, 44100),
        (bits((29, 5), (7, 4), (1, 4), (4, 4)), 2, 44100),
        (bits((30, 5), (7, 4), (1, 4), (4, 4)), 1, 22050),
        (bits((31, 5), (10, 6), (7, 4), (1, 4)), 1, 22050),
        (b"\x12", 2, 48000),
        (b"", 2, 48000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("long", [True, False])
def test_what_the_encoder_of_an_m4a_says_holds(
    tmp_path: Path, config: bytes, channels: int, hertz: int, long: bool
) -> None:
    found = heard(tmp_path, "a.m4a", m4a(config=config, long=long))
    assert found == (WHOLE, BITS, channels, hertz)


@pytest.mark.parametrize(("flags", "more"), [(0x80, 2), (0x20, 2), (0xA0, 4), (0x1F, 0)])
def test_fields_that_a_descriptor_may_have(tmp_path: Path, flags: int, more: int) -> None:
    data = m4a(config=b"\x13\x88", flags=bytes((flags,)) + bytes(more))
    assert heard(tmp_path, "a.m4a", data)[2:] == (1, 22050)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 200, 300])
def test_descriptors_that_are_none_of_ours_are_passed_over(tmp_path: Path, size: int) -> None:
    """Their length stands in sevens of bits, of which the last has no eighth."""
    length = bytes((0x80 | size >> 7, size & 0x7F)) if size > 127 else bytes((size,))
    data = m4a(config=b"\x13\x88", before=b"\x06" + length + b"\x04" * size)
    assert heard(tmp_path, "a.m4a", data)[2:] == (1, 22050)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"alac", "ALAC"),
        (b"enca", "MP4 med kopieringsskydd"),
        (b"drms", "MP4 med kopieringsskydd"),
        (b"Opus", "Opus i MP4"),
        (b"fLaC", "FLAC i MP4"),
        (b"ac-3", "Dolby Digital"),
        (b"ec-3", "Dolby Digital Plus"),
        (b"xxxx", "MP4 utan AAC-ljud"),
    ],
)
def test_what_is_no_aac_is_named(tmp_path: Path, kind: bytes, name: str) -> None:
    found = measured(tmp_path, "a.m4a", m4a(kind=kind))
    assert isinstance(found, Problem)
    assert found.text == f"ljudfilen ”a.m4a” är i formatet {name}, som inte alla poddappar spelar"
    assert found.hint == 'Gör en MP3 av den: publisher audio level "a.m4a"'


@pytest.mark.parametrize(
    ("deltas", "ticks"),
    [
        (((100, 1024),), 102_400),
        (((40, 1000), (60, 500)), 70_000),
        (((40, 1000), (90, 500)), 70_000),
        (((40, 1000), (10, 500)), 45_000),
        (((300, 7), (5, 9)), 700),
    ],
)
def test_only_samples_that_are_there_sound(
    tmp_path: Path, deltas: tuple[tuple[int, int], ...], ticks: int
) -> None:
    assert heard(tmp_path, "a.m4a", m4a(deltas=deltas))[0] == round(ticks / 44100, 3)


@pytest.mark.parametrize(
    ("edits", "seconds"),
    [
        (((1000, 0),), 1),
        (((1000, 44100),), 1),
        (((2000, 44100),), WHOLE - 1),
        (((0, 44100),), WHOLE - 1),
        (((500, -1), (1000, 0)), 1),
        (((500, 0), (250, 100)), 0.75),
        (((500, -1),), WHOLE),
    ],
)
def test_an_edit_list_is_obeyed(
    tmp_path: Path, edits: tuple[tuple[int, int], ...], seconds: float
) -> None:
    found = heard(tmp_path, "a.m4a", m4a(edits=edits))
    assert found[0] == pytest.approx(seconds, abs=0.001)
    assert found[1] == BITS


@pytest.mark.parametrize(("media", "left"), [(19_800, None), (19_799, "98"), (10_000, "50")])
def test_so_much_of_an_m4a_must_be_there(tmp_path: Path, media: int, left: str | None) -> None:
    found = measured(tmp_path, "a.m4a", m4a(media=media))
    assert isinstance(found, Measured if left is None else Problem)
    if isinstance(found, Problem):
        assert found.text == CUT.format("a.m4a", left)


@pytest.mark.parametrize(
    "sizes",
    [
        box(b"stsz", bytes(8), (100).to_bytes(4), (150).to_bytes(4) * 100),
        box(b"stsz", bytes(8), (100).to_bytes(4), (150).to_bytes(4) * 120),
        box(b"stz2", bytes(7), b"\x10", (100).to_bytes(4), (150).to_bytes(2) * 100),
        box(b"stz2", bytes(7), b"\x10", (100).to_bytes(4), (150).to_bytes(2) * 120),
        box(b"stz2", bytes(7), b"\x08", (100).to_bytes(4), bytes([150]) * 120),
    ],
)
def test_sizes_of_samples_in_every_way(tmp_path: Path, sizes: bytes) -> None:
    seconds = 100 * 1024 / 44100
    found = heard(tmp_path, "a.m4a", m4a(sizes=sizes))
    assert found[:2] == (WHOLE, round(8 * 15_000 / seconds))


def test_sizes_in_half_bytes() -> None:
    assert [*boxes._sizes(b"", bytes(7) + b"\x04" + (5).to_bytes(4) + b"\x12\x34\x5f")] == [
        1,
        2,
        3,
        4,
        5,
    ]


@pytest.mark.parametrize(
    ("rows", "count", "found"),
    [
        ((1, 2, 3, 4), 2, (1, 2, 3, 4)),
        ((1, 2, 3, 4), 1, (1, 2)),
        ((1, 2, 3, 4), 9, (1, 2, 3, 4)),
        ((1, 2, 3, 4, 5), 9, (1, 2, 3, 4)),
        ((1,), 9, ()),
        ((), 9, ()),
    ],
)
@pytest.mark.parametrize("torn", [b"", b"\xff", b"\xff\xff\xff"])
def test_a_table_has_whole_rows(
    rows: tuple[int, ...], count: int, found: tuple[int, ...], torn: bytes
) -> None:
    data = bytes(4) + count.to_bytes(4) + b"".join(each.to_bytes(4) for each in rows) + torn
    assert (*boxes._table(data, "I", 2),) == found


def test_where_the_samples_of_a_track_lie() -> None:
    track = boxes.Track(
        deltas=(2, 10, 4, 5),
        sizes=(1, 2, 3, 4, 5, 6),
        chunks=(100, 200, 300, 400),
        runs=(1, 2, 1, 2, 1, 1, 4, 2, 1),
    )
    file = BytesIO(bytes(n % 251 for n in range(500)))
    found = [(start, data[0], len(data)) for start, data in boxes.samples(file, track, 9)]
    assert found == [
        (0, 100, 1),
        (10, 101, 2),
        (20, 200, 3),
        (25, 300 % 251, 4),
        (30, 400 % 251, 5),
        (35, 405 % 251, 6),
    ]
    assert len([*boxes.samples(file, track, 3)]) == 3


# Ogg


def opus(  # noqa: PLR0913, PLR0917 (a file's own numbers)
    count: int, skip: int = 312, toc: int = 0x78, serial: int = 1, channels: int = 1, last: int = 4
) -> bytes:
    """So many packets of 20 ms, each on a page of its own."""
    about = b"OpusHead\1" + bytes((channels,)) + skip.to_bytes(2, "little") + bytes(7)
    made = [page(about, 0, 0, serial, 2), page(b"OpusTags" + bytes(8), 0, 1, serial)]
    for n in range(1, count + 1):
        flags = last if n == count else 0
        made.append(page(bytes((toc, 0)), 960 * n, n + 1, serial, flags))
    return b"".join(made)


def page(body: bytes, granule: int, number: int, serial: int = 1, flags: int = 0) -> bytes:
    head = (
        b"OggS\0" + bytes((flags,)) + granule.to_bytes(8, "little") + serial.to_bytes(4, "little")
    )
    whole = head + number.to_bytes(4, "little") + bytes(4) + bytes((1, len(body))) + body
    return with_granule(whole, 0)


@pytest.mark.parametrize(
    ("toc", "samples"),
    [
        *((config << 3, (480, 960, 1920, 2880)[config & 3]) for config in range(12)),
        *((config << 3, (480, 960)[config & 1]) for config in range(12, 16)),
        *((config << 3, (120, 240, 480, 960)[config & 3]) for config in range(16, 32)),
        (0x79, 1920),
        (0x7A, 1920),
    ],
)
def test_how_long_every_packet_of_opus_sounds(tmp_path: Path, toc: int, samples: int) -> None:
    """A file that was recorded from the middle of something: its first packet tells where."""
    pages = ogg_pages(opus(10, 0, toc))
    late = b"".join(pages[:2] + [with_granule(each, 48_000) for each in pages[2:]])
    found = heard(tmp_path, "a.opus", late)
    assert found[0] == round((48_000 + 9600 - (48_000 + 960 - samples)) / 48_000, 3)


@pytest.mark.parametrize(
    ("packet", "samples"), [(b"\x7b\x03", 2880), (b"\x7b\xc3", 2880), (b"\x7b", 0)]
)
def test_a_packet_of_opus_with_its_own_count(packet: bytes, samples: int) -> None:
    assert ogg._opus_samples(packet) == samples


def test_a_page_on_which_no_packet_ends_has_no_time(tmp_path: Path) -> None:
    pages = ogg_pages(opus(10, 0))
    none = page(b"", (1 << 64) - 1, 9)
    data = b"".join([*pages[:5], none, *pages[5:-1], pages[-1], none])
    assert heard(tmp_path, "a.opus", data)[0] == 0.2
    late = [with_granule(each, 63 - 960) for each in pages[2:]]
    assert heard(tmp_path, "b.opus", b"".join(pages[:2] + late))[0] == round(
        (9600 - 897) / 48_000, 3
    )


@pytest.mark.parametrize(
    ("change", "fits"),
    [(0, True), (48_000 + 4800 * 10, True), (48_000 + 4801 * 10, False), (1 << 61, False)],
)
def test_so_few_packets_can_sound_for_so_long(tmp_path: Path, change: int, fits: bool) -> None:
    pages = ogg_pages(opus(10, 0))
    found = measured(tmp_path, "a.opus", b"".join([*pages[:-1], with_granule(pages[-1], change)]))
    if fits:
        assert isinstance(found, Measured)
    else:
        assert isinstance(found, Problem)
        assert found.text == "ljudfilen ”a.opus” säger sig vara längre än vad som ryms i den"
        assert found.hint == (
            "Filen är skadad. Exportera ljudet på nytt. "
            'Går den ändå att spela: publisher audio level "a.opus"'
        )


@pytest.mark.parametrize(("granule", "fits"), [((1 << 63) - 1, True), (1 << 63, False)])
def test_a_time_past_what_a_signed_number_holds_is_none(
    tmp_path: Path, granule: int, fits: bool
) -> None:
    pages = ogg_pages(opus(10, 0))
    moved = [with_granule(each, granule - 9600) for each in pages[2:]]
    found = measured(tmp_path, "a.opus", b"".join([*pages[:2], *moved]))
    assert isinstance(found, Measured if fits else Problem)


def test_streams_one_after_another_and_advice_on_them(tmp_path: Path) -> None:
    data = opus(10, 0) + opus(20, 960, serial=2, last=0)
    found = measured(tmp_path, "a.opus", data)
    assert isinstance(found, Measured)
    assert found.recording.seconds == 0.58
    hint = 'Gör en MP3 av den: publisher audio level "a.opus"'
    assert [(each.text, each.hint) for each in found.advice] == [
        ("ljudfilen ”a.opus” är Ogg, som Apple Podcasts inte tar emot", hint),
        ("”a.opus” är 2 ljud efter varandra, och en del appar spelar ett", hint),
        (
            "ljudfilen ”a.opus” slutar mitt i ett ljud och kan vara avklippt",
            "Lyssna på slutet. Saknas något: exportera eller kopiera den på nytt.",
        ),
    ]
    mixed = measured(tmp_path, "a.opus", opus(10) + opus(10, serial=2, channels=2))
    assert isinstance(mixed, Problem)
    assert "Ogg med olika ljud efter varandra" in mixed.text


def vorbis(hertz: int, serial: int) -> bytes:
    about = (
        b"\x01vorbis" + bytes(4) + b"\x01" + hertz.to_bytes(4, "little") + bytes(12) + b"\xb8\x01"
    )
    made = [
        page(about, 0, 0, serial, 2),
        page(b"\x03vorbis", 0, 1, serial),
        page(b"\x05vorbis", 0, 2, serial),
    ]
    made += [page(b"x", 1024 * n, n + 3, serial, 4 * (n == 9)) for n in range(10)]
    return b"".join(made)


def test_the_first_of_several_streams_tells_what_the_file_is(tmp_path: Path) -> None:
    found = heard(tmp_path, "a.ogg", vorbis(44100, 1) + vorbis(8000, 2))
    assert found[0] == round(9216 / 44100 + 9216 / 8000, 3)
    assert found[2:] == (1, 44100)


# FLAC and WAV


def crc8(data: bytes) -> int:
    total = 0
    for byte in data:
        for bit in range(7, -1, -1):
            total = (total << 1 ^ 0x07 * ((total >> 7 ^ byte >> bit) & 1)) & 0xFF
    return total


def flac_frame(code: int, tail: bytes = b"", number: int = 0, *, varied: bool = True) -> bytes:
    """A frame's head with its sum; `number` as UTF-8 would write it."""
    written = number.to_bytes(1) if number < 0x80 else chr(number).encode()
    data = bytes((0xFF, 0xF8 | varied, code << 4 | 9, 0)) + written + tail
    return data + bytes((crc8(data),)) + bytes(16)


def flac(*made: bytes, told: int = 0, longest: int = 0, block: int = 4096) -> bytes:
    about = block.to_bytes(2) * 2 + bytes(3) + longest.to_bytes(3)
    about += (44100 << 44 | 0 << 41 | 15 << 36 | told).to_bytes(8) + bytes(16)
    return b"fLaC\x80\0\0\x22" + about + b"".join(made)


@pytest.mark.parametrize(
    ("code", "tail", "samples"),
    [
        (0, b"", 4096),
        (1, b"", 192),
        (2, b"", 576),
        (3, b"", 1152),
        (4, b"", 2304),
        (5, b"", 4608),
        (6, b"\x63", 100),
        (7, b"\x12\x33", 0x1234),
        *((code, b"", 256 << code - 8) for code in range(8, 16)),
    ],
)
def test_a_flac_is_as_long_as_its_last_frame_tells(
    tmp_path: Path, code: int, tail: bytes, samples: int
) -> None:
    first, last = flac_frame(12), flac_frame(code, tail, 50_000)
    for padding in (0, 1000, 70_000, 200_000):
        data = flac(first, bytes(padding), last)
        assert heard(tmp_path, "a.flac", data)[0] == round((50_000 + samples) / 44100, 3)


@pytest.mark.parametrize(("longest", "found"), [(0, False), (40_000, True)])
def test_the_last_frame_is_looked_for_as_far_as_frames_are_long(
    tmp_path: Path, longest: int, found: bool
) -> None:
    data = flac(
        flac_frame(12), flac_frame(12, number=50_000), bytes(70_000), told=44100, longest=longest
    )
    assert heard(tmp_path, "a.flac", data)[0] == (round(54_096 / 44100, 3) if found else 1)


@pytest.mark.parametrize(
    ("told", "seconds", "more"), [(54_096, 54_096, 0), (50_000, 50_000, 0), (49_999, 54_096, 1)]
)
def test_what_a_flac_tells_of_its_length_holds_to_a_frame(
    tmp_path: Path, told: int, seconds: int, more: int
) -> None:
    data = flac(flac_frame(12), flac_frame(12, number=50_000), told=told)
    found = measured(tmp_path, "a.flac", data)
    assert isinstance(found, Measured)
    assert found.recording.seconds == round(seconds / 44100, 3)
    level = 'Gör en MP3 av den: publisher audio level "a.flac"'
    assert [(each.text, each.hint) for each in found.advice][1:] == [
        (
            "ljudfilen ”a.flac” säger inte hur lång den är, eller fel",
            f"Appar visar fel längd. {level}",
        )
    ] * more


@pytest.mark.parametrize(("more", "read"), [(0, True), (1, False)])
def test_a_flac_with_more_than_64_mb_before_its_sound_is_not_read(
    tmp_path: Path, more: int, read: bool
) -> None:
    """mutagen reads every block whole: one with 200 MB of padding cost 460 MB of memory."""
    plain = flac(flac_frame(12), flac_frame(12, number=50_000))
    head, sound = b"fLaC\0" + plain[5:42], plain[42:]
    full = (1 << 24) - 4
    with (tmp_path / "a.flac").open("wb") as file:
        file.write(head)
        for kind, size in (*[(2, full)] * 3, (0x82, full - len(head) + more)):
            file.write(bytes((kind,)) + size.to_bytes(3))
            file.seek(size, SEEK_CUR)
        file.write(sound)
    found = measure(tmp_path, "a.flac")
    assert isinstance(found, Measured) is read
    if isinstance(found, Problem):
        assert found.text == "ljudfilen ”a.flac” har mer än 64 MB bilder och text före ljudet"


def test_a_flac_that_lacks_its_end(tmp_path: Path) -> None:
    data = flac(flac_frame(12), flac_frame(12, number=50_000), told=54_097)
    found = measured(tmp_path, "a.flac", data)
    assert isinstance(found, Problem)
    assert found.text == CUT.format("a.flac", "99")


def test_frames_that_are_all_as_long_are_counted_by_number(tmp_path: Path) -> None:
    data = flac(flac_frame(12, varied=False), flac_frame(12, number=20, varied=False))
    assert heard(tmp_path, "a.flac", data)[0] == round(21 * 4096 / 44100, 3)


def wav(bits: int, block: int, *, size: int = 8000, kind: int = 1, channels: int = 1) -> bytes:
    form = b"".join(
        n.to_bytes(w, "little")
        for n, w in ((kind, 2), (channels, 2), (8000, 4), (0, 4), (block, 2), (bits, 2))
    )
    sound = b"data" + size.to_bytes(4, "little") + bytes(8000)
    return b"RIFF" + bytes(4) + b"WAVEfmt " + (16).to_bytes(4, "little") + form + sound


@pytest.mark.parametrize(
    ("bits", "block", "size"),
    [
        (8, 0, 1),
        (7, 0, 1),
        (9, 0, 2),
        (12, 0, 2),
        (16, 0, 2),
        (17, 0, 3),
        (24, 0, 3),
        (32, 0, 4),
        (16, 4, 4),
        (8, 2, 2),
    ],
)
@pytest.mark.parametrize("kind", [1, 3, 0xFFFE])
def test_the_length_of_a_wav(tmp_path: Path, bits: int, block: int, size: int, kind: int) -> None:
    assert heard(tmp_path, "a.wav", wav(bits, block, kind=kind)) == (
        round(1 / size, 3),
        64_000 * size,
        1,
        8000,
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (wav(8, 1, size=8001), CUT.format("a.wav", "99")),
        (wav(8, 1, size=16_000), CUT.format("a.wav", "50")),
        (wav(0, 0), NO_SOUND.format("a.wav")),
        (wav(8, 1, channels=0), NO_SOUND.format("a.wav")),
        (wav(8, 1)[:44], NO_SOUND.format("a.wav")),
    ],
)
def test_a_wav_without_its_sound(tmp_path: Path, data: bytes, text: str) -> None:
    found = measured(tmp_path, "a.wav", data)
    assert isinstance(found, Problem)
    assert found.text == text


# How loud


@pytest.mark.parametrize(
    ("count", "tables"), [(0, []), (1, [3]), (255, [3]), (256, [3, 1, 1]), (511, [3, 1, 1, 1])]
)
def test_a_copy_has_one_table_of_contents_at_the_top(
    tmp_path: Path, count: int, tables: list[int]
) -> None:
    chapters = tuple(Chapter(start=n / 8, title=f"Nr {n}") for n in range(count))
    source, copy = tmp_path / "a.mp3", tmp_path / "b.mp3"
    source.write_bytes(head(replace(LABELS, chapters=chapters)) + FRAME * 9)
    copy.write_bytes(
        head(replace(LABELS, chapters=(Chapter(start=0, title="Gammal"),))) + FRAME * 9
    )
    loudness._keep_chapters(source, copy)
    assert own_tags(copy).chapters == chapters
    found = ID3(copy).getall("CTOC")
    assert sorted((int(each.flags) for each in found), reverse=True) == tables
    assert {each.element_id for each in found if int(each.flags) == 3} == (
        {"toc"} if count else set()
    )


@pytest.mark.parametrize(
    ("integrated", "peak", "fault"),
    [
        (-16, -1, ""),
        (-17, -1, ""),
        (-15, -1, ""),
        (-17.1, -1, "låter för svagt: −17,1 LUFS i stället för −16 ±1"),
        (-14.9, -1, "låter för starkt: −14,9 LUFS i stället för −16 ±1"),
        (-16, -0.9, "har för starka toppar: −0,9 dBTP, högst −1,0 går bra"),
        (-14, 0.5, "låter för starkt: −14,0 LUFS i stället för −16 ±1"),
        (-70, -80, "är alldeles tyst"),
        (-69.9, -60, "låter för svagt: −69,9 LUFS i stället för −16 ±1"),
        (float("-inf"), float("-inf"), "är alldeles tyst"),
    ],
)
def test_how_loud_is_right(integrated: float, peak: float, fault: str) -> None:
    assert Loudness(integrated=integrated, peak=peak).fault == fault
