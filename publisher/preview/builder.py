"""One build after the other, each in a process of its own, forked from one that is warm.

A build in this process would make the browser wait, and what it keeps in memory (templates,
versions) could grow stale over a day of saves: a fresh process cannot differ from `publisher
build`. The warm one has imported what a build needs and has never built, so starting costs little.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError
from publisher.system.platform import ENDING, can_fork_apart, end_with

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess
    from types import FrameType

    from publisher.build import BuildOptions
    from publisher.build.report import BuildReport

# What an edit needs, the heaviest first; whatever else a build wants it imports itself.
_WARM = (
    "publisher.preview.warm",
    "publisher.build",
)
_PATIENCE = 60
"""How long another build may take, in seconds, before the author is told that it is in the way."""
_AGAIN = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildDone:
    """A build that was finished."""

    report: BuildReport
    site_url: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRefused:
    """A build that faults stopped; `site_url` is empty when the settings have some."""

    problems: tuple[Problem, ...]
    site_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildCrashed:
    """A build that a fault of our own broke off; `crash` is its traceback."""

    crash: str


Outcome = BuildDone | BuildRefused | BuildCrashed
"""How a build went."""


class BuildRunner:
    """Starts builds. One at a time, and from the main thread."""

    def __init__(self) -> None:
        """Start the warm process, which goes on importing by itself."""
        self._process: BaseProcess | None = None
        self._context: ForkServerContext | SpawnContext
        if can_fork_apart():
            self._context = get_context("forkserver")
            self._warm_up()
        else:
            self._context = get_context("spawn")

    def _warm_up(self) -> None:
        from multiprocessing import forkserver

        self._context.set_forkserver_preload(list(_WARM))
        # What is started while Ctrl-C is ignored goes on ignoring it: the terminal sends it to all.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)

    async def build(self, options: BuildOptions) -> Outcome | None:
        """Build; None when `interrupt` was called meanwhile, and then nothing was written."""
        ours, theirs = self._context.Pipe(duplex=False)
        # Nothing is ever sent on the second: when our end of it closes, we are gone.
        gone, held = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_run, args=(options, theirs, gone))
        process.start()
        theirs.close()
        gone.close()
        self._process = process
        try:
            return await asyncio.to_thread(_received, ours)
        except asyncio.CancelledError:
            process.terminate()
            raise
        finally:
            self._process = None
            await asyncio.to_thread(process.join)
            ours.close()
            held.close()

    def interrupt(self) -> None:
        """Stop the build that is under way; files on their way into place still get there."""
        if self._process is not None:
            self._process.terminate()


def _received(pipe: Connection) -> Outcome | None:
    try:
        outcome: Outcome = pipe.recv()
    except EOFError:
        return None
    return outcome


def _run(options: BuildOptions, pipe: Connection, gone: Connection) -> None:
    """The whole life of a build's process."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)  # the preview decides
    signal.signal(signal.SIGTERM, _interrupted)
    end_with(os.getppid())
    threading.Thread(target=_leave_when_closed, args=(gone,), daemon=True).start()
    try:
        pipe.send(_built(options))
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _leave_when_closed(gone: Connection) -> None:
    """End at once when the preview is no more, as if killed with it."""
    with suppress(EOFError, OSError):
        gone.recv()
    os._exit(1)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _built(options: BuildOptions) -> Outcome:
    started = perf_counter()
    try:
        report = _patiently(options)
    except PublisherError as error:
        return BuildRefused(problems=error.problems, site_url=_site_url(options))
    except Exception:  # noqa: BLE001 (our own bug; it is shown, and the preview goes on)
        return BuildCrashed(crash=traceback.format_exc())
    took = perf_counter() - started
    return BuildDone(report=report, site_url=_site_url(options), seconds=took)


def _patiently(options: BuildOptions) -> BuildReport:
    """Build, after waiting for whoever builds here already, such as `publisher build` elsewhere."""
    from publisher.build import build
    from publisher.build.opening import BusyError

    for _ in range(int(_PATIENCE / _AGAIN)):
        try:
            return build(options)
        except BusyError:
            sleep(_AGAIN)
    return build(options)


def _site_url(options: BuildOptions) -> str:
    from publisher.config import load_config
    from publisher.media import images

    config, _ = load_config(options.root, options.file, measure=images.measure)
    return config.site_url if config else ""
