"""JPEG: segments, then the picture (ITU T.81, annex B; JFIF 1.02; CIPA DC-007 for what follows)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.media.images.cleaning import exif, iptc, xmp
from publisher.media.images.cleaning.parts import UncleanError, taken

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: TEM and restarts."""
_PICTURE = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
"""What pixels are made of: frames, tables, scans, line counts, restart intervals."""
_APP0, _APP1, _APP2, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_JFIF, _XMP, _ICC, _ADOBE = b"JFIF\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0", b"Adobe"
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""The next marker that is not a restart; FF 00 is a byte of the picture, FF FF fills."""
_MOST = 0xFFFF - 2


def is_one(head: bytes) -> bool:
    """Whether a file begins as a JPEG, MPO among them."""
    return head.startswith(b"\xff\xd8\xff")


def cleaned(data: bytes) -> bytes:
    """The picture up to its end; a thumbnail, a second picture or a film after it goes."""
    turn = ours = b""
    resources: list[bytes] = []
    kept: list[bytes] = []
    first = b""
    for marker, body, whole in _segments(data):
        if marker == _APP0 and body.startswith(_JFIF) and not first:
            first = _segment(_APP0, taken(body, 0, 12) + b"\0\0")  # no thumbnail
        elif marker == _APP1 and body.startswith(exif.PREFIX):
            turn = turn or exif.kept(body)
        elif marker == _APP1 and body.startswith(_XMP):
            ours = ours or xmp.kept(body.removeprefix(_XMP))
        elif marker == _APP13 and body.startswith(iptc.PREFIX):
            resources.append(body.removeprefix(iptc.PREFIX))
        elif (
            marker in _PICTURE
            or (marker == _APP2 and body.startswith(_ICC))
            or (marker == _APP14 and body.startswith(_ADOBE))
        ):
            kept.append(whole)
    rights = iptc.kept(b"".join(resources))
    said = (
        _segment(_APP1, exif.PREFIX + turn) if turn else b"",
        _segment(_APP1, _XMP + ours) if ours else b"",
        _segment(_APP13, iptc.PREFIX + rights) if rights else b"",
    )
    return b"".join((b"\xff\xd8", first, *said, *kept, b"\xff\xd9"))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body, and all its bytes as they lie; those of a scan with what it draws."""
    at = 2
    drawn = False
    while (found := _MARKER.search(data, at)) is not None:
        marker = found[1][0]
        if marker == _END:
            break
        if marker in _ALONE:
            at = found.end()
            continue
        if marker == _START:
            message = "en bild börjar inne i bilden"
            raise UncleanError(message)
        size = int.from_bytes(taken(data, found.end(), 2))
        end = found.end() + size
        body = taken(data, found.end() + 2, size - 2)
        if marker == _SCAN:
            drawn = True
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        yield marker, body, data[found.end() - 2 : end]
        at = end
    if not drawn:
        message = "den har ingen bild"
        raise UncleanError(message)


def _segment(marker: int, body: bytes) -> bytes:
    if len(body) > _MOST:
        message = "uppgifterna om upphov är för långa"
        raise UncleanError(message)
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body
