"""The lock of a folder target: a file that only one deploy at a time can make.

How old it is, is asked of the disk's own clock, which may be that of another machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

from publisher.disk import ordinary
from publisher.problems import PublisherError
from publisher.targets import lock

_SECOND = 1_000_000_000


@dataclass(slots=True)
class Held:
    """A lock that is ours; `shown` is the target's name in Problems."""

    file: Path
    own: lock.Lock
    shown: str
    renewed: float

    def renew(self) -> None:
        """Show, now and then, that we are alive. Raises PublisherError when the lock was taken."""
        if monotonic() - self.renewed < lock.RENEW.total_seconds():
            return
        self.require()
        os.utime(self.file)
        self.renewed = monotonic()

    def require(self) -> None:
        """Raise PublisherError unless the lock still is ours."""
        if _read(self.file) != self.own.data:
            raise PublisherError(lock.lost(self.shown))


@contextmanager
def held(place: Path, shown: str, own: lock.Lock, *, break_lock: bool) -> Iterator[Held]:
    """Hold the lock of a folder. Raises PublisherError when somebody else does, and OSError."""
    file = place / lock.NAME
    there = _read(file)
    if there is not None:
        if not break_lock:
            lock.require_free(there, _age(file), own, shown)
        _remove(file, there, shown)
    try:
        _put(file, own.data)
    except FileExistsError:
        raise PublisherError(lock.refusal(lock.read(_read(file) or b""), shown)) from None
    try:
        yield Held(file, own, shown, monotonic())
    finally:
        if _read(file) == own.data:
            file.unlink()


def _put(file: Path, data: bytes) -> None:
    """Put the lock there whole, so that a deploy that is cut off never leaves an empty one.

    Raises FileExistsError when there is one. Disks without hard links get it in two steps.
    """
    draft = file.with_name(f"{lock.NAME}.{os.getpid()}.new")
    try:
        draft.write_bytes(data)
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:
        with file.open("xb") as new:
            new.write(data)
    finally:
        draft.unlink(missing_ok=True)


def _read(file: Path) -> bytes | None:
    try:
        return ordinary(file).read_bytes()
    except FileNotFoundError:
        return None


def _age(file: Path) -> timedelta:
    probe = file.with_name(".publisher-clock")
    probe.write_bytes(b"")
    try:
        now = probe.stat().st_mtime_ns
        return timedelta(seconds=(now - file.stat().st_mtime_ns) / _SECOND)
    except FileNotFoundError:  # given back, or looked at by another deploy, this very moment
        return timedelta(0)
    finally:
        probe.unlink(missing_ok=True)


def _remove(file: Path, expected: bytes, shown: str) -> None:
    """Remove a lock that may be removed, unless somebody else was quicker and put a new one there.

    A rename is done by one only; whoever finds another lock in their hand gives it back.
    """
    grave = file.with_name(f"{lock.NAME}.{os.getpid()}")
    try:
        file.rename(grave)
    except FileNotFoundError:
        return
    found = grave.read_bytes()
    if found == expected:
        grave.unlink()
        return
    grave.rename(file)
    raise PublisherError(lock.refusal(lock.read(found), shown))
