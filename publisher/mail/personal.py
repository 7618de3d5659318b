"""A letter before it is anybody's own: one message, with signs where each reader's part goes.

All of it is ASCII but for signs of private use (the same kind that `presets` uses), so what is a
place and what is text is never in doubt. Around a place in the text the lines are broken softly
(RFC 2045, 6.7), so whatever is put there stands on lines of its own, and all else keeps its bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from publisher.mail.presets import BEGIN, END, NAME, UNSUBSCRIBE, WEB

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.mail.letter import Letter

TO, MESSAGE_ID, DATE, DELIVERY, LEAVE = "\ue010", "\ue011", "\ue012", "\ue013", "\ue014"
"""In the head: the recipient, the letter's own id, the hour, what a report names, the way out."""
LEAVE_MAIL = "\ue01b"
"""In the head: the way out by mail, with a mark that says whose it is."""
NAME_HTML, NAME_TEXT, LEAVE_HTML, LEAVE_TEXT = "\ue015", "\ue016", "\ue017", "\ue018"
"""In the body: the name and the way out, as each of the two parts writes them."""
GREETING, GREETED = "\ue019", "\ue01a"
"""Around what is left out for a reader whose name nobody knows."""

PERSONAL = 1000
"""Bytes that a reader's own parts may add to a letter's HTML, as it is weighed."""

_CRLF = "\r\n"
_SOFT = f"={_CRLF}"
_ROOM = 75
"""Signs on a line in quoted-printable, without the one that ends it."""
_HTML = re.compile(f"(<p[^>]*>){BEGIN}(.*?){END}(</p>\n?)", re.DOTALL)
_TEXT = re.compile(f"{BEGIN}(.*?){END}(\n*)", re.DOTALL)
_PLACE = re.compile(f"([{NAME_HTML}-{GREETED}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHead:
    """What a letter's head says of the list that it goes to.

    `by_mail`: a mail program may write instead of asking the web; `one_click`: the way out is an
    https address of the reader's own (RFC 8058). With neither, the way out is by mail alone, and
    stands there once. `feedback` is the list's part of
    `Feedback-ID`, by which Gmail sorts complaints.
    """

    name: str
    id: str
    from_name: str
    from_email: str
    reply_to: str
    by_mail: bool = True
    one_click: bool = True
    feedback: str = ""


def pattern(letter: Letter, html: str, text: str, config: Config, head: ListHead) -> bytes:
    """The whole message with its places, as UTF-8; `html` and `text` have those of `presets`."""
    from publisher.mail.message import part

    boundary = "=_" + sha256(letter.id.encode()).hexdigest()[:40]
    between = f"{_CRLF}--{boundary}{_CRLF}"
    words = _placed(text.replace(WEB, letter.url), NAME_TEXT, LEAVE_TEXT, _TEXT, (r"", r"\1\2", ""))
    page = _placed(
        html.replace(WEB, letter.url), NAME_HTML, LEAVE_HTML, _HTML, (r"\1", r"\2", r"\3")
    )
    parts = part("plain", words, encode), part("html", page, encode)
    kind = f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"{_CRLF}'
    lines = "".join(f"{name}: {value}{_CRLF}" for name, value in _headers(letter, config, head))
    whole = f"{lines}{kind}{between}{between.join(parts)}{_CRLF}--{boundary}--{_CRLF}"
    return whole.encode()


def encode(words: str) -> str:
    """Quoted-printable around every place, with the lines before and after it broken softly."""
    from publisher.mail.message import encoded

    pieces = _PLACE.split(words)
    pieces[::2] = (_ended(encoded.__wrapped__(each)) for each in pieces[::2])
    return _SOFT.join(piece for piece in pieces if piece)


def value(words: str) -> bytes:
    """Words as they are put in a place in the body."""
    from publisher.mail.message import encoded

    return _ended(encoded.__wrapped__(words)).encode()


def _ended(coded: str) -> str:
    """With room left on the last line for the sign that breaks it; every line ends with CRLF."""
    coded = coded.replace(_CRLF, "\n").replace("\n", _CRLF)  # the codec's own follow the text's
    start = coded.rfind(_CRLF) + len(_CRLF) if _CRLF in coded else 0
    if len(coded) - start <= _ROOM:
        return coded
    cut = len(coded) - 6  # a sign takes three, and none of them is cut
    cut = coded.rfind("=", cut, cut + 3) if "=" in coded[cut : cut + 3] else cut
    return f"{coded[:cut]}{_SOFT}{coded[cut:]}"


def _placed(
    words: str, name: str, leave: str, greeting: re.Pattern[str], around: tuple[str, str, str]
) -> str:
    """With our places for those of `presets`; a greeting without a name in it is plain text."""
    before, inside, after = around

    def marked(found: re.Match[str]) -> str:
        if NAME not in found[0]:
            return found.expand(before + inside + after)
        return GREETING + found.expand(before + inside + after).replace(NAME, name) + GREETED

    return greeting.sub(marked, words).replace(UNSUBSCRIBE, leave)


def _headers(letter: Letter, config: Config, head: ListHead) -> list[tuple[str, str]]:
    from publisher.mail.message import ARCHIVE, checked, header_words, mailbox

    out = f"<{LEAVE}>" + (f",{_CRLF} <{LEAVE_MAIL}>" if head.by_mail else "")
    click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if head.one_click else []
    return [
        ("From", mailbox(head.from_name, head.from_email)),
        ("Reply-To", checked(head.reply_to)),
        ("To", TO),
        ("Subject", header_words(letter.subject)),
        ("Date", DATE),
        ("Message-ID", f"<{MESSAGE_ID}>"),
        ("List-Id", mailbox(head.name, head.id)),
        ("List-Unsubscribe", out),
        *click,
        ("List-Archive", f"<{config.absolute(ARCHIVE)}>"),
        ("List-Post", "NO"),
        ("Precedence", "list"),
        *([("Feedback-ID", checked(head.feedback))] if head.feedback else []),
        ("X-Publisher-Delivery", DELIVERY),
        ("Content-Language", config.language),
        ("MIME-Version", "1.0"),
    ]
