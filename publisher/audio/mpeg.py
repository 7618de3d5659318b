"""MP3: where its sound begins and ends, and how long that is.

Sources: ISO/IEC 11172-3 and 13818-3 (frame heads), the Xing and VBRI heads as LAME and Fraunhofer
write them, id3.org (ID3v1, ID3v2), wiki.hydrogenaud.io (APEv2), id3.org/Lyrics3v2.
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from publisher.audio.kinds import MP3, Found, cut_off, no_sound, other_format, unreadable

_RATES = ((11025, 12000, 8000), (), (22050, 24000, 16000), (44100, 48000, 32000))
_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_PLACES = 24
_WINDOW = 8192
_ID3V1 = 128


class Frame(NamedTuple):
    """What the four bytes before each piece of sound say."""

    bytes: int
    samples: int
    bitrate: int
    rate: int


class Edges(NamedTuple):
    """The sound of a file without the tags around it: the first byte, and that after the last."""

    start: int
    end: int


def examine(file: BinaryIO, size: int, path: str) -> Found:
    """Length and bitrate of an open MP3. Raises UnfitError when it has no sound, or lacks some."""
    from mutagen.mp3 import MPEGInfo

    try:
        info = MPEGInfo(file)
    except unreadable():
        raise no_sound(path) from None
    # With fewer than four frames in a row mutagen is guessing, and finds "frames" in any noise.
    if info.sketchy or info.length <= 0:
        raise no_sound(path)
    if info.layer != 3:  # noqa: PLR2004 (the 3 in MP3)
        raise other_format(path, f"MPEG layer {info.layer}")
    around = Edges(info.frame_offset, _end(file, info.frame_offset, size))
    seconds, bitrate, advice = _length(file, around, info.length, info.bitrate, path)
    if around.start > tags_end(file):
        text = f"i ”{path}” står något annat än ljud först i filen"
        hint = "Det följer inte med i den publicerade kopian. Kontrollera att hela ljudet hörs."
        advice = (*advice, (text, hint))
    return Found(MP3, seconds, bitrate, info.channels, info.sample_rate, advice)


def edges(file: BinaryIO, size: int) -> Edges:
    """Where the sound of an MP3 that has been measured begins and ends."""
    from mutagen.mp3 import MPEGInfo

    start = MPEGInfo(file).frame_offset
    return Edges(start, _end(file, start, size))


def tags_end(file: BinaryIO) -> int:
    """Where the ID3v2 tags at the beginning end; some programs leave several, one after another."""
    place = 0
    while True:
        file.seek(place)
        head = file.read(10)
        if not head.startswith(b"ID3") or len(head) < 10:  # noqa: PLR2004 (the tag's own head)
            return place + _zeros(file, place) if place else 0
        place += 10 + _syncsafe(head[6:]) + (10 if head[5] & 0x10 else 0)


def _zeros(file: BinaryIO, place: int) -> int:
    """Padding that a careless program left outside its tag."""
    file.seek(place)
    window = file.read(_WINDOW)
    return len(window) - len(window.lstrip(b"\0"))


def _length(
    file: BinaryIO, around: Edges, guess: float, bitrate: int, path: str
) -> tuple[float, int, tuple[tuple[str, str], ...]]:
    """Seconds, bit/s and advice."""
    there = around.end - around.start
    promised = _promised(file, around.start)
    if promised is None:
        return _unheaded(file, around, bitrate, path)
    if promised and there < 0.99 * promised:
        raise cut_off(path, there / promised)
    return guess, bitrate if promised else round(8 * there / guess), ()


def _unheaded(
    file: BinaryIO, around: Edges, bitrate: int, path: str
) -> tuple[float, int, tuple[tuple[str, str], ...]]:
    """A file whose head tells no length: so long as its frames, of which a few tell most."""
    advice: tuple[tuple[str, str], ...] = ()
    if _ends_within_a_frame(file, around):
        text = f"ljudfilen ”{path}” slutar mitt i ett ljud och kan vara avklippt"
        advice = ((text, "Lyssna på slutet. Saknas något: exportera eller kopiera den på nytt."),)
    if len(_bitrates(file, around)) == 1:
        return 8 * (around.end - around.start) / bitrate, bitrate, advice
    seconds = _walk(file, around)
    if seconds <= 0:
        raise no_sound(path)
    text = f"ljudfilen ”{path}” har ojämn bitrate och säger inte hur lång den är"
    hint = "Appar visar fel längd och hittar inte kapitlen. Gör en ny MP3: publisher audio level"
    average = round(8 * (around.end - around.start) / seconds)
    return seconds, average, (*advice, (text, f'{hint} "{path}"'))


def _promised(file: BinaryIO, start: int) -> int | None:
    """The bytes of sound that a Xing, Info or VBRI head tells of (0: untold); None without one."""
    file.seek(start)
    head = file.read(200)
    place = max(head.find(b"Xing", 4, 44), head.find(b"Info", 4, 44))
    if place > 0:
        flags = head[place + 7] if len(head) > place + 7 else 0
        value = place + 8 + (4 if flags & 1 else 0)
        return int.from_bytes(head[value : value + 4]) if flags & 2 else 0
    if head.startswith(b"VBRI", 36):
        return int.from_bytes(head[46:50])
    return None


def frame(head: bytes) -> Frame | None:
    """What a layer 3 frame's head says; None when these four bytes are not one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004
        return None
    version, index, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or index in {0, 15} or rate == 3:  # noqa: PLR2004 (reserved values)
        return None
    first = version == 3  # noqa: PLR2004 (MPEG-1)
    bitrate = (_V1 if first else _V2)[index] * 1000
    samples, hertz = 1152 if first else 576, _RATES[version][rate]
    return Frame(samples // 8 * bitrate // hertz + (head[2] >> 1 & 1), samples, bitrate, hertz)


def _bitrates(file: BinaryIO, around: Edges) -> set[int]:
    """The bitrates at a few places all over the sound."""
    step = max(1, (around.end - around.start) // _PLACES)
    places = (_next_frame(file, place, around.end) for place in range(*around, step))
    return {found[1].bitrate for found in places if found is not None}


def _next_frame(file: BinaryIO, place: int, end: int) -> tuple[int, Frame] | None:
    """The first frame from `place` on that is followed by two more of its sort."""
    file.seek(place)
    window = file.read(min(_WINDOW, max(0, end - place)))
    at = window.find(b"\xff")
    while at >= 0:
        first = frame(window[at : at + 4])
        if first and _followed(window, at, first):
            return place + at, first
        at = window.find(b"\xff", at + 1)
    return None


def _followed(window: bytes, at: int, first: Frame) -> bool:
    here: Frame | None = first
    for _ in range(2):
        at += here.bytes if here else 0
        here = frame(window[at : at + 4])
        if here is None or here.rate != first.rate:
            return False
    return True


def _ends_within_a_frame(file: BinaryIO, around: Edges) -> bool:
    found = _next_frame(file, max(around.start, around.end - _WINDOW), around.end)
    if found is None:
        return False
    place, here = found
    while here.bytes and place + here.bytes < around.end:
        place += here.bytes
        file.seek(place)
        following = frame(file.read(4))
        if following is None:
            return False  # something else than sound is last, such as an unknown tag
        here = following
    return place + here.bytes > around.end


def _walk(file: BinaryIO, around: Edges) -> float:
    """The length of every frame added up."""
    place, seconds = around.start, 0.0
    while place < around.end:
        file.seek(place)
        here = frame(file.read(4))
        if here is None:
            found = _next_frame(file, place + 1, around.end)
            place = found[0] if found else place + _WINDOW
            continue
        seconds += here.samples / here.rate
        place += here.bytes
    return seconds


def _end(file: BinaryIO, start: int, size: int) -> int:
    """Where the sound ends, before any ID3v1, APEv2, Lyrics3 or appended ID3v2 tag."""
    end = size
    while (shorter := _without_last(file, end)) < end:
        if shorter <= start:
            break
        end = shorter
    return end


def _without_last(file: BinaryIO, end: int) -> int:
    file.seek(max(0, end - 355))
    last = file.read(min(end, 355))
    if last[-_ID3V1:].startswith(b"TAG") and len(last) >= _ID3V1:
        return end - (355 if last.startswith(b"TAG+") else _ID3V1)
    if last[-32:].startswith(b"APETAGEX"):
        has_head = last[-9] & 0x80
        return end - int.from_bytes(last[-20:-16], "little") - (32 if has_head else 0)
    if last.endswith(b"LYRICS200") and last[-15:-9].isdigit():
        return end - int(last[-15:-9]) - 15
    if last.endswith(b"LYRICSEND"):
        return _lyrics_begin(file, end)
    if last[-10:].startswith(b"3DI"):
        return end - _syncsafe(last[-4:]) - 20
    return end


def _lyrics_begin(file: BinaryIO, end: int) -> int:
    start = max(0, end - 5100 - 20)  # Lyrics3 v1 holds at most 5,100 bytes
    file.seek(start)
    found = file.read(end - start).rfind(b"LYRICSBEGIN")
    return start + found if found >= 0 else end


def _syncsafe(data: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=False))
