"""Rules for old addresses with `?`: a real nginx answers by them, and Caddy takes them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server
from time import sleep

from publisher.importers.rules import rules

QUERIES = (("/?p=12", "/2015/rals/"), ("/?p=3", "/2016/a/"), ("/?page_id=7", "/om/"))


def asked(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location") or ""


def test_nginx_leads_on(tool: Callable[[str], str], tmp_path: Path) -> None:
    nginx = tool("nginx")
    for name, text in rules(QUERIES).items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("start", "utf-8")
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    temporary = "".join(
        f"{name}_temp_path {tmp_path}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} include {tmp_path}/nginx-http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; root {tmp_path}/site; absolute_redirect off;\n"
        f"include {tmp_path}/nginx-server.conf; }} }}\n",
        "utf-8",
    )
    tmp_path.chmod(0o755)
    server = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)])
    try:
        for _ in range(200):
            try:
                asked(port, "/")
                break
            except OSError:
                sleep(0.1)
        assert asked(port, "/?p=12") == (301, "/2015/rals/")
        assert asked(port, "/?page_id=7&x=1") == (301, "/om/")
        assert asked(port, "/?p=99")[1] == ""
        assert asked(port, "/")[1] == ""
    finally:
        server.terminate()
        server.wait(20)


def test_caddy_takes_them(tool: Callable[[str], str], tmp_path: Path) -> None:
    inner = rules(QUERIES, (("/feed/", "/feed.xml"), ("/tag/å b;c/feed/", "/x.xml")))["Caddyfile"]
    file = tmp_path / "Caddyfile"
    file.write_text(f":0 {{\n{inner}}}\n", "utf-8")
    command = [tool("caddy"), "adapt", "--config", str(file), "--adapter", "caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "/2015/rals/" in done.stdout


def test_there_are_no_rules_where_nothing_leads_on() -> None:
    assert rules(()) == {}
    assert rules((("/?p=3&x={}", "/x/"),)) == {}
