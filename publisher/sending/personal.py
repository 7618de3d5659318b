"""A frozen letter, filled in for one reader after another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from publisher.mail.message import mailbox
from publisher.mail.personal import (
    DATE,
    DELIVERY,
    GREETED,
    GREETING,
    LEAVE,
    LEAVE_HTML,
    LEAVE_MAIL,
    LEAVE_TEXT,
    MESSAGE_ID,
    NAME_HTML,
    NAME_TEXT,
    TO,
    value,
)

_HEAD = (TO, MESSAGE_ID, DATE, DELIVERY, LEAVE, LEAVE_MAIL)
_PLACES = (*_HEAD, NAME_HTML, NAME_TEXT, LEAVE_HTML, LEAVE_TEXT)
_SOFT = b"=\r\n"
_PLACE = re.compile(f"({'|'.join(_PLACES)})".encode())
_GREETING = re.compile(f"(?:=\r\n)?{GREETING}.*?{GREETED}(?:=\r\n)?".encode(), re.DOTALL)
_MARK = re.compile(f"(?:=\r\n)?(?:{GREETING}|{GREETED})(?:=\r\n)?".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderParts:
    """What in a letter is one reader's own. `delivery` is the sign that a returned letter bears.

    `leave` is the way out, and `leave_mail` the one by mail, which may be the same. `name` is empty
    where nobody knows it, and the greeting is then left out.
    """

    address: str
    message_id: str
    leave: str
    delivery: str
    leave_mail: str = ""
    name: str = ""


class PersonalLetter:
    """Takes a frozen letter apart once, and puts it together for each reader."""

    def __init__(self, pattern: bytes, date: str) -> None:
        """`pattern` is the frozen letter, `date` the hour that all copies bear (RFC 5322, 3.3)."""
        dated = pattern.replace(DATE.encode(), date.encode("ascii"))
        self._named = _taken_apart(_MARK.sub(_SOFT, dated))
        self._nameless = _taken_apart(_GREETING.sub(_SOFT, dated))

    def of(self, reader: ReaderParts) -> bytes:
        """The letter as this reader gets it: ASCII with CRLF."""
        values = _values(reader)
        pieces, places = self._named if reader.name else self._nameless
        out = pieces.copy()
        for index, place in places:
            out[index] = values[place]
        return b"".join(out)


def _values(reader: ReaderParts) -> dict[bytes, bytes]:
    leave = value(reader.leave)
    values = {
        TO: mailbox(reader.name, reader.address) if reader.name else reader.address,
        MESSAGE_ID: reader.message_id,
        DELIVERY: reader.delivery,
        LEAVE: reader.leave,
        LEAVE_MAIL: reader.leave_mail or reader.leave,
    }
    found = {place.encode(): words.encode("ascii") for place, words in values.items()}
    found[LEAVE_HTML.encode()] = leave if "&" not in reader.leave else value(escape(reader.leave))
    found[LEAVE_TEXT.encode()] = leave
    if reader.name:
        found[NAME_HTML.encode()] = value(escape(reader.name))
        found[NAME_TEXT.encode()] = value(reader.name)
    return found


def _taken_apart(pattern: bytes) -> tuple[list[bytes], list[tuple[int, bytes]]]:
    """The pieces, with the places among them."""
    pieces = _PLACE.split(pattern)
    places = [(index, piece) for index, piece in enumerate(pieces) if index % 2]
    return pieces, places
