"""A text as a file: renamed with what leads there, thrown away and taken back, and what it has been."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import Ran

from publisher.desk.differences import brief, counted, differences

Run = Callable[..., Ran]
PATH = "content/artiklar/2025/forsta.md"
DRAFT = "content/artiklar/2025/utkast.md"
HEAD = "---\ntitle: {title}\ndate: 2025-03-03\nauthors: redaktionen\n{more}---\n\n{text}\n"
LEADING = HEAD.format(
    title="Ett utkast", more="draft: true\n",
    text="Se [den](forsta.md#ord), [[forsta]], [samma][1] och [en annan](../2024/forsta.md).\n\n[1]: ./forsta.md",
)  # fmt: skip


def guids(root: Path) -> list[str]:
    found = re.findall(r"<guid[^>]*>[^<]+", (root / "publicerat/feed.xml").read_text("utf-8"))
    assert found
    return found


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    return publication({DRAFT: LEADING})


def test_a_published_text_by_another_name_keeps_its_id_and_its_address(
    root: Path, run: Run
) -> None:
    assert run("build", cwd=root).code == 0
    assert run("deploy", "--no-verify", cwd=root).code == 0
    known, before = guids(root), (root / PATH).read_text("utf-8")
    shown = run("text", "rename", PATH, "gruvan-i-vaxholm", "--dry-run", cwd=root)
    assert shown.code == 0, shown.stderr
    assert (root / PATH).read_text("utf-8") == before
    done = run("text", "rename", PATH, "gruvan-i-vaxholm", cwd=root)
    assert done.code == 0, done.stderr
    assert "/2025/forsta/ leder till den nya" in done.stdout
    assert not (root / PATH).exists()
    new = root / "content/artiklar/2025/gruvan-i-vaxholm.md"
    assert "aliases: [/2025/forsta/]" in new.read_text("utf-8")
    assert new.read_text("utf-8").partition("\n---\n")[2] == before.partition("\n---\n")[2]
    leading = (root / DRAFT).read_text("utf-8")
    assert "[den](gruvan-i-vaxholm.md#ord)" in leading
    assert "[1]: gruvan-i-vaxholm.md" in leading
    assert "[en annan](../2024/forsta.md)" in leading
    for command in ("build", "deploy"):
        done = run(command, *(["--no-verify"] if command == "deploy" else []), cwd=root)
        assert done.code == 0, done.stderr
    shown_at = root / "publicerat/2025"
    assert (shown_at / "gruvan-i-vaxholm/index.html").is_file()
    assert "gruvan-i-vaxholm" in (shown_at / "forsta/index.html").read_text("utf-8")
    assert guids(root) == known


def test_nothing_is_renamed_over_another_nor_to_what_is_no_name(root: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in (root / "content").rglob("*.md")}
    for name in ("utkast", "forsta", "Å och ö", "../x", "x" * 90):
        done = run("text", "rename", PATH, name, cwd=root)
        assert (done.code, bool(done.stderr)) == (1, True), name
    assert {path: path.read_bytes() for path in (root / "content").rglob("*.md")} == before


def test_a_draft_is_thrown_away_and_taken_back(root: Path, run: Run) -> None:
    before = (root / DRAFT).read_text("utf-8")
    assert run("text", "remove", DRAFT, "--dry-run", cwd=root).code == 0
    assert (root / DRAFT).exists()
    assert run("text", "remove", DRAFT, cwd=root).code == 0
    assert not (root / DRAFT).exists()
    assert DRAFT in run("text", "restore", cwd=root).stdout
    (root / DRAFT).write_text("Något annat.", "utf-8")
    assert run("text", "restore", DRAFT, cwd=root).code == 1
    assert (root / DRAFT).read_text("utf-8") == "Något annat."
    (root / DRAFT).unlink()
    assert run("text", "restore", DRAFT, cwd=root).code == 0
    assert (root / DRAFT).read_text("utf-8") == before
    assert run("text", "restore", cwd=root).stdout == "Papperskorgen är tom.\n"
    assert run("text", "restore", "../x.md", cwd=root).code == 1
    published = run("text", "remove", PATH, cwd=root)
    assert (published.code, "publisher text withdraw" in published.stderr) == (1, True)
    assert (root / PATH).exists()


def test_what_a_text_was_in_git_and_at_the_desk_is_told_and_put_back(root: Path, run: Run) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Anna", "-c", "user.email=anna@x.example"]
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    first = (root / DRAFT).read_text("utf-8")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "Första gången")
    (root / DRAFT).write_text(first.replace("Se [den]", "Läs [den]"), "utf-8")
    (row,) = [
        line
        for line in run("text", "versions", DRAFT, cwd=root).stdout.splitlines()
        if "Första gången" in line
    ]
    name = row.split()[0]
    shown = run("text", "versions", DRAFT, "--put-back", name, "--dry-run", cwd=root)
    assert "1 ord kommer till, 1 försvinner" in shown.stdout
    assert "Läs [den]" in (root / DRAFT).read_text("utf-8")
    assert run("text", "versions", DRAFT, "--put-back", name, cwd=root).code == 0
    assert (root / DRAFT).read_text("utf-8") == first
    # What stood there has been kept, and can be put back in its turn.
    kept = [
        line.split()[0]
        for line in run("text", "versions", DRAFT, cwd=root).stdout.splitlines()
        if "vid skrivbordet" in line
    ]
    texts = set()
    for each in kept:
        assert run("text", "versions", DRAFT, "--put-back", each, cwd=root).code == 0
        texts.add((root / DRAFT).read_text("utf-8"))
    assert first.replace("Se [den]", "Läs [den]") in texts
    assert run("text", "versions", DRAFT, "--put-back", "f" * 40, cwd=root).code == 1
    assert run("text", "versions", DRAFT, "--put-back", "../../x", cwd=root).code == 1


@given(st.text(alphabet="ab åö.\n", max_size=60), st.text(alphabet="ab åö.\n", max_size=60))
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    parts = differences(old, new)
    assert "".join(part.text for part in parts if part.what != "gone") == new
    assert "".join(part.text for part in parts if part.what != "new") == old
    assert (counted(parts) == (0, 0)) or old != new
    marked = [part for part in parts if part.what != "same"]
    assert [part for part in brief(parts) if part.what != "same"] == marked
