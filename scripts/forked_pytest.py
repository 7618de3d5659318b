"""Run pytest again and again from one process that has already imported what takes time.

    python scripts/forked_pytest.py    (by scripts/mutants.py, in the folder of the tests)

Each line of input is one run as JSON, `{"arguments": […], "seconds": most}`; each line of output is
its exit code, 124 when it never ended. The seconds are the processor's, so that a busy machine ends
nothing too early; what only waits has twenty times as many by the clock. Every run is a fork, so
that none sees what another has imported; nothing of `publisher` is imported before the fork, since
that is what changes from run to run.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Sequence

import pytest

# What the tests need of other people's code, and what takes the longest of it to import.
_WARM = (
    *("asyncio", "click", "feedgen.feed", "feedparser", "hypothesis", "jinja2", "lxml.html"),
    *("markdown", "msgspec", "mutagen", "PIL.Image", "selectolax.lexbor", "sqlite3", "yaml"),
)
_ENDLESS = 124


def main() -> None:
    """Answer until there are no more lines."""
    for name in _WARM:
        with contextlib.suppress(ImportError):  # only time is lost
            importlib.import_module(name)
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 (of the interpreter's own kind, text)
    for line in sys.stdin:
        asked = json.loads(line)
        print(_run(asked["arguments"], asked["seconds"]), flush=True)


def _run(arguments: Sequence[str], seconds: int) -> int:
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        os._exit(_in_child(arguments))
    ended = os.pidfd_open(child)
    in_time = bool(select.select([ended], [], [], 20 * seconds)[0])
    os.close(ended)
    with contextlib.suppress(ProcessLookupError):  # nothing of it is left
        os.killpg(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if in_time else _ENDLESS


def _in_child(arguments: Sequence[str]) -> int:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    try:
        # Pytest cannot rewrite the asserts of what was imported before, and need not.
        return int(pytest.main(["-W", "ignore::pytest.PytestAssertRewriteWarning", *arguments]))
    except BaseException:  # noqa: BLE001 (a change that brings pytest itself down is noticed)
        return 1


if __name__ == "__main__":
    main()
