"""Deploying to a branch of a git repository: in one step, only what changed, and never over others."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from bad_network import proxy
from ssh_server import SshServer, free_port, know, ssh_server

from publisher.config import TargetSettings
from publisher.deploy.targets import FileFacts, LocalSite, Target, make
from publisher.deploy.targets.git.cache import Cache
from publisher.deploy.targets.git.survey import is_memory
from publisher.deploy.targets.notes import MEMORY_FOLDER
from publisher.problems import Problem, PublisherError

NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
SITE = {
    "index.html": "start",
    "feed.xml": "flöde",
    "2025/ett/index.html": "ett",
    "media/mitt ljud.mp3": "ljud",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication's folder, and a git that knows nothing of who runs the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_DIR", "GIT_SSH_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "tidning"
    folder.mkdir()
    bare(tmp_path / "sajt.git")
    return folder


def bare(folder: Path) -> Path:
    run("init", "--quiet", "--bare", str(folder), cwd=folder.parent)
    run("config", "uploadpack.allowFilter", "true", cwd=folder)
    return folder


def run(*arguments: str, cwd: Path, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=cwd, input=stdin, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def built(root: Path, files: Mapping[str, str], **more: Any) -> LocalSite:
    """A build of exactly these files."""
    folder = root / "build" / "site"
    shutil.rmtree(folder, ignore_errors=True)
    facts = {}
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        data = text.encode()
        facts[path] = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
    return replace(LocalSite(folder=folder, files=facts, now=NOW), **more)


def target(root: Path, **options: object) -> Target:
    if not {"repository", "remote"} & options.keys():
        options["repository"] = "../sajt.git"
    settings = TargetSettings(name="sidor", kind="git", options=options, line=7)
    return make(settings, root, "mkdocs.yml")


def deployed(root: Path, files: Mapping[str, str], **options: object) -> dict[str, str]:
    """Deploy, check that doing it again would do nothing, and return what the branch holds."""
    place, local = target(root, **options), built(root, files)
    plan = place.plan(local)
    receipt = place.apply(plan)
    assert (receipt.bytes, receipt.removed) == (plan.bytes, plan.removed)
    assert sorted((*receipt.added, *receipt.changed)) == sorted((*plan.added, *plan.changed))
    tip = tip_of(root)
    again = place.plan(local)
    assert again.empty
    place.apply(again)
    assert tip_of(root) == tip
    return lying(root)


def tip_of(root: Path, branch: str = "gh-pages") -> str:
    return run("rev-parse", branch, cwd=root.parent / "sajt.git").strip()


def memory_of(root: Path) -> str:
    """Where the branch's memory lies."""
    names = run("ls-tree", "-r", "--name-only", "gh-pages", cwd=root.parent / "sajt.git")
    (name,) = filter(is_memory, names.split())
    return name


def lying(root: Path, branch: str = "gh-pages") -> dict[str, str]:
    """What the branch holds, but for what is said to the host and remembered."""
    remote = root.parent / "sajt.git"
    names = run("ls-tree", "-r", "-z", "--name-only", branch, cwd=remote).split("\0")[:-1]
    found = {path: run("show", f"{branch}:{path}", cwd=remote) for path in names}
    hosts = {".nojekyll", "CNAME", *filter(is_memory, names)}
    return {path: found[path] for path in names if path not in hosts}


def committed(root: Path, files: Mapping[str, str | None], branch: str = "gh-pages") -> None:
    """Somebody commits to the branch by hand, with a clone of their own; None deletes."""
    clone = root.parent / "klon"
    shutil.rmtree(clone, ignore_errors=True)
    run("init", "--quiet", str(clone), cwd=root.parent)
    remote = str(root.parent / "sajt.git")
    if run("branch", "--list", branch, cwd=root.parent / "sajt.git"):
        run("fetch", "--quiet", remote, branch, cwd=clone)
        run("checkout", "--quiet", "FETCH_HEAD", cwd=clone)
    for path, text in files.items():
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        (clone / path).unlink(missing_ok=True)
        if text is not None:
            (clone / path).write_text(text, "utf-8")
    run("add", "--all", cwd=clone)
    who = ("-c", "user.name=Anna", "-c", "user.email=anna@exempel.se")
    run(*who, "commit", "--quiet", "--message", "för hand", cwd=clone)
    run("push", "--quiet", remote, f"HEAD:refs/heads/{branch}", cwd=clone)


def refused(root: Path, files: Mapping[str, str] = SITE, **options: object) -> tuple[Problem, ...]:
    """Deploying is refused, and the other repository is as it was."""
    remote = root.parent / "sajt.git"
    before = run("for-each-ref", cwd=remote)
    place, local = target(root, **options), built(root, files)
    with pytest.raises(PublisherError) as caught:
        place.apply(place.plan(local))
    assert run("for-each-ref", cwd=remote) == before
    return caught.value.problems


def test_the_branch_becomes_the_site_and_the_host_is_told_to_leave_it_as_it_is(root: Path) -> None:
    assert deployed(root, SITE, cname="Www.Exempel.se") == SITE
    remote = root.parent / "sajt.git"
    assert run("show", "gh-pages:CNAME", cwd=remote) == "www.exempel.se\n"
    assert run("show", "gh-pages:.nojekyll", cwd=remote) == ""
    new = {**SITE, "index.html": "ny start", "404.html": "borta"}
    del new["feed.xml"]
    assert deployed(root, new, nojekyll=False) == new
    names = run("ls-tree", "--name-only", "gh-pages", cwd=remote).split()
    assert not {".nojekyll", "CNAME", "feed.xml"} & set(names)


def test_a_plan_tells_what_would_be_done_and_does_nothing(root: Path) -> None:
    deployed(root, SITE)
    new = {path: text for path, text in SITE.items() if path != "feed.xml"}
    before = tip_of(root)
    plan = target(root).plan(built(root, {**new, "index.html": "å", "ny.html": "nytt"}))
    assert (plan.added, plan.changed, plan.removed) == (
        ("ny.html",), ("index.html",), ("feed.xml",),
    )  # fmt: skip
    assert (plan.bytes, plan.there) == (6, len(SITE) + 1)
    assert tip_of(root) == before


def test_only_what_changed_is_sent(root: Path) -> None:
    many = {f"2025/{number}/index.html": f"text {number}" for number in range(50)}
    deployed(root, many)
    remote = root.parent / "sajt.git"
    before = set(run("rev-list", "--objects", "--no-object-names", "gh-pages", cwd=remote).split())
    shutil.rmtree(root / ".publisher")  # nor does a new machine fetch what it does not need
    deployed(root, {**many, "2025/7/index.html": "ny text"})
    after = set(run("rev-list", "--objects", "--no-object-names", "gh-pages", cwd=remote).split())
    # A commit, the folders 7, 2025 and the root, the page, and what is remembered in its folder.
    assert len(after - before) == 7
    cache = root / ".publisher" / "git" / "sidor"
    packed = run("count-objects", "-v", cwd=cache)
    count = sum(
        int(line.split()[1]) for line in packed.splitlines() if line[:7] in {"count: ", "in-pack"}
    )
    assert count < 2 * len(many)  # folders and what is new, but no page that was there


def test_the_same_site_at_the_same_hour_is_the_same_commit(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the name of the memory is left to chance.
    monkeypatch.setattr("publisher.deploy.targets.notes.secrets.token_hex", lambda n: "0" * n * 2)
    deployed(root, SITE)
    other = bare(tmp_path / "annan.git")
    (tmp_path / "dator").mkdir()
    place = target(tmp_path / "dator", repository=str(other))
    place.apply(place.plan(built(tmp_path / "dator", SITE)))
    assert run("rev-parse", "gh-pages", cwd=other).strip() == tip_of(root)


def test_the_commit_says_who_when_and_which_build(root: Path, tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text("[user]\nname = Åsa\nemail = asa@exempel.se\n", "utf-8")
    place = target(root, message="Söndagens nummer")
    place.apply(place.plan(built(root, SITE, id="b17")))
    form = "--format=%an|%ae|%cI|%s|%(trailers:key=Publisher-Build,valueonly)"
    said = run("log", form, "gh-pages", cwd=root.parent / "sajt.git").strip()
    assert said == "Åsa|asa@exempel.se|2025-02-02T06:30:00+00:00|Söndagens nummer|b17"


def test_without_a_name_in_git_the_machines_name_is_not_told(root: Path) -> None:
    deployed(root, SITE)
    said = run("log", "--format=%an %ae %cn %ce", "gh-pages", cwd=root.parent / "sajt.git")
    assert said == "publisher publisher@localhost publisher publisher@localhost\n"


def test_the_authors_own_repository_is_not_touched(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not its working tree, index, hooks or settings, and its hooks are not run."""
    hooks = tmp_path / "krokar"
    hooks.mkdir()
    (hooks / "pre-push").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-push").chmod(0o755)
    (tmp_path / "gitconfig").write_text(f"[core]\nhooksPath = {hooks}\n")
    run("init", "--quiet", str(root), cwd=tmp_path)
    run("remote", "add", "origin", "../sajt.git", cwd=root)
    (root / "halvfärdig.md").write_text("utkast", "utf-8")
    run("add", "halvfärdig.md", cwd=root)
    before = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    monkeypatch.setenv("GIT_DIR", str(root / ".git"))  # as in a hook
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / ".git" / "index"))
    place = target(root, repository=str(tmp_path / "sajt.git"))
    place.apply(place.plan(built(root, SITE)))
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert lying(root) == SITE
    assert {path: path.read_bytes() for path in before} == before
    new = {path.relative_to(root).parts[0] for path in root.rglob("*") if path not in before}
    assert new <= {".publisher", "build", ".git"}
    assert not [
        path for path in (root / ".git").rglob("*") if path.is_file() and path not in before
    ]


def test_the_remote_may_be_one_of_the_publications_own_repository(root: Path) -> None:
    run("init", "--quiet", str(root), cwd=root)
    run("remote", "add", "origin", str(root.parent / "sajt.git"), cwd=root)
    assert deployed(root, SITE, remote="origin") == SITE
    (problem,) = refused(root, remote="upstream")
    assert problem.path == "upstream"
    assert "repot finns inte" in problem.text


def test_a_branch_with_something_else_in_it_is_refused(root: Path) -> None:
    committed(root, {"main.py": "print()", "README.md": "läs"}, "main")
    (problem,) = refused(root, branch="main")
    assert "grenen ”main” innehåller annat än en sajt" in problem.text
    assert "git push ../sajt.git --delete main" in problem.hint


def test_what_a_host_puts_into_an_empty_branch_stays(root: Path) -> None:
    committed(root, {"CNAME": "www.exempel.se\n", "README.md": "läs"})
    assert deployed(root, SITE) == {**SITE, "README.md": "läs"}
    assert run("show", "gh-pages:CNAME", cwd=root.parent / "sajt.git") == "www.exempel.se\n"


def test_files_of_others_stay_and_changes_of_others_are_told(root: Path) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    theirs = {"google1.html": "bevis", "index.html": "deras", "gammal.html": "ändrad"}
    committed(root, theirs)
    plan = target(root).plan(built(root, SITE))
    assert plan.changed == ("index.html",)
    assert plan.removed == ()
    assert {problem.path: problem.text.split("; ")[-1] for problem in plan.advice} == {
        "gh-pages:gammal.html": "hör inte längre till sajten, men har ändrats på plats och lämnas kvar",
        "gh-pages:index.html": "ändringen skrivs över",
    }
    rest = {"google1.html": "bevis", "gammal.html": "ändrad"}
    assert deployed(root, SITE) == {**SITE, **rest}
    assert deployed(root, {"index.html": "start"}) == {"index.html": "start", **rest}


@pytest.mark.parametrize(
    ("theirs", "path"),
    [("404.html", "404.html"), ("om", "om"), ("404.html/x", "404.html")],
)
def test_a_file_of_others_in_the_way_stops_everything(root: Path, theirs: str, path: str) -> None:
    deployed(root, SITE)
    committed(root, {theirs: "deras"})
    (problem,) = refused(root, {**SITE, "404.html": "borta", "om/index.html": "om"})
    assert problem.path == f"gh-pages:{path}"


def test_a_page_may_become_a_folder_and_the_other_way_round(root: Path) -> None:
    deployed(root, {"om": "fil", "ett/index.html": "mapp"})
    assert deployed(root, {"om/index.html": "mapp", "ett": "fil"}) == {
        "om/index.html": "mapp",
        "ett": "fil",
    }


@pytest.mark.parametrize("harm", [None, "{", '{"version": 9}', '{"files": 3}'])
def test_a_lost_manifest_is_made_anew_and_nothing_is_deleted(root: Path, harm: str | None) -> None:
    deployed(root, {**SITE, "gammal.html": "gammal"})
    committed(root, {memory_of(root): harm})
    new = {**SITE, "index.html": "ny start"}
    plan = target(root).plan(built(root, new))
    assert (plan.changed, plan.removed) == (("index.html",), ())
    assert [problem.path for problem in plan.advice] == [f"gh-pages:{MEMORY_FOLDER}"]
    assert "1 filer" in plan.advice[0].hint
    assert deployed(root, new) == {**new, "gammal.html": "gammal"}


def test_squashed_history_is_one_commit_and_cannot_be_gone_back_in(root: Path) -> None:
    deployed(root, SITE, history="squash")
    new = {**SITE, "index.html": "ny start"}
    assert deployed(root, new, history="squash") == new
    remote = root.parent / "sajt.git"
    assert run("rev-list", "--count", "gh-pages", cwd=remote) == "1\n"
    with pytest.raises(PublisherError) as caught:
        target(root, history="squash").kept()
    assert "history: squash" in caught.value.problems[0].text


def test_earlier_sites_can_be_put_back_one_after_the_other(root: Path) -> None:
    sites = [
        {**SITE, "index.html": f"nummer {number}", f"{number}.html": "x"} for number in range(4)
    ]
    for number, site in enumerate(sites):
        place = target(root)
        now = NOW.replace(hour=number)
        place.apply(place.plan(built(root, site, now=now, promised={"id": str(number)})))
    committed(root, {"deras.txt": "deras"})
    shutil.rmtree(root / ".publisher")  # on another machine
    place = target(root)
    kept = place.kept()
    assert [each.when.hour for each in kept] == [2, 1, 0]
    assert {each.files for each in kept} == {5}
    receipt = place.roll_back(kept[1])
    assert lying(root) == {**sites[1], "deras.txt": "deras"}
    assert (receipt.added, receipt.changed, receipt.removed) == (
        ("1.html",), ("index.html",), ("3.html",),
    )  # fmt: skip
    assert [each.when.hour for each in place.kept()] == [0]
    plan = place.plan(built(root, sites[3]))
    assert plan.remembered == {"id": "3"}  # what was promised is not forgotten
    assert plan.advice == ()
    place.apply(plan)
    assert lying(root) == {**sites[3], "deras.txt": "deras"}
    assert [each.files for each in place.kept()] == [5, 5]
    place.roll_back(place.kept()[-1])
    assert lying(root) == {**sites[0], "deras.txt": "deras"}
    assert place.kept() == ()


def test_there_is_nothing_to_go_back_to_before_the_second_deploy(root: Path) -> None:
    assert target(root).kept() == ()
    deployed(root, SITE)
    assert target(root).kept() == ()


def test_what_others_deploy_between_plan_and_deed_is_seen(root: Path) -> None:
    place, local = target(root), built(root, SITE)
    plan = place.plan(local)
    place.apply(place.plan(built(root, SITE, promised={"annan": "1"})))
    before = tip_of(root)
    with pytest.raises(PublisherError) as caught:
        place.apply(plan)
    assert "någon annan har lagt ut" in caught.value.problems[0].text
    assert tip_of(root) == before


@pytest.mark.parametrize("history", ["keep", "squash"])
def test_of_two_at_once_the_second_is_refused_and_may_try_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, history: str
) -> None:
    deployed(root, SITE)
    push = Cache.push

    def after_another(cache: Cache, commit: str, expected: str) -> None:
        committed(root, {"deras.txt": "deras"})
        push(cache, commit, expected)

    monkeypatch.setattr(Cache, "push", after_another)
    new = {**SITE, "index.html": "ny start"}
    place = target(root, history=history)
    with pytest.raises(PublisherError) as caught:
        place.apply(place.plan(built(root, new)))
    assert "någon annan har lagt ut medan du höll på" in caught.value.problems[0].text
    assert caught.value.problems[0].hint == "Kör publisher deploy igen."
    assert lying(root) == {**SITE, "deras.txt": "deras"}
    monkeypatch.undo()
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    assert deployed(root, new) == {**new, "deras.txt": "deras"}


def test_a_deleted_branch_comes_back_and_is_told_of(root: Path) -> None:
    deployed(root, SITE)
    run("branch", "-D", "gh-pages", cwd=root.parent / "sajt.git")
    plan = target(root).plan(built(root, SITE))
    assert [problem.text for problem in plan.advice] == [
        "grenen ”gh-pages” har tagits bort där, och görs på nytt"
    ]
    assert deployed(root, SITE) == SITE


def test_a_hook_that_says_no_is_quoted_without_secrets(root: Path) -> None:
    deployed(root, SITE)
    hook = root.parent / "sajt.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Stopp: se https://anna:hemligt@exempel.se/x' >&2\nexit 1\n")
    hook.chmod(0o755)
    (problem,) = refused(root, {**SITE, "index.html": "ny"})
    assert problem.text == "den som tar emot vägrade"
    assert problem.hint.endswith("Svaret: ”Stopp: se https://exempel.se/x”")


def test_a_missing_repository_and_a_dead_network_are_told_apart(root: Path) -> None:
    (problem,) = refused(root, repository="../borta.git")
    assert "repot finns inte" in problem.text
    (problem,) = refused(root, repository=f"git://127.0.0.1:{free_port()}/sajt.git")
    assert "inte att nå" in problem.text


def test_a_branch_that_somebody_works_in_is_left_alone(root: Path) -> None:
    work = root.parent / "arbete"
    run("init", "--quiet", "--initial-branch", "gh-pages", str(work), cwd=root)
    (problem,) = refused(root, repository=str(work))
    assert "grenen är utcheckad" in problem.text


def test_a_file_too_large_for_git_is_told_before_anything_is_read(root: Path) -> None:
    local = built(root, SITE)
    large = {**local.files, "media/lång.wav": FileFacts(sha256="0" * 64, bytes=(100 << 20) + 1)}
    with pytest.raises(PublisherError) as caught:
        target(root).plan(replace(local, files=large))
    (problem,) = caught.value.problems
    assert problem.path == "build/site/media/lång.wav"
    assert "100 MB" in problem.text
    assert "Ljud" in problem.hint


def test_what_git_and_its_hosts_just_take_is_put_out_without_a_word(root: Path) -> None:
    deployed(root, SITE)
    local = built(root, SITE)
    start = local.files["index.html"].sha256
    told = {}
    for more in (0, 1):
        sizes = [100 << 20, *[99_000_000] * 9, 4_142_400 + more]
        large = {f"{at}.wav": FileFacts(sha256=start, bytes=size) for at, size in enumerate(sizes)}
        told[sum(sizes)] = target(root).plan(replace(local, files=large)).advice
    assert told[1_000_000_000] == ()
    (problem,) = told[1_000_000_001]
    assert problem.text == "sajten är större än 1 GB, som är det mesta GitHub Pages tar emot"
    assert not problem.fatal


@pytest.mark.parametrize("when", ["before the plan", "after the plan"])
def test_a_file_changed_since_the_build_is_not_put_out(
    root: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def killed(process: subprocess.Popen[bytes]) -> None:
        """Ended before anything else is done, as on a busy machine: its pipe is broken by then."""
        process.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    monkeypatch.setattr(subprocess.Popen, "kill", killed)
    deployed(root, SITE)
    place, local = target(root), built(root, {**SITE, "feed.xml": "nytt flöde"})
    before = tip_of(root)
    plan = place.plan(local) if when == "after the plan" else None
    (local.folder / "feed.xml").write_text("nytt FLÖDE", "utf-8")
    with pytest.raises(PublisherError) as caught:
        place.apply(plan or place.plan(local))
    assert caught.value.problems[0].path == "build/site/feed.xml"
    assert tip_of(root) == before
    assert deployed(root, SITE) == SITE


@pytest.mark.parametrize("harm", ["objects", "HEAD", "publisher-blobs.json", "all"])
def test_our_own_cache_may_be_lost_or_damaged(root: Path, harm: str) -> None:
    deployed(root, SITE)
    cache = root / ".publisher" / "git" / "sidor"
    if harm == "all":
        shutil.rmtree(cache)
    elif harm == "objects":
        for path in (path for path in (cache / "objects").rglob("*") if path.is_file()):
            path.chmod(0o644)
            path.write_bytes(b"skrot")
    else:
        (cache / harm).write_bytes(b"\xffskrot")
    new = {**SITE, "index.html": "ny start"}
    assert deployed(root, new) == new


def ids_of(cache: Path) -> dict[str, str]:
    """The ids that the cache remembers, by the sha256 of what they stand for."""
    found: dict[str, str] = json.loads(cache.read_bytes().partition(b"\n")[2])
    return found


def swapped(cache: bytes, one: str, other: str) -> bytes:
    """The same bytes, with each of two ids in the place of the other."""
    between = b"-" * len(one)
    half = cache.replace(one.encode(), between).replace(other.encode(), one.encode())
    return half.replace(between, other.encode())


def moved(cache: bytes, one: str, other: str) -> bytes:
    """The same bytes, with the second of two ids in the place of both."""
    return cache.replace(one.encode(), other.encode())


def without_mark(cache: bytes, one: str, other: str) -> bytes:
    """As versions before the mark wrote it, and with false ids."""
    return swapped(cache, one, other).partition(b"\n")[2]


@pytest.mark.parametrize("harm", [swapped, moved, without_mark])
@pytest.mark.parametrize("known", [False, True])
def test_a_false_id_in_our_own_cache_is_not_believed(
    root: Path, harm: Callable[[bytes, str, str], bytes], known: bool
) -> None:
    """Both ids are of contents that the other repository has, or (`known` is false) will get."""
    names = ("index.html", "feed.xml")
    deployed(root, SITE)
    new = {**SITE, names[0]: "ny start", names[1]: "nytt flöde"}
    target(root).plan(built(root, new))  # which remembers the ids before anything goes out
    cache = root / ".publisher" / "git" / "sidor" / "publisher-blobs.json"
    ids = ids_of(cache)
    one, other = (ids[sha256(new[name].encode()).hexdigest()] for name in names)
    if known:
        other = run("rev-parse", f"gh-pages:{names[0]}", cwd=root.parent / "sajt.git").strip()
    cache.write_bytes(harm(cache.read_bytes(), one, other))
    assert deployed(root, new) == new
    assert one in ids_of(cache).values()


@pytest.mark.parametrize("step", ["store", "commit", "push"])
def test_after_ctrl_c_the_old_site_stands_and_the_next_run_finishes(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    deployed(root, SITE)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    new = {**SITE, "index.html": "ny start", "feed.xml": "nytt flöde"}
    place = target(root)
    plan = place.plan(built(root, new))
    with monkeypatch.context() as patch:
        patch.setattr(Cache, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            place.apply(plan)
    assert lying(root) == SITE
    assert deployed(root, new) == new


def test_without_git_the_way_out_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(PublisherError) as caught:
        target(root).plan(built(root, SITE))
    assert "git finns inte" in caught.value.problems[0].text
    assert "Installera git" in caught.value.problems[0].hint
    (root / "git").write_text("#!/bin/sh\necho git version 2.20.1\n")
    (root / "git").chmod(0o755)
    with pytest.raises(PublisherError) as caught:
        target(root).plan(built(root, SITE))
    assert "för gammal: 2.20, och det behövs 2.31" in caught.value.problems[0].text


# Over the network.


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("ssh"), tool) as started:
        yield started


def ssh(server: SshServer, identity: Path | None = None) -> str:
    options = "-F /dev/null -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none"
    known = f"-o UserKnownHostsFile={server.known_hosts} -o GlobalKnownHostsFile=/dev/null"
    return f"ssh {options} {known} -i {identity or server.identity}"


def over(server: SshServer, root: Path, port: int = 0) -> str:
    return f"ssh://{server.user}@127.0.0.1:{port or server.port}{root.parent / 'sajt.git'}"


def test_over_ssh_with_the_right_key_only(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(server))
    assert deployed(root, SITE, repository=over(server, root)) == SITE
    run_ = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(root / "fel")]
    subprocess.run(run_, check=True)
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(server, root / "fel"))
    (problem,) = refused(root, {}, repository=over(server, root))
    assert "du släpps inte in" in problem.text
    assert "ssh-add" in problem.hint


def test_a_host_whose_key_has_changed_is_not_trusted(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(server))
    server.new_host_key()
    (problem,) = refused(root, repository=over(server, root))
    assert "en annan eller okänd nyckel" in problem.text
    assert "ssh-keygen -R" in problem.hint
    know(server)


def test_connections_cut_anywhere_leave_the_old_site_or_the_new(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(server))
    deployed(root, SITE, repository=over(server, root))
    chance = random.Random(6)  # noqa: S311
    told = []
    with proxy(server.port) as wire:
        know(server, wire.port)
        place = target(root, repository=over(server, root, wire.port))
        for number in range(8):
            before = lying(root)
            new = {path: f"{text} {number} {chance.random()}" for path, text in SITE.items()}
            plan = target(root).plan(built(root, new))
            wire.cut_after = chance.randrange(18_000)
            try:
                place.apply(plan)
            except PublisherError as error:
                told.append(error.problems[0].text)
                possible = (before, new)
            else:
                possible = (new,)
            assert lying(root) in possible
        wire.cut_after = None
        assert told
        assert all("förbindelsen" in text for text in told)
        assert deployed(root, SITE, repository=over(server, root, wire.port)) == SITE
    know(server)


def test_a_full_disk_over_there_is_told_and_the_old_site_stands(
    root: Path, tmp_path: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed(root, SITE)
    with ssh_server(tmp_path / "full", tool, limit=100_000) as full:
        monkeypatch.setenv("GIT_SSH_COMMAND", ssh(full))
        noise = random.Random(1).randbytes(100_000).hex()  # noqa: S311
        (problem,) = refused(
            root, {**SITE, "2025/ett/index.html": noise}, repository=over(full, root)
        )
        assert "inte plats" in problem.text
    assert lying(root) == SITE


def test_without_permission_over_there_the_old_site_stands(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh(server))
    deployed(root, SITE, repository=over(server, root))
    folders = [root.parent / "sajt.git" / "objects", root.parent / "sajt.git" / "refs" / "heads"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        (problem,) = refused(root, {"index.html": "ny"}, repository=over(server, root))
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert problem.text.startswith("du saknar rättighet att skriva där")
    assert lying(root) == SITE


def test_passwords_come_from_the_publications_own_git_and_are_told_nowhere(root: Path) -> None:
    """As CI does it: a header in the repository's settings, or a token in the remote's address."""
    seen: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            self.send_response(401 if not seen[-1] else 403)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    host = HTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    try:
        port = host.server_port
        run("init", "--quiet", str(root), cwd=root)
        run(
            "config",
            f"http.http://127.0.0.1:{port}/.extraheader",
            "Authorization: hemligt",
            cwd=root,
        )
        told = refused(root, repository=f"http://127.0.0.1:{port}/sajt.git")
        assert seen == ["hemligt"]
        run(
            "remote",
            "add",
            "origin",
            f"http://ci:hemlig-nyckel@localhost:{port}/sajt.git",
            cwd=root,
        )
        told += refused(root, remote="origin")
        assert seen[-1].startswith("Basic ")
    finally:
        host.shutdown()
        thread.join()
        host.server_close()
    assert [problem.text.split(" (")[0] for problem in told] == ["du släpps inte in"] * 2
    assert "hemlig" not in "\n".join(map(str, told))
    written = [path for path in (root / ".publisher").rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if b"hemlig" in path.read_bytes()]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "saknar repository:"),
        ({"repository": "x", "remote": "origin"}, "både repository: och remote:"),
        ({"repository": "-x"}, "bindestreck"),
        ({"repository": "https://anna:hemligt@exempel.se/x.git"}, "lösenord i repository:"),
        ({"repository": f"https://{'x' * 40}@github.com/a/b.git"}, "lösenord i repository:"),
        ({"repository": "x", "branch": "a b"}, "branch:"),
        ({"repository": "x", "branch": "-f"}, "branch:"),
        ({"repository": "x", "branch": "a..b"}, "branch:"),
        ({"repository": "x", "history": "all"}, "history:"),
        ({"repository": "x", "cname": "https://x.se/"}, "cname:"),
        ({"repository": "x", "nojekyll": "ja"}, "nojekyll:"),
        ({"repository": "x", "brunch": "x"}, "okänt fält ”brunch”"),
    ],
)
def test_what_is_wrong_in_the_settings_is_told_at_its_line(
    root: Path, options: dict[str, object], says: str
) -> None:
    settings = TargetSettings(name="sidor", kind="git", options=options, line=7)
    with pytest.raises(PublisherError) as caught:
        make(settings, root, "mkdocs.yml")
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == ("mkdocs.yml", 7)
    assert says in problem.text
    assert problem.hint
    assert "hemligt" not in str(problem)


def test_every_fault_in_the_settings_is_told_at_once(root: Path) -> None:
    settings = TargetSettings(
        name="sidor", kind="git", options={"branch": "a b", "cname": "/", "x": 1}, line=7
    )
    with pytest.raises(PublisherError) as caught:
        make(settings, root, "mkdocs.yml")
    assert len(caught.value.problems) == 4
