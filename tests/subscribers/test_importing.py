"""Files of every service, well and badly written: nobody is lost, and nobody comes in who must not."""

from __future__ import annotations

import csv
import io
import re
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readers import Hands, address, joined, on

from publisher.problems import PublisherError
from publisher.subscribers import PeopleStore, StorePlace, open_store, people
from publisher.subscribers.exporting import FORMATS, export_list
from publisher.subscribers.importing import ImportLedger, import_people, looked_at, tried
from publisher.subscribers.importing.columns import time_of

Written = Callable[[str, str | bytes], Path]
SUBSTACK = (
    "email,active_subscription,expiry,email_disabled,prefer_digests,created_at\n"
    "anna@x.se,false,,false,false,2024-01-02T03:04:05.678Z\n"
    "bo@x.se,false,,true,false,2024-01-02T03:04:05.678Z\n"
    "q@deletion-request.substack.com,false,,false,false,\n"
)
PAID = (
    "email,expiry,email_disabled,prefer_digests,stripe_connected_customer_id,type\n"
    "anna@x.se,2027-01-01T00:00:00.000Z,false,false,cus_1,paid\n"
    "cecilia@x.se,,false,false,,comp\n"
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,"
    "LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS"
)
ROW = (
    'anna@x.se,Anna,"Berg, af",2,2020-01-01 08:00:00,192.0.2.1,2020-01-01 09:00:00,192.0.2.2,'
    '59.3,18.1,1,2,Europe/Stockholm,SE,AB,2021-01-01 00:00:00,17,ab12,,"""Kina"",""a, b"""'
)


def taken(
    store: PeopleStore, *paths: Path, lists: tuple[str, ...] = ("brev",), source: str = ""
) -> ImportLedger:
    """All files as one ledger."""
    ledgers = import_people(store, looked_at(paths, source), lists, lambda *_: None)
    whole = ImportLedger()
    for each in ledgers.values():
        whole.rows += each.rows
        whole.outcomes += each.outcomes
        whole.refusals += each.refusals
    assert whole.rows == sum(whole.outcomes.values())
    return whole


def test_substack_free_and_paid(store: PeopleStore, written: Written) -> None:
    free, paid = written("free.csv", SUBSTACK), written("paid.csv", PAID)
    ledger = taken(store, free, paid)
    assert ledger.outcomes == {"added": 2, "known": 1, "suppressed": 1, "refused": 1}
    assert ledger.refusals == {"kontot är raderat hos Substack": 1}
    assert on(store, "brev") == ["anna@x.se", "cecilia@x.se"]
    assert people.stands_in_the_way(store, address("bo@x.se"), "brev") == "left"
    again = taken(store, free, paid)
    assert again.outcomes == {"known": 3, "suppressed": 1, "refused": 1}


def test_mailchimps_three_files_and_the_fourth(store: PeopleStore, written: Written) -> None:
    gone = f"{MAILCHIMP},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON"
    dead = f"{MAILCHIMP},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID"
    files = (
        written("subscribed_x.csv", f"{MAILCHIMP}\n{ROW}\n"),
        written(
            "unsubscribed_x.csv", f"{gone}\n{ROW.replace('anna', 'bo')},2022-02-02 02:02:02,B,1,\n"
        ),
        written("cleaned_x.csv", f"{dead}\n{ROW.replace('anna', 'dan')},2022-02-02 02:02:02,B,1\n"),
        written("nonsubscribed_x.csv", f"{MAILCHIMP}\n{ROW.replace('anna', 'eva')}\n"),
    )
    ledger = taken(store, *files)
    assert ledger.outcomes == {"added": 1, "suppressed": 2, "refused": 1}
    assert on(store, "brev") == ["anna@x.se"]
    told = people.export(store, address("anna@x.se"))
    assert told["namn"] == "Anna Berg, af"
    (said,) = told["samtycken"]
    assert (said["när"], said["ip"], said["hur"]) == (
        "2020-01-01T09:00:00.000Z", "192.0.2.2", "hos en tidigare tjänst"
    )  # fmt: skip
    assert said["underlag"]["optin_time"] == "2020-01-01 08:00:00"
    assert "59.3" not in str(told)
    assert people.stands_in_the_way(store, address("bo@x.se"), "podd") is None
    assert people.stands_in_the_way(store, address("dan@x.se"), "podd") == "import"


OTHERS = {
    "listmonk": (
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        'u1,anna@x.se,Anna,"{""x"": 1}",enabled,2024-01-01T00:00:00Z,\n'
        "u2,bo@x.se,Bo,{trasig,disabled,2024-01-01T00:00:00Z,\n"
        "u3,dan@x.se,Dan,{},blocklisted,2024-01-01T00:00:00Z,\n"
    ),
    "ghost": (
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,"
        "deleted_at,labels,tiers\n"
        "1,anna@x.se,Anna,,true,false,,2024-01-01T00:00:00.000Z,,,\n"
        "2,bo@x.se,Bo,,false,false,,2024-01-01T00:00:00.000Z,,,\n"
        "3,dan@x.se,Dan,,true,false,,2024-01-01T00:00:00.000Z,2025-01-01T00:00:00.000Z,,\n"
    ),
    "beehiiv": (
        "email,First Name,Last Name,status,tier,created_at,stripe_customer_id,unsubscribed_at\n"
        "anna@x.se,Anna,,active,free,2023-03-24 10:23:10 UTC,,\n"
        "bo@x.se,Bo,,inactive,free,2023-03-24 10:23:10 UTC,,2024-03-24 10:23:10 UTC\n"
        "dan@x.se,Dan,,invalid,free,2023-03-24 10:23:10 UTC,,\n"
        "eva@x.se,Eva,,pending,free,2023-03-24 10:23:10 UTC,,\n"
    ),
    "wordpress": (
        "Email Address;Subscription Status;Since\n"
        "anna@x.se;Subscribed;2024-05-05\n"
        "bo@x.se;Not subscribed;2024-05-05\n"
        "dan@x.se;Not sending;2024-05-05\n"
        "eva@x.se;Not confirmed;2024-05-05\n"
    ),
    "csv": (
        "Namn\tE-post\tStatus\nAnna\tanna@x.se\taktiv\nBo\tbo@x.se\tavslutad\n"
        "Dan\tdan@x.se\tspärrad\nEva\teva@x.se\tobekräftad\n"
    ),
}


@pytest.mark.parametrize("service", OTHERS)
def test_each_service_is_known_by_its_columns_and_only_who_said_yes_comes_in(
    store: PeopleStore, written: Written, service: str
) -> None:
    path = written("fil.csv", OTHERS[service])
    (seen,) = looked_at([path])
    assert seen.source.id == service
    ledger = taken(store, path)
    assert ledger.outcomes["added"] == 1
    assert ledger.outcomes["suppressed"] == 2
    assert on(store, "brev") == ["anna@x.se"]
    assert people.found(store, address("eva@x.se")) is None
    assert people.export(store, address("anna@x.se"))["samtycken"]


def test_bare_addresses_are_a_list_too(store: PeopleStore, written: Written) -> None:
    assert taken(store, written("x.txt", "a@x.se\n\nb@x.se\n")).outcomes == {"added": 2}


def test_a_state_that_nobody_knows_lets_nobody_in(store: PeopleStore, written: Written) -> None:
    ledger = taken(store, written("x.csv", "email,status\na@x.se,kanske\nb@x.se,\n"))
    assert ledger.refusals == {"radens status är okänd": 2}


def test_who_left_here_stays_away_and_who_came_here_since_stays(
    store: PeopleStore, written: Written, hands: Hands
) -> None:
    people.leave(store, joined(store, "left@x.se", "brev"), "brev")
    file = written("x.csv", "email\nleft@x.se\n")
    assert taken(store, file).outcomes == {"suppressed": 1}
    hands.at += timedelta(days=1)
    joined(store, "came@x.se", "brev")
    old = written(
        "y.csv", "email,status,tier,unsubscribed_at\ncame@x.se,inactive,free,2024-01-01\n"
    )
    assert taken(store, old).outcomes == {"known": 1}
    assert on(store, "brev") == ["came@x.se"]
    new = written(
        "z.csv", "email,status,tier,unsubscribed_at\ncame@x.se,inactive,free,2027-01-01\n"
    )
    assert taken(store, new).outcomes == {"suppressed": 1}
    assert on(store, "brev") == []


def test_a_trial_has_the_same_ledger_and_changes_nothing(
    store: PeopleStore, written: Written
) -> None:
    files = looked_at([written("free.csv", SUBSTACK)])
    (first,) = tried(store, files, ("brev",), lambda *_: None).values()
    assert people.counts(store) == {}
    assert store.database.one("SELECT count(*) FROM suppression") == 0
    (second,) = import_people(store, files, ("brev",), lambda *_: None).values()
    assert (first.outcomes, first.refusals) == (second.outcomes, second.refusals)
    assert sorted(each.name for each in store.folder.iterdir() if each.name.startswith(".")) == []


@pytest.mark.parametrize("at", [0, 1, 4, 7, 9])
def test_an_import_that_is_cut_off_is_gone_on_with_by_running_it_again(
    sqlite_store: PeopleStore, written: Written, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr("publisher.subscribers.importing.admitting._AT_ONCE", 3)
    lines = "".join(f"a{number}@x.se\n" for number in range(10))
    files = looked_at([written("x.csv", f"email\n{lines}")])
    told = 0

    def cut(*_: object) -> None:
        nonlocal told
        if told == at:
            raise KeyboardInterrupt
        told += 1

    with pytest.raises(KeyboardInterrupt):
        import_people(sqlite_store, files, ("brev",), cut)
    done = len(on(sqlite_store, "brev"))
    assert done == (at // 3 + 1) * 3 or done == 10
    (ledger,) = import_people(sqlite_store, files, ("brev",), lambda *_: None).values()
    assert ledger.outcomes == Counter({"known": done, "added": 10 - done}) - Counter()
    assert len(on(sqlite_store, "brev")) == 10


def test_two_who_take_in_the_same_people_at_once_add_each_of_them_once(
    place: StorePlace, written: Written
) -> None:
    lines = "".join(f"a{number}@x.se\n" for number in range(60))
    files = looked_at([written("x.csv", f"email\n{lines}")])

    def one(_: int) -> Counter[str]:
        with open_store(place) as store:
            (ledger,) = import_people(store, files, ("brev",), lambda *_: None).values()
            return Counter(dict(ledger.outcomes))

    with open_store(place), ThreadPoolExecutor(3) as pool:
        sums = sum(pool.map(one, range(3)), Counter[str]())
    assert sums == {"added": 60, "known": 120}
    with open_store(place) as store:
        assert len(on(store, "brev")) == 60


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Email subscription", ("Subscribed", "Unsubscribed", "Not confirmed", "Not sending")),
        ("Läge", ("aktiv", "avslutad", "ej bekräftad", "spärrad")),
    ],
)
def test_a_state_is_known_by_its_words_under_any_name(
    store: PeopleStore, written: Written, head: str, said: tuple[str, ...]
) -> None:
    rows = [f"{name}@x.se,Left {name},{word}" for name, word in zip("abcd", said, strict=True)]
    file = written("x.csv", "\n".join([f"email,namn,{head}", *rows]) + "\n")
    assert taken(store, file).outcomes == {"added": 1, "suppressed": 2, "refused": 1}
    assert on(store, "brev") == ["a@x.se"]


@pytest.mark.parametrize(
    ("head", "cells", "outcomes"),
    [
        ("Subscribed", ("TRUE", "FALSE"), {"added": 1, "suppressed": 1}),
        ("Unsubscribed", ("nej", "ja"), {"added": 1, "suppressed": 1}),
        ("Confirmed", ("1", "0"), {"added": 1, "refused": 1}),
        ("Bounced", ("", "yes"), {"added": 1, "suppressed": 1}),
    ],
)
def test_yes_and_no_are_known_by_the_columns_name(
    sqlite_store: PeopleStore,
    written: Written,
    head: str,
    cells: tuple[str, str],
    outcomes: dict[str, int],
) -> None:
    file = written("x.csv", f"email;{head}\na@x.se;{cells[0]}\nb@x.se;{cells[1]}\n")
    assert taken(sqlite_store, file).outcomes == outcomes
    assert on(sqlite_store, "brev") == ["a@x.se"]


def test_what_is_no_state_is_not_taken_for_one(sqlite_store: PeopleStore, written: Written) -> None:
    """A word in a free text, a count, a date under a name that could be a state's."""
    rows = "a@x.se,left,0,2024-01-02\nb@x.se,Ystad,3,2024-01-02\n"
    file = written("x.csv", f"email,ort,Bounced,Subscribed\n{rows}")
    assert taken(sqlite_store, file).outcomes == {"added": 2}


# Badly written files

ADDRESSES = "email,namn\na@x.se,Åsa\nb@x.se,Örjan\n"


@pytest.mark.parametrize(
    "data",
    [
        ADDRESSES.encode("utf-8"),
        ADDRESSES.encode("utf-8-sig"),
        ADDRESSES.encode("utf-16"),
        ADDRESSES.encode("utf-16-le"),
        ADDRESSES.encode("utf-16-be"),
        ADDRESSES.encode("latin-1"),
        ADDRESSES.replace(",", ";").encode("cp1252"),
        ADDRESSES.replace(",", "\t").encode(),
        ADDRESSES.replace(",", "|").encode(),
        ADDRESSES.replace("\n", "\r\n").encode(),
        ADDRESSES.replace("\n", "\r").encode(),
        b"sep=;\r\n" + ADDRESSES.replace(",", ";").encode(),
        b"\n\n" + ADDRESSES.encode(),
        ADDRESSES.replace("Åsa", '"Åsa"').encode(),
    ],
)
def test_however_a_file_is_written_it_is_read(
    sqlite_store: PeopleStore, written: Written, data: bytes
) -> None:
    assert taken(sqlite_store, written("x.csv", data)).outcomes == {"added": 2}
    rows = sqlite_store.database.rows("SELECT name FROM person ORDER BY id")
    assert [row["name"] for row in rows] == ["Åsa", "Örjan"]


HOSTILE = (
    ("a@x.se,ett,två\n", "raden har fler fält än rubrikraden"),
    ('a@x.se,"x"y\n', "raden har ett citattecken på fel ställe"),
    ("a\x00@x.se,x\n", "adressen har osynliga tecken i sig"),
    ('"a@x.se\nBcc: b@x.se",x\n', "adressen har osynliga tecken i sig"),
    (
        "\u0430@x.se,x\n",
        "före @ står ett tecken som inte är a–z, en siffra eller ett vanligt skiljetecken",
    ),
    (",x\n", "adressen är tom"),
    ("a@x.se b@x.se,x\n", "adressen har mer än ett @"),
    ("a@x.test,x\n", "domännamnet används inte för e-post"),
)


@pytest.mark.parametrize(("row", "why"), HOSTILE)
def test_a_row_that_cannot_be_used_is_told_with_its_line_and_costs_no_other(
    sqlite_store: PeopleStore, written: Written, row: str, why: str
) -> None:
    files = looked_at([written("x.csv", f"email,namn\nfirst@x.se,A\n{row}last@x.se,B\n")])
    (ledger,) = import_people(sqlite_store, files, ("brev",), lambda *_: None).values()
    assert ledger.reasons == {why: [3]}
    assert on(sqlite_store, "brev") == ["first@x.se", "last@x.se"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "filen är tom"),
        (b"\n\n  \n", "filen är tom"),
        (b"namn,ort\nAnna,Ystad\n", "ingen kolumn har e-postadresser"),
        (b'email\na@x.se\n"b@x.se\nc@x.se\n', "stängs aldrig"),
        (b"PK\x03\x04 kalkyl", "ingen CSV-fil"),
        (b"email\n" + b"x" * 1_000_001 + b"\n", "ingen CSV-fil"),
        (b'email,namn\na@x.se,"' + b"x\n" * 100_000, "stängs aldrig"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_any_row(
    sqlite_store: PeopleStore, written: Written, data: bytes, said: str
) -> None:
    good, bad = written("good.csv", "email\nok@x.se\n"), written("bad.csv", data)
    with pytest.raises(PublisherError, match=said) as told:
        taken(sqlite_store, good, bad)
    assert "a@x.se" not in str(told.value)
    assert people.counts(sqlite_store) == {}


def test_every_file_that_cannot_be_read_is_told_at_once(written: Written, tmp_path: Path) -> None:
    with pytest.raises(PublisherError) as told:
        looked_at([written("a.csv", ""), tmp_path / "b.csv", tmp_path])
    assert len(told.value.problems) == 3


def test_times_are_read_only_where_they_can_be_read_one_way() -> None:
    assert time_of("2024-02-30") == time_of("3/4/2024") == time_of("nyss") == ""
    assert time_of("2024-02-03T10:00:00+02:00") == "2024-02-03T08:00:00.000Z"


# Out, and in again


def filled(store: PeopleStore) -> None:
    joined(store, "anna@x.se", "brev")
    joined(store, "+bo@x.se", "brev")
    with store.write():
        sql = "UPDATE person SET name = :name WHERE address = :a"
        store.database.run(sql, name="Anna Berg", a="anna@x.se")
        store.database.run(sql, name="=HYPERLINK(1)", a="+bo@x.se")
    people.leave(store, joined(store, "left@x.se", "brev"))
    joined(store, "dead@x.se", "brev")
    people.suppress(store, address("dead@x.se"), reason="bounced")


@pytest.mark.parametrize("service", FORMATS)
def test_what_goes_out_to_a_service_comes_in_again_as_it_was(
    store: PeopleStore, tmp_path: Path, hands: Hands, service: str
) -> None:
    filled(store)
    states = ("active", "left", "suppressed")
    files = [tmp_path / f"{state}.csv" for state in states]
    counts = [export_list(store, "brev", s, service, f) for s, f in zip(states, files, strict=True)]
    assert counts == [2, 1, 1]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    folder = tmp_path / "other"
    place = StorePlace(database=str(folder / "s.sqlite"), folder=folder)
    with open_store(place, now=hands) as other:
        ledger = taken(other, *files)
        assert ledger.outcomes == {"added": 2, "suppressed": 2}
        assert on(other, "brev") == on(store, "brev")
        assert people.stands_in_the_way(other, address("left@x.se"), "brev") is not None
        assert people.stands_in_the_way(other, address("dead@x.se"), "brev") is not None
        named = other.database.one("SELECT name FROM person WHERE address = '+bo@x.se'")
        assert named in {"=HYPERLINK(1)", ""}  # Substack's file has no names


@pytest.mark.parametrize("service", FORMATS)
def test_nothing_that_is_written_out_is_a_formula(
    sqlite_store: PeopleStore, tmp_path: Path, service: str
) -> None:
    filled(sqlite_store)
    export_list(sqlite_store, "brev", "active", service, tmp_path / "x.csv")
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "-", "\t", "\r"))]
    plus = [cell for cell in cells if cell.startswith("+")]
    assert plus == ([] if service == "csv" else ["+bo@x.se"])


def test_the_day_they_said_yes_goes_with_them(
    store: PeopleStore, written: Written, tmp_path: Path
) -> None:
    rows = "a@x.se,false,2024-03-02T10:00:00.000Z\nb@x.se,false,\n"
    taken(store, written("x.csv", f"email,email_disabled,created_at\n{rows}"))
    joined(store, "c@x.se", "brev")
    export_list(store, "brev", "active", "csv", tmp_path / "ut.csv")
    out = list(csv.DictReader(io.StringIO((tmp_path / "ut.csv").read_text("utf-8-sig"))))
    now = store.stamp()
    assert [row["since"] for row in out] == ["2024-03-02T10:00:00.000Z", now, now]


# Laws

LOCAL = st.from_regex(r"[a-z][a-z0-9.+-]{0,8}", fullmatch=True)
CELLS = st.one_of(
    st.builds("{}@x.se".format, st.sampled_from("abcdefgh")),
    st.builds("{}@x.se".format, LOCAL),
    st.text(max_size=12),
)
STATES = st.sampled_from(["Subscribed", "Not subscribed", "Not confirmed", "Not sending", "?", ""])
ROWS = st.lists(st.tuples(CELLS, STATES, st.text(max_size=6)), max_size=12)
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def as_csv(rows: list[tuple[str, str, str]]) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text, quoting=csv.QUOTE_ALL)
    out.writerow(("Email", "Subscription Status", "Namn"))
    out.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


@pytest.fixture
def fresh(tmp_path: Path, hands: Hands) -> Callable[[], Iterator[PeopleStore]]:
    """A function that gives a store with nothing in it, without opening one anew."""
    folder = tmp_path / "fresh"
    place = StorePlace(database=str(folder / "s.sqlite"), folder=folder)

    def give() -> Iterator[PeopleStore]:
        with open_store(place, now=hands) as store:
            store.database.run("PRAGMA synchronous = OFF")
            with store.write():
                for table in ("consent", "event", "subscription", "suppression", "person"):
                    store.database.run(f"DELETE FROM {table}")  # noqa: S608 (names of ours)
            yield store

    return give


@QUIET
@given(rows=ROWS)
def test_rows_in_are_all_accounted_for_and_a_second_time_changes_nothing(
    fresh: Callable[[], Iterator[PeopleStore]], tmp_path: Path, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path / "law.csv"
    path.write_bytes(as_csv(rows))
    full = sum(1 for row in rows if any(cell.strip() for cell in row))
    for store in fresh():
        first = taken(store, path)
        assert first.rows <= full
        assert first.rows >= full - sum("\x1c" <= c <= "\x1f" for row in rows for c in "".join(row))
        before = people.counts(store), on(store, "brev")
        second = taken(store, path)
        assert second.outcomes["added"] == 0
        assert second.outcomes["refused"] == first.outcomes["refused"]
        assert (people.counts(store), on(store, "brev")) == before
        for cell, state, _ in rows:
            if state in {"Not confirmed", "?", ""} and re.fullmatch(r"[a-z]+@x\.se", cell):
                yes = any(c == cell and s == "Subscribed" for c, s, _ in rows)
                assert yes or cell not in on(store, "brev")


@QUIET
@given(rows=ROWS, who=st.sampled_from("abcdefgh"), forgotten=st.booleans())
def test_a_suppression_outlives_forgetting_and_every_import(
    fresh: Callable[[], Iterator[PeopleStore]],
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    who: str,
    forgotten: bool,
) -> None:
    path = tmp_path / "law.csv"
    path.write_bytes(as_csv([*rows, (f"{who}@x.se", "Subscribed", "X")]))
    for store in fresh():
        person = joined(store, f"{who}@x.se", "brev")
        people.suppress(store, address(f"{who}@x.se"), reason="complained")
        if forgotten:
            people.forget(store, person)
        taken(store, path)
        taken(store, path)
        assert f"{who}@x.se" not in on(store, "brev")


@pytest.mark.long
def test_a_million_rows_take_no_memory(sqlite_store: PeopleStore, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    with path.open("w") as out:
        out.write("email,namn,status\n")
        for number in range(1_000_000):
            local = f"läsare{number}" if number % 10 == 0 else f"r{number}"
            out.write(f"{local}@x.se,N,active\n")
    sqlite_store.database.run("PRAGMA synchronous = OFF")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ledger = taken(sqlite_store, path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert ledger.outcomes == {"added": 900_000, "refused": 100_000}
    assert grown < 60_000  # kB
