"""Letters signed by their sender (DKIM, RFC 6376), with RSA or Ed25519 (RFC 8463).

Written out over `cryptography`, which signs in C: dkimpy takes ten times as long for a letter, and
is what our signatures are tried with, beside OpenDKIM. Both header and body are canonicalised as
`relaxed`, so that a relay may fold lines anew and take blanks away at their ends.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.problems import Problem, PublisherError, reason, remedy

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SIGNED = (
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
"""Fields that are signed where a letter has them.

RFC 8058 (section 4) asks for both of one-click, RFC 6376 (5.4.1) for what readers see.
"""
_ONCE = ("From", "To", "Subject", "Date", "Reply-To")
"""Named once more than they stand there, so that nobody can add a second one (RFC 6376, 8.15)."""

SHORTEST = 1024
"""Bits of an RSA key below which nobody believes a signature (RFC 8301)."""
ADVISED = 2048

_BLANKS = re.compile(rb"[ \t]{2,}|\t")
_FOLD = 72


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key, and what the place in DNS is called that has its public half."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def name(self) -> str:
        """Where in DNS the public half belongs."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def algorithm(self) -> str:
        """What the signature says of itself (`a=`)."""
        return "rsa-sha256" if self.bits else "ed25519-sha256"

    @property
    def bits(self) -> int:
        """The length of an RSA key; 0 of Ed25519, whose keys are all alike."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

        return self.private.key_size if isinstance(self.private, RSAPrivateKey) else 0

    @property
    def record(self) -> str:
        """What DNS must say at `name`: the text of a TXT record (RFC 6376, 3.6.1; RFC 8463, 4)."""
        return f"v=DKIM1; k={'rsa' if self.bits else 'ed25519'}; p={self.public}"

    @property
    def public(self) -> str:
        """The public half in base64: SubjectPublicKeyInfo of RSA, the 32 bytes of Ed25519."""
        from cryptography.hazmat.primitives import serialization as form

        public = self.private.public_key()
        if self.bits:
            data = public.public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
        else:
            data = public.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
        return b64encode(data).decode()

    def sign(self, text: bytes) -> bytes:
        """The signature over `text`. The same text gives the same one."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(text, PKCS1v15(), hashes.SHA256())
        return self.private.sign(sha256(text).digest())


def read_key(domain: str, selector: str, file: Path) -> DkimKey:
    """The key that lies in `file` as PEM. PublisherError: there is none that can be used."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(file.read_bytes(), None)
    except OSError as error:
        text = f"nyckeln till DKIM, {file}, kan inte läsas: {reason(error)}"
        raise PublisherError(Problem(path="", text=text, hint=remedy(error))) from error
    except TypeError as error:
        raise _unusable(file, "skyddas av ett lösenord") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unusable(file, "är ingen privat nyckel i PEM-format") from error
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise _unusable(file, "är varken RSA eller Ed25519")
    if isinstance(private, RSAPrivateKey) and private.key_size < SHORTEST:
        raise _unusable(file, f"har {private.key_size} bitar, och under {SHORTEST} litar ingen på")
    return DkimKey(domain, selector, private)


def new_key(kind: str = "rsa") -> bytes:
    """A new private key as PEM, `rsa` of 2048 bits or `ed25519`."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    private = (
        Ed25519PrivateKey.generate() if kind == "ed25519" else generate_private_key(65537, ADVISED)
    )
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def signed(message: bytes, key: DkimKey, at: datetime | None = None) -> bytes:
    """The message with a DKIM-Signature on top; `at` is when, if it is to say so.

    Several keys can sign after each other. ValueError: a line does not end in CRLF, or nobody is
    in From.
    """
    head, divided, body = message.partition(b"\r\n\r\n")
    ends = message.count(b"\r\n")
    if not divided or message.count(b"\n") != ends or message.count(b"\r") != ends:
        raise ValueError("a message has lines that end in CRLF, and an empty one after its head")
    fields = _fields(head)
    if not fields.get("from"):
        raise ValueError("a message without From is nobody's to sign")
    signature = _unsigned(key, fields, body, at)
    text = b"".join(_relaxed(raw) + b"\r\n" for raw in _chosen(fields)) + _relaxed(signature)
    made = b64encode(key.sign(text))
    lines = (made[at : at + _FOLD] for at in range(0, len(made), _FOLD))
    return signature + b"\r\n\t ".join(lines) + b"\r\n" + message


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """Raw fields by their names in small letters, in the order in which they stand."""
    found: dict[str, list[bytes]] = {}
    for raw in re.split(rb"\r\n(?![ \t])", head):
        name = raw.partition(b":")[0].strip().lower().decode("latin-1")
        found.setdefault(name, []).append(raw)
    return found


def _chosen(fields: dict[str, list[bytes]]) -> list[bytes]:
    """Raw fields in the order of `h=`; of several with one name the last is taken first."""
    return [raw for name in SIGNED for raw in reversed(fields.get(name.lower(), []))]


def _unsigned(
    key: DkimKey, fields: dict[str, list[bytes]], body: bytes, at: datetime | None
) -> bytes:
    """The signature's own field, up to where the signature itself will stand."""
    names = [name for name in SIGNED for _ in fields.get(name.lower(), [])]
    when = f" t={int(at.timestamp())};" if at else ""
    start = (
        f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed;{when}\r\n\td={key.domain}; "
    )
    start += f"s={key.selector};\r\n\th="
    listed = ":\r\n\t ".join(":".join(names_) for names_ in _in_lines([*names, *_ONCE]))
    bodies = b64encode(sha256(relaxed_body(body)).digest()).decode()
    return f"{start}{listed};\r\n\tbh={bodies};\r\n\tb=".encode()


def _in_lines(names: list[str]) -> list[list[str]]:
    return [names[at : at + 5] for at in range(0, len(names), 5)]


def _relaxed(raw: bytes) -> bytes:
    """A field as it is signed (RFC 6376, 3.4.2), without the end of its line."""
    name, _, value = raw.partition(b":")
    unfolded = _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip().lower() + b":" + unfolded


def relaxed_body(body: bytes) -> bytes:
    """A body as it is hashed (RFC 6376, 3.4.4)."""
    if b"\t" in body or b"  " in body:
        body = _BLANKS.sub(b" ", body)
    if b" \r\n" in body:
        body = body.replace(b" \r\n", b"\r\n")
    body = body.removesuffix(b" ").rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _unusable(file: Path, why: str) -> PublisherError:
    text = f"nyckeln till DKIM, {file}, {why}"
    hint = (
        "Gör en ny med publisher mail key, och lägg in posten som kommandot visar i domänens DNS."
    )
    return PublisherError(Problem(path="", text=text, hint=hint))
