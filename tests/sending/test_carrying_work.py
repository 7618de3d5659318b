"""What carrying costs is a matter of how many are carried, and never of how many there are.

Counted in steps of the database, which are the same on any machine: SQLite's own instructions, and
the rows that PostgreSQL says it has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sample.sending import FAST, HOST, Desk
from smtp_server import scripted

from publisher.config import PaceSettings, SmtpSettings
from publisher.sending.carrying import carry_part
from publisher.sending.fleet import rounds
from publisher.subscribers import PeopleStore, StorePlace
from publisher.subscribers.database import Database
from publisher.subscribers.times import before

if TYPE_CHECKING:
    from postgres_server import PostgresServer

PART = 120
FEW, MANY = 1000, 8000
DAY = PaceSettings(total=FAST.total, domain=FAST.domain, day=100_000)
FIRST = SmtpSettings(host=HOST, port=0, security="none", connections=1, first="l0@x0.example")
UNBOUND = re.compile(r"(SCAN|TEMP B-TREE|(?<!_in_hands )(?<!_put_off )\(edition=\?\)$)")


def halfway(desk: Desk, readers: int) -> int:
    """An edition of which half lies behind, with some that were put off, and one domain that rests."""
    desk.readers(readers)
    edition = desk.planned(pace=DAY, smtp=FIRST)
    with desk.open() as store, store.write():
        store.database.run(
            "UPDATE delivery SET state = 'accepted', handed = :old WHERE id <= :half",
            old=before(store.now(), hours=48),
            half=readers // 2,
        )
        store.database.run(
            "UPDATE delivery SET state = 'deferred', next_at = :later WHERE id = :one",
            later="2099-01-01T00:00:00.000Z",
            one=readers // 2 + 3,
        )
        store.database.run(
            "INSERT INTO domain_pause (edition, domain, until, reason) "
            "VALUES (:e, :domain, NULL, 'x')",
            e=edition,
            domain=f"x{readers // 2 + 9}.example",
        )
    return edition


def a_part(desk: Desk, edition: int) -> None:
    """What a worker does, again and again."""
    with scripted(keep=False) as server:
        again = carry_part(desk.open, edition, desk.options(server.port, most=PART))
    assert again
    assert server.reached["dot"] == PART
    with desk.open() as store:
        assert rounds._slots(store, edition, 2) == 2


def steps_of_sqlite(folder: Path, readers: int) -> int:
    desk = Desk(folder)
    edition = halfway(desk, readers)
    taken = [0]
    opening = desk.open

    def step() -> None:
        taken[0] += 1

    @contextmanager
    def counted() -> Iterator[PeopleStore]:
        with opening() as store:
            store.database._connection.set_progress_handler(step, 10)
            yield store

    desk.open = counted  # type: ignore[method-assign]
    a_part(desk, edition)
    return taken[0]


def test_sqlite_takes_as_many_steps_for_a_part_of_a_long_list(tmp_path: Path) -> None:
    few, many = (steps_of_sqlite(tmp_path / f"of-{n}", n) for n in (FEW, MANY))
    assert few > PART
    assert many < few * 1.3, (few, many)


def rows_of_postgres(server: PostgresServer, folder: Path, readers: int) -> int:
    """Rows and index entries read, by plans made from how it was before the edition was there."""
    desk = Desk(folder)
    desk.place = StorePlace(database=server.database(), folder=folder)
    desk.readers(readers)
    desk.planned(name="vecka-5")
    with desk.open() as store:
        store.database.run("ANALYZE")
    edition = later(desk, readers)
    with desk.open() as store:
        store.database.run("VACUUM delivery")  # as it does by itself; in tests it is told not to
    so_far = read_by_postgres(desk)
    a_part(desk, edition)
    return read_by_postgres(desk) - so_far


def later(desk: Desk, readers: int) -> int:
    """Half an edition: the rows of the one before lie in the way."""
    edition = desk.planned(pace=DAY, smtp=FIRST)
    with desk.open() as store, store.write():
        store.database.run(
            "UPDATE delivery SET state = 'accepted', handed = :old WHERE id <= :half",
            old=before(store.now(), hours=48),
            half=readers + readers // 2,
        )
    return edition


def read_by_postgres(desk: Desk) -> int:
    with desk.open() as store:
        store.database.rows("SELECT pg_stat_force_next_flush()")
    with desk.open() as store:
        return int(
            store.database.one(
                "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) + (SELECT sum(idx_tup_read) "
                "FROM pg_stat_user_indexes WHERE relname = 'delivery') "
                "FROM pg_stat_user_tables WHERE relname = 'delivery'"
            )
        )


def test_postgresql_reads_as_many_rows_for_a_part_of_a_long_list(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    few, many = (rows_of_postgres(postgres, tmp_path / f"of-{n}", n) for n in (FEW, MANY))
    assert few > PART
    assert many < few * 1.3, (few, many)


def test_no_statement_looks_through_all_deliveries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    edition = halfway(desk, FEW)
    asked: dict[str, dict[str, Any]] = {}
    for name in ("run", "rows"):
        asks = getattr(Database, name)

        def noted(database: Database, sql: str, /, _asks: Any = asks, **values: Any) -> Any:
            asked[sql] = values
            return _asks(database, sql, **values)

        monkeypatch.setattr(Database, name, noted)
    a_part(desk, edition)
    monkeypatch.undo()
    ours = {sql: values for sql, values in asked.items() if re.search(r"\bdelivery\b", sql)}
    assert len(ours) > 10
    with desk.open() as store:
        for sql, values in ours.items():
            steps = store.database.rows(f"EXPLAIN QUERY PLAN {sql}", **values)
            looks = [
                row["detail"] for row in steps if re.search(r"\b(delivery|d)\b", row["detail"])
            ]
            assert not [look for look in looks if UNBOUND.search(look)], (sql, looks)
