"""Who wants to leave by mail: what a mail program writes for its reader, or she does herself.

The way out that stands in every letter (RFC 2369, `List-Unsubscribe`) has a mark in its subject,
sealed by us: whoever writes it had the letter, and it is done at once. Without it anybody can have
written the message in somebody else's name. Mailman asks back by mail in that case; we do when she
answers a letter of hers what amounts to the same, since its Message-ID is known to nobody else, and
else leave it to the editor, so that nobody is taken off, or written to, in another's name.
"""

from __future__ import annotations

import re
from email.message import Message
from email.utils import parseaddr

from publisher.sending.returns.report import Return
from publisher.sending.returns.trace import words

_WISH = re.compile(
    r"^\s*(?:(?:re|sv|svar|aw)\s*:\s*){0,5}(?:avsluta|avprenumerera|unsubscribe)\b", re.IGNORECASE
)
_MARK = re.compile(r"(?<![\w.-])[\w-]{1,40}\.[\w-]{1,400}\.[\w-]{10,60}(?![\w.-])", re.ASCII)


def read(message: Message, subject: str) -> list[Return]:
    """The wish, if the subject says so; empty if it does not."""
    if not _WISH.match(subject):
        return []
    found = _MARK.search(subject)
    sender = parseaddr(" ".join(words(message, "from"))[:1000])[1]
    return [
        Return(
            kind="leave",
            evidence="vill sluta",
            leaving=found[0] if found else "",
            recipient=sender,
        )
    ]
