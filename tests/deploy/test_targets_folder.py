"""Deploying to a folder: only what is ours is touched, and a broken run is finished by the next."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from publisher.config import TargetSettings
from publisher.deploy.target import in_order
from publisher.deploy.targets import EarlierSite, FileFacts, LocalSite, Target, choose, lock, make
from publisher.deploy.targets.file_store import FileStore
from publisher.deploy.targets.notes import MEMORY_FOLDER
from publisher.problems import Problem, PublisherError

KEPT = ".publisher-kept"
LOCK = ".publisher-lock.json"
NOW = datetime(2026, 2, 2, 8, tzinfo=UTC)
SITE = {
    "index.html": "start",
    "feed.xml": "flöde",
    "2025/ett/index.html": "ett",
    "media/ljud.mp3": "ljud",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tidning"
    folder.mkdir()
    return folder


def built(root: Path, files: Mapping[str, str]) -> LocalSite:
    """A build of exactly these files."""
    folder = root / "build" / "site"
    facts = {}
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        data = text.encode()
        facts[path] = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
    return LocalSite(folder=folder, files=facts, now=NOW)


def target(root: Path, path: object = "ute", **options: object) -> Target:
    settings = TargetSettings(
        name="lokal", kind="folder", options={"path": path, **options}, line=7
    )
    return make(settings, root, "mkdocs.yml")


def deployed(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Deploy, check that doing it again would do nothing, and return what lies at the target."""
    place = target(root)
    local = built(root, files)
    plan = place.plan(local)
    receipt = place.apply(plan)
    assert sorted(receipt.added) == sorted(plan.added)
    assert sorted(receipt.changed) == sorted(plan.changed)
    assert receipt.removed == plan.removed
    assert receipt.bytes == plan.bytes
    assert place.plan(local).empty
    return lying(root)


def lying(root: Path) -> dict[str, str]:
    ute = root / "ute"
    files = (path for path in ute.rglob("*") if path.is_file())
    found = {path.relative_to(ute).as_posix(): path.read_text("utf-8") for path in files}
    return {path: text for path, text in found.items() if not path.startswith(".publisher-")}


def memory_of(root: Path) -> Path:
    """Where the target's memory lies."""
    (file,) = (root / "ute" / MEMORY_FOLDER).iterdir()
    return file


def refused(root: Path, files: Mapping[str, str]) -> tuple[Problem, ...]:
    before = lying(root)
    with pytest.raises(PublisherError) as caught:
        target(root).plan(built(root, files))
    assert lying(root) == before
    return caught.value.problems


def test_the_target_becomes_the_site(root: Path) -> None:
    assert deployed(root, SITE) == SITE
    assert deployed(root, {**SITE, "index.html": "ny start", "404.html": "borta"}) == {
        **SITE,
        "index.html": "ny start",
        "404.html": "borta",
    }


def test_a_plan_tells_what_would_be_done_and_does_nothing(root: Path) -> None:
    deployed(root, SITE)
    new = {path: text for path, text in SITE.items() if path != "feed.xml"}
    plan = target(root).plan(built(root, {**new, "index.html": "å", "ny.html": "nytt"}))
    assert (plan.added, plan.changed, plan.removed) == (
        ("ny.html",),
        ("index.html",),
        ("feed.xml",),
    )
    assert plan.bytes == 6
    assert lying(root) == SITE


def test_doing_it_again_writes_nothing_at_all(root: Path) -> None:
    deployed(root, SITE)
    ute = root / "ute"
    before = {path: path.lstat() for path in (ute, *ute.rglob("*"))}
    place = target(root)
    receipt = place.apply(place.plan(built(root, SITE)))
    assert (receipt.added, receipt.changed, receipt.removed, receipt.bytes) == ((), (), (), 0)
    assert {path: path.lstat() for path in (ute, *ute.rglob("*"))} == before


def test_what_is_gone_goes_and_folders_we_made_with_it(root: Path) -> None:
    (root / "ute" / "2025").mkdir(parents=True)
    deployed(root, SITE)
    deployed(root, {"index.html": "start"})
    assert sorted(path.name for path in (root / "ute").iterdir()) == [
        KEPT,
        MEMORY_FOLDER,
        "2025",
        "index.html",
    ]


def test_files_of_others_are_never_touched(root: Path) -> None:
    ute = root / "ute"
    (ute / "2025").mkdir(parents=True)
    (ute / "2025" / "egen.txt").write_text("min", "utf-8")
    (ute / ".htaccess").write_text("min", "utf-8")
    deployed(root, SITE)
    found = deployed(root, {"index.html": "start"})
    assert found == {"index.html": "start", "2025/egen.txt": "min", ".htaccess": "min"}


def test_a_foreign_file_in_the_way_stops_everything(root: Path) -> None:
    (root / "ute").mkdir()
    (root / "ute" / "index.html").write_text("värdens egen", "utf-8")
    problems = refused(root, SITE)
    assert [problem.path for problem in problems] == ["ute/index.html"]
    assert "inte utlagd av publisher" in problems[0].text
    assert "Flytta undan" in problems[0].hint


def test_a_foreign_site_in_the_way_does_not_fill_the_screen(root: Path) -> None:
    site = {f"{number}.html": "vår" for number in range(100)}
    (root / "ute").mkdir()
    for path in site:
        (root / "ute" / path).write_text("deras", "utf-8")
    problems = refused(root, site)
    assert len(problems) == 21
    assert "80 till" in problems[-1].text


def test_the_same_file_already_there_is_taken_over(root: Path) -> None:
    deployed(root, SITE)
    memory_of(root).unlink()
    plan = target(root).plan(built(root, SITE))
    assert plan.empty
    deployed(root, SITE)
    assert deployed(root, {"index.html": "start"}) == {"index.html": "start"}


@pytest.mark.parametrize("other", ["file", "link"])
def test_something_else_where_a_folder_must_be_stops_everything(
    root: Path, tmp_path: Path, other: str
) -> None:
    (root / "ute").mkdir()
    outside = tmp_path / "utanför"
    outside.mkdir()
    if other == "file":
        (root / "ute" / "2025").write_text("en fil", "utf-8")
    else:
        (root / "ute" / "2025").symlink_to(outside)
    problems = refused(root, SITE)
    assert [problem.path for problem in problems] == ["ute/2025"]
    assert not list(outside.iterdir())


def test_a_folder_or_a_link_where_a_file_must_be_stops_everything(
    root: Path, tmp_path: Path
) -> None:
    (root / "ute" / "index.html").mkdir(parents=True)
    (root / "ute" / "feed.xml").symlink_to(tmp_path / "hemligt")
    paths = [problem.path for problem in refused(root, SITE)]
    assert paths == ["ute/feed.xml", "ute/index.html"]


def test_links_put_there_later_are_not_followed_when_deleting(root: Path, tmp_path: Path) -> None:
    deployed(root, SITE)
    outside = tmp_path / "utanför"
    (outside / "ett").mkdir(parents=True)
    (outside / "ett" / "index.html").write_text("ett", "utf-8")
    (root / "ute" / "2025").rename(root / "undan")
    (root / "ute" / "2025").symlink_to(outside)
    place = target(root)
    place.apply(place.plan(built(root, {"index.html": "start"})))
    assert (outside / "ett" / "index.html").read_text("utf-8") == "ett"


def test_a_page_changed_at_the_target_is_put_right_and_told_of(root: Path) -> None:
    deployed(root, SITE)
    (root / "ute" / "index.html").write_text("någon annans", "utf-8")
    plan = target(root).plan(built(root, SITE))
    assert plan.changed == ("index.html",)
    assert [problem.path for problem in plan.advice] == ["ute/index.html"]
    assert not plan.advice[0].fatal
    assert deployed(root, SITE) == SITE


def test_a_page_changed_at_the_target_is_not_deleted(root: Path) -> None:
    deployed(root, SITE)
    (root / "ute" / "feed.xml").write_text("någon annans", "utf-8")
    left = {path: text for path, text in SITE.items() if path != "feed.xml"}
    plan = target(root).plan(built(root, left))
    assert plan.removed == ()
    assert "lämnas kvar" in plan.advice[0].text
    assert deployed(root, left) == {**left, "feed.xml": "någon annans"}
    assert target(root).plan(built(root, left)).advice == ()


def test_a_page_only_touched_at_the_target_is_still_ours(root: Path) -> None:
    deployed(root, SITE)
    os.utime(root / "ute" / "feed.xml", (1, 1))
    assert target(root).plan(built(root, SITE)).empty
    left = {path: text for path, text in SITE.items() if path != "feed.xml"}
    assert deployed(root, left) == left


def test_a_page_that_somebody_deleted_comes_back(root: Path) -> None:
    deployed(root, SITE)
    (root / "ute" / "feed.xml").unlink()
    assert deployed(root, SITE) == SITE


def test_feeds_come_last_and_files_before_the_pages_that_show_them() -> None:
    paths = [
        "feed.xml",
        "podd/podden.xml",
        "index.html",
        "sitemap.xml",
        "arkiv/index.html",
        "2025/index.html",
        "2025/ett/index.html",
        "media/avsnitt/ett.mp3",
        "assets/stil.css",
    ]
    assert in_order(paths, paths) == [
        "assets/stil.css",
        "media/avsnitt/ett.mp3",
        "2025/ett/index.html",
        "2025/index.html",
        "arkiv/index.html",
        "index.html",
        "sitemap.xml",
        "feed.xml",
        "podd/podden.xml",
    ]


def full_disk(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk be full when a file whose name ends so is to be put in place."""
    replace = Path.replace

    def full(self: Path, goal: Path) -> Path:
        if Path(goal).name.endswith(name):
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return replace(self, goal)

    monkeypatch.setattr(Path, "replace", full)


@pytest.mark.parametrize("name", ["ljud.mp3", "index.html", "feed.xml", ".json"])
def test_a_full_disk_is_told_and_the_next_run_finishes(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    new = {path: text + " ny" for path, text in SITE.items()} | {"till/index.html": "till"}
    full_disk(monkeypatch, name)
    place = target(root)
    with pytest.raises(PublisherError) as caught:
        place.apply(place.plan(built(root, new)))
    problem = caught.value.problems[0]
    assert problem.path.startswith("ute")
    assert "disken är full" in problem.text
    assert "publisher deploy igen" in problem.hint
    assert "gammal.html" in lying(root)
    assert not [path for path in lying(root) if "part" in path]
    monkeypatch.undo()
    assert deployed(root, new) == new


def dying(root: Path, after: int, work: Callable[[], object]) -> None:
    """Lose power after so many steps at the target: not even the clearing up is done."""
    steps = 0

    def mortal(original: Callable[..., object]) -> Callable[..., object]:
        def step(self: Path, *args: object, **options: object) -> object:
            nonlocal steps
            if root / "ute" in self.parents:
                steps += 1
                if steps >= after:
                    os._exit(9)
            return original(self, *args, **options)

        return step

    child = os.fork()
    if not child:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", mortal(Path.replace))
            patch.setattr(Path, "unlink", mortal(Path.unlink))
            work()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def killed(root: Path, files: Mapping[str, str], after: int) -> None:
    place = target(root)
    plan = place.plan(built(root, files))
    dying(root, after, lambda: place.apply(plan))


@pytest.mark.parametrize("again", [2, 4])
@pytest.mark.parametrize("after", range(1, 12))
def test_runs_killed_anywhere_are_finished_by_the_next_whatever_was_built_since(
    root: Path, after: int, again: int
) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    new = {path: text + " ny" for path, text in SITE.items()} | {"till/index.html": "till"}
    killed(root, new, after)
    killed(root, {path: text + "are" for path, text in new.items()}, again)
    newest = {path: text + " nyast" for path, text in SITE.items()} | {"annat.html": "annat"}
    assert deployed(root, newest) == newest
    assert not list((root / "ute").rglob(".*part*"))


def test_without_permission_the_target_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    place = target(root)
    plan = place.plan(built(root, SITE))
    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(PublisherError) as caught:
        place.apply(plan)
    assert str(caught.value.problems[0]).startswith(
        "ute: gick inte att skriva: du saknar rättighet till den"
    )


def test_a_file_changed_since_the_build_is_not_put_out(root: Path) -> None:
    local = built(root, SITE)
    (local.folder / "feed.xml").write_text("FLÖDE", "utf-8")
    place = target(root)
    with pytest.raises(PublisherError) as caught:
        place.apply(place.plan(local))
    assert caught.value.problems[0].path == "build/site/feed.xml"
    assert "feed.xml" not in lying(root)
    assert deployed(root, SITE) == SITE


@pytest.mark.parametrize(
    "data",
    [
        "{",
        '{"version": 99, "files": {}}',
        '{"files": {"../../hem": {"sha256": "a", "bytes": 1, "mtime": 1}}}',
        "\udcff",
    ],
)
def test_a_damaged_manifest_is_made_anew_and_nothing_is_deleted(root: Path, data: str) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    memory_of(root).write_bytes(data.encode("utf-8", "surrogateescape"))
    new = {**SITE, "index.html": "en helt ny start"}
    plan = target(root).plan(built(root, new))
    assert (plan.changed, plan.removed) == (("index.html",), ())
    assert [problem.path for problem in plan.advice] == [f"ute/{MEMORY_FOLDER}"]
    assert "är skadad" in plan.advice[0].text
    assert plan.advice[0].hint.startswith("1 fil som sajten inte har lämnas kvar")
    assert deployed(root, new) == {**new, "gammal.html": "gammal"}
    assert target(root).plan(built(root, new)).advice == ()


@pytest.mark.parametrize("path", ["../hem", "/etc/passwd", "..", "a\0b"])
def test_a_manifest_that_leads_out_of_the_target_is_not_believed(root: Path, path: str) -> None:
    deployed(root, SITE)
    place = memory_of(root)
    record = json.loads(place.read_text("utf-8"))
    record["files"][path] = ["a", 1]
    place.write_text(json.dumps(record), "utf-8")
    outside = root / "hem"
    outside.write_text("hemma", "utf-8")
    assert "är skadad" in target(root).plan(built(root, SITE)).advice[0].text
    deployed(root, {"index.html": "start"})
    assert outside.read_text("utf-8") == "hemma"


def test_a_missing_manifest_is_made_anew_where_the_site_is_known_again(root: Path) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    memory_of(root).unlink()
    new = {**SITE, "index.html": "en helt ny start"}
    plan = target(root).plan(built(root, new))
    assert (plan.changed, plan.removed) == (("index.html",), ())
    assert "saknas" in plan.advice[0].text
    assert deployed(root, new) == {**new, "gammal.html": "gammal"}


def test_the_manifest_is_the_same_for_the_same_site(root: Path) -> None:
    deployed(root, SITE)
    manifest = json.loads(memory_of(root).read_text("utf-8"))
    assert sorted(manifest["files"]) == sorted(SITE)
    assert manifest["folders"] == ["2025", "2025/ett", "media"]
    assert manifest["pending"] == {}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (None, "saknar path:"),
        ("  ", "saknar path:"),
        (3, "saknar path:"),
        (".", "publikationen själv ligger i"),
        ("..", "publikationen själv ligger i"),
        ("/", "publikationen själv ligger i"),
        ("build", "ligger i build/"),
        ("build/site", "ligger i build/"),
        ("content/ute", "ligger i content/"),
        ("ute/../feeds", "ligger i feeds/"),
        (".git/x", "ligger i .git/"),
        ("smygväg", "ligger i content/"),
    ],
)
def test_a_target_where_no_site_may_lie_is_refused(root: Path, path: object, says: str) -> None:
    (root / "content").mkdir()
    (root / "smygväg").symlink_to(root / "content")
    with pytest.raises(PublisherError) as caught:
        target(root, path)
    problem = caught.value.problems[0]
    assert (problem.path, problem.line) == ("mkdocs.yml", 7)
    assert says in problem.text


def test_a_target_may_lie_anywhere_else(root: Path, tmp_path: Path) -> None:
    place = target(root, str(tmp_path / "webb" / "rot"))
    place.apply(place.plan(built(root, SITE)))
    assert (tmp_path / "webb" / "rot" / "index.html").read_text("utf-8") == "start"


def test_an_option_without_effect_is_a_fault(root: Path) -> None:
    with pytest.raises(PublisherError) as caught:
        target(root, pth="x")
    assert "okänt fält ”pth” i ”lokal”" in caught.value.problems[0].text
    assert "Menade du ”path”?" in caught.value.problems[0].hint


def test_the_first_target_is_chosen_unless_another_is_named() -> None:
    one = TargetSettings(name="lokal", kind="folder", options={}, line=1)
    two = TargetSettings(name="skarp", kind="folder", options={}, line=2)
    assert choose((one, two), None, "mkdocs.yml") is one
    assert choose((one, two), "skarp", "mkdocs.yml") is two
    with pytest.raises(PublisherError) as caught:
        choose((one, two), "skrap", "mkdocs.yml")
    assert "Menade du ”skarp”? Målen i mkdocs.yml: lokal, skarp" in str(caught.value)
    with pytest.raises(PublisherError) as caught:
        choose((), None, "mkdocs.yml")
    assert "kind: folder" in str(caught.value)


def test_an_unknown_kind_of_target_is_a_fault_at_its_line(root: Path) -> None:
    settings = TargetSettings(name="lokal", kind="foldr", options={}, line=9)
    with pytest.raises(PublisherError) as caught:
        make(settings, root, "mkdocs.yml")
    assert str(caught.value.problems[0]).startswith(
        "mkdocs.yml:9: målet ”lokal” är av en okänd sort: ”foldr”\n"
        "    Menade du ”folder”? Sorter som finns: folder, git"
    )


# Going back.


def numbered(count: int) -> list[dict[str, str]]:
    """Sites that differ in one page, and each has one that the others lack."""
    return [{**SITE, "index.html": f"nummer {n}", f"{n}.html": str(n)} for n in range(count)]


def all_out(root: Path, sites: list[dict[str, str]], **options: object) -> Target:
    place = target(root, **options)
    for hour, site in enumerate(sites):
        local = replace(built(root, site), now=NOW.replace(hour=hour), promised={"id": str(hour)})
        place.apply(place.plan(local))
    return place


def kept_files(root: Path) -> list[str]:
    return sorted(path.read_text("utf-8") for path in (root / "ute" / KEPT).iterdir())


def test_earlier_sites_can_be_put_back(root: Path) -> None:
    sites = numbered(5)
    place = all_out(root, sites)
    assert [(each.when.hour, each.files) for each in place.kept()] == [(3, 5), (2, 5), (1, 5)]
    assert kept_files(root) == ["1", "2", "3", "nummer 1", "nummer 2", "nummer 3"]
    receipt = place.roll_back(place.kept()[1])
    assert (receipt.added, receipt.changed, receipt.removed) == (
        ("2.html",), ("index.html",), ("4.html",),
    )  # fmt: skip
    assert lying(root) == sites[2]
    assert [each.when.hour for each in place.kept()] == [1]
    assert kept_files(root) == ["1", "nummer 1"]
    plan = place.plan(built(root, sites[4]))
    assert plan.remembered == {"id": "4"}  # what was promised is not forgotten
    assert plan.advice == ()
    place.apply(plan)
    assert lying(root) == sites[4]
    assert [each.when.hour for each in place.kept()] == [2, 1]


def test_a_deploy_that_changes_nothing_is_no_site_of_its_own(root: Path) -> None:
    place = all_out(root, [SITE, {**SITE, "index.html": "ny"}])
    local = built(root, {**SITE, "index.html": "ny"})
    place.apply(place.plan(replace(local, promised={"id": "2"}, now=NOW.replace(hour=9))))
    assert [each.when.hour for each in place.kept()] == [0]


def test_what_is_kept_is_the_very_file_and_no_copy(root: Path) -> None:
    deployed(root, SITE)
    before = (root / "ute" / "media" / "ljud.mp3").stat().st_ino
    deployed(root, {"index.html": "start"})
    assert before in {path.stat().st_ino for path in (root / "ute" / KEPT).iterdir()}


def test_without_hard_links_copies_are_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    sites = numbered(2)
    place = all_out(root, sites)
    place.roll_back(place.kept()[0])
    assert lying(root) == sites[0]


def test_with_keep_0_nothing_is_kept_and_it_is_said(root: Path) -> None:
    place = all_out(root, numbered(3), keep=0)
    assert not (root / "ute" / KEPT).exists()
    with pytest.raises(PublisherError) as caught:
        place.kept()
    assert "keep: 0" in caught.value.problems[0].text
    assert "git checkout" in caught.value.problems[0].hint


@pytest.mark.parametrize("harm", ["gone", "shorter", "other"])
def test_a_damaged_kept_file_is_never_put_back(root: Path, harm: str) -> None:
    sites = numbered(2)
    place = all_out(root, sites)
    (path,) = (p for p in (root / "ute" / KEPT).iterdir() if p.read_text("utf-8") == "nummer 0")
    if harm == "gone":
        path.unlink()
    else:
        path.write_text("nummer" if harm == "shorter" else "NUMMER 0", "utf-8")
    with pytest.raises(PublisherError) as caught:
        place.roll_back(place.kept()[0])
    assert caught.value.problems[0].path == "ute/index.html"
    assert lying(root)["index.html"] == "nummer 1"
    assert deployed(root, sites[0]) == sites[0]


@pytest.mark.parametrize("after", range(1, 13))
def test_going_back_may_be_killed_anywhere_and_begun_anew(root: Path, after: int) -> None:
    sites = numbered(3)
    place = all_out(root, sites)
    wanted = place.kept()[1]
    dying(root, after, lambda: place.roll_back(wanted))
    if wanted in place.kept():
        place.roll_back(wanted)
    assert lying(root) == sites[0]
    assert place.kept() == ()
    assert deployed(root, sites[2]) == sites[2]


def test_a_site_that_is_no_longer_kept_is_refused(root: Path) -> None:
    place = all_out(root, numbered(2))
    (wanted,) = place.kept()
    place.roll_back(wanted)
    with pytest.raises(PublisherError) as caught:
        place.roll_back(wanted)
    assert "finns inte längre" in caught.value.problems[0].text


# One at a time.


def locked(root: Path, own: lock.Lock, age: int = 0) -> Path:
    """Somebody's lock, written so many seconds ago."""
    file = root / "ute" / LOCK
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(own.data)
    written = file.stat().st_mtime - age
    os.utime(file, (written, written))
    return file


THEIRS = lock.Lock(who="anna@annan-dator", since="2025-02-02T05:00:00+00:00", place="x", process=1)


def test_while_somebody_else_deploys_we_do_not(root: Path) -> None:
    deployed(root, SITE)
    file = locked(root, THEIRS)
    place = target(root)
    plan = place.plan(built(root, {"index.html": "ny start"}))
    for attempt in (
        lambda: place.apply(plan),
        lambda: place.roll_back(EarlierSite(id="x", when=NOW, files=1)),
    ):
        with pytest.raises(PublisherError) as caught:
            attempt()
        (problem,) = caught.value.problems
        assert problem.path == "ute"
        assert problem.text == "anna@annan-dator lägger ut just nu, sedan 2 februari 2025 kl. 06.00"
        assert "--break-lock" in problem.hint
    assert lying(root) == SITE
    assert file.read_bytes() == THEIRS.data
    place.apply(plan, break_lock=True)
    assert lying(root) == {"index.html": "ny start"}
    assert not file.exists()


@pytest.mark.parametrize("since", ["2001-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00", "?"])
def test_a_locks_age_is_told_by_the_disk_and_not_by_anybodys_clock(root: Path, since: str) -> None:
    deployed(root, SITE)
    theirs = replace(THEIRS, since=since)
    locked(root, theirs, age=29 * 60)
    place = target(root)
    plan = place.plan(built(root, {"index.html": "ny start"}))
    with pytest.raises(PublisherError):
        place.apply(plan)
    locked(root, theirs, age=31 * 60)
    place.apply(plan)
    assert lying(root) == {"index.html": "ny start"}


def test_a_torn_lock_holds_until_it_is_stale(root: Path) -> None:
    deployed(root, SITE)
    (root / "ute" / LOCK).write_bytes(b"{")
    place = target(root)
    plan = place.plan(built(root, {"index.html": "ny start"}))
    with pytest.raises(PublisherError) as caught:
        place.apply(plan)
    assert caught.value.problems[0].text.startswith("någon lägger ut just nu")


def test_our_own_lock_of_a_run_that_is_no_more_does_not_stop_us(root: Path) -> None:
    deployed(root, SITE)
    with subprocess.Popen(["true"]) as process:
        process.wait()
    locked(root, replace(lock.mine("b", root), process=process.pid))
    assert deployed(root, {"index.html": "ny start"}) == {"index.html": "ny start"}


def test_of_two_at_once_one_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one begins while the first is writing its feed."""
    deployed(root, SITE)
    new = {path: text + " ny" for path, text in SITE.items()}
    place, told = target(root), []
    plan = place.plan(built(root, new))
    put = FileStore.put

    def refused_too() -> str:
        with monkeypatch.context() as patch:
            patch.setattr(lock, "mine", lambda *_: THEIRS)
            with pytest.raises(PublisherError) as caught:
                target(root).apply(plan)
        return caught.value.problems[0].text

    async def slow(self: FileStore, path: str, *more: Any) -> str:
        if path == "feed.xml" and not told:
            told.append(await asyncio.to_thread(refused_too))
        return await put(self, path, *more)

    monkeypatch.setattr(FileStore, "put", slow)
    place.apply(plan)
    assert "lägger ut just nu" in told[0]
    assert lying(root) == new


def test_a_lock_that_is_taken_from_us_stops_us_before_anything_is_deleted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    put = FileStore.put

    async def robbed(self: FileStore, path: str, *more: Any) -> str:
        locked(root, THEIRS)
        return await put(self, path, *more)

    place = target(root)
    plan = place.plan(built(root, {"index.html": "ny start"}))
    monkeypatch.setattr(FileStore, "put", robbed)
    with pytest.raises(PublisherError) as caught:
        place.apply(plan)
    assert "tagit över" in caught.value.problems[0].text
    assert "gammal.html" in lying(root)
    assert (root / "ute" / LOCK).read_bytes() == THEIRS.data


def test_ctrl_c_gives_the_lock_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    place = target(root)
    plan = place.plan(built(root, SITE))
    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "put", interrupted)
        with pytest.raises(KeyboardInterrupt):
            place.apply(plan)
    assert not (root / "ute" / LOCK).exists()
    assert deployed(root, SITE) == SITE


def test_one_file_without_permission_does_not_stop_its_neighbours(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = {"a.css": "a", "b.css": "b", "c.css": "c", "index.html": "start", "feed.xml": "flöde"}
    deployed(root, site)
    new = {path: text + " ny" for path, text in site.items()}
    move = Path.replace

    def forbidden(self: Path, goal: Path) -> Path:
        if Path(goal).name in {"a.css", "b.css"}:
            raise PermissionError(errno.EACCES, "Permission denied", str(goal))
        return move(self, goal)

    monkeypatch.setattr(Path, "replace", forbidden)
    place = target(root)
    with pytest.raises(PublisherError) as caught:
        place.apply(place.plan(built(root, new)))
    assert [problem.path for problem in caught.value.problems] == ["ute/a.css", "ute/b.css"]
    assert lying(root) == {**site, "c.css": "c ny"}  # and no page or feed names what is not there
    monkeypatch.undo()
    assert deployed(root, new) == new


def test_a_plan_tells_how_many_files_of_ours_are_there(root: Path) -> None:
    assert target(root).plan(built(root, SITE)).there == 0
    deployed(root, SITE)
    (root / "ute" / "egen.txt").write_text("min", "utf-8")
    assert target(root).plan(built(root, {"index.html": "ny"})).there == len(SITE)
