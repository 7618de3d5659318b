"""The state among processes and between commits: who sees what, and who has to wait."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from publisher.engine.state import HeldError, State, StateDamagedError, held


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path)) as opened:
        yield opened


def every(state: State, room: str = "rum", prefix: str = "") -> dict[str, bytes]:
    return dict(state.items(room, prefix))


def test_a_room_is_listed_in_order_whole_or_by_the_beginning_of_its_keys(state: State) -> None:
    keys = ["b", "a\n1", "a\nö", "a\n\U0010fffe", "a", "ab", "ä"]
    state.put_all("rum", ((key, key.encode()) for key in keys))
    state.put("annat", "a\n2", b"x")
    assert [key for key, _ in state.items("rum")] == sorted(keys) == [*state.keys("rum")]
    assert every(state) == {key: key.encode() for key in keys}
    assert every(state, prefix="a\n").keys() == {"a\n1", "a\nö", "a\n\U0010fffe"}
    assert state.keys("annat") == ("a\n2",)
    assert (state.empty("annat"), state.empty("tomt")) == (False, True)


def test_one_key_or_a_whole_room_is_forgotten(state: State) -> None:
    state.put_all("rum", [("a", b"1"), ("b", b"2")])
    state.put("annat", "a", b"3")
    state.delete("rum", "a")
    assert (every(state), every(state, "annat")) == ({"b": b"2"}, {"a": b"3"})
    state.delete("rum")
    assert (every(state), every(state, "annat")) == ({}, {"a": b"3"})


def test_only_what_was_committed_stays(tmp_path: Path, state: State) -> None:
    state.put("rum", "a", b"1")
    state.commit()
    state.put("rum", "a", b"2")
    with closing(State(tmp_path)) as other:
        assert every(other) == {"a": b"1"}
    state.rollback()
    assert state.get("rum", "a") == b"1"
    state.put("rum", "b", b"3")
    state.close()
    assert every(state) == {"a": b"1"}


def test_nothing_stays_when_it_is_not_sure(state: State) -> None:
    asked = []

    def sure() -> None:
        asked.append(1)
        raise ValueError

    state.sure = sure
    state.commit()  # nothing was put, so nothing is asked
    assert asked == []
    state.put("rum", "a", b"1")
    with pytest.raises(ValueError):
        state.commit()
    state.rollback()
    assert every(state) == {}


@pytest.mark.parametrize("other", [-1, 1])
def test_another_process_never_uses_the_connection_it_inherited(
    state: State, monkeypatch: pytest.MonkeyPatch, other: int
) -> None:
    """Whether its number is higher or lower: numbers begin anew some day."""
    state.put("rum", "a", b"1")
    state.commit()
    state.put("rum", "a", b"inte")
    own = os.getpid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: own + other)
        assert state.get("rum", "a") == b"1"


@pytest.mark.parametrize("other", [-1, 1])
def test_another_process_never_closes_the_connection_it_inherited(
    tmp_path: Path, state: State, monkeypatch: pytest.MonkeyPatch, other: int
) -> None:
    """The locks on a file belong to the process: closing it anywhere lets go of them all."""
    state.put("rum", "a", b"1")
    own = os.getpid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: own + other)
        state.close()
    with closing(sqlite3.connect(tmp_path / "state.sqlite", timeout=0)) as second:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("BEGIN IMMEDIATE")
        state._inherited.close()  # type: ignore[union-attr]
        second.execute("BEGIN IMMEDIATE")


def test_all_is_thrown_away_with_what_sqlite_lays_beside_it(tmp_path: Path, state: State) -> None:
    state.put("rum", "a", b"1")
    state.commit()
    beside = {"state.sqlite", "state.sqlite-wal", "state.sqlite-shm"}
    assert {path.name for path in tmp_path.iterdir()} == beside
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    kept = [path.open("rb") for path in tmp_path.iterdir()]  # so that no number is used again
    state.discard()
    assert every(state) == {}
    after = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}
    assert after.keys() == beside
    assert not set(before.values()) & set(after.values())
    for file in kept:
        file.close()


@pytest.mark.parametrize("data", [b"ingen databas" * 1000, b"\0" * 5000])
def test_what_is_no_database_is_thrown_away(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "state.sqlite").write_bytes(data)
    with closing(State(tmp_path)) as state:
        assert every(state) == {}
        state.put("rum", "a", b"1")
        state.commit()
        assert every(state) == {"a": b"1"}


def test_damage_that_shows_later_is_told_as_that(tmp_path: Path) -> None:
    with closing(State(tmp_path)) as state:
        state.put_all("rum", ((f"{at:05}", b"x" * 500) for at in range(200)))
        state.commit()
    file = tmp_path / "state.sqlite"
    data = file.read_bytes()
    file.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))
    with closing(State(tmp_path)) as state:
        with pytest.raises(StateDamagedError):
            every(state)
        state.rollback()
        state.discard()
        assert every(state) == {}


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with held(file):
        with pytest.raises(HeldError), held(file):
            pass
        assert file.read_bytes() == b""
    with held(file):
        pass
    with pytest.raises(KeyError), held(file):
        raise KeyError
    with held(file):
        pass


def test_a_lock_that_the_disk_refuses_is_not_said_to_be_held(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), held(tmp_path / "borta" / "lock"):
        pass
    (tmp_path / "mapp").mkdir()
    with pytest.raises(sqlite3.OperationalError), held(tmp_path / "mapp"):
        pass
