"""An edition on its way: everybody once, whatever servers say, and nobody when it is not certain."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from readers import address
from sample.sending import SMALL, Desk, letter, order_of
from smtp_server import Say, Script, scripted

from publisher.config import PaceSettings, SmtpSettings
from publisher.problems import Problem, PublisherError
from publisher.sending import deliveries, frozen
from publisher.sending.leases import leased
from publisher.sending.planning import plan
from publisher.subscribers import people
from publisher.subscribers.times import stamp


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "store")


def to(recipient: str, step: str, say: Say) -> Script:
    return lambda reached, _, whom: say if reached == step and whom == recipient else None


def test_everybody_gets_a_letter_of_their_own_once(desk: Desk) -> None:
    desk.readers(25)
    edition = desk.planned(letter())
    with scripted() as server:
        done = desk.carried(edition, server.port)
        again = desk.carried(edition, server.port)
    assert done.state == again.state == "finished"
    assert done.sums["accepted"] == sum(done.sums.values()) == 25
    assert server.copies == dict.fromkeys((f"l{n}@x{n}.example" for n in range(25)), 1)
    read = [message_from_bytes(data, policy=policy.strict) for *_, data in server.letters]
    assert len({str(each["Message-ID"]) for each in read}) == 25
    assert len({str(each["List-Unsubscribe"]) for each in read}) == 25
    assert {str(each["To"]) for each in read} == {f"Anna <l{n}@x{n}.example>" for n in range(25)}


def test_who_has_left_or_been_suppressed_since_the_plan_is_skipped(desk: Desk) -> None:
    desk.readers(6)
    edition = desk.planned()
    with desk.open() as store:
        ids = [each.person for each in people.active(store, "veckobrevet")]
        hashes = [each.address_hash for each in people.active(store, "veckobrevet")]
        people.leave(store, ids[1])
        people.suppress(store, hashes[2])
        people.forget(store, ids[3])
    with scripted() as server:
        done = desk.carried(edition, server.port)
    assert done.sums["skipped"] == 3
    assert sorted(server.copies) == ["l0@x0.example", "l4@x4.example", "l5@x5.example"]
    assert sum(done.sums.values()) == 6
    assert done.state == "finished"


def test_what_is_put_off_is_tried_again_later_and_others_at_once(desk: Desk) -> None:
    desk.readers(4)
    edition = desk.planned()
    busy = {"l1@x1.example"}

    def script(step: str, _: int, whom: str) -> Say | None:
        return (
            Say(line="450 4.2.1 later, l1@x1.example") if step == "rcpt" and whom in busy else None
        )

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
        assert (done.state, done.sums["accepted"], done.sums["deferred"]) == ("sending", 3, 1)
        assert done.next_at is not None
        early = desk.carried(edition, server.port)
        assert early.sums == done.sums
        busy.clear()
        desk.clock.at += timedelta(minutes=6)
        late = desk.carried(edition, server.port)
    assert (late.state, late.sums["accepted"]) == ("finished", 4)
    assert set(server.copies.values()) == {1}
    with desk.open() as store:
        assert store.database.one("SELECT count(*) FROM delivery WHERE answer LIKE '%@%'") == 0


def test_one_who_stays_waits_for_those_that_were_put_off(desk: Desk) -> None:
    desk.readers(3)
    edition = desk.planned()
    script: Script = lambda step, count, _: (  # noqa: E731
        Say(line="451 4.3.0 later") if step == "dot" and count <= 2 else None
    )
    with scripted(script) as server:
        done = desk.carried(edition, server.port, wait=3600.0)
    assert done.state == "finished"
    assert done.sums["accepted"] == 3
    assert set(server.copies.values()) == {1}


def test_given_up_after_two_days_of_later(desk: Desk) -> None:
    desk.readers(1)
    edition = desk.planned()
    began = desk.clock.at
    with scripted(
        lambda step, *_: Say(line="450 4.2.1 later") if step == "rcpt" else None
    ) as server:
        done = desk.carried(edition, server.port, wait=1e9)
    assert done.sums["rejected"] == 1
    assert timedelta(hours=44) < desk.clock.at - began < timedelta(hours=60)


@pytest.mark.parametrize("kept", [True, False])
def test_what_nobody_knows_is_never_sent_again_by_the_machine(desk: Desk, kept: bool) -> None:
    desk.readers(5)
    edition = desk.planned()
    with scripted(to("l2@x2.example", "dot", Say(close=True, keeps=kept))) as server:
        done = desk.carried(edition, server.port)
        desk.resumed(edition)
        again = desk.carried(edition, server.port)
    assert done.sums["unknown"] == again.sums["unknown"] == 1
    assert again.sums["accepted"] == 4
    assert max(server.copies.values()) == 1
    assert server.copies["l2@x2.example"] == kept
    assert server.reached["dot"] == 5


def test_a_server_that_drops_every_letter_costs_three_and_no_more(desk: Desk) -> None:
    desk.readers(50)
    edition = desk.planned()
    with scripted(
        lambda step, *_: Say(close=True, keeps=True) if step == "dot" else None
    ) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["unknown"], done.sums["planned"]) == ("stopped", 3, 47)
    assert "3 brev i rad" in done.why
    assert max(server.copies.values()) == 1


def test_nobody_at_an_address_is_suppressed_at_once(desk: Desk) -> None:
    desk.readers(30)
    edition = desk.planned()
    with scripted(
        to("l9@x9.example", "rcpt", Say(line="550 5.1.1 <l9@x9.example> unknown"))
    ) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["rejected"], done.sums["accepted"]) == ("finished", 1, 29)
    with desk.open() as store:
        row = store.database.row("SELECT * FROM suppression")
        assert row is not None
        assert row["reason"] == "bounced"
        assert "@" not in row["evidence"]
        assert (
            store.database.one("SELECT answer FROM delivery WHERE state = 'rejected'")
            == "5.1.1 … unknown"
        )


def test_a_domain_that_refuses_us_is_left_alone_and_nobody_there_is_suppressed(desk: Desk) -> None:
    desk.readers(20)
    desk.joined(*[f"g{n}@gmail.example" for n in range(5)])
    edition = desk.planned()

    def script(step: str, _: int, whom: str) -> Say | None:
        gmail = step == "dot" and whom.endswith("@gmail.example")
        return Say(line="550 5.7.26 Unauthenticated email is not accepted") if gmail else None

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
        assert (done.sums["accepted"], done.sums["rejected"], done.sums["planned"]) == (20, 1, 4)
        assert done.state == "stopped"
        assert "SPF" in done.pauses[0][1]
    with desk.open() as store:
        assert store.database.one("SELECT count(*) FROM suppression") == 0


def test_three_alike_in_a_row_stop_it(desk: Desk) -> None:
    desk.readers(40)
    edition = desk.planned()
    with scripted(lambda step, *_: Say(line="554 5.6.0 no") if step == "dot" else None) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["rejected"], done.sums["planned"]) == ("stopped", 3, 37)
    assert done.why == "3 brev i rad har avvisats av samma skäl. Servern sade: 5.6.0 no"


def test_one_in_twenty_refused_stops_it(desk: Desk) -> None:
    desk.readers(200)
    edition = desk.planned()

    def script(step: str, count: int, _: str) -> Say | None:
        return Say(line="550 5.1.1 no") if step == "rcpt" and count % 10 == 0 else None

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
    assert done.state == "stopped"
    assert done.why.startswith("3 av 30 brev har avvisats")


@pytest.mark.parametrize(
    ("step", "say", "words"),
    [
        ("greeting", Say(line="554 5.7.1 not you", close=True), "redan när vi ringer (554)"),
        ("mail", Say(line="553 5.7.1 <brev@x.example> not owned"), "godtar inte avsändaren (553)"),
    ],
)
def test_a_server_that_wants_nothing_from_us_stops_it_before_anybody(
    desk: Desk, step: str, say: Say, words: str
) -> None:
    desk.readers(5)
    edition = desk.planned()
    with scripted(lambda reached, *_: say if reached == step else None) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["planned"]) == ("stopped", 5)
    assert words in done.why
    assert "@" not in done.why


def test_the_net_is_gone_for_an_hour(desk: Desk) -> None:
    desk.readers(10)
    edition = desk.planned()
    back = desk.clock.at + timedelta(hours=1)

    def script(step: str, *_: object) -> Say | None:
        away = step == "greeting" and server.reached["dot"] >= 4 and desk.clock.at < back
        if step == "dot" and server.reached["dot"] == 4:
            return Say(line="421 4.3.2 going down", close=True)
        return Say(close=True) if away else None

    with scripted(script) as server:
        done = desk.carried(edition, server.port, wait=7200.0)
    assert done.state == "finished"
    assert done.sums["accepted"] == 10
    assert set(server.copies.values()) == {1}
    assert desk.clock.at > back


def test_the_editors_own_letter_is_first_and_stops_all_if_it_is_refused(desk: Desk) -> None:
    desk.readers(8)
    smtp = SmtpSettings(
        host="x", port=0, security="none", connections=2, first="red@tidning.example"
    )
    edition = desk.planned(smtp=smtp)
    refused = to("red@tidning.example", "rcpt", Say(line="554 5.6.0 no"))
    with scripted(refused) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["rejected"], done.sums["planned"]) == ("stopped", 1, 8)
    assert done.why.startswith("Det första brevet, till dig själv, avvisades.")
    with scripted() as server:
        desk.resumed(edition)
        desk.carried(edition, server.port)
    assert len(server.copies) == 8
    other = desk.planned(smtp=smtp, name="vecka-7")
    with scripted() as server:
        assert desk.carried(other, server.port).state == "finished"
    assert server.letters[0][1] == "red@tidning.example"
    assert len(server.copies) == 9


def test_many_sessions_do_as_one(desk: Desk) -> None:
    desk.readers(420)
    edition = desk.planned()
    with scripted() as server:
        done = desk.carried(edition, server.port, connections=4)
    assert done.sums["accepted"] == 420
    assert set(server.copies.values()) == {1}
    assert server.sessions >= 2
    # What one session holds, no other may give back or ask a server about.
    assert server.reached["rcpt"] == server.reached["dot"] == 420


def test_what_cannot_be_written_is_told_to_every_session(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.readers(300)
    edition = desk.planned()
    hand, handed = deliveries.hand, count()

    def full(*args: Any) -> bool:
        if next(handed) == 90:
            raise PublisherError(Problem(path="", text="disken är full"))
        return hand(*args)

    with scripted() as server, monkeypatch.context() as patched:
        patched.setattr(deliveries, "hand", full)
        with pytest.raises(PublisherError, match="disken är full"):
            desk.carried(edition, server.port, connections=4)
    with scripted() as later:
        done = desk.carried(edition, later.port, connections=4)
    assert done.sums["accepted"] + done.sums["unknown"] == 300
    assert done.sums["unknown"] == 0
    assert not set(server.copies) & set(later.copies)
    assert {*server.copies.values(), *later.copies.values()} == {1}


def test_one_stays_with_the_domains_that_take_letters(desk: Desk) -> None:
    """Those at a domain that refuses us lie first, and batch after batch goes past them."""
    desk.readers(130, domain="refuses.example")
    desk.joined(*[f"g{n}@takes.example" for n in range(170)])
    edition = desk.planned()
    with desk.open() as store, store.write():
        store.database.run(
            "INSERT INTO domain_pause (edition, domain, until, reason) "
            "VALUES (:e, 'refuses.example', NULL, 'x')",
            e=edition,
        )
    with scripted() as server:
        done = desk.carried(edition, server.port, connections=2)
        assert (done.state, done.sums["accepted"], done.sums["planned"]) == ("stopped", 170, 130)
        with desk.open() as store, store.write():
            store.database.run("DELETE FROM domain_pause")
        desk.resumed(edition)
        done = desk.carried(edition, server.port, connections=2)
    assert (done.state, done.sums["accepted"]) == ("finished", 300)
    assert set(server.copies.values()) == {1}


def test_a_stop_from_outside_is_obeyed_within_a_letter(desk: Desk) -> None:
    desk.readers(30)
    edition = desk.planned()

    def script(step: str, count: int, _: str) -> None:
        if step == "dot" and count == 7:
            with desk.open() as store, store.write():
                store.database.run("UPDATE edition SET state = 'stopped', why = 'du'")

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.why, done.sums["accepted"]) == ("stopped", "du", 7)


def test_two_senders_at_once_are_one(desk: Desk) -> None:
    desk.readers(10)
    edition = desk.planned()
    said: list[str] = []

    def script(step: str, count: int, _: str) -> None:
        if step == "dot" and count == 5:
            with pytest.raises(PublisherError) as error:
                desk.carried(edition, server.port)
            said.append(str(error.value))

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
    assert said
    assert "brevet skickas redan" in said[0]
    assert done.sums["accepted"] == 10
    assert set(server.copies.values()) == {1}


def test_the_pace_is_kept_in_all_and_to_a_domain(desk: Desk) -> None:
    desk.readers(11, domain="en.example")
    edition = desk.planned(pace=PaceSettings(total=100, domain=2))
    began = desk.clock.at
    with scripted() as server:
        desk.carried(edition, server.port)
    assert timedelta(seconds=4) <= desk.clock.at - began < timedelta(seconds=6)
    quick = desk.planned(name="vecka-7", pace=PaceSettings(total=1e9, domain=1e9))
    began = desk.clock.at
    with scripted() as server:
        desk.carried(quick, server.port, rate=1.0)
    assert timedelta(seconds=9) <= desk.clock.at - began < timedelta(seconds=12)


def test_no_more_a_day_than_was_said(desk: Desk) -> None:
    desk.readers(10)
    edition = desk.planned(pace=PaceSettings(total=1e9, domain=1e9, day=4))
    with scripted() as server:
        assert desk.carried(edition, server.port).sums["accepted"] == 4
        assert desk.carried(edition, server.port).sums["accepted"] == 4
        desk.clock.at += timedelta(hours=25)
        assert desk.carried(edition, server.port).sums["accepted"] == 8
    assert set(server.copies.values()) == {1}


def test_a_clock_set_back_or_far_ahead_changes_nothing_for_anybody(desk: Desk) -> None:
    desk.readers(12)
    edition = desk.planned()

    def script(step: str, count: int, _: str) -> None:
        if step == "dot":
            desk.clock.at += timedelta(days=-400 if count % 2 else 800)

    with scripted(script) as server:
        done = desk.carried(edition, server.port)
    assert (done.state, done.sums["accepted"]) == ("finished", 12)
    assert set(server.copies.values()) == {1}


def test_the_frozen_letter_is_the_one_that_goes_whatever_is_built_since(desk: Desk) -> None:
    desk.readers(2)
    edition = desk.planned()
    with scripted() as server:
        desk.carried(edition, server.port, most=1)
    with pytest.raises(PublisherError, match="ändrat sedan det planerades"):
        desk.planned(SMALL + b"mer\r\n")
    file = next((desk.folder / "editions").glob("[0-9a-f]*"))
    data = file.read_bytes()
    hashes = [each.name for each in (desk.folder / "editions").iterdir()]
    assert len(hashes) == 2
    for name in hashes:
        (desk.folder / "editions" / name).write_bytes(data + b"x")
    with scripted() as server, pytest.raises(PublisherError, match="det frysta brevet är ändrat"):
        desk.carried(edition, server.port)
    assert not server.letters


def test_what_nobody_can_have_got_may_still_be_mended(desk: Desk) -> None:
    """A slip of the pen that is found the evening before is no reason to send it."""
    desk.readers(3)
    first = desk.planned()
    with desk.open() as store:
        people.suppress(store, address("l1@x1.example"))
    edition = desk.planned(SMALL + b"mer\r\n")
    assert edition != first
    with scripted() as server:
        assert desk.carried(edition, server.port).state == "finished"
    assert server.copies == {"l0@x0.example": 1, "l2@x2.example": 1}
    assert all(b"mer" in data for _, _, data in server.letters)
    with desk.open() as store:
        assert store.database.one("SELECT count(*) FROM edition") == 1
        assert store.database.one("SELECT count(*) FROM delivery") == 2


@pytest.mark.parametrize("state", ["handing", "unknown", "deferred", "accepted", "rejected"])
def test_what_somebody_may_have_got_is_not_planned_anew(desk: Desk, state: str) -> None:
    desk.readers(3)
    edition = desk.planned()
    with desk.open() as store, store.write():
        sql = "UPDATE delivery SET state = :s WHERE id = (SELECT max(id) FROM delivery)"
        store.database.run(sql, s=state)
    with pytest.raises(PublisherError, match="ändrat sedan det planerades"):
        desk.planned(SMALL + b"mer\r\n")
    assert len(desk.states(edition)) == 3


def test_what_somebody_carries_is_not_planned_anew(desk: Desk) -> None:
    desk.readers(3)
    edition = desk.planned()
    with (
        desk.open() as store,
        leased(desk.open, store, edition),
        pytest.raises(PublisherError, match="ändrat sedan det planerades"),
    ):
        desk.planned(SMALL + b"mer\r\n")
    assert set(desk.states(edition).values()) == {"planned"}


def test_another_hour_may_be_said_as_long_as_it_waits(desk: Desk) -> None:
    desk.readers(1)
    order = order_of(frozen.put(desk.folder, SMALL))
    with desk.open() as store:
        hours = [desk.clock.at + timedelta(hours=n) for n in (1, 2)]
        for hour in hours:
            plan(store, order, hour)
        assert store.database.one("SELECT send_at FROM edition") == stamp(hours[1])
        plan(store, order)
        assert store.database.one("SELECT send_at FROM edition") == stamp(hours[1])


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("452 4.2.2 mailbox full", 9),
        ("450 4.2.1 this user gets too much", 9),
        ("452 over quota", 9),
        ("451 4.7.1 slow down", 0),
        ("450 later", 0),
    ],
)
def test_one_full_mailbox_is_no_reason_to_leave_its_whole_domain_alone(
    desk: Desk, said: str, others: int
) -> None:
    desk.readers(10, domain="same.example")
    edition = desk.planned()
    with scripted(to("l0@same.example", "rcpt", Say(line=said))) as server:
        done = desk.carried(edition, server.port)
    assert done.sums["deferred"] == 1
    assert done.sums["accepted"] == others
