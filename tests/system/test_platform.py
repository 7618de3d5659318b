"""What macOS and Windows lack is not missed: each name is hidden, and every command goes on."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.system import platform

ROOT = Path(__file__).parents[2]
TIMEOUT = 120
HIDING = {
    "affinity": "import os; del os.sched_getaffinity",
    "fcntl": "import sys; sys.modules['fcntl'] = None",
    "mask": "import signal; del signal.pthread_sigmask",
    "hangup": "import signal; del signal.SIGHUP",
    "fork": "import os; del os.fork",
    "forkserver": (
        "import multiprocessing\n"
        "for at in ('multiprocessing', 'multiprocessing.context'):\n"
        "    import importlib; importlib.import_module(at)\n"
        "multiprocessing.get_all_start_methods = lambda: ['spawn']"
    ),
    "prctl": "from publisher.system import platform; platform._prctl = lambda: None",
    "ctypes": "import sys; sys.modules['ctypes'] = None",
}
HIDING["all"] = "\n".join(HIDING.values())
COMMANDS = """
import os, sys, traceback
{hidden}
from publisher.cli.main import main
def run(*arguments):
    try:
        main(list(arguments))
    except SystemExit as end:
        print("KOD", arguments, end.code, file=sys.stderr)
run("init", "prov", "--name", "Provet")
run("new", "article", "En rubrik")
run("build")
run("build", "--jobs", "2")
run("check")
run("deploy", "lokal")
run("build", "--clean", "--no-search", "--jobs", "1")
"""
SERVE = """
import sys
{hidden}
if __name__ == "__main__":
    from publisher.cli.main import main
    main(["serve", "--port", "0"])
"""


def texts() -> dict[str, str]:
    """Enough of them for processes to be worth starting."""
    return {
        f"content/artiklar/2025/text-{n}.md": f"---\ntitle: Nummer {n}\ndate: 2025-01-02\n---\n\nText {n}.\n"
        for n in range(50)
    }


EACH = [
    pytest.param(name, marks=() if name in {"all", "prctl"} else pytest.mark.long)
    for name in HIDING
]


@pytest.mark.parametrize("name", EACH)
def test_every_command_goes_on_without(publication: Callable[..., Path], name: str) -> None:
    root = publication(texts())
    ran = subprocess.run(
        [sys.executable, "-c", COMMANDS.format(hidden=HIDING[name])],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=TIMEOUT,
    )
    codes = re.findall(r"^KOD \('(\w+)'.* (\S+)$", ran.stderr, re.MULTILINE)
    assert "Traceback" not in ran.stderr, ran.stderr
    assert codes == [(command, "0") for command in
        ("init", "new", "build", "build", "check", "deploy", "build")], ran.stderr  # fmt: skip
    assert (root / "publicerat/2025/text-49/index.html").exists()


@pytest.mark.parametrize("name", ["all", "forkserver"])
def test_the_preview_goes_on_without(publication: Callable[..., Path], name: str) -> None:
    root = publication()
    (root / "start.py").write_text(SERVE.format(hidden=HIDING[name]), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "start.py"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"127\.0\.0\.1:(\d+)/", line)
        assert address, process.communicate()
        connection = http.client.HTTPConnection("127.0.0.1", int(address[1]), timeout=TIMEOUT)
        connection.request("GET", "/2025/forsta/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0, stderr
        assert "Traceback" not in stderr
    finally:
        process.kill()
        process.wait()


def test_where_signals_cannot_be_held_back_they_are_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    done = []
    with pytest.raises(platform.Ended) as ended, platform.ending_told():  # noqa: PT012
        with platform.undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("to the end")
        done.append("never")
    assert done == ["to the end"]
    assert ended.value.number == signal.SIGTERM


def test_a_signal_that_comes_while_python_tidies_up_is_not_lost() -> None:
    """What is raised in a finalizer is dropped; as at any moment of importing anything."""

    class Dying:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0)

    deadline = time.monotonic() + TIMEOUT
    with pytest.raises(platform.Ended), platform.ending_told():  # noqa: PT012
        Dying()
        while time.monotonic() < deadline:
            time.sleep(0.01)


def test_a_signal_that_was_ignored_from_the_start_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with platform.ending_told():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_no_other_room_asks_for_what_only_some_systems_have() -> None:
    names = r"sched_getaffinity|\bfcntl\b|pthread_sigmask|os\.fork\b|SIGHUP|prctl|msvcrt|os\.uname"
    rooms = (path for path in (ROOT / "publisher").rglob("*.py") if path.stem != "platform")
    found = [p.name for p in rooms if re.search(names, p.read_text("utf-8"))]
    assert found == ["workers.py"]
