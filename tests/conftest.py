"""What many tests share: small publications, the command line, outside programs and shared files."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zlib import crc32

import pytest
import templates
from font_sets import FONTS
from program import NODE_MODULES, ROOT, Ran
from ready import Ready
from sample.letters import nasty
from sample.publication import DEFAULT_FILES

from publisher.build import BuildOptions, build

if TYPE_CHECKING:
    from postgres_server import PostgresServer
    from s3_server import ObjectServer
    from ssh_server import SshServer

templates.share()
# Under nohup a hangup is ignored, and behind a shell's & an interrupt, by every program started from here
# too; tests send both.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
SHARED = Path(os.environ.get("KINAMEDIA_SHARED", ROOT.parent / "shared"))


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
def run() -> Iterator[Callable[..., Ran]]:
    """A function that runs `publisher ARGS…` in a process of its own, in the folder `cwd`."""
    ready = Ready()

    def run_(*args: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
        path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
        wanted = {**os.environ, "PYTHONPATH": path, **(env or {})}
        return ready.run([*map(str, args)], cwd, wanted)

    yield run_
    ready.end()


LONGEST = (
    "whole/test_payloads.py",
    "site/test_search.py",
    "deploy/test_targets_",
    "whole/",
    "build/test_killed.py",
    "build/test_incremental.py",
    "deploy/",
    "build/",
    "sending/",
    "subscribers/",
    "media/test_audio",
    "mail/test_mail_",
    "content/test_init.py",
    "site/",
    "preview/",
)
"""How the names of files begin that take longest, the longest first.

A file is one process's work. The long ones begin, so that at the end there are short ones enough to keep
every process busy.
"""


def _turn(item: pytest.Item) -> int:
    name = item.path.relative_to(ROOT / "tests").as_posix()
    return next((at for at, first in enumerate(LONGEST) if name.startswith(first)), len(LONGEST))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)
    _thin_out(items)


def _thin_out(items: list[pytest.Item]) -> None:
    """Of the values of a `sampled` test so many are left to the long run; one is always kept.

    Which ones is a matter of chance, but the same chance on every machine and every day, so that
    what fails fails again. Together the tests of a file still meet every value.
    """
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("sampled") and not item.get_closest_marker("long"):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for values in tests.values():
        mark = values[0].get_closest_marker("sampled")
        one_in = mark.args[0] if mark else 1
        values.sort(key=lambda item: crc32(item.nodeid.encode()))
        for item in values[-(-len(values) // one_in) :]:
            item.add_marker(pytest.mark.long)


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


@pytest.fixture(scope="session")
def published(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this repository's own publication, built with all it has; to be read only."""
    root = sample(tmp_path_factory.mktemp("publicerad") / "kinamedia")
    build(BuildOptions(root=root))
    return root


@pytest.fixture(scope="session")
def published_nasty(
    sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The same with the letter that mail programs stumble on, without search; to be read only."""
    root = sample(tmp_path_factory.mktemp("elak") / "kinamedia")
    for name, data in nasty().items():
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    build(BuildOptions(root=root, search=False))
    return root


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
def older_rsync(request: pytest.FixtureRequest) -> Path:
    """The folder of an rsync from the Debian release before; without it as for `other_rsync`."""
    import rsyncs

    try:
        return rsyncs.older(request.config.cache.mkdir("rsync"))
    except OSError as error:
        _go_without(f"rsync {rsyncs.OLDER[1]}", f"apt cannot fetch it ({error})", may_fail=False)


@pytest.fixture(scope="session")
def ssh_host(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SshServer]:
    """An sshd on loopback, for tests that do not disturb it."""
    from ssh_server import ssh_server

    with ssh_server(tmp_path_factory.mktemp("ssh"), tool) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(tool: Callable[[str], str]) -> Iterator[PostgresServer]:
    """A PostgreSQL on loopback, for tests that do not disturb it; each takes a database of its own."""
    from postgres_server import postgres_server

    with postgres_server(tool) as server:
        yield server
