"""The service behind the web servers whose files `publisher init` writes, each the real one with its own file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from program import ROOT
from service_program import Made, ask, running, sign_up, states
from smtp_server import Scripted
from web_server import free_port, listening

from publisher.subscribers.keys import KeyRing

TJANST = ROOT / "publisher/content/new/starters/publication/tjanst"
Tool = Callable[[str], str]


def caddy(tool: Tool, home: Path, port: int, behind: int) -> tuple[list[str], Path]:
    """The Caddyfile as it is written, without https: no certificate is to be had here."""
    text = (
        (TJANST / "Caddyfile").read_text("utf-8").replace("127.0.0.1:8020", f"127.0.0.1:{behind}")
    )
    text = text.replace("brev.@@VARD@@", f"http://127.0.0.1:{port}")
    file = home / "Caddyfile"
    file.write_text(text.replace("{\n", "{\n\tadmin off\n", 1), "utf-8")
    return [tool("caddy"), "run", "--config", str(file), "--adapter", "caddyfile"], home / "log"


def nginx(tool: Tool, home: Path, port: int, behind: int) -> tuple[list[str], Path]:
    """nginx' snippet as it is written, without https."""
    text = (
        (TJANST / "nginx.conf").read_text("utf-8").replace("127.0.0.1:8020", f"127.0.0.1:{behind}")
    )
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"^\s*ssl_certificate.*$", "", text, flags=re.MULTILINE)
    text = text.replace("/var/log/nginx/brev.log", str(home / "log"))
    temporary = " ".join(
        f"{name}_temp_path {home}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off;\nmaster_process off;\npid {home}/pid;\nevents {{}}\nhttp {{\n{temporary}\n"
    )
    file = home / "nginx.conf"
    file.write_text(f"{whole}{text}\n}}\n", "utf-8")
    command = [tool("nginx"), "-e", str(home / "log"), "-p", str(home), "-c", str(file)]
    return command, home / "log"


@contextmanager
def in_front(kind: str, tool: Tool, home: Path, behind: int) -> Iterator[tuple[int, Path]]:
    """The port it answers on, and where all that it writes goes."""
    home.mkdir()
    port = free_port()
    command, log = {"caddy": caddy, "nginx": nginx}[kind](tool, home, port, behind)
    with listening(
        command, port, log, {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home)}
    ):
        yield port, log


@pytest.mark.parametrize("kind", ["caddy", "nginx"])
def test_nobody_is_let_in_more_often_by_saying_that_it_is_another(
    made: Made, post: Scripted, tool: Tool, tmp_path: Path, kind: str
) -> None:
    root, folder = made(post.port)
    keys = KeyRing.load(folder)
    with running(root) as (behind, _), in_front(kind, tool, tmp_path / kind, behind) as (port, _):
        told = [sign_up(port, keys, f"a{n}@x.example", f"198.51.100.{n}") for n in range(8)]
    assert {status for status, _ in told} == {200}
    assert sum(states(folder).values()) == 5


@pytest.mark.parametrize("kind", ["caddy", "nginx"])
def test_no_readers_own_link_is_written_down_also_when_the_service_is_away(
    tool: Tool, tmp_path: Path, kind: str
) -> None:
    with in_front(kind, tool, tmp_path / kind, free_port()) as (port, log):
        assert ask(port, "GET", "/avsluta/HEMLIGT?adress=anna", client="198.51.100.7")[0] == 502
    text = log.read_text("utf-8")
    assert "HEMLIGT" not in text
    assert "anna" not in text
    assert "198.51.100.7" not in text
