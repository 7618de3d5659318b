"""Encryption to the relay, with real certificates: both ways of it, and what is wrong in Swedish."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from publisher.system.smtp import HandedOver, Patience, Refused, Security, Server, Session

SHORT = Patience(connect=10, command=10, data=10, block=10, dot=10)
LETTER = b"Subject: x\r\n\r\nHej!\r\n"


def _openssl(folder: Path, *args: str) -> None:
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issuer, and certificates of its for us, for somebody else, and of last year."""
    folder = tmp_path_factory.mktemp("tls")
    subject = ("-subj", "/CN=Provarna")
    key = ("req", "-newkey", "rsa:2048", "-nodes", "-sha256")
    _openssl(folder, *key, "-x509", "-days", "30", *subject, "-keyout", "ca.key", "-out", "ca.pem")
    for name, alternative, days in (
        ("good", "IP:127.0.0.1", ("-days", "20")),
        ("other", "DNS:mx.annan.example", ("-days", "20")),
        (
            "old",
            "IP:127.0.0.1",
            ("-days", "-1"),
        ),
    ):
        (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n")
        _openssl(folder, *key, *subject, "-keyout", f"{name}.key", "-out", f"{name}.csr")
        signed = ("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key")
        _openssl(folder, *signed, *days, "-extfile", f"{name}.ext", "-out", f"{name}.pem")
    return folder


@contextmanager
def relay(folder: Path, name: str, security: Security) -> Iterator[tuple[int, list[bytes]]]:
    """A server for one session, encrypted from the start or when asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    letters: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        thread = threading.Thread(target=_serve, args=(listening, context, security, letters))
        thread.start()
        yield int(listening.getsockname()[1]), letters
        thread.join(30)
        assert not thread.is_alive()


def _serve(
    listening: socket.socket, context: ssl.SSLContext, security: Security, letters: list[bytes]
) -> None:
    line, _ = listening.accept()
    line.settimeout(10)
    try:
        if security == "tls":
            line = context.wrap_socket(line, server_side=True)
        line.sendall(b"220 post.example ESMTP\r\n")
        reading = line.makefile("rb")
        while command := reading.readline().split(b" ")[0].strip().upper():
            if command == b"STARTTLS":
                line.sendall(b"220 2.0.0 go\r\n")
                line = context.wrap_socket(line, server_side=True)
                reading = line.makefile("rb")
            elif command == b"DATA":
                line.sendall(b"354 go\r\n")
                letters.append(b"".join(iter(reading.readline, b".\r\n")))
                line.sendall(b"250 2.0.0 taken\r\n")
            else:
                more = (
                    b"250-post.example\r\n250 STARTTLS\r\n" if command == b"EHLO" else b"250 ok\r\n"
                )
                line.sendall(more)
    except (OSError, ValueError):  # the client did not like what it saw, and left
        pass
    finally:
        line.close()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_letter_goes_encrypted_to_a_server_that_is_who_it_says(
    certificates: Path, security: Security
) -> None:
    with relay(certificates, "good", security) as (port, letters):
        session = Session(_to(port, security, certificates))
        assert isinstance(session.deliver("s@x.example", "a@y.example", LETTER), HandedOver)
        session.close()
    assert letters == [LETTER]


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("other", "serverns certifikat gäller ett annat namn än det i mail.smtp.host"),
        ("old", "serverns certifikat har gått ut"),
    ],
)
def test_a_server_that_is_not_is_told_in_swedish_and_gets_nothing(
    certificates: Path, security: Security, name: str, says: str
) -> None:
    with relay(certificates, name, security) as (port, letters):
        found = Session(_to(port, security, certificates)).deliver(
            "s@x.example", "a@y.example", LETTER
        )
    assert found == Refused(code=0, text=says, step="tls")
    assert not letters


def test_an_issuer_that_nobody_knows_is_told(certificates: Path) -> None:
    with relay(certificates, "good", "tls") as (port, letters):
        server = Server(host="127.0.0.1", port=port, security="tls", patience=SHORT)
        found = Session(server).deliver("s@x.example", "a@y.example", LETTER)
    assert isinstance(found, Refused)
    assert found.text == "serverns certifikat är utfärdat av någon som datorn inte litar på"
    assert not letters


def _to(port: int, security: Security, folder: Path) -> Server:
    trust = str(folder / "ca.pem")
    return Server(host="127.0.0.1", port=port, security=security, trust=trust, patience=SHORT)
