"""The PostgreSQL that tests use is theirs alone, and outlives what the tests do to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from postgres_server import PostgresServer, postgres_server


def test_each_database_is_its_own(postgres: PostgresServer) -> None:
    first, second = (postgres.database().rpartition("/")[2] for _ in range(2))
    postgres.sql("CREATE TABLE t (n int)", first)
    assert postgres.sql("SELECT count(*) FROM t", first) == "0"
    with pytest.raises(AssertionError, match='relation "t" does not exist'):
        postgres.sql("SELECT count(*) FROM t", second)
    third = postgres.database(template=first).rpartition("/")[2]
    assert postgres.sql("SELECT count(*) FROM t", third) == "0"


def test_it_is_not_root_and_answers_on_loopback_only(postgres: PostgresServer) -> None:
    assert postgres.process is not None
    status = Path(f"/proc/{postgres.process.pid}/status").read_text()
    owner = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
    assert int(owner) != 0
    assert postgres.sql("SHOW listen_addresses") == "127.0.0.1"
    assert "password" not in postgres.log


def test_what_is_committed_is_there_after_a_kill_and_a_stop(tool: Callable[[str], str]) -> None:
    with postgres_server(tool) as server:
        server.sql("CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
        # Tests that are about this ask the server to write before it answers, as it does by itself.
        server.settings |= {"synchronous_commit": "on"}
        server.stop()
        server.start()
        server.sql("INSERT INTO t VALUES (2)")
        server.kill()
        server.start()
        assert server.sql("SELECT sum(n) FROM t") == "3"
        assert server.process is not None
        pid, folder = server.process.pid, server.folder
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
