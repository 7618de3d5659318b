"""The sign-up service as a program of its own, with a publication around it, and how it is asked."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from urllib.parse import urlencode

from program import ROOT
from sample.publication import MKDOCS_YML
from smtp_server import Scripted
from web_server import free_port

from publisher.subscribers import StorePlace, open_store
from publisher.subscribers.keys import KeyRing
from publisher.subscribers.service.stamps import new_stamp

HOME = "http://127.0.0.1:8020"


def settings(smtp: int, at: Path, hourly: int = 60) -> str:
    readers = f"{{service: {HOME}/, at: {at}, hourly: {hourly}}}"
    out = f"      mail:\n        smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}\n"
    text = MKDOCS_YML.replace("subscribers: 775", f"subscribers: {readers}")
    return text.replace("      mail:\n", out)


@contextmanager
def running(
    root: Path, *command: str, env: dict[str, str] | None = None
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The service on a free port, until the block ends; its log lies beside the publication."""
    port = free_port()
    line = command or (
        sys.executable,
        "-m",
        "publisher",
        "subscriptions",
        "serve",
        "--port",
        "{port}",
    )
    with (root.parent / "service.log").open("ab") as log:
        process = subprocess.Popen(
            [part.format(port=port) for part in line],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            while True:
                assert process.poll() is None, (root.parent / "service.log").read_text("utf-8")
                with closing(socket.socket()) as asking:
                    if asking.connect_ex(("127.0.0.1", port)) == 0:
                        break
                sleep(0.05)
            yield port, process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def ask(
    port: int, method: str, path: str, fields: dict[str, object] | None = None, client: str = ""
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"origin": HOME, **({"x-forwarded-for": client} if client else {})}
    if fields is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urlencode(fields or {}, doseq=True), headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def sign_up(port: int, keys: KeyRing, address: str, client: str) -> tuple[int, str]:
    """With a stamp as a page of ten seconds ago bears it."""
    stamp = new_stamp(keys, datetime.now(UTC) - timedelta(seconds=10))
    return ask(
        port, "POST", "/anmal", {"address": address, "list": "artiklar", "stamp": stamp}, client
    )


Made = Callable[..., tuple[Path, Path]]
"""What writes a publication with a service, and gives the folder of its store too, with keys."""


def waited(post: Scripted, count: int) -> None:
    while len(post.letters) < count:
        sleep(0.05)


def states(folder: Path) -> Counter[str]:
    with open_store(
        StorePlace(database=str(folder / "subscribers.sqlite"), folder=folder)
    ) as store:
        return Counter(row["state"] for row in store.database.rows("SELECT state FROM outbox"))
