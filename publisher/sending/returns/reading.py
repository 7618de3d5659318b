"""A message that came back → what it says, and about whom.

A report that follows the standard is believed before anything else (bounces: RFC 3464, complaints:
RFC 5965); then come automatic answers (RFC 3834), which never count; what is left and calls itself
a bounce is read by `unusual`. Whatever is sent here can have been written by anybody: it is cut
where nobody writes any longer, and nothing in it can raise an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from publisher.sending.returns import complaints, delivery_reports, leaving, unusual
from publisher.sending.returns.report import Return, without_addresses
from publisher.sending.returns.trace import marks, words

LONGEST = 400_000
"""Bytes of a message that are looked at: reports return the letter after what they have to say."""
_DEEPEST = 40
_NESTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_TEXT = 50_000

_ANSWERED = re.compile(
    r"out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autosvar"
    r"|automatiskt svar|frånvaro|franvaro|semester|abwesenheit|automatische antwort"
    r"|réponse automatique|vacation",
    re.IGNORECASE,
)


def read(data: bytes) -> list[Return]:
    """What a message says: one value for each recipient it reports on, and at least one.

    Never raises for what stands in it.
    """
    data = data[:LONGEST]
    if len(_NESTED.findall(data)) > _DEEPEST:
        return [Return(kind="other", evidence="nästlat för djupt för att läsas")]
    message = message_from_bytes(data)
    texts = list(_texts(message))
    tokens, ids = marks(message, texts)
    found = (
        list(delivery_reports.read(message))
        or list(complaints.read(message))
        or _answer(message)
        or list(unusual.read(message, texts))
        or leaving.read(message, _subject_whole(message))
        or [Return(kind="other", evidence=_subject(message))]
    )
    return [_marked(each, tokens, ids) for each in found]


def _marked(each: Return, tokens: tuple[str, ...], ids: tuple[str, ...]) -> Return:
    from dataclasses import replace

    return replace(each, tokens=tokens, message_ids=ids)


def _answer(message: Message) -> list[Return]:
    """An automatic answer of a person's or a program's, unless a mail server says it."""
    if unusual.claims_to_be_one(message):
        return []
    submitted = " ".join(words(message, "auto-submitted")).strip().lower()
    said = bool(submitted) and not submitted.startswith("no")
    said = said or any(
        message.get(name) is not None
        for name in ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-response-suppress")
    )
    precedence = " ".join(words(message, "precedence")).lower()
    said = said or "auto_reply" in precedence or "auto-reply" in precedence
    if said or _ANSWERED.search(_subject(message)) or _receipt(message):
        return [Return(kind="autoreply", evidence=_subject(message))]
    return []


def _receipt(message: Message) -> bool:
    """Somebody's mail program tells that the letter was shown (RFC 8098)."""
    kinds = {part.get_content_type() for part in message.walk()}
    return "message/disposition-notification" in kinds


def _subject(message: Message) -> str:
    return without_addresses(_subject_whole(message))


def _subject_whole(message: Message) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header

    raw = " ".join(words(message, "subject"))
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError, LookupError):  # broken base64 in an encoded word
        return raw
    return "".join(_decoded(*part) for part in parts)


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "latin-1", "replace")
    except LookupError:  # a character set that nobody has
        return part.decode("latin-1")


def _texts(message: Message) -> Iterator[str]:
    """What readers see of it: the first parts of text that are not within what is returned."""
    left = _TEXT
    for part in _own_parts(message):
        if part.get_content_maintype() == "text" and left > 0:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield _decoded(payload[:left], None if not payload.isascii() else "ascii")
                left -= len(payload)


def _own_parts(message: Message) -> Iterator[Message]:
    if message.get_content_maintype() == "message":
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _own_parts(part)
    elif message.get_content_type() != "text/rfc822-headers":
        yield message
