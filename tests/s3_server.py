"""A SeaweedFS of the test's own, which speaks S3: on loopback, on free ports, ended by its pid."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
KEY, SECRET = "AKPROVNYCKEL", "HEMLIGT-som-aldrig-far-synas"
_START = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectServer:
    """A running store; `port` is the one that speaks S3."""

    port: int
    filer: int

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def make_bucket(self, name: str) -> str:
        _ask(self.filer, "POST", f"/buckets/{name}/")
        return name


@contextlib.contextmanager
def s3_server(folder: Path, tool: Callable[[str], str]) -> Iterator[ObjectServer]:
    """A store whose data lies in `folder`, for as long as the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = {
        "name": "prov",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    names = ("master.port", "volume.port", "filer.port", "s3.port")
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    grpc = {f"{name}.grpc": port for name, port in zip(names, _free_ports(4), strict=True)}
    options = {
        **ports,
        **grpc,
        "dir": folder,
        "ip": HOST,
        "ip.bind": HOST,
        "s3.config": folder / "s3.json",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.iam": "false",
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 64,
        # A bucket takes seven at once: with few, the third is told that there are none, again and again.
        "volume.max": 200,
    }
    command = [
        tool("weed"),
        "server",
        "-s3",
        *(f"-{name}={value}" for name, value in options.items()),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    server = ObjectServer(port=ports["s3.port"], filer=ports["filer.port"])
    try:
        _wait(server, process, folder / "log")
        yield server
    finally:
        # Asked to end, it stops its volumes and then hangs for minutes; nothing here needs saving.
        process.send_signal(signal.SIGKILL)
        process.wait(10)


def _wait(server: ObjectServer, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_START * 10):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            # Whoever asks without keys is refused, once it is up and can look for a bucket.
            if _ask(server.port, "GET", "/") == 403 and _ask(server.filer, "GET", "/") == 200:
                return
        time.sleep(0.1)
    message = f"SeaweedFS did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}"
    raise RuntimeError(message)


def _ask(port: int, method: str, path: str) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError from error
    finally:
        connection.close()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


class _Handler(BaseHTTPRequestHandler):
    """One connection to a Front. What it may ask of the front, and where the store is, is set on
    a class of its own, since http.server makes the objects.
    """

    protocol_version = "HTTP/1.1"
    front: Front
    target: int

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.front.refuses(self.command):
            self._refuse()
        else:
            self._forward(body)

    def _refuse(self) -> None:
        data = f"<Error><Code>{self.front.code}</Code><Message>{SECRET}</Message></Error>"
        self.send_response(self.front.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data.encode())

    def _forward(self, body: bytes) -> None:
        connection = http.client.HTTPConnection(HOST, self.target, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        self.send_response_only(answer.status)
        told = {name.lower(): value for name, value in answer.getheaders()}
        told.setdefault("content-length", str(len(data)))
        for name in told.keys() - {"transfer-encoding", "connection"}:
            self.send_header(name, told[name])
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Front:
    """Stands before a store and answers some requests itself: `status` and `code`, so many `times`.

    `only` limits that to requests of one method; `seen` counts those that came, by method.
    """

    def __init__(self, target: int) -> None:
        self.times, self.status, self.code, self.only = 0, 503, "SlowDown", ""
        self.seen: dict[str, int] = {}
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"front": self, "target": target})
        self._server = ThreadingHTTPServer((HOST, 0), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    def refuses(self, method: str) -> bool:
        with self._lock:
            self.seen[method] = self.seen.get(method, 0) + 1
            if self.times > 0 and self.only in {"", method}:
                self.times -= 1
                return True
        return False

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@contextlib.contextmanager
def front(target: int) -> Iterator[Front]:
    """A front before a store's port, for as long as the context lasts."""
    made = Front(target)
    try:
        yield made
    finally:
        made.close()
