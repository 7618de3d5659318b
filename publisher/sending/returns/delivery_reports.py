"""Reports of (non-)delivery as RFC 3464 has them, also with the faults that real systems make."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Undecodable
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from quopri import decodestring
from typing import TYPE_CHECKING

from publisher.sending.returns.report import Return, ReturnKind, without_addresses
from publisher.sending.returns.verdicts import cause, reply_of, status_of, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 50
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_ADDRESS = re.compile(r"<?([^\s<>;]{1,128}@[^\s<>;]{1,255})>?")
_CHANGES_NOTHING: dict[str, ReturnKind] = {
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}


def read(message: Message) -> Iterator[Return]:
    """One value for each recipient; none if this is no such report."""
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            for fields in _blocks(part):
                if "action" in fields or "status" in fields or "final-recipient" in fields:
                    yield _told(fields)
            return


def _told(fields: Mapping[str, str]) -> Return:
    diagnostic = fields.get("diagnostic-code", "").partition(";")
    text = (diagnostic[2] or diagnostic[0]).strip()
    action = fields.get("action", "").strip().lower().split("(")[0].strip()
    given = status_of(fields.get("status", ""))
    status = status_of(text) or given
    kind = _CHANGES_NOTHING.get(action)
    if kind is None and status.startswith("2."):
        kind = "delivered"
    if kind is None:
        kind = verdict(reply_of(text), text, given)
    return Return(
        kind=kind,
        status=status,
        evidence=without_addresses(f"{given} {text}".strip()),
        cause=cause(text, status) if kind == "ours" else "",
        recipient=_recipient(fields),
    )


def _recipient(fields: Mapping[str, str]) -> str:
    """As we wrote it, where that is told; the final one may be whom it was passed on to."""
    for name in ("original-recipient", "x-original-recipient", "final-recipient"):
        kind, _, value = fields.get(name, "").rpartition(";")
        if name == "original-recipient":
            value = _XTEXT.sub(lambda match: chr(int(match[1], 16)), value)
        match = _ADDRESS.search(value)
        if match and kind.strip().lower() in {"rfc822", "utf-8", ""}:
            return match[1]
    return ""


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The report's paragraphs as fields by their names in small letters."""
    payload = part.get_payload()
    parts = payload if isinstance(payload, list) else []
    blocks = [each for each in parts if isinstance(each, Message)]
    coding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if coding in {"base64", "quoted-printable"}:
        # The standard forbids it, some do it all the same; what is written are no fields yet.
        blocks = list(_decoded(blocks, coding))
    for block in blocks[:_MOST]:
        yield {name.lower(): str(value)[:4000] for name, value in block.items()[:_MOST]}


def _decoded(blocks: list[Message], coding: str) -> Iterator[Message]:
    raw = "\n\n".join(
        "\n".join(f"{name}: {value}" for name, value in each.items()) + str(each.get_payload())
        for each in blocks
    )
    data = raw.encode("ascii", "replace")
    try:
        decoded = b64decode(data) if coding == "base64" else decodestring(data)
    except Undecodable:
        return
    for paragraph in re.split(r"\r?\n\r?\n", decoded.decode("utf-8", "replace")):
        yield HeaderParser().parsestr(paragraph.strip() + "\n\n")
