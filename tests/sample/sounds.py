"""Sound files of every build that is out there: by encoders, by remuxing, and by hand.

`make` fills a folder; VARIANTS names what is in it, and whether it is published or refused. Their
lengths differ, so that the length of a part is never that of the whole.
"""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from publisher.media.audio import OwnTags, own_tags
from publisher.media.audio.tags import Labels

Tool = Callable[[str], str]

SHORT, LONG = 3, 5
"""Seconds of the two sounds that everything is made from."""

# Made by one ffmpeg: name → which input, options.
_ENCODED: dict[str, tuple[int, str]] = {
    "cbr.mp3": (0, "-ac 1 -b:a 64k"),
    "vbr.mp3": (1, "-ac 1 -q:a 5"),
    "bare.mp3": (0, "-ac 1 -b:a 64k -write_xing 0 -id3v2_version 0"),
    "bare2.mp3": (1, "-ac 1 -b:a 64k -write_xing 0 -id3v2_version 0"),
    "barevbr.mp3": (2, "-ac 1 -q:a 2 -write_xing 0"),
    "r22.mp3": (0, "-ac 1 -ar 22050 -b:a 32k"),
    "r24.mp3": (1, "-ac 2 -ar 24000 -b:a 64k"),
    "r16.mp3": (0, "-ac 1 -ar 16000 -b:a 24k"),
    "r8.mp3": (1, "-ac 1 -ar 8000 -b:a 8k"),
    "r11.mp3": (0, "-ac 2 -ar 11025 -b:a 32k"),
    "r12.mp3": (1, "-ac 1 -ar 12000 -b:a 16k"),
    "r48.mp3": (0, "-ac 2 -ar 48000 -b:a 320k"),
    "r32.mp3": (1, "-ac 2 -ar 32000 -b:a 96k"),
    "layer2.mp3": (0, "-ac 1 -c:a mp2 -b:a 64k -f mp2"),
    "mono.m4a": (0, "-ac 1 -b:a 64k"),
    "stereo.m4a": (1, "-ac 2 -b:a 96k -movflags +faststart"),
    "r22.m4a": (0, "-ac 1 -ar 22050 -b:a 48k -movflags +faststart"),
    "r96.m4a": (1, "-ac 1 -ar 96000 -b:a 96k"),
    "surround.m4a": (0, "-ac 6 -b:a 128k"),
    "fragments.m4a": (1, "-ac 1 -movflags +frag_keyframe+empty_moov -frag_duration 700000"),
    "dash.m4a": (1, "-ac 1 -movflags +dash+delay_moov -frag_duration 900000"),
    "alac.m4a": (0, "-c:a alac"),
    "raw.aac": (0, "-ac 1 -b:a 64k -f adts"),
    "o48.opus": (0, "-ac 1 -b:a 32k"),
    "o51.opus": (1, "-ac 6 -b:a 96k -mapping_family 1"),
    "o12.opus": (1, "-ac 2 -ar 12000 -b:a 24k"),
    "o60.opus": (0, "-ac 1 -b:a 24k -frame_duration 60"),
    "o2.5.opus": (0, "-ac 1 -b:a 48k -frame_duration 2.5 -page_duration 100000"),
    "v44.ogg": (0, "-ac 1 -c:a libvorbis -q:a 1 -page_duration 200000"),
    "v8.ogg": (1, "-ac 1 -ar 8000 -c:a libvorbis"),
    "speex.ogg": (0, "-ac 1 -ar 16000 -c:a libspeex"),
    "flac.ogg": (0, "-ac 1 -c:a flac"),
    "plain.flac": (0, "-ac 1"),
    "deep.flac": (1, "-ac 2 -ar 96000 -sample_fmt s32"),
    "pcm.wav": (0, "-ac 1"),
    "float.wav": (1, "-ac 2 -ar 48000 -c:a pcm_f32le"),
    "deep.wav": (0, "-ac 2 -c:a pcm_s24le"),
    "eight.wav": (1, "-ac 1 -ar 8000 -c:a pcm_u8"),
    "extensible.wav": (0, "-ac 6 -c:a pcm_s16le"),
    "rf64.wav": (0, "-ac 1 -rf64 always"),
    "adpcm.wav": (1, "-ac 1 -c:a adpcm_ms"),
}
_NOISE = "anoisesrc=duration={}:amplitude=0.05:seed=1:sample_rate=44100"
_UNEVEN = "anoisesrc=d=4:a=0.01:seed=2:sample_rate=44100,volume='if(lt(t,2),0,8)':eval=frame"

REFUSED: dict[str, str] = {
    "layer2.mp3": "MPEG layer 2",
    "free.mp3": "fri bithastighet",
    "cut-headed.mp3": "avklippt",
    "alac.m4a": "ALAC",
    "cut.m4a": "avklippt",
    "cut-fast.m4a": "avklippt",
    "no-mdat.m4a": "avklippt",
    "deep-boxes.m4a": "inget ljud",
    "no-moov.m4a": "inget ljud",
    "raw.aac": "AAC utan behållare",
    "tagged.aac": "AAC utan behållare",
    "cut.opus": "avklippt",
    "cut-head.opus": "avklippt",
    "cut.ogg": "avklippt",
    "mixed.ogg": "olika ljud",
    "chained-wide.opus": "olika ljud",
    "wrapped.opus": "längre än vad som ryms",
    "lying.opus": "längre än vad som ryms",
    "speex.ogg": "Ogg Speex",
    "flac.ogg": "FLAC i Ogg",
    "cut.flac": "avklippt",
    "rf64.wav": "RF64",
    "adpcm.wav": "WAV utan PCM-ljud",
    "cut.wav": "avklippt",
    "odd-bare.wav": "inget ljud",
}
"""What is not published, and a word of the reason."""

BY_HEADER = frozenset({"whole-edit.m4a"})
"""An edit without length goes on to the end, as ffprobe knows; ffmpeg decodes nothing of it."""


def make(folder: Path, tool: Tool) -> list[str]:
    """Make all of them; returns their names."""
    _encode(folder, tool)
    _lame(folder, tool)
    for maker in (_mp3, _mp4, _ogg, _flac, _wav):
        for name, data in maker(folder, tool):
            (folder / name).write_bytes(data)
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("_"))


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def _encode(folder: Path, tool: Tool) -> None:
    sources = (_NOISE.format(SHORT), _NOISE.format(LONG), _UNEVEN)
    inputs = [part for each in sources for part in ("-f", "lavfi", "-i", each)]
    outputs: list[str | Path] = []
    for name, (source, options) in _ENCODED.items():
        outputs += ["-map", f"{source}:a", *options.split(), folder / name]
    _run(tool("ffmpeg"), "-v", "error", "-y", *inputs, *outputs)


_LAME = {
    "joint.mp3": "-m j -b 96",
    "abr.mp3": "--preset 70",
    "crc.mp3": "-m m -p -b 64",
    "v0.mp3": "-m m -V 0",
    "no-head.mp3": "-m m -t -V 4",
    "free.mp3": "--freeformat -m m -b 100",
}
_OPUSENC = {
    "enc.opus": "--bitrate 32",
    "enc8.opus": "--bitrate 16 --framesize 20 --max-delay 200",
    "enc-short.opus": "--framesize 5 --bitrate 48",
}


def _lame(folder: Path, tool: Tool) -> None:
    for name, options in _LAME.items():
        _run(tool("lame"), "--quiet", *options.split(), folder / "pcm.wav", folder / name)
    for name, options in _OPUSENC.items():
        source = "eight.wav" if "8" in name else "pcm.wav"
        _run(tool("opusenc"), "--quiet", *options.split(), folder / source, folder / name)


# MP3


def id3(frames: bytes = b"", version: int = 3, flags: int = 0) -> bytes:
    """An ID3v2 tag around frames; with a footer when flags say so."""
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    head = bytes([version, 0, flags]) + size
    return b"ID3" + head + frames + (b"3DI" + head if flags & 0x10 else b"")


def id3_frame(name: str, data: bytes, version: int = 3) -> bytes:
    """One frame of an ID3v2 tag."""
    if version == 2:
        return name.encode() + len(data).to_bytes(3) + data
    return name.encode() + len(data).to_bytes(4) + b"\0\0" + data


def _mp3(folder: Path, _: Tool) -> Iterator[tuple[str, bytes]]:
    cbr, vbr, bare, bare2, r22 = (
        (folder / f"{name}.mp3").read_bytes() for name in ("cbr", "vbr", "bare", "bare2", "r22")
    )
    xing = vbr.index(b"Xing")
    picture = id3_frame("APIC", b"\0image/jpeg\0\3\0" + b"\xff\xfb\x50\xc4" * 9000)
    ape = b"APETAGEX" + struct.pack("<IIII", 2000, 332, 1, 0x80000000) + bytes(8)
    ape += bytes(300) + ape[:20] + b"\0\0\0\x80" + bytes(8)
    frame = 208  # bytes of one at 64 kbit/s and 44,100 Hz, without padding
    yield "joined.mp3", cbr + vbr
    yield "joined-bare.mp3", bare + bare2
    yield "joined-thrice.mp3", cbr + id3(id3_frame("TIT2", b"\0Mitt")) + vbr + id3(picture) + cbr
    yield "joined-rates.mp3", bare2 + r22
    yield "joined-cut.mp3", bare2[: 50 * frame + 77] + bare
    yield "xing-many.mp3", vbr[: xing + 8] + (9000).to_bytes(4) + vbr[xing + 12 :]
    yield "xing-few.mp3", vbr[: xing + 8] + (20).to_bytes(4) + vbr[xing + 12 :]
    yield "xing-mute.mp3", vbr[: xing + 4] + bytes(4) + vbr[xing + 8 :]
    yield "vbri.mp3", _vbri(vbr, xing)
    yield "junk-before.mp3", bytes(n % 200 for n in range(5000)) + bare
    yield "junk-between.mp3", bare2[: 90 * frame] + bytes(range(256)) * 30 + bare2[90 * frame :]
    yield "junk-after.mp3", bare + bytes(range(255)) * 40
    yield "begins-within.mp3", bare2[frame // 2 :]
    yield "id3-last.mp3", bare2 + id3(picture)
    yield "id3-footer.mp3", bare + id3(id3_frame("TIT2", b"\0Sist"), 4, 0x10)
    yield "id3-many.mp3", id3(picture) + id3(id3_frame("TIT2", b"\0Tva")) + id3(picture) + bare2
    yield "id3-padded.mp3", id3(id3_frame("TIT2", b"\0Hej")) + bytes(3000) + bare
    yield "id3-old.mp3", id3(id3_frame("TT2", b"\0Gammal", 2), 2) + bare2
    yield "ape.mp3", bare + ape + b"TAG" + bytes(125)
    yield "ape-first.mp3", ape + bare2
    yield (
        "lyrics.mp3",
        bare + b"LYRICSBEGIN" + b"IND0000200" + b"000021LYRICS200" + b"TAG" + bytes(125),
    )
    yield "zeros.mp3", bare2 + bytes(100_000)
    yield "zeros-between.mp3", bare + bytes(50_000) + bare2
    yield "cut.mp3", bare2[: 120 * frame + 50]
    yield "cut-headed.mp3", vbr[: len(vbr) * 9 // 10]


def _vbri(vbr: bytes, xing: int) -> bytes:
    """With Fraunhofer's head in the place of Xing's: bytes and frames, and a table of none."""
    start = vbr.rindex(b"\xff\xfb", 0, xing)
    frames = vbr[xing + 8 : xing + 12]
    size = vbr[xing + 12 : xing + 16]
    head = b"VBRI" + struct.pack(">HHH", 1, 0, 50) + size + frames + bytes(8)
    return vbr[: start + 4] + bytes(32) + head + vbr[start + 36 + len(head) :]


# MP4


def box(kind: bytes, *inside: bytes) -> bytes:
    """A box around others."""
    data = b"".join(inside)
    return (8 + len(data)).to_bytes(4) + kind + data


def nested(depth: int) -> bytes:
    """Boxes within boxes, so deep."""
    kinds = (b"moov", b"trak", b"udta", b"meta")
    heads = [(8 * (depth - n)).to_bytes(4) + kinds[n % len(kinds)] for n in range(depth)]
    return b"".join(heads)


def _edited(movie: bytes, *edits: tuple[int, int]) -> bytes:
    """Other edits in a file whose `moov` is last, so that nothing else moves."""
    at = movie.index(b"edts") - 4
    old = int.from_bytes(movie[at : at + 4])
    rows = b"".join(struct.pack(">IiI", length, start, 1 << 16) for length, start in edits)
    new = box(b"edts", box(b"elst", bytes(4), len(edits).to_bytes(4), rows))
    changed = bytearray(movie[:at] + new + movie[at + old :])
    for kind in (b"moov", b"trak"):
        place = changed.index(kind) - 4
        size = int.from_bytes(changed[place : place + 4]) + len(new) - old
        changed[place : place + 4] = size.to_bytes(4)
    return bytes(changed)


def _mp4(folder: Path, tool: Tool) -> Iterator[tuple[str, bytes]]:
    mono, stereo, r22, fragments = (
        (folder / f"{name}.m4a").read_bytes() for name in ("mono", "stereo", "r22", "fragments")
    )
    _remuxed(folder, tool)
    second = 1000  # of the movie, as ffmpeg counts
    yield "starts-late.m4a", _edited(mono, (2 * second, 44100))
    yield "ends-early.m4a", _edited(mono, (1200, 1024))
    yield "two-edits.m4a", _edited(mono, (700, 0), (900, 88200))
    yield "whole-edit.m4a", _edited(mono, (0, 1024))
    yield "long-edit.m4a", _edited(mono, (90 * second, 1024))
    yield "late.m4a", _edited(mono, (4 * second, -1), (3 * second, 1024))
    yield "large-size.m4a", _large(mono)
    yield "open-end.m4a", _open_end(stereo)
    yield "he-aac.m4a", _with_sbr(r22)
    yield "id3v1.m4a", mono + b"TAG" + b"Titel".ljust(125, b"\0")
    yield "zeros.m4a", stereo + bytes(999)
    yield "free.m4a", mono + box(b"free", bytes(5000)) + box(b"uuid", bytes(99))
    yield "cut.m4a", mono[: len(mono) // 2]
    yield "cut-fast.m4a", stereo[: len(stereo) * 2 // 3]
    yield "no-mdat.m4a", stereo[: stereo.index(b"mdat") - 4]
    yield "no-moov.m4a", mono[: mono.index(b"moov") - 4]
    yield "deep-boxes.m4a", stereo[: stereo.index(b"moov") - 4] + nested(20_000)
    yield "fewer-fragments.m4a", fragments[: fragments.rindex(b"moof") - 4]


def _remuxed(folder: Path, tool: Tool) -> None:
    """By ffmpeg from what it has encoded: several tracks, a cover, a cut without encoding anew."""
    (folder / "_meta.txt").write_text(
        ";FFMETADATA1\ntitle=Räksmörgås\nartist=Anna\ndate=2025-02-03\ntrack=7\ncomment=Om allt\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1250\ntitle=Ett\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1250\nEND=2999\ntitle=Två & tre\n"
    )
    comments = "".join(
        f"CHAPTER00{n}={clock}\nCHAPTER00{n}NAME={title}\n"
        for n, clock, title in ((0, "00:00:00.000", "Ett"), (1, "00:00:01.250", "Två & tre"))
    )
    head = (folder / "_meta.txt").read_text().partition("[")[0]
    (folder / "_comments.txt").write_text(head + comments)
    mono, stereo = folder / "mono.m4a", folder / "stereo.m4a"
    ask = (tool("ffmpeg"), "-v", "error", "-y")
    two = ("-map", "0:a", "-map", "1:a", "-c", "copy", folder / "two-tracks.m4a")
    _run(*ask, "-i", mono, "-i", stereo, *two)
    for name, source in {
        "chapters.m4a": mono,
        "chapters.opus": folder / "o48.opus",
        "chapters.ogg": folder / "v44.ogg",
        "chapters.flac": folder / "plain.flac",
        "chapters.mp3": folder / "cbr.mp3",
    }.items():
        written = "_comments.txt" if name.endswith(("ogg", "flac")) else "_meta.txt"
        meta = ("-f", "ffmetadata", "-i", folder / written, "-map", "0:a", "-map_metadata", "1")
        _run(*ask, "-i", source, *meta, "-map_chapters", "1", "-c", "copy", folder / name)
    _run(*ask, "-ss", "2.2", "-i", stereo, "-c", "copy", folder / "trimmed.m4a")
    cover = ("-f", "lavfi", "-i", "color=red:s=64x64:d=0.04", "-map", "0:a", "-map", "1:v")
    shown = ("-c:a", "copy", "-c:v", "mjpeg", "-disposition:v:0", "attached_pic")
    _run(*ask, "-i", mono, *cover, *shown, folder / "cover.m4a")


def _large(movie: bytes) -> bytes:
    """With the size of `mdat` in 64 bits: ffmpeg keeps a box of eight bytes free for that."""
    at = movie.index(b"mdat") - 4
    size = int.from_bytes(movie[at : at + 4])
    assert movie[at - 8 : at] == box(b"free")
    return movie[: at - 8] + b"\0\0\0\1mdat" + (size + 8).to_bytes(8) + movie[at + 8 :]


def _open_end(movie: bytes) -> bytes:
    at = movie.index(b"mdat") - 4
    return movie[:at] + bytes(4) + movie[at + 4 :]


def _with_sbr(movie: bytes) -> bytes:
    """AAC at 22,050 Hz that says it is HE-AAC, to be played at 44,100."""
    at = movie.index(b"\x05\x80\x80\x80\x05", movie.index(b"esds")) + 5
    bits = "0010101110001010000010000"
    return movie[:at] + int(bits.ljust(40, "0"), 2).to_bytes(5) + movie[at + 5 :]


# Ogg


def ogg_pages(data: bytes) -> list[bytes]:
    """An Ogg file cut into its pages."""
    found, at = [], 0
    while at < len(data):
        count = data[at + 26]
        end = at + 27 + count + sum(data[at + 27 : at + 27 + count])
        found.append(data[at:end])
        at = end
    return found


_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def with_granule(page: bytes, change: int) -> bytes:
    """A page whose time is another, with the sum that it then must have."""
    granule = int.from_bytes(page[6:14], "little")
    if granule != (1 << 64) - 1:
        granule = (granule + change) % (1 << 64)
    bare = page[:6] + granule.to_bytes(8, "little") + page[14:22] + bytes(4) + page[26:]
    total = zlib.crc32(bare.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return bare[:22] + total.to_bytes(4).translate(_MIRRORED) + bare[26:]


def _moved(data: bytes, change: int, heads: int) -> bytes:
    pages = ogg_pages(data)
    return b"".join([*pages[:heads], *(with_granule(page, change) for page in pages[heads:])])


def _ogg(folder: Path, _: Tool) -> Iterator[tuple[str, bytes]]:
    opus, short, wide, enc, vorbis, low = (
        (folder / name).read_bytes()
        for name in ("o48.opus", "o2.5.opus", "o51.opus", "enc8.opus", "v44.ogg", "v8.ogg")
    )
    pages, vorbis_pages = ogg_pages(short), ogg_pages(vorbis)
    yield "chained.opus", opus + enc
    yield "chained-wide.opus", wide + opus + wide
    yield "chained.ogg", vorbis + low
    yield "mixed.ogg", opus + vorbis
    yield "late.opus", _moved(short, 48_000 * 3600, 2)
    yield "late.ogg", _moved(vorbis, 44_100 * 3600, 2)
    yield "captured.opus", b"".join(pages[:2] + pages[12:])
    yield "captured.ogg", b"".join(vorbis_pages[:2] + vorbis_pages[6:])
    yield "wrapped.opus", _moved(short, (1 << 63) - 48_000, 2)
    yield "lying.opus", b"".join([*pages[:-1], with_granule(pages[-1], 48_000 * 7200)])
    yield "junk.opus", b"".join([*pages[:9], b"skr\xc3\xa4p" * 99, *pages[9:]])
    yield "id3v1.opus", opus + b"TAG" + bytes(125)
    yield "id3v1.ogg", vorbis + b"TAG" + b"Titel".ljust(125)
    yield "zeros.opus", enc + bytes(5000)
    yield "unended.opus", b"".join(pages[:20])
    yield "cut.opus", opus[: len(opus) * 2 // 3]
    yield "cut-head.opus", short[: sum(map(len, pages[:20])) + 11]
    yield "cut.ogg", vorbis[: sum(map(len, vorbis_pages[:8])) + 100]


# FLAC, AAC and WAV


def _flac(folder: Path, _: Tool) -> Iterator[tuple[str, bytes]]:
    plain = (folder / "plain.flac").read_bytes()
    deep = (folder / "deep.flac").read_bytes()
    yield "untold.flac", _told(deep, 0)
    yield "told-less.flac", _told(plain, 44100)
    yield "id3.flac", id3(id3_frame("TIT2", b"\0Hej")) + deep
    yield "id3v1.flac", plain + b"TAG" + bytes(125)
    yield "cut.flac", deep[: len(deep) // 2]
    yield "tagged.aac", id3(id3_frame("TIT2", b"\0Hej")) + (folder / "raw.aac").read_bytes()


def _told(flac: bytes, samples: int) -> bytes:
    """With another number of samples in its head (36 bits)."""
    return flac[:21] + bytes([flac[21] & 0xF0]) + samples.to_bytes(4) + flac[26:]


def _wav(folder: Path, _: Tool) -> Iterator[tuple[str, bytes]]:
    pcm = (folder / "pcm.wav").read_bytes()
    eight = (folder / "eight.wav").read_bytes()
    at = pcm.index(b"data")
    front, sound = pcm[:at], pcm[at + 8 :]
    odd = b"note" + (7).to_bytes(4, "little") + b"sju ord"
    yield "size-0.wav", front + b"data" + bytes(4) + sound
    yield "size-max.wav", front + b"data" + b"\xff" * 4 + sound
    yield "odd.wav", front + odd + b"\0" + pcm[at:]
    yield "odd-bare.wav", front + odd + pcm[at:]
    yield "list-last.wav", eight + b"LIST" + (4).to_bytes(4, "little") + b"INFO"
    yield "junk-last.wav", pcm + bytes(range(250)) * 40
    yield "no-list.wav", front[:36] + pcm[at:]
    yield "cut.wav", pcm[: len(pcm) * 3 // 4]


# Tags by hand: a reader's own file, with what is to be read in it.

SOUND = b"\xff\xfb\x50\xc4" + bytes(204)
LABELS = Labels(
    title="Räls",
    artist="Anna",
    album="Podden",
    date=date(2025, 2, 3),
    number=4,
    comment="Om allt.",
    language="sv",
    chapters=(),
    seconds=3600,
)


def read(folder: Path, *frames: bytes, version: int = 3) -> OwnTags:
    (folder / "a.mp3").write_bytes(id3(b"".join(frames), version) + SOUND * 20)
    return own_tags(folder / "a.mp3")


def chap(name: str, start: int, title: str, *more: bytes) -> bytes:
    times = start.to_bytes(4) + min(start + 1000, 0xFFFFFFFF).to_bytes(4) + b"\xff" * 8
    words = id3_frame("TIT2", b"\0" + title.encode("latin-1"))
    return id3_frame("CHAP", name.encode() + b"\0" + times + words + b"".join(more))


def ctoc(name: str, *children: str, flags: int = 3) -> bytes:
    listed = b"".join(child.encode() + b"\0" for child in children)
    return id3_frame("CTOC", name.encode() + b"\0" + bytes([flags, len(children)]) + listed)


def link(url: str, described: str = "") -> bytes:
    return id3_frame("WXXX", b"\0" + described.encode() + b"\0" + url.encode())


def entry(count: int) -> bytes:
    return bytes(4) + count.to_bytes(4)


def chpl(version: int, *rows: tuple[int, str]) -> bytes:
    front = bytes([version]) + bytes(7 if version else 3)
    listed = (
        (start * 10_000).to_bytes(8) + bytes([len(t.encode())]) + t.encode() for start, t in rows
    )
    return box(b"chpl", front, bytes([len(rows)]), *listed)
