"""A host over SFTP: who it is, what it refuses, and what is left when it breaks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asyncssh import SFTPAttrs, SFTPClient
from bad_network import proxy
from ssh_server import SshServer, know, ssh_server
from stores import LOCK, SITE, SftpPlace, built, deploy, lying, refused, survive_cuts

from publisher.config import TargetSettings
from publisher.deploy.targets import make

Start = Callable[..., SftpPlace]


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No agent, no keys and no settings but those of the test."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tidning"
    folder.mkdir()
    return folder


@pytest.fixture
def place(ssh_host: SshServer, root: Path, tmp_path: Path) -> SftpPlace:
    return SftpPlace(root=root, server=ssh_host, folder=tmp_path / "ute" / "sajt")


@pytest.fixture
def start(
    tool: Callable[[str], str], root: Path, tmp_path: Path
) -> Iterator[Callable[..., SftpPlace]]:
    """A function that starts a server of the test's own, for what would disturb the others."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def begin(**options: object) -> SftpPlace:
            server = stack.enter_context(ssh_server(tmp_path / "ssh", tool, **options))  # type: ignore[arg-type]
            return SftpPlace(root=root, server=server, folder=tmp_path / "ute" / "sajt")

        yield begin


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """A file or folder that the host's user may not change."""
    before = path.stat().st_mode
    path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        path.chmod(before)


def test_a_wrong_key_is_told(place: SftpPlace, tmp_path: Path) -> None:
    key = tmp_path / "annan"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
    subprocess.run(command, check=True, timeout=600)
    (problem,) = refused(place.target(identity=str(key)).plan, built(place.root, SITE))
    assert problem.text.startswith("värden släpper inte in dig")
    assert "ssh-add" in problem.hint


def test_a_key_with_a_password_of_its_own_is_told(place: SftpPlace, tmp_path: Path) -> None:
    key = tmp_path / "last"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "hemligt ord", "-f", str(key)]
    subprocess.run(command, check=True, timeout=600)
    (problem,) = refused(place.target(identity=str(key)).plan, built(place.root, SITE))
    assert "har ett eget lösenord" in problem.text
    assert "hemligt" not in str(problem)


def test_a_key_file_that_is_not_there_is_told(place: SftpPlace) -> None:
    (problem,) = refused(place.target(identity="~/saknas").plan, built(place.root, SITE))
    assert problem.text == "nyckelfilen saknas går inte att läsa"


def test_a_host_whose_key_has_changed_is_refused(start: Start) -> None:
    place = start()
    deploy(place, SITE)
    place.server.new_host_key()
    (problem,) = refused(place.target().plan, built(place.root, SITE))
    assert "en annan nyckel än förut" in problem.text
    assert f"ssh-keygen -R ”[127.0.0.1]:{place.server.port}”" in problem.hint


@pytest.mark.parametrize("known", ["ingen-fil", "tom-fil"])
def test_a_host_that_is_not_known_is_refused(place: SftpPlace, tmp_path: Path, known: str) -> None:
    (tmp_path / "tom-fil").touch()
    target = place.target(known_hosts=str(tmp_path / known))
    (problem,) = refused(target.plan, built(place.root, SITE))
    assert problem.text == "värdens nyckel är inte känd här"
    assert f"sftp -P {place.server.port} 127.0.0.1" in problem.hint


def test_no_host_at_the_address_is_told(place: SftpPlace) -> None:
    (problem,) = refused(place.target(port=1).plan, built(place.root, SITE))
    assert "går inte att nå värden" in problem.text


def test_a_host_without_sftp_is_told(start: Start) -> None:
    place = start(subsystem=False)
    (problem,) = refused(place.target().plan, built(place.root, SITE))
    assert problem.text == "värden erbjuder inte SFTP"


def test_a_file_that_may_not_be_written_is_told_and_the_others_of_its_kind_are_done(
    place: SftpPlace,
) -> None:
    deploy(place, {**SITE, "2025/tva/index.html": "två"})
    new = {
        **SITE,
        "2025/ett/index.html": "nytt ett",
        "2025/tva/index.html": "nytt två",
        "feed.xml": "<rss>nytt</rss>",
    }
    target = place.target()
    plan = target.plan(built(place.root, new))
    with guarded(place.folder / "2025" / "ett"):
        (problem,) = refused(target.apply, plan)
    assert problem.path.endswith("/2025/ett/index.html")
    assert problem.text == "du saknar rättighet att ändra där"
    half = lying(place)
    assert half["2025/tva/index.html"] == "nytt två"
    assert half["2025/ett/index.html"] == "ett"
    assert half["feed.xml"] == SITE["feed.xml"]
    assert LOCK not in place.everything()
    deploy(place, new)
    assert lying(place) == new


def test_a_whole_folder_that_may_not_be_written_is_told(place: SftpPlace) -> None:
    place.folder.mkdir(parents=True)
    target = place.target()
    plan = target.plan(built(place.root, SITE))
    with guarded(place.folder):
        (problem,) = refused(target.apply, plan)
    assert problem.text == "du saknar rättighet att ändra där"
    assert list(place.folder.iterdir()) == []


def test_a_file_that_finds_no_room_leaves_the_old_site(start: Start) -> None:
    """The host may write no file larger than this: what it says is what a full disk says."""
    place = start(limit=40_000)
    deploy(place, SITE)
    new = {**SITE, "media/ljud.mp3": "ljud" * 20_000, "feed.xml": "<rss>nytt</rss>"}
    target = place.target()
    (problem,) = refused(target.apply, target.plan(built(place.root, new)))
    assert problem.path.endswith("/media/ljud.mp3")
    assert "disken kan vara full" in problem.text
    assert lying(place) == SITE
    assert not list(place.folder.rglob("*.publisher-part"))
    place.server.stop()
    place.server.limit = None
    place.server.start()
    deploy(place, new)
    assert lying(place) == new


@pytest.mark.parametrize("size", [2_000_000, 300_000])
@pytest.mark.parametrize("more", [-1, 1])
def test_a_file_that_does_not_arrive_whole_takes_no_place(
    place: SftpPlace, monkeypatch: pytest.MonkeyPatch, size: int, more: int
) -> None:
    """Told by its size over there, whichever way it was sent."""
    deploy(place, SITE)
    real = SFTPClient.lstat

    async def lstat(self: SFTPClient, path: Any, **options: Any) -> SFTPAttrs:
        found = await real(self, path, **options)
        if found.size == size:
            found.size += more
        return found

    new = {**SITE, "media/ljud.mp3": "x" * size, "feed.xml": "<rss>två</rss>"}
    with monkeypatch.context() as patch:
        patch.setattr(SFTPClient, "lstat", lstat)
        (problem,) = refused(place.target().apply, place.target().plan(built(place.root, new)))
    assert problem.path.endswith("media/ljud.mp3")
    assert problem.text == "kom inte fram hel"
    assert lying(place) == SITE
    deploy(place, new)
    assert lying(place) == new


def test_a_full_disk_is_called_by_its_name(place: SftpPlace, tool: Callable[[str], str]) -> None:
    place.folder.mkdir(parents=True)
    command = [tool("mount"), "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(place.folder)]
    if subprocess.run(command, check=False, capture_output=True, timeout=600).returncode:
        pytest.skip("only root, and not in every container, may make a disk so small")
    try:
        deploy(place, SITE)
        new = {**SITE, "media/ljud.mp3": "ljud" * 100_000, "feed.xml": "<rss>nytt</rss>"}
        target = place.target()
        (problem,) = refused(target.apply, target.plan(built(place.root, new)))
        assert problem.text == "disken hos värden är full"
        assert lying(place) == SITE
        deploy(place, {**SITE, "feed.xml": "<rss>mindre</rss>"})
        assert lying(place)["feed.xml"] == "<rss>mindre</rss>"
    finally:
        subprocess.run([tool("umount"), str(place.folder)], check=True, timeout=600)


def test_a_host_without_links_and_whole_renames_still_takes_a_site(start: Start) -> None:
    place = start(sftp="-P hardlink,posix-rename,statvfs")
    for text in ("ett", "två"):
        deploy(place, {**SITE, "index.html": text})
    assert lying(place)["index.html"] == "två"
    (problem,) = refused(place.target().kept)
    assert "kan inte spara tidigare versioner" in problem.text
    assert "git" in problem.hint


def test_folders_of_ours_go_when_they_are_empty_and_others_stay(place: SftpPlace) -> None:
    (place.folder / "2025").mkdir(parents=True)
    deploy(place, {**SITE, "2024/a/b/c.html": "djupt"})
    place.write("2024/eget.txt", "någons")
    deploy(place, {"index.html": "start"})
    folders = {path.name for path in place.folder.rglob("*") if path.is_dir()}
    assert folders == {"2025", "2024", ".publisher-kept", ".publisher-memory"}


def test_what_stands_in_the_way_of_a_folder_or_a_file_is_told(
    place: SftpPlace, tmp_path: Path
) -> None:
    place.write("2025", "en fil")
    target = place.target()
    (problem,) = refused(target.plan, built(place.root, SITE))
    assert problem.text == "ligger i vägen för sajtens mapp med samma namn"
    (place.folder / "2025").unlink()
    outside = tmp_path / "annanstans"
    outside.mkdir()
    (place.folder / "2025").symlink_to(outside)
    (problem,) = refused(target.plan, built(place.root, SITE))
    assert list(outside.iterdir()) == []
    (place.folder / "2025").unlink()
    (place.folder / "index.html").mkdir()
    (problem,) = refused(target.plan, built(place.root, SITE))
    assert problem.text == "ligger i vägen för en av sajtens filer"


def test_touching_files_without_changing_them_is_no_change(place: SftpPlace) -> None:
    """As when the host is restored from a copy."""
    deploy(place, SITE)
    for name in SITE:
        os.utime(place.folder / name, (0, 0))
    plan = place.target().plan(built(place.root, {"index.html": "ny"}))
    assert set(plan.removed) == SITE.keys() - {"index.html"}
    assert plan.advice == ()


def test_names_with_spaces_quotes_and_stars_are_only_names(place: SftpPlace) -> None:
    site = {"media/en \"bild\" * [1] $HOME; 'x'.jpg": "bild", "feed.xml": "<rss/>"}
    deploy(place, site)
    assert lying(place) == site
    deploy(place, {"feed.xml": "<rss/>"})
    assert lying(place) == {"feed.xml": "<rss/>"}


@pytest.mark.parametrize("runs", [15, pytest.param(40, marks=pytest.mark.long)])
def test_a_connection_cut_anywhere_tears_no_feed(place: SftpPlace, runs: int) -> None:
    with proxy(place.server.port) as line:
        know(place.server, line.port)
        survive_cuts(place, line, place.target(port=line.port), runs)


def test_a_cut_connection_is_made_again_by_itself(place: SftpPlace) -> None:
    deploy(place, SITE)
    with proxy(place.server.port) as line:
        know(place.server, line.port)
        target = place.target(port=line.port)
        target = replace(target, settings=replace(target.settings, pauses=(0.01,)))
        plan = target.plan(built(place.root, {**SITE, "2025/ett/index.html": "ny" * 50_000}))
        line.cut_once(60_000)
        receipt = target.apply(plan)
        assert line.cuts == 1
    assert receipt.changed == ("2025/ett/index.html",)
    assert lying(place)["2025/ett/index.html"] == "ny" * 50_000
    assert not list(place.folder.rglob("*.publisher-part"))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "saknar host:"),
        ({"host": "x.se"}, "saknar path:"),
        ({"host": "sftp://x.se", "path": "w"}, "något annat än ett värdnamn i host:"),
        ({"host": "-oProxyCommand=x", "path": "w"}, "något annat än ett värdnamn i host:"),
        ({"host": "x.se", "path": "/"}, "en mapp i path: som inte går"),
        ({"host": "x.se", "path": "../w"}, "en mapp i path: som inte går"),
        ({"host": "x.se", "path": "w", "password": "hemlig"}, "något hemligt i inställningarna"),
        ({"host": "x.se", "path": "w", "port": "22"}, "ett heltal från 1 till 65535 i port:"),
        ({"host": "x.se", "path": "w", "usr": "a"}, "okänt fält ”usr”"),
    ],
)
def test_wrong_settings_are_told_with_their_line(
    root: Path, options: dict[str, object], text: str
) -> None:
    settings = TargetSettings(name="skarpt", kind="sftp", options=options, line=7)
    problems = refused(make, settings, root, "mkdocs.yml")
    assert any(text in problem.text for problem in problems)
    for problem in problems:
        assert (problem.path, problem.line) == ("mkdocs.yml", 7)
        assert problem.hint
        assert "hemlig" not in problem.hint


def test_the_command_line_deploys_and_tells_of_a_changed_host(
    start: Start, publication: Callable[..., Path], run: Callable[..., object]
) -> None:
    place = start()
    folder = publication(folder="redaktionen")
    settings = (folder / "mkdocs.yml").read_text("utf-8")
    target = f"""
        skarpt:
          kind: sftp
          host: 127.0.0.1
          port: {place.server.port}
          user: {place.server.user}
          path: {place.folder}
          identity: {place.server.identity}
          known_hosts: {place.server.known_hosts}
          promises: true
"""
    (folder / "mkdocs.yml").write_text(settings.rstrip("\n") + target, "utf-8")
    assert run("build", cwd=folder).code == 0
    assert run("deploy", "skarpt", cwd=folder).code == 0
    assert (place.folder / "feed.xml").read_bytes() == (
        folder / "build" / "site" / "feed.xml"
    ).read_bytes()
    again = run("deploy", "skarpt", cwd=folder)
    assert "Inget har ändrats." in again.stdout
    place.server.new_host_key()
    ran = run("deploy", "skarpt", cwd=folder)
    assert ran.code == 1
    assert "en annan nyckel än förut" in ran.stderr
    assert "Traceback" not in ran.stderr
