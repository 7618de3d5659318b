"""What others do while an edition is carried, and the same letter by another list: still one each."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample.sending import HOST, SMALL, Desk, order_of
from smtp_server import Say, scripted

from publisher.config import SmtpSettings
from publisher.problems import PublisherError
from publisher.sending import deliveries, frozen
from publisher.sending.leases import leased
from publisher.sending.requests import Here, SendRequest
from publisher.subscribers import backup, marker, people
from publisher.subscribers.database import Database
from publisher.subscribers.store import rotate
from publisher.subscribers.suppressions import SuppressionReason

FIRST = SmtpSettings(host="x", port=0, security="none", connections=1, first="red@tidning.example")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "store")


@pytest.fixture
def ask_for_trial(desk: Desk) -> Callable[[int], object]:
    def ask(port: int) -> object:
        smtp = replace(FIRST, host=HOST, port=port)
        order = order_of(frozen.put(desk.folder, SMALL), smtp=smtp)
        asked = SendRequest(action="test", order=order, address="l0@x0.example")
        return Here(place=desk.place, root=desk.folder).ask(asked, SMALL)

    return ask


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("smtp", [replace(FIRST, first=""), FIRST])
def test_a_letter_to_two_lists_goes_once_to_who_is_on_both(
    desk: Desk, sent: bool, smtp: SmtpSettings
) -> None:
    desk.readers(4)
    desk.readers(2, list_="artiklar")
    desk.joined("ny@x.example", list_="artiklar")
    with scripted() as server:
        edition = desk.planned(smtp=smtp)
        if sent:
            desk.carried(edition, server.port)
        other = desk.planned(smtp=smtp, list="artiklar")
        for each in (other, edition, other):
            assert desk.carried(each, server.port).state == "finished"
    assert server.copies.pop("red@tidning.example", 2) == 2, "the editor looks at both"
    assert set(server.copies.values()) == {1}
    assert len(server.copies) == 5
    with desk.open() as store:
        sql = "SELECT reason, count FROM excluded WHERE edition = :e"
        rows = store.database.rows(sql, e=other)
    assert [(row["reason"], row["count"]) for row in rows] == [("has it", 2)]


def test_when_all_have_it_by_another_list_that_is_said(desk: Desk) -> None:
    desk.readers(2)
    desk.readers(2, list_="artiklar")
    desk.planned()
    with pytest.raises(PublisherError, match="alla på listan ”Veckobrevet” har redan fått"):
        desk.planned(list="artiklar")


def test_who_could_not_be_reached_by_one_list_is_written_to_by_the_other(desk: Desk) -> None:
    desk.readers(2)
    desk.readers(2, list_="artiklar")

    def script(step: str, _: int, whom: str) -> Say | None:
        no = step == "rcpt" and whom == "l1@x1.example"
        return Say(line="552 5.3.4 message too big") if no else None

    with scripted(script) as server:
        desk.carried(desk.planned(), server.port)
    with scripted() as server:
        desk.carried(desk.planned(list="artiklar"), server.port)
    assert server.copies == {"l1@x1.example": 1}


@pytest.mark.parametrize("by", ["the server's no", "a complaint"])
def test_a_new_key_in_the_midst_lets_nobody_who_is_suppressed_through(desk: Desk, by: str) -> None:
    """The rows in a sender's hands bear hashes of the old key, what is said since of the new."""
    desk.readers(4)
    edition = desk.planned()

    def script(step: str, count: int, whom: str) -> Say | None:
        if (step, whom) == ("rcpt", "l0@x0.example"):
            with desk.open() as store:
                rotate(store)
                if by == "a complaint":
                    last = [each.address_hash for each in people.active(store, "veckobrevet")][-1]
                    people.suppress(store, last, reason="complained")
        no = by == "the server's no" and step == "rcpt" and whom == "l3@x3.example"
        return Say(line="550 5.1.1 nobody here") if no else None

    with scripted(script) as server:
        desk.carried(edition, server.port)
    assert sorted(server.copies) == ["l0@x0.example", "l1@x1.example", "l2@x2.example"]
    with scripted() as server:
        desk.carried(desk.planned(name="vecka-7"), server.port)
    assert "l3@x3.example" not in server.copies


def test_after_a_kill_at_the_first_letter_the_editor_looks_before_anybody_else_gets_it(
    desk: Desk,
) -> None:
    desk.readers(3)
    edition = desk.planned(smtp=FIRST)
    with desk.open() as store, store.write():
        store.database.run("UPDATE edition SET state = 'sending' WHERE id = :e", e=edition)
        with leased(desk.open, store, edition) as owner:
            row = deliveries.claim(store, edition, owner, 1)[0]
            assert deliveries.hand(store, "veckobrevet", edition, owner, row)
    with scripted() as server:
        done = desk.carried(edition, server.port)
        assert (done.state, done.sums["unknown"], done.sums["planned"]) == ("stopped", 1, 3)
        assert "Titta i din inkorg" in done.why
        assert desk.carried(edition, server.port).state == "stopped"
        assert not server.letters
        desk.resumed(edition)
        assert desk.carried(edition, server.port).state == "finished"
    assert sorted(server.copies) == ["l0@x0.example", "l1@x1.example", "l2@x2.example"]


def test_a_copy_that_is_laid_back_while_letters_leave_sends_none_of_them_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is sending finds the database of then, in which what has gone waits to go."""
    desk.readers(70)
    edition = desk.planned()
    laid, done = threading.Event(), threading.Event()
    right = marker.laid_back

    def held(database: Database, *given: Any) -> Any:
        if database.row("SELECT 1 AS it FROM meta WHERE name = 'copied'") is not None:
            laid.set()
            done.wait(30)
        return right(database, *given)

    monkeypatch.setattr(marker, "laid_back", held)
    copy = tmp_path / "copy.zip"
    restoring = threading.Thread(target=backup.restore, args=(desk.place, copy))

    def script(step: str, count: int, _: str) -> Say | None:
        if (step, count) == ("rcpt", 1):
            with desk.open() as store:
                backup.back_up(store, copy)
        if (step, count) == ("dot", 60):
            restoring.start()
            assert laid.wait(30)
        return None

    with scripted(script) as server:
        desk.carried(edition, server.port)
        done.set()
        restoring.join()
        assert desk.carried(edition, server.port).state == "stopped"
    assert set(server.copies.values()) == {1}
    assert 60 <= len(server.copies) <= 70


@pytest.mark.parametrize("why", ["complained", "bounced", "editor"])
def test_a_trial_goes_to_nobody_who_is_to_have_no_letters(
    desk: Desk, ask_for_trial: Callable[[int], object], why: SuppressionReason
) -> None:
    desk.readers(1)
    with desk.open() as store:
        hash_ = next(people.active(store, "veckobrevet")).address_hash
        people.suppress(store, hash_, reason=why)
    with scripted() as server:
        with pytest.raises(PublisherError, match="dit går inga brev: ") as told:
            ask_for_trial(server.port)
        assert people.REASONS[why] in str(told.value)
        assert "l0@x0.example" not in str(told.value)
        assert not server.letters
        with desk.open() as store:
            people.lift(store, hash_)
        ask_for_trial(server.port)
    assert server.copies == {"l0@x0.example": 1}


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_what_is_on_the_disk_when_the_power_goes_is_enough(
    desk: Desk, tmp_path: Path, step: str
) -> None:
    """Database, write-ahead log and all beside them as they lie while a letter is handed over."""
    desk.readers(6)
    edition = desk.planned()
    then: dict[str, int] = {}

    def script(reached: str, count: int, _: str) -> Say | None:
        if (reached, count) == (step, 4):
            shutil.copytree(desk.folder, tmp_path / "after")
            then.update(server.copies)
            return Say(close=True, keeps=False)
        return None

    with scripted(script) as server:
        desk.carried(edition, server.port, most=4)
    after = Desk(tmp_path / "after")
    with scripted() as server:
        done = after.carried(edition, server.port)
    unknown = {whom for whom, state in after.states(edition).items() if state == "unknown"}
    assert sum(done.sums.values()) == 6
    assert not set(then) & set(server.copies)
    assert set(then) | set(server.copies) | unknown == {f"l{n}@x{n}.example" for n in range(6)}
    assert len(unknown - set(then)) == (step in {"data", "dot"})
