"""Targets that version 0.4.0 laid out, whole or cut off, are gone on with as if it were our own work.

What lay there, with its times, was noted by that version itself, in `old_targets/`. An S3 store
remembers by the same words as SFTP.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from ssh_server import SshServer
from stores import LOCK, built

from publisher.config import TargetSettings
from publisher.deploy.targets import Target, make

pytestmark = pytest.mark.sampled(2)
KINDS = ("folder", "rsync", "sftp")
SITES = (
    {
        "index.html": "start",
        "feed.xml": "<rss>ett</rss>",
        "2025/ett/index.html": "ett",
        "media/ljud.mp3": "ljud",
        "1.html": "1",
    },
    {
        "index.html": "två",
        "feed.xml": "<rss>två</rss>",
        "2025/ett/index.html": "ett",
        "media/ljud.mp3": "ljud",
        "2.html": "2",
    },
    {
        "index.html": "tre",
        "feed.xml": "<rss>tre</rss>",
        "2025/ett/index.html": "ett, ändrad",
        "3.html": "3",
    },
)
NEWEST = {"index.html": "fyra", "feed.xml": "<rss>fyra</rss>", "3.html": "3"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tidning"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ute"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def target(
    kind: str,
    request: pytest.FixtureRequest,
    root: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Target:
    options: dict[str, object] = {"path": str(out)}
    if kind != "folder":
        monkeypatch.setenv("SSH_AUTH_SOCK", "")
        host: SshServer = request.getfixturevalue("ssh_host")
        keys = {"identity": str(host.identity), "known_hosts": str(host.known_hosts)}
        options = {"port": host.port, **keys}
    if kind == "rsync":
        request.getfixturevalue("tool")("rsync")
        options |= {"to": f"{host.user}@127.0.0.1:{out}"}
    if kind == "sftp":
        options |= {"host": "127.0.0.1", "user": host.user, "path": str(out)}
    settings = TargetSettings(name="x", kind=kind, options=options, line=1)
    return make(settings, root, "mkdocs.yml")


def lay(name: str, out: Path) -> None:
    """Put there what an earlier version left, times and all."""
    record = Path(__file__).parents[1] / "old_targets" / f"{name}.json"
    for path, (text, time) in json.loads(record.read_text("utf-8")).items():
        place = out / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        os.utime(place, ns=(time, time))


def everything(out: Path) -> dict[str, str]:
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_text("utf-8") for path in files}


def lying(out: Path) -> dict[str, str]:
    found = everything(out).items()
    return {path: text for path, text in found if not path.startswith(".publisher-")}


def deploy(target: Target, root: Path, site: dict[str, str]) -> None:
    target.apply(target.plan(built(root, site, days=9, promised="ett")))


def test_a_whole_site_is_known_to_the_last_file_and_every_earlier_one_can_be_put_back(
    kind: str, target: Target, root: Path, out: Path
) -> None:
    lay(kind, out)
    before = everything(out)
    plan = target.plan(built(root, SITES[2], promised="ett"))
    assert (plan.empty, plan.advice, plan.there) == (True, (), len(SITES[2]))
    assert plan.remembered == {"ett": "x"}
    target.apply(plan)
    assert everything(out) == before
    assert [each.when.day for each in target.kept()] == [3, 2]
    deploy(target, root, NEWEST)
    assert lying(out) == NEWEST
    assert not (out / "2025").exists()
    memories = [path for path in before if path.startswith(".publisher-memory/")]
    assert [path for path in everything(out) if path.startswith(".publisher-memory/")] == memories
    for site in reversed(SITES):
        target.roll_back(target.kept()[0])
        assert lying(out) == site
    assert target.kept() == ()
    assert not [path for path in everything(out) if path.startswith(".publisher-kept/")]


def test_one_can_go_back_past_several_at_once(
    kind: str, target: Target, root: Path, out: Path
) -> None:
    lay(kind, out)
    deploy(target, root, NEWEST)
    target.roll_back(target.kept()[2])
    assert lying(out) == SITES[0]


@pytest.mark.parametrize("newer", [SITES[2], NEWEST, SITES[1]])
def test_a_run_that_was_cut_off_is_finished_and_loses_nothing_that_was_to_be_kept(
    kind: str, target: Target, root: Path, out: Path, newer: dict[str, str]
) -> None:
    """It had said in its memory what it would keep, and not got so far."""
    lay(f"{kind}-cut", out)
    deploy(target, root, newer)
    assert lying(out) == newer
    assert LOCK not in everything(out)
    assert target.plan(built(root, newer, promised="ett")).advice == ()
    assert [each.when.day for each in target.kept()] == [3, 2]
    target.roll_back(target.kept()[0])
    assert lying(out) == SITES[1]
    target.roll_back(target.kept()[0])
    assert lying(out) == SITES[0]
