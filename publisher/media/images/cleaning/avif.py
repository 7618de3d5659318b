"""AVIF: a file of boxes (AV1 Image File Format 1.1; ISO/IEC 14496-12).

Where things lie is written as distances from the file's beginning; so what goes is made zeros, and
nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.media.images.cleaning import exif, xmp
from publisher.media.images.cleaning.boxes import META, AvifBox, boxes, find, keep_only, number
from publisher.media.images.cleaning.items import AvifItem, items
from publisher.media.images.cleaning.parts import UncleanError, taken

_BRANDS = frozenset({b"avif", b"avis"})
_KINDS = {
    b"": frozenset({b"ftyp", META, b"mdat", b"moov"}),
    META: frozenset({b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"grpl"}),
    b"iprp": frozenset({b"ipco", b"ipma"}),
    b"ipco": frozenset(
        {
            *(b"ispe", b"pixi", b"av1C", b"colr", b"pasp", b"clap", b"irot", b"imir", b"auxC"),
            *(b"clli", b"mdcv", b"cclv", b"amve", b"a1op", b"lsel", b"a1lx"),
        }
    ),
    b"moov": frozenset({b"mvhd", b"trak"}),
    b"trak": frozenset({b"tkhd", b"tref", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
}
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_IMAGES = frozenset({b"av01", b"grid", b"iovl", b"iden", b"tmap"})
_XMP = b"application/rdf+xml"


def is_one(head: bytes) -> bool:
    """Whether a file begins as an AVIF."""
    return head[4:8] == b"ftyp" and head[8:12] in _BRANDS


def cleaned(data: bytes) -> bytes:
    """The same length, with zeros where something lay that no image is made of."""
    top = list(boxes(data, 0, len(data)))
    meta = next((box for box in top if box.kind == META), None)
    if meta is None or any(box.kind == b"moof" for box in top):
        message = "den är byggd på ett ovanligt sätt"
        raise UncleanError(message)
    clean = bytearray(data)
    keep_only(clean, 0, len(clean), _KINDS)
    known = items(data, meta)
    for item in known:
        _settle(clean, item)
    moov = next((box for box in top if box.kind == b"moov"), None)
    if moov is None:
        for box in top:
            if box.kind == b"mdat":
                _blank_between(clean, box, known)
    else:
        _forget_dates(clean, moov)
    return bytes(clean)


def _settle(clean: bytearray, item: AvifItem) -> None:
    """What an item holds: an image as it is, rights alone, or nothing."""
    if item.kind in _IMAGES and not item.thumbnail:
        return
    old = b"".join(taken(bytes(clean[at : at + size]), 0, size) for at, size in item.places)
    if item.kind == b"Exif":
        new, filling = _exif(old), b"\0"
    elif item.kind == b"mime" and item.mime == _XMP:
        new, filling = _xmp(old), b" "
    else:
        new, filling = b"", b"\0"
    rest = new.ljust(len(old), filling)
    for at, size in item.places:
        clean[at : at + size], rest = rest[:size], rest[size:]


def _exif(old: bytes) -> bytes:
    """A distance to the TIFF structure, and that; an empty one where nothing may stay.

    Without one decoders would refuse the whole picture.
    """
    start = 4 + number(old, 0, 4)
    block = old[start:].removeprefix(exif.PREFIX)
    if block[:4] not in {b"II*\0", b"MM\0*"}:
        return b""
    empty = block[:4] + (8).to_bytes(4, "little" if block[:1] == b"I" else "big")
    return _fitting(old, bytes(4) + (exif.kept(block) or empty))


def _xmp(old: bytes) -> bytes:
    new = xmp.kept(old)
    return _fitting(old, new if len(new) <= len(old) else xmp.unwrapped(new))


def _fitting(old: bytes, new: bytes) -> bytes:
    if len(new) > len(old):
        message = "uppgifterna om upphov får inte plats"
        raise UncleanError(message)
    return new


def _blank_between(clean: bytearray, box: AvifBox, known: tuple[AvifItem, ...]) -> None:
    """Zeros wherever no item's data lies: programs leave behind what they no longer need."""
    at = box.inside
    for start, size in sorted(place for item in known for place in item.places):
        if box.inside <= start and start + size <= box.end and start + size > at:
            clean[at : max(at, start)] = bytes(max(0, start - at))
            at = start + size
    clean[at : box.end] = bytes(box.end - at)


def _forget_dates(clean: bytearray, moov: AvifBox) -> None:
    """When a sequence and its tracks were made and changed (14496-12, 8.2.2, 8.3.2, 8.4.2)."""
    for box in _dated(clean, moov):
        size = 8 if number(clean, box.inside, 1) else 4
        clean[box.inside + 4 : box.inside + 4 + 2 * size] = bytes(2 * size)


def _dated(data: bytearray, moov: AvifBox) -> Iterator[AvifBox]:
    for box in boxes(data, moov.inside, moov.end):
        if box.kind in _DATED:
            yield box
        for child in boxes(data, box.inside, box.end) if box.kind == b"trak" else ():
            if child.kind in _DATED:
                yield child
            if child.kind == b"mdia" and (head := find(data, child.inside, child.end, b"mdhd")):
                yield head
