"""One letter, ready for each mail service: its tags in their places, and nobody's words for tags.

A letter is set once, with a sign of our own in every place where a service puts something in; then
the signs are exchanged, service by service. So no tag is ever escaped, percent-encoded or broken
over two lines, and an author's words that look like a tag are made harmless before there are any.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from publisher.config import PLAIN, Config, Preset
from publisher.mail.letter import Letter

# Private use, so no text has them (Unicode, 23.5); one character each, so no line breaks in them.
UNSUBSCRIBE, WEB, NAME, BEGIN, END = "\ue001", "\ue002", "\ue003", "\ue004", "\ue005"
"""Stand for the way out, the web address, the first name, and around the greeting."""

GREETED = "{namn}"
"""Stands for the name in the greeting of the settings."""

_GREETING_HTML = re.compile(f"<p[^>]*>{BEGIN}.*?{END}</p>\n?", re.DOTALL)
_GREETING_TEXT = re.compile(f"{BEGIN}.*?{END}\n*", re.DOTALL)
_STYLE = re.compile(r"(<style\b.*?</style>)", re.DOTALL)
_TAG = re.compile(r"(\{\{.*?\}\}|\*\|.*?\|\*|%%\{.*?\}%%|\[\[.*?\]\])")
_INVISIBLE = "\u2060"
"""Word joiner: has no width and breaks no line, and no service's tag has one in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTags:
    """What is put in the places of one letter, for one service."""

    preset: Preset
    unsubscribe: str
    web: str

    def html(self, html: str) -> str:
        """The HTML as it is handed over."""
        html = _greeted(self._harmless(html), self.preset.first_name, _GREETING_HTML)
        unsubscribe, web = self.unsubscribe, self.web
        if self.preset.name == PLAIN:
            unsubscribe, web = _attribute(unsubscribe), _attribute(web)
        return html.replace(UNSUBSCRIBE, unsubscribe).replace(WEB, web)

    def text(self, text: str) -> str:
        """The plain text as it is handed over; also a subject."""
        if opens := _opening(self.preset.opens):
            text = opens.sub(lambda sign: sign[0][0] + _INVISIBLE, text)
        text = _greeted(text, self.preset.first_name, _GREETING_TEXT)
        return text.replace(UNSUBSCRIBE, self.unsubscribe.removeprefix("mailto:")).replace(
            WEB, self.web
        )

    def files(self, letter: Letter, html: str, text: str, config: Config) -> dict[str, bytes]:
        """What is handed to the service, by file name; `meta.json` is what it asks for besides."""
        mail = config.mail
        meta = {
            "subject": self.text(letter.subject),
            "preheader": self.text(letter.preheader),
            "from_name": mail.from_name,
            "from_email": mail.from_email,
            "reply_to": mail.reply_to,
            "date": letter.date.isoformat(),
            "url": letter.url,
        }
        return {
            "index.html": self.html(html).encode(),
            "text.txt": self.text(text).encode(),
            "meta.json": (json.dumps(meta, ensure_ascii=False, indent=1) + "\n").encode(),
        }

    def _harmless(self, html: str) -> str:
        opens = _opening(self.preset.opens)
        if opens is None or not opens.search(html):
            return html
        pieces = _STYLE.split(html)
        pieces[::2] = (opens.sub(_as_reference, piece) for piece in pieces[::2])
        return "".join(pieces)


def tags(preset: Preset, letter: Letter, config: Config) -> MergeTags:
    """What this service's tags are in this letter; a finished message has only the owner's own."""
    web = preset.web if config.mail.web_by_service and preset.web else letter.url
    unsubscribe = preset.unsubscribe or config.absolute(config.mail.unsubscribe)
    return MergeTags(preset=preset, unsubscribe=unsubscribe, web=web)


def greeting(config: Config) -> str:
    """The greeting with our signs in it; empty when the owner wants none."""
    words = config.mail.greeting
    return f"{BEGIN}{words.replace(GREETED, NAME)}{END}" if words else ""


def _greeted(document: str, name: str, whole: re.Pattern[str]) -> str:
    """With the name in the greeting, or without the greeting where there is no name to put in."""
    if BEGIN not in document:
        return document
    if NAME in document and not name:
        return whole.sub("", document)
    return document.replace(BEGIN, "").replace(END, "").replace(NAME, name)


@lru_cache
def _opening(opens: tuple[str, ...]) -> re.Pattern[str] | None:
    """The first character of every sign that opens a tag, followed by the rest of it."""
    signs = (f"{re.escape(sign[0])}(?={re.escape(sign[1:])})" for sign in opens)
    return re.compile("|".join(signs)) if opens else None


def _as_reference(sign: re.Match[str]) -> str:
    """As a character reference: a reader sees the same, and a service sees no tag."""
    return f"&#{ord(sign[0][0])};"


def _attribute(address: str) -> str:
    """As the value of an attribute, but for the owner's own tags, which a sender will look for."""
    parts = _TAG.split(address)
    parts[::2] = map(escape, parts[::2])
    return "".join(parts)
