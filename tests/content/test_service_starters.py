"""What `publisher init` gives whoever runs the sign-up service: files that the programs they are for can read."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from web_server import free_port

from publisher.cli.main import cli
from publisher.config import load_config
from publisher.content.new import publication
from publisher.content.new.wishes import Wishes
from publisher.content.welcome import FILE, welcome
from publisher.media.images import measure


@pytest.fixture
def root(tmp_path: Path) -> Path:
    wishes = Wishes(name="Åsas blad", address="https://tidning.se/")
    now = datetime(2026, 11, 30, tzinfo=UTC)
    return publication.found(tmp_path / "tidning", wishes, now).root


def understood(words: list[str]) -> None:
    """That a command line of ours is one."""
    command: click.Command = cli
    while words and not words[0].startswith("-"):
        assert isinstance(command, click.Group)
        command = command.commands[words.pop(0)]
    command.make_parser(click.Context(command)).parse_args(words)


def test_the_unit_and_the_container_start_what_there_is(root: Path) -> None:
    unit = (root / "tjanst/publisher-anmalan.service").read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    program, *words = shlex.split(line)
    assert program == "/srv/publikation/.venv/bin/publisher"
    understood(words)
    assert re.search(r"^StateDirectoryMode=0700$", unit, re.MULTILINE)
    container = (root / "tjanst/Containerfile").read_text("utf-8")
    (line,) = re.findall(r"^CMD (.*)$", container, re.MULTILINE)
    program, *words = json.loads(line)
    assert program == "publisher"
    understood(words)
    (lock,) = re.findall(r"--require-hashes -r (\S+)", container)
    assert (root / lock).is_file()


def test_nginx_can_read_its_snippet_which_writes_no_reader_down(
    root: Path, tool: Callable[[str], str], tmp_path: Path
) -> None:
    text = (root / "tjanst/nginx.conf").read_text("utf-8")
    assert "server_name brev.tidning.se;" in text
    assert "access_log off;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    plain = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{free_port()};", text)
    plain = re.sub(r"^\s*ssl_certificate.*$", "", plain, flags=re.MULTILINE)
    plain = plain.replace("/var/log/nginx/brev.log", str(tmp_path / "brev.log"))
    temporary = " ".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = tmp_path / "nginx.conf"
    conf.write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{temporary}\n{plain}\n}}\n", "utf-8"
    )
    command = [
        tool("nginx"),
        "-t",
        "-e",
        str(tmp_path / "error.log"),
        "-p",
        str(tmp_path),
        "-c",
        str(conf),
    ]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr


def test_systemd_finds_no_fault_with_the_unit(
    root: Path, tool: Callable[[str], str], tmp_path: Path
) -> None:
    written = root / "tjanst/publisher-anmalan.service"
    unit = tmp_path / "publisher-anmalan.service"
    program = "/srv/publikation/.venv/bin/publisher"
    unit.write_text(written.read_text("utf-8").replace(program, "/bin/true"), "utf-8")
    assert verified(tool, unit) == (0, "")
    unit.write_text(unit.read_text("utf-8").replace("ProtectHome=", "ProtectHomes="), "utf-8")
    assert "ProtectHomes" in verified(tool, unit)[1]


def verified(tool: Callable[[str], str], *units: Path) -> tuple[int, str]:
    command = [tool("systemd-analyze"), "verify", "--man=no", *map(str, units)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    return done.returncode, done.stdout + done.stderr


def test_caddy_can_read_its_file_and_finds_it_well_set(
    root: Path, tool: Callable[[str], str], tmp_path: Path
) -> None:
    file = root / "tjanst/Caddyfile"
    caddy = [tool("caddy")]
    named = ["--config", str(file), "--adapter", "caddyfile"]
    home = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    for words in (["validate", *named], ["fmt", "--diff", str(file)]):
        done = subprocess.run([*caddy, *words], capture_output=True, check=False, env=home)
        assert done.returncode == 0, done.stderr
    done = subprocess.run([*caddy, "adapt", *named], capture_output=True, check=True, env=home)
    read = json.loads(done.stdout)
    (server,) = read["apps"]["http"]["servers"].values()
    assert server["listen"] == [":443"]
    assert "logs" not in server  # an access log has the readers' own links
    (route,) = server["routes"]
    assert route["match"] == [{"host": ["brev.tidning.se"]}]
    assert '"dial": "127.0.0.1:8020"' in json.dumps(route)


def test_the_welcome_that_comes_along_is_whole(root: Path) -> None:
    config, _ = load_config(root, measure=measure)
    assert config is not None
    found, problems = welcome(config)
    assert problems == ()
    assert found is not None
    assert found[0] == "Välkommen till Åsas blad"
    assert "@@" not in (root / FILE).read_text("utf-8")
    assert "@@" not in (root / "tjanst/Caddyfile").read_text("utf-8")
