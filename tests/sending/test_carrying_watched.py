"""Killed at random while others look in: status, report and a reader's page, from programs of their own."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sample.sending import FAST, Desk
from smtp_server import scripted

from publisher.sending.tallies import STATES

LOOKER = """
import json, sys
from pathlib import Path
from publisher.sending.requests import Here, SendRequest
from publisher.subscribers import StorePlace, open_store, people
from publisher.subscribers.addresses import cleaned

folder = Path(sys.argv[1])
place = StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
here = Here(place=place, root=folder)
turn = 0
while not (folder / "enough").exists():
    (found,) = here.ask(SendRequest(action="status")).sendings
    (same,) = here.ask(SendRequest(action="status", name=found.name)).sendings
    assert sum(found.sums.values()) == sum(same.sums.values()) == int(sys.argv[2]), found.sums
    with open_store(place) as store:
        shown = people.export(store, cleaned(f"l{turn % 7}@x{turn % 7}.example"))
    assert shown["finns"]
    turn += 1
    if turn == 1:
        print("ready", flush=True)
print(turn)
"""


def carrier(desk: Desk, edition: int, port: int) -> int:
    """A process that carries the edition until it is done, or killed."""
    child = os.fork()
    if child == 0:
        signal.alarm(300)
        code = 1
        try:
            desk.carried(edition, port)
            code = 0
        finally:
            os._exit(code)
    return child


def watched(folder: Path, readers: int, kills: int, lookers: int) -> None:
    desk = Desk(folder)
    desk.readers(readers)
    edition = desk.planned(pace=FAST)
    command = [sys.executable, "-c", LOOKER, str(folder), str(readers)]
    looking = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(lookers)
    ]
    for each in looking:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n", each.communicate(timeout=120)
    chance = random.Random(readers)  # noqa: S311 (the same moments each time, as far as clocks go)
    wanted = sorted(chance.sample(range(1, readers), kills))
    reached = threading.Event()
    seen = Counter[str]()

    def script(step: str, _: int, whom: str) -> None:
        if step == "dot":
            seen["dots"] += 1
            if wanted and seen["dots"] >= wanted[0]:
                reached.set()

    with scripted(script, keep=False) as server:
        while True:
            child = carrier(desk, edition, server.port)
            if not wanted:
                break
            assert reached.wait(120)
            time.sleep(chance.random() / 50)  # anywhere in the few letters that follow
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            wanted.pop(0)
            reached.clear()
            if wanted and seen["dots"] >= wanted[0]:
                wanted[0] = seen["dots"] + 1
            if seen["dots"] >= readers - 1:
                wanted.clear()
        _, status = os.waitpid(child, 0)
    (folder / "enough").touch()
    for each in looking:
        said, wrong = each.communicate(timeout=120)
        assert each.returncode == 0, wrong
        assert int(said) > 0
    assert status == 0
    states = desk.states(edition)
    sums = Counter(states.values())
    assert sums.total() == readers
    assert set(sums) <= {"accepted", "unknown"} <= set(STATES)
    assert sums["unknown"] <= kills
    assert max(server.copies.values()) == 1
    assert all(server.copies[whom] == 1 for whom, state in states.items() if state == "accepted")


def test_killed_at_random_while_others_look_in(tmp_path: Path) -> None:
    watched(tmp_path / "register", 120, kills=3, lookers=1)


@pytest.mark.long
def test_killed_forty_times_while_three_look_in(tmp_path: Path) -> None:
    watched(tmp_path / "register", 2000, kills=40, lookers=3)
