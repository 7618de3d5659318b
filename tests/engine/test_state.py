"""What is kept is what was put, or it is missed: no damage to the file is ever read as truth."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import cycle, product
from pathlib import Path

import pytest
from program import Ran
from sample.publication import NOW, tree

from publisher.build import BuildOptions, build, check
from publisher.engine.state import HeldError, State, StateDamagedError, held

pytestmark = pytest.mark.sampled(2)
KEPT = {
    ("rum", f"nyckel {at:03}"): f"värde {at} ".encode() * (1 + at % 7 * 40) for at in range(200)
} | {("annat", "nyckel 001"): b"\0\xff", ("annat", "tom"): b""}

DAMAGE = {
    "a value": "UPDATE kept SET value = x'00' WHERE key = 'nyckel 007'",
    "a value that is text": "UPDATE kept SET value = 'text' WHERE key = 'nyckel 007'",
    "a value that is a number": "UPDATE kept SET value = 5 WHERE key = 'nyckel 007'",
    "a mark": "UPDATE kept SET mark = mark + 1 WHERE key = 'nyckel 007'",
    "a mark that is text": "UPDATE kept SET mark = 'x' WHERE key = 'nyckel 007'",
    "a row lost": "DELETE FROM kept WHERE key = 'nyckel 007'",
    "a table lost": "DELETE FROM kept WHERE table_name = 'annat'",
    "all rows lost": "DELETE FROM kept",
    "a row that nobody put": "INSERT INTO kept VALUES ('rum', 'ny', 0, x'00')",
    "a value in another's place": "UPDATE kept SET value = (SELECT value FROM kept WHERE "
    "key = 'nyckel 008') WHERE key = 'nyckel 007'",
    "no total": "DELETE FROM total",
    "two totals": "INSERT INTO total VALUES (0, 0)",
    "a total that is text": "UPDATE total SET marks = 'x'",
    "no table": "DROP TABLE kept",
    "another column": "ALTER TABLE kept RENAME COLUMN value TO sak",
    "a view": "DROP TABLE kept; CREATE VIEW kept AS SELECT 1 table_name, 2 key, 3 mark, 4 value",
    "another form": "PRAGMA user_version = 1",
}

ANOTHER_MARK = "UPDATE kept SET mark = ? WHERE key = 'nyckel 007'"


def keep(folder: Path) -> Path:
    with closing(State(folder)) as state:
        for (table, key), value in KEPT.items():
            state.put(table, key, b"")
            state.put(table, key, value)
        state.put("bort", "x", b"1")
        state.delete("bort")
        state.delete("rum", "som inte finns")
        state.commit()
        state.whole()
    file = folder / "state.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def read(folder: Path) -> dict[tuple[str, str], bytes] | None:
    """All that is found, by table and key; None when it is known to be damaged."""
    with closing(State(folder)) as state:
        try:
            state.whole()
            found = {
                (table, key): value
                for table in ("rum", "annat")
                for key, value in state.items(table)
            }
            assert {(table, key): state.get(table, key) for table, key in found} == found
        except StateDamagedError:
            state.discard()
            assert list(state.items("rum")) == []
            return None
        return found or None


def test_what_is_put_is_there_and_counted(tmp_path: Path) -> None:
    keep(tmp_path)
    assert read(tmp_path) == KEPT
    with closing(State(tmp_path)) as state:
        state.put("rum", "ny", b"1")
        state.whole()  # also before it stays
        state.rollback()
        state.whole()
        state.delete("rum", "nyckel 001")
        state.commit()
        state.whole()
    assert read(tmp_path) == {
        place: KEPT[place] for place in KEPT if place != ("rum", "nyckel 001")
    }


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_no_damage_to_a_row_is_read_as_truth(tmp_path: Path, statement: str) -> None:
    file = keep(tmp_path)
    with closing(sqlite3.connect(file)) as database:
        database.executescript(statement)
    assert read(tmp_path) is None


def harmed(data: bytes, chance: random.Random) -> bytes:
    """A file as a failing disk may give it back: other bytes, lost or doubled pages, an end cut off."""
    page = 4096 * chance.randrange(len(data) // 4096)
    other = 4096 * chance.randrange(len(data) // 4096)
    match chance.randrange(4):
        case 0:
            return data[: chance.randrange(len(data))]
        case 1:
            return data[:page] + bytes(4096) + data[page + 4096 :]
        case 2:
            return data[:page] + data[other : other + 4096] + data[page + 4096 :]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 5, 100))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def test_no_damage_to_the_file_is_read_as_truth(tmp_path: Path) -> None:
    file = keep(tmp_path)
    data = file.read_bytes()
    for seed in range(300):
        for each in tmp_path.iterdir():
            each.unlink()
        file.write_bytes(harmed(data, random.Random(seed)))  # noqa: S311
        assert (read(tmp_path) or {}).items() <= KEPT.items(), seed


def test_the_first_bytes_of_the_file_may_be_anything(tmp_path: Path) -> None:
    file = keep(tmp_path)
    data = file.read_bytes()
    for at in range(0, 100, 3):
        for value in {0, 3, 255} - {data[at]}:
            file.write_bytes(data[:at] + bytes([value]) + data[at + 1 :])
            assert (read(tmp_path) or {}).items() <= KEPT.items(), (at, value)


ROWS = (
    "UPDATE kept SET value = CAST(replace(CAST(value AS TEXT), 'text', 'TEXT') AS BLOB) "
    "WHERE table_name = '{table}'",
    "UPDATE kept SET value = x'6e756c6c' WHERE table_name = '{table}'",
    "DELETE FROM kept WHERE table_name = '{table}' AND key IN "
    "(SELECT key FROM kept WHERE table_name = '{table}' LIMIT 1)",
)
TABLES = (
    "artifact",
    "recipe",
    "text",
    "digest",
    "record",
    "published",
    "intact",
    "build",
    "program",
)


def damaged(root: Path, statement: str) -> None:
    with closing(sqlite3.connect(root / ".publisher" / "state.sqlite")) as database:
        changed = database.execute(statement).rowcount
        database.commit()
    assert changed


def as_clean(root: Path, clean: Path, statement: str) -> None:
    """After the damage and an edit, a build equals a clean one."""
    options = BuildOptions(root=root, now=NOW, jobs=1)
    build(options)
    damaged(root, statement)
    article = root / "content/artiklar/2025/forsta.md"
    article.write_text(article.read_text("utf-8") + "\nEn text till.\n", "utf-8")
    build(options)
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("build", ".publisher"))
    build(replace(options, root=clean))
    assert tree(root) == tree(clean)
    assert check(options) == ()


@pytest.mark.parametrize(("table", "statement"), list(zip(TABLES, cycle(ROWS), strict=False)))
def test_a_build_on_a_damaged_memory_equals_a_clean_one(
    publication: Callable[..., Path], tmp_path: Path, table: str, statement: str
) -> None:
    as_clean(publication(), tmp_path / "ren", statement.format(table=table))


@pytest.mark.long
@pytest.mark.parametrize(("table", "statement"), list(product(TABLES, ROWS)))
def test_every_damage_to_every_table_leaves_a_build_clean(
    publication: Callable[..., Path], tmp_path: Path, table: str, statement: str
) -> None:
    as_clean(publication(), tmp_path / "ren", statement.format(table=table))


@pytest.mark.parametrize(
    "statement",
    [
        *(ROWS[2].format(table=table) for table in ("artifact", "recipe", "intact")),
        "UPDATE kept SET key = key || 'x' WHERE table_name = 'artifact' AND key = 'site/index.html'",
        "UPDATE kept SET table_name = 'artifacu' WHERE table_name = 'artifact' AND key LIKE '%.html'",
    ],
)
def test_a_deploy_of_what_a_damaged_memory_tells_is_refused_once(
    publication: Callable[..., Path], run: Callable[..., Ran], statement: str
) -> None:
    root = publication()
    assert run("build", cwd=root).code == 0
    damaged(root, statement)
    refused = run("deploy", cwd=root)
    assert refused.code == 1
    assert refused.stderr == (
        ".publisher: det som programmet minns av det senaste bygget var skadat, och är bortkastat\n"
        "    Kör publisher build: då byggs allt från grunden, och inget har gått förlorat.\n"
        "1 fel. Inget skrevs.\n"
    )
    assert run("build", cwd=root).code == 0
    assert run("deploy", cwd=root).code == 0


@pytest.mark.parametrize(
    "found", [b"x", b"x" * 5000, b"\0" * 5000, b"SQLite format 3\0" + b"x" * 5000]
)
def test_what_others_wrote_into_the_lock_is_no_hindrance(tmp_path: Path, found: bytes) -> None:
    lock = tmp_path / "lock"
    lock.write_bytes(found)
    with held(lock):
        other = sqlite3.connect(lock, timeout=0, isolation_level=None)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HeldError), held(lock):
            pass
    with held(lock):
        pass


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_lock_that_is_somebodys_file_by_another_name_is_left_alone(
    tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    text = tmp_path / "text.md"
    text.write_text("Ord.", "utf-8")
    link(tmp_path / "lock", text)
    with pytest.raises(OSError, match="File exists"), held(tmp_path / "lock"):
        pass
    assert text.read_text("utf-8") == "Ord."


@pytest.mark.parametrize("mark", ["'x'", "x'00'", "1.5", "9223372036854775807", "-1"])
def test_a_damaged_mark_is_missed_also_when_its_row_is_put_anew(tmp_path: Path, mark: str) -> None:
    file = keep(tmp_path)
    with closing(sqlite3.connect(file)) as database:
        database.executescript(ANOTHER_MARK.replace("?", mark))

    def put_anew(state: State) -> None:
        state.put("rum", "nyckel 007", b"nytt")
        state.delete("rum")
        state.commit()
        state.whole()

    with closing(State(tmp_path)) as state, pytest.raises(StateDamagedError):
        put_anew(state)


@pytest.mark.parametrize("there", [True, False])
def test_a_lock_that_may_not_be_written_says_what_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    """Of a disk that is read-only nobody has "no right to it"."""
    lock = tmp_path / "lock"
    if there:
        lock.touch()

    def refuse(path: Path, *_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OSError, match=r"Read-only.*lock") as caught, held(lock):
        pass
    assert caught.value.errno == errno.EROFS
