"""What systems do differently, in one place: cores, forks, signals, and children that end with us.

Linux has all of it, macOS most, Windows little. What a system lacks is done in another way or not
at all, never with a traceback; nothing else in the program asks for these names.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TypedDict

ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""What asks a process to end: Ctrl-C, the system, and a terminal that is closed."""

_PR_SET_PDEATHSIG = 1
_SOON = 0.01
"""Seconds after which no finalizer is running any more that ran before."""


class Ended(KeyboardInterrupt):
    """The system asked this process to end, as Ctrl-C does; `number` is the signal."""

    def __init__(self, number: int) -> None:
        """Remember which signal it was."""
        super().__init__(number)
        self.number = number


class Bound(TypedDict, total=False):
    """Arguments for `subprocess` that let a program end with the one that started it."""

    preexec_fn: Callable[[], None]


def cores() -> int:
    """How many processes can run at once for us."""
    allowed = getattr(os, "sched_getaffinity", None)  # a container may have fewer than the machine
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def runs(process: int) -> bool:
    """Whether a process of this machine is still there, as far as can be told.

    One that is dead, and only waits for its parent to ask how it ended, is not.
    """
    if process <= 0 or os.name == "nt":  # where asking like this would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:  # there is no /proc here, or it is gone since
        return False
    return stat.rpartition(")")[2].split()[:1] in (["Z"], ["X"])


def own_group(number: int) -> bool:
    """Whether a group of users is ours alone, as many systems give one to each."""
    try:
        import grp
        import pwd
    except ImportError:  # a system without such groups
        return True
    try:
        group, own = grp.getgrgid(number), pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return group.gr_name == own and not set(group.gr_mem) - {own}


def can_fork() -> bool:
    """Whether a process can be had that sees all that this one has in memory."""
    return hasattr(os, "fork")


def can_fork_apart() -> bool:
    """Whether `multiprocessing` can fork processes from one that has no threads of ours."""
    from multiprocessing import get_all_start_methods

    return "forkserver" in get_all_start_methods()


def bound() -> Bound:
    """What to give `subprocess` with a program that must not outlive this process.

    Only Linux can promise it; elsewhere a program that was left behind comes to its own end.
    """
    if _prctl() is None:
        return {}
    parent = os.getpid()
    return {"preexec_fn": lambda: end_with(parent)}


def end_with(parent: int) -> None:
    """Have the kernel kill this process when the thread of `parent` that started it is gone."""
    prctl = _prctl()
    if prctl is None:
        return
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone already
        os._exit(1)


@cache
def _prctl() -> Callable[[int, int], int] | None:
    """Linux' own way; found before a fork, since a child of threads had better not import."""
    if sys.platform != "linux":
        return None
    try:
        import ctypes

        found: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return None
    return found


@contextmanager
def ending_told() -> Iterator[None]:
    """Within this, a signal to end raises Ended, so that everything is put in order on the way out.

    One that was ignored from the start stays so (`nohup`). Of several only the first counts.
    """
    told = tuple(
        number
        for number in ENDING
        if number != signal.SIGINT and signal.getsignal(number) == signal.SIG_DFL
    )
    hook = sys.unraisablehook

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        _handle(told, signal.SIG_IGN)
        raise Ended(number)

    def swallowed(what: Any) -> None:  # noqa: ANN401 (of a type that has no name at run time)
        """Python drops what is raised in a finalizer; then it is asked for once more, outside."""
        if not isinstance(what.exc_value, Ended):
            hook(what)
            return
        _handle(told, end)
        threading.Timer(_SOON, signal.raise_signal, (what.exc_value.number,)).start()

    try:
        _handle(told, end)
        sys.unraisablehook = swallowed
        yield
    finally:
        sys.unraisablehook = hook
        _handle(told, signal.SIG_DFL)


def _handle(numbers: Iterable[int], handler: Any) -> None:  # noqa: ANN401 (as signal.signal takes it)
    for number in numbers:
        signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Within this, whoever asks us to end waits until we are through."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        with _deferred():
            yield
        return
    before = mask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


@contextmanager
def _deferred() -> Iterator[None]:
    """The same where signals cannot be held back: they are noted, and sent again afterwards."""
    came: list[int] = []
    try:
        before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in ENDING}
    except ValueError:  # signals come to the main thread, and this is another
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)
