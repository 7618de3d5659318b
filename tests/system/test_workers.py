"""Work shared out to forked processes: every item once, in order, and whatever goes wrong is told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from publisher.problems import Problem, PublisherError
from publisher.system.platform import can_fork
from publisher.system.workers import Workers

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes are not forked here")


@contextmanager
def working(function: Callable[[Any], Any], items: Sequence[Any], jobs: int) -> Iterator[Workers]:
    workers = Workers(function, items, jobs)
    try:
        yield workers
    finally:
        workers.end()


def results(function: Callable[[Any], Any], items: Sequence[Any], jobs: int = 2) -> list[Any]:
    with working(function, items, jobs) as workers:
        return list(workers.results())


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 63, 64, 65, 300])
def test_every_item_comes_back_once_and_in_order(count: int, jobs: int) -> None:
    assert results(lambda item: (item, item * item), range(count), jobs) == [
        (item, item * item) for item in range(count)
    ]


def test_what_is_slow_comes_in_its_turn() -> None:
    def function(item: int) -> int:
        time.sleep(0.02 if item % 16 == 0 else 0)
        return item

    assert results(function, range(100)) == list(range(100))


def test_the_work_is_done_by_others_who_all_take_part() -> None:
    def function(_: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    with working(function, range(64), 3) as workers:
        assert len(workers) == 3
        pids = set(workers.results())
    assert len(pids) == 3
    assert os.getpid() not in pids


def test_what_went_wrong_is_raised_where_it_did_with_its_traceback() -> None:
    def function(item: int) -> int:
        if item in {4, 6}:
            message = f"nej till {item}"
            raise KeyError(message)
        return item

    with working(function, range(8), 1) as workers:
        found = workers.results()
        assert [next(found) for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(KeyError, match="nej till 4") as caught:
            next(found)
    assert "in function" in "".join(caught.value.__notes__)


def test_faults_of_an_author_come_as_they_are() -> None:
    fault = Problem(path="content/a.md", line=3, text="fel", hint="Rätta.")

    def function(_: int) -> None:
        raise PublisherError(fault)

    with pytest.raises(PublisherError) as caught:
        results(function, range(4))
    assert caught.value.problems == (fault,)
    assert not hasattr(caught.value, "__notes__")


class StubbornError(Exception):
    """Can be pickled, but not read again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)
        self.two = two


def test_an_exception_that_cannot_cross_is_told_in_words() -> None:
    def function(_: int) -> None:
        raise StubbornError("ett", "två")

    with pytest.raises(RuntimeError, match="StubbornError: ett"):
        results(function, range(4))


def test_a_result_that_cannot_cross_is_told() -> None:
    with pytest.raises(Exception, match="pickle"):
        results(lambda _: lambda: None, range(4))


KILLED = "en av processerna som arbetade avslutades av systemet, mitt i arbetet"


@pytest.mark.parametrize("at", [0, 3, 30])
def test_a_process_that_is_killed_is_told_of(at: int) -> None:
    """At once, or when it has handed in some; it holds more shares than the one it works on."""

    def function(item: int) -> int:
        if item == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    with pytest.raises(PublisherError) as caught:
        results(function, range(64))
    (problem,) = caught.value.problems
    assert problem.text == KILLED
    assert "--jobs 1" in problem.hint


def test_all_that_were_killed_before_they_had_anything_are_told_of() -> None:
    with working(lambda item: item, range(64), 2) as workers:
        for worker in workers._workers:
            os.kill(worker.pid, signal.SIGKILL)
            os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
        with pytest.raises(PublisherError) as caught:
            list(workers.results())
    assert [problem.text for problem in caught.value.problems] == [KILLED]


def test_a_system_that_gives_no_more_processes_is_content_with_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, given = os.fork, 0

    def fork() -> int:
        nonlocal given
        given += 1
        if given > 2:
            raise BlockingIOError
        return real()

    monkeypatch.setattr(os, "fork", fork)
    with working(lambda item: item, range(30), 5) as workers:
        assert len(workers) == 2
        assert given == 3
        assert list(workers.results()) == list(range(30))


@pytest.mark.parametrize("after", [0, 1, 40])
def test_nothing_is_left_of_them_when_they_are_ended(after: int) -> None:
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()  # noqa: PTH112, PTH208
    workers = Workers(lambda item: item, range(64), 2)
    pids = [worker.pid for worker in workers._workers]
    found = workers.results()
    for _ in range(after):
        next(found)
    workers.end()
    assert len(workers) == 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    if before:
        assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
