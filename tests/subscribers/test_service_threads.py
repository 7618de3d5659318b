"""The store's thread: what shares a transaction is durable together, and fails apart."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from sign_up import Service

from publisher.problems import Problem
from publisher.subscribers import PeopleStore
from publisher.subscribers.database import DatabaseRefusedError
from publisher.subscribers.database.connection import Database
from publisher.subscribers.service.threads import StoreThread


def note(name: str, broken: bool = False) -> Callable[[PeopleStore], str]:
    def do(store: PeopleStore) -> str:
        with store.write():
            store.database.run("INSERT INTO meta (name, value) VALUES (:n, '')", n=f"x {name}")
            if broken:
                raise RuntimeError(name)
            return name

    return do


async def all_of(thread: StoreThread, names: str, bad: str = "") -> list[object]:
    """All stand in line before the first is done."""
    gate = threading.Event()
    first = asyncio.create_task(thread.run(lambda _: gate.wait(60)))
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(thread.run(note(n, n in bad), together=True)) for n in names]
    await asyncio.sleep(0)
    gate.set()
    await first
    return list(await asyncio.gather(*tasks, return_exceptions=True))


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    usual = Database._plain
    monkeypatch.setattr(Database, "_plain", lambda self, sql: told.append(sql) or usual(self, sql))
    return told


def kept(here: Service) -> list[str]:
    return [
        row["name"][2:]
        for row in here.rows("SELECT name FROM meta WHERE name LIKE 'x %' ORDER BY 1")
    ]


def test_those_who_stand_in_line_wait_for_the_disk_once(here: Service, commits: list[str]) -> None:
    thread = StoreThread(here.store)
    assert asyncio.run(all_of(thread, "abcdefgh")) == list("abcdefgh")
    thread.close()
    assert commits.count("COMMIT") == 1
    assert kept(here) == list("abcdefgh")


def test_one_that_fails_takes_nobody_along(here: Service) -> None:
    thread = StoreThread(here.store)
    found = asyncio.run(all_of(thread, "abcd", bad="c"))
    thread.close()
    assert [each if isinstance(each, str) else repr(each) for each in found] == [
        "a",
        "b",
        "RuntimeError('c')",
        "d",
    ]
    assert kept(here) == ["a", "b", "d"]


def test_a_database_that_refuses_is_told_to_all_and_opened_anew(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DatabaseRefusedError(Problem(path="", text="full", hint=""))

    thread = StoreThread(here.store)
    with monkeypatch.context() as broken:
        broken.setattr(Database, "_plain", full)
        found = asyncio.run(all_of(thread, "abc"))
        assert {type(each) for each in found} == {DatabaseRefusedError}
    assert asyncio.run(all_of(thread, "abc")) == list("abc")
    thread.close()
