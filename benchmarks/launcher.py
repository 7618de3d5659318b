"""Start programs from a small process, so that what is measured is theirs and not the measurer's.

Linux counts into a program's largest resident set what the process held that it was started from:
a benchmark with ten thousand articles in memory would find hundreds of MiB in a child that uses
fifty. `Launcher` is begun before anything is read, and starts each program for it.

Run as a program it is that small process: a line of JSON (command, folder, log) in, one out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measured process and its tree: wall and processor seconds, MiB in the largest of them."""

    code: int
    seconds: float
    processor: float
    mebibytes: float


class Launcher:
    """The small process; to be used in a `with`, which ends it."""

    def __init__(self) -> None:
        """Start it: Python without site packages, some 10 MiB, which is the least it can tell."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close its ear, at which it ends."""
        cast("IO[str]", self._process.stdin).close()
        self._process.wait()

    def run(self, command: list[str], folder: Path, log: Path) -> Run:
        """Run a program to its end in `folder`; what it says goes to the file `log`."""
        asked = json.dumps([command, str(folder), str(log)])
        ear, mouth = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        ear.write(f"{asked}\n")
        ear.flush()
        return Run(**json.loads(mouth.readline()))


def _measured(command: list[str], folder: str, log: str) -> dict[str, float]:
    """`wait4` tells of the whole tree, and of the largest process in it."""
    os.chdir(folder)
    out = (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    into = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), out, (os.POSIX_SPAWN_DUP2, 1, 2)]
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=into)
    _, status, usage = os.wait4(pid, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.perf_counter() - begun,
        "processor": usage.ru_utime + usage.ru_stime,
        "mebibytes": usage.ru_maxrss / 1024,
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(_measured(*json.loads(line))), flush=True)
