"""HTML and plain text as one message, ready for a mail service or a sender to address.

Written out by hand, and read back by the standard library's strict parser in the tests: its own
writer (Python 3.11 to 3.13) loses the space between two encoded words of a long subject, turns a
long List-Unsubscribe into encoded words that no mail program takes for an address, and is slow.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Callable
from email.utils import format_datetime, formataddr
from functools import lru_cache
from hashlib import sha256
from string import printable
from urllib.parse import quote

from publisher.config import Config
from publisher.mail.letter import Letter

_ATOM = "!#$&'*+-/=?^_`{|}~."
"""What may stand in a Message-ID besides letters and digits (RFC 5322, 3.2.3)."""

ARCHIVE = "/nyhetsbrev/"
"""Where all letters can be read."""

_TAGGED = re.compile(r"\{\{|\*\||%%\{|\[\[|%[a-z_]{4,}(?:\.\w+)*%|\{\w+\}|<%")
"""What the tags of mail services begin with, or are."""

_CRLF = "\r\n"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WORD = 75 - len("=?utf-8?q??=")
"""Characters of an encoded word that are the words' own (RFC 2047, 2)."""
_FIRST = _WORD - len("Subject: ")
"""As many on the first line, after any of our headers' names."""
_SHORT = 60
"""Characters that fit on a header's first line, name and all, within 78 (RFC 5322, 2.1.1)."""


def message(letter: Letter, html: str, text: str, config: Config) -> bytes:
    """The message (RFC 5322, 2046) as bytes: CRLF, 7-bit, lines within 998 characters.

    It has no `To`, which the sender fills in. The Message-ID is the letter's own for ever, so that
    a mail program shows an edition that comes twice once. `List-Unsubscribe-Post` (RFC 8058) is
    there only when the way out is an https address with somebody's tag in it: one click must be
    enough to know who leaves, and an address that is the same for all does not tell. The sender
    must sign both headers with DKIM. ValueError if a header would hold a control character.

    No `Auto-Submitted` (RFC 3834): people wrote this. `Precedence: list` is in no standard, but
    vacation programs that look at nothing newer keep quiet when they see it, and 775 readers have
    a few; those that follow RFC 3834 or RFC 5230 see `List-Id`. `List-Post: NO` (RFC 2369): nobody
    writes to the list.
    """
    # Quoted-printable writes "=" as "=3D": a boundary with "=_" can stand in neither part.
    boundary = "=_" + sha256(letter.id.encode()).hexdigest()[:40]
    between = f"{_CRLF}--{boundary}{_CRLF}"
    parts = part("plain", text), part("html", html)
    head = "".join(f"{name}: {value}{_CRLF}" for name, value in _headers(letter, config))
    kind = f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"{_CRLF}'
    whole = f"{head}{kind}{between}{between.join(parts)}{_CRLF}--{boundary}--{_CRLF}"
    return whole.encode("ascii")


def _headers(letter: Letter, config: Config) -> list[tuple[str, str]]:
    mail = config.mail
    host = config.host
    headers = [
        ("From", mailbox(mail.from_name, mail.from_email)),
        ("Reply-To", checked(mail.reply_to)),
        ("Subject", header_words(letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", f"<{quote(letter.id, safe=_ATOM)}@{host}>"),
        ("List-Id", checked(f"<{mail.list_id}>")),
        ("List-Archive", f"<{config.absolute(ARCHIVE)}>"),
        ("List-Post", "NO"),
        ("Precedence", "list"),
        ("Content-Language", config.language),
        ("MIME-Version", "1.0"),
    ]
    if mail.unsubscribe:
        # Only what is not ASCII is encoded: merge tags, spaces and all, must come through.
        url = quote(config.absolute(checked(mail.unsubscribe)), safe=printable)
        headers.insert(6, ("List-Unsubscribe", f"<{url}>"))
        if url.startswith("https:") and _TAGGED.search(url):
            headers.insert(7, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, with the name quoted or encoded as it needs (RFC 5322, 3.4)."""
    if _plain(name):
        return formataddr((name, checked(address)))
    return f"{header_words(name)}{_CRLF} <{checked(address)}>"


def header_words(words: str) -> str:
    """Words as they stand if they are short ASCII, else as encoded words (RFC 2047), folded."""
    if _plain(words):
        return words
    lines, room = [""], _FIRST
    for character in words:
        sign = _q(character)
        if len(lines[-1]) + len(sign) > room:
            lines.append("")
            room = _WORD
        lines[-1] += sign
    return f"{_CRLF} ".join(f"=?utf-8?q?{line}?=" for line in lines)


@lru_cache(maxsize=4096)
def _q(character: str) -> str:
    """A character as RFC 2047 (4.2, 5) lets it stand in an encoded word anywhere; never split."""
    if character == " ":
        return "_"
    if character.isascii() and (character.isalnum() or character in "!*+-/"):
        return character
    return "".join(f"={byte:02X}" for byte in character.encode())


def _plain(words: str) -> bool:
    return checked(words).isascii() and "=?" not in words and len(words) <= _SHORT


def checked(value: str) -> str:
    """The value itself. A line break in it could begin a header of somebody else's making."""
    if _CONTROL.search(value):
        raise ValueError(f"control character in a mail header: {value!r}")
    return value


@lru_cache(maxsize=4)
def encoded(words: str) -> str:
    """Words in quoted-printable (RFC 2045, 6.7), as the message's parts are: CRLF, 76 in a line."""
    words = words.replace(_CRLF, "\n").replace("\r", "\n").replace("\n", _CRLF)
    return b2a_qp(words.encode(), istext=True).decode("ascii")


def part(subtype: str, words: str, encode: Callable[[str], str] = encoded) -> str:
    """A part of the message with its head; `encode` writes it in quoted-printable."""
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    )
    return _CRLF.join((*head, "", encode(words)))
