"""The way to a machine with rsync: that there is one here, new enough, and one login over ssh."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from publisher.deploy.targets.rsync.link import SshConnection, environment
from publisher.deploy.targets.rsync.words import MISSING, refused
from publisher.problems import Problem, PublisherError
from publisher.system.ssh import SshHost, SshRefused, logged_in

_OLDEST = (3, 1)
"""The first rsync that can be told to pass over, and to delete, what is not there."""
_LONGEST_SOCKET = 80
"""A socket's path must be short (104 bytes on macOS), and ssh adds to it while it connects."""


@asynccontextmanager
async def connected(host: SshHost, folder: str, shown: str) -> AsyncIterator[SshConnection]:
    """Connect, for as long as the context lasts. Raises PublisherError or Cut when that fails."""
    version = _version()
    if not shutil.which("ssh"):
        raise PublisherError(MISSING)
    with tempfile.TemporaryDirectory(prefix="publisher-") as room:
        socket = Path(room) / "ssh"
        link = SshConnection(
            host=host, folder=folder, shown=shown, room=Path(room), socket=None, version=version
        )
        if len(os.fsencode(socket)) > _LONGEST_SOCKET or os.name == "nt":
            yield link
            return
        try:
            async with logged_in(host, socket, environment()):
                yield replace(link, socket=socket)
        except SshRefused as refusal:
            raise refused(refusal.said, shown, folder) from refusal


def _version() -> tuple[int, ...]:
    try:
        done = subprocess.run(
            ["rsync", "--version"],  # noqa: S607 (the author's own rsync)
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        raise PublisherError(MISSING) from None
    found = re.search(r"rsync\s+version v?(\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    version = tuple(int(part or 0) for part in found.groups()) if found else (0,)
    if version < _OLDEST:
        text = "rsync på den här datorn är för gammal, eller macOS egen: det behövs 3.1 eller nyare"
        hint = "Installera rsync (på en Mac: brew install rsync), eller använd kind: sftp."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    return version
