"""Addresses written bare in running text: they are links, and nothing in them is changed."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from publisher.content.render.reading import signs

_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\[\]`\"”’»“«|\x00-\x1f]++", re.IGNORECASE)
_HOST = re.compile(
    r"(?:https?://)?(?:[^\s/?#@]*@)?[\w-]+(?:\.[\w-]+)+(?::\d+)?(?=[/?#]|$)", re.IGNORECASE
)
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
_AFTER = frozenset("?!.,:*_~'…;")
"""What at the end of an address belongs to the sentence and not to it."""
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzåäöéüABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜ0123456789.+-_")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]{0,62}[^\W_])?(?:\.[^\W_](?:[\w-]{0,62}[^\W_])?)+(?![\w-]*@)")
_LONGEST_LOCAL = 64


class BareAddress(NamedTuple):
    """An address as it is written, and what to put before it in a link; None: it is no link."""

    written: str
    prefix: str | None

    def element(self) -> Element:
        """The link, whose words are the address."""
        href = f"{self.prefix or ''}{self.written}"
        made = Element("a", {"href": signs.attribute(href)})
        made.text = AtomicString(signs.attribute(self.written))
        return made

    def held(self) -> str:
        """Only the words, kept from becoming typographic."""
        return signs.as_address(self.written)


def web_address(text: str, start: int) -> tuple[BareAddress, int]:
    """The address that begins here, and where it ends."""
    match = _WEB.match(text, start)
    written = _trimmed(match[0] if match is not None else text[start : start + 1])
    prefix = ("http://" if written[:4].lower() == "www." else "") if _HOST.match(written) else None
    return BareAddress(written, prefix), start + len(written)


def _trimmed(written: str) -> str:
    end, opened, closed = len(written), written.count("("), written.count(")")
    while end:
        last = written[end - 1]
        if last == ";" and (entity := _ENTITY.search(written, max(0, end - 40), end)):
            end = entity.start()
        elif last in _AFTER:
            end -= 1
        elif last == ")" and closed > opened:
            closed -= 1
            end -= 1
        else:
            break
    return written[:end]


def mails(text: str) -> list[tuple[int, int]]:
    """Where every e-mail address in the text begins and ends, the last one first."""
    found: list[tuple[int, int]] = []
    at = text.find("@")
    while at >= 0:
        first = at
        while first > max(0, at - _LONGEST_LOCAL) and text[first - 1] in _LOCAL:
            first -= 1
        match = _DOMAIN.match(text, at + 1)
        if first < at and match is not None and not text.startswith("/", max(0, first - 1)):
            found.append((first, match.end()))
        at = text.find("@", at + 1)
    found.reverse()
    return found
