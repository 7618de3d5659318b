"""The program as tests meet it: where it lies, what a command left behind, a running preview."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
NODE_MODULES = ROOT / "tests" / "tools" / "node_modules"


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


TIMEOUT = 300


class Preview:
    """A running `publisher serve`, and what it has said."""

    def __init__(self, process: subprocess.Popen[str], root: Path) -> None:
        self.process = process
        self.home = root / ".publisher" / "preview"
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert address, line + (process.stderr.read() if process.stderr else "")
        self.port = int(address[1])

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request(method, path, headers=dict(headers or {}))
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response, data

    def text(self, path: str) -> str:
        return self.ask(path)[1].decode()

    @contextmanager
    def events(self) -> Iterator[Iterator[dict[str, Any]]]:
        """Everything open pages are told from now on; first of all how things are."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request("GET", "/__publisher__/events")
        response = connection.getresponse()  # takes the socket over: it is this that is closed

        def each() -> Iterator[dict[str, Any]]:
            while line := response.readline():
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

        try:
            yield each()
        finally:
            response.close()
            connection.close()

    def end(self) -> tuple[int, str, str]:
        """Ctrl-C; returns the exit code and what was printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            stdout, stderr = self.process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return self.process.returncode, stdout, stderr


@contextmanager
def started(root: Path, *more: str, stderr: int = subprocess.PIPE) -> Iterator[Preview]:
    """A preview of the publication in a folder, on a free port, until the block ends.

    A pipe that nobody reads is full after 64 kB of faults; then `stderr` is to be DEVNULL.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", "serve", "--port", "0", *more],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
    )
    try:
        yield Preview(process, root)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in filter(None, (process.stdout, process.stderr)):
            pipe.close()
