"""Stamps: what one walk sees, and when a stamp is not to be trusted."""

from __future__ import annotations

import os
from pathlib import Path

from publisher.engine.scan import UNSURE, Hashes, Scan, scan

SECOND = 1_000_000_000


def walk(root: Path) -> Scan:
    return scan(root, {"content": root / "content"}, ("mkdocs.yml",))


def write(root: Path, name: str, text: str = "text") -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_hidden_files_and_what_desktops_leave_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "a.md", "a.md~", ".git/x", "Thumbs.db", "b/c.md"):
        write(tmp_path, f"content/{name}")
    assert sorted(walk(tmp_path).stamps) == ["content/a.md", "content/b/c.md"]


def test_letters_in_two_parts_are_read_as_one(tmp_path: Path) -> None:
    write(tmp_path, "content/ra\u0308v.md")
    assert list(walk(tmp_path).stamps) == ["content/r\u00e4v.md"]


def test_a_broken_link_and_a_pipe_are_problems(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    (tmp_path / "content/b.md").symlink_to("saknas.md")
    (tmp_path / "content/c.md").symlink_to("a.md")
    os.mkfifo(tmp_path / "content/d.md")
    found = walk(tmp_path)
    assert sorted(found.stamps) == ["content/a.md", "content/c.md"]
    assert sorted(problem.path for problem in found.problems) == ["content/b.md", "content/d.md"]


def test_where_a_link_leads_is_told_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md")
    write(tmp_path, "b.md")
    links = {
        "bort.md": "saknas.md",
        "hem": ".",
        "ring.md": "ring.md",
        "ring-2.md": "ring.md",
        "ring\x1b.md": "ring.md",
        "bak\\slag.md": "ring.md",
        "ute.md": "../b.md",
        "ute": "..",
    }
    for name, goal in links.items():
        (tmp_path / "content" / name).symlink_to(goal)
    ring = "är en länk som inte går att följa (länkar leder runt i en ring)"
    outside = "är en länk till något utanför mappen"
    found = {each.path.removeprefix("content/"): each for each in walk(tmp_path).problems}
    assert {name: each.text for name, each in found.items()} == {
        "bort.md": "är en länk till något som inte finns",
        "hem": "är en länk till en mapp, och sådana läses inte",
        "ring.md": ring,
        "ring-2.md": ring,
        "ring\\x1b.md": "filnamnet innehåller tecken som inte kan läsas",
        "bak\\\\slag.md": "filnamnet innehåller ett bakvänt snedstreck",
        "ute.md": outside,
        "ute": outside,
    }
    assert found["ute"].hint.startswith("Lägg själva mappen här")
    assert found["ute.md"].hint.startswith("Lägg själva filen här")


def test_a_swap_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    one = write(tmp_path, "content/a.md", "ett")
    before = walk(tmp_path).digest()
    two = write(tmp_path, "other.md", "tva")
    os.utime(two, ns=(one.stat().st_atime_ns, one.stat().st_mtime_ns))
    two.replace(one)
    assert walk(tmp_path).digest() != before


def test_a_stamp_as_young_as_the_clock_can_tell_is_not_trusted(tmp_path: Path) -> None:
    file = write(tmp_path, "content/a.md")
    found = walk(tmp_path)
    changed = file.stat().st_ctime_ns
    assert found.settled(changed + SECOND // 100).stamps["content/a.md"] == UNSURE
    assert found.settled(changed + SECOND // 10).stamps == found.stamps


def test_a_hash_is_read_only_when_the_stamp_is_new(tmp_path: Path) -> None:
    file = write(tmp_path, "content/a.md")
    found = walk(tmp_path)
    known = {"content/a.md": (found.stamps["content/a.md"], "känd")}
    assert Hashes(found, known)("content/a.md") == "känd"
    file.write_text("annan text", "utf-8")
    fresh = Hashes(walk(tmp_path), known)
    assert fresh("content/a.md") != "känd"
    assert fresh("content/saknas.md") == ""


def test_a_name_that_is_no_text_is_a_problem_for_folders_too(tmp_path: Path) -> None:
    for name in (b"r\xe4ka.md", b"r\xe4ka/a.md", b"a\x1bb/c.md", "a\u200bb/c.md".encode()):
        file = tmp_path / "content" / os.fsdecode(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
    write(tmp_path, "content/a.md")
    found = walk(tmp_path)
    assert list(found.stamps) == ["content/a.md"]
    assert sorted((each.path, each.text.split()[0]) for each in found.problems) == [
        ("content/a\\u200bb", "mappens"),
        ("content/a\\x1bb", "mappens"),
        ("content/r\\udce4ka", "mappens"),
        ("content/r\\udce4ka.md", "filnamnet"),
    ]
