"""What all formats are read with: bytes that must be there, and the fault when they are not."""

from __future__ import annotations


class UncleanError(Exception):
    """A file is not built as its format is; the text (Swedish) says where it goes wrong."""


def taken(data: bytes, at: int, count: int) -> bytes:
    """`count` bytes from `at`; raises UncleanError when the file ends before that."""
    if at < 0 or count < 0 or at + count > len(data):
        message = "filen är avklippt"
        raise UncleanError(message)
    return data[at : at + count]
