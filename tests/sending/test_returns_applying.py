"""What came back is noted, and acted on where it says that nobody is there: never for our own fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from sample.returns import ADDRESS, TOKEN, complaint, report

from publisher.problems import PublisherError
from publisher.sending.returns.applying import AppliedReturn, apply
from publisher.sending.returns.collecting import collect
from publisher.sending.returns.fetching import from_maildir
from publisher.sending.returns.patience import give_up_if_long
from publisher.sending.returns.reading import read
from publisher.subscribers import PeopleStore, StorePlace, open_store, people
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.links import leave_mail

LIST = "veckobrevet"


class Hands:
    """A clock that is set by hand."""

    at = datetime(2026, 11, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


class Desk:
    """A store with readers and letters that they have been sent."""

    def __init__(self, store: PeopleStore, clock: Hands) -> None:
        self.store, self.clock = store, clock

    def reader(self, address: str) -> int:
        made = cleaned(address)
        assert isinstance(made, Address)
        person = people.person_of(self.store, made)
        people.put_state(self.store, person, LIST, "active")
        return person

    def sent(self, person: int, name: str, state: str = "accepted", *, answer: str = "") -> int:
        row = self.store.database.row("SELECT * FROM person WHERE id = :id", id=person)
        assert row is not None
        now = self.store.stamp()
        edition = self.store.database.one(
            "INSERT INTO edition (name, list, frozen_hash, subject, created, candidates, planned, "
            "state, started) VALUES (:name, :list, 'x', 'x', :now, 1, 1, 'sending', :now) "
            "ON CONFLICT (name, list) DO UPDATE SET state = 'sending' RETURNING id",
            name=name,
            list=LIST,
            now=now,
        )
        return int(
            self.store.database.one(
                "INSERT INTO delivery (edition, person, address, address_hash, domain, message_id, "
                "state, handed, finished, code, answer) VALUES (:edition, :person, :address, :hash, "
                "'lasare.example', :id, :state, :now, :now, :code, :answer) RETURNING id",
                edition=edition,
                person=person,
                address=row["address"],
                hash=row["address_hash"],
                id=f"{name}.{person}@tidning.example",
                state=state,
                now=now,
                code=answer.partition(" ")[0],
                answer=answer,
            )
        )

    def came(self, data: bytes, delivery: int | None = None) -> AppliedReturn:
        if delivery is not None:
            token = self.store.keys.short("delivery", delivery)
            data = data.replace(TOKEN.encode(), token.encode())
        (applied,) = apply(self.store, read(data), "imap", data)
        return applied

    def state(self, delivery: int) -> str:
        return str(self.store.database.one("SELECT state FROM delivery WHERE id = :d", d=delivery))

    def gets_letters(self, address: str) -> bool:
        return address in {each.address for each in people.active(self.store, LIST)}


@pytest.fixture(params=["sqlite", "postgres"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    database = str(tmp_path / "s" / "subscribers.sqlite")
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        database = server.database()
    place = StorePlace(database=database, folder=tmp_path / "s")
    clock = Hands()
    with open_store(place, now=clock) as store:
        yield Desk(store, clock)


def test_an_address_that_is_gone_gets_no_more_letters_until_that_is_undone(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    delivery = desk.sent(person, "v45")
    applied = desk.came(report("5.1.1", f"smtp; 550 5.1.1 <{ADDRESS}>: unknown"), delivery)
    assert (applied.kind, applied.deed, applied.edition) == ("gone", "suppressed", "v45")
    assert desk.state(delivery) == "bounced_hard"
    assert not desk.gets_letters(ADDRESS)
    kept = desk.store.database.row("SELECT * FROM returned")
    assert kept is not None
    assert ADDRESS not in str([kept[name] for name in kept.keys()])  # noqa: SIM118
    assert (kept["kind"], kept["status"], kept["acted"]) == ("gone", "5.1.1", "suppressed")
    address = cleaned(ADDRESS)
    assert isinstance(address, Address)
    (row,) = people.in_force(desk.store, address)
    assert (row["reason"], row["evidence"]) == ("bounced", "imap 5.1.1")
    assert people.lift(desk.store, address) == 1
    assert desk.gets_letters(ADDRESS)


def test_the_same_report_twice_is_acted_on_once(desk: Desk) -> None:
    """Also after the suppression was undone: the mailbox is read again, and must not redo it."""
    delivery = desk.sent(desk.reader(ADDRESS), "v45")
    data = report("5.1.1", "smtp; 550 5.1.1 unknown")
    assert desk.came(data, delivery).deed == "suppressed"
    address = cleaned(ADDRESS)
    assert isinstance(address, Address)
    people.lift(desk.store, address)
    assert desk.came(data, delivery).deed == "again"
    assert desk.gets_letters(ADDRESS)


def test_a_complaint_counts_at_once(desk: Desk) -> None:
    delivery = desk.sent(desk.reader(ADDRESS), "v45")
    assert desk.came(complaint("abuse", to=""), delivery).deed == "suppressed"
    assert desk.state(delivery) == "complained"
    assert not desk.gets_letters(ADDRESS)


@pytest.mark.parametrize(
    "diagnostic",
    ["smtp; 550 5.7.26 unauthenticated", "smtp;550 5.7.515 Access denied", "smtp; 550 no"],
)
def test_our_own_fault_stops_the_domain_and_costs_no_reader(desk: Desk, diagnostic: str) -> None:
    others = [desk.sent(desk.reader(f"{name}@lasare.example"), "v45") for name in "bcd"]
    delivery = desk.sent(desk.reader(ADDRESS), "v45")
    data = report("5.0.0", diagnostic)
    assert [desk.came(data + bytes([n]), others[n]).deed for n in (0, 1)] == ["noted", "noted"]
    # One of them may say it as often as he likes: the letter that he got bears a mark, too.
    assert desk.came(data + b"once more", others[0]).deed == "noted"
    assert desk.store.database.one("SELECT count(*) FROM domain_pause") == 0
    applied = desk.came(data, delivery)
    assert (applied.kind, applied.deed) == ("ours", "paused")
    assert applied.cause.startswith("Mottagaren ")
    assert desk.gets_letters(ADDRESS)
    pause = desk.store.database.row("SELECT * FROM domain_pause")
    assert pause is not None
    assert (pause["domain"], pause["until"]) == ("lasare.example", None)
    assert pause["reason"].startswith(applied.cause)


@pytest.mark.parametrize(
    "data",
    [
        report("5.7.1", "smtp; 550 5.7.1 no"),
        report("5.1.1", "smtp; 550 5.1.1 no"),
        report("5.2.2", "smtp; 552 5.2.2 over quota"),
        complaint("abuse"),
        report("2.0.0", "smtp; 250 taken").replace(b"Action: failed", b"Action: relayed"),
    ],
    ids=["ours", "gone", "full", "complained", "delivered"],
)
def test_what_only_names_an_address_changes_nothing_for_anybody(desk: Desk, data: bytes) -> None:
    """Whoever knows that somebody reads us could write it, and end her letters."""
    person = desk.reader(ADDRESS)
    for number in range(4):
        delivery = desk.sent(person, f"v{45 + number}", "unknown" if number else "accepted")
        before = desk.state(delivery)
        assert desk.came(data + bytes([number])).deed == "unsure"
        assert desk.state(delivery) == before
        desk.clock.at += timedelta(days=7)
    assert desk.gets_letters(ADDRESS)
    assert desk.store.database.one("SELECT count(*) FROM domain_pause") == 0


def test_a_service_that_has_shown_who_it_is_may_name_an_address(desk: Desk) -> None:
    desk.sent(desk.reader(ADDRESS), "v45")
    data = report("5.1.1", "smtp; 550 5.1.1 no")
    (applied,) = apply(desk.store, read(data), "webhook brevo", data, vouched=True)
    assert applied.deed == "suppressed"
    assert not desk.gets_letters(ADDRESS)


def test_a_report_about_nobody_we_wrote_to_lately_does_nothing(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    assert desk.came(report("5.1.1", "smtp; 550 5.1.1 no")).deed == "unknown"
    desk.sent(person, "v45")
    desk.clock.at += timedelta(days=31)
    assert desk.came(report("5.1.1", "smtp; 550 5.1.1 no again")).deed == "unknown"
    assert desk.gets_letters(ADDRESS)


def test_a_forged_mark_finds_nobody(desk: Desk) -> None:
    delivery = desk.sent(desk.reader("bo@lasare.example"), "v45")
    token = desk.store.keys.short("delivery", delivery)
    forged = report("5.1.1", "smtp; 550 5.1.1 no").replace(
        TOKEN.encode(), (token[:-1] + ("a" if token[-1] != "a" else "b")).encode()
    )
    assert desk.came(forged).deed == "unknown"
    assert desk.gets_letters("bo@lasare.example")


def test_the_letters_own_id_is_as_good_as_the_mark(desk: Desk) -> None:
    person = desk.reader("bo@lasare.example")
    delivery = desk.sent(person, "v45")
    data = report("5.1.1", "smtp; 550 5.1.1 no").replace(
        f"<{TOKEN}@tidning.example>".encode(), f"<v45.{person}@tidning.example>".encode()
    )
    assert desk.came(data).deed == "suppressed"
    assert desk.state(delivery) == "bounced_hard"


FULL = report("5.2.2", "smtp; 552 5.2.2 over quota")


def weekly(desk: Desk, person: int, name: str, data: bytes | None, days: float = 7) -> str:
    delivery = desk.sent(person, name)
    desk.clock.at += timedelta(days=1)
    deed = desk.came(data + name.encode(), delivery).deed if data else "nothing"
    desk.clock.at += timedelta(days=days - 1)
    return deed


def test_a_full_mailbox_is_given_up_after_three_editions_over_two_weeks(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    assert [weekly(desk, person, f"v{n}", FULL) for n in range(3)] == [
        "noted",
        "noted",
        "suppressed",
    ]
    assert not desk.gets_letters(ADDRESS)


def test_three_editions_in_three_days_are_too_soon(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    assert [weekly(desk, person, f"v{n}", FULL, days=2) for n in range(7)] == ["noted"] * 7
    assert weekly(desk, person, "v8", FULL, days=2) == "suppressed"


def test_a_letter_that_was_taken_in_between_begins_it_anew(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    deeds = [weekly(desk, person, f"v{n}", FULL if n != 2 else None) for n in range(5)]
    assert "suppressed" not in deeds
    assert weekly(desk, person, "v9", FULL) == "suppressed"


def test_our_own_fault_is_none_of_the_three(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    ours = report("5.7.1", "smtp; 550 5.7.1 policy")
    deeds = [weekly(desk, person, f"v{n}", FULL if n != 1 else ours) for n in range(3)]
    assert deeds == ["noted", "noted", "noted"]
    assert desk.gets_letters(ADDRESS)


def test_what_was_refused_in_smtp_counts_as_well(desk: Desk) -> None:
    person = desk.reader(ADDRESS)
    hash_ = desk.store.database.one("SELECT address_hash FROM person WHERE id = :p", p=person)
    given_up = []
    for name in ("v1", "v2", "v3"):
        desk.sent(person, name, "rejected", answer="5.2.2 mailbox full")
        given_up.append(give_up_if_long(desk.store, person, hash_))
        desk.clock.at += timedelta(days=8)
    assert given_up == [False, False, True]
    assert not desk.gets_letters(ADDRESS)


def test_a_receipt_clears_up_what_nobody_knew(desk: Desk) -> None:
    delivery = desk.sent(desk.reader(ADDRESS), "v45", "unknown")
    assert desk.came(report("2.0.0", "smtp; 250 ok", action="delivered"), delivery).deed == "noted"
    assert desk.state(delivery) == "accepted"


def test_what_is_being_handed_over_is_not_touched(desk: Desk) -> None:
    delivery = desk.sent(desk.reader(ADDRESS), "v45", "handing")
    assert desk.came(report("5.1.1", "smtp; 550 5.1.1 no"), delivery).deed == "suppressed"
    assert desk.state(delivery) == "handing"


def maildir(folder: Path, *messages: bytes) -> Path:
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, data in enumerate(messages):
        (folder / ("new" if number % 2 else "cur") / f"{number}.host").write_bytes(data)
    return folder


def test_a_maildir_is_read_and_what_a_person_wrote_is_left(desk: Desk, tmp_path: Path) -> None:
    delivery = desk.sent(desk.reader(ADDRESS), "v45")
    token = desk.store.keys.short("delivery", delivery)
    bounce = report("5.1.1", "smtp; 550 5.1.1 no").replace(TOKEN.encode(), token.encode())
    person = b"From: a@b.example\nSubject: Tack!\n\nBra brev.\n"
    away = b"From: a@b.example\nAuto-Submitted: auto-replied\nSubject: Borta\n\n550 5.1.1\n"
    box = maildir(tmp_path / "lada", bounce, person, away)
    told = collect(desk.store, from_maildir(box), "maildir")
    assert told.messages == 3
    assert dict(told.kinds) == {"gone": 1, "other": 1, "autoreply": 1}
    assert dict(told.deeds) == {"suppressed": 1, "nothing": 2}
    left = sorted(path.name for name in ("new", "cur") for path in (box / name).iterdir())
    assert left == ["1.host"]
    done = sorted(path.name for path in (box / ".Behandlade" / "cur").iterdir())
    assert done == ["0.host:2,S", "2.host:2,S"]
    assert collect(desk.store, from_maildir(box), "maildir").messages == 1


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublisherError, match="är ingen Maildir"):
        list(from_maildir(tmp_path))


def wish(subject: str, sender: str = "anna@lasare.example", **more: str) -> bytes:
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
    return f"From: Anna <{sender}>\r\nSubject: {subject}\r\n{head}\r\n".encode()


@pytest.mark.parametrize("before", ["Avsluta veckobrevet", "Re: Avsluta", "unsubscribe"])
def test_the_way_out_by_mail_is_done_when_it_has_our_mark(desk: Desk, before: str) -> None:
    anna, bo = desk.reader("anna@lasare.example"), desk.reader("bo@lasare.example")
    address = leave_mail("mailto:b@x.example?subject=Avsluta", desk.store.keys, anna, LIST, 1)
    token = address.rpartition("%20")[2]
    # The mark is enough: many write from another address than the one they read at.
    done = desk.came(wish(f"{before} {token}", "hem@annan.example"))
    assert (done.kind, done.deed) == ("leave", "left")
    assert people.lists_of_person(desk.store, anna) == {LIST: "left"}
    assert people.lists_of_person(desk.store, bo) == {LIST: "active"}
    assert desk.came(wish(f"{before} {token}")).deed == "left"
    assert desk.came(wish(f"{before} {token[:-1]}x")).deed == "unproven"


def test_who_wants_to_leave_without_a_mark_must_answer_a_letter_of_her_own(desk: Desk) -> None:
    anna, bo = desk.reader("anna@lasare.example"), desk.reader("bo@lasare.example")
    desk.sent(anna, "v45")
    answer = {"In_Reply_To": f"<v45.{anna}@tidning.example>"}
    assert desk.came(wish("Avsluta")).deed == "unproven"
    assert desk.came(wish("Avsluta", "bo@lasare.example", **answer)).deed == "unproven"
    assert people.lists_of_person(desk.store, anna) == {LIST: "active"}
    assert people.lists_of_person(desk.store, bo) == {LIST: "active"}
    assert desk.came(wish("Sv: Avsluta", **answer)).deed == "left"
    assert people.lists_of_person(desk.store, anna) == {LIST: "left"}


@pytest.mark.parametrize("subject", ["Avslutade artikeln nyss", "Hej", "Om att avsluta", ""])
def test_words_that_only_look_like_it_are_left_for_a_person(desk: Desk, subject: str) -> None:
    assert desk.came(wish(subject)).kind == "other"


def test_what_nobody_proved_stays_in_the_mailbox(desk: Desk, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    anna = desk.reader("anna@lasare.example")
    token = leave_mail("mailto:b@x.example?subject=A", desk.store.keys, anna, LIST)
    (tmp_path / "box/new/1").write_bytes(wish(f"Avsluta {token.rpartition('%20')[2]}"))
    (tmp_path / "box/new/2").write_bytes(wish("Avsluta"))
    report = collect(desk.store, from_maildir(tmp_path / "box"), "maildir")
    assert (report.deeds["left"], report.deeds["unproven"]) == (1, 1)
    assert [each.name for each in (tmp_path / "box/new").iterdir()] == ["2"]
