"""Signing up: the box, the second page, the mail, its button; and what nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from sign_up import HOME, LISTS, SITE, Service

from publisher.subscribers import people
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.database.connection import Database
from publisher.subscribers.service import Limits, Posted
from publisher.subscribers.service.outbox import hand_over, next_turn, recover

Start = Callable[..., Service]


def path(link: str) -> str:
    return urlsplit(link).path


def everything(here: Service) -> list[object]:
    """All that the store holds, but for what limits count."""
    tables = ("person", "subscription", "consent", "confirmation", "suppression", "event", "outbox")
    return [here.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]  # noqa: S608


def test_from_the_box_to_the_list(here: Service) -> None:
    page = here.post("/", {"address": "anna@x.se"}, origin=SITE)
    assert page.status == 200
    assert page.field("address") == "anna@x.se"
    assert 'value="artiklar" checked' in page.text
    assert 'value="veckobrevet" checked' not in page.text
    assert everything(here) == [[]] * 7  # the box changes nothing
    here.clock.later(seconds=5)
    fields = {
        "address": "anna@x.se",
        "list": ["artiklar", "rattelser"],
        "stamp": page.field("stamp"),
    }
    sent = here.post("/anmal", fields)
    assert sent.status == 200
    assert "anna@x.se" in sent.text
    assert here.states() == {}  # nothing but a line in the outbox
    assert here.carry() == 1
    (mail,) = here.mail.got
    assert (mail.kind, mail.to) == ("confirm", "anna@x.se")
    assert [each.id for each in mail.lists] == ["artiklar", "rattelser"]
    assert mail.link.startswith(f"{HOME}/bekrafta/")
    assert set(here.states().values()) == {"pending"}
    ask = here.get(path(mail.link))
    assert "Artiklar" in ask.text
    assert 'method="post"' in ask.text
    done = here.post(path(mail.link), {})
    assert done.status == 200
    assert here.states() == {
        ("anna@x.se", "artiklar"): "active",
        ("anna@x.se", "rattelser"): "active",
    }
    assert here.carry() == 1
    welcome = here.mail.got[-1]
    assert welcome.kind == "welcome"
    assert welcome.link.startswith(f"{HOME}/val/")
    assert welcome.leave.startswith(f"{HOME}/u/")
    (first, _) = here.rows("SELECT * FROM consent ORDER BY id")
    assert first["words"] == (
        "Jag vill ha brev från Bladet till min e-postadress: Artiklar, Rättelser."
    )
    assert (first["how"], first["where_url"]) == ("form", f"{HOME}/")


def test_a_second_press_says_that_it_is_done_and_welcomes_nobody_again(here: Service) -> None:
    here.joined("anna@x.se")
    link = path(here.mail.got[0].link)
    before = everything(here)
    again = here.post(link, {})
    assert "redan klart" in again.text
    assert everything(here) == before
    assert here.carry() == 0


def test_whoever_scans_every_link_changes_nothing(here: Service) -> None:
    here.joined("anna@x.se", "artiklar", "veckobrevet")
    here.clock.later(days=2)
    here.sign_up("bo@x.se")
    here.sign_up("anna@x.se", "artiklar", peer="10.0.0.9")
    here.carry()
    assert {each.kind for each in here.mail.got} == {"confirm", "welcome", "known"}
    before = everything(here)
    for mail in here.mail.got:
        for link in (mail.link, mail.leave, mail.leave.replace("/u/", "/glom/")):
            for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
                if link:
                    answer = here.ask(method, path(link))
                    assert answer.status in {200, 405}
                    assert "set-cookie" not in answer.headers
    assert everything(here) == before


def test_the_answer_and_the_work_are_the_same_whether_an_address_is_known(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database hears the same statements, none of which asks who there is: so no clock tells."""
    here.joined("anna@x.se")
    here.clock.later(days=2)
    heard: list[str] = []
    usual = Database._sql
    monkeypatch.setattr(Database, "_sql", lambda self, sql: heard.append(sql) or usual(self, sql))
    known = here.sign_up("anna@x.se", peer="10.0.0.1")
    first = heard.copy()
    heard.clear()
    unknown = here.sign_up("okand@x.se", peer="10.0.0.2")
    assert known.text.replace("anna@x.se", "X") == unknown.text.replace("okand@x.se", "X")
    assert known.headers.keys() == unknown.headers.keys()
    assert heard == first
    assert not any("person " in sql and "SELECT" in sql for sql in first)
    here.carry()
    assert [each.kind for each in here.mail.got[-2:]] == ["known", "confirm"]


def test_who_is_on_all_lists_is_told_so_by_mail_and_who_wants_more_confirms(here: Service) -> None:
    here.joined("anna@x.se", "artiklar")
    here.clock.later(days=2)
    here.sign_up("ANNA@x.se", "artiklar")
    here.carry()
    assert here.mail.got[-1].kind == "known"
    here.clock.later(days=2)
    here.sign_up("anna@x.se", "artiklar", "veckobrevet")
    here.carry()
    assert here.mail.got[-1].kind == "confirm"
    assert here.states()["anna@x.se", "artiklar"] == "active"  # not off it meanwhile


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"list": ["artiklar"]}, "Adressen är tom."),
        ({"address": "anna", "list": ["artiklar"]}, "Adressen ska ha ett @."),
        ({"address": "anna@x.se"}, "Välj minst ett brev."),
        ({"address": "anna@x.se", "list": ["hemlig"]}, "Välj minst ett brev."),
        ({"address": "anna@x.se\r\nBcc: b@x.se", "list": ["artiklar"]}, "osynliga tecken"),
        ({"address": "a@x.se, b@x.se", "list": ["artiklar"]}, "mer än ett @"),
        ({"address": "a" * 300 + "@x.se", "list": ["artiklar"]}, "för lång"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_and_nothing_is_kept(
    here: Service, fields: dict[str, object], told: str
) -> None:
    stamp = here.get("/").field("stamp")
    here.clock.later(seconds=5)
    answer = here.post("/anmal", {**fields, "stamp": stamp})
    assert answer.status == 422
    assert told in answer.text
    assert answer.field("stamp") == stamp  # no new wait
    assert everything(here) == [[]] * 7


def test_the_button_is_pressed_neither_at_once_nor_days_after_nor_with_a_forged_stamp(
    here: Service,
) -> None:
    fields = {"address": "anna@x.se", "list": "artiklar"}
    stamp = here.get("/").field("stamp")
    here.clock.later(seconds=1)
    soon = here.post("/anmal", {**fields, "stamp": stamp})
    assert (soon.status, soon.field("stamp")) == (422, stamp)
    assert "lite fort" in soon.text
    for worth in ("", "x", stamp[:-1], stamp + "x", stamp.upper(), "..", "å" * 30):
        forged = here.post("/anmal", {**fields, "stamp": worth})
        assert forged.status == 422
        assert forged.field("stamp") not in {worth, stamp}
    here.clock.later(hours=25)
    late = here.post("/anmal", {**fields, "stamp": stamp})
    assert late.status == 422
    assert "stått öppen länge" in late.text
    assert everything(here) == [[]] * 7


def test_a_page_is_worth_one_press(here: Service) -> None:
    stamp = here.get("/").field("stamp")
    here.clock.later(seconds=5)
    answers = [
        here.post(
            "/anmal",
            {"address": f"a{n}@x.se", "list": "artiklar", "stamp": stamp},
            peer=f"10.0.0.{n}",
        )
        for n in range(3)
    ]
    assert {each.status for each in answers} == {200}
    assert here.carry() == 1
    assert [each.to for each in here.mail.got] == ["a0@x.se"]


def test_a_program_that_fills_in_everything_is_thanked_and_nothing_is_done(here: Service) -> None:
    stamp = here.get("/").field("stamp")
    here.clock.later(seconds=5)
    fields = {"address": "anna@x.se", "list": "artiklar", "stamp": stamp}
    trapped = here.post("/anmal", {**fields, "foretag": "https://spam.example"})
    assert trapped.status == 200
    assert everything(here) == [[]] * 7
    assert here.post("/anmal", {**fields, "foretag": ""}).text == trapped.text
    assert len(here.rows("SELECT * FROM outbox")) == 1


def test_an_address_gets_one_a_day_and_three_a_week_whoever_asks(here: Service) -> None:
    got = []
    for day in range(8):
        for hour in range(2):
            here.sign_up("Anna@X.se", peer=f"10.0.{day}.{hour}")
            here.carry()
            here.clock.later(hours=12, minutes=1)
        got.append(len(here.mail.got))
    assert got == [1, 2, 3, 3, 3, 3, 3, 4]
    assert here.rows(
        "SELECT sum(CAST(value AS INTEGER)) AS n FROM meta WHERE name LIKE 'refused % address'"
    ) == [{"n": 12}]


def test_a_client_gets_five_an_hour_whatever_addresses_it_invents(here: Service) -> None:
    for n in range(9):
        here.sign_up(f"a{n}@x.se", peer=f"2001:db8:1:2::{n}")
    assert len(here.rows("SELECT * FROM outbox")) == 5
    here.clock.later(hours=1)
    assert here.sign_up("a9@x.se", peer="2001:db8:1:2:ffff::1").status == 200
    assert len(here.rows("SELECT * FROM outbox")) == 6
    # What was refused did not count against the addresses.
    here.sign_up("a7@x.se", peer="10.0.0.1")
    assert len(here.rows("SELECT * FROM outbox")) == 7


def test_what_is_counted_is_readable_by_nobody(here: Service) -> None:
    here.sign_up("anna@x.se", peer="10.9.8.7")
    counted = str(here.rows("SELECT * FROM attempt"))
    assert "anna" not in counted
    assert "10.9.8.7" not in counted


def test_mails_leave_at_the_pace_and_their_days_count_from_the_mail(service: Start) -> None:
    here = service(limits=Limits(hourly=2))
    for n in range(5):
        here.sign_up(f"a{n}@x.se", peer=f"10.0.0.{n}")
    sent = []
    for _ in range(3):
        here.carry()
        sent.append(len(here.mail.got))
        here.clock.later(hours=1, seconds=1)
    assert sent == [2, 4, 5]
    here.clock.later(days=6, hours=22)
    assert here.post(path(here.mail.got[-1].link), {}).text.count("Nu är du med") == 1
    old = here.post(path(here.mail.got[0].link), {})
    assert old.status == 200
    assert "gäller inte längre" in old.text


def test_a_queue_has_an_end_and_nobody_is_told(service: Start) -> None:
    here = service(limits=Limits(waiting=3))
    answers = {
        here.sign_up(f"a{n}@x.se", peer=f"10.0.0.{n}").text.replace(f"a{n}", "a") for n in range(6)
    }
    assert len(answers) == 1
    assert len(here.rows("SELECT * FROM outbox")) == 3
    assert here.rows("SELECT name, value FROM meta WHERE name LIKE 'refused%'")[0]["value"] == "3"


def test_a_mail_that_the_server_puts_off_is_tried_again_later_and_later(here: Service) -> None:
    here.sign_up("anna@x.se")
    here.mail.answers = [Posted("later")] * 3
    tried = []
    for minute in range(40):
        if here.carry():
            tried.append(minute)
        here.clock.later(minutes=1)
    assert tried == [0, 5, 15, 35]
    assert [each.to for each in here.mail.got] == ["anna@x.se"]


def test_what_the_server_never_takes_is_given_up(here: Service) -> None:
    here.sign_up("anna@x.se")
    here.mail.answers = [Posted("later")] * 50
    for _ in range(20):
        here.carry()
        here.clock.later(hours=5)
    assert here.rows("SELECT state, attempts FROM outbox") == [{"state": "refused", "attempts": 13}]
    assert here.mail.got == []


def test_of_a_kill_while_a_mail_was_handed_over_a_second_copy_is_the_worst(here: Service) -> None:
    class KilledError(BaseException):
        pass

    here.sign_up("anna@x.se")

    def killed(message: bytes, to: str, on_handover: object) -> Posted:
        assert on_handover()  # type: ignore[operator]
        here.mail.got.append(here.mail.last)
        raise KilledError

    usual, here.mail.send = here.mail.send, killed  # type: ignore[method-assign]
    for minutes, copies in ((0, 1), (1, 1), (15, 2), (16, 2), (60, 2)):
        here.clock.later(minutes=minutes)
        with here.store() as store:
            recover(store)
            turn = next_turn(store, here.settings)
            if turn is not None:
                with pytest.raises(KilledError):
                    hand_over(store, here.mail, turn, here.log.append)
        assert len(here.mail.got) == copies
    here.mail.send = usual  # type: ignore[method-assign]
    assert len({(each.id, each.link) for each in here.mail.got}) == 1
    assert here.rows("SELECT state FROM outbox") == [{"state": "unknown"}]
    assert here.post(path(here.mail.got[0].link), {}).status == 200
    assert set(here.states().values()) == {"active"}


def test_one_mail_that_cannot_be_made_stops_no_other(here: Service) -> None:
    here.sign_up("a1@x.se", peer="10.0.0.1")
    here.sign_up("a2@x.se", peer="10.0.0.2")
    usual = here.mail.message

    def message(notice: object) -> bytes:
        if notice.to == "a1@x.se":  # type: ignore[attr-defined]
            raise ValueError("a1@x.se")
        return usual(notice)  # type: ignore[arg-type]

    here.mail.message = message  # type: ignore[method-assign, assignment]
    here.carry()
    assert [each.to for each in here.mail.got] == ["a2@x.se"]
    assert not any("a1@" in line for line in here.log)
    assert any("ValueError" in line for line in here.log)


def test_whom_the_editors_have_barred_gets_nothing_and_is_told_nothing(here: Service) -> None:
    barred = cleaned("anna@x.se")
    assert isinstance(barred, Address)
    with here.store() as store:
        people.suppress(store, barred, reason="editor")
    answer = here.sign_up("anna@x.se")
    assert answer.status == 200
    here.carry()
    assert here.mail.got == []
    assert here.rows("SELECT state, detail FROM outbox") == [{"state": "refused", "detail": "{}"}]


def test_a_link_goes_to_whoever_gets_letters_and_everybody_is_answered_alike(here: Service) -> None:
    here.joined("anna@x.se")
    here.clock.later(days=2)
    texts = set()
    for n, address in enumerate(("anna@x.se", "okand@x.se")):
        page = here.get("/lank")
        here.clock.later(seconds=5)
        answer = here.post(
            "/lank", {"address": address, "stamp": page.field("stamp")}, peer=f"10.0.1.{n}"
        )
        assert answer.status == 200
        texts.add(answer.text.replace(address, "X"))
    assert len(texts) == 1
    count = len(here.mail.got)
    here.carry()
    assert [(each.kind, each.to) for each in here.mail.got[count:]] == [("link", "anna@x.se")]


def test_of_one_list_there_is_nothing_to_choose(service: Start) -> None:
    here = service(lists=LISTS[:1])
    page = here.get("/")
    assert 'type="checkbox"' not in page.text
    assert page.field("list") == "artiklar"


def test_who_asked_in_vain_for_a_link_may_sign_up_all_the_same(here: Service) -> None:
    page = here.get("/lank")
    here.clock.later(seconds=5)
    here.post("/lank", {"address": "anna@x.se", "stamp": page.field("stamp")})
    here.carry()
    assert here.mail.got == []
    here.sign_up("anna@x.se")
    here.carry()
    assert [each.kind for each in here.mail.got] == ["confirm"]


def test_the_pace_of_ones_own_mail_does_not_tell_whether_another_was_sent_one(
    service: Start,
) -> None:
    """Whoever fills an hour but for one place, asks about somebody, and then for themselves."""
    seen = []
    for known in (True, False):
        here = service(limits=Limits(hourly=2, client_hour=100))
        if known:
            here.joined("anna@x.se", "artiklar")
            here.clock.later(hours=25)
            here.mail.got.clear()
        here.sign_up("stranger@x.se", "artiklar")
        stamp = here.get("/lank").field("stamp")
        here.clock.later(seconds=10)
        here.post("/lank", {"address": "anna@x.se", "stamp": stamp, "foretag": ""})
        here.sign_up("mine@x.se", "artiklar")
        here.carry()
        seen.append("mine@x.se" in {each.to for each in here.mail.got})
    assert seen == [False, False]


def test_barred_from_one_list_is_not_barred_from_the_others(here: Service) -> None:
    anna = cleaned("anna@x.se")
    assert isinstance(anna, Address)
    with here.store() as store:
        people.suppress(store, anna, "veckobrevet")
    here.sign_up("anna@x.se", "veckobrevet")
    assert (here.carry(), here.mail.got) == (0, [])
    here.clock.later(hours=25)
    here.sign_up("anna@x.se", "veckobrevet", "artiklar")
    assert here.carry() == 1
    assert here.post(path(here.mail.got[0].link), {}).status == 200
    assert here.states()["anna@x.se", "artiklar"] == "active"
    assert here.states()["anna@x.se", "veckobrevet"] == "pending"


def test_an_old_button_says_what_has_become_of_it(here: Service) -> None:
    here.joined("anna@x.se", "artiklar")
    link = path(next(each.link for each in here.mail.got if each.kind == "confirm"))
    assert "Du får:" in here.post(link, {}).text
    with here.store() as store:
        people.leave(store, 1)
    assert "har du avslutat" in here.post(link, {}).text
    assert set(here.states().values()) == {"left"}
