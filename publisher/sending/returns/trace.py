"""Marks of our own in what came back: whom it is about, before what it says of that itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message

_VERP = re.compile(r"\+([0-9a-z][0-9a-z_.=-]{5,80})@", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]{1,300}@[^<>\s]{1,255})>")
_IN_TEXT = re.compile(
    r"^[ \t>|]{0,20}(?P<name>X-Publisher-Delivery|Message-ID|Return-Path)[ \t]{0,9}:"
    r"[ \t]*(?P<value>\S{1,600})",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "to",
    "cc",
)
"""Where the address stands that a message was sent to: our return path, with a mark in it."""
_ANSWERS = ("in-reply-to", "references")
DELIVERY = "x-publisher-delivery"
_MOST = 20


def marks(message: Message, texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Marks and ids of letters, the surest first.

    `texts` are what readers see of it, in which older systems put the letter that they return.
    """
    tokens, ids = [*_to_whom(message)], [*_named(message, _ANSWERS)]
    for inner in returned(message):
        tokens += words(inner, DELIVERY)
        tokens += _VERP.findall(" ".join(words(inner, "return-path")))
        ids = [*_named(inner, ("message-id",)), *ids]
    for text in texts:
        for match in _IN_TEXT.finditer(text):
            name, value = match["name"].lower(), match["value"]
            if name == "message-id":
                ids += _ID.findall(value)
            else:
                tokens += _VERP.findall(value) if name == "return-path" else [value]
    return _few(tokens), _few(ids)


def returned(message: Message) -> Iterator[Message]:
    """The head of every letter that came back with it, whole or not."""
    from email.parser import HeaderParser

    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            yield HeaderParser().parsestr(text[:100_000])
        elif part.get_content_type() in {"message/rfc822", "message/global"}:
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield inner[0]


def words(message: Message, name: str) -> list[str]:
    """All values of a field, as text, each cut where nobody writes any longer."""
    return [str(value)[:2000] for value in message.get_all(name, [])[:_MOST]]


def _to_whom(message: Message) -> Iterator[str]:
    for name in _ENVELOPE:
        for value in words(message, name):
            yield from _VERP.findall(value)


def _named(message: Message, fields: Iterable[str]) -> Iterator[str]:
    for name in fields:
        for value in words(message, name):
            yield from _ID.findall(value)


def _few(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in found))[:_MOST]
