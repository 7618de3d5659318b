"""Where the store lies, who may read it, which database it takes, and what it says when it may not."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from readers import Hands, address, joined, on, planned, states
from sample.values import CONFIG

from publisher.config import PeopleSettings
from publisher.problems import PublisherError
from publisher.subscribers import PeopleStore, StorePlace, marker, open_store, people, place_of
from publisher.subscribers.backup import back_up, restore
from publisher.subscribers.database import Database, StatementError, connected, opened
from publisher.subscribers.database.migrations import SCHEMA, migrate, version
from publisher.subscribers.database.sqlite import refusal
from publisher.subscribers.keys import KeyRing
from publisher.subscribers.store import rotate


def at(root: Path, written: str) -> StorePlace:
    return place_of(replace(CONFIG, root=root, people=PeopleSettings(at=written)))


def test_by_itself_it_lies_with_the_users_programs_apart_for_each_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    place = at(tmp_path / "tidning", "")
    assert place.folder == tmp_path / "data" / "publisher" / CONFIG.host
    assert place.database == str(place.folder / "subscribers.sqlite")


def test_a_path_an_address_over_ssh_and_a_server(tmp_path: Path) -> None:
    root = tmp_path / "tidning"
    assert at(root, "../register/").database == str(tmp_path / "register" / "subscribers.sqlite")
    far = at(root, "ssh://anna@brev.x.se:2222/var/lib/p/s.sqlite")
    assert (far.host, far.port) == ("anna@brev.x.se", 2222)
    assert far.database == "/var/lib/p/s.sqlite"
    with pytest.raises(PublisherError, match=r"ligger på anna@brev\.x\.se"), open_store(far):
        pass
    assert at(root, "postgresql://a:b@h/d").on_server


@pytest.mark.parametrize("inside", ["x.sqlite", "content/../x/", "build/x.sqlite"])
def test_in_the_publications_folder_it_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(PublisherError, match="i publikationens mapp"):
        at(tmp_path, inside)


def test_a_link_out_of_the_folder_and_in_again_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "tidning"
    root.mkdir()
    (tmp_path / "out").symlink_to(root)
    with pytest.raises(PublisherError, match="i publikationens mapp"):
        at(root, "../out/x.sqlite")


_LOOK_IN = """
import sys
from publisher.subscribers.database import opened
with opened(sys.argv[1]) as database:
    print(database.one("SELECT count(*) FROM meta WHERE name LIKE 'after-%'"))
"""


def test_another_program_that_looks_in_and_leaves_takes_nothing_with_it(tmp_path: Path) -> None:
    file = str(tmp_path / "s.sqlite")

    def looked() -> str:
        done = subprocess.run(
            [sys.executable, "-c", _LOOK_IN, file], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    with opened(file) as one, opened(file) as two:  # as a sending has it: a connection a session
        one.run("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT)")
        for number, each in enumerate((one, two, one)):
            with each.write():
                each.run("INSERT INTO meta VALUES (:name, '')", name=f"after-{number}")
            assert looked() == str(number + 1)
            assert Path(f"{file}-wal").exists()  # it is not the other's to delete


def test_the_folder_and_all_in_it_are_the_owners_alone(
    sqlite_store: PeopleStore, tmp_path: Path
) -> None:
    joined(sqlite_store, "a@x.se", "brev")
    sqlite_store.advance()
    back_up(sqlite_store, tmp_path / "copy.zip")
    assert sqlite_store.folder.stat().st_mode & 0o777 == 0o700
    files = [*sqlite_store.folder.iterdir(), tmp_path / "copy.zip"]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}


def test_rights_that_somebody_widened_are_narrowed(
    sqlite_place: StorePlace,
) -> None:
    with open_store(sqlite_place):
        pass
    Path(sqlite_place.database).chmod(0o644)
    with open_store(sqlite_place):
        pass
    assert Path(sqlite_place.database).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
def test_a_folder_that_anybody_may_write_in_is_refused(sqlite_place: StorePlace, mode: int) -> None:
    """Whoever may put a file there may put another store in its place."""
    with open_store(sqlite_place):
        pass
    sqlite_place.folder.chmod(mode)
    for _ in range(2):
        with pytest.raises(PublisherError) as error, open_store(sqlite_place):
            pass
        assert "får andra skriva" in str(error.value)
        assert f"chmod go-w {sqlite_place.folder}" in str(error.value.problems[0].hint)
    assert sqlite_place.folder.stat().st_mode & 0o7777 == mode
    sqlite_place.folder.chmod(0o755)
    with open_store(sqlite_place) as store:
        assert joined(store, "a@x.se", "brev")


def test_a_group_of_ones_own_may_write_and_one_of_many_may_not(
    sqlite_place: StorePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_place.folder.mkdir(mode=0o770)
    sqlite_place.folder.chmod(0o770)
    name = pwd.getpwuid(os.geteuid()).pw_name
    for members, known, refused in (
        ((), name, False), ((name,), name, False), (("bo",), name, True), ((), "redaktion", True),
    ):  # fmt: skip
        group = grp.struct_group((known, "x", sqlite_place.folder.stat().st_gid, list(members)))
        monkeypatch.setattr(grp, "getgrgid", lambda _, group=group: group)
        told = pytest.raises(PublisherError, match="får andra skriva") if refused else nullcontext()
        with told, open_store(sqlite_place):
            pass


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"inte en databas, bara text som ligger h\xc3\xa4r" * 40, "inget register"),
        (None, "annat program"),
    ],
)
def test_a_file_of_others_is_not_touched(
    sqlite_place: StorePlace, data: bytes | None, said: str
) -> None:
    file = Path(sqlite_place.database)
    file.parent.mkdir()
    if data is None:
        other = sqlite3.connect(file)
        other.execute("CREATE TABLE mitt (x)")
        other.commit()
        other.close()
    else:
        file.write_bytes(data)
    before = file.read_bytes()
    with pytest.raises(PublisherError, match=said), open_store(sqlite_place):
        pass
    assert file.read_bytes() == before


def test_without_its_keys_nothing_is_opened_and_no_new_ones_are_made(place: StorePlace) -> None:
    with open_store(place):
        pass
    keys = place.folder / KeyRing.FILE
    kept = keys.read_text()
    keys.unlink()
    with pytest.raises(PublisherError, match="nycklarna"), open_store(place):
        pass
    assert not keys.exists()
    KeyRing.load(place.folder)
    with pytest.raises(PublisherError, match="annat register"), open_store(place):
        pass
    keys.write_text("{}")
    with pytest.raises(PublisherError, match="skadade"), open_store(place):
        pass
    keys.write_text(kept)
    with open_store(place):
        pass


def test_a_process_that_did_not_rotate_goes_on_with_the_new_key(
    place: StorePlace, store: PeopleStore
) -> None:
    with open_store(place) as other:
        rotate(other)
    person = joined(store, "a@x.se", "brev")
    row = store.database.row("SELECT address_hash FROM person WHERE id = :id", id=person)
    assert row is not None
    assert row["address_hash"].startswith(store.keys.current)
    with open_store(place) as third:
        assert third.keys.current == store.keys.current


def test_a_rotation_that_was_cut_off_is_finished_by_whoever_opens_next(
    place: StorePlace,
) -> None:
    with open_store(place) as store:
        joined(store, "a@x.se", "brev")
        people.suppress(store, address("a@x.se"), reason="complained")
        store.keys.rotated()  # the file is written, the database not yet
    with open_store(place) as store:
        assert people.stands_in_the_way(store, address("a@x.se"), "brev") == "complained"
        assert on(store, "brev") == []
        hashes = [row["address_hash"] for row in store.database.rows("SELECT * FROM person")]
        assert all(each.startswith(store.keys.current) for each in hashes)


# Migrations


def later(tmp_path: Path, sql: str) -> Path:
    folder = tmp_path / "schema"
    shutil.copytree(SCHEMA, folder)
    number = max(int(file.stem) for file in folder.glob("*.sql")) + 1
    (folder / f"{number:04}.sql").write_text(sql)
    return folder


def test_a_store_of_every_earlier_schema_is_brought_forward_with_all_that_is_in_it(
    place: StorePlace, tmp_path: Path
) -> None:
    sql = "ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT 'sv';"
    folder = later(tmp_path, sql)
    numbers = sorted(int(file.stem) for file in folder.glob("*.sql"))
    with open_store(place) as store:
        joined(store, "a@x.se", "brev")
    database = connected(place.database)
    try:
        assert migrate(database, folder=folder) == numbers[-2]
        assert version(database) == numbers[-1]
        row = database.row("SELECT address, language FROM person")
        assert row is not None
        assert (row["address"], row["language"]) == ("a@x.se", "sv")
        assert migrate(database, folder=folder) == numbers[-1]
    finally:
        database.close()


EARLIER = sorted(int(file.stem) for file in SCHEMA.glob("[0-9]*.sql"))[:-1]


@pytest.mark.parametrize("number", EARLIER)
def test_a_store_that_an_older_version_wrote_is_opened(
    sqlite_place: StorePlace, tmp_path: Path, number: int
) -> None:
    """What was on a list before is on it afterwards, and the tables are those of a new store."""
    folder = tmp_path / "older"
    folder.mkdir()
    for file in SCHEMA.glob("[0-9]*.sql"):
        if int(file.stem) <= number:
            shutil.copy(file, folder)
    old = connected(sqlite_place.database)
    migrate(old, folder=folder)
    assert version(old) == number
    old.close()
    with open_store(sqlite_place) as store:
        joined(store, "a@x.se", "brev")
        assert version(store.database) == EARLIER[-1] + 1
        tables = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
        upgraded = [dict(row) for row in store.database.rows(tables)]
    new = connected(tmp_path / "new.sqlite")
    migrate(new)
    assert upgraded == [dict(row) for row in new.rows(tables)]
    new.close()


def test_a_migration_that_fails_leaves_everything_as_it_was(
    place: StorePlace, tmp_path: Path
) -> None:
    folder = later(tmp_path, "CREATE TABLE half (x TEXT);\nCREATE TABLE person (x TEXT);")
    with open_store(place) as store:
        joined(store, "a@x.se", "brev")
        before = version(store.database)
        with pytest.raises(Exception, match=r"person|DuplicateTable"):
            migrate(store.database, folder=folder)
        assert version(store.database) == before
        assert on(store, "brev") == ["a@x.se"]
        with pytest.raises(Exception, match=r"half|UndefinedTable"):
            store.database.rows("SELECT * FROM half")


def test_a_newer_schema_is_refused_untouched(place: StorePlace, tmp_path: Path) -> None:
    with open_store(place) as store:
        migrate(store.database, folder=later(tmp_path, "CREATE TABLE ny (x TEXT);"))
    with pytest.raises(PublisherError, match="nyare version av publisher"), open_store(place):
        pass


# The database


def test_what_the_disk_refuses_is_told_in_swedish_and_nothing_of_it_stays(
    sqlite_store: PeopleStore,
) -> None:
    joined(sqlite_store, "a@x.se", "brev")
    pages = sqlite_store.database.one("PRAGMA page_count")
    sqlite_store.database.rows(f"PRAGMA max_page_count = {pages}")

    def filled() -> None:
        with sqlite_store.write():
            for number in range(10_000):
                people.person_of(sqlite_store, address(f"a{number}@x.se"))

    with pytest.raises(PublisherError, match="disken är full"):
        filled()
    assert sqlite_store.database.one("SELECT count(*) FROM person") == 1


def test_two_who_write_take_turns(place: StorePlace) -> None:
    with open_store(place) as one, open_store(place) as two:
        joined(one, "a@x.se", "brev")
        joined(two, "b@x.se", "brev")
        assert on(one, "brev") == on(two, "brev") == ["a@x.se", "b@x.se"]


def test_statements_are_the_same_for_both(store: PeopleStore) -> None:
    database: Database = store.database
    put = "INSERT INTO attempt (kind, key, at) VALUES (:kind, :key, :at)"
    with database.write():
        many = [
            {"kind": "ip", "key": str(n), "at": f"2026-11-30T12:00:00.00{n}Z"} for n in range(3)
        ]
        assert database.run_all(put, many) == 3
        assert database.run_all(put, []) == 0
    assert database.one("SELECT count(*) FROM attempt WHERE key LIKE '%'") == 3
    assert database.run("DELETE FROM attempt WHERE key = :key", key="1") == 1
    claimed = "SELECT key FROM attempt ORDER BY at LIMIT 1 {skip_locked}"
    with database.write():
        assert [row["key"] for row in database.rows(claimed)] == ["0"]
    assert database.row("SELECT * FROM attempt WHERE key = :key", key="1") is None


def test_a_server_that_does_not_answer_is_told_without_its_address() -> None:
    place = "postgresql://anna:hemligt@127.0.0.1:1/tidning"
    with pytest.raises(PublisherError, match="databasservern svarar inte") as told, opened(place):
        pass
    assert "hemligt" not in str(told.value)


# Copies


def test_a_copy_that_is_laid_back_sends_nothing_again(
    place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.zip"
    with open_store(place, now=hands) as store:
        for name in ("a@x.se", "b@x.se", "c@x.se"):
            joined(store, name, "brev")
        planned(store, "Brev 1")
        store.advance("Brev 1", "brev")
        back_up(store, copy)
        store.database.run("UPDATE delivery SET state = 'accepted'")
        planned(store, "Brev 2", "accepted")
        store.advance("Brev 2", "brev")
    done = restore(place, copy, now=hands)
    assert done.laid_back == marker.LaidBack(unknown={"Brev 1": 3}, planned_since=("Brev 2",))
    with open_store(place, now=hands) as store:
        assert store.laid_back is None
        assert states(store) == {"unknown": 3}
        assert store.database.one("SELECT state FROM edition") == "stopped"
        assert store.planned_before("Brev 2", "brev")
        assert not store.planned_before("Brev 1", "brev")
        assert not store.planned_before("Brev 3", "brev")
        store.release("Brev 2", "brev")
        assert not store.planned_before("Brev 2", "brev")


def test_a_file_that_was_laid_back_by_hand_is_noticed(
    sqlite_place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    file = Path(sqlite_place.database)
    with open_store(sqlite_place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        planned(store, "Brev 1")
        store.advance("Brev 1", "brev")
    shutil.copy(file, tmp_path / "old.sqlite")
    with open_store(sqlite_place, now=hands) as store:
        store.database.run("UPDATE delivery SET state = 'accepted'")
        store.advance()
    shutil.copy(tmp_path / "old.sqlite", file)
    with open_store(sqlite_place, now=hands) as store:
        assert store.laid_back is not None
        assert store.laid_back.unknown == {"Brev 1": 1}
        assert states(store) == {"unknown": 1}


def test_who_has_said_no_since_the_copy_is_not_written_to(
    place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.zip"
    with open_store(place, now=hands) as store:
        names = ("left@x.se", "forgotten@x.se", "bounced@x.se", "stays@x.se")
        left, forgotten, *_ = (joined(store, name, "brev") for name in names)
        back_up(store, copy)
        people.leave(store, left)
        people.forget(store, forgotten)
        people.suppress(store, address("bounced@x.se"), reason="bounced")
    done = restore(place, copy, now=hands)
    assert done.said_since == 3
    assert done.kept is not None
    with open_store(place, now=hands) as store:
        assert on(store, "brev") == ["stays@x.se"]
        assert people.found(store, address("forgotten@x.se")) is None


def test_who_signs_up_during_a_restore_is_in_one_of_the_two(
    sqlite_place: StorePlace, tmp_path: Path
) -> None:
    """The service goes on meanwhile: nobody falls between the copy of what was there and what came."""
    copy = tmp_path / "copy.zip"
    with open_store(sqlite_place) as store:
        joined(store, "forst@x.se", "brev")
        back_up(store, copy)
    signed: list[str] = []
    begun, ended = threading.Event(), threading.Event()

    def service() -> None:
        with open_store(sqlite_place) as store:
            while not ended.is_set():
                with store.write():  # asked and pressed before, or after
                    joined(store, f"l{len(signed)}@x.se", "brev")
                signed.append(f"l{len(signed)}@x.se")
                if len(signed) > 20:
                    begun.set()

    serving = threading.Thread(target=service)
    serving.start()
    assert begun.wait(60)
    done = restore(sqlite_place, copy)
    after = len(signed)
    while len(signed) < after + 20 and serving.is_alive():
        time.sleep(0.01)
    ended.set()
    serving.join()
    assert done.kept is not None
    with zipfile.ZipFile(done.kept) as pack:
        pack.extract("subscribers.sqlite", tmp_path / "kept")
    with opened(tmp_path / "kept" / "subscribers.sqlite") as kept:
        was = {row["address"] for row in kept.rows("SELECT address FROM person")}
    with open_store(sqlite_place) as store:
        now = set(on(store, "brev"))
    assert "forst@x.se" in now
    assert set(signed) <= was | now
    assert set(signed) & was
    assert set(signed) & now
    assert not now & was - {"forst@x.se"}  # what was there before is kept, and is back for nobody


def test_a_copy_goes_to_an_empty_machine_with_its_keys(
    sqlite_store: PeopleStore, hands: Hands, tmp_path: Path
) -> None:
    person = joined(sqlite_store, "a@x.se", "brev")
    token = sqlite_store.keys.token("unsubscribe", person)
    back_up(sqlite_store, tmp_path / "copy.zip")
    other = tmp_path / "other"
    there = StorePlace(database=str(other / "subscribers.sqlite"), folder=other)
    assert restore(there, tmp_path / "copy.zip", now=hands).kept is None
    with open_store(there, now=hands) as store:
        assert store.keys.read("unsubscribe", token) == (str(person),)
        assert on(store, "brev") == ["a@x.se"]


def test_keys_made_since_the_copy_are_still_understood(
    place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    with open_store(place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        back_up(store, tmp_path / "copy.zip")
        rotate(store)
        token = store.keys.token("unsubscribe", 1)
    restore(place, tmp_path / "copy.zip", now=hands)
    with open_store(place, now=hands) as store:
        assert store.keys.read("unsubscribe", token) == ("1",)
        assert on(store, "brev") == ["a@x.se"]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


@pytest.mark.parametrize("harm", [cut, flipped, lambda _: b"PK\x03\x04", lambda _: b""])
def test_a_copy_that_is_not_whole_changes_nothing(
    sqlite_store: PeopleStore,
    sqlite_place: StorePlace,
    tmp_path: Path,
    harm: Callable[[bytes], bytes],
) -> None:
    joined(sqlite_store, "a@x.se", "brev")
    copy = tmp_path / "copy.zip"
    back_up(sqlite_store, copy)
    joined(sqlite_store, "b@x.se", "brev")
    copy.write_bytes(harm(copy.read_bytes()))
    with pytest.raises(PublisherError, match="ingen hel säkerhetskopia"):
        restore(sqlite_place, copy)
    assert on(sqlite_store, "brev") == ["a@x.se", "b@x.se"]
    assert sorted(each.name for each in sqlite_store.folder.glob("before*")) == []


def test_a_damaged_database_is_laid_aside_for_the_copy(
    sqlite_place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    with open_store(sqlite_place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        back_up(store, tmp_path / "copy.zip")
    Path(sqlite_place.database).write_bytes(b"trasig" * 1000)
    done = restore(sqlite_place, tmp_path / "copy.zip", now=hands)
    assert done.kept is not None
    assert done.kept.read_bytes() == b"trasig" * 1000
    with open_store(sqlite_place, now=hands) as store:
        assert on(store, "brev") == ["a@x.se"]


def test_what_lies_where_a_copy_is_to_be_stays(sqlite_store: PeopleStore, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_text("mitt")
    with pytest.raises(PublisherError, match="skrivs inte över"):
        back_up(sqlite_store, tmp_path / "copy.zip")
    assert (tmp_path / "copy.zip").read_text() == "mitt"


def test_a_database_that_is_behind_its_marker_was_laid_back(
    place: StorePlace, hands: Hands
) -> None:
    with open_store(place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        planned(store, "Brev 1")
        store.advance("Brev 1", "brev")
        store.advance()
        store.database.run("UPDATE meta SET value = '1' WHERE name = 'generation'")
    with open_store(place, now=hands) as store:
        assert store.laid_back == marker.LaidBack(unknown={"Brev 1": 1}, planned_since=())
        assert states(store) == {"unknown": 1}


def test_machines_that_carry_at_once_never_look_like_a_copy_that_was_laid_back(
    place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    """They count the same number up; one that went backwards would stop every edition."""
    with open_store(place, now=hands):
        pass
    machines, times = [place], 20
    for number in range(5 if place.on_server else 0):
        folder = shutil.copytree(place.folder, tmp_path / f"dator{number}")
        machines.append(replace(place, folder=folder))

    def carries(machine: StorePlace) -> set[object]:
        found: set[object] = set()
        for _ in range(times):
            with open_store(machine, now=hands) as store:
                found.add(store.laid_back)
                store.advance()
        return found

    with ThreadPoolExecutor(len(machines)) as executor:
        assert set.union(*executor.map(carries, machines)) == {None}
    with open_store(place, now=hands) as store:
        counted = store.database.one("SELECT value FROM meta WHERE name = 'generation'")
    assert int(counted) == len(machines) * times


def test_what_a_database_says_of_a_bug_repeats_nobodys_address(store: PeopleStore) -> None:
    joined(store, "hemlig@x.se", "brev")
    again = (
        "INSERT INTO person (address, address_key, address_hash, created) "
        "SELECT address, address_key, address_hash, created FROM person WHERE address = :a"
    )
    with pytest.raises((sqlite3.IntegrityError, StatementError), match="person") as told:
        store.database.run(again, a="hemlig@x.se")
    shown = "".join(traceback.format_exception(told.value))
    assert "hemlig@x.se" not in shown.replace('a="hemlig@x.se"', "")


def test_a_copy_of_the_other_kind_or_of_a_newer_program_is_refused(
    place: StorePlace, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.zip"
    with open_store(place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        back_up(store, copy)
    server = replace(place, database="postgresql://x@127.0.0.1:1/x")
    file = replace(place, database=str(tmp_path / "other.sqlite"))
    with pytest.raises(PublisherError, match="annan sorts databas"):
        restore(file if place.on_server else server, copy, now=hands)
    monkeypatch.setattr("publisher.subscribers.backup.newest", lambda: 0)
    with pytest.raises(PublisherError, match="nyare version av publisher"):
        restore(place, copy, now=hands)


def test_lost_keys_come_back_with_the_copy_and_what_was_said_since_holds(
    place: StorePlace, hands: Hands, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.zip"
    with open_store(place, now=hands) as store:
        person = joined(store, "a@x.se", "brev")
        back_up(store, copy)
        people.leave(store, person)
    (place.folder / KeyRing.FILE).unlink()
    assert restore(place, copy, now=hands).said_since == 1
    with open_store(place, now=hands) as store:
        assert on(store, "brev") == []


def test_a_full_disk_on_the_way_back_leaves_everything_as_it_was(
    sqlite_place: StorePlace, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.zip"
    with open_store(sqlite_place, now=hands) as store:
        joined(store, "a@x.se", "brev")
        back_up(store, copy)
        joined(store, "b@x.se", "brev")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("publisher.subscribers.backup._packed", full)
    with pytest.raises(PublisherError, match="disken är full"):
        restore(sqlite_place, copy, now=hands)
    with open_store(sqlite_place, now=hands) as store:
        assert on(store, "brev") == ["a@x.se", "b@x.se"]


def test_keys_that_were_copied_by_hand_are_their_owners_alone_again(
    sqlite_place: StorePlace,
) -> None:
    with open_store(sqlite_place):
        pass
    keys = sqlite_place.folder / KeyRing.FILE
    keys.chmod(0o644)
    with open_store(sqlite_place):
        assert keys.stat().st_mode & 0o777 == 0o600


def test_a_place_where_no_file_can_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(PublisherError, match="går inte att öppna"), opened(tmp_path):
        pass


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_IOERR_SHMSIZE, "disken är full"),
        (sqlite3.SQLITE_FULL, "disken är full"),
        (sqlite3.SQLITE_IOERR_READ, "disken svarar med fel"),
    ],
)
def test_a_full_disk_is_not_called_broken(tmp_path: Path, code: int, said: str) -> None:
    """With no room for 32 kB SQLite speaks of I/O: nobody may lay an old copy back for that."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    told = refusal(error, str(tmp_path / "x.sqlite"))
    assert told is not None
    assert said in told.problems[0].text


def test_any_error_of_a_disk_without_room_is_that_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr("publisher.subscribers.database.sqlite.disk_usage", lambda _: usage)
    told = refusal(error, str(tmp_path / "x.sqlite"))
    assert told is not None
    assert "disken är full" in told.problems[0].text
