"""Deploying to a folder: only what is ours is touched, and a broken run is finished by the next."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from publisher.config import TargetSettings
from publisher.problems import Problem, PublisherError
from publisher.targets import FileFacts, Local, Target, choose, make
from publisher.targets.plan import in_order

MANIFEST = ".publisher-manifest.json"
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


def built(root: Path, files: Mapping[str, str]) -> Local:
    """A build of exactly these files."""
    folder = root / "build" / "site"
    facts = {}
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        data = text.encode()
        facts[path] = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
    return Local(folder=folder, files=facts)


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
    files = (path for path in ute.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(ute).as_posix(): path.read_text("utf-8") for path in files}


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
        MANIFEST,
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
    (root / "ute" / MANIFEST).unlink()
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
    """Let the disk be full when a file of this name is to be put in place."""
    replace = Path.replace

    def full(self: Path, goal: Path) -> Path:
        if Path(goal).name == name:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))
        return replace(self, goal)

    monkeypatch.setattr(Path, "replace", full)


@pytest.mark.parametrize("name", ["ljud.mp3", "index.html", "feed.xml", MANIFEST])
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
    assert "skivan är full" in problem.text
    assert "publisher deploy igen" in problem.hint
    assert "gammal.html" in lying(root)
    assert not [path for path in lying(root) if "part" in path]
    monkeypatch.undo()
    assert deployed(root, new) == new


def killed(root: Path, files: Mapping[str, str], after: int) -> None:
    """Deploy, and lose power after so many steps: not even the clearing up is done."""
    steps = 0

    def mortal(original: Callable[..., object]) -> Callable[..., object]:
        def step(self: Path, *args: object, **options: object) -> object:
            nonlocal steps
            if root / "ute" in self.parents:
                steps += 1
                if steps >= after:
                    raise KeyboardInterrupt
            return original(self, *args, **options)

        return step

    place = target(root)
    plan = place.plan(built(root, files))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", mortal(Path.replace))
        patch.setattr(Path, "unlink", mortal(Path.unlink))
        with pytest.raises(KeyboardInterrupt):
            place.apply(plan)


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
        '{"version": 2, "files": {}}',
        '{"files": {"../../hem": {"sha256": "a", "bytes": 1, "mtime": 1}}}',
        '{"files": {"/etc/passwd": {"sha256": "a", "bytes": 1, "mtime": 1}}}',
        '{"files": {}, "folders": [".."]}',
        "\udcff",
    ],
)
def test_a_damaged_manifest_is_told_and_nothing_is_touched(root: Path, data: str) -> None:
    (root / "ute").mkdir()
    (root / "ute" / MANIFEST).write_bytes(data.encode("utf-8", "surrogateescape"))
    problems = refused(root, SITE)
    assert problems[0].path == f"ute/{MANIFEST}"
    assert "skadad" in problems[0].text


def test_the_manifest_is_the_same_for_the_same_site(root: Path) -> None:
    deployed(root, SITE)
    manifest = json.loads((root / "ute" / MANIFEST).read_text("utf-8"))
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
    assert str(caught.value.problems[0]) == (
        "mkdocs.yml:9: målet ”lokal” är av en okänd sort: ”foldr”\n"
        "    Menade du ”folder”? Sorter som finns: folder"
    )
