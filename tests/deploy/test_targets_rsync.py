"""Deploying by rsync over ssh: in phases, only what is ours, and whatever happens on the way."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from bad_network import proxy
from ssh_server import SshServer, free_port, know, ssh_server

from publisher.config import TargetSettings
from publisher.deploy.targets import (
    DeployPlan,
    EarlierSite,
    FileFacts,
    LocalSite,
    Target,
    lock,
    make,
)
from publisher.deploy.targets.notes import MEMORY_FOLDER
from publisher.deploy.targets.rsync.link import SshConnection
from publisher.deploy.targets.rsync.words import problems
from publisher.problems import Problem, PublisherError

KEPT = ".publisher-kept"
LOCKS = ".publisher-locks"
NOW = datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
SITE = {
    "index.html": "start",
    "feed.xml": "flöde",
    "2025/ett/index.html": "ett",
    "media/mitt 'ljud' $(id).mp3": "ljud",
}
LONGEST = 20
"""Seconds after which no further connection is cut: the machine has other things to do."""


PAIRS = (
    *("other-own", "own-other", "other-other"),
    *("older-own", "own-older", "older-older"),
)
"""Which rsync is at either end, ours first: the machine's own, or another version (`rsyncs`)."""


@pytest.fixture(
    scope="module",
    params=["own-own", *(pytest.param(pair, marks=pytest.mark.long) for pair in PAIRS)],
)
def server(request: pytest.FixtureRequest) -> Iterator[SshServer]:
    with between(request, request.param) as started:
        yield started


@contextmanager
def between(request: pytest.FixtureRequest, pair: str) -> Iterator[SshServer]:
    """A server with the one rsync, while the other is the first on our PATH."""
    tool = request.getfixturevalue("tool")
    tool("rsync")
    paths = []
    for end in pair.split("-"):
        other = [] if end == "own" else [str(request.getfixturevalue(f"{end}_rsync"))]
        paths.append(os.pathsep.join([*other, os.environ["PATH"]]))
    folder = request.getfixturevalue("tmp_path_factory").mktemp("ssh")
    with pytest.MonkeyPatch.context() as patch, ssh_server(folder, tool, path=paths[1]) as started:
        patch.setenv("PATH", paths[0])
        yield started


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tidning"
    folder.mkdir()
    return folder


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


def target(root: Path, server: SshServer, port: int = 0, **options: object) -> Target:
    usual = {
        "to": f"{server.user}@127.0.0.1:{root.parent / 'ute här'}",
        "port": port or server.port,
        "identity": str(server.identity),
        "known_hosts": str(server.known_hosts),
    }
    settings = TargetSettings(name="webb", kind="rsync", options={**usual, **options}, line=7)
    return make(settings, root, "mkdocs.yml")


def put(root: Path, server: SshServer, files: Mapping[str, str]) -> dict[str, str]:
    """Deploy, and return what lies there. What the plan says is asked anew under the lock."""
    target(root, server).apply(plan_of(root, files))
    return lying(root)


def plan_of(root: Path, files: Mapping[str, str]) -> DeployPlan:
    """A plan that somebody made who thought that all would be new."""
    return DeployPlan(target="webb", local=built(root, files), added=tuple(files))


def lying(root: Path) -> dict[str, str]:
    ute = root.parent / "ute här"
    files = (path for path in ute.rglob("*") if path.is_file())
    found = {path.relative_to(ute).as_posix(): path.read_text("utf-8") for path in files}
    return {path: text for path, text in found.items() if not path.startswith(".publisher-")}


def memory_of(root: Path) -> Path:
    """Where the target's memory lies."""
    (file,) = (root.parent / "ute här" / MEMORY_FOLDER).iterdir()
    return file


def refused(work: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(PublisherError) as caught:
        work()
    return caught.value.problems


def test_the_folder_becomes_the_site_and_only_what_changed_is_touched(
    root: Path, server: SshServer
) -> None:
    ute = root.parent / "ute här"
    assert put(root, server, SITE) == SITE
    assert {path.stat().st_mode & 0o777 for path in ute.rglob("*.html")} == {0o644}
    assert json.loads(memory_of(root).read_text("utf-8"))["folders"] == [
        "2025",
        "2025/ett",
        "media",
    ]

    before = {path: path.lstat() for path in (ute, *ute.rglob("*"))}
    place = target(root, server)
    plan = place.plan(local := built(root, SITE))
    assert plan.empty
    assert plan.there == len(SITE)
    place.apply(plan)
    assert {path: path.lstat() for path in (ute, *ute.rglob("*"))} == before

    (ute / "2025" / "egen.txt").write_text("min", "utf-8")
    (ute / ".htaccess").write_text("min", "utf-8")
    (local.folder / "feed.xml").unlink()
    new = {"index.html": "ny start", "404.html": "borta"}
    plan = place.plan(built(root, new))
    assert (plan.added, plan.changed) == (("404.html",), ("index.html",))
    assert sorted(plan.removed) == sorted(SITE.keys() - new)
    place.apply(plan)
    assert lying(root) == {**new, "2025/egen.txt": "min", ".htaccess": "min"}
    names = sorted(path.name for path in ute.iterdir() if path.is_dir())
    assert names == [KEPT, LOCKS, MEMORY_FOLDER, "2025"]
    assert not (ute / "2025" / "ett").exists()
    assert not list((ute / LOCKS).iterdir())


def test_what_others_have_there_is_never_overwritten(root: Path, server: SshServer) -> None:
    ute = root.parent / "ute här"
    (ute / "media").mkdir(parents=True)
    (ute / "index.html").write_text("värdens egen", "utf-8")
    outside = root.parent / "utanför"
    (outside / "ett").mkdir(parents=True)
    (ute / "2025").symlink_to(outside)
    (ute / "feed.xml").mkdir()
    place = target(root, server)
    told = refused(lambda: place.plan(built(root, SITE)))
    shown = f"{server.user}@127.0.0.1:{ute}"
    assert {problem.path.removeprefix(shown): problem.text for problem in told} == {
        "/2025": "ligger i vägen för sajtens mapp med samma namn",
        "/feed.xml": "ligger i vägen för en av sajtens filer",
        "/index.html": "finns redan, och är inte utlagd av publisher",
    }
    assert not list((outside / "ett").iterdir())


def test_what_somebody_changed_there_is_told_and_never_deleted(
    root: Path, server: SshServer
) -> None:
    put(root, server, {**SITE, "gammal.html": "gammal", "borta.html": "borta"})
    ute = root.parent / "ute här"
    (ute / "index.html").write_text("någon annans", "utf-8")
    (ute / "gammal.html").write_text("ändrad", "utf-8")
    (ute / "borta.html").unlink()
    (ute / "2025" / "ett" / "index.html").unlink()
    os.utime(ute / "feed.xml", (1, 1))  # only touched
    place = target(root, server)
    plan = place.plan(built(root, SITE))
    assert (plan.added, plan.changed, plan.removed) == (
        ("2025/ett/index.html",), ("index.html",), (),
    )  # fmt: skip
    assert {problem.path.rpartition("/")[2]: problem.text for problem in plan.advice} == {
        "index.html": "hade ändrats på plats; ändringen skrivs över",
        "gammal.html": "hör inte längre till sajten, men har ändrats på plats och lämnas kvar",
    }
    place.apply(plan)
    assert lying(root) == {**SITE, "gammal.html": "ändrad"}
    again = place.plan(built(root, SITE))
    assert (again.empty, again.advice) == (True, ())


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_lost_manifest_is_made_anew_and_nothing_is_deleted(
    root: Path, server: SshServer, harm: str
) -> None:
    put(root, server, {**SITE, "gammal.html": "gammal"})
    manifest = memory_of(root)
    if harm == "missing":
        manifest.unlink()
    else:
        manifest.write_bytes(b"\xff{")
    new = {**SITE, "index.html": "en ny start"}
    place = target(root, server)
    plan = place.plan(built(root, new))
    assert (plan.changed, plan.removed) == (("index.html",), ())
    (advice,) = plan.advice
    assert advice.path.endswith(MEMORY_FOLDER)
    assert advice.hint.startswith("1 fil som sajten inte har lämnas kvar")
    place.apply(plan)
    assert lying(root) == {**new, "gammal.html": "gammal"}
    again = place.plan(built(root, new))
    assert (again.empty, again.advice) == (True, ())


def test_earlier_sites_can_be_put_back(root: Path, server: SshServer) -> None:
    sites = [{**SITE, "index.html": f"nummer {n}", f"{n}.html": str(n)} for n in range(4)]
    place = target(root, server, keep=2)
    for hour, site in enumerate(sites):
        local = built(root, site, now=NOW.replace(hour=hour), promised={"id": str(hour)})
        before = {"id": str(hour - 1)} if hour else {}
        place.apply(DeployPlan(target="webb", local=local, added=("x",), remembered=before))
    ute = root.parent / "ute här"
    assert [(each.when.hour, each.files) for each in place.kept()] == [(2, 5), (1, 5)]
    kept = sorted(path.read_text("utf-8") for path in (ute / KEPT).rglob("*") if path.is_file())
    assert kept == ["1", "2", "nummer 1", "nummer 2"]
    receipt = place.roll_back(place.kept()[1])
    assert (receipt.added, receipt.changed, receipt.removed) == (
        ("1.html",), ("index.html",), ("3.html",),
    )  # fmt: skip
    assert lying(root) == sites[1]
    assert place.kept() == ()
    assert not [path for path in (ute / KEPT).rglob("*") if path.is_file()]
    plan = place.plan(built(root, sites[3], promised={"id": "3"}))
    assert plan.remembered == {"id": "3"}  # what was promised is not forgotten
    place.apply(plan)
    assert lying(root) == sites[3]
    kept_file = next(path for path in (ute / KEPT).rglob("*") if path.name == "index.html")
    kept_file.write_text("NUMMER 1", "utf-8")
    (problem,) = refused(lambda: place.roll_back(place.kept()[0]))
    assert problem.path.endswith("/index.html")
    assert "inte sparats hel" in problem.text
    assert lying(root) == sites[3]


def test_with_keep_0_nothing_is_kept_and_it_is_said(root: Path, server: SshServer) -> None:
    (problem,) = refused(target(root, server, keep=0).kept)
    assert "keep: 0" in problem.text
    assert "git checkout" in problem.hint


# One at a time.

THEIRS = lock.Lock(who="anna@annan-dator", since="2025-02-02T05:00:00+00:00", place="x", process=1)


def locked(root: Path, age: int = 0) -> Path:
    """Somebody's note, written so many seconds ago by the clock over there."""
    note = root.parent / "ute här" / LOCKS / "x-1.json"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(THEIRS.data)
    written = time.time() - age
    os.utime(note, (written, written))
    return note


def test_while_somebody_else_deploys_we_do_not(root: Path, server: SshServer) -> None:
    put(root, server, SITE)
    note = locked(root, age=29 * 60)
    place = target(root, server)
    plan = place.plan(built(root, {"index.html": "ny start"}))
    (problem,) = refused(lambda: place.apply(plan))
    assert problem.text == "anna@annan-dator lägger ut just nu, sedan 2 februari 2025 kl. 06.00"
    (problem,) = refused(lambda: place.roll_back(EarlierSite(id="x", when=NOW, files=1)))
    assert "lägger ut just nu" in problem.text
    assert lying(root) == SITE
    assert list(note.parent.iterdir()) == [note]  # ours is taken back, theirs is not
    place.apply(plan, break_lock=True)
    assert lying(root) == {"index.html": "ny start"}
    locked(root, age=31 * 60)
    place.apply(place.plan(built(root, SITE)))
    assert lying(root) == SITE
    assert not list(note.parent.iterdir())


def test_of_two_at_once_the_second_is_refused(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one begins while we send our pages."""
    put(root, server, SITE)
    new = {path: text + " ny" for path, text in SITE.items()}
    place, plan = target(root, server), plan_of(root, new)
    push, told = SshConnection.push, []

    def another_tries() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(lock, "mine", lambda *_: THEIRS)
            told.extend(problem.text for problem in refused(lambda: place.apply(plan)))

    async def while_another_tries(self: SshConnection, *args: Any, **options: Any) -> None:
        if not told:
            told.append("")
            await asyncio.to_thread(another_tries)
        await push(self, *args, **options)

    monkeypatch.setattr(SshConnection, "push", while_another_tries)
    place.apply(plan)
    assert "lägger ut just nu" in told[1]
    assert lying(root) == new


def test_a_lock_that_is_taken_from_us_stops_us_before_the_end(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, server, {**SITE, "gammal.html": "gammal"})
    monkeypatch.setattr("publisher.deploy.targets.rsync.lock_notes._SURE", -1)
    push = SshConnection.push

    async def robbed(self: SshConnection, *args: Any, **options: Any) -> None:
        for note in (root.parent / "ute här" / LOCKS).iterdir():
            note.unlink()
        await push(self, *args, **options)

    monkeypatch.setattr(SshConnection, "push", robbed)
    place, plan = target(root, server), plan_of(root, {**SITE, "index.html": "ny"})
    (problem,) = refused(lambda: place.apply(plan))
    assert "tagit över" in problem.text
    assert "gammal.html" in lying(root)


def test_what_others_deploy_between_plan_and_deed_is_seen(root: Path, server: SshServer) -> None:
    place = target(root, server)
    plan = place.plan(built(root, SITE))
    place.apply(place.plan(built(root, {"index.html": "deras"}, promised={"annan": "1"})))
    (problem,) = refused(lambda: place.apply(plan))
    assert "någon annan har lagt ut" in problem.text
    assert lying(root) == {"index.html": "deras"}


# Whatever version is at either end.


@pytest.mark.sampled(3)
@pytest.mark.parametrize("pair", PAIRS)
def test_another_version_at_either_end_does_the_same(
    root: Path, request: pytest.FixtureRequest, pair: str
) -> None:
    """All a deploy asks of rsync. With `-m long` every test of this file runs with each pair."""
    old = {**SITE, "2024/a/b/c.html": "gammal", "2024/a [1]*?/d.html": "gammal", "2024/egen/x": "x"}
    with between(request, pair) as server:
        assert put(root, server, old) == old
        ute = root.parent / "ute här"
        (ute / "2024" / "egen" / "min.txt").write_text("min", "utf-8")
        (ute / "2024" / "a [1]*?" / "min också.txt").write_text("min", "utf-8")
        own = {"2024/egen/min.txt": "min", "2024/a [1]*?/min också.txt": "min"}
        new = {**SITE, "index.html": "ny start"}
        assert put(root, server, new) == {**new, **own}
        assert not (ute / "2024" / "a").exists()
        place = target(root, server)
        assert place.plan(built(root, new)).empty
        place.roll_back(place.kept()[0])
        assert lying(root) == {**old, **own}
        assert not list((ute / LOCKS).iterdir())


# When it goes wrong.


def test_who_may_not_come_in_is_told_why(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = built(root, SITE)
    wrong = root / "fel"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(wrong)]
    subprocess.run(command, check=True)
    monkeypatch.setenv("SSH_AUTH_SOCK", "")
    (problem,) = refused(lambda: target(root, server, identity=str(wrong)).plan(local))
    assert problem.text == "du släpps inte in"
    assert "identity:" in problem.hint
    (problem,) = refused(lambda: target(root, server, known_hosts="/dev/null").plan(local))
    assert problem.text == "datorn i andra änden är okänd"
    (problem,) = refused(lambda: target(root, server, port=free_port()).plan(local))
    assert "inte att nå" in problem.text
    try:
        server.new_host_key()
        (problem,) = refused(target(root, server).kept)
        assert "bytt nyckel" in problem.text
        assert "ssh-keygen -R" in problem.hint
    finally:
        know(server)


def restricted(server: SshServer) -> Path:
    """An `rrsync` that runs the server's rsync; as it comes it runs `/usr/bin/rsync`."""
    found = {name: shutil.which(name, path=server.path) for name in BOTH}
    assert all(found.values()), found
    script = server.folder / "rrsync"
    text = Path(str(found["rrsync"])).read_text("utf-8")
    script.write_text(text.replace("'/usr/bin/rsync'", repr(found["rsync"])), "utf-8")
    script.chmod(0o755)
    return script


BOTH = ("rsync", "rrsync")


def test_an_account_that_may_run_nothing_but_rsync_will_do(
    root: Path, server: SshServer, request: pytest.FixtureRequest
) -> None:
    """Debian 11 has no `rrsync` that is a program, and today's takes neither its options nor its server."""
    ute = root.parent / "ute här"
    ute.mkdir()
    keys = server.folder / "authorized_keys"
    open_to_all = keys.read_text()
    keys.write_text(f"command=\"{restricted(server)} '{ute}'\",restrict {open_to_all}")
    try:
        place = target(root, server, to=f"{server.user}@127.0.0.1:.")
        if "older" in request.node.name:
            with pytest.raises(PublisherError, match="tillåter inte det som behövs"):
                place.apply(plan_of(root, SITE))
            return
        for site in (SITE, {"index.html": "ny start"}):
            place.apply(plan_of(root, site))
            assert lying(root) == site
        place.roll_back(place.kept()[0])
        assert lying(root) == SITE
    finally:
        keys.write_text(open_to_all)


def test_one_file_without_permission_does_not_stop_its_neighbours(
    root: Path, server: SshServer
) -> None:
    site = {"a/a.css": "a", "b/b.css": "b", "index.html": "start", "feed.xml": "flöde"}
    put(root, server, site)
    new = {path: text + " ny" for path, text in site.items()}
    place, plan = target(root, server), plan_of(root, new)
    shut = root.parent / "ute här" / "a"
    shut.chmod(0o555)
    try:
        told = refused(lambda: place.apply(plan))
    finally:
        shut.chmod(0o755)
    assert [problem.path.partition("här/")[2] for problem in told] == ["a/a.css"]
    assert "du saknar rättighet" in told[0].text
    assert lying(root) == {**site, "b/b.css": "b ny"}  # and nothing names what is not there
    assert put(root, server, new) == new


def test_a_full_disk_is_told_and_the_next_run_finishes(
    root: Path, tmp_path: Path, server: SshServer, tool: Callable[[str], str]
) -> None:
    put(root, server, SITE)
    noise = random.Random(1).randbytes(100_000).hex()  # noqa: S311
    new = {**SITE, "2025/ett/index.html": noise, "feed.xml": "nytt flöde"}
    with ssh_server(tmp_path / "full", tool, limit=50_000, path=server.path) as full:
        place, plan = target(root, full), plan_of(root, new)
        told = refused(lambda: place.apply(plan))
    assert told
    assert lying(root) == SITE
    assert put(root, server, new) == new


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (
            'rsync: [receiver] write failed on "/srv/www/2025/.index.html.a1B2c3": '
            "No space left on device (28)\nrsync error: error in file IO (code 11)",
            "webb/2025/index.html: gick inte att skriva: disken är full",
        ),
        (
            'rsync: [receiver] mkstemp "/srv/www/.feed.xml.Xy12Zz" failed: Disk quota exceeded (122)',
            "webb/feed.xml: gick inte att skriva: diskutrymmet du får använda är slut",
        ),
        ("bash: line 1: rsync: command not found\nrsync error: (code 127)", "rsync finns inte"),
        ("protocol version mismatch -- is your shell clean?", "skriver ut något vid inloggning"),
        ("ssh: connect to host x port 22: Network is unreachable", "inte att nå"),
        ("något helt annat\noch mer", "känner till"),
        ("något helt annat\noch mer", "Svaret: ”något helt annat”"),
        ("oops\nrsync error: errors (code 22) at main.c(1)", "rsync gav upp: minnet tog slut"),
        ("oops\nrsync error: errors (code 99) at main.c(1)", "känner till"),
        (
            "invalid file mode 00 for x [Receiver]\nrsync error: protocol incompatibility (code 2)",
            "går inte ihop",
        ),
        ("ERROR: rejecting unrequested file-list name: x", "går inte ihop"),
        (
            "rsync: [generator] delete_file: unlink(2025/a.html) failed: Permission denied (13)",
            "webb/2025/a.html: gick inte att skriva: du saknar rättighet",
        ),
        ("Unable to negotiate with 1.2.3.4: no matching host key type found", "kryptera"),
        ("WARNING: UNPROTECTED PRIVATE KEY FILE!", "chmod 600"),
        ("This account is currently not available.", "får inte köra rsync"),
        ("option --delete has been disabled on this server", "tillåter inte"),
    ],
)
def test_what_rsync_says_is_said_in_swedish(said: str, says: str) -> None:
    (problem,) = problems(said, "webb", "/srv/www")
    assert says in str(problem)
    assert problem.hint


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (1, "godtogs inte"),
        (2, "talar inte samma språk"),
        (3, "inte att välja"),
        (5, "kom aldrig i gång"),
        (10, "nätet bröt"),
        (11, "läsa eller skriva"),
        (12, "avbrutet eller obegripligt"),
        (13, "inte att berätta"),
        (14, "svarade inte"),
        (20, "rsync blev avbrutet"),
        (21, "slutade oväntat"),
        (22, "minnet tog slut"),
        (23, "gick inte att föra över"),
        (24, "försvann medan"),
        (25, "än vad som är tillåtet"),
        (30, "svarade inte i tid"),
        (35, "känner till"),
        (124, "gick inte att köra"),
        (125, "i andra änden blev avbrutet"),
        (126, "gick inte att starta"),
        (127, "finns inte i andra änden"),
    ],
)
def test_what_nobody_has_met_before_is_told_by_its_number(code: int, says: str) -> None:
    """The numbers of rsync(1), “EXIT VALUES”, and of a shell that could not start it."""
    (problem,) = problems(f"oops\nrsync error: what (code {code}) at x.c(1)", "webb", "/srv")
    assert problem.text.startswith("rsync gav upp: ")
    assert says in problem.text
    assert problem.hint.endswith("Svaret: ”oops”")


def test_a_file_changed_since_the_build_is_not_put_out(root: Path, server: SshServer) -> None:
    put(root, server, SITE)
    place, plan = target(root, server), plan_of(root, {**SITE, "feed.xml": "nytt flöde"})
    (plan.local.folder / "feed.xml").write_text("nytt FLÖDE", "utf-8")
    (problem,) = refused(lambda: place.apply(plan))
    assert problem.path == "build/site/feed.xml"
    assert lying(root) == SITE


@pytest.mark.parametrize("step", [4, 7])
def test_after_ctrl_c_the_lock_is_given_back_and_the_next_run_finishes(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    put(root, server, {**SITE, "gammal.html": "gammal"})
    new = {path: text + " ny" for path, text in SITE.items()}
    place, plan = target(root, server), plan_of(root, new)
    run, calls = SshConnection._run, []

    async def mortal(self: SshConnection, command: list[str], stdin: bytes) -> tuple[int, str, str]:
        calls.append(command)
        if len(calls) == step:
            raise KeyboardInterrupt
        return await run(self, command, stdin)

    with monkeypatch.context() as patch:
        patch.setattr(SshConnection, "_run", mortal)
        with pytest.raises(KeyboardInterrupt):
            place.apply(plan)
    assert not list((root.parent / "ute här" / LOCKS).iterdir())
    newest = {"index.html": "nyast", "annat.html": "annat"}
    assert put(root, server, newest) == newest
    place.roll_back(place.kept()[0])  # half a site is none to go back to
    assert lying(root) == {**SITE, "gammal.html": "gammal"}


def test_a_login_ends_with_us_although_the_shell_that_holds_it_was_killed(
    root: Path, server: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = SshConnection.push

    async def bereft(self: SshConnection, *args: Any, **options: Any) -> None:
        for shell in running("/bin/sh -c", f" -S {self.socket} "):
            os.kill(shell, signal.SIGKILL)
        assert running("ssh ", f" -M -S {self.socket} ")
        sockets.add(str(self.socket))
        await push(self, *args, **options)

    sockets: set[str] = set()
    monkeypatch.setattr(SshConnection, "push", bereft)
    assert put(root, server, SITE) == SITE
    (socket,) = sockets
    for _ in range(600):
        if not running("ssh ", f" -M -S {socket} "):
            return
        time.sleep(0.1)
    pytest.fail("the login outlived us")


def running(begins: str, holds: str) -> list[int]:
    """The processes whose command line begins so and holds that."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if said.startswith(begins) and holds in said:
                found.append(int(folder.name))
    return found


@pytest.mark.parametrize("cuts", [20, pytest.param(100, marks=pytest.mark.long)])
def test_connections_cut_anywhere_leave_each_feed_old_or_new(
    root: Path, server: SshServer, cuts: int
) -> None:
    site = {"a.css": "a", "index.html": "start", "feed.xml": "flöde", "podd.xml": "podd" * 5000}
    put(root, server, site)
    chance = random.Random(7)  # noqa: S311
    ends = time.monotonic() + LONGEST
    told, feeds = [], set()
    with proxy(server.port) as wire:
        know(server, wire.port)
        place = target(root, server, wire.port)
        everything = length_of_a_run(place, root, site, wire)
        for number in range(cuts):
            if time.monotonic() > ends:
                break
            new = {path: f"{text} {number} {chance.random()}" for path, text in site.items()}
            before = lying(root)
            plan = plan_of(root, new)
            wire.cut_after = int(1.2 * everything * chance.random() ** 0.5)  # more often late
            try:
                place.apply(plan)
            except PublisherError as error:
                told.append(error.problems[0].text)
            after = lying(root)
            assert after.keys() == site.keys()
            for path in ("feed.xml", "podd.xml"):
                feeds.add({before[path]: "old", new[path]: "new"}[after[path]])
        wire.cut_after = None
    know(server)
    assert set(told) == {"det går inte att nå datorn i andra änden, eller så bröts förbindelsen"}
    assert feeds == {"old", "new"}
    assert put(root, server, site) == site


def length_of_a_run(place: Target, root: Path, site: Mapping[str, str], wire: Any) -> int:
    """How many bytes a whole deploy takes, both ways together."""
    wire.cut_after = 10**9
    place.apply(plan_of(root, {path: text + "!" for path, text in site.items()}))
    return int(wire.carried)


def test_without_rsync_the_way_out_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make(
        TargetSettings(name="webb", kind="rsync", options={"to": "x.se:/srv"}, line=7), root, ""
    )
    monkeypatch.setenv("PATH", str(root))
    (problem,) = refused(place.kept)
    assert "rsync eller ssh finns inte" in problem.text
    (root / "rsync").write_text("#!/bin/sh\necho 'openrsync: protocol version 29'\n")
    (root / "ssh").write_text("#!/bin/sh\n")
    for name in ("rsync", "ssh"):
        (root / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{root}:/bin")
    (problem,) = refused(place.kept)
    assert "för gammal" in problem.text
    assert "kind: sftp" in problem.hint


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "saknar to:"),
        ({"to": "/srv/www"}, "behöver to: med värd och mapp"),
        ({"to": "exempel.se"}, "behöver to: med värd och mapp"),
        ({"to": "rsync://exempel.se/www"}, "to:"),
        ({"to": "exempel.se::modul"}, "något i to:"),
        ({"to": "exempel.se:/srv/$(id)"}, "något i to:"),
        ({"to": "exempel.se:-x"}, "något i to:"),
        ({"to": "-oProxyCommand=id:/x"}, "to:"),
        ({"to": "exempel.se:/"}, "pekar på hela datorn"),
        ({"to": "exempel.se:/x", "port": "22"}, "port:"),
        ({"to": "exempel.se:/x", "port": 70000}, "port:"),
        ({"to": "exempel.se:/x", "keep": -1}, "keep:"),
        ({"to": "exempel.se:/x", "pasword": "x"}, "okänt fält ”pasword”"),
    ],
)
def test_what_is_wrong_in_the_settings_is_told_at_its_line(
    root: Path, options: dict[str, object], says: str
) -> None:
    settings = TargetSettings(name="webb", kind="rsync", options=options, line=7)
    (problem,) = refused(lambda: make(settings, root, "mkdocs.yml"))
    assert (problem.path, problem.line) == ("mkdocs.yml", 7)
    assert says in problem.text
    assert problem.hint
