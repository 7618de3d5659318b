"""People: from a form to a list, off it again, suppressed, lifted, forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st
from readers import WORDS, Hands, address, joined, on, planned, states

from publisher.subscribers import PeopleStore, StorePlace, open_store, people, retention
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.store import rotate


def test_nobody_is_on_a_list_before_the_button_and_everybody_after_it(store: PeopleStore) -> None:
    pending = people.subscribe_pending(store, address("a@x.se"), ["brev", "podd"], WORDS)
    assert list(people.active(store, "brev")) == []
    done = people.confirm(store, pending.token)
    assert done == people.Confirmed(person=pending.person, lists=("brev", "podd"), again=False)
    assert [each.address for each in people.active(store, "brev")] == ["a@x.se"]
    again = people.confirm(store, pending.token)
    assert again is not None
    assert again.again
    assert people.counts(store) == {"brev": {"active": 1}, "podd": {"active": 1}}


def test_a_link_holds_seven_days_from_its_mail(store: PeopleStore, hands: Hands) -> None:
    pending = people.subscribe_pending(store, address("a@x.se"), ["brev"], WORDS)
    hands.at += timedelta(days=6)
    people.confirmation_sent(store, pending.id)
    hands.at += timedelta(days=7)
    assert people.confirmation_token(store, pending.id) == pending.token
    assert people.confirm(store, pending.token) is not None
    late = people.subscribe_pending(store, address("b@x.se"), ["brev"], WORDS)
    hands.at += timedelta(days=7, seconds=1)
    assert people.confirm(store, late.token) is None


def test_an_old_link_tells_what_still_holds(store: PeopleStore) -> None:
    pending = people.subscribe_pending(store, address("a@x.se"), ["brev", "podd"], WORDS)
    people.confirm(store, pending.token)
    people.leave(store, pending.person, "brev")
    again = people.confirm(store, pending.token)
    assert again == people.Confirmed(person=pending.person, lists=("podd",), again=True)
    people.leave(store, pending.person)
    again = people.confirm(store, pending.token)
    assert again == people.Confirmed(person=pending.person, lists=(), again=True)
    assert people.counts(store) == {"brev": {"left": 1}, "podd": {"left": 1}}


def test_what_the_editors_have_barred_is_not_lifted_by_its_reader(store: PeopleStore) -> None:
    """Also when the mail with the button went out before."""
    pending = people.subscribe_pending(store, address("a@x.se"), ["brev", "podd"], WORDS)
    people.suppress(store, address("a@x.se"), "brev")
    done = people.confirm(store, pending.token)
    assert done == people.Confirmed(person=pending.person, lists=("podd",), again=False)
    people.choose(store, pending.person, ["brev", "podd"], WORDS)
    assert (on(store, "brev"), on(store, "podd")) == ([], ["a@x.se"])
    everything = people.subscribe_pending(store, address("b@x.se"), ["brev"], WORDS)
    people.suppress(store, address("b@x.se"))
    assert people.confirm(store, everything.token) is None
    people.choose(store, everything.person, ["brev"], WORDS)
    assert on(store, "brev") == []
    assert people.lift(store, address("b@x.se")) == 1
    assert people.confirm(store, everything.token) is not None
    assert on(store, "brev") == ["b@x.se"]


def test_who_reported_one_list_and_asks_for_another_gets_that_alone(store: PeopleStore) -> None:
    person = joined(store, "a@x.se", "brev", "podd")
    people.suppress(store, address("a@x.se"), reason="complained")
    joined(store, "a@x.se", "podd")
    assert people.lists_of_person(store, person) == {"brev": "left", "podd": "active"}
    bounced = joined(store, "b@x.se", "brev", "podd")
    people.suppress(store, address("b@x.se"), reason="bounced")
    joined(store, "b@x.se", "podd")  # she never said no to the other
    assert people.lists_of_person(store, bounced) == {"brev": "active", "podd": "active"}


@pytest.mark.parametrize("forged", ["", ".", "a.b.c", "å.ä.ö", "0000.YQ.AAAA"])
def test_a_forged_token_is_nothing(store: PeopleStore, forged: str) -> None:
    assert people.confirm(store, forged) is None
    other = store.keys.token("unsubscribe", "x")
    assert people.confirm(store, other) is None


def test_leaving_is_done_once_and_comes_back_only_by_a_new_yes(store: PeopleStore) -> None:
    person = joined(store, "a@x.se", "brev", "podd")
    assert people.leave(store, person, "brev") == 1
    assert people.leave(store, person, "brev") == 0
    assert [each.person for each in people.active(store, "podd")] == [person]
    people.subscribe_pending(store, address("a@x.se"), ["brev"], WORDS)
    assert people.lists_of_person(store, person) == {"brev": "left", "podd": "active"}
    joined(store, "A@X.se", "brev")
    assert people.lists_of_person(store, person) == {"brev": "active", "podd": "active"}


def test_what_is_suppressed_gets_nothing_until_it_is_lifted(store: PeopleStore) -> None:
    person = joined(store, "a@x.se", "brev", "podd")
    assert people.suppress(store, address("a@x.se"), "brev", "bounced", "smtp 550 5.1.1")
    assert not people.suppress(store, address("a@x.se"), "brev", "bounced")
    assert list(people.active(store, "brev")) == []
    assert people.excluded(store, "brev") == {"bounced": 1}
    assert len(list(people.active(store, "podd"))) == 1
    assert people.lift(store, address("a@x.se")) == 1
    assert people.lists_of_person(store, person) == {"brev": "active", "podd": "active"}


def test_forgetting_leaves_no_address_and_no_way_back_but_their_own(store: PeopleStore) -> None:
    person = joined(store, "sara.lind@x.se", "brev")
    assert people.forget(store, person)
    assert not people.forget(store, person)
    assert people.export(store, address("sara.lind@x.se"))["finns"] is False
    assert people.stands_in_the_way(store, address("sara.lind@x.se"), "brev") == "forgotten"
    again = joined(store, "sara.lind@x.se", "brev")
    assert again != person
    assert [each.person for each in people.active(store, "brev")] == [again]


def test_after_a_rotation_old_links_and_old_suppressions_hold(store: PeopleStore) -> None:
    gone = joined(store, "gone@x.se", "brev")
    stays = joined(store, "stays@x.se", "brev")
    people.forget(store, gone)
    old = store.keys.token("unsubscribe", stays)
    short = store.keys.short("return", 4711)
    rotate(store)
    assert store.keys.read("unsubscribe", old) == (str(stays),)
    assert store.keys.read_short("return", short.upper()) == 4711
    assert people.stands_in_the_way(store, address("gone@x.se"), "brev") == "forgotten"
    people.suppress(store, address("stays@x.se"), reason="complained")
    assert list(people.active(store, "brev")) == []
    with store.write():
        people.person_of(store, address("gone@x.se"))
    assert people.stands_in_the_way(store, address("gone@x.se"), "brev") == "forgotten"


def test_two_spellings_of_an_address_are_one_person(store: PeopleStore) -> None:
    assert joined(store, "Anna@X.se", "brev") == joined(store, " anna@x.SE ", "podd")


@pytest.mark.parametrize(
    "text",
    ["", "anna", "a@", "@x.se", "a@x", "a b@x.se", "a@b@x.se", "a\r\nBcc: b@x.se", "å@x.se", "а@x.se",
     "a@x.test", "a@[1.2.3.4]", "a" * 65 + "@x.se", "a@" + "x" * 250 + ".se", "a\x00@x.se",
     "'; DROP TABLE person; --", "{{ 7*7 }}@x.se\n"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_repeated(text: str) -> None:
    reason = cleaned(text)
    assert isinstance(reason, str)
    assert not text or text not in reason.replace("tidning.se", "")


def test_a_letter_that_looks_like_another_is_another_domain() -> None:
    cyrillic = cleaned("a@tіdning.se")
    assert isinstance(cyrillic, Address)
    assert cyrillic.domain.startswith("xn--")


def test_a_forgotten_reader_is_in_no_table_and_the_sums_hold(store: PeopleStore) -> None:
    for name in ("sara.lind@glom.se", "b@x.se", "c@x.se"):
        joined(store, name, "brev")
    planned(store, "Brev 1", "accepted")
    planned(store, "Brev 2", "planned")
    person = people.found(store, address("sara.lind@glom.se"))
    assert person is not None
    people.forget(store, person["id"])
    assert states(store) == {"accepted": 3, "planned": 2, "skipped": 1}
    for table in tables(store):
        for row in store.database.rows(f"SELECT * FROM {table}"):  # noqa: S608 (names of ours)
            for column in row.keys():  # noqa: SIM118 (a row is no mapping)
                assert "glom.se" not in str(row[column]), table
                assert "sara" not in str(row[column]), table


def tables(store: PeopleStore) -> list[str]:
    if store.database.dialect == "sqlite":
        rows = store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row["name"] for row in rows]
    sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [row["tablename"] for row in store.database.rows(sql)]


def test_candidates_are_those_it_goes_to_and_the_rest_with_their_reasons(
    store: PeopleStore,
) -> None:
    joined(store, "stays@x.se", "brev")
    people.leave(store, joined(store, "left@x.se", "brev"), "brev")
    people.subscribe_pending(store, address("asks@x.se"), ["brev"], WORDS)
    joined(store, "bounced@x.se", "brev")
    people.suppress(store, address("bounced@x.se"), reason="bounced")
    assert on(store, "brev") == ["stays@x.se"]
    assert people.excluded(store, "brev") == {"bounced": 1, "left": 1, "pending": 1}
    assert people.readers(store) == 1


def test_choosing_is_exactly_what_was_chosen(store: PeopleStore) -> None:
    person = joined(store, "a@x.se", "brev", "podd")
    people.choose(store, person, ["podd", "artiklar"], WORDS)
    states_ = people.lists_of_person(store, person)
    assert states_ == {"artiklar": "active", "brev": "left", "podd": "active"}


def test_what_nobody_answers_and_whence_they_came_is_not_kept(
    store: PeopleStore, hands: Hands
) -> None:
    seen = people.Consent(words="Ja.", where_url="https://x.se/", how="form", ip="192.0.2.7")
    waits = people.subscribe_pending(store, address("a@x.se"), ["brev"], seen)
    people.confirmation_sent(store, waits.id)
    said = people.subscribe_pending(store, address("b@x.se"), ["brev"], seen)
    assert people.confirm(store, said.token) is not None
    hands.at += timedelta(days=7, seconds=1)
    retention.age(store)
    assert people.found(store, address("a@x.se")) is None
    assert people.confirm(store, waits.token) is None
    assert store.database.one("SELECT ip FROM consent") == "192.0.2.7"
    hands.at += timedelta(days=24)
    retention.age(store)
    retention.age(store)
    kept = store.database.one("SELECT ip FROM consent")
    assert kept.startswith("h:")
    assert "192.0.2.7" not in kept
    assert on(store, "brev") == ["b@x.se"]


def test_who_got_which_letter_ages_to_how_many(store: PeopleStore, hands: Hands) -> None:
    joined(store, "a@x.se", "brev")
    joined(store, "b@x.se", "brev")
    edition = planned(store, "Brev 1", "accepted")
    sql = "UPDATE edition SET state = 'finished', finished = :now"
    store.database.run(sql, now=store.stamp())
    retention.age(store)
    assert states(store) == {"accepted": 2}
    hands.at += timedelta(days=401)
    retention.age(store)
    assert states(store) == {}
    row = store.database.row("SELECT * FROM delivery_count")
    assert row is not None
    assert (row["edition"], row["state"], row["count"]) == (edition, "accepted", 2)


def test_a_write_is_all_or_nothing(store: PeopleStore) -> None:
    def interrupted() -> None:
        with store.write():
            joined(store, "a@x.se", "brev")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert people.readers(store) == 0
    joined(store, "a@x.se", "brev")
    assert people.readers(store) == 1


def test_a_name_goes_on_one_line_and_steers_nothing(store: PeopleStore) -> None:
    hostile = "Anna\r\nBcc: alla@x.se\u202e\x00" + "x" * 200
    people.subscribe_pending(store, address("a@x.se"), ["brev"], WORDS, hostile)
    row = people.found(store, address("a@x.se"))
    assert row is not None
    assert row["name"].startswith("Anna Bcc: alla@x.se x")
    assert len(row["name"]) <= 100
    assert row["name"].isprintable()


@pytest.mark.parametrize("text", ["'; DROP TABLE person; --", "%s %(x)s :x", "{{ 7 * 7 }}", "å"])
def test_text_of_others_is_text(store: PeopleStore, text: str) -> None:
    words = people.Consent(words=text, where_url=text, how="paper", evidence={text: text})
    with store.write():
        person = people.person_of(store, address("a@x.se"), text)
        people.add_consent(store, person, ["brev"], words)
        people.put_state(store, person, "brev", "active")
    told = people.export(store, address("a@x.se"))
    assert told["namn"] == text
    assert told["samtycken"][0]["underlag"] == {text: text}


@given(st.from_regex(r"[a-zA-Z0-9!#'*+/=?^_`{|}~.å-]{1,66}@[a-zåA-Z0-9.。-]{1,40}", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_an_address_is_what_the_library_says_of_the_whole_of_it(text: str) -> None:
    try:
        whole = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        assert isinstance(cleaned(text), str)
        return
    made = cleaned(text)
    assert isinstance(made, Address)
    assert made.address == f"{whole.ascii_local_part}@{whole.ascii_domain.lower()}"


def test_two_presses_at_once_are_one(place: StorePlace) -> None:
    with open_store(place) as store:
        pending = people.subscribe_pending(store, address("a@x.se"), ["brev"], WORDS)

    def press(_: int) -> bool:
        with open_store(place) as store:
            done = people.confirm(store, pending.token)
            assert done is not None
            return done.again

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, True, True, True]
    with open_store(place) as store:
        assert store.database.one("SELECT count(*) FROM consent") == 1
