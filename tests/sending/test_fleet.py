"""Many workers over one PostgreSQL, killed and cut off: every reader has the letter once."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from postgres_server import PostgresServer, postgres_server
from program import ROOT
from sample.sending import HOST, SMALL, order_of
from smtp_server import Scripted, scripted

from publisher.cli.send_words import report
from publisher.config import PaceSettings, SmtpSettings
from publisher.problems import PublisherError
from publisher.sending import frozen, tallies
from publisher.sending.fleet import letters
from publisher.sending.fleet.rounds import carry_part, waiting
from publisher.sending.fleet.working import work
from publisher.sending.planning import plan
from publisher.sending.requests import Here, SendRequest
from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.subscribers.times import stamp

LIST = "veckobrevet"


class Fleet:
    """A store on a server, a letter that is planned, and workers."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.workers: list[subprocess.Popen[str]] = []

    @property
    def here(self) -> Here:
        return Here(place=self.place(), root=self.folder)

    def place(self, folder: Path | None = None) -> StorePlace:
        return StorePlace(database=self.server, folder=folder or self.folder)

    def planned(self, count: int, port: int, *, rate: float = 1e9, first: str = "") -> int:
        with open_store(self.place()) as store:
            with store.write():
                _readers(store, count)
            smtp = SmtpSettings(host=HOST, port=port, security="none", connections=1, first=first)
            pace = PaceSettings(total=rate, domain=1e9)
            order = order_of(frozen.put(self.folder, SMALL), smtp=smtp, pace=pace)
            number = plan(store, order).id
            with store.write():
                sql = "UPDATE edition SET send_at = :now WHERE id = :id"
                store.database.run(sql, now=store.stamp(), id=number)
            return number

    def start(self, count: int, part: int = 20) -> None:
        for _ in range(count):
            script = [sys.executable, ROOT / "tests/fleet_worker.py", self.server, self.folder]
            self.workers.append(
                subprocess.Popen(
                    [*script, str(part)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    text=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
                )
            )  # fmt: skip

    def end(self) -> list[str]:
        """All leave in order; what each has said."""
        for each in self.workers:
            each.send_signal(signal.SIGTERM)
        said = [each.communicate(timeout=120)[0] for each in self.workers]
        codes = [each.returncode for each in self.workers]
        assert all(code in {0, -signal.SIGKILL} for code in codes), (codes, said)
        return said

    def sums(self, edition: int) -> dict[str, int]:
        with open_store(self.place()) as store:
            return {name: count for name, count in tallies.sums(store, edition).items() if count}

    def state(self, edition: int) -> str:
        with open_store(self.place()) as store:
            return str(store.database.one("SELECT state FROM edition WHERE id = :e", e=edition))

    def finished(self, edition: int, seconds: float = 240) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(PublisherError):  # the server is being restarted
                if self.state(edition) == "finished":
                    return
            time.sleep(0.2)
        with open_store(self.place()) as store:
            why = store.database.one("SELECT why FROM edition WHERE id = :e", e=edition)
        raise AssertionError((self.state(edition), why, self.sums(edition)))


def _readers(store: PeopleStore, count: int) -> None:
    addresses = [f"l{number}@x{number % 7}.example" for number in range(count)]
    store.database.run_all(
        "INSERT INTO person (address, address_key, address_hash, name, created) "
        "VALUES (:a, :a, :hash, 'Anna', :now)",
        [{"a": a, "hash": store.keys.address_hash(a), "now": store.stamp()} for a in addresses],
    )
    store.database.run(
        "INSERT INTO subscription (person, list, state, since) "
        "SELECT id, :list, 'active', :now FROM person",
        list=LIST,
        now=store.stamp(),
    )


@pytest.fixture
def fleet(postgres: PostgresServer, tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(postgres.database(), tmp_path / "a")
    try:
        yield made
    finally:
        for each in made.workers:
            if each.poll() is None:
                each.kill()
            each.communicate()


@pytest.fixture
def sink() -> Iterator[Scripted]:
    with scripted(lambda *_: None) as server:
        yield server


def once(sink: Scripted, sums: dict[str, int], count: int) -> None:
    """What holds whatever has happened."""
    assert max(sink.copies.values(), default=0) <= 1
    assert sum(sums.values()) == count
    assert len(sink.copies) >= sums.get("accepted", 0)
    assert len(sink.copies) <= sums.get("accepted", 0) + sums.get("unknown", 0)


def test_workers_share_an_edition_and_the_death_of_one_costs_nobody_a_letter(
    fleet: Fleet, sink: Scripted
) -> None:
    edition = fleet.planned(150, sink.port, rate=100)
    fleet.start(3)
    end = time.monotonic() + 120
    while len(sink.copies) < 30 and time.monotonic() < end:
        time.sleep(0.05)
    fleet.workers[0].kill()
    fleet.finished(edition)
    fleet.end()
    sums = fleet.sums(edition)
    once(sink, sums, 150)
    assert sums.get("unknown", 0) <= 1
    assert sums["accepted"] >= 149


def test_a_job_that_is_stuck_and_one_that_runs_twice_change_nothing(
    fleet: Fleet, sink: Scripted, postgres: PostgresServer
) -> None:
    """procrastinate's issue 1518: a job of a worker that died stays in `doing`."""
    edition = fleet.planned(40, sink.port)
    assert carry_part(fleet.here, edition, 1, 5)
    from publisher.sending.fleet.working import _app_of, _tables

    schema = _tables(fleet.server)
    assert _tables(fleet.server) == schema
    app = _app_of(fleet.server, schema)
    with app.open():
        for slot in range(3):
            app.configure_task(
                "carry", queue="send", queueing_lock=f"carry-{edition}-{slot}"
            ).defer(edition=edition, slot=slot, share=1)
    name = fleet.server.rpartition("/")[2]
    sql = "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'carry'; "
    sql += "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
    stuck = postgres.sql(f"SET search_path = {schema}; {sql}", name)
    assert stuck == "3"
    fleet.start(1)
    fleet.finished(edition)
    fleet.end()
    assert fleet.sums(edition) == {"accepted": 40}
    once(sink, fleet.sums(edition), 40)
    assert not carry_part(fleet.here, edition, 1)
    once(sink, fleet.sums(edition), 40)


def test_a_lease_that_has_run_out_leaves_what_it_had_unknown_and_nothing_planned_is_lost(
    fleet: Fleet, sink: Scripted
) -> None:
    edition = fleet.planned(10, sink.port)
    with open_store(fleet.place()) as store, store.write():
        old = stamp(store.now() - timedelta(minutes=6))
        store.database.run(
            "INSERT INTO lease (owner, edition, host, pid, boot, beat) "
            "VALUES ('gone', :e, 'annan.example', 1, 'x', :old), "
            "('there', :e, 'annan.example', 2, 'x', :now)",
            e=edition,
            old=old,
            now=store.stamp(),
        )
        rows = store.database.rows("SELECT id FROM delivery ORDER BY id")
        for owner, row in zip(("gone", "there"), rows[3:5], strict=True):
            store.database.run(
                "UPDATE delivery SET state = 'handing', owner = :o WHERE id = :id",
                o=owner, id=row["id"],
            )  # fmt: skip
    while carry_part(fleet.here, edition, 1):
        pass
    # The one that lives on another machine is left alone; the dead one's is never sent again.
    assert fleet.sums(edition) == {"accepted": 8, "handing": 1, "unknown": 1}
    assert fleet.state(edition) == "sending"
    once(sink, {"accepted": 8, "unknown": 2}, 10)


def test_status_tells_a_sender_that_is_gone_from_one_between_two_turns(
    fleet: Fleet, sink: Scripted
) -> None:
    edition = fleet.planned(60, sink.port)
    ask = SendRequest(action="status")
    assert carry_part(fleet.here, edition, 1, 5)
    (state,) = fleet.here.ask(ask).sendings
    assert (state.state, state.carried) == ("sending", True)
    assert report((state,)).startswith("Skickas: ")
    with open_store(fleet.place()) as store, store.write():
        old = stamp(store.now() - timedelta(minutes=6))
        store.database.run("UPDATE edition SET carried = :old", old=old)
    (state,) = fleet.here.ask(ask).sendings
    assert not state.carried
    assert report((state,)).startswith("Avbrutet: ")
    assert "Fortsätt där det slutade: publisher send resume vecka-6" in report((state,))


def test_a_sender_that_is_killed_is_told_as_broken_off_at_once(
    fleet: Fleet, sink: Scripted
) -> None:
    """On this machine its process is looked for: nobody need wait until its lease runs out."""
    edition = fleet.planned(4000, sink.port)
    fleet.start(1, part=4000)
    while not sink.copies:
        time.sleep(0.02)
    (worker,) = fleet.workers
    assert fleet.here.ask(SendRequest(action="status")).sendings[0].carried
    worker.kill()
    worker.wait()
    (state,) = fleet.here.ask(SendRequest(action="status")).sendings
    assert not state.carried
    assert report((state,)).startswith("Avbrutet: ")
    assert "lämnades över när det bröts" in report((state,)) or not state.sums["handing"]
    assert sum(state.sums.values()) == 4000
    assert fleet.here.ask(SendRequest(action="stop", name="vecka-6")).count
    assert not carry_part(fleet.here, edition, 1)
    assert fleet.state(edition) == "stopped"
    assert max(sink.copies.values()) == 1


def test_the_editors_own_letter_comes_before_all_others(fleet: Fleet, sink: Scripted) -> None:
    edition = fleet.planned(30, sink.port)
    assert [each.slots for each in waiting(fleet.here, 10)] == [1]
    carry_part(fleet.here, edition, 1, 5)
    assert [each.slots for each in waiting(fleet.here, 10)] == [1]  # 25 are no work for two
    assert len(sink.copies) == 5


def test_nobody_else_is_written_to_while_the_first_letter_is_in_somebodys_hands(
    fleet: Fleet, sink: Scripted
) -> None:
    edition = fleet.planned(5, sink.port, first="l0@x0.example")
    with open_store(fleet.place()) as store, store.write():
        store.database.run(
            "INSERT INTO lease (owner, edition, host, pid, boot, beat) "
            "VALUES ('there', :e, 'annan.example', 2, 'x', :now)",
            e=edition,
            now=store.stamp(),
        )
        first = store.database.one("SELECT min(id) FROM delivery")
        claimed = "UPDATE delivery SET owner = 'there' WHERE id = :id"
        store.database.run(claimed, id=first)
    assert not carry_part(fleet.here, edition, 1)
    assert not sink.copies


def test_a_domain_that_is_left_alone_is_not_asked_for_again_at_once(
    fleet: Fleet, sink: Scripted
) -> None:
    edition = fleet.planned(14, sink.port)
    with open_store(fleet.place()) as store, store.write():
        store.database.run(
            "INSERT INTO domain_pause (edition, domain, until, reason) "
            "VALUES (:e, 'x3.example', NULL, 'x')",
            e=edition,
        )
    while carry_part(fleet.here, edition, 1, 5):
        pass
    assert fleet.sums(edition) == {"accepted": 12, "planned": 2}


def test_another_machine_takes_the_letter_from_the_database(
    fleet: Fleet, sink: Scripted, tmp_path: Path
) -> None:
    edition = fleet.planned(5, sink.port)
    other = tmp_path / "b"
    other.mkdir()
    (other / "keys.json").write_bytes((fleet.folder / "keys.json").read_bytes())
    there = Here(place=fleet.place(other), root=other)
    with pytest.raises(PublisherError, match="frysta brevet"):
        carry_part(there, edition, 1)
    waiting(fleet.here, 1)
    carry_part(there, edition, 1)
    assert fleet.sums(edition) == {"accepted": 5}
    with open_store(fleet.place(other)) as store:
        name = frozen.put(store.folder, SMALL + b"x")
        letters.share(store, name)
        kept = store.database.rows("SELECT name FROM meta WHERE name LIKE 'letter-%'")
        assert [row["name"] for row in kept] == [f"letter-{name}"]  # the finished one's is gone


def test_the_pace_is_shared(fleet: Fleet, sink: Scripted) -> None:
    edition = fleet.planned(20, sink.port, rate=40)
    slept: list[float] = []
    from dataclasses import replace

    here = replace(fleet.here, options=lambda given: replace(given, sleep=slept.append))
    carry_part(here, edition, 4, 10)
    assert sum(slept) > 0.5  # ten letters at ten a second, and not at forty


def test_without_a_server_a_worker_is_refused(tmp_path: Path) -> None:
    place = StorePlace(database=str(tmp_path / "s.sqlite"), folder=tmp_path)
    with pytest.raises(PublisherError, match="PostgreSQL"):
        work(Here(place=place, root=tmp_path), lambda _: None)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_ten_workers_two_of_them_killed_at_random(fleet: Fleet, sink: Scripted, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    edition = fleet.planned(2000, sink.port, rate=400)
    fleet.start(10)
    for victim in chance.sample(range(10), 2):
        at = len(sink.copies) + chance.randrange(100, 500)
        end = time.monotonic() + 120
        while len(sink.copies) < at and time.monotonic() < end:
            time.sleep(0.01)
        fleet.workers[victim].kill()
    fleet.finished(edition)
    fleet.end()
    sums = fleet.sums(edition)
    once(sink, sums, 2000)
    assert sums.get("unknown", 0) <= 2


@pytest.mark.long
def test_the_server_is_restarted_under_ten_workers(
    tool: Callable[[str], str], tmp_path: Path, sink: Scripted
) -> None:
    with postgres_server(tool) as server:
        server.settings |= {"synchronous_commit": "on"}
        server.stop()
        server.start()
        fleet = Fleet(server.database(), tmp_path / "a")
        edition = fleet.planned(3000, sink.port, rate=400)
        fleet.start(10)
        try:
            for how in (server.stop, server.kill):
                at, end = len(sink.copies) + 500, time.monotonic() + 120
                while len(sink.copies) < at and time.monotonic() < end:
                    time.sleep(0.01)
                how()
                time.sleep(2)
                server.start()
            fleet.finished(edition)
            fleet.end()
        finally:
            for each in fleet.workers:
                each.kill()
                each.communicate()
        sums = fleet.sums(edition)
    once(sink, sums, 3000)
    assert sums.get("unknown", 0) <= 20
