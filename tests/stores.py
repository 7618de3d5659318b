"""Places that a site can be deployed to, one of each kind, as a test sees and disturbs them.

A new kind of target is put into `PLACES` and `NEEDED`, and then every test of what holds for all kinds runs
against it; if its files are put one by one, into `ONE_BY_ONE` too.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import obstore
import pytest
from bad_network import Proxy
from obstore.store import S3Store
from s3_server import KEY, SECRET, ObjectServer
from ssh_server import SshServer

from publisher.config import TargetSettings
from publisher.deploy.targets import DeployPlan, FileFacts, LocalSite, Target, make
from publisher.deploy.targets.notes import MEMORY_FOLDER
from publisher.deploy.targets.storing import StoreTarget
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError

LOCK, KEPT = ".publisher-lock.json", ".publisher-kept"
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)
SITE = {
    "index.html": "start",
    "feed.xml": "<rss>ett</rss>",
    "2025/ett/index.html": "ett",
    "assets/main.css": "body {}",
    "media/ljud.mp3": "ljud",
}


def built(
    root: Path, files: Mapping[str, str | bytes], *, days: int = 0, promised: str = ""
) -> LocalSite:
    """A build of exactly these files, some days after the first; `promised` is one id."""
    folder = root / "build" / "site"
    facts = {}
    for path, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        facts[path] = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
    return LocalSite(
        folder=folder,
        files=facts,
        now=NOON + timedelta(days=days),
        promised={promised: "x"} if promised else {},
    )


class Place(Protocol):
    """A target as it is reached from the publication in `root`, and a way to its files past it."""

    @property
    def root(self) -> Path:
        """The publication's folder."""

    def target(self, **options: object) -> Target:
        """The target with further options; it gives up at the first cut."""

    def everything(self) -> dict[str, bytes]:
        """All that lies there, our own notes too."""

    def write(self, name: str, data: str) -> None:
        """What somebody at the host does."""

    def remove(self, name: str) -> None:
        """Likewise."""


def memory_of(place: Place) -> str:
    """Where the target's memory lies."""
    (name,) = (name for name in place.everything() if name.startswith(f"{MEMORY_FOLDER}/"))
    return name


def lying(place: Place) -> dict[str, str]:
    """The site as readers see it."""
    every = place.everything().items()
    return {name: data.decode() for name, data in every if not name.startswith(".publisher-")}


def deploy(place: Place, files: Mapping[str, str | bytes], **more: Any) -> Receipt:
    """Deploy, and see that doing it again would do nothing."""
    target, local = place.target(), built(place.root, files, **more)
    plan = target.plan(local)
    receipt = target.apply(plan)
    assert sorted((*plan.added, *plan.changed)) == sorted((*receipt.added, *receipt.changed))
    assert target.plan(local).empty
    assert LOCK not in place.everything()
    return receipt


def refused(function: Any, *args: Any, **kwargs: Any) -> tuple[Problem, ...]:
    with pytest.raises(PublisherError) as caught:
        function(*args, **kwargs)
    return caught.value.problems


@dataclass(frozen=True, kw_only=True)
class S3Place:
    """A prefix of a bucket of its own."""

    root: Path
    server: ObjectServer
    bucket: str
    prefix: str = "sajten"

    @cached_property
    def store(self) -> S3Store:
        return S3Store(
            self.bucket,
            endpoint=self.server.endpoint,
            region="us-east-1",
            access_key_id=KEY,
            secret_access_key=SECRET,
            client_options={"allow_http": True},
        )

    def target(self, **options: object) -> StoreTarget:
        given = {
            "bucket": self.bucket,
            "endpoint": self.server.endpoint,
            **({"prefix": self.prefix} if self.prefix else {}),
            **options,
        }
        target = _made(self.root, "s3", given)
        return replace(target, settings=replace(target.settings, retries=0))

    def everything(self) -> dict[str, bytes]:
        start = f"{self.prefix}/" if self.prefix else ""
        listed = obstore.list(self.store, start or None).collect()
        return {each["path"].removeprefix(start): self._get(each["path"]) for each in listed}

    def write(self, name: str, data: str) -> None:
        obstore.put(self.store, f"{self.prefix}/{name}", data.encode())

    def remove(self, name: str) -> None:
        obstore.delete(self.store, f"{self.prefix}/{name}")

    def headers(self, name: str) -> dict[str, str]:
        return dict(obstore.get(self.store, f"{self.prefix}/{name}").attributes)

    def _get(self, key: str) -> bytes:
        return bytes(obstore.get(self.store, key).bytes())


@dataclass(frozen=True, kw_only=True)
class SftpPlace:
    """A folder of a host."""

    root: Path
    server: SshServer
    folder: Path

    def target(self, **options: object) -> StoreTarget:
        given = {
            "host": "127.0.0.1",
            "port": self.server.port,
            "user": self.server.user,
            "path": str(self.folder),
            "identity": str(self.server.identity),
            "known_hosts": str(self.server.known_hosts),
            **options,
        }
        target = _made(self.root, "sftp", given)
        return replace(target, settings=replace(target.settings, pauses=()))

    def everything(self) -> dict[str, bytes]:
        return _below(self.folder)

    def write(self, name: str, data: str) -> None:
        _write(self.folder / name, data)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()


@dataclass(frozen=True, kw_only=True)
class FolderPlace:
    """A folder of this machine."""

    root: Path
    folder: Path

    def target(self, **options: object) -> StoreTarget:
        return _made(self.root, "folder", {"path": str(self.folder), **options})

    def everything(self) -> dict[str, bytes]:
        return _below(self.folder)

    def write(self, name: str, data: str) -> None:
        _write(self.folder / name, data)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()


@dataclass(frozen=True, kw_only=True)
class RsyncPlace(SftpPlace):
    """A folder of a host that has rsync."""

    def target(self, **options: object) -> StoreTarget:
        given = {
            "to": f"{self.server.user}@127.0.0.1:{self.folder}",
            "port": self.server.port,
            "identity": str(self.server.identity),
            "known_hosts": str(self.server.known_hosts),
            **options,
        }
        return _made(self.root, "rsync", given)


@dataclass(frozen=True, kw_only=True)
class GitPlace:
    """A branch of a bare repository on this machine."""

    root: Path
    remote: Path

    def target(self, **options: object) -> Target:
        given = {"repository": str(self.remote), "nojekyll": False, **options}
        return _made(self.root, "git", given)

    def everything(self) -> dict[str, bytes]:
        if not self._git("branch", "--list", "gh-pages"):
            return {}
        names = self._git("ls-tree", "-r", "-z", "--name-only", "gh-pages").split(b"\0")[:-1]
        return {name.decode(): self._git("show", f"gh-pages:{name.decode()}") for name in names}

    def write(self, name: str, data: str) -> None:
        blob = self._git("hash-object", "-w", "--stdin", given=data.encode()).decode().strip()
        self._commit(f"100644 {blob}\t{name}\n")

    def remove(self, name: str) -> None:
        self._commit(f"0 {'0' * 40}\t{name}\n")

    def _commit(self, change: str) -> None:
        self._git("read-tree", "gh-pages")
        self._git("update-index", "--index-info", given=change.encode())
        tree = self._git("write-tree").decode().strip()
        who = ("-c", "user.name=Anna", "-c", "user.email=anna@exempel.se")
        made = self._git(*who, "commit-tree", tree, "-p", "gh-pages", "-m", "för hand")
        self._git("update-ref", "refs/heads/gh-pages", made.decode().strip())

    def _git(self, *words: str, given: bytes = b"") -> bytes:
        command = ["git", "-C", str(self.remote), *words]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def _folder(request: pytest.FixtureRequest, root: Path, out: Path) -> Place:
    return FolderPlace(root=root, folder=out)


def _sftp(request: pytest.FixtureRequest, root: Path, out: Path) -> Place:
    return SftpPlace(root=root, server=request.getfixturevalue("ssh_host"), folder=out)


def _rsync(request: pytest.FixtureRequest, root: Path, out: Path) -> Place:
    request.getfixturevalue("tool")("rsync")
    out.parent.mkdir()  # rsync makes one folder, and not those above it
    return RsyncPlace(root=root, server=request.getfixturevalue("ssh_host"), folder=out)


def _s3(request: pytest.FixtureRequest, root: Path, out: Path) -> Place:
    server: ObjectServer = request.getfixturevalue("object_server")
    prefix = f"prov/{out.parent.parent.name}"  # buckets are costly: each has volumes of its own
    return S3Place(root=root, server=server, bucket=server.make_bucket("prov"), prefix=prefix)


def _git(request: pytest.FixtureRequest, root: Path, out: Path) -> Place:
    command = ["git", "init", "--quiet", "--bare", str(out)]
    subprocess.run(command, check=True)
    place = GitPlace(root=root, remote=out)
    place._git("config", "uploadpack.allowFilter", "true")
    return place


Maker = Callable[[pytest.FixtureRequest, Path, Path], Place]
PLACES: dict[str, Maker] = {
    "folder": _folder,
    "git": _git,
    "rsync": _rsync,
    "s3": _s3,
    "sftp": _sftp,
}
"""For each kind of target a place that is reached from one folder and lies in another."""
NEEDED: dict[str, dict[str, Any]] = {
    "folder": {"path": "ut"},
    "git": {"repository": "git@exempel.se:x/y.git"},
    "rsync": {"to": "anna@exempel.se:/srv/www"},
    "s3": {"bucket": "tidningen"},
    "sftp": {"host": "exempel.se", "path": "www/sajt"},
}
"""The least that must be said of each kind in the settings."""
ONE_BY_ONE = ("folder", "s3", "sftp")
"""Kinds whose files are put one by one, with a note for a lock (`OneByOne`)."""
OTHERWISE = {
    "git": "the whole site in one step, and the branch's own commits for memory and lock",
    "rsync": "a phase at a time, and a lock in which everybody has a note of their own",
}


def make_place(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place of that kind, and an empty publication."""
    root, out = tmp_path / "tidning", tmp_path / "ute" / "sajt"
    root.mkdir()
    return PLACES[kind](request, root, out)


def _below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _write(place: Path, data: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(data, "utf-8")


def _made(root: Path, kind: str, options: dict[str, object]) -> Any:
    settings = TargetSettings(name="skarpt", kind=kind, options=options, line=7)
    return make(settings, root, "mkdocs.yml")


def survive_cuts(place: Place, line: Proxy, through: StoreTarget, runs: int) -> None:
    """Cut a deploy at random places, and see each time that no feed is torn and nothing is lost.

    `through` is the target as reached over `line`. Each run deploys the other of two sites, is cut
    somewhere, and is finished by the next.
    """
    sites = [_site("ett"), _site("två")]
    deploy(place, sites[0])
    chance = random.Random(6)  # noqa: S311 (the same places in every run)
    line.cut_after = None
    _apply(through, built(place.root, sites[1]))
    total, cut = line.carried, 0
    for run in range(runs):
        new, old = sites[run % 2], sites[1 - run % 2]
        line.cut_after = chance.randrange(1, total)
        with suppress(PublisherError):
            _apply(through, built(place.root, new, days=run))
        cut += line.cuts > 0
        line.cuts = 0
        _check_half(lying(place), old, new)
        _apply(place.target(), built(place.root, new, days=run))
        assert lying(place) == new
    assert place.target().plan(built(place.root, new)).empty
    assert cut > runs * 0.9


def _apply(target: Target, local: LocalSite) -> None:
    """A deploy whose plan nobody looked at: half the connections, so twice the cuts."""
    target.apply(DeployPlan(target="skarpt", local=local))


def _check_half(half: dict[str, str], old: dict[str, str], new: dict[str, str]) -> None:
    for path, text in half.items():
        if not path.endswith(".publisher-part"):  # half-written, and named by nobody
            assert text in {old.get(path), new.get(path)}
    feed = half["feed.xml"]
    if feed == new["feed.xml"]:
        assert half.items() >= new.items()
    else:
        assert feed == old["feed.xml"]
        assert half.keys() >= old.keys()


def _site(word: str) -> dict[str, str]:
    pages = {f"2025/{word}-{n}/index.html": f"{word} {n} " * 300 for n in range(5)}
    rest = {path: f"{word} {path} " * 200 for path in ("index.html", "feed.xml", "media/a.mp3")}
    return {**pages, **rest, "2025/bada/index.html": word * 500, "404.html": "borta"}
