"""The items of an AVIF: what kind each is of, and where its data lies (ISO/IEC 14496-12, 8.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.media.images.cleaning.boxes import AvifBox, boxes, find, number
from publisher.media.images.cleaning.parts import UncleanError, taken

_IN_FILE, _IN_IDAT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AvifItem:
    """An item: its kind, its media type if it says one, and where and how long its parts are."""

    kind: bytes
    mime: bytes
    thumbnail: bool
    places: tuple[tuple[int, int], ...]


def items(data: bytes, meta: AvifBox) -> tuple[AvifItem, ...]:
    """Every item that has data of its own. Raises UncleanError where they cannot be told apart."""
    inside = {box.kind: box for box in boxes(data, meta.children, meta.end)}
    if b"iloc" not in inside or b"iinf" not in inside:
        message = "den är byggd på ett ovanligt sätt"
        raise UncleanError(message)
    kinds = dict(_kinds(data, inside[b"iinf"]))
    small = set(_thumbnails(data, inside[b"iref"])) if b"iref" in inside else set[int]()
    idat = inside[b"idat"].inside if b"idat" in inside else 0
    return tuple(
        AvifItem(
            kind=kinds.get(id_, (b"", b""))[0],
            mime=kinds.get(id_, (b"", b""))[1],
            thumbnail=id_ in small,
            places=places,
        )
        for id_, places in _places(data, inside[b"iloc"], idat)
    )


def _kinds(data: bytes, iinf: AvifBox) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    start = iinf.inside + (6 if number(data, iinf.inside, 1) == 0 else 8)
    for box in boxes(data, start, iinf.end):
        version = taken(data, box.inside, 1)[0]
        if box.kind != b"infe" or version not in {2, 3}:
            message = "den är byggd på ett ovanligt sätt"
            raise UncleanError(message)
        wide = 2 if version == 2 else 4  # noqa: PLR2004 (the box's own version)
        at = box.inside + 4
        kind = data[at + wide + 2 : at + wide + 6]
        _, mime, *_ = (*data[at + wide + 6 : box.end].split(b"\0"), b"", b"")
        yield number(data, at, wide), (kind, mime)


def _thumbnails(data: bytes, iref: AvifBox) -> Iterator[int]:
    wide = 2 if number(data, iref.inside, 1) == 0 else 4
    if box := find(data, iref.inside + 4, iref.end, b"thmb"):
        yield number(data, box.inside, wide)


def _places(
    data: bytes, iloc: AvifBox, idat: int
) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    version, sizes = number(data, iloc.inside, 1), number(data, iloc.inside + 4, 2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    index = index if version else 0
    wide = 4 if version > 1 else 2
    at = iloc.inside + 6
    count, at = number(data, at, wide), at + wide
    for _ in range(count):
        id_, at = number(data, at, wide), at + wide
        method = number(data, at, 2) & 15 if version else _IN_FILE
        at += 4 if version else 2  # the method, and which file
        first, at = number(data, at, base), at + base
        many, at = number(data, at, 2), at + 2
        first += idat if method == _IN_IDAT else 0
        places = []
        for _ in range(many):
            start = number(data, at + index, offset)
            places.append((first + start, number(data, at + index + offset, length)))
            at += index + offset + length
        if method in {_IN_FILE, _IN_IDAT}:
            for start, size in places:
                taken(data, start, size)
            yield id_, tuple(places)
