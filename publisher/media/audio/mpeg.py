"""MP3: where its sound begins and ends, and how long that is.

Every frame's head is read: what a file's first frame tells of its length is wrong as soon as two
files are joined or one is cut, and players play what is there.

Sources: ISO/IEC 11172-3 and 13818-3 (frame heads), the Xing and VBRI heads as LAME and Fraunhofer
write them, id3.org (ID3v1, ID3v2), wiki.hydrogenaud.io (APEv2), id3.org/Lyrics3v2.
"""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from publisher.media.audio.frames import Mp3Frame, Mp3Stream, first_frame, frame, walk
from publisher.media.audio.id3 import syncsafe, tags_end
from publisher.media.audio.kinds import (
    MP3,
    AudioFacts,
    UnfitSoundError,
    cut_off,
    may_be_cut,
    no_sound,
    other_format,
    playable,
    unreadable,
)
from publisher.swedish import clock, number

_ID3V1 = 128
_NEARLY_ALL = 0.99
_ENCODERS = (b"LAME", b"Lavf", b"Lavc", b"L3.9", b"GOGO")
"""Those that tell, behind the Xing head, how much silence they put around the sound."""


class Edges(NamedTuple):
    """The sound of a file without the tags around it: the first byte, and that after the last."""

    start: int
    end: int


class InfoFrame(NamedTuple):
    """What a first frame without sound says: frames and bytes (0: untold), samples of silence."""

    frames: int
    bytes: int
    silence: int


def examine(file: BinaryIO, size: int, path: str) -> AudioFacts:
    """Length and bitrate of an open MP3. Raises UnfitError when it has no sound, or lacks some."""
    tags = tags_end(file)
    found = first_frame(file, tags, size)
    if found is None:
        raise _no_frames(file, tags, path)
    start, first = found
    around = Edges(start, _end(file, start, size))
    sound = walk(file, *around)
    head = _head(file, start)
    _check_whole(head, sound, around, path)
    seconds = _seconds(head, sound, first)
    if seconds <= 0:
        raise no_sound(path)
    even = len(sound.bitrates) == 1
    bitrate = first.bitrate if even else round(8 * sound.bytes / sound.seconds)
    advice = _advice(head, sound, first, path)
    if start > tags:
        text = f"i ”{path}” står något annat än ljud först i filen"
        hint = "Det följer inte med i den publicerade kopian. Kontrollera att hela ljudet hörs."
        advice.append((text, hint))
    return AudioFacts(MP3, seconds, bitrate, first.channels, first.rate, tuple(advice))


def edges(file: BinaryIO, size: int) -> Edges:
    """Where the sound of an MP3 that has been measured begins and ends."""
    found = first_frame(file, tags_end(file), size)
    start = found[0] if found else 0
    return Edges(start, _end(file, start, size))


def _no_frames(file: BinaryIO, tags: int, path: str) -> UnfitSoundError:
    """Why there is no MP3 in what begins after the tags."""
    from mutagen.mp3 import MPEGInfo

    file.seek(tags)
    head = file.read(4)
    # With another bitrate than "free" it would be a frame.
    free = len(head) == 4 and head[2] < 0x10  # noqa: PLR2004 (a frame's head)
    if free and frame(head[:2] + bytes([head[2] | 0x10]) + head[3:]):
        text = f"ljudfilen ”{path}” är en MP3 med fri bithastighet, som nästan inga appar spelar"
        return UnfitSoundError(
            text, "Exportera ljudet på nytt som MP3 med fast bithastighet, 128 kbit/s."
        )
    file.seek(0)
    try:
        info = MPEGInfo(file)
    except unreadable():
        return no_sound(path)
    # With fewer than four frames in a row mutagen is guessing, and finds "frames" in any noise.
    if info.sketchy or info.layer == 3:  # noqa: PLR2004 (the 3 in MP3)
        return no_sound(path)
    return other_format(path, f"MPEG layer {info.layer}")


def _check_whole(head: InfoFrame | None, sound: Mp3Stream, around: Edges, path: str) -> None:
    """Refuse a file of which much less is there than its head promises, in every way it tells."""
    if head is None:
        return
    shares = []
    if head.frames:
        shares.append(sound.frames / head.frames)
    if head.bytes:
        shares.append((around.end - around.start) / head.bytes)
    if shares and max(shares) < _NEARLY_ALL:
        raise cut_off(path, max(shares))


def _seconds(head: InfoFrame | None, sound: Mp3Stream, first: Mp3Frame) -> float:
    """How long what is heard lasts: the first frame may be none of it, and silence is cut away."""
    if head is None:
        return sound.seconds
    unheard = first.samples
    if abs(sound.frames - 1 - head.frames) <= 1:
        unheard += head.silence
    return sound.seconds - unheard / first.rate


def _advice(
    head: InfoFrame | None, sound: Mp3Stream, first: Mp3Frame, path: str
) -> list[tuple[str, str]]:
    """What apps will make of the file, as text and hint."""
    found: list[tuple[str, str]] = []
    if head is None and sound.cut:
        found.append(may_be_cut(path))
    wrong = f"Appar visar fel längd och hittar inte kapitlen. Gör en ny MP3: {playable(path)}"
    said = head.frames * first.samples / first.rate if head else 0.0
    if head is None and len(sound.bitrates) > 1:
        text = f"ljudfilen ”{path}” har ojämn bithastighet och säger inte hur lång den är"
        found.append((text, wrong))
    elif said and abs(said - sound.seconds) > 1:
        text = (
            f"ljudfilen ”{path}” säger att den är {clock(said)} lång, men är {clock(sound.seconds)}"
        )
        found.append((text, wrong))
    if sound.strange:
        text = f"i ”{path}” ligger {number(sound.strange)} byte mitt i ljudet som inte är ljud"
        hint = f"Lyssna där det kan höras. Gör en ny MP3 om det behövs: {playable(path)}"
        found.append((text, hint))
    return found


def _head(file: BinaryIO, start: int) -> InfoFrame | None:
    """What a Xing, Info or VBRI head in the first frame tells; None without one."""
    file.seek(start)
    data = file.read(240)
    place = max(data.find(b"Xing", 4, 44), data.find(b"Info", 4, 44))
    if place > 0:
        return _xing(data[place + 4 :])
    if data.startswith(b"VBRI", 36):
        return InfoFrame(int.from_bytes(data[50:54]), int.from_bytes(data[46:50]), 0)
    return None


def _xing(data: bytes) -> InfoFrame:
    """Flags, then the fields that they name; LAME's own after them (gabriel.mp3-tech.org)."""
    flags, at = data[3] if len(data) > 3 else 0, 4  # noqa: PLR2004
    frames, size = 0, 0
    if flags & 1:
        frames, at = int.from_bytes(data[at : at + 4]), at + 4
    if flags & 2:
        size, at = int.from_bytes(data[at : at + 4]), at + 4
    at += (100 if flags & 4 else 0) + (4 if flags & 8 else 0)
    silence = int.from_bytes(data[at + 21 : at + 24]) if data.startswith(_ENCODERS, at) else 0
    return InfoFrame(frames, size, (silence >> 12) + (silence & 0xFFF))


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
        return end - syncsafe(last[-4:]) - 20
    return end


def _lyrics_begin(file: BinaryIO, end: int) -> int:
    start = max(0, end - 5100 - 20)  # Lyrics3 v1 holds at most 5,100 bytes
    file.seek(start)
    found = file.read(end - start).rfind(b"LYRICSBEGIN")
    return start + found if found >= 0 else end
