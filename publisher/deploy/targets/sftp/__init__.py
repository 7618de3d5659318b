"""A host that takes files over SFTP, and may have neither a shell nor rsync."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from publisher.config import TargetSettings
from publisher.config.options import TargetOptions
from publisher.deploy.targets.store import Store, StoreSettings
from publisher.deploy.targets.storing import StoreTarget

PASSWORD = "PUBLISHER_SFTP_PASSWORD"  # noqa: S105 (the variable's name)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?")
_CONNECT = 20
_PAUSES = (1.0, 4.0)
_KEEPALIVE = 15
"""Seconds of silence after which the host is asked whether it is there; after three, it is not."""


def sftp(settings: TargetSettings, root: Path, file: str) -> StoreTarget:
    """The target `kind: sftp`. Raises PublisherError for all that is wrong in its options."""
    options = TargetOptions(settings, file)
    options.no_secrets(f"Byt lösenord. Använd helst en nyckel, annars miljövariabeln {PASSWORD}.")
    host = options.text("host", example="sftp.exempel.se")
    path = options.text("path", example="public_html")
    own = SftpSettings(
        shown=f"sftp://{host}/{path.strip('/')}",
        pauses=_PAUSES,
        host=host,
        port=options.number("port", 22, 1, 65535),
        user=options.text("user"),
        path=path.rstrip("/"),
        own=options.text("memory", path).rstrip("/"),
        identity=options.file("identity", root),
        known_hosts=options.file("known_hosts", root, "~/.ssh/known_hosts"),
        keep=options.number("keep", 3, 0, 50),
    )
    if host and not _HOST.fullmatch(host):
        options.fault("har något annat än ett värdnamn i host:", "Skriv bara namnet, utan sftp://.")
    for name, folder in (("path", own.path), ("memory", own.own)):
        if path and (not folder or ".." in PurePosixPath(folder).parts):
            hint = f"Skriv en egen mapp för sajten, till exempel {name}: public_html"
            options.fault(f"har en mapp i {name}: som inte går", hint)
    options.finish()
    return StoreTarget(name=settings.name, settings=own, root=root)


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpSettings(StoreSettings):
    """A folder `path` at such a host, the one `own` for our own notes, and how one gets in."""

    host: str
    port: int
    user: str
    path: str
    own: str
    identity: str
    known_hosts: str
    parallel: int = 16

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """Connect, and see to it that the host is the one it says."""
        import asyncssh

        from publisher.deploy.targets.sftp.store import SftpStore
        from publisher.deploy.targets.sftp.words import not_let_in

        with _quiet():
            try:
                connection = await asyncssh.connect(self.host, **self._options())
            except (asyncssh.Error, OSError, ValueError) as error:
                raise not_let_in(error, self) from error
            async with connection:
                try:
                    client = await connection.start_sftp_client()
                except (asyncssh.Error, OSError) as error:
                    raise not_let_in(error, self) from error
                async with client:
                    store = SftpStore(
                        client=client,
                        site=self.path,
                        own=self.own,
                        shown=self.shown,
                        parallel=self.parallel,
                    )
                    yield replace(store, can_keep=await store.can_link())

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "port": self.port,
            "known_hosts": self.known_hosts if Path(self.known_hosts).is_file() else b"",
            "connect_timeout": _CONNECT,
            "login_timeout": _CONNECT,
            "keepalive_interval": _KEEPALIVE,
            "password": os.environ.get(PASSWORD) or None,
        }
        if self.user:
            options["username"] = self.user
        if self.identity:
            options["client_keys"] = [self.identity]
        return options


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what asyncio and asyncssh say of every packet that finds the line cut.

    We tell that once, by the exception that reaches us. The handler of the loop stays, for a task
    may be thrown away later; the loop itself lives no longer than one command to the host.
    """
    asyncio.get_running_loop().set_exception_handler(_if_news)
    logger = logging.getLogger("asyncio")
    logger.addFilter(_is_news)
    try:
        yield
    finally:
        logger.removeFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return record.getMessage() != "socket.send() raised exception."


def _if_news(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    import asyncssh

    if not isinstance(context.get("exception"), asyncssh.Error | OSError):
        loop.default_exception_handler(context)
