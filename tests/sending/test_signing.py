"""Signatures are tried by two programs that are not ours: dkimpy and OpenDKIM."""

from __future__ import annotations

import os
import re
import smtplib
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dkim
import mail_server
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.problems import PublisherError
from publisher.sending.signing import SIGNED, DkimKey, new_key, read_key, relaxed_body, signed

LETTER = (
    "From: =?utf-8?q?R=C3=A4ksm=C3=B6rg=C3=A5s?= <red@tidning.example>\r\n"
    "To: reader@brev.example\r\n"
    "Subject: =?utf-8?q?En_l=C3=A5ng_rubrik_som_viks?=\r\n =?utf-8?q?_p=C3=A5_tv=C3=A5_rader?=\r\n"
    "Date: Mon, 30 Nov 2026 12:00:00 +0000\r\n"
    "Message-ID: <1.abc@tidning.example>\r\n"
    "List-Id: Veckobrevet <veckobrevet.tidning.example>\r\n"
    "List-Unsubscribe: <https://tidning.example/u/abc>,\r\n\t<mailto:av@tidning.example?subject=abc>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: 8bit\r\n"
    "\r\n"
    "Hej!\t  Två  blanksteg   \r\n\r\n.\r\n..punkter\r\nslut \t\r\n\r\n\r\n"
).encode()


@pytest.fixture(scope="module", params=["rsa", "ed25519"])
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DkimKey:
    file = tmp_path_factory.mktemp("key") / "dkim.pem"
    file.write_bytes(new_key(request.param))
    return read_key("tidning.example", "brev", file)


def verified(message: bytes, *keys: DkimKey, which: int = 0) -> bool:
    records = {f"{key.name}.": key.record.encode() for key in keys}
    judge = dkim.DKIM(message)
    try:
        return bool(judge.verify(idx=which, dnsfunc=lambda name, **_: records.get(name.decode())))
    except dkim.ValidationError:
        return False


def test_a_signed_letter_is_believed(key: DkimKey) -> None:
    letter = signed(LETTER, key)
    assert letter.endswith(LETTER)
    assert verified(letter, key)
    assert max(map(len, letter.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 100
    assert signed(LETTER, key) == letter


def test_a_letter_may_say_when_it_was_signed(key: DkimKey) -> None:
    letter = signed(LETTER, key, datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert b" t=1796040000;" in letter
    assert verified(letter, key)


def test_two_keys_can_sign_one_letter(tmp_path: Path) -> None:
    keys = []
    for kind in ("rsa", "ed25519"):
        (tmp_path / kind).write_bytes(new_key(kind))
        keys.append(read_key("tidning.example", kind, tmp_path / kind))
    letter = signed(signed(LETTER, keys[0]), keys[1])
    assert verified(letter, *keys, which=0)
    assert verified(letter, *keys, which=1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"slut", b"Slut"),
        (b"From: ", b"From: ann@tidning.example\r\nFrom: "),
        (b"Subject: ", b"Subject: Kop nu\r\nSubject: "),
        (b"MIME-Version", b"Reply-To: annan@fel.example\r\nMIME-Version"),
        (b"reader@", b"annan@"),
        (b"/u/abc", b"/u/xyz"),
        (b"=One-Click", b"=Two-Click"),
        (b"Feedback-ID", b"Feedback"),
        (b"1.abc@", b"2.abc@"),
        (b"charset=utf-8", b"charset=utf-7"),
    ],
)
def test_what_is_changed_or_put_in_is_found(key: DkimKey, old: bytes, new: bytes) -> None:
    whole = LETTER.replace(b"MIME-Version", b"Feedback-ID: 12:vecko:tidning\r\nMIME-Version")
    head, _, rest = signed(whole, key).partition(b"\r\nFrom: ")
    changed = (b"From: " + rest).replace(old, new, 1)
    assert changed != b"From: " + rest
    assert not verified(head + b"\r\n" + changed, key)


def test_what_relays_change_does_not_matter(key: DkimKey) -> None:
    letter = signed(LETTER, key)
    letter = letter.replace(b"slut \t\r\n", b"slut\r\n").rstrip(b"\r\n") + b"\r\n"
    letter = letter.replace(b"\r\n =?utf-8?q?_p", b"\r\n\t =?utf-8?q?_p")
    assert verified(b"Received: from a by b; now\r\n" + letter, key)


def test_what_cannot_be_signed_is_our_own_fault(key: DkimKey) -> None:
    for broken in (
        LETTER.replace(b"\r\n", b"\n"),
        LETTER.replace(b"slut", b"sl\rut"),
        LETTER.replace(b"From", b"Till"),
        LETTER.partition(b"\r\n\r\n")[0],
    ):
        with pytest.raises(ValueError, match="message"):
            signed(broken, key)


@given(st.lists(st.sampled_from(["a", " ", "\t", "\r\n", "å", "=", "."]), max_size=40).map("".join))
def test_a_body_is_hashed_as_dkimpy_hashes_it(text: str) -> None:
    from dkim.canonicalization import Relaxed

    body = text.encode() + b"\r\n"
    assert relaxed_body(body) == Relaxed.canonicalize_body(body)


def test_every_field_that_readers_lean_on_is_signed(key: DkimKey) -> None:
    letter = signed(LETTER, key)
    listed = re.search(rb"h=([^;]+);", letter)
    assert listed
    named = re.sub(rb"\s", b"", listed[1]).decode().split(":")
    there = {line.split(":")[0] for line in LETTER.decode().split("\r\n\r\n")[0].splitlines()}
    assert {name for name in SIGNED if name in there} <= set(named)
    assert named.count("From") == 2


def test_opendkim_believes_it_too(tool: Callable[[str], str], tmp_path: Path, key: DkimKey) -> None:
    program = tool("opendkim")
    (tmp_path / "keys").write_text(f"{key.name} {key.record}\n")
    (tmp_path / "conf").write_text(
        f"Mode v\nTestPublicKeys {tmp_path}/keys\nSyslog no\nTrustAnchorFile /dev/null\n"
    )
    for name, letter in {
        "whole": signed(LETTER, key),
        "broken": signed(LETTER, key).replace(b"Hej!", b"Hoj!"),
    }.items():
        (tmp_path / name).write_bytes(letter)
    command = [program, "-x", tmp_path / "conf", "-v", "-t"]
    said = [
        subprocess.run([*command, tmp_path / name], capture_output=True, check=False, text=True)
        for name in ("whole", "broken")
    ]
    assert re.search(r"verification \(s=brev,? d=tidning.example, .*\) succeeded", said[0].stdout)
    assert re.search(r"verification \(s=brev,? d=tidning.example, .*\) failed", said[1].stdout)


@pytest.mark.skipif(
    os.geteuid() != 0 and "CI" not in os.environ, reason="Postfix starts as root only"
)
def test_a_signature_survives_postfix(tool: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(new_key())
    key = read_key("tidning.example", "brev", tmp_path / "key")
    with mail_server.mail_server(tool) as post:
        with smtplib.SMTP(mail_server.HOST, post.smtp) as session:
            session.sendmail("studs@tidning.example", mail_server.ADDRESS, signed(LETTER, key))
        letter = arrived(post)
    assert letter.startswith(b"Return-Path: <studs@tidning.example>")
    assert verified(letter.replace(b"\n", b"\r\n"), key)


def arrived(post: mail_server.MailServer) -> bytes:
    for _ in range(1200):
        for path in (post.maildir / "new").glob("*"):
            return path.read_bytes()
        time.sleep(0.05)
    raise AssertionError(post.log.read_text("utf-8"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "kan inte läsas: den finns inte"),
        (b"", "är ingen privat nyckel i PEM-format"),
        (
            b"-----BEGIN PRIVATE KEY-----\nhej\n-----END PRIVATE KEY-----\n",
            "är ingen privat nyckel",
        ),
        ("rsa:1000", "har 1000 bitar, och under 1024 litar ingen på"),
        ("ec:256", "är varken RSA eller Ed25519"),
        ("locked", "skyddas av ett lösenord"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_in_swedish(
    tmp_path: Path, content: bytes | str | None, says: str
) -> None:
    file = tmp_path / "dkim.pem"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else other_key(content))
    with pytest.raises(PublisherError) as told:
        read_key("tidning.example", "brev", file)
    assert says in str(told.value)
    assert told.value.problems[0].hint


def other_key(kind: str) -> bytes:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if kind.startswith("rsa"):
        # `cryptography` makes none below 1024 any more.
        made = subprocess.run(
            ["openssl", "genrsa", "1000"], capture_output=True, check=True, timeout=600
        )
        return made.stdout
    private = (
        ec.generate_private_key(ec.SECP256R1())
        if kind.startswith("ec")
        else rsa.generate_private_key(65537, 2048)
    )
    lock = form.BestAvailableEncryption(b"x") if kind == "locked" else form.NoEncryption()
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, lock)
