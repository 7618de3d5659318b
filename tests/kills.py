"""Killing a command at a random moment, the whole of it or a part, and seeing what is left running.

Nothing here ends what a killed command leaves behind: `left` waits for it to end by itself, and
whatever has not is a fault to be told, by the name of its program.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WHOM = ("parent", "child", "group")
_MARK = "PUBLISHER_TEST_MARK"
_PATIENCE = 60.0
"""Seconds for what is left to end by itself, on a machine that is busy with other things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """How a command ended: by `signal` (0: it was quicker), what it said, and who outlived it."""

    code: int
    said: str
    left: tuple[str, ...]


def killed(  # noqa: PLR0913 (what is run, and what befalls it)
    arguments: list[str],
    cwd: Path,
    env: Mapping[str, str],
    *,
    whom: str,
    how: signal.Signals,
    after: float,
) -> Killed:
    """Run `publisher …` in a process group of its own, and kill parent, a child or the group."""
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        [sys.executable, "-m", "publisher", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env, _MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        with suppress(subprocess.TimeoutExpired):
            process.wait(after)
        if whom == "child":
            _kill_child(process, mark, how)
        elif process.poll() is None:
            with suppress(ProcessLookupError):
                (os.killpg if whom == "group" else os.kill)(process.pid, how)
        code = process.wait(_PATIENCE)
        # Whoever lives on may hold the pipe open: only what is in it, once all have gone.
        left = _left(mark)
        said = process.stderr.read() if not left else ""
    return Killed(code=code, said=said, left=left)


def _kill_child(process: subprocess.Popen[str], mark: str, how: signal.Signals) -> None:
    """Any process below it, as soon as there is one."""
    while process.poll() is None:
        if below := [pid for pid in _marked(mark) if pid != process.pid]:
            with suppress(ProcessLookupError):
                os.kill(random.choice(below), how)  # noqa: S311
            return
        time.sleep(0.005)


def _left(mark: str) -> tuple[str, ...]:
    ends = time.monotonic() + _PATIENCE
    while (found := _marked(mark)) and time.monotonic() < ends:
        time.sleep(0.02)
    return tuple(found.values())


def _marked(mark: str) -> dict[int, str]:
    """Every living process that was started with this mark, and its command line."""
    sign, found = f"{_MARK}={mark}".encode(), {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if sign in (folder / "environ").read_bytes().split(b"\0"):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                found[int(folder.name)] = command
    return found
