"""People: from a form to a list, off it again, suppressed, lifted, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.subscribers import PeopleStore, StorePlace, open_store, people
from publisher.subscribers.addresses import Address, cleaned
from publisher.subscribers.store import rotate

WORDS = people.Consent(words="Jag vill ha brevet.", where_url="https://x.se/", how="form")


def address(text: str) -> Address:
    made = cleaned(text)
    assert isinstance(made, Address)
    return made


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[PeopleStore]:
    place = StorePlace(database=str(tmp_path / "s" / "subscribers.sqlite"), folder=tmp_path / "s")
    with open_store(place, now=clock) as opened:
        yield opened


def joined(store: PeopleStore, text: str, *lists: str) -> int:
    pending = people.subscribe_pending(store, address(text), lists, WORDS)
    done = people.confirm(store, pending.token)
    assert done is not None
    return done.person


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


def test_a_link_holds_seven_days_from_its_mail(store: PeopleStore, clock: Hands) -> None:
    pending = people.subscribe_pending(store, address("a@x.se"), ["brev"], WORDS)
    clock.at += timedelta(days=6)
    people.confirmation_sent(store, pending.id)
    clock.at += timedelta(days=7)
    assert people.confirmation_token(store, pending.id) == pending.token
    assert people.confirm(store, pending.token) is not None
    late = people.subscribe_pending(store, address("b@x.se"), ["brev"], WORDS)
    clock.at += timedelta(days=7, seconds=1)
    assert people.confirm(store, late.token) is None


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


def test_forgetting_leaves_no_address_and_no_way_back_but_their_own(
    store: PeopleStore, tmp_path: Path
) -> None:
    person = joined(store, "sara.lind@x.se", "brev")
    assert people.forget(store, person)
    assert not people.forget(store, person)
    store.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
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


def test_the_folder_and_all_in_it_are_the_owners_alone(store: PeopleStore) -> None:
    joined(store, "a@x.se", "brev")
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in store.folder.iterdir()} == {0o600}
