"""A deploy that is killed anywhere, whole or in part: nothing lives on, and the next one finishes.

Every round begins with the old site at the target and the new one in the build. Then a deploy is
killed, the next must complete it, and what lies there must be what a deploy that nobody disturbed
has put there. Nobody but the program itself clears up in between.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import obstore
import pytest
from kills import WHOM, Killed, killed
from program import Ran
from s3_server import KEY, SECRET
from sample.publication import DEFAULT_FILES, MKDOCS_YML
from ssh_server import SshServer, ssh_server
from stores import S3Place

from publisher.deploy.targets import KINDS
from publisher.ledger import FILE as LEDGER

pytestmark = pytest.mark.sampled(3)

ROUNDS = 40
NOW = "2025-03-02T12:00"
PIECES = 48
"""So many that the look through the files is shared out among processes."""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)

Run = Callable[..., Ran]


@dataclass(frozen=True, kw_only=True)
class Out:
    """Where a target's files lie, past the target: read, kept aside, and put back as they were."""

    options: Mapping[str, object]
    folder: Path
    git: bool = False

    def settings(self, kind: str) -> dict[str, object]:
        """As they stand in `mkdocs.yml`; nobody serves these, so nothing is to be verified."""
        shown = {
            name: each if isinstance(each, int) else str(each)
            for name, each in self.options.items()
        }
        return {"kind": kind, **shown, "verify": False, "promises": True}

    def keep(self) -> None:
        shutil.copytree(self.folder, self._aside, symlinks=True)

    def restore(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._aside, self.folder, symlinks=True)

    def everything(self) -> dict[str, bytes]:
        """All that lies there, half-written files and locks too; memories differ by chance."""
        if self.git:
            return _in_commit(self.folder)
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return _lasting({f"{path.relative_to(self.folder)}": path.read_bytes() for path in files})

    @property
    def _aside(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-undan")


@dataclass(frozen=True, kw_only=True)
class OutInBucket(Out):
    """The same for objects, which are copied inside the store with all that is known of them."""

    place: S3Place

    def keep(self) -> None:
        self._copy(self.place.prefix, "undan")

    def restore(self) -> None:
        for name in self.place.everything():
            self.place.remove(name)
        self._copy("undan", self.place.prefix)

    def everything(self) -> dict[str, bytes]:
        return _lasting(self.place.everything())

    def _copy(self, source: str, goal: str) -> None:
        store = self.place.store
        for each in obstore.list(store, f"{source}/").collect():
            obstore.copy(store, each["path"], each["path"].replace(source, goal, 1))


def _lasting(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found = {
        path: data
        for path, data in files.items()
        if not path.startswith((".publisher-memory/", ".publisher-kept/"))
    }
    assert "index.html" in found
    return found


def _in_commit(repository: Path) -> dict[str, bytes]:
    def git(*words: str) -> bytes:
        command = ["git", "-C", str(repository), *words]
        return subprocess.run(command, check=True, capture_output=True, timeout=600).stdout

    git("fsck", "--no-dangling")
    names = git("ls-tree", "-r", "--name-only", "-z", "gh-pages").decode().split("\0")[:-1]
    return _lasting({name: git("show", f"gh-pages:{name}") for name in names})


def _places(request: pytest.FixtureRequest, folder: Path) -> dict[str, Out]:
    host = request.getfixturevalue("host")
    bare = folder / "git.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True, timeout=600)
    keys = {"port": host.port, "identity": host.identity, "known_hosts": host.known_hosts}
    rsync = {"to": f"{host.user}@127.0.0.1:{folder / 'rsync'}", **keys}
    sftp = {"host": "127.0.0.1", "user": host.user, "path": folder / "sftp", **keys}
    server = request.getfixturevalue("object_server")
    place = S3Place(root=folder, server=server, bucket=server.make_bucket("kills"))
    s3 = {"bucket": place.bucket, "endpoint": server.endpoint, "prefix": place.prefix}
    return {
        "folder": Out(options={"path": folder / "folder"}, folder=folder / "folder"),
        "git": Out(options={"repository": bare}, folder=bare, git=True),
        "rsync": Out(options=rsync, folder=folder / "rsync"),
        "sftp": Out(options=sftp, folder=folder / "sftp"),
        "s3": OutInBucket(options=s3, folder=folder, place=place),
    }


@pytest.fixture(scope="module")
def host(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SshServer]:
    tool("rsync")
    with ssh_server(tmp_path_factory.mktemp("ssh"), tool) as started:
        yield started


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A publication whose old site lies at every target, and whose new one is built.

    `clean` is what lies there when nobody disturbs the deploy of the new one, `ledger` what it
    writes, `seconds` how long it takes.
    """

    root: Path
    outs: Mapping[str, Out]
    env: Mapping[str, str]
    run: Run
    before: bytes
    clean: Mapping[str, Mapping[str, bytes]]
    ledger: bytes
    seconds: float

    def again(self, kind: str) -> None:
        """Back to before the new site was deployed to this target."""
        self.outs[kind].restore()
        shutil.rmtree(self.root / ".publisher")
        shutil.copytree(self.root / "undan", self.root / ".publisher", symlinks=True)
        (self.root / LEDGER).write_bytes(self.before)

    def kill(self, kind: str, whom: str, how: signal.Signals, after: float) -> Killed:
        return killed([*_DEPLOY, kind], self.root, self.env, whom=whom, how=how, after=after)


@pytest.fixture(scope="module")
def ready(request: pytest.FixtureRequest, run: Run) -> Ready:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("kills")
    root, outs = folder / "tidning", _places(request, folder)
    old = {f"content/artiklar/2025/text-{n}.md": _article(n) for n in range(PIECES)}
    new = {f"content/artiklar/2025/ny-{n}.md": _article(100 + n) for n in range(3)}
    new |= {f"content/artiklar/2025/text-{n}.md": _article(n, "ändrad ") for n in range(3)}
    settings = MKDOCS_YML.partition("        lokal:")[0] + "".join(
        f"        {kind}: {json.dumps(out.settings(kind))}\n" for kind, out in outs.items()
    )
    env = {
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "SSH_AUTH_SOCK": "",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "NO_PROXY": "127.0.0.1",
    }

    def done(*words: str) -> float:
        started = time.monotonic()
        ran = run(*words, cwd=root, env=env)
        if "om en stund" in ran.stderr:  # a store that is slow to start: what it says is done
            ran = run(*words, cwd=root, env=env)
        assert ran.code == 0, ran
        return time.monotonic() - started

    _write(root, {**DEFAULT_FILES, "mkdocs.yml": settings, **old})
    done(*_BUILD)
    done(*_DEPLOY, *outs)
    before = (root / LEDGER).read_bytes()
    _write(root, new)
    done(*_BUILD)
    for out in outs.values():
        out.keep()
    shutil.copytree(root / ".publisher", root / "undan", symlinks=True)
    seconds = done(*_DEPLOY, *outs) / len(outs)
    return Ready(
        root=root,
        outs=outs,
        env=env,
        run=run,
        before=before,
        clean={kind: out.everything() for kind, out in outs.items()},
        ledger=(root / LEDGER).read_bytes(),
        seconds=seconds,
    )


_BUILD = ("build", "--now", NOW)
_DEPLOY = ("deploy", "--now", NOW)


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def _article(number: int, word: str = "") -> str:
    head = f"title: Text nummer {number}\ndescription: En text.\ndate: 2025-02-{1 + number % 20:02}"
    return f"---\n{head}\nauthors: redaktionen\n---\n\n" + f"En {word}mening om {number}. " * 200


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("rounds", [len(WHOM), pytest.param(ROUNDS, marks=pytest.mark.long)])
def test_whatever_is_killed_the_next_deploy_finishes(ready: Ready, kind: str, rounds: int) -> None:
    chance = random.Random()  # noqa: S311
    cut = 0
    for number in range(rounds):
        ready.again(kind)
        whom, how = WHOM[number % len(WHOM)], chance.choice(SIGNALS)
        # Starting takes as long whatever the number of targets: twice the share of one is enough.
        after = chance.random() * ready.seconds * 2
        ended = ready.kill(kind, whom, how, after)
        told = f"{whom} by {how.name} after {after:.3f} s: {ended}"
        assert not ended.left, told
        assert "Traceback" not in ended.said, told
        cut += ended.code != 0
        if ended.code > 0:
            assert ended.said.strip(), told
        done = ready.run(*_DEPLOY, kind, cwd=ready.root, env=ready.env)
        assert done.code == 0, f"{told}\n{done}"
        assert ready.outs[kind].everything() == ready.clean[kind], told
        assert (ready.root / LEDGER).read_bytes() == ready.ledger, told
    assert cut or rounds < ROUNDS
