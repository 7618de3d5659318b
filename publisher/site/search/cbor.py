"""The little of CBOR that Pagefind writes: whole numbers, text, and rows (RFC 8949, section 3)."""

from __future__ import annotations

Value = int | str | list["Value"]

_NUMBER, _TEXT, _ROW = 0, 3, 4
_INLINE = 24
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}


def decode(data: bytes) -> Value:
    """The one value that the bytes are. Raises ValueError on what Pagefind does not write."""
    value, end = _read(data, 0)
    if end != len(data):
        raise ValueError("there is more than one value")
    return value


def encode(value: Value) -> bytes:
    """The value in its shortest form: the same value always gives the same bytes."""
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        text = value.encode()
        return _head(_TEXT, len(text)) + text
    return _head(_ROW, len(value)) + b"".join(map(encode, value))


def _read(data: bytes, at: int) -> tuple[Value, int]:
    sort, number, at = _read_head(data, at)
    if sort == _NUMBER:
        return number, at
    if sort == _TEXT:
        return data[at : at + number].decode(), at + number
    row: list[Value] = []
    for _ in range(number):
        value, at = _read(data, at)
        row.append(value)
    return row, at


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    sort, number = data[at] >> 5, data[at] & 31
    at += 1
    if sort not in (_NUMBER, _TEXT, _ROW) or (number >= _INLINE and number not in _SIZES):
        raise ValueError(f"unknown kind of value at byte {at - 1}")
    if number >= _INLINE:
        size = _SIZES[number]
        return sort, int.from_bytes(data[at : at + size]), at + size
    return sort, number, at


def _head(sort: int, number: int) -> bytes:
    if number < _INLINE:
        return bytes([sort << 5 | number])
    info, size = next((info, size) for info, size in _SIZES.items() if number < 1 << 8 * size)
    return bytes([sort << 5 | info]) + number.to_bytes(size)
