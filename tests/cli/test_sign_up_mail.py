"""The sign-up service's mails, handed over: what each end of it means, and a session that has grown cold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from sample.values import CONFIG
from smtp_server import Say, Script, plain, scripted
from web_server import free_port

from publisher.cli import sign_up_mail
from publisher.cli.sign_up_mail import SmtpMailer
from publisher.engine.recipes import ThemeFile
from publisher.engine.theme import in_force
from publisher.mail.notices import NoticeTemplates
from publisher.system.smtp import Server, Session

THEME = {
    name: ThemeFile(path=path, hash=sha256(path.read_bytes()).hexdigest())
    for name, path in in_force(Path(), None).items()
}
LETTER = b"Subject: x\r\n\r\nx\r\n"


@contextmanager
def mailing(port: int) -> Iterator[SmtpMailer]:
    session = Session(Server(host="127.0.0.1", port=port, security="none"))
    made = SmtpMailer(NoticeTemplates(THEME, CONFIG), session, "brev@x.example", None)
    try:
        yield made
    finally:
        made.close()


def at(step: str, line: str, *, close: bool = False) -> Script:
    return lambda now, _count, _to: Say(line=line, close=close) if now == step else None


@pytest.mark.parametrize(
    ("script", "state"),
    [
        (plain, "sent"),
        (at("rcpt", "550 5.1.1 nobody"), "refused"),
        (at("rcpt", "450 4.2.0 later"), "later"),
        (
            at("mail", "550 5.7.1 not you"),
            "later",
        ),  # our own fault: the reader is not to lose by it
        (at("greeting", "421 4.3.2 gone", close=True), "later"),
        (at("dot", "451 4.3.0 later"), "later"),
        (lambda now, _count, _to: Say(close=True) if now == "dot" else None, "unknown"),
    ],
)
def test_every_end_of_a_handover_has_a_meaning(script: Script, state: str) -> None:
    with scripted(script) as server, mailing(server.port) as mailer:
        posted = mailer.send(LETTER, "anna@x.example", lambda: True)
    assert posted.state == state
    assert posted.answer == ""


def test_nothing_listens_is_later_and_a_reader_who_is_gone_gets_nothing() -> None:
    with scripted() as server, mailing(server.port) as mailer:
        assert mailer.send(LETTER, "anna@x.example", lambda: False).state == "refused"
        assert server.letters == []
    with mailing(free_port()) as mailer:
        assert mailer.send(LETTER, "anna@x.example", lambda: True).state == "later"


def test_a_session_that_has_grown_cold_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers hang up on whoever says nothing; the first mail of the morning is not to wait for that."""
    with scripted() as server, mailing(server.port) as made:
        for _ in range(2):
            assert made.send(LETTER, "anna@x.example", lambda: True).state == "sent"
        assert server.sessions == 1
        usual = sign_up_mail.monotonic
        monkeypatch.setattr(sign_up_mail, "monotonic", lambda: usual() + 3600)
        assert made.send(LETTER, "anna@x.example", lambda: True).state == "sent"
        assert server.sessions == 2
