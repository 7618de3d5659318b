"""`subscribers.at: ssh://…`: the same commands, carried out where the store is, over a real sshd."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from program import ROOT, Ran
from ssh_server import SshServer, ssh_server

LINES = "email\n" + "".join(f"a{number}@lasare.se\n" for number in range(783))


@pytest.fixture(scope="module")
def host(
    tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SshServer]:
    """A machine of its own, with the program on it and a home where nothing lies."""
    home = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    program = home / "bin" / "publisher"
    python = ROOT / ".venv" / "bin" / "python"
    ours = f'PYTHONPATH={ROOT} exec {python} -m publisher "$@"'
    program.write_text(f"#!/bin/sh\necho Välkommen!\n{ours}\n")
    program.chmod(0o755)
    path = f"{home / 'bin'}:/usr/bin:/bin"
    with ssh_server(tmp_path_factory.mktemp("sshd"), tool, path=path) as server:
        yield server


@pytest.fixture
def say(
    publication: Callable[..., Path],
    run: Callable[..., Ran],
    host: SshServer,
    tmp_path: Path,
    tool: Callable[[str], str],
) -> Callable[..., Ran]:
    root = publication()
    at = f"ssh://{getpass.getuser()}@127.0.0.1:{host.port}{tmp_path}/far/subscribers.sqlite"
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("subscribers: 775", f"subscribers: {{count: 12, at: '{at}'}}"))
    (tmp_path / "bin").mkdir()
    ssh = tmp_path / "bin" / "ssh"
    known = f"-i {host.identity} -o UserKnownHostsFile={host.known_hosts}"
    ssh.write_text(f'#!/bin/sh\nexec {tool("ssh")} -F none {known} "$@"\n')
    ssh.chmod(0o755)
    (tmp_path / "fil.csv").write_text(LINES)
    env = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return lambda *args, **more: run("people", *args, cwd=root, env={**env, **more})


def told(ran: Ran, code: int = 0) -> str:
    assert ran[0] == code, ran
    return ran[1] + ran[2]


def test_people_on_another_machine(say: Callable[..., Ran], tmp_path: Path) -> None:
    far = tmp_path / "far"
    take = ("import", "../fil.csv", "--list", "artiklar")
    taken = told(say(*take, "--report", "../rapport.csv"))
    assert "fil.csv: en vanlig CSV-fil" in taken
    assert "783 rader = 783 kom med" in taken
    assert (tmp_path / "rapport.csv").read_text("utf-8-sig").count("kom med") == 783
    assert (tmp_path / "rapport.csv").stat().st_mode & 0o777 == 0o600
    assert far.stat().st_mode & 0o777 == 0o700
    assert "artiklar (Artiklar): 783 får brev" in told(say("list"))
    assert "står nu 775" in told(say("count", "--write"))
    assert "count: 775" in (tmp_path / "tidning" / "mkdocs.yml").read_text("utf-8")
    assert "a7@lasare.se" in told(say("show", "a7@lasare.se"))
    copied = told(say("backup", "../kopia.zip"))
    assert "Kopian ligger i ../kopia.zip." in copied
    assert (tmp_path / "kopia.zip").read_bytes().startswith(b"PK\x03\x04")
    assert "i publikationens mapp" in told(say("backup", "kopia.zip"), 1)
    told(say("forget", "a7@lasare.se"))
    restored = told(say("restore", "../kopia.zip"))
    assert "1 person hade sagt nej sedan dess" in restored
    assert "782 adresser i ../ut.csv" in told(
        say("export", "--list", "artiklar", "--out", "../ut.csv")
    )
    assert (tmp_path / "ut.csv").read_text("utf-8-sig").count("@lasare.se") == 782
    assert "finns redan" in told(say("export", "--list", "artiklar", "--out", "../ut.csv"), 1)
    assert "ingen har den adressen" in told(say("forget", "x@lasare.se"), 1)
    assert "adressen ska ha ett @" in told(say("show", "x"), 1)


def test_a_machine_that_does_not_answer_is_told(
    say: Callable[..., Ran], tmp_path: Path, host: SshServer
) -> None:
    settings = tmp_path / "tidning" / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace(f":{host.port}/", ":1/"), "utf-8")
    assert "bröts, eller kom aldrig till stånd" in told(say("list"), 1)


def test_where_the_program_lies_there_and_how_ssh_goes_are_told_as_for_sending(
    say: Callable[..., Ran], host: SshServer
) -> None:
    wrong = told(say("list", PUBLISHER_THERE="/srv/brev/.venv/bin/publisher"), 1)
    assert "/srv/brev/.venv/bin/publisher --version" in wrong
    right = f"env PYTHONPATH={ROOT} {ROOT / '.venv' / 'bin' / 'python'} -m publisher"
    assert "artiklar (Artiklar): 0 får brev" in told(say("list", PUBLISHER_THERE=right))
    assert "bröts, eller kom aldrig" in told(say("list", PUBLISHER_SSH="-o Port=1 -p 1"), 1)
