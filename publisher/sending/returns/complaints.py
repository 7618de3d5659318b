"""Complaints: a reader pressed “spam”, and the receiver tells (RFC 5965; Microsoft's own form)."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from publisher.sending.returns.report import Return, ReturnKind, without_addresses
from publisher.sending.returns.trace import returned, words

_KINDS: dict[str, ReturnKind] = {
    "abuse": "complained",
    "fraud": "complained",
    "virus": "complained",
    "opt-out": "complained",
    "opt-out-list": "complained",
}
"""Of feedback types those that are a reader's complaint. `not-spam` takes one back, and
`auth-failure` (RFC 6591) is about our signature."""

_MICROSOFT = "x-hmxmroriginalrecipient"


def read(message: Message) -> Iterator[Return]:
    """One value; none if this is no complaint."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            yield _told(part)
            return
    for inner in returned(message):
        named = words(inner, _MICROSOFT)
        if named:
            yield Return(
                kind="complained", evidence="Microsoft JMRP", recipient=named[0].strip(" <>")
            )
            return


def _told(part: Message) -> Return:
    inner = part.get_payload()
    fields = inner[0] if isinstance(inner, list) and inner else part
    if not isinstance(fields, Message):
        return Return(kind="other", evidence="ett klagomål som inte går att läsa")
    feedback = " ".join(words(fields, "feedback-type")).strip().lower()
    agent = " ".join(words(fields, "user-agent"))
    to = words(fields, "original-rcpt-to")
    return Return(
        kind=_KINDS.get(feedback, "other"),
        evidence=without_addresses(f"{feedback} {agent}".strip()),
        recipient=to[0].strip(" <>") if to else "",
    )
