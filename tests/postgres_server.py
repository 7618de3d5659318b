"""A PostgreSQL of the test's own: Debian's, on loopback, on a free port, ended by its own pid.

    with postgres_server(folder, tool) as server:
        place = server.database()          # "postgresql://…": a new, empty one
        server.stop(), server.kill(), server.start()   # what a restart and a power cut look like

One a test process (the fixture `postgres`). It never runs as root: started by root it becomes the user
that Debian makes for it, or nobody. What it writes is not forced onto the disk, since no test cuts the
power of the machine that it runs on: what was committed is there after `kill` all the same.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
SUPERUSER = "publisher"
_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "shared_buffers": "32MB",
    # A container's /dev/shm is small.
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclass(slots=True, kw_only=True)
class PostgresServer:
    """A running PostgreSQL. `log` is what it said; `settings` hold from the next start."""

    folder: Path
    programs: Path
    port: int
    password: str = field(repr=False)
    settings: dict[str, str] = field(default_factory=lambda: dict(_SETTINGS))
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _names: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def place(self, database: str = "postgres") -> str:
        """The address of one of its databases, as the program's settings take it."""
        return f"postgresql://{SUPERUSER}:{self.password}@{HOST}:{self.port}/{database}"

    def database(self, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy of another one that nobody is using."""
        name = f"test{next(self._names)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return self.place(name)

    def sql(self, text: str, database: str = "postgres") -> str:
        """What PostgreSQL's own client prints for `text`."""
        command = [self.programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text]
        done = subprocess.run(
            [*command, self.place(database)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode().strip()

    def start(self) -> None:
        """Start it, and wait until it answers: also after `kill`, when it first repairs itself."""
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        command = [self.programs / "postgres", "-D", self.folder / "data", f"-p{self.port}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*_as_its_user("--pdeathsig=QUIT"), *command, *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """End it in good order; whoever is connected is cut off."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End it as a machine does that loses its power: nothing is written any more."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        self.process = None

    def _wait(self) -> None:
        ready = [str(self.programs / "pg_isready"), "-q", "-h", HOST, "-p", str(self.port)]
        for _ in range(600):
            if not subprocess.run(ready, check=False, timeout=60).returncode:
                return
            assert self.process is not None
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        message = f"PostgreSQL did not start:\n{self.log}"
        raise RuntimeError(message)


@contextlib.contextmanager
def postgres_server(tool: Callable[[str], str]) -> Iterator[PostgresServer]:
    """A server with nothing in it, for as long as the block lasts. All that it writes goes with it."""
    programs = _programs(tool)
    # Not in pytest's folder, which only the user may enter who runs the tests.
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if _user() is not None:
            shutil.chown(folder, _user())
        password = secrets.token_hex(16)
        _make(programs, folder, password)
        server = PostgresServer(
            folder=folder, programs=programs, port=_free_port(), password=password
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _make(programs: Path, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if _user() is not None:
        shutil.chown(secret, _user())
    command = [programs / "initdb", "-D", folder / "data", "-U", SUPERUSER, "--no-sync"]
    # The password travels on loopback and lives for a minute: hashing it would cost each connection.
    options = ["-A", "password", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(
        [*_as_its_user(), *command, *options, "--no-instructions"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


def _programs(tool: Callable[[str], str]) -> Path:
    """The folder of the newest PostgreSQL: Debian keeps them beside each other, off everybody's PATH."""
    kept = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    found = max(kept, key=lambda path: float(path.parts[-3]), default=None)
    return (found or Path(tool("postgres")).resolve()).parent


def _user() -> str | None:
    """Whom root becomes, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as_its_user(*options: str) -> list[str]:
    user = _user()
    if user is None:
        return []
    group = str(pwd.getpwnam(user).pw_gid)
    # In this order: whoever changes the user loses what was said of the parent's death before.
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *options, "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
