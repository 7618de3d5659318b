"""Whether a file holds readers: told by its first bytes, whatever it is called."""

from __future__ import annotations

import re

from publisher.subscribers.backup import MARK as COPY
from publisher.subscribers.database import APPLICATION_ID
from publisher.subscribers.keys import MARK as KEYS

HEAD = 512
"""How many bytes are enough."""
_AT = 68  # https://www.sqlite.org/fileformat.html, 1.3: the application's number
_JOURNALS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


_KEYS = re.compile(
    rb'"what"\s*:\s*"'
    + KEYS.encode()
    + rb'"|"keys"\s*:\s*\{\s*"[0-9a-f]{4}"\s*:\s*\{[^}]*"secret"\s*:'
)
"""Also when another program has written them anew, in an order and with spaces of its own."""


def readers_in(head: bytes) -> str | None:
    """What kind of file of ours it is, in Swedish; None of any other."""
    if head.startswith(b"SQLite format 3\0"):
        ours = head[_AT : _AT + 4] == APPLICATION_ID.to_bytes(4, "big")
        return "registret över prenumeranter" if ours else None
    if head.startswith(_JOURNALS):
        return "en databas senaste ändringar, som kan vara prenumeranter"
    if head.startswith(b"PK\x03\x04") and COPY.encode() in head[:64]:
        return "en säkerhetskopia av prenumeranter"
    if head.lstrip().startswith(b"{") and _KEYS.search(head):
        return "nycklarna till registret över prenumeranter"
    return None
