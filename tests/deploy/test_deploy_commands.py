"""`publisher deploy` and `publisher verify` as they are used, with real processes and servers."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

import pytest
from program import ROOT, Ran
from sample.publication import ARTICLE_MD, MKDOCS_YML
from web_server import free_port, serving

from publisher.build import BuildOptions, build
from publisher.cli.main import main
from publisher.deploy.targets.lock import NAME as LOCK

Run = Callable[..., Ran]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("publisher.build.freshness.same_program", lambda _state: None)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command in this process, after a build."""

    def run(*args: str, cwd: Path, now: datetime = NOW) -> Ran:
        build(BuildOptions(root=cwd, jobs=1, now=now))
        return command(*args, "--config", str(cwd / "mkdocs.yml"), *_now(args, now))

    def command(*args: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


def _now(args: tuple[str, ...], now: datetime) -> list[str]:
    return ["--now", now.isoformat()] if args[0] == "deploy" else []


def article(number: int, text: str = "En text.") -> str:
    head = ARTICLE_MD.split("---")[1].replace("En första artikel", f"Artikel {number}")
    return f"---{head}---\n\n{text}\n"


def many(count: int) -> dict[str, str]:
    return {f"content/artiklar/2025/text-{n}.md": article(n) for n in range(count)}


def lying(root: Path) -> dict[str, bytes]:
    place = root / "publicerat"
    files = (path for path in place.rglob("*") if path.is_file())
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".publisher")}


def test_a_dry_run_tells_counts_and_bytes_of_each_kind(
    publication: Callable[..., Path], said: Run
) -> None:
    root = publication()
    code, out, err = said("deploy", "--dry-run", cwd=root)
    assert (code, err) == (0, "")
    assert out.startswith("Planen för lokal: ")
    assert re.search(r"^  sidor: +\d+ nya \(\d+\xa0kB\)$", out, re.MULTILINE)
    assert re.search(r"^  flöden: +\d+ nya \(", out, re.MULTILINE)
    assert out.endswith("Inget skrevs. Nästa steg: publisher deploy\n")
    assert not (root / "publicerat").exists()
    # The next step is the same command, for the same targets.
    again = said("deploy", "lokal", "--take-over", "--dry-run", cwd=root)
    assert again.stdout.endswith("Nästa steg: publisher deploy lokal --take-over\n")
    assert said("deploy", cwd=root).code == 0
    assert "kopierades" not in said("deploy", cwd=root).stdout


def test_several_targets_in_one_run(publication: Callable[..., Path], said: Run) -> None:
    trial = "        prov:\n          kind: folder\n          path: prov\n          url: https://prov.prov.example/\n"
    root = publication({"mkdocs.yml": MKDOCS_YML + trial})
    assert said("deploy", "prov", cwd=root).code == 0
    assert not (root / "feeds/ledger.jsonl").exists()  # a trial promises nothing
    code, out, _ = said("deploy", "lokal", "prov", cwd=root)
    assert code == 0
    assert out.splitlines()[0].startswith("lokal: ")
    assert out.splitlines()[1].startswith("prov: Inget har ändrats.")
    assert "2025-02-02-forsta" in (root / "feeds/ledger.jsonl").read_text("utf-8")
    assert (root / "prov/index.html").read_bytes() == (root / "publicerat/index.html").read_bytes()
    code, _, err = said("deploy", "lokl", "prv", cwd=root)
    assert code == 1
    assert "Menade du ”lokal”?" in err


TRIAL = "        prov:\n          kind: folder\n          path: prov\n          promises: false\n"


def test_a_target_that_is_not_there_is_told_before_an_old_build(
    publication: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = publication()
    build(BuildOptions(root=root, jobs=1, now=NOW))
    (root / "content/artiklar/ny.md").write_text(article(7), "utf-8")
    for name, expected in (("webben", "målet ”webben” finns inte"), ("lokal", "bygget är äldre")):
        with pytest.raises(SystemExit):
            main(["deploy", name, "--config", str(root / "mkdocs.yml"), "--now", NOW.isoformat()])
        err = capsys.readouterr().err
        assert expected in err.splitlines()[0]
        assert "1 fel. Inget skrevs." in err


def test_hints_name_the_target_that_was_named(publication: Callable[..., Path], said: Run) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML + TRIAL, **many(40)})
    assert said("deploy", "prov", cwd=root).code == 0
    code, _, err = said("deploy", "prov", "--rollback", cwd=root)
    assert code == 1
    assert "publisher build och publisher deploy prov." in err
    for number in range(1, 40):
        (root / f"content/artiklar/2025/text-{number}.md").unlink()
    _, _, err = said("deploy", "prov", cwd=root)
    assert "Är det rätt: publisher deploy prov --yes" in err


def test_a_target_that_refuses_after_another_was_written_says_so(
    publication: Callable[..., Path], said: Run
) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML + TRIAL})
    (root / "prov").mkdir()
    (root / "prov" / LOCK).write_text(
        '{"who": "bo", "since": "2026-06-01T10:00:00+00:00"}', "utf-8"
    )
    code, out, err = said("deploy", "lokal", "prov", cwd=root)
    assert code == 1
    assert out.startswith("lokal: ")
    assert "kör publisher deploy lokal prov igen" in err
    assert "publisher deploy lokal prov --break-lock" in err
    assert "Utläggningen är inte klar. Kör samma kommando igen" in err
    assert "Inget skrevs" not in out + err


def test_much_is_not_removed_unasked(publication: Callable[..., Path], said: Run) -> None:
    root = publication(many(40))
    assert said("deploy", cwd=root).code == 0
    (root / "feeds/ledger.jsonl").unlink()
    for number in range(3, 40):
        (root / f"content/artiklar/2025/text-{number}.md").unlink()
    before = lying(root)
    code, _, err = said("deploy", "--take-over", cwd=root)
    assert code == 1
    assert re.search(r"lokal: \d+ av \d+ filer som ligger där skulle tas bort", err)
    assert "publisher deploy --yes" in err
    assert lying(root) == before
    assert said("deploy", "--take-over", "--yes", cwd=root).code == 0
    assert len(lying(root)) < len(before)


def test_going_back_and_forth(publication: Callable[..., Path], said: Run) -> None:
    root = publication()
    assert said("deploy", cwd=root).code == 0
    first = lying(root)
    new = {"content/artiklar/2025/andra.md": article(2)}
    publication(new)
    later = datetime(2026, 6, 2, 12, tzinfo=UTC)
    assert said("deploy", cwd=root, now=later).code == 0
    second = lying(root)
    ledger = (root / "feeds/ledger.jsonl").read_bytes()
    code, out, err = said("deploy", "--rollback", "--dry-run", cwd=root, now=later)
    assert (code, lying(root)) == (0, second)
    code, out, err = said("deploy", "--rollback", cwd=root, now=later)
    assert code == 0
    assert out.startswith(
        f"lokal: tillbaka till det som lades ut 1 juni 2026 kl. 14.00 ({len(first)} filer)."
    )
    assert (
        "Råd: content/artiklar/2025/andra.md: texten är publicerad på /2025/andra/ men försvinner"
        in err
    )
    assert "forsta.md" not in err
    assert lying(root) == first
    assert (root / "feeds/ledger.jsonl").read_bytes() == ledger
    assert said("deploy", cwd=root, now=later).code == 0
    assert lying(root) == second


def test_where_nothing_earlier_is_kept_it_is_said(
    publication: Callable[..., Path], said: Run
) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML + "          keep: 0\n"})
    code, _, err = said("deploy", "--rollback", cwd=root)
    assert code == 1
    assert "sparar inga tidigare versioner (keep: 0)" in err
    assert "git log" in err


@pytest.fixture
def podcast(sample: Callable[[Path], Path], tmp_path: Path) -> Path:
    return sample(tmp_path / "podd")


def test_sound_goes_to_a_target_of_its_own(podcast: Path, said: Run) -> None:
    settings = (podcast / "mkdocs.yml").read_text("utf-8").rstrip()
    settings += "\n        ljud:\n          kind: folder\n          path: ljudet\n"
    settings += (
        "      media:\n        base_url: https://ljud.kinamedia.example/\n        target: ljud\n"
    )
    (podcast / "mkdocs.yml").write_text(settings, "utf-8")
    winter = datetime(2026, 12, 1, tzinfo=UTC)
    code, out, err = said("deploy", "--dry-run", cwd=podcast, now=winter)
    assert code == 0, err
    assert out.index("Planen för ljud") < out.index("Planen för lokal")
    assert said("deploy", cwd=podcast, now=winter).code == 0
    sounds = {path.name for path in (podcast / "ljudet").rglob("*.mp3")}
    assert sounds
    assert not list((podcast / "publicerat").rglob("*.mp3"))
    assert list((podcast / "publicerat/media").rglob("*.webp"))
    feed = (podcast / "publicerat/podd/nya-kalla-kriget.xml").read_text("utf-8")
    for url in re.findall(r'<enclosure[^>]* url="([^"]+)"', feed):
        assert (podcast / "ljudet" / url.removeprefix("https://ljud.kinamedia.example/")).is_file()
    assert "Inget har ändrats" in said("deploy", "ljud", cwd=podcast, now=winter).stdout


def test_sound_needs_an_address_and_a_target_that_exist(
    publication: Callable[..., Path], run: Run
) -> None:
    root = publication({"mkdocs.yml": MKDOCS_YML + "      media:\n        target: lokal\n"})
    assert "base_url" in run("build", cwd=root).stderr
    media = "      media:\n        base_url: https://l.example/\n        target: lokl\n"
    publication({"mkdocs.yml": MKDOCS_YML + media})
    assert "Menade du ”lokal”?" in run("build", cwd=root).stderr


# Seen from the web


@pytest.fixture
def heard() -> Iterator[tuple[str, list[str]]]:
    """A server that others would be, and what it was told."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            paths.append(f"{self.path} {body.decode()}")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_what_was_deployed_is_fetched_and_others_are_told(
    publication: Callable[..., Path],
    said: Run,
    tool: Callable[[str], str],
    tmp_path: Path,
    heard: tuple[str, list[str]],
) -> None:
    port, (other, told) = free_port(), heard
    settings = MKDOCS_YML.replace("https://prov.example/\n", f"http://127.0.0.1:{port}/\n", 1)
    settings += "          verify: true\n"
    settings += (
        f"      notify:\n        indexnow: a1b2c3d4\n        indexnow_url: {other}/indexnow\n"
    )
    feed = f"kind: articles\ntitle: Provbladet\ndescription: Allt.\nhub: {other}/nav\n"
    root = publication({"mkdocs.yml": settings, "feeds/artiklar.yml": feed})
    (root / "publicerat").mkdir()
    home = tmp_path / "nginx"
    home.mkdir()
    with serving(tool("nginx"), root / "publicerat", home, port) as origin:
        code, out, err = said("deploy", cwd=root)
        assert code == 0, err
        assert re.search(rf"^{origin}/: \d+ adresser prövade, allt stämmer", out, re.MULTILINE)
        assert "Anmält till: WebSub, IndexNow." in out
        assert (root / "publicerat/a1b2c3d4.txt").read_text("utf-8") == "a1b2c3d4"
        assert f"{origin}/2025/forsta/" in "".join(told)
        assert [line.split()[0] for line in told][-1] == "/indexnow"
        told.clear()
        code, out, _ = said("deploy", cwd=root)
        assert "prövade" not in out  # nothing changed, nobody is asked or told
        assert told == []
        assert said("verify", cwd=root).code == 0
        (root / "publicerat/feed.xml").write_text("<rss/>", "utf-8")
        code, out, err = said("verify", cwd=root)
        assert code == 1
        assert f"{origin}/feed.xml: visar något annat än det som byggdes" in err
        (root / "content/artiklar/2025/forsta.md").write_text(article(1, "Ny."), "utf-8")
        assert "svaren jämförs inte med det" in verified_without_building(root)


def verified_without_building(root: Path) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "verify"],
        cwd=root, env=env, capture_output=True, check=False, encoding="utf-8", timeout=600,
    )  # fmt: skip
    return done.stderr


# Two at once, and Ctrl-C


@pytest.fixture
def large(publication: Callable[..., Path]) -> Path:
    """A publication with a build that takes a while to copy."""
    root = publication(many(150))
    build(BuildOptions(root=root, jobs=1, now=NOW))
    return root


def start(root: Path) -> subprocess.Popen[str]:
    code = "import publisher.build.freshness as f; f.same_program = lambda s: None; "
    code += f"from publisher.cli.main import main; main(['deploy', '--now', '{NOW.isoformat()}'])"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def caught_at_work(root: Path, place: Path) -> subprocess.Popen[str]:
    """A deploy that holds the lock at the target, stopped in its tracks."""
    deploying = start(root)
    patience = monotonic() + 600
    while not ((place / LOCK).exists() and (place / LOCK).read_bytes()):
        assert deploying.poll() is None, deploying.communicate()
        assert monotonic() < patience
        sleep(0.0005)
    deploying.send_signal(signal.SIGSTOP)
    return deploying


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    try:
        _, err = process.communicate(timeout=600)
    except subprocess.TimeoutExpired:
        process.kill()
        _, err = process.communicate()
    return process.returncode, err


def test_of_two_deploys_at_once_the_second_is_refused(large: Path, tmp_path: Path) -> None:
    place = tmp_path / "ute"
    settings = (large / "mkdocs.yml").read_text("utf-8")
    (large / "mkdocs.yml").write_text(
        settings.replace("path: publicerat", f"path: {place}"), "utf-8"
    )
    build(BuildOptions(root=large, jobs=1, now=NOW))
    other = tmp_path / "annan"
    shutil.copytree(large, other, symlinks=True)
    build(BuildOptions(root=other, jobs=1, now=NOW))
    first = caught_at_work(large, place)
    try:
        code, err = ended(start(other))
        assert code == 1
        assert "lägger ut just nu" in err
        assert "publisher deploy --break-lock" in err
        same = ended(start(large))
        assert same[0] == 1
        assert "ett annat bygge pågår redan" in same[1]
    finally:
        first.send_signal(signal.SIGCONT)
    assert ended(first) == (0, "")
    assert not (place / LOCK).exists()


def test_ctrl_c_in_the_middle_leaves_work_that_the_next_deploy_completes(large: Path) -> None:
    deploying = caught_at_work(large, large / "publicerat")
    deploying.send_signal(signal.SIGINT)
    deploying.send_signal(signal.SIGCONT)
    code, err = ended(deploying)
    assert code == 130
    assert "Avbrutet. Kör kommandot igen" in err
    assert not (large / "feeds/ledger.jsonl").exists()
    code, err = ended(start(large))
    assert code == 0, err
    site = large / "build/site"
    built = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    assert lying(large) == built


# Secrets


SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "aws-hemlighet-a1b2c3d4e5f6",
    "AWS_ACCESS_KEY_ID": "aws-nyckel-a1b2c3d4e5f6",
    "PUBLISHER_SFTP_PASSWORD": "sftp-hemlighet-a1b2c3d4",
    "GITHUB_TOKEN": "github-hemlighet-a1b2c3d4",
}
KINDS = {
    "s3": "kind: s3\n          bucket: hink\n          endpoint: http://127.0.0.1:{port}\n          region: eu-north-1",
    "sftp": "kind: sftp\n          host: 127.0.0.1\n          port: {port}\n          user: anna\n          path: /srv",
    "git": "kind: git\n          repository: http://anna:github-hemlighet-a1b2c3d4@127.0.0.1:{port}/x.git",
    "rsync": "kind: rsync\n          to: anna@127.0.0.1:/srv\n          port: {port}",
    "folder": "kind: folder\n          path: publicerat",
}


@pytest.fixture
def root(
    publication: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Path:
    """A publication with the target that the test is for, among secrets."""
    target = KINDS[request.param].format(port=free_port())
    for name, value in {**SECRETS, "HOME": "/nonexistent"}.items():
        monkeypatch.setenv(name, value)
    settings = MKDOCS_YML.replace("kind: folder\n          path: publicerat", target)
    return publication({"mkdocs.yml": settings})


@pytest.mark.parametrize("root", ["s3", "sftp", "git", "rsync"], indirect=True)
def test_no_secret_is_told_when_a_target_cannot_be_reached(root: Path, said: Run) -> None:
    code, out, err = said("deploy", cwd=root)
    assert code == 1
    without_secrets(root, out + err)


@pytest.mark.parametrize("root", ["folder"], indirect=True)
def test_no_secret_is_written_when_all_goes_well(root: Path, run: Run) -> None:
    told = [run(*words, cwd=root) for words in (["build", "--jobs", "1"], ["check"], ["deploy"])]
    assert [each.code for each in told[:2]] == [0, 0]
    without_secrets(root, "".join(each.stdout + each.stderr for each in told))


def without_secrets(root: Path, said: str) -> None:
    assert "Traceback" not in said
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "mkdocs.yml")
    written = b"".join(path.read_bytes() for path in files)
    with closing(sqlite3.connect(root / ".publisher/state.sqlite")) as state:
        written += "\n".join(state.iterdump()).encode()
        written += b"".join(value for (value,) in state.execute("SELECT value FROM kept"))
    assert b"Provbladet" in written
    for secret in SECRETS.values():
        assert secret not in said
        assert secret.encode() not in written
