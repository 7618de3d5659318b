"""HTML and plain text as one message, ready for a mail service or a sender to address.

Written out by hand, and read back by the standard library's strict parser in the tests: its own
writer (Python 3.11 to 3.13) loses the space between two encoded words of a long subject, turns a
long List-Unsubscribe into encoded words that no mail program takes for an address, and is slow.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from email.header import Header
from email.utils import format_datetime, formataddr
from hashlib import sha256
from string import printable
from urllib.parse import quote, urlsplit

from publisher.config import Config
from publisher.editions.letter import Letter, absolute

_ATOM = "!#$&'*+-/=?^_`{|}~."
"""What may stand in a Message-ID besides letters and digits (RFC 5322, 3.2.3)."""

_CRLF = "\r\n"
_BREAK = re.compile(r"\r\n?|\n")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SHORT = 60
"""Characters that fit on a header's first line, name and all, within 78 (RFC 5322, 2.1.1)."""


def message(letter: Letter, html: str, text: str, config: Config) -> bytes:
    """The message (RFC 5322, 2046) as bytes: CRLF, 7-bit, lines within 998 characters.

    It has no `To`, which the sender fills in. The Message-ID is the letter's own for ever, so that
    a mail program shows an edition that comes twice once. There is no `List-Unsubscribe-Post`
    (RFC 8058): it asks for an address that knows the recipient, so it is the sender's to add.
    ValueError if a header would hold a line break or another control character.
    """
    # Quoted-printable writes "=" as "=3D": a boundary with "=_" can stand in neither part.
    boundary = "=_" + sha256((text + html).encode()).hexdigest()[:40]
    between = f"{_CRLF}--{boundary}{_CRLF}"
    parts = _part("plain", text), _part("html", html)
    head = "".join(f"{name}: {value}{_CRLF}" for name, value in _headers(letter, config))
    kind = f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"{_CRLF}'
    whole = f"{head}{kind}{between}{between.join(parts)}{_CRLF}--{boundary}--{_CRLF}"
    return whole.encode("ascii")


def _headers(letter: Letter, config: Config) -> list[tuple[str, str]]:
    mail = config.mail
    host = urlsplit(config.site_url).hostname
    headers = [
        ("From", _mailbox(mail.from_name, mail.from_email)),
        ("Reply-To", _checked(mail.reply_to)),
        ("Subject", _encoded(letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", f"<{quote(letter.id, safe=_ATOM)}@{host}>"),
        ("List-Id", _checked(f"<{mail.list_id}>")),
        ("Content-Language", config.language),
        ("MIME-Version", "1.0"),
    ]
    if mail.unsubscribe:
        # Only what is not ASCII is encoded: merge tags, spaces and all, must come through.
        url = quote(absolute(config, _checked(mail.unsubscribe)), safe=printable)
        headers.insert(-2, ("List-Unsubscribe", f"<{url}>"))
    return headers


def _mailbox(name: str, address: str) -> str:
    """`Name <address>`, with the name quoted or encoded as it needs (RFC 5322, 3.4)."""
    if _plain(name):
        return formataddr((name, _checked(address)))
    return f"{_encoded(name)}{_CRLF} <{_checked(address)}>"


def _encoded(words: str) -> str:
    """Words as they stand if they are short ASCII, else as encoded words (RFC 2047), folded."""
    if _plain(words):
        return words
    # The first line is kept short enough for any of our headers' names.
    return Header(_checked(words), "utf-8", maxlinelen=75, header_name="Subject").encode(
        linesep=_CRLF
    )


def _plain(words: str) -> bool:
    return _checked(words).isascii() and "=?" not in words and len(words) <= _SHORT


def _checked(value: str) -> str:
    """The value itself. A line break in it could begin a header of somebody else's making."""
    if _CONTROL.search(value):
        raise ValueError(f"control character in a mail header: {value!r}")
    return value


def _part(subtype: str, words: str) -> str:
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    )
    data = b2a_qp(_BREAK.sub(_CRLF, words).encode(), istext=True).decode("ascii")
    return _CRLF.join((*head, "", data))
