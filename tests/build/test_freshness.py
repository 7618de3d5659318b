"""What may be left as it is, and what may not go out: every reason, one at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time_ns

import pytest

from publisher import FOLDER
from publisher.build import freshness
from publisher.build.freshness import LastBuild
from publisher.engine.state import State
from publisher.problems import Problem

NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADVICE = Problem(path="content/a.md", line=3, text="ett råd", hint="Gör så.", fatal=False)


def remembered(root: Path, state: State, *, due: str = "", moving: bool = False) -> None:
    """A whole build of what lies in `root`, made at noon."""
    (root / "build").mkdir(exist_ok=True)
    (root / "build/report.json").write_text('{"build": "abc"}', "utf-8")
    last = {
        "file": "mkdocs.yml",
        "now": NOW.isoformat(),
        "due": due,
        "build": "abc",
        "advice": [[ADVICE.path, ADVICE.line, ADVICE.text, ADVICE.hint]],
    }
    later = time_ns() + 3_000_000_000  # so that no file counts as only just written
    freshness.remember(state, freshness.look(root, "mkdocs.yml"), later, last)
    if moving:
        freshness.begin_moving(state)


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    return publication({"feeds/ledger.jsonl": "", "theme/egen.css": "a {}"})


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with closing(State(tmp_path / "state")) as opened:
        yield opened


def unchanged(root: Path, state: State, now: datetime = NOW) -> LastBuild | None:
    return freshness.unchanged(state, freshness.look(root, "mkdocs.yml"), root, "mkdocs.yml", now)


def unfit(root: Path, state: State, now: datetime = NOW, file: str = "mkdocs.yml") -> list[str]:
    problems = freshness.unfit(state, root, file, now)
    assert all(each.fatal and each.hint == "Kör publisher build först." for each in problems)
    return [each.text for each in problems]


OLD = "bygget är äldre än det du har skrivit, eller så misslyckades det senaste"
NONE = "här finns inget helt bygge"
OTHER = "det som ligger här är gjort av en annan version av programmet, eller flyttat hit, "
OTHER += "och inget nytt bygge har lyckats sedan dess"


def test_what_was_built_and_not_touched_is_left_as_it_is(root: Path, state: State) -> None:
    assert unchanged(root, state) is None
    assert unfit(root, state) == [NONE]
    remembered(root, state)
    found = unchanged(root, state)
    assert found is not None
    assert found.problems == (ADVICE,)
    assert found.build == "abc"
    assert unfit(root, state) == []


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        "content/artiklar/2025/forsta.md",
        "content/ny.md",
        "feeds/artiklar.yml",
        "theme/egen.css",
        "theme/ny.css",
    ],
)
@pytest.mark.parametrize("harm", ["written", "gone"])
def test_a_file_that_a_build_reads_makes_it_old(
    root: Path, state: State, path: str, harm: str
) -> None:
    remembered(root, state)
    place = root / path
    if harm == "written":
        place.write_text("ny", "utf-8")
    elif place.exists():
        place.unlink()
    changed = harm == "written" or not path.rpartition("/")[2].startswith("ny.")
    assert (unchanged(root, state) is None) is changed
    assert unfit(root, state) == ([OLD] if changed else [])


def test_another_theme_file_or_settings_file_makes_it_old(root: Path, state: State) -> None:
    remembered(root, state)
    shutil.rmtree(root / "theme")
    assert unfit(root, state) == [OLD]
    remembered(root, state)
    shutil.copy2(root / "mkdocs.yml", root / "annan.yml")
    assert unfit(root, state, file="annan.yml") == [OLD]
    assert (
        freshness.unchanged(state, freshness.look(root, "mkdocs.yml"), root, "annan.yml", NOW)
        is None
    )


@pytest.mark.parametrize("name", ["theme/web", "theme/mail"])
def test_a_folder_of_the_theme_makes_it_old_though_nothing_lies_in_it(
    root: Path, state: State, name: str
) -> None:
    """The settings are held against it: one is missing, or nobody uses it."""
    remembered(root, state)
    (root / name).mkdir()
    assert unchanged(root, state) is None
    assert unfit(root, state) == [OLD]
    found = freshness.look(root, "mkdocs.yml")
    remembered(root, state)
    assert unchanged(root, state)
    (root / name).rmdir()
    assert unchanged(root, state) is None
    assert found.moved(freshness.look(root, "mkdocs.yml")) == name


def test_a_deploy_writes_in_the_ledger_and_may_deploy_again(root: Path, state: State) -> None:
    remembered(root, state)
    (root / "feeds/ledger.jsonl").write_text("{}\n", "utf-8")
    assert unfit(root, state) == []
    assert unchanged(root, state) is None


@pytest.mark.parametrize(
    ("due", "now", "old"),
    [
        ("", NOW, False),
        ("", NOW + 9999 * MINUTE, False),
        ("", NOW - MINUTE, True),  # the clock was set back
        ((NOW + 2 * MINUTE).isoformat(), NOW + MINUTE, False),
        ((NOW + 2 * MINUTE).isoformat(), NOW + 2 * MINUTE, True),
        ((NOW + 2 * MINUTE).isoformat(), NOW + 3 * MINUTE, True),
    ],
)
def test_the_hour_makes_it_old_when_something_is_due(
    root: Path, state: State, due: str, now: datetime, *, old: bool
) -> None:
    remembered(root, state, due=due)
    assert (unchanged(root, state, now) is None) is old
    assert unfit(root, state, now) == ([OLD] if old else [])


@pytest.mark.parametrize(
    "report", [None, "", "{", "[]", '"abc"', "{}", '{"build": "abd"}', b"\xff\xfe"]
)
def test_only_the_build_that_was_made_counts(
    root: Path, state: State, report: str | bytes | None
) -> None:
    remembered(root, state)
    place = root / "build/report.json"
    place.unlink()
    if report is not None:
        place.write_bytes(report.encode() if isinstance(report, str) else report)
    assert unchanged(root, state) is None
    assert unfit(root, state) == [NONE if report is None else OTHER]
    place.write_text(json.dumps({"build": "abc", "mer": 1}), "utf-8")
    assert unfit(root, state) == []


def test_a_build_that_was_cut_off_while_moving_is_told_as_that(root: Path, state: State) -> None:
    remembered(root, state, moving=True)
    state.rollback()  # it was kept at once
    assert freshness.moving(state)
    assert unchanged(root, state) is None
    assert unfit(root, state) == ["det senaste bygget blev avbrutet"]
    remembered(root, state)
    assert not freshness.moving(state)
    assert unfit(root, state) == []


def test_what_must_not_lie_there_is_looked_for_every_time(root: Path, state: State) -> None:
    remembered(root, state)
    found = freshness.look(root, "mkdocs.yml")
    wrong = replace(found, problems=(Problem(path="content/x", text="är ingen vanlig fil"),))
    assert freshness.unchanged(state, found, root, "mkdocs.yml", NOW)
    assert freshness.unchanged(state, wrong, root, "mkdocs.yml", NOW) is None


def test_a_search_index_that_was_left_behind_is_not_put_out(state: State) -> None:
    assert freshness.unsearchable(state) == ()
    freshness.note_search(state, behind=True)
    (problem,) = freshness.unsearchable(state)
    assert (problem.path, problem.text, problem.hint) == (
        "build",
        "sökregistret är inte uppdaterat",
        "Kör publisher build.",
    )
    assert problem.fatal
    freshness.note_search(state, behind=False)
    assert freshness.unsearchable(state) == ()


def test_another_program_forgets_everything_and_another_library_folder_alone_does_not(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    freshness.same_program(state)
    state.put("rum", "nyckel", b"1")
    state.commit()
    freshness.same_program(state)
    assert state.get("rum", "nyckel") == b"1"
    monkeypatch.setattr(freshness, "program", lambda: "något installerades")
    freshness.same_program(state)
    assert state.get("rum", "nyckel") == b"1"
    monkeypatch.setattr(freshness, "program", lambda: "något annat installerades")
    monkeypatch.setattr(freshness, "versions", lambda seen: f"annan version, {seen}")
    freshness.same_program(state)
    assert state.get("rum", "nyckel") is None
    state.rollback()  # it was kept at once
    assert state.get("program", "seen") == "något annat installerades".encode()


def test_the_mark_of_the_program_knows_all_its_files_and_the_libraries() -> None:
    mark = freshness.program()
    for name in ("build/freshness.py", "deploy/targets/git/blobs.py", "__init__.py"):
        file = FOLDER / name
        found = file.stat()
        assert f"{file}:{found.st_mtime_ns}:{found.st_size}" in mark
    assert mark == freshness.program()
