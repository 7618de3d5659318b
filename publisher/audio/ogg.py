"""Opus and Vorbis in Ogg (RFC 7845, RFC 3533), which Apple Podcasts does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from publisher.audio.kinds import OGG, OPUS, Found, as_mp3, no_sound, other_format, unreadable

if TYPE_CHECKING:
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

_OPUS_HERTZ = 48_000  # what Opus always decodes to, whatever went in


def examine(file: BinaryIO, size: int, path: str) -> Found:
    """Length of an open Ogg file. Raises UnfitError when it holds neither Opus nor Vorbis."""
    sound = opened(file)
    if sound is None:
        raise other_format(path, "Ogg") if _is_other(file) else no_sound(path)
    info: Any = sound.info  # declared None in mutagen's base class
    if info.length <= 0:
        raise no_sound(path)
    opus = not hasattr(info, "sample_rate")
    text = f"ljudfilen ”{path}” är Ogg, som Apple Podcasts inte tar emot"
    return Found(
        kind=OPUS if opus else OGG,
        seconds=float(info.length),
        bitrate=round(8 * size / info.length),
        channels=info.channels,
        sample_rate=_OPUS_HERTZ if opus else info.sample_rate,
        advice=((text, as_mp3(path)),),
    )


def opened(file: BinaryIO) -> OggOpus | OggVorbis | None:
    """The file as mutagen sees it; None when it is damaged or holds something else."""
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    for kind in (OggOpus, OggVorbis):
        file.seek(0)
        try:
            return kind(file)
        except unreadable():
            continue
    return None


def _is_other(file: BinaryIO) -> bool:
    """Whether the first page holds a codec we know the name of but do not publish."""
    file.seek(28)
    return file.read(8).startswith((b"Speex", b"\x7fFLAC", b"\x80theora", b"fLaC"))
