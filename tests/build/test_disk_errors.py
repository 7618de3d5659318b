"""Whatever the disk refuses, the author is told what and why, and what is true of the build."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from publisher.build import BuildOptions, build, finished
from publisher.engine import staging
from publisher.problems import HalfWrittenError, Problem, PublisherError

pytestmark = pytest.mark.sampled(3)

ROOT = Path(__file__).parents[2]
ARTICLE = "content/artiklar/2025/forsta.md"
CODES = {
    errno.EACCES: "du saknar rättighet till den",
    errno.EROFS: "disken är skrivskyddad",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "diskutrymmet du får använda är slut",
    errno.EMFILE: "för många filer är öppna på en gång",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EIO: "disken svarar med fel",
    errno.ESTALE: "disken på nätet har kopplats bort",
}


def tree(root: Path) -> dict[str, bytes]:
    rooms = (root / "build" / room for room in ("site", "editions"))
    files = (file for room in rooms for file in room.rglob("*") if file.is_file())
    return {file.relative_to(root / "build").as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    root = publication()
    build(BuildOptions(root=root, jobs=1))
    file = root / ARTICLE
    file.write_text(file.read_text("utf-8").replace("En första text", "En ny text"), "utf-8")
    return root


@pytest.fixture
def as_clean(root: Path, tmp_path: Path) -> Iterator[None]:
    """Whatever happened in the test, the next build equals a clean one."""
    yield
    build(BuildOptions(root=root, jobs=1))
    skip = shutil.ignore_patterns("build", ".publisher")
    shutil.copytree(root, tmp_path / "ren", ignore=skip)
    build(BuildOptions(root=tmp_path / "ren", jobs=1))
    assert tree(root) == tree(tmp_path / "ren")


def refused(root: Path) -> Problem:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root, jobs=1))
    (problem,) = caught.value.problems
    return problem


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, code: int, part: str) -> Iterator[None]:
    """Opening whatever has this in its path fails."""
    opened = Path.open

    def open_(self: Path, *mode: Any, **more: Any) -> Any:
        if part in str(self):
            raise OSError(code, os.strerror(code), str(self))
        return opened(self, *mode, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_)
        yield


@pytest.mark.parametrize("code", CODES)
def test_what_cannot_be_staged_changes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    before = tree(root)
    with failing(monkeypatch, code, ".staging/site/feed.xml"):
        problem = refused(root)
    assert problem.text == f"gick inte att skriva: {CODES[code]}"
    assert problem.path == "build/.staging/site/feed.xml"
    assert "Det senaste hela bygget är kvar" in problem.hint
    assert tree(root) == before


@pytest.mark.parametrize("code", CODES)
def test_a_text_that_cannot_be_read_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    before = tree(root)
    with failing(monkeypatch, code, ARTICLE):
        problem = refused(root)
    assert problem.path == ARTICLE
    assert CODES[code] in problem.text
    assert "läsa" in problem.text
    assert tree(root) == before


@pytest.mark.usefixtures("as_clean")
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("nth", [1, 3])
def test_moving_that_is_refused_half_way_is_told_as_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, nth: int
) -> None:
    calls, replace = [], os.replace

    def refusing(source: Any, goal: Any) -> None:
        calls.append(goal)
        if len(calls) == nth:
            raise OSError(code, os.strerror(code), source, None, goal)
        replace(source, goal)

    with monkeypatch.context() as patch:
        patch.setattr(staging.os, "replace", refusing)
        with pytest.raises(HalfWrittenError) as caught:
            build(BuildOptions(root=root, jobs=1))
    (problem,) = caught.value.problems
    assert CODES[code] in problem.text
    assert "En del av det nya bygget är redan på plats" in problem.hint
    with pytest.raises(PublisherError, match="avbrutet"), finished(BuildOptions(root=root)):
        pass


@pytest.mark.usefixtures("as_clean")
@pytest.mark.parametrize("step", ["write", "freshness.remember", "freshness.note_search"])
@pytest.mark.parametrize("full", [OSError(errno.ENOSPC, "No space"), sqlite3.OperationalError("x")])
def test_what_is_refused_when_all_is_in_place_is_told_as_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str, full: Exception
) -> None:
    if isinstance(full, sqlite3.OperationalError):
        full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def refusing(*_: object, **__: object) -> None:
        raise full

    before = tree(root)
    with monkeypatch.context() as patch:
        patch.setattr(f"publisher.build.{step}", refusing)
        with pytest.raises(HalfWrittenError) as caught:
            build(BuildOptions(root=root, jobs=1))
    (problem,) = caught.value.problems
    assert problem.text == "gick inte att skriva: disken är full"
    assert "Det nya bygget är på plats, men det gick inte att anteckna" in problem.hint
    assert tree(root) != before
    with pytest.raises(PublisherError, match="avbrutet"), finished(BuildOptions(root=root)):
        pass


def test_of_a_copy_that_finds_no_room_it_is_the_copy_that_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, goal: Path) -> None:
        raise OSError(errno.ENOSPC, "No space", str(source), None, str(goal))

    (root / "content/artiklar/2025/bok.pdf").write_bytes(b"%PDF-1.4")
    file = root / ARTICLE
    file.write_text(file.read_text("utf-8") + "\n[En bok](bok.pdf)\n", "utf-8")
    monkeypatch.setattr(staging.shutil, "copyfile", full)
    problem = refused(root)
    assert problem.path.startswith("build/.staging/site/")
    assert problem.text == "gick inte att skriva: disken är full"


def test_the_last_line_says_what_was_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from publisher.cli import main

    def refusing(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied", str(root / "build/site/index.html"))

    monkeypatch.setattr(staging.os, "replace", refusing)
    monkeypatch.chdir(root)
    said: list[str] = []
    monkeypatch.setattr(main.click, "echo", lambda text="", **_: said.append(text))
    with pytest.raises(SystemExit, match="1"):
        main.main(["build"])
    assert said[-1] == "1 fel. En del skrevs."


def folder(place: Path) -> None:
    place.mkdir()


def file(place: Path) -> None:
    place.write_text("en fil")


def dead_link(place: Path) -> None:
    place.symlink_to("ingenstans/alls")


@pytest.mark.usefixtures("as_clean")
@pytest.mark.parametrize(
    ("name", "put"),
    [
        (".publisher", file),
        (".publisher", dead_link),
        (".publisher/lock", folder),
        (".publisher/state.sqlite", folder),
        ("build", file),
        ("build", dead_link),
        ("build/report.json", folder),
    ],
)
def test_something_else_that_lies_in_the_way_is_named(
    root: Path, name: str, put: Callable[[Path], None]
) -> None:
    place = root / name
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    put(place)
    try:
        problem = refused(root)
        assert problem.path.startswith(name.split("/", maxsplit=1)[0])
        assert "gick inte att skriva" in problem.text
        assert not any(word in problem.text for word in ("unable", "systemet svarade"))
    finally:
        shutil.rmtree(place) if place.is_dir() else place.unlink()


def full_folder(place: Path) -> None:
    (place / "site").mkdir(parents=True)
    (place / "site" / "eget.html").write_text("kvar sedan ett avbrutet bygge")


def link_to_a_folder(place: Path) -> None:
    elsewhere = place.parents[2] / "annat"
    elsewhere.mkdir()
    place.symlink_to(elsewhere)


def link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


@pytest.mark.usefixtures("as_clean")
@pytest.mark.parametrize(
    "put", [file, dead_link, folder, full_folder, link_to_a_folder, link_to_itself]
)
def test_whatever_lies_where_a_build_is_prepared_gives_way(
    root: Path, put: Callable[[Path], None]
) -> None:
    """That place is the build's own: only where a link leads may there be somebody's files."""
    place = root / "build" / ".staging"
    put(place)
    (root.parent / "annat").mkdir(exist_ok=True)
    theirs = root.parent / "annat" / "semester.jpg"
    theirs.write_text("bild")
    assert build(BuildOptions(root=root, jobs=1)).changed
    assert not os.path.lexists(place)
    assert [each.name for each in theirs.parent.iterdir()] == ["semester.jpg"]
    assert not any("eget.html" in path for path in tree(root))


CLOSED = (".publisher", ".publisher/lock", ".publisher/state.sqlite", "build", "build/site")


@pytest.mark.parametrize("name", CLOSED)
def test_what_is_closed_for_writing_is_told_in_swedish(
    root: Path, tool: Callable[[str], str], name: str
) -> None:
    """The administrator may write everywhere, unless that right is taken away."""
    rights = "-dac_override,-dac_read_search"
    powerless = [] if os.geteuid() else [tool("setpriv"), f"--bounding-set={rights}", "--"]
    place = root / name
    place.chmod(0o500 if place.is_dir() else 0o400)
    ran = subprocess.run(
        [*powerless, sys.executable, "-m", "publisher", "build"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    place.chmod(0o700)
    assert "Traceback" not in ran.stderr
    if name == "build/site":  # which is ours, and is opened again
        assert ran.returncode == 0
        return
    assert ran.returncode == 1
    assert "gick inte att skriva" in ran.stderr
    assert "systemet svarade" not in ran.stderr
    build(BuildOptions(root=root, jobs=1))
