"""`publisher` in a process of its own, without the second that starting and importing take.

One process has imported the program and built a small publication, so that templates are compiled. It
forks for each command: the fork gets the arguments, folder and environment that were asked for, runs
`python -m publisher` and ends as that does. What Python reads of its environment when it starts cannot
be given to a fork; who asks for another such gets a process from the beginning.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from program import ROOT, Ran

PATIENCE = 600
_STARTING = ("PYTHON", "LC_", "LANG")


class Ready:
    """The process that forks; started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._env: dict[str, str] = {}

    def run(self, args: list[str], cwd: Path, env: dict[str, str]) -> Ran:
        """`publisher ARGS…`, when all of it is done."""
        if not hasattr(os, "fork"):
            return started(args, cwd, env)
        if self._process is None:
            self._start(env)
        if _starting(env) != _starting(self._env):
            return started(args, cwd, env)
        with tempfile.TemporaryDirectory(prefix="ran-") as told:
            out, err = Path(told, "out"), Path(told, "err")
            code = self._ask(args=args, cwd=str(cwd), env=env, out=str(out), err=str(err))
            return Ran(code, out.read_bytes().decode(), err.read_bytes().decode())

    def end(self) -> None:
        """Whatever it has forked has ended by now."""
        if self._process is not None:
            self._process.communicate(timeout=PATIENCE)
            self._process = None

    def _start(self, env: dict[str, str]) -> None:
        self._env = env
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env={**env, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def _ask(self, **asked: Any) -> int:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], PATIENCE)[0]:
            os.killpg(process.pid, signal.SIGKILL)
            self._process = None
            raise subprocess.TimeoutExpired(asked["args"], PATIENCE)
        return int(process.stdout.readline())


def started(args: list[str], cwd: Path, env: Mapping[str, str]) -> Ran:
    """`publisher ARGS…` in a Python that begins from the beginning."""
    done = subprocess.run(
        [sys.executable, "-m", "publisher", *args],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _starting(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_STARTING)}


# In the process that forks.


def serve() -> None:
    """Fork for each line that is asked; a fork returns from here with all that it was to have."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    warm()
    for line in requests:
        asked = json.loads(line)
        if not (child := os.fork()):
            os.close(requests.fileno())
            os.close(answers)
            become(**asked)
            return
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(answers, f"{code}\n".encode())
    os._exit(0)


def become(*, args: list[str], cwd: str, env: dict[str, str], out: str, err: str) -> None:
    """Whoever was asked for; `sys.stdout` and `sys.stderr` are what Python made of 1 and 2."""
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(cwd)
    sys.path[0] = cwd
    sys.argv[1:] = args


def warm() -> None:
    """Import what a build needs, by building."""
    import templates
    from sample.publication import DEFAULT_FILES

    import publisher.cli.main  # noqa: F401
    from publisher.build import BuildOptions, build

    templates.share()
    with tempfile.TemporaryDirectory(prefix="ready-") as folder:
        for name, text in DEFAULT_FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        build(BuildOptions(root=Path(folder), jobs=1))


if __name__ == "__main__":
    serve()
    runpy.run_module("publisher", run_name="__main__", alter_sys=True)
