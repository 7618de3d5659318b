"""What many tests share: small publications, the command line, outside programs and shared files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import pytest
from font_sets import FONTS

if TYPE_CHECKING:
    from s3_server import ObjectServer
    from ssh_server import SshServer

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("KINAMEDIA_SHARED", ROOT.parent / "shared"))
NODE_MODULES = ROOT / "tests" / "tools" / "node_modules"

MKDOCS_YML = """\
site_name: Provbladet
site_description: En liten publikation för prov.
site_url: https://prov.example/
copyright: © Provbladet

docs_dir: content
site_dir: build/site

theme:
  name: material
  language: sv
  font: false

markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - fenced_code
  - footnotes
  - tables
  - toc
  - smarty:
      substitutions:
        left-double-quote: ”
        right-double-quote: ”
        left-single-quote: ’
        right-single-quote: ’
        ndash: –
        mdash: " – "
        ellipsis: …

plugins:
  - publisher:
      subscribers: 775
      subscribe_url: /prenumerera/
      editor: Redaktionen
      contact: red@prov.example
      # Costs most of a small build; the tests of search and of pictures to share ask for them.
      search: false
      cards: false
      mail:
        from_name: Provbladet
        from_email: brev@prov.example
        reply_to: red@prov.example
        list_id: brev.prov.example
        unsubscribe: https://prov.example/prenumerera/
      targets:
        lokal:
          kind: folder
          path: publicerat
          # Said aloud, since the address is one that leads nowhere.
          promises: true
"""
WHOLE_YML = MKDOCS_YML.replace("search: false", "search: true").replace(
    "cards: false", "cards: true"
)
"""The same with all that a site has, for tests of the whole."""

ARTICLES_YML = """\
kind: articles
title: Provbladet
description: Allt som står i Provbladet.
"""
AUTHORS_YML = """\
redaktionen:
  name: Redaktionen
"""
SUBSCRIBE_MD = """\
---
title: Prenumerera
---

Så får du brevet.
"""
ARTICLE_MD = """\
---
title: En första artikel
description: Den visar att allt hänger ihop.
date: 2025-02-02
authors: redaktionen
tags: [kina]
---

En första text med *betoning*, skriven i [Umeå](https://exempel.se/).

## En rubrik

En andra text.
"""
DEFAULT_FILES: dict[str, str] = {
    "mkdocs.yml": MKDOCS_YML,
    "feeds/artiklar.yml": ARTICLES_YML,
    "content/forfattare.yml": AUTHORS_YML,
    "content/sidor/prenumerera.md": SUBSCRIBE_MD,
    "content/artiklar/2025/forsta.md": ARTICLE_MD,
}


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


Files = Mapping[str, str | bytes | None]


@pytest.fixture
def publication(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a small publication and returns its folder.

    `publication({path: text})` writes the default files with those on top; bytes are written as
    they are, None leaves a default file out. A second call adds to the same folder; `folder=` makes
    another one beside it, and `bare=True` starts from nothing.
    """

    def write(files: Files | None = None, *, folder: str = "tidning", bare: bool = False) -> Path:
        root = tmp_path / folder
        first = not bare and not root.exists()
        for name, data in {**(DEFAULT_FILES if first else {}), **(files or {})}.items():
            if data is None:
                (root / name).unlink(missing_ok=True)
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return root

    return write


@pytest.fixture(scope="session")
def run() -> Callable[..., Ran]:
    """A function that runs `publisher ARGS…` in a process of its own, in the folder `cwd`."""

    def run_(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
        path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
        done = subprocess.run(
            [sys.executable, "-m", "publisher", *map(str, args)],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": path, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=600,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run_


# Outside programs and shared files. A test that cannot have what it needs is skipped, and one loud
# line at the end of the run says so; under CI a missing program is a failure, since there nobody
# reads the line.

_missing: set[str] = set()


def _go_without(what: str, remedy: str, *, may_fail: bool) -> NoReturn:
    message = f"{what} is missing: {remedy}"
    _missing.add(message)
    if may_fail and os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(message)
    pytest.skip(message)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [*terminalreporter.getreports("skipped"), *terminalreporter.getreports("error")]
    for message in sorted(_missing):
        count = sum(message in str(report.longrepr) for report in reports)
        line = f"!!! {message}. Because of that {count} tests did not run."
        terminalreporter.write_line(line, red=True, bold=True)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """A function that finds an outside program: `tool("ffmpeg")` → its path.

    Looks beside the running Python first (what PyPI provides), then on PATH and where Debian puts
    servers.
    """
    beside = str(Path(sys.executable).parent)
    places = os.pathsep.join([beside, os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])

    def find(name: str) -> str:
        found = shutil.which(name, path=places)
        return found or _go_without(name, "try `make tools`", may_fail=True)

    return find


@pytest.fixture(scope="session")
def node_module() -> Callable[[str], Path]:
    """A function that finds an npm package of `tests/tools/package.json`: its folder."""

    def find(name: str) -> Path:
        folder = NODE_MODULES / name
        if not folder.is_dir():
            _go_without(f"the npm package {name}", "try `make tools`", may_fail=True)
        return folder

    return find


@pytest.fixture(scope="session")
def font_package() -> Callable[[str], Path]:
    """A function that finds the unpacked fonts of a Debian package: their folder."""

    def find(name: str) -> Path:
        folder = FONTS / name
        if not folder.is_dir():
            _go_without(f"the Debian package {name}", "try `make tools`", may_fail=True)
        return folder

    return find


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input and other shared files beside the repository, which may be absent."""
    if not SHARED.is_dir():
        _go_without("the shared folder", "expected beside the repository", may_fail=False)
    return SHARED


@pytest.fixture(scope="session")
def sample() -> Callable[[Path], Path]:
    """A function that copies this repository's own publication into a folder, and returns it."""

    def copy(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("content", "feeds", "theme"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.jsonl"))
        shutil.copy(ROOT / "mkdocs.yml", folder)
        return folder

    return copy


# Servers that many tests share, since they take seconds to start.


@pytest.fixture(scope="session")
def object_server(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ObjectServer]:
    """An S3 store on loopback; every test makes a bucket of its own."""
    from s3_server import s3_server

    with s3_server(tmp_path_factory.mktemp("s3"), tool) as server:
        yield server


@pytest.fixture(scope="session")
def other_rsync(tool: Callable[[str], str], request: pytest.FixtureRequest) -> Path:
    """The folder of an rsync of another version than the machine's own.

    What apt does not offer here, or cannot fetch now, is no fault of the machine, under CI either.
    """
    import rsyncs

    own = rsyncs.own_version(tool("rsync"))
    others = [full for version, full in rsyncs.offered().items() if version != own]
    if not others:
        _go_without("a second version of rsync", "apt offers none here", may_fail=False)
    try:
        return rsyncs.unpacked(others[0], request.config.cache.mkdir("rsync"))
    except OSError as error:
        _go_without(f"rsync {others[0]}", f"apt cannot fetch it ({error})", may_fail=False)


@pytest.fixture(scope="session")
def ssh_host(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SshServer]:
    """An sshd on loopback, for tests that do not disturb it."""
    from ssh_server import ssh_server

    with ssh_server(tmp_path_factory.mktemp("ssh"), tool) as server:
        yield server
