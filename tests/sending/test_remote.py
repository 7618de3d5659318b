"""Readers on another machine: the letter goes there by its hash, is sent there, and the facts come back.

Two homes on this machine, with a real sshd between them.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample.sending import SMALL, Desk, order_of
from smtp_server import scripted
from ssh_server import SshServer, ssh_server

from publisher import ledger
from publisher.config import SmtpSettings
from publisher.ledger.mailings import mailed
from publisher.problems import PublisherError
from publisher.sending import frozen, remote
from publisher.sending.facts import note
from publisher.sending.remote import There
from publisher.sending.requests import SendRequest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def away(tmp_path: Path) -> Desk:
    """The other machine's home."""
    made = Desk(tmp_path / "away" / "register")
    made.clock.at = datetime.now(UTC)
    return made


def there(server: SshServer, away: Desk) -> There:
    """The way to it, as a person's own configuration of ssh would have it."""
    ssh = ("ssh", "-i", str(server.identity), "-o", f"UserKnownHostsFile={server.known_hosts}")
    place = replace(away.place, host=f"{server.user}@127.0.0.1", port=server.port)
    home = f"HOME={away.folder.parent} PYTHONPATH={ROOT}"
    program = f"{home} {sys.executable} -m publisher"
    return There(place=place, command=(*ssh, "-o", "BatchMode=yes"), program=program)


def test_sent_from_there_and_known_here(
    tmp_path: Path, away: Desk, tool: Callable[[str], str]
) -> None:
    away.readers(12)
    here = tmp_path / "here"
    (here / "feeds").mkdir(parents=True)
    tool("ssh")
    with scripted() as post, ssh_server(tmp_path / "sshd", tool) as server:
        smtp = SmtpSettings(host="127.0.0.1", port=post.port, security="none")
        order = order_of(frozen.put(tmp_path / "made", SMALL), smtp=smtp)
        way = there(server, away)
        counted = way.ask(SendRequest(action="foresee", order=order)).planned
        assert counted is not None
        assert counted.planned == 12
        reply = way.ask(SendRequest(action="send", order=order), SMALL)
        (state,) = reply.sendings
        assert (state.state, state.sums["accepted"]) == ("finished", 12)
        assert note(here, reply.facts, datetime.now(UTC)) == 1
        again = way.ask(SendRequest(action="send", order=order), SMALL)
        assert again.sendings[0].sums == state.sums
        with pytest.raises(PublisherError, match="har inte skickats härifrån"):
            way.ask(SendRequest(action="status", name="vecka-9"))
        other = replace(order, frozen=frozen.put(tmp_path / "made", SMALL + b"x\r\n"))
        with pytest.raises(PublisherError, match="ändrat sedan det planerades"):
            way.ask(SendRequest(action="send", order=other), SMALL + b"x\r\n")
        server.stop()
        with pytest.raises(PublisherError, match="förbindelsen till"):
            way.ask(SendRequest(action="status"))
    assert set(post.copies.values()) == {1}
    assert len(post.copies) == 12
    assert mailed(ledger.read(here)[0], "vecka-6")
    assert (away.folder / "editions" / order.frozen).read_bytes() == SMALL
    assert "@" not in (here / "feeds" / "ledger.jsonl").read_text("utf-8")
    assert (away.folder / "editions" / order.frozen).stat().st_mode & 0o077 == 0


def test_a_line_that_is_cut_in_the_middle_of_a_letter_stops_nothing_there(
    tmp_path: Path, away: Desk, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor's machine goes to sleep: what was begun there goes on, and tells it afterwards."""
    away.readers(12)
    here = tmp_path / "here"
    (here / "feeds").mkdir(parents=True)
    tool("ssh")
    lines: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        lines.append(start(*args, **more))
        return lines[-1]

    def script(step: str, count: int, _: str) -> None:
        if step == "dot" and count == 5:
            lines[-1].kill()  # the letter is on its way, and no answer has been given
            lines[-1].wait(30)

    with scripted(script) as post, ssh_server(tmp_path / "sshd", tool) as server:
        smtp = SmtpSettings(host="127.0.0.1", port=post.port, security="none")
        order = order_of(frozen.put(tmp_path / "made", SMALL), smtp=smtp)
        way = there(server, away)
        monkeypatch.setattr(remote.subprocess, "Popen", noted)
        with pytest.raises(PublisherError) as error:
            way.ask(SendRequest(action="send", order=order), SMALL)
        monkeypatch.undo()
        assert "Det som hade börjat skickas där fortsätter" in str(error.value.problems[0].hint)
        until = time.monotonic() + 120
        while post.reached["dot"] < 12 and time.monotonic() < until:
            time.sleep(0.05)
        while (reply := way.ask(SendRequest(action="status"))).sendings[0].carried:
            assert time.monotonic() < until
    (state,) = reply.sendings
    assert (state.state, state.sums["accepted"], sum(state.sums.values())) == ("finished", 12, 12)
    assert set(post.copies.values()) == {1}
    assert len(post.copies) == 12
    assert note(here, reply.facts, datetime.now(UTC)) == 1
