"""IPTC in Photoshop's resources: who took the picture, the credit line and the copyright notice.

IPTC-NAA Information Interchange Model 4.2; Adobe Photoshop File Formats, "Image Resources".
"""

from __future__ import annotations

from collections.abc import Iterator

PREFIX = b"Photoshop 3.0\0"

_SIGN, _IIM = b"8BIM", 0x0404
_NOTICES = (0x040A, 0x040B)
"""Whether the picture is under copyright, and the address where more is said of it."""
_CHARACTERS, _VERSION = (1, 90), (2, 0)
_RIGHTS = ((2, 80), (2, 110), (2, 116))
"""By-line, credit, copyright notice."""
_DATASET, _LONG = 0x1C, 0x8000


def kept(resources: bytes) -> bytes:
    """The same resources (without the prefix) with rights alone; empty when there are none."""
    found: dict[int, bytes] = {}
    for number, value in _resources(resources):
        stays = _iim(value) if number == _IIM else value if number in _NOTICES else b""
        if stays:
            found.setdefault(number, stays)
    return b"".join(
        _SIGN + number.to_bytes(2) + b"\0\0" + len(value).to_bytes(4) + value + _even(value)
        for number, value in sorted(found.items())
    )


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each; a damaged end is as none, for nobody reads it."""
    at = 0
    while data[at : at + 4] == _SIGN and at + 12 <= len(data):
        number = int.from_bytes(data[at + 4 : at + 6])
        name = data[at + 6] + 1
        start = at + 6 + name + name % 2
        size = int.from_bytes(data[start : start + 4])
        value = data[start + 4 : start + 4 + size]
        if len(value) < size:
            return
        yield number, value
        at = start + 4 + size + size % 2


def _iim(data: bytes) -> bytes:
    named: list[bytes] = []
    around: list[bytes] = []
    at = 0
    while at + 5 <= len(data) and data[at] == _DATASET:
        length = int.from_bytes(data[at + 3 : at + 5])
        whole = data[at : at + 5 + length]
        if length & _LONG or len(whole) < 5 + length:
            break
        if (data[at + 1], data[at + 2]) in _RIGHTS:
            named.append(whole)
        elif (data[at + 1], data[at + 2]) in {_CHARACTERS, _VERSION}:
            around.append(whole)
        at += len(whole)
    return b"".join((*around, *named)) if named else b""


def _even(value: bytes) -> bytes:
    return b"\0" * (len(value) % 2)
