"""Letters sent through a real post office, fetched from a real mailbox and opened in a reader."""

from __future__ import annotations

import imaplib
import os
import re
import smtplib
import subprocess
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from mail_server import ADDRESS, HOST, PASSWORD, MailServer, mail_server

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 and "CI" not in os.environ, reason="Postfix starts as root only"
)
SUBJECT = "Å, ä och ö i ämnesraden – och en 🚄 som går ända till änden av raden och lite till"


@pytest.fixture(scope="module")
def letters(
    published_nasty: Path,
) -> dict[str, bytes]:
    """Every `message.eml` of the sample publication, with the nastiest article in it too, by id."""
    root = published_nasty
    found = sorted((root / "build" / "editions").glob("*/message.eml"))
    return {path.parent.name: path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def post(tool: Callable[[str], str]) -> Iterator[MailServer]:
    with mail_server(tool) as server:
        yield server


@pytest.fixture(scope="module")
def fetched(letters: dict[str, bytes], post: MailServer) -> dict[str, EmailMessage]:
    """The letters as a mail program gets them, by Message-ID."""
    with smtplib.SMTP(HOST, post.smtp, timeout=600) as smtp:
        for data in letters.values():
            # SMTP itself takes away the sender's marks on the lines' ends; nothing else is changed.
            assert smtp.sendmail("studs@brev.example", [ADDRESS], data) == {}
    return {str(each["Message-ID"]): each for each in _mailbox(post, len(letters))}


def _mailbox(post: MailServer, count: int) -> list[EmailMessage]:
    """All letters in the mailbox, once there are `count` or more of them."""
    with imaplib.IMAP4(HOST, post.imap, timeout=600) as imap:
        imap.login(ADDRESS, PASSWORD)
        for _ in range(200):
            _, [number] = imap.select("INBOX", readonly=True)
            if int(number or b"0") >= count:
                break
            time.sleep(0.05)
        else:
            raise AssertionError(post.log.read_text("utf-8"))
        _, rows = imap.fetch("1:*", "(RFC822)")
    return [_parsed(row[1]) for row in rows if isinstance(row, tuple)]


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_every_letter_arrives_with_its_headers_and_parts_as_they_were(
    letters: dict[str, bytes], fetched: dict[str, EmailMessage]
) -> None:
    assert len(fetched) == len(letters) >= 8
    for data in letters.values():
        sent = _parsed(data)
        came = fetched[str(sent["Message-ID"])]
        assert came.get_content_type() == "multipart/alternative"
        for name, value in sent.items():
            assert str(came[name]) == str(value), name
        kinds = [part.get_content_type() for part in came.iter_parts()]
        assert kinds == ["text/plain", "text/html"]
        for ours, theirs in zip(sent.iter_parts(), came.iter_parts(), strict=True):
            assert theirs.get_content() == ours.get_content()
            assert theirs["Content-Type"].params["charset"] == "utf-8"


def test_nothing_about_a_letter_that_arrived_is_malformed(
    fetched: dict[str, EmailMessage],
) -> None:
    for message in fetched.values():
        strict = message_from_bytes(message.as_bytes(), policy=policy.strict)
        for part in strict.walk():
            assert not part.defects
        for name, value in strict.items():
            assert not getattr(value, "defects", ()), name


def test_swedish_letters_and_signs_of_four_bytes_come_through(
    letters: dict[str, bytes], post: MailServer, fetched: dict[str, EmailMessage]
) -> None:
    subjects = {str(message["Subject"]) for message in fetched.values()}
    assert SUBJECT in subjects
    with imaplib.IMAP4(HOST, post.imap, timeout=600) as imap:
        imap.login(ADDRESS, PASSWORD)
        imap.select("INBOX", readonly=True)
        imap.literal = "ämnesraden – och en 🚄".encode()
        _, [found] = imap.search("UTF-8", "SUBJECT")
    assert len(found.split()) == 1


def test_swaks_hands_a_letter_over_and_it_arrives_unchanged(
    letters: dict[str, bytes],
    post: MailServer,
    fetched: dict[str, EmailMessage],
    tool: Callable[[str], str],
    tmp_path: Path,
) -> None:
    id_ = next(iter(letters))
    (tmp_path / "brev.eml").write_bytes(letters[id_].replace(b"\r\n", b"\n"))
    command = [tool("swaks"), "--server", f"{HOST}:{post.smtp}", "--to", ADDRESS]
    command += ["--from", "studs@brev.example", "--data", f"@{tmp_path / 'brev.eml'}"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=600)
    assert done.returncode == 0, done.stdout
    sent = _parsed(letters[id_])
    came = [
        each
        for each in _mailbox(post, len(fetched) + 1)
        if str(each["Message-ID"]) == str(sent["Message-ID"])
    ]
    assert len(came) == 2
    for ours, *theirs in zip(sent.iter_parts(), *(each.iter_parts() for each in came), strict=True):
        assert {part.get_content() for part in theirs} == {ours.get_content()}


def test_a_real_mail_program_opens_the_letters_in_the_mailbox(
    fetched: dict[str, EmailMessage], post: MailServer, tool: Callable[[str], str]
) -> None:
    shown = set()
    for path in sorted((post.maildir / "new").iterdir()):
        command = [tool("mshow"), "-h", "from:subject:list-id", str(path)]
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, capture_output=True, check=True, timeout=600, env=env)
        page = done.stdout.decode()
        subject = re.search(r"^Subject: (.*)$", page, re.MULTILINE)
        message = next(
            each for each in fetched.values() if subject and each["Subject"] == subject[1]
        )
        plain = message.get_body(("plain",))
        assert plain is not None
        text = plain.get_content().replace("\r\n", "\n").strip()
        assert text in page
        assert 'text/plain; charset="utf-8"' in page or "text/plain" in page
        shown.add(subject[1] if subject else "")
    assert SUBJECT in shown
