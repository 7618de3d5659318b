"""Where what we say goes: into a pipe that may be closed at the other end, as `| head` does.

Whoever has read enough closes it; that is no fault, and no reason to leave a deploy half done. What
would have been said from then on is dropped.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from typing import Any, TextIO


def unbroken() -> None:
    """Let standard output and error go on when nobody reads them any more."""
    sys.stdout = _unbroken(sys.stdout)
    sys.stderr = _unbroken(sys.stderr)


def _unbroken(stream: TextIO) -> TextIO:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError, AttributeError):  # none, closed, or a test's own
        return stream
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return stream
    stream.flush()
    raw = io.BufferedWriter(_Pipe(stream.fileno()))
    return io.TextIOWrapper(raw, stream.encoding, stream.errors, line_buffering=True)


class _Pipe(io.RawIOBase):
    """The writing end of a pipe; takes everything, also when the other end is closed."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._closed_there = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, data: Any, /) -> int:  # noqa: ANN401 (any buffer, which Python 3.11 has no name for)
        view = memoryview(data)
        if self._closed_there:
            return len(view)
        try:
            return os.write(self._number, view)
        except BrokenPipeError:
            self._closed_there = True
            return len(view)
