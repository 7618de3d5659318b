"""Places that a site can be deployed to one file at a time, as a test sees and disturbs them."""

from __future__ import annotations

import random
from collections.abc import Mapping
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
from publisher.deploy.targets import DeployPlan, FileFacts, LocalSite, make
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
    """A target, and a way to its files past it."""

    root: Path

    def target(self, **options: object) -> StoreTarget:
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
        return replace(target, shop=replace(target.shop, retries=0))

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
        return replace(target, shop=replace(target.shop, pauses=()))

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


def _apply(target: StoreTarget, local: LocalSite) -> None:
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
