"""Postfix makes real reports of what it cannot deliver, and Dovecot hands them out by IMAP."""

from __future__ import annotations

import contextlib
import imaplib
import os
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mail_server import ADDRESS, HOST, PASSWORD, MailServer, mail_server
from sample.returns import LETTER, TOKEN

from publisher.problems import PublisherError
from publisher.sending.returns.collecting import collect
from publisher.sending.returns.fetching import MailboxAccess, from_imap
from publisher.subscribers import PeopleStore, StorePlace, open_store, people
from publisher.subscribers.addresses import Address, cleaned

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 and "CI" not in os.environ, reason="Postfix starts as root only"
)

# Postfix itself fails these, each in its own way, and returns them to whom they came from.
_BOUNCING = """\
recipient_delimiter = +
mynetworks = 127.0.0.0/8
smtpd_reject_unlisted_recipient = no
transport_maps = inline:{
  { borta.example = error:5.1.1 Ingen sådan läsare },
  { full.example = error:5.2.2 Brevlådan är full },
  { nej.example = error:5.7.26 Unauthenticated mail }
  }
"""
_DOMAINS = ("borta.example", "full.example", "nej.example")


@pytest.fixture(scope="module")
def post(tool: Callable[[str], str]) -> Iterator[MailServer]:
    with mail_server(tool, _BOUNCING) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PeopleStore]:
    place = StorePlace(database=str(tmp_path / "s" / "subscribers.sqlite"), folder=tmp_path / "s")
    with open_store(place) as opened:
        yield opened


def access(post: MailServer) -> MailboxAccess:
    return MailboxAccess(
        host=HOST, port=post.imap, security="none", user=ADDRESS, password=PASSWORD
    )


def sent(store: PeopleStore, post: MailServer) -> dict[str, int]:
    """A letter to one reader at each domain, with its own mark in the return path."""
    with store.write():
        edition = store.database.one(
            "INSERT INTO edition (name, list, frozen_hash, subject, created, candidates, planned, "
            "state, started) VALUES ('v48', 'brev', 'x', 'x', :now, 3, 3, 'sending', :now) "
            "RETURNING id",
            now=store.stamp(),
        )
        found = {domain: delivery(store, edition, f"anna@{domain}") for domain in _DOMAINS}
    local, _, own = ADDRESS.partition("@")
    with smtplib.SMTP(HOST, post.smtp, timeout=600) as smtp:
        for domain, number in found.items():
            token = store.keys.short("delivery", number)
            smtp.sendmail(
                f"{local}+{token}@{own}", [f"anna@{domain}"], LETTER.replace(TOKEN, token)
            )
        smtp.sendmail(
            "bo@nagon.example", [ADDRESS], "From: bo@nagon.example\nSubject: Tack\n\nHej!\n"
        )
    return found


def delivery(store: PeopleStore, edition: int, written: str) -> int:
    address = cleaned(written)
    assert isinstance(address, Address)
    person = people.person_of(store, address)
    people.put_state(store, person, "brev", "active")
    return int(
        store.database.one(
            "INSERT INTO delivery (edition, person, address, address_hash, domain, message_id, "
            "state, handed) VALUES (:edition, :person, :address, :hash, :domain, :id, 'accepted', "
            ":now) RETURNING id",
            edition=edition,
            person=person,
            address=address.address,
            hash=store.keys.address_hash(address.key),
            domain=address.domain,
            id=f"{person}@brev.example",
            now=store.stamp(),
        )
    )


def waited(post: MailServer, count: int) -> None:
    for _ in range(1200):
        if len(list((post.maildir / "new").glob("*"))) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(post.log.read_text("utf-8"))


def test_real_reports_are_fetched_acted_on_and_moved(store: PeopleStore, post: MailServer) -> None:
    numbers = sent(store, post)
    waited(post, 4)
    told = collect(store, from_imap(access(post)), "imap")
    assert dict(told.kinds) == {"gone": 1, "full": 1, "ours": 1, "other": 1}
    states = {
        row["id"]: row["state"] for row in store.database.rows("SELECT id, state FROM delivery")
    }
    assert [states[numbers[domain]] for domain in _DOMAINS] == [
        "bounced_hard",
        "bounced_soft",
        "bounced_soft",
    ]
    getting = {each.address for each in people.active(store, "brev")}
    assert getting == {"anna@full.example", "anna@nej.example"}
    assert list(told.causes) == ["nej.example"]
    with imaplib.IMAP4(HOST, post.imap, timeout=600) as imap:
        imap.login(ADDRESS, PASSWORD)
        counts = [
            int(imap.select(name, readonly=True)[1][0] or 0) for name in ("INBOX", "Behandlade")
        ]
    assert counts == [1, 3]  # what a person wrote is left, and nothing is gone
    assert collect(store, from_imap(access(post)), "imap").messages == 0


def test_what_stands_in_the_way_of_a_mailbox_is_told_in_swedish(post: MailServer) -> None:
    good = access(post)
    wrong = PASSWORD[::-1]
    for broken, says in (
        (replace(good, password=wrong), "godtar inte namnet eller lösenordet"),
        (replace(good, folder="Finns inte"), "svarade"),
        (replace(good, port=1), "nås inte: inget svarar på den adressen"),
        (replace(good, security="tls"), "går inte att kryptera säkert"),
    ):
        with pytest.raises(PublisherError) as told:
            list(from_imap(broken))
        assert says in str(told.value)
        assert told.value.problems[0].hint


def test_the_command_reads_a_pipe_and_the_settings_mailbox(
    publication: Callable[..., Path], tmp_path: Path
) -> None:
    box = tmp_path / "lada"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "new" / "1").write_bytes(
        LETTER.replace("From: ", "Auto-Submitted: auto-replied\nFrom: ").encode()
    )
    root = publication()
    settings = (root / "mkdocs.yml").read_text("utf-8")
    own = f"      mail:\n        returns:\n          maildir: {box}\n"
    assert settings.count("      mail:\n") == 1
    (root / "mkdocs.yml").write_text(settings.replace("      mail:\n", own))
    home = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}

    def command(*words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "publisher", "mail", "returns", *words],
            cwd=root, env=home, input=data, capture_output=True, check=False, timeout=600,
        )  # fmt: skip

    done = command()
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == "1 brev läst.\n  1 automatiskt svar\n"
    assert [path.name for path in (box / ".Behandlade" / "cur").iterdir()] == ["1:2,S"]
    piped = command(
        "-",
        data=b"From: mailer-daemon@a.example\nSubject: failure notice\n\n<a@b.example>: 550 5.1.1 no\n",
    )
    assert piped.stdout.decode() == (
        "1 brev läst.\n  1 adress finns inte\n1 studs gäller ingen som har fått brev nyligen.\n"
    )
    next((tmp_path / "data").rglob("keys.json")).write_text("skräp")
    again = command("-", data=b"From: a@b\n\n")
    assert again.returncode == 75  # the mail server keeps it, and tries again later


@pytest.mark.parametrize(
    "answers",
    [
        {"SELECT": b"NO mappen f\xf6r brev finns inte"},
        {"LOGIN": b"NO l\xf6senord"},
        {"LIST": b"NO \xff"},
        {"UID": b"NO \xff\xfe"},
    ],
    ids=["select", "login", "list", "search"],
)
def test_a_mailbox_that_answers_in_any_letters_is_told_of(answers: dict[str, bytes]) -> None:
    with _odd_mailbox(answers) as port:
        box = MailboxAccess(host=HOST, port=port, security="none", user="a", password=PASSWORD)
        with pytest.raises(PublisherError) as told:
            list(from_imap(box))
        assert told.value.problems[0].hint


def test_a_mailbox_that_numbers_its_mail_with_words_is_passed_over() -> None:
    with _odd_mailbox({"UID": b"* SEARCH \xe5 1x\r\n%s OK done"}) as port:
        box = MailboxAccess(host=HOST, port=port, security="none", user="a", password=PASSWORD)
        assert list(from_imap(box)) == []


@contextlib.contextmanager
def _odd_mailbox(answers: dict[str, bytes]) -> Iterator[int]:
    """An IMAP server that says yes to everything but what `answers` has another answer for."""
    with socket.create_server((HOST, 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as said:
                line.sendall(b"* OK here\r\n")
                for command in said:
                    tag, word, *_ = command.split()
                    if word == b"CAPABILITY":
                        line.sendall(b"* CAPABILITY IMAP4rev1\r\n")
                    answer = answers.get(word.decode(), b"OK done")
                    line.sendall(answer % tag if b"%s" in answer else tag + b" " + answer)
                    line.sendall(b"\r\n")
                    if word == b"LOGOUT":
                        return

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        yield listening.getsockname()[1]
