"""A real web server on loopback, with ranges and the headers that the handbook advises."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

CONF = """\
daemon off;
master_process off;
pid {home}/nginx.pid;
events {{ worker_connections 64; }}
http {{
  types {{
    text/html html; text/css css; text/javascript js; application/wasm wasm;
    application/rss+xml xml; application/json json; audio/mpeg mp3; text/vtt vtt;
    image/svg+xml svg; image/png png; image/jpeg jpg; image/webp webp; font/woff2 woff2;
  }}
  access_log off;
  {http}
  client_body_temp_path {home}/t1;
  proxy_temp_path {home}/t2;
  fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4;
  scgi_temp_path {home}/t5;
  server {{
    listen 127.0.0.1:{port};
    root {site};
    error_page 404 /404.html;
    {headers}
  }}
}}
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(port: int) -> bool:
    with closing(socket.socket()) as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(
    nginx: str, site: Path, home: Path, port: int, *headers: str, http: str = ""
) -> Iterator[str]:
    """Serve the folder `site` until the block ends; gives the origin.

    `headers` are nginx' own lines, such as `add_header X "y" always;`, and `http` those that stand
    outside the server.
    """
    conf, log = home / "nginx.conf", home / "error.log"
    lines = "\n    ".join(headers)
    conf.write_text(CONF.format(home=home, port=port, site=site, headers=lines, http=http), "utf-8")
    with listening([nginx, "-e", str(log), "-p", str(home), "-c", str(conf)], port, log):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def listening(
    command: list[str], port: int, log: Path, env: dict[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends, which begins when it listens; what it says goes to `log`."""
    with (
        log.open("ab") as out,
        subprocess.Popen(command, stdout=out, stderr=out, env=env) as server,
    ):
        try:
            patience = monotonic() + 300
            while not _answers(port):
                assert server.poll() is None, log.read_text("utf-8")
                assert monotonic() < patience
                sleep(0.02)
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
