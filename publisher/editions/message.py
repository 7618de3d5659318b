"""HTML and plain text as one message, ready for a mail service or a sender to address."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256
from string import printable
from typing import Any
from urllib.parse import quote, urlsplit

from publisher.config import Config
from publisher.editions.letter import Letter, absolute

_ATOM = "!#$&'*+-/=?^_`{|}~."
"""What may stand in a Message-ID besides letters and digits (RFC 5322, 3.2.3)."""


class _Policy(EmailPolicy):
    """CRLF and 7-bit, with two faults of the standard library's folding gone round.

    Python 3.11 to 3.13 lose the space between two encoded words of a long subject, and turn a long
    URL into encoded words, which no mail program reads as a URL.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 (as in the base class)
        if name == "Subject":
            text = Header(str(value), header_name=name).encode(linesep=self.linesep)
        elif name == "List-Unsubscribe":
            text = str(value)
        else:
            return super().fold_binary(name, value)
        return f"{name}: {text}{self.linesep}".encode("ascii")


def message(letter: Letter, html: str, text: str, config: Config) -> bytes:
    """The message (RFC 5322, 2046) as bytes: CRLF, 7-bit, no line above 998 characters.

    It has no `To`, which the sender fills in. The Message-ID is the letter's own for ever, so that
    a mail program shows an edition that comes twice once. There is no `List-Unsubscribe-Post`
    (RFC 8058): it asks for an address that knows the recipient, so it is the sender's to add.
    ValueError if a header would hold a line break.
    """
    mail = config.mail
    out = EmailMessage(policy=_Policy(linesep="\r\n", cte_type="7bit"))
    out["From"] = Address(display_name=mail.from_name, addr_spec=mail.from_email)
    out["Reply-To"] = Address(addr_spec=mail.reply_to)
    out["Subject"] = letter.subject
    out["Date"] = letter.date
    out["Message-ID"] = f"<{quote(letter.id, safe=_ATOM)}@{urlsplit(config.site_url).hostname}>"
    out["List-Id"] = f"<{mail.list_id}>"
    if mail.unsubscribe:
        # Only what is not ASCII is encoded: merge tags, spaces and all, must come through.
        out["List-Unsubscribe"] = f"<{quote(absolute(config, mail.unsubscribe), safe=printable)}>"
    out["Content-Language"] = config.language
    out.set_content(text, cte="quoted-printable")
    out.add_alternative(html, subtype="html", cte="quoted-printable")
    # Quoted-printable writes "=" as "=3D": a boundary with "=_" can stand in neither part.
    out.set_boundary("=_" + sha256((text + html).encode()).hexdigest()[:40])
    return out.as_bytes()
