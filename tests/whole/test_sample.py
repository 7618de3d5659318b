"""The publication in this repository: every file it becomes, and that they hang together."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.build import BuildOptions, build
from publisher.problems import PublisherError

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "sample-files.txt"


@pytest.fixture(scope="module")
def built(published: Path) -> Path:
    return published / "build"


def paths(build_: Path) -> list[str]:
    rooms = (build_ / "site", build_ / "editions")
    files = (file for room in rooms for file in room.rglob("*") if file.is_file())
    return sorted(file.relative_to(build_).as_posix() for file in files)


def by_kind(names: list[str]) -> list[str]:
    """Files of the search index by kind, for their names follow from every word of the sample."""
    return sorted({re.sub(r"(sok/index/.*sv_)[0-9a-f]+", r"\1*", name) for name in names})


def test_the_sample_becomes_exactly_these_files(built: Path) -> None:
    made = by_kind(paths(built))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text("\n".join(made) + "\n", "utf-8")
    wanted = GOLDEN.read_text("utf-8").split()
    assert sorted(set(made) - set(wanted)) == [], "unexpected; UPDATE_GOLDEN=1 accepts them"
    assert sorted(set(wanted) - set(made)) == [], "missing"


def test_the_sample_has_no_faults_and_no_advice(
    tmp_path: Path, sample: Callable[[Path], Path]
) -> None:
    report = build(BuildOptions(root=sample(tmp_path)))
    assert [str(problem) for problem in report.problems] == []


def test_every_link_and_fragment_leads_somewhere(built: Path, tool: Callable[[str], str]) -> None:
    command = [tool("lychee"), "--offline", "--no-progress", "--include-fragments"]
    command += ["--index-files", "index.html", "--root-dir", str(built / "site")]
    checked = subprocess.run(
        [*command, str(built / "site/**/*.html")], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_drafts_never_leave_the_machine(built: Path) -> None:
    drafts = [
        file
        for file in (ROOT / "content").rglob("*.md")
        if "\ndraft: true\n" in file.read_text("utf-8")
    ]
    assert drafts
    for draft in drafts:
        title = next(
            line.removeprefix("title: ").strip('"')
            for line in draft.read_text("utf-8").split("\n")
            if line.startswith("title: ")
        )
        for file in built.rglob("*"):
            if file.is_file():
                assert title.encode() not in file.read_bytes(), file


def test_two_machines_make_the_same_bytes(
    built: Path, tmp_path: Path, sample: Callable[[Path], Path]
) -> None:
    root = sample(tmp_path / "elsewhere")
    build(BuildOptions(root=root, jobs=1))
    assert paths(root / "build") == paths(built)
    for path in paths(built):
        assert (root / "build" / path).read_bytes() == (built / path).read_bytes(), path


def test_the_least_settings_give_a_whole_site(publication: Callable[..., Path]) -> None:
    root = publication(
        {
            "mkdocs.yml": "site_name: Bladet\nplugins:\n  - publisher\n",
            "content/artiklar/hej.md": "---\ntitle: Hej\ndate: 2025-01-01\n---\n\nText.\n",
        },
        bare=True,
    )
    build(BuildOptions(root=root))
    page = (root / "build/site/2025/hej/index.html").read_text("utf-8")
    assert "<p>Text.</p>" in page
    assert "Bladet" in page


def test_a_setting_that_mkdocs_refuses_is_a_problem(publication: Callable[..., Path]) -> None:
    settings = "site_name: Bladet\nrepo_url: 3\nplugins:\n  - publisher\n"
    with pytest.raises(PublisherError, match=r"mkdocs\.yml"):
        build(BuildOptions(root=publication({"mkdocs.yml": settings})))


def test_build_and_deploy_twice_in_a_row_and_the_second_writes_nothing(
    tmp_path: Path, sample: Callable[[Path], Path], run: Callable[..., Any]
) -> None:
    root = sample(tmp_path)

    def snapshot() -> dict[str, int]:
        folders = (root / name for name in ("build", "publicerat", "feeds"))
        files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
        return {str(file): file.stat().st_mtime_ns for file in files}

    assert run("build", cwd=root).code == run("deploy", cwd=root).code == 0
    first = snapshot()
    assert str(root / "publicerat" / "feed.xml") in first
    assert run("build", cwd=root).code == run("deploy", cwd=root).code == 0
    assert snapshot() == first
