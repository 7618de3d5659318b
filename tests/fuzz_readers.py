"""Damaged files of every kind for every reader: `fuzz_readers.py FOLDER COUNT KIND…` → JSON.

A process of its own, so that its memory can be measured and a hang ended. FOLDER holds one whole
file of each kind that encoders make. A kind's failures are told with the number that makes them.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

from publisher.media import artwork, chapters, transcripts
from publisher.media.audio import Measured, copies, measure, own_tags
from publisher.media.audio.tags import Labels
from publisher.problems import Problem

SOUNDS = ("mp3", "m4a", "opus", "ogg", "flac", "wav")
PICTURES = ("png", "jpg")
HANG = 10
"""Seconds of the processor's time for one file."""

VTT = (
    "WEBVTT - titel\n\nSTYLE\n::cue { color: red }\n\nNOTE hej\n\nid\n"
    "00:01.000 --> 00:02.000 align:start\n<v.a Åsa>Hej <b>på</b> &amp; er</v>\n \n<00:01.500><c> du</c>\n\n"
    "01:02:03.000 --> 01:02:04.000\n<ruby>漢<rt>kan</rt></ruby> ord\n"
)
SRT = (
    "1\n00:00:01,000 --> 00:00:02,500\nAnna Berg: <i>Ett</i>\noch två.\n\n2\n00:00:03,000 --> "
    "00:00:04,000\n{\\an8}Bo: Tre &amp; fyra.\n\n3\n00:00:05,000 --> 00:00:06,000\nAnna Berg: Ja.\n"
)
JSON = (
    '{"version": "1.0.0", "segments": [\n{"speaker": "Åsa", "startTime": 0.5, "endTime": 1, '
    '"body": "Hej"},\n{"startTime": 1, "endTime": 2.25, "body": "Nej"}]}'
)
HTML = "<html><body><cite>Åsa:</cite><time>00:00:01</time><p>Hej --> &lt;du&gt;</p></body></html>"
LISTS = (
    "00:00 Ett\n01:30.5 [Två](https://a.example/)\n1:02:03 Tre\n",
    "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Ett\nCHAPTER02=00:01:00.500\nCHAPTER02NAME=Två\n",
    "0.000000\t1.5\tEtt\n61,5\t62\tTvå\n\\\t1\t2\n",
    ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=10\ntitle=Ett\\=1\n[CHAPTER]\nSTART=9\n",
    '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Ett", "toc": true},\n{"startTime": '
    '61.5, "title": "Två", "url": "https://a.example/", "img": "a.jpg"}]}',
    '<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter '
    'start="00:00:01.5" title="Ett" href="https://a.example/" image="a.jpg"/></psc:chapters>',
)
LABELS = Labels(
    title="Räls", artist="A", album="B", date=date(2025, 1, 1), number=1,
    comment="", language="sv", chapters=(), seconds=3.0,
)  # fmt: skip
_LIES = [struct.pack(">I", n) for n in (0, 1, 7, 8, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 65536)]
_LIES += [struct.pack("<I", n) for n in (1, 0x7FFFFFFF, 0x80000000)]
_LIES += [b"\0\0\0\1" + b"\x7f" + b"\xff" * 7, bytes(8), b"\xff" * 8, b"\x80" + bytes(7)]
_WORDS = [
    each.encode()
    for each in ("-->", "\n\n", "<v ", "{", '"', "[", "<", "&#x", "]" * 50, "[" * 3000, "{\\", "99:99",
                 "WEBVTT", "\ufeff", "\ud7ff", "9" * 400, "1e999", "null", "\0", "\r", "<b>" * 500)
]  # fmt: skip


def mutated(data: bytes, chance: random.Random, lies: list[bytes]) -> bytes:
    """The same file with one to eight things wrong."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(found) + 1)
        if chance.random() < 0.5:  # most of what can go wrong stands in the head
            at = min(at, chance.randrange(1, 3000))
        way = chance.randrange(7)
        if way == 0 and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            lie = chance.choice(lies)
            found[at : at + len(lie)] = lie
        elif way == 2:
            del found[at : at + chance.choice((1, 4, 100, 5000))]
        elif way == 3:
            found[at:at] = found[at : at + chance.choice((4, 16, 300, 4000))]
        elif way == 4:
            found[at:at] = chance.choice(lies)
        elif way == 5:
            del found[at:]
        else:
            found[at : at + 16] = chance.randbytes(16)
    return bytes(found)


def _sound(file: Path) -> None:
    found = measure(file.parent, file.name)
    assert isinstance(found, Measured | Problem)
    own_tags(file)
    if isinstance(found, Measured):
        mime = found.recording.mime
        if copies.is_streamed(mime):
            whole = sum(map(len, copies.pieces(file, LABELS)))
            assert whole == copies.size(file, LABELS)
        elif file.suffix != ".m4a":  # which ffmpeg copies
            copies.make(file, mime, LABELS, file.with_name(f"ut{file.suffix}"))


def _text(read: Callable[..., tuple[object, object]]) -> Callable[[Path], None]:
    def reads(file: Path) -> None:
        cues, problems = read(file.read_bytes().decode("utf-8", "replace"), file.name)
        assert cues or problems

    return reads


def _picture(file: Path) -> None:
    artwork.look(file)
    artwork.fault(file)


def _bases(folder: Path) -> dict[str, tuple[list[bytes], Callable[[Path], None], list[bytes]]]:
    from PIL import Image

    found: dict[str, tuple[list[bytes], Callable[[Path], None], list[bytes]]] = {}
    for kind in SOUNDS:
        found[kind] = [(folder / f"a.{kind}").read_bytes()], _sound, _LIES
    for kind, text in {"vtt": VTT, "srt": SRT, "json": JSON, "html": HTML}.items():
        found[kind] = [text.encode()], _text(transcripts.read), _WORDS
    found["txt"] = [text.encode() for text in LISTS], _text(chapters.read), _WORDS
    for kind, name in {"png": "PNG", "jpg": "JPEG"}.items():
        out = BytesIO()
        Image.new("RGB", (40, 40), "red").save(out, name)
        found[kind] = [out.getvalue()], _picture, _LIES
    return found


def _hostile(size: int) -> dict[str, bytes]:
    """Files of about so many bytes (texts: a tenth) that are built to take time or memory."""
    frame = b"\xff\xfb\x50\xc4" + bytes(204)
    box = b"\0\0\0\x08free"
    traks = b"\0\0\0\x08trak"
    moov = (8 + size // 8 * 8).to_bytes(4) + b"moov"
    ftyp = b"\0\0\0\x10ftypM4A \0\0\0\0"
    page = b"OggS\0\0" + bytes(20) + b"\0"
    head = b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead\1\1" + bytes(9)
    tag = b"ID3\3\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    chap = b"CHAP" + (size - 10).to_bytes(4) + b"\0\0a\0" + bytes(16)
    text = size // 10
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
    texts = {
        "voices.vtt": vtt + "<v " * (text // 3),
        "ruby.vtt": vtt + "<rt>" * (text // 4),
        "open.vtt": vtt + "<" * text,
        "lines.vtt": vtt + "<00:01.000>\n" + "a\n" * (text // 2) + "\n00:02.000 --> 00:03.000\n" + "a\n" * 50,
        "cues.vtt": "WEBVTT\n" + "\n00:01.000 --> 00:02.000\nord\n" * (text // 30),
        "arrows.srt": "-->\n" * (text // 4),
        "braces.srt": "00:00:01,000 --> 00:00:02,000\n" + "{\\" * (text // 2),
        "names.srt": "00:00:01,000 --> 00:00:02,000\nA: a\n\n" * (text // 40),
        "segments.json": '{"segments": [' + '{"startTime": 1},\n' * (text // 18) + "1]}",
        "deep.json": '{"segments": ' + "[" * text,
        "starts.txt": '{"chapters": [' + '{"start": 1},\n' * (text // 14) + "1]}",
        "links.txt": "00:00 " + "[](a" * (text // 4),
        "stars.txt": "00:00 " + "*a" * (text // 2),
        "deep.txt": "<a>" * (text // 3),
        "laughs.txt": '<!DOCTYPE a [<!ENTITY b "' + "c" * (text // 2) + '">]><a>' + "&b;" * (text // 9) + "</a>",
    }  # fmt: skip
    return {
        "resync.mp3": frame * 4 + (frame * 3 + b"skrap") * (size // 700),
        "headers.mp3": b"\xff\xfb" * (size // 2),
        "headers2.mp3": frame * 5 + b"\xff\xfb\x50" * (size // 3),
        "tags.mp3": frame * 5 + (b"ID3\3\0\0" + bytes(4)) * (size // 10),
        "frames.mp3": tag + b"TIT2\0\0\0\0\0\0" * (size // 10) + frame * 5,
        "packed.mp3": tag + b"TIT2\0\0\0\0\0\x80" * (size // 10) + frame * 5,
        "chapters.mp3": tag + (chap * (size // len(chap))) + frame * 5,
        "boxes.m4a": ftyp + box * (size // 8),
        "children.m4a": ftyp + moov + box * (size // 8),
        "tracks.m4a": ftyp + moov + traks * (size // 8),
        "endless.m4a": ftyp + b"\0\0\0\1moov\x7f" + b"\xff" * 7 + bytes(size),
        "pages.ogg": head + page * (size // 27),
        "half-pages.ogg": head + b"OggS" * (size // 4),
        "chunks.wav": b"RIFF\0\0\0\0WAVE" + b"abcd\0\0\0\0" * (size // 8),
        "blocks.flac": b"fLaC" + b"\1\0\0\0" * (size // 4),
        "frames.flac": b"fLaC\x80\0\0\x22" + bytes(34) + b"\xff\xf8\xc9\x08" * (size // 4),
        "segments.jpg": b"\xff\xd8" + b"\xff\xe0\0\2" * (size // 4),
        "chunks.png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0abcd\0\0\0\0" * (size // 12),
        **{name: text.encode() for name, text in texts.items()},
    }


class HangError(Exception):
    """One file took longer than anybody waits."""


def _hang(*_: object) -> None:
    raise HangError


def _tried(read: Callable[[Path], None], file: Path, name: str, wrong: list[str]) -> None:
    signal.setitimer(signal.ITIMER_PROF, HANG)
    try:
        read(file)
    except (Exception, HangError):  # noqa: BLE001 (told, and failed on, by the test)
        last = traceback.format_exc().strip().splitlines()
        wrong.append(f"{name}: {' '.join(last[-3:])}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _peak() -> int:
    """The most memory this program has had, in megabytes.

    `ru_maxrss` would also count what the parent had when it made this process.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (each for each in status.read_text("utf-8").splitlines() if "VmHWM" in each)
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(folder: Path, count: int, kinds: list[str]) -> None:
    """Read so many damaged files of each kind, and print what went wrong."""
    signal.signal(signal.SIGPROF, _hang)
    wrong: list[str] = []
    bases = _bases(folder)
    if kinds == ["hostile"]:
        for name, data in _hostile(count).items():
            file = folder / name
            file.write_bytes(data)
            _tried(bases[file.suffix[1:]][1], file, name, wrong)
            file.unlink()
        kinds = []
    for kind in kinds:
        whole, read, lies = bases[kind]
        for number in range(count):
            chance = random.Random(f"{kind} {number}")  # noqa: S311 (the same every time)
            file = folder / f"fel.{kind}"
            file.write_bytes(mutated(chance.choice(whole), chance, lies))
            _tried(read, file, f"{kind} {number}", wrong)
    peak = _peak()
    sys.stdout.write(json.dumps({"wrong": wrong, "megabytes": peak}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
