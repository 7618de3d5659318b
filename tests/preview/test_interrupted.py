"""The desk is killed while somebody writes: at most the last second is gone from the disk, and
nothing from the browser, which gives it back at the next desk."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep, time
from typing import Any

import pytest
from program import ROOT, Preview, started
from sample.publication import DEFAULT_FILES
from web_server import free_port

SCRIPT = ROOT / "tests" / "tools" / "interrupted.js"
PATH = "content/artiklar/2025/forsta.md"
LATEST = 1.5
"""Seconds within which a word is on the disk; the desk itself waits for at most 0.8."""


class Writer:
    """A browser that types when it is told to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, **what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else ""
        told: dict[str, Any] = json.loads(line)
        return told


@pytest.fixture(scope="module")
def writer(tool: Callable[[str], str], node_module: Callable[[str], Path]) -> Iterator[Writer]:
    node_module("playwright-core")
    command = [tool("node"), str(SCRIPT), tool("chromium")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield Writer(process)
        finally:
            process.kill()


def address_of(preview: Preview) -> str:
    """Where the text is written, key and all."""
    assert preview.process.stdout is not None
    found = re.search(r"(http://\S+/[\w-]{32})/skrivbord/", preview.process.stdout.readline())
    assert found
    return f"{found[1]}/skrivbord/skriv/{PATH}"


def interrupted(root: Path, writer: Writer, chance: random.Random, port: str) -> None:
    """One round: written, killed at any moment, found again at the same address."""
    before = (root / PATH).read_text("utf-8")
    words: list[tuple[str, float]] = []
    with started(root, "--port", port) as preview:
        writer.ask(type=address_of(preview), pause=chance.choice((0, 20)))
        assert writer.told() == {"ready": True}
        end = time() + chance.uniform(0.2, 3)
        while time() < end:
            word = writer.told()
            words.append((word["word"], word["at"] / 1000))
        preview.process.kill()
        killed = time()
    disk = (root / PATH).read_text("utf-8")
    sleep(chance.uniform(0, 0.5))
    writer.ask(stop=True)
    while "text" not in (last := writer.told()):
        pass
    assert disk.startswith(before.rstrip("\n"))
    missing = [
        word for word, at in words if at < killed - LATEST and f"{word} " not in joined(disk)
    ]
    assert missing == []
    with started(root, "--port", port) as preview:
        writer.ask(find=address_of(preview))
        found = writer.told()
    assert found["text"].split() == last["text"].split()
    assert joined((root / PATH).read_text("utf-8")).endswith(joined(last["text"]))


def joined(text: str) -> str:
    return " ".join(text.split()) + " "


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in DEFAULT_FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("rounds", [1, pytest.param(200, marks=pytest.mark.long)])
def test_a_desk_that_is_killed_loses_nothing_that_was_typed(
    root: Path, writer: Writer, rounds: int
) -> None:
    chance = random.Random(rounds)  # noqa: S311
    port = str(free_port())  # the desk is at the next one, where browsers know it again
    for _ in range(rounds):
        interrupted(root, writer, chance, port)
        (root / PATH).write_text(DEFAULT_FILES[PATH], "utf-8")


def test_two_pages_with_the_same_text_keep_apart_what_each_has_typed(
    root: Path, writer: Writer
) -> None:
    port = str(free_port())
    with started(root, "--port", port) as preview:
        writer.ask(both=address_of(preview))
        assert writer.told() == {"ready": True}
        preview.process.kill()
    writer.ask(words=["Den ena.", "Den andra."])
    assert writer.told() == {"closed": True}
    with started(root, "--port", port) as preview:
        writer.ask(each=address_of(preview))
        found = writer.told()["found"]
    assert [text.rpartition("\n")[2] for text in found] == ["Den andra.", "Den ena."]
