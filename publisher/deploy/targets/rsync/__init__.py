"""A folder on another machine, by rsync over ssh.

Only files that this target wrote are ever replaced or removed. Files are sent in phases, so that
nothing leads to what is not yet there, and each takes the place of the old one in one step.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.config import TargetSettings
from publisher.config.options import TargetOptions
from publisher.deploy.targets.rsync.connecting import connected
from publisher.deploy.targets.rsync.store import RsyncStore
from publisher.deploy.targets.store import Store, StoreSettings
from publisher.deploy.targets.storing import StoreTarget
from publisher.system.ssh import SshHost

_TO = re.compile(
    r"(?:(?P<user>[^@:/\s-][^@:/\s]*)@)?(?P<host>[\w.][\w.-]*|\[[\da-fA-F:.]+\]):(?P<path>.+)"
)
_PATH = re.compile(r"[\w./~+@ -]+")


def rsync(settings: TargetSettings, root: Path, file: str) -> StoreTarget:
    """The target `kind: rsync`. Raises PublisherError for all that is wrong in its options."""
    options = TargetOptions(settings, file)
    to = options.text("to", example="namn@exempel.se:/srv/www")
    found = _TO.fullmatch(to)
    path = found["path"] if found else ""
    if to and not found:
        hint = "Skriv namn@värd:/mapp. För en mapp på den här datorn: kind: folder"
        options.fault("behöver to: med värd och mapp", hint)
    elif (
        to.startswith("rsync://") or path.startswith((":", "-")) or not _PATH.fullmatch(path or ".")
    ):
        hint = "Skriv namn@värd:/mapp, där mappens namn har bokstäver, siffror och ./_-+~"
        options.fault("har något i to: som inte går att använda", hint)
    elif path.rstrip("/") == "" and path:
        options.fault("pekar på hela datorn i to:", "Skriv mappen som sajten ska ligga i.")
    port = options.number("port", 22, 1, 65535)
    host = SshHost(
        address=to.rpartition(":")[0] if not found else to[: -len(path) - 1],
        port=port if "port" in settings.options else 0,
        identity=options.file("identity", root),
        known_hosts=options.file("known_hosts", root),
    )
    keep = options.number("keep", 3, 0, 50)
    options.finish()
    own = RsyncSettings(shown=to.rstrip("/"), host=host, folder=path, keep=keep)
    return StoreTarget(name=settings.name, settings=own, root=root)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsyncSettings(StoreSettings):
    """Such a folder, and how one gets there."""

    host: SshHost
    folder: str

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """One login for all runs of rsync."""
        async with connected(self.host, self.folder, self.shown) as link:
            yield RsyncStore(link=link)
