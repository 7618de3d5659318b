"""Killed at any moment, a build leaves no process and no lock, and the next makes up for it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from sample.publication import WHOLE_YML

from publisher.build import BuildOptions, build

ROOT = Path(__file__).parents[2]
PATIENCE = 300
"""Seconds after which something that should have ended is taken to live for ever."""
MARK = "PUBLISHER_TEST_MARK"
TEXTS = 54

pytestmark = [
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="who lives on is read in /proc"
    ),
    pytest.mark.sampled(2),
]


class Round(NamedTuple):
    victim: str
    number: signal.Signals
    cold: bool


class Killed(NamedTuple):
    code: int
    stderr: str
    hit: str


def living(mark: str) -> list[int]:
    """Every process that was started under this mark; what has ended has no environment."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                environ = (folder / "environ").read_bytes()
            except OSError:
                continue
            if f"{MARK}={mark}".encode() in environ.split(b"\0"):
                found.append(int(folder.name))
    return found


def gone(mark: str) -> list[int]:
    """Wait for all of them to end by themselves; returns those that do not."""
    deadline = time.monotonic() + PATIENCE
    while (left := living(mark)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def start(root: Path, mark: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "publisher", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def strike(process: subprocess.Popen[str], mark: str, each: Round, rng: random.Random) -> str:
    """Send the signal to whom it is meant for; returns who that was."""
    while each.victim == "child" and process.poll() is None:  # as soon as there is one
        children = [pid for pid in living(mark) if pid != process.pid]
        if children:
            with suppress(ProcessLookupError):
                os.kill(rng.choice(children), each.number)
                return "child"
        time.sleep(0.005)
    if process.poll() is not None:
        return "nobody"
    if each.victim == "group":
        os.killpg(process.pid, each.number)
    else:
        process.send_signal(each.number)
    return each.victim


def killed(root: Path, after: float, each: Round, rng: random.Random) -> Killed:
    """A build that is struck down some seconds after its start; nobody tidies up after it."""
    mark = uuid.uuid4().hex
    process = start(root, mark, "build", "--jobs", "2")
    time.sleep(after)
    hit = strike(process, mark, each, rng)
    _, stderr = process.communicate(timeout=PATIENCE * 10)
    if left := gone(mark):
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        pytest.fail(f"{each}: {len(left)} processes live on")
    return Killed(process.returncode, stderr, hit)


def texts(root: Path, version: int) -> None:
    """Texts of which every third differs between versions, and some come and go."""
    for number in range(TEXTS):
        file = root / f"content/artiklar/{2020 + number % 5}/text-{number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        if number % 10 == 5 + version:
            file.unlink(missing_ok=True)
            continue
        word = f"version {version}" if number % 3 == 0 else "samma"
        head = f"title: Rubrik {number}\ndate: {2020 + number % 5}-03-03\nauthors: redaktionen"
        mail = "mail:\n  send: true" if number % 20 == 0 else ""
        text = f"---\n{head}\ntags: [kina, nr{number % 4}]\n{mail}\n---\n\nText, {word}.\n"
        file.write_text(text, "utf-8")


def tree(root: Path) -> dict[str, bytes]:
    rooms = (root / "build" / room for room in ("site", "editions"))
    files = (file for room in rooms for file in room.rglob("*") if file.is_file())
    return {file.relative_to(root / "build").as_posix(): file.read_bytes() for file in files}


class Stage(NamedTuple):
    root: Path
    clean: tuple[dict[str, bytes], dict[str, bytes]]


@pytest.fixture
def stage(publication: Callable[..., Path]) -> Stage:
    """A publication with all there is, and what each of its two versions is to become."""
    clean = []
    for version in (0, 1):
        other = publication({"mkdocs.yml": WHOLE_YML}, folder=f"ren-{version}")
        texts(other, version)
        build(BuildOptions(root=other, jobs=2))
        clean.append(tree(other))
    return Stage(publication({"mkdocs.yml": WHOLE_YML}), (clean[0], clean[1]))


def torture(stage: Stage, count: int, rng: random.Random) -> dict[str, int]:
    """Kill so many builds; those that were quicker than the blow are not counted."""
    root, struck = stage.root, dict.fromkeys(("parent", "child", "group"), 0)
    lasts = {True: 4.0, False: 2.0}  # seconds that a build is thought to take; learnt on the way
    version = 0
    while sum(struck.values()) < count:
        version = 1 - version
        texts(root, version)
        each = chosen(rng)
        if each.cold:
            for name in ("build", ".publisher"):
                shutil.rmtree(root / name, ignore_errors=True)
        after = rng.uniform(0.2, lasts[each.cold])
        found = killed(root, after, each, rng)
        lasts[each.cold] *= 0.8 if found.hit == "nobody" else 1.05
        if found.hit == "nobody":
            continue
        struck[found.hit] += 1
        expect(each, found)
        again = start(root, uuid.uuid4().hex, "build", "--jobs", "2")
        _, stderr = again.communicate(timeout=PATIENCE * 10)
        assert again.returncode == 0, (each, after, stderr)
        made, wanted = tree(root), stage.clean[version]
        differing = sorted(p for p in made.keys() | wanted if made.get(p) != wanted.get(p))
        assert not differing, (each, after, found, differing[:5])
    return struck


def expect(each: Round, found: Killed) -> None:
    """What the author reads, when there is anybody to say it."""
    assert "Traceback" not in found.stderr, (each, found.stderr)
    if found.hit in {"parent", "group"} and each.number != signal.SIGKILL and found.code > 0:
        assert found.code in {128 + each.number, 1}, (each, found)
    if found.hit == "child" and found.code == 1:
        assert "avslutades" in found.stderr or "pagefind" in found.stderr, (each, found)


def chosen(rng: random.Random) -> Round:
    numbers = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
    victim = rng.choice(("parent", "child", "group"))
    return Round(victim, rng.choice(numbers), cold=rng.random() < 0.4)


WAITING = """
import os, sys, time
import publisher.{module} as at
from publisher.cli.main import main
real = at.{name}
def waits(*args, **more):
    open("here", "w").close()
    while not os.path.exists("on"):
        time.sleep(0.01)
    return real(*args, **more)
at.{name} = waits
main(["build", "--jobs", "2"])
"""


def waiting(root: Path, mark: str, where: str) -> subprocess.Popen[str]:
    """A build that has come to a certain function, and waits there."""
    module, _, name = where.rpartition(".")
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING.format(module=module, name=name)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not (root / "here").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    (root / "here").unlink()
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("where", ["engine.outputs.stage", "content.fragments.read_body"])
def test_a_build_that_is_asked_to_end_puts_itself_in_order(
    publication: Callable[..., Path], where: str, number: signal.Signals
) -> None:
    root, mark = publication(), uuid.uuid4().hex
    texts(root, 0)
    process = waiting(root, mark, where)
    assert len(living(mark)) == 3
    os.killpg(process.pid, number)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    assert ("Avslutat av systemet" if number != signal.SIGINT else "Avbrutet") in stderr
    assert "Traceback" not in stderr
    assert not gone(mark)
    assert not (root / "build/.staging").exists()
    assert not (root / "build/site").exists()
    assert build(BuildOptions(root=root, jobs=1)).added


def test_a_killed_child_is_told_in_swedish(publication: Callable[..., Path]) -> None:
    root, mark = publication(), uuid.uuid4().hex
    texts(root, 0)
    process = waiting(root, mark, "engine.outputs.stage")
    os.kill(next(pid for pid in living(mark) if pid != process.pid), signal.SIGKILL)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "avslutades av systemet" in stderr
    assert "1 fel. Inget skrevs." in stderr
    assert not gone(mark)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_preview_takes_its_builds_with_it(
    publication: Callable[..., Path], number: signal.Signals
) -> None:
    root, mark = publication(), uuid.uuid4().hex
    texts(root, 0)
    process = start(root, mark, "serve", "--port", "0")
    time.sleep(number % 4 * 0.7 + 0.5)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number), stderr
    assert "Traceback" not in stderr
    assert not gone(mark)
    build(BuildOptions(root=root, jobs=1))


PROGRAM = """
import subprocess
from publisher.system.platform import bound
subprocess.run(["sleep", "600"], **bound())
"""


def test_a_program_that_was_started_ends_with_the_one_who_started_it() -> None:
    mark = uuid.uuid4().hex
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, MARK: mark}
    )
    deadline = time.monotonic() + PATIENCE
    while len(living(mark)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not gone(mark)


def test_killed_builds_leave_nothing_behind(stage: Stage) -> None:
    rng = random.Random(11)  # noqa: S311
    torture(stage, 5, rng)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_killed_builds_leave_nothing_behind(stage: Stage, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    struck = torture(stage, 25, rng)
    print(struck)  # noqa: T201 (the figures are worth reading)
