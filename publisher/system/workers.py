"""Forked processes that share out one list of work, and that cannot outlive the one they serve.

Each has a connection of its own to its parent: positions go one way, results the other. A library's
pool would leave children behind when the parent is killed, and answer a killed child in English.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, NoReturn, TypeVar, cast

from publisher.problems import Problem, PublisherError
from publisher.system import platform

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2
"""Shares that a worker holds at once, so that it need not wait for the next."""
_LARGEST = 16
"""Items in a share; few enough for all workers to be done at about the same time."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Worker:
    pid: int
    line: Connection
    """Our end of the connection."""


class Workers:
    """Processes that work through `items`; `end` must be called, whatever happens."""

    def __init__(self, function: Callable[[T], R], items: Sequence[T], jobs: int) -> None:
        """Start at most `jobs` of them, fewer when the system refuses."""
        self._function: Callable[[Any], Any] = function
        self._items: Sequence[Any] = items
        self._size = max(1, min(_LARGEST, len(items) // (jobs * 4)))
        # Only we hold the end that is never written to: when it closes, we are gone.
        self._gone, self._held = os.pipe()
        self._workers: list[_Worker] = []
        for _ in range(jobs):
            if not self._start():
                break

    def __len__(self) -> int:
        """How many processes there are."""
        return len(self._workers)

    def results(self) -> Iterator[Any]:
        """What became of each item, in order. Raises what the function raised, where it did.

        Raises PublisherError when a process was killed.
        """
        starts = iter(range(0, len(self._items), self._size))
        under_way: dict[Connection, list[int]] = {worker.line: [] for worker in self._workers}
        for line in list(under_way) * _AHEAD:
            self._hand_out(line, starts, under_way)
        done: dict[int, Any] = {}
        for turn in range(0, len(self._items), self._size):
            while turn not in done:
                ready = wait([line for line, held in under_way.items() if held])
                for line in cast("list[Connection]", ready):
                    done[under_way[line].pop(0)] = _answer(line)
                    self._hand_out(line, starts, under_way)
            share = done.pop(turn)
            if isinstance(share, _Failed):
                raise share.error
            yield from share

    def end(self) -> None:
        """End them all, also in the middle of something."""
        with platform.undisturbed():
            for worker in self._workers:
                worker.line.close()
                os.kill(worker.pid, signal.SIGKILL)
            for worker in self._workers:
                os.waitpid(worker.pid, 0)
            self._workers.clear()
            os.close(self._gone)
            os.close(self._held)

    def _hand_out(
        self, line: Connection, starts: Iterator[int], under_way: dict[Connection, list[int]]
    ) -> None:
        start = next(starts, None)
        if start is None:
            return
        under_way[line].append(start)
        try:
            line.send(start)
        except OSError as error:
            raise _killed() from error

    def _start(self) -> bool:
        """Start one more; False when the system has no more to give."""
        parent = os.getpid()
        with platform.undisturbed():
            try:
                ours, theirs = Pipe()
            except OSError:
                return False
            try:
                pid = os.fork()
            except OSError:
                pid = -1
            if pid == 0:
                ours.close()
                self._live(parent, theirs)
            theirs.close()
            if pid < 0:
                ours.close()
                return False
            self._workers.append(_Worker(pid, ours))
        return True

    def _live(self, parent: int, line: Connection) -> NoReturn:
        """The whole life of a child; nothing of the parent's may run in it, not even its end."""
        try:
            for number in platform.ENDING:
                signal.signal(number, signal.SIG_IGN)  # the parent decides, and then ends us
            platform.end_with(parent)
            os.close(self._held)
            for sister in self._workers:
                sister.line.close()
            threading.Thread(target=_leave_when_closed, args=(self._gone,), daemon=True).start()
            self._work(line)
        finally:
            os._exit(0)

    def _work(self, line: Connection) -> None:
        while True:
            try:
                start = line.recv()
            except (EOFError, OSError):
                return
            try:
                share: Any = [
                    self._function(item) for item in self._items[start : start + self._size]
                ]
            except BaseException as error:  # noqa: BLE001 (the parent raises it again)
                share = _crossing(error)
            try:
                line.send(share)
            except OSError:
                return
            except Exception as error:  # noqa: BLE001 (what cannot be sent is a bug of ours)
                line.send(_crossing(error))


def _answer(line: Connection) -> Any:  # noqa: ANN401 (whatever the stage maps over)
    try:
        return line.recv()
    except (EOFError, OSError) as error:
        raise _killed() from error


def _killed() -> PublisherError:
    """One of them is no more; its results never come."""
    text = "en av processerna som arbetade avslutades av systemet, mitt i arbetet"
    hint = (
        "Oftast beror det på att minnet tog slut. Stäng andra program och försök igen; "
        "publisher build --jobs 1 tar minst minne."
    )
    return PublisherError(Problem(path="", text=text, hint=hint))


def _crossing(error: BaseException) -> _Failed:
    """An exception as it can be sent: with its traceback as a note, or as the text of it."""
    from multiprocessing.reduction import ForkingPickler

    told = traceback.format_exc()
    try:
        if not isinstance(error, PublisherError):
            error.add_note(told)
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001 (any exception may refuse to be pickled, in any way)
        return _Failed(RuntimeError(told))
    return _Failed(error)


def _leave_when_closed(gone: int) -> None:
    os.read(gone, 1)
    os._exit(1)
