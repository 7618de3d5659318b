"""kill -9 and power loss, at every step and at random: everybody at most once, and all accounted for.

A child carries an edition and is killed by the server itself, at a step of the protocol that the test
chooses; so it is certain how far it had come. Power loss takes the database, its WAL and nothing else away
as they lie at that instant.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import threading
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample.sending import FAST, Desk
from smtp_server import Say, Scripted, scripted

from publisher.problems import PublisherError

STEPS = ("greeting", "ehlo", "mail", "rcpt", "data", "dot")


class Killer:
    """A script that kills the child when a step is reached for the nth time, before or after it counts."""

    def __init__(self, step: str, count: int, *, answered: bool) -> None:
        self.step, self.count, self.answered = step, count, answered
        self.child = 0
        self.born, self.dead = threading.Event(), threading.Event()
        self.killed = False

    def __call__(self, step: str, count: int, _: str) -> Say | None:
        if self.killed or step != self.step or count != self.count:
            return None
        self.born.wait(30)
        self.killed = True
        os.kill(self.child, signal.SIGKILL)
        os.waitid(os.P_PID, self.child, os.WEXITED | os.WNOWAIT)
        self.dead.set()
        # Whether the letter was kept is the server's own affair: the child never heard.
        return Say(close=True, keeps=self.answered)


def carried_by_child(
    desk: Desk, edition: int, port: int, killer: Killer, connections: int = 1
) -> None:
    """Carry in a forked child, until it is done or killed."""
    child = os.fork()
    if child == 0:
        signal.alarm(120)  # a child that hangs is a fault to be told, not to be waited for
        code = 1
        try:
            desk.carried(edition, port, connections=connections)
            code = 0
        finally:
            os._exit(code)
    killer.child = child
    killer.born.set()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    if killer.killed:
        killer.dead.wait(30)
    _, status = os.waitpid(child, 0)
    assert killer.killed or status == 0, status


def judged(desk: Desk, edition: int, server: Scripted, *, most_unknown: int = 1) -> None:
    """What must hold for every recipient, whatever happened."""
    states = desk.states(edition)
    sums = Counter(states.values())
    assert not {whom for whom, copies in server.copies.items() if copies > 1}
    assert sums.total() == len(states)
    assert sums["handing"] == sums["planned"] == 0
    assert sums["unknown"] <= most_unknown
    for whom, state in states.items():
        if state == "accepted":
            assert server.copies[whom] == 1, whom
        elif state != "unknown":
            assert server.copies[whom] == 0, (whom, state)


def survived(
    folder: Path, killer: Killer, readers: int, *, connections: int = 1, power: bool = False
) -> None:
    desk = Desk(folder)
    desk.readers(readers)
    edition = desk.planned(pace=FAST)
    with scripted(killer, keep=False) as server:
        carried_by_child(desk, edition, server.port, killer, connections)
        if power:
            desk = powerless(desk, folder.with_name(folder.name + "-efter"))
        desk.carried(edition, server.port)
        judged(desk, edition, server, most_unknown=connections)


def powerless(desk: Desk, folder: Path) -> Desk:
    """The store as the disk has it when all processes have stopped: database and WAL, no shared memory."""
    shutil.copytree(desk.folder, folder, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    return Desk(folder)


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_step(tmp_path: Path, step: str, answered: bool) -> None:
    count = 1 if step in {"greeting", "ehlo"} else 3
    survived(tmp_path / "register", Killer(step, count, answered=answered), 6)


def points(count: int, readers: int) -> list[tuple[str, int, bool]]:
    chance = random.Random(count)  # noqa: S311 (the same points each time)
    return [
        (chance.choice(STEPS[2:]), chance.randint(1, readers), chance.random() < 0.5)
        for _ in range(count)
    ]


@pytest.mark.parametrize("point", points(6, 40), ids=str)
def test_killed_at_random_points(tmp_path: Path, point: tuple[str, int, bool]) -> None:
    step, count, answered = point
    survived(
        tmp_path / "register", Killer(step, count, answered=answered), 40, power=count % 2 == 0
    )


@pytest.mark.long
@pytest.mark.parametrize("point", points(100, 775), ids=str)
def test_killed_at_a_hundred_points_of_775(tmp_path: Path, point: tuple[str, int, bool]) -> None:
    step, count, answered = point
    survived(
        tmp_path / "register", Killer(step, count, answered=answered), 775, power=count % 2 == 0
    )


@pytest.mark.long
def test_killed_at_each_of_775_letters(tmp_path: Path) -> None:
    """One edition, killed at every single letter, and gone on with each time."""
    desk = Desk(tmp_path / "register")
    desk.readers(775)
    edition = desk.planned(pace=FAST)
    copies: Counter[str] = Counter()
    for round_ in range(775):
        killer = Killer("dot", 1, answered=round_ % 2 == 0)
        with scripted(killer, keep=False) as server:
            carried_by_child(desk, edition, server.port, killer)
            copies += server.copies
    with scripted(keep=False) as server:
        desk.carried(edition, server.port)
        copies += server.copies
    states = desk.states(edition)
    assert max(copies.values()) == 1
    assert len(states) == 775
    assert set(states.values()) <= {"accepted", "unknown"}
    assert all(copies[whom] == 1 for whom, state in states.items() if state == "accepted")


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kills=st.lists(
        st.tuples(st.sampled_from(STEPS[2:]), st.integers(1, 8), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    connections=st.sampled_from([1, 2]),
    power=st.booleans(),
)
def test_killed_again_and_again(
    tmp_path_factory: pytest.TempPathFactory,
    kills: list[tuple[str, int, bool]],
    connections: int,
    power: bool,
) -> None:
    """Each time it is gone on with it may be cut off again; what was known before stays true."""
    folder = tmp_path_factory.mktemp("kills")
    desk = Desk(folder / "0")
    desk.readers(20)
    edition = desk.planned(pace=FAST)
    copies: Counter[str] = Counter()
    for number, (step, count, answered) in enumerate(kills, start=1):
        killer = Killer(step, count, answered=answered)
        with scripted(killer, keep=False) as server:
            carried_by_child(desk, edition, server.port, killer, connections)
            threading.Event().wait(0.05)  # what the dead had sent is still read
            copies += server.copies
        if power:
            desk = powerless(desk, folder / str(number))
    with scripted(keep=False) as server:
        desk.carried(edition, server.port)
        server.copies += copies
        judged(desk, edition, server, most_unknown=connections * len(kills))


def test_a_disk_that_is_full_in_the_middle(tmp_path: Path) -> None:
    """What cannot be noted beforehand is not sent; with room again the rest is."""
    desk = Desk(tmp_path / "register")
    desk.readers(60)
    edition = desk.planned(pace=FAST)
    size = max(each.stat().st_size for each in desk.folder.glob("subscribers.sqlite*"))
    with scripted(keep=False) as server:
        child = os.fork()
        if child == 0:
            signal.alarm(120)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, resource.RLIM_INFINITY))
            code = 1
            try:
                desk.carried(edition, server.port)
            except PublisherError:
                code = 7
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 7
        assert 0 < server.copies.total() < 60
        desk.carried(edition, server.port)
        judged(desk, edition, server)
