"""One login over ssh, which other programs share for as long as it lasts; it ends with us."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_GOODBYE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SshHost:
    """Who to connect to, and as whom; what is empty, ssh knows itself."""

    address: str
    port: int = 0
    identity: str = ""
    known_hosts: str = ""

    @property
    def options(self) -> list[str]:
        """For ssh: it never asks, trusts no new or changed key, and gives up in the end."""
        wanted = ["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=20"]
        wanted += ["ServerAliveInterval=15", "ServerAliveCountMax=4"]
        if self.identity:
            wanted.append("IdentitiesOnly=yes")
        if self.known_hosts:
            wanted.append(f"UserKnownHostsFile={shlex.quote(self.known_hosts)}")
        found = [part for option in wanted for part in ("-o", option)]
        found += ["-i", self.identity] if self.identity else []
        return found + (["-p", str(self.port)] if self.port else [])


class SshRefused(Exception):  # noqa: N818 (a refusal is what we call it everywhere)
    """There is no login; `said` is what ssh had to say of it."""

    def __init__(self, said: str) -> None:
        """Carry what was said, as it was said."""
        self.said = said
        super().__init__(said)


@asynccontextmanager
async def logged_in(
    host: SshHost, socket: Path, environment: Mapping[str, str]
) -> AsyncIterator[None]:
    """Log in, for as long as the context lasts; in a session of its own, so that Ctrl-C spares it.

    Runs of ssh that are given `socket` go through it. Raises SshRefused when that fails.
    """
    command = [
        "ssh", *host.options, "-M", "-S", str(socket), "-N", "-o", "ControlPersist=no",
        "-o", "PermitLocalCommand=yes", "-o", "LocalCommand=echo open", host.address,
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        process = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", _WITH_ITS_PARENT, "sh", *command,
            env=environment, stdin=PIPE, stdout=PIPE, stderr=said, start_new_session=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None  # noqa: S101 (as asked for)
            if not await process.stdout.readline():
                await _end(process)
                said.seek(0)
                raise SshRefused(said.read().decode("utf-8", "replace"))
            yield
        finally:
            await _end(process)


_WITH_ITS_PARENT = """\
"$@" </dev/null & exec >/dev/null
read -r _
kill $! 2>/dev/null
wait
"""
"""Run something until standard input ends, which it does however the process that holds it dies.

All that is run through the login hangs on it, so nothing goes on writing when nobody is left to
say what was written.
"""


async def _end(process: Process) -> None:
    """Let it go, and whatever it has started: they are a session of their own.

    Also when somebody has killed the shell that would have ended it.
    """
    assert process.stdin is not None  # noqa: S101 (as asked for)
    process.stdin.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _GOODBYE)
    with suppress(ProcessLookupError, PermissionError):  # as systems say that none is left
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
