"""The publication as a repository, with a colleague's clone of the same bare one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran
from sample.publication import DEFAULT_FILES

Run = Callable[..., Ran]
PATH = "content/artiklar/2025/forsta.md"
OTHER = "content/artiklar/2025/andra.md"
TEXT = "---\ntitle: En andra\ndate: 2025-03-03\nauthors: redaktionen\n---\n\nEtt.\n\nTvå.\n\nTre.\n"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Our folder and a colleague's, of one publication."""
    for name, value in {"AUTHOR": "Anna", "COMMITTER": "Anna"}.items():
        monkeypatch.setenv(f"GIT_{name}_NAME", value)
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "anna@x.example")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "gemensamt.git")
    ours = tmp_path / "vi"
    for name, text in {**DEFAULT_FILES, OTHER: TEXT, ".gitignore": ".publisher/\n"}.items():
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).write_text(text, "utf-8")
    git(ours, "init", "-q", "-b", "main")
    git(ours, "add", "-A")
    git(ours, "commit", "-q", "-m", "Början")
    git(ours, "remote", "add", "origin", str(tmp_path / "gemensamt.git"))
    git(ours, "push", "-q", "-u", "origin", "main")
    git(tmp_path, "clone", "-q", "gemensamt.git", "hon")
    return ours, tmp_path / "hon"


def edit(folder: Path, old: str, new: str, path: str = OTHER) -> None:
    place = folder / path
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), "utf-8")


def said(run: Run, folder: Path, *arguments: str) -> str:
    done = run("git", *arguments, cwd=folder)
    assert done.code == 0, done.stderr
    return done.stdout


def refused(run: Run, folder: Path, *arguments: str) -> str:
    done = run("git", *arguments, cwd=folder)
    assert done.code == 1, done.stdout
    return done.stderr


def test_what_is_changed_is_told_in_words_saved_sent_and_fetched(
    both: tuple[Path, Path], run: Run
) -> None:
    ours, hers = both
    assert said(run, ours, "status") == "Allt är sparat.\n"
    assert "inget har ändrats" in refused(run, ours, "commit", "Inget")
    edit(ours, "Två.", "Två ord till.")
    (ours / "content/artiklar/2025/ny å.md").write_text(TEXT, "utf-8")
    told = said(run, ours, "status")
    assert f"{OTHER} (ändrad): 2 nya ord, 0 borta" in told
    assert "content/artiklar/2025/ny å.md (ny)" in told
    assert said(run, ours, "commit", "--", "--amend") == "2 filer är sparade.\n"
    assert git(ours, "log", "-1", "--format=%s") == "--amend\n"
    assert "1 ändring att skicka" in said(run, ours, "status")
    assert said(run, ours, "push") == "1 ändring är skickad.\n"
    assert said(run, hers, "pull") == "1 ändring är hämtad.\n"
    assert "Två ord till." in (hers / OTHER).read_text("utf-8")
    assert said(run, hers, "pull") == "Det fanns inget att hämta.\n"


def test_who_comes_second_is_told_what_to_do_and_nothing_is_lost(
    both: tuple[Path, Path], run: Run
) -> None:
    ours, hers = both
    edit(hers, "Ett.", "Hennes ett.")
    said(run, hers, "commit", "Hennes")
    said(run, hers, "push")
    edit(ours, "Tre.", "Vårt tre.")
    assert "ändringar här är inte sparade" in refused(run, ours, "pull")
    assert "Vårt tre." in (ours / OTHER).read_text("utf-8")
    said(run, ours, "commit", "Vårt")
    assert "publisher git pull" in refused(run, ours, "push")
    assert said(run, ours, "pull") == "1 ändring är hämtad.\n"
    text = (ours / OTHER).read_text("utf-8")
    assert "Hennes ett." in text
    assert "Vårt tre." in text
    said(run, ours, "push")
    said(run, hers, "pull")
    assert (hers / OTHER).read_text("utf-8") == text


def test_the_same_lines_are_left_alone_until_both_are_wanted(
    both: tuple[Path, Path], run: Run
) -> None:
    ours, hers = both
    edit(hers, "Två.", "Hennes två.")
    said(run, hers, "commit", "Hennes")
    said(run, hers, "push")
    edit(ours, "Två.", "Våra två.")
    said(run, ours, "commit", "Våra")
    before, head = (ours / OTHER).read_text("utf-8"), git(ours, "rev-parse", "HEAD")
    told = refused(run, ours, "pull")
    assert f"{OTHER}: du och någon annan har ändrat samma rader" in told
    assert "--keep-both" in told
    assert (ours / OTHER).read_text("utf-8") == before
    assert git(ours, "rev-parse", "HEAD") == head
    assert git(ours, "status", "--porcelain") == ""
    assert said(run, ours, "pull", "--keep-both") == "1 ändring är hämtad.\n"
    text = (ours / OTHER).read_text("utf-8")
    assert "Våra två." in text
    assert "Hennes två." in text
    assert "<<<<" not in text
    assert git(ours, "merge-base", "--is-ancestor", head.strip(), "HEAD") == ""


def test_what_git_wants_is_said_in_swedish(
    both: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours, _ = both
    git(ours, "branch", "--unset-upstream")
    assert "--set-upstream" in refused(run, ours, "push")
    edit(ours, "Två.", "2.")
    for name in ("AUTHOR", "COMMITTER"):
        for part in ("NAME", "EMAIL"):
            monkeypatch.delenv(f"GIT_{name}_{part}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(ours, "config", "user.useConfigOnly", "true")
    assert "git vet inte vem du är" in refused(run, ours, "commit", "Ett")
    outside = tmp_path / "utan"
    for name, text in DEFAULT_FILES.items():
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text(text, "utf-8")
    assert "git vägrade" in refused(run, outside, "status")
