"""How quickly the sign-up service answers while 200 a second ask: pages and sign-ups, each durable.

    .venv/bin/python benchmarks/sign_up.py [SECONDS] [A_SECOND]

Requests come at their hour whether earlier ones have been answered or not. Client and service share
the machine, so what the client costs is in the figures.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sample.publication import MKDOCS_YML  # noqa: E402
from smtp_server import scripted  # noqa: E402
from web_server import free_port  # noqa: E402

from publisher.subscribers import StorePlace, open_store  # noqa: E402
from publisher.subscribers.keys import KeyRing  # noqa: E402
from publisher.subscribers.service.stamps import new_stamp  # noqa: E402

HOME = "http://127.0.0.1:8020"


def main() -> None:
    """Print the figures."""
    seconds, rate = (int(each) for each in (*sys.argv[1:], "10", "200")[:2])
    with tempfile.TemporaryDirectory() as folder, scripted() as post:
        root, port = Path(folder) / "tidning", free_port()
        root.mkdir()
        at = Path(folder) / "readers" / "subscribers.sqlite"
        text = MKDOCS_YML.replace(
            "subscribers: 775", f"subscribers: {{service: {HOME}/, at: {at}, hourly: 60}}"
        )
        smtp = (
            f"      mail:\n        smtp: {{host: 127.0.0.1, port: {post.port}, security: none}}\n"
        )
        (root / "mkdocs.yml").write_text(text.replace("      mail:\n", smtp), "utf-8")
        with open_store(StorePlace(database=str(at), folder=at.parent)):
            keys = KeyRing.load(at.parent)
        command = [sys.executable, "-m", "publisher", "subscriptions", "serve", "--port", str(port)]
        with (Path(folder) / "log").open("wb") as log:
            service = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=log)
            assert service.stdout is not None  # noqa: S101
            service.stdout.readline()
            try:
                asyncio.run(measured(port, keys, seconds, rate))
            finally:
                service.terminate()
                service.wait()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        each = (used.ru_utime + used.ru_stime) * 1000 / (seconds * rate)
        print(f"the service used {each:.1f} ms of a core for each request, its start included")
        print(f"{len(post.letters)} confirmations left meanwhile")


async def measured(port: int, keys: KeyRing, seconds: int, rate: int) -> None:
    """Half of the requests are pages, half are sign-ups, each from a client of its own."""
    now = datetime.now(UTC) - timedelta(seconds=10)
    asked = [request(n, new_stamp(keys, now) if n % 2 else "") for n in range(seconds * rate)]
    began = time.perf_counter()
    tasks = []
    for number, data in enumerate(asked):
        due = began + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(answered(port, data)))
    times = await asyncio.gather(*tasks)
    took = time.perf_counter() - began
    for name, of in (("pages", times[0::2]), ("sign-ups", times[1::2])):
        ordered = sorted(of)
        p50, p99 = (ordered[int(len(ordered) * part)] * 1000 for part in (0.5, 0.99))
        print(f"{name}: {len(of) / took:.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def request(number: int, stamp: str) -> bytes:
    """A page, or with a stamp a sign-up."""
    client = f"10.{number >> 8 & 255}.{number & 255}.1"
    head = f"Host: x\r\nConnection: close\r\nX-Forwarded-For: {client}\r\n"
    if not stamp:
        return f"GET / HTTP/1.1\r\n{head}\r\n".encode()
    fields = {"address": f"a{number}@x.example", "list": "artiklar", "stamp": stamp}
    body = urlencode(fields)
    kind = "Content-Type: application/x-www-form-urlencoded"
    said = f"{head}Origin: {HOME}\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    return f"POST /anmal HTTP/1.1\r\n{said}".encode()


async def answered(port: int, data: bytes) -> float:
    """Seconds from the first byte to the last."""
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]  # noqa: S101
    writer.close()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
