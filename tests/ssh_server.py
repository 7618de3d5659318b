"""An sshd of the test's own: on loopback, on a free port, with its own keys; ended by its own pid.

    with ssh_server(folder, tool) as server:
        ssh -p {server.port} -i {server.identity} -o UserKnownHostsFile={server.known_hosts} …

Rights count at this server even where the tests run as root: it is started without the powers to
pass them over. What the account's own shell does at each login is no part of a test, and may take most
of its time (half a second for each run of rsync where `~/.bashrc` sets up a pyenv): whoever logs in is at
home in the server's folder. `limit` is the largest file it can write, in bytes: a disk that is full.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication yes
PrintMotd no
LogLevel VERBOSE
KexAlgorithms curve25519-sha256
SetEnv HOME={folder} {path}
MaxStartups 100
MaxSessions 100
{subsystem}
"""


@dataclass(slots=True, kw_only=True)
class SshServer:
    """A running sshd. `identity` is the user's private key, `log` what the server said."""

    folder: Path
    sshd: str
    port: int
    user: str
    known_hosts: Path
    identity: Path
    limit: int | None = None
    path: str = ""
    sftp: str = ""
    subsystem: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def start(self) -> None:
        config = self.folder / "sshd_config"
        sftp = f"Subsystem sftp internal-sftp {self.sftp}" if self.subsystem else ""
        path = f"PATH={self.path}" if self.path else ""
        text = _CONFIG.format(port=self.port, folder=self.folder, path=path, subsystem=sftp)
        config.write_text(text)
        command = [self.sshd, "-D", "-e", "-f", str(config)]
        if self.limit is not None:
            command = ["prlimit", f"--fsize={self.limit}", *command]
        if os.geteuid() == 0:
            command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
        with (self.folder / "log").open("ab") as log:
            # A process that ignores SIGXFSZ is told that the file grew too large, not killed; our
            # Python does, and so shall the server.
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                restore_signals=False,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """End the server and the sessions it holds: all are in its own process group's session."""
        if self.process is None:
            return
        for pid in (*_children(self.process.pid), self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    def new_host_key(self) -> None:
        """What happens when somebody else answers at the address, or the host is set up anew."""
        self.stop()
        for name in ("host_key", "host_key.pub"):
            (self.folder / name).unlink()
        _key(self.folder / "host_key")
        self.start()

    def _wait(self) -> None:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 1):
                return
            assert self.process is not None
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        message = f"sshd did not start:\n{self.log}"
        raise RuntimeError(message)


@contextlib.contextmanager
def ssh_server(  # noqa: PLR0913 (each is one way in which servers differ)
    folder: Path,
    tool: Callable[[str], str],
    *,
    limit: int | None = None,
    path: str = "",
    sftp: str = "",
    subsystem: bool = True,
) -> Iterator[SshServer]:
    """A server whose files lie in `folder`, for as long as the context lasts.

    `path` is the PATH of what runs there, `sftp` are options of its sftp part, if it
    is to have one (`subsystem`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd, as root, asks for it
    _key(folder / "host_key")
    _key(folder / "identity")
    shutil.copy(folder / "identity.pub", folder / "authorized_keys")
    if limit is not None:
        tool("prlimit")
    server = SshServer(
        folder=folder,
        sshd=tool("sshd"),
        port=free_port(),
        user=pwd.getpwuid(os.geteuid()).pw_name,
        known_hosts=folder / "known_hosts",
        identity=folder / "identity",
        limit=limit,
        path=path,
        sftp=sftp,
        subsystem=subsystem,
    )
    know(server)
    (folder / "log").touch()
    try:
        server.start()
        yield server
    finally:
        server.stop()


def know(server: SshServer, *ports: int) -> None:
    """Let the client know the server's key, at its own port and at those of proxies before it."""
    key = (server.folder / "host_key.pub").read_text().rsplit(" ", 1)[0]
    lines = [f"[{HOST}]:{port} {key}\n" for port in (server.port, *ports)]
    server.known_hosts.write_text("".join(lines))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _key(place: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(place)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=600)


def _children(parent: int) -> list[int]:
    """All descendants of a process, the youngest first, from /proc."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    found = [parent]
    for pid in found:
        found += [child for child, above in parents.items() if above == pid]
    return found[:0:-1]
