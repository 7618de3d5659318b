"""Bounces that follow no standard: whom they name is found by flufl.bounce, what they mean by us.

flufl.bounce takes whatever failed for permanent, so its word is not taken for that: an address is
given up only for a code that says so (`verdicts`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from email.message import Message

from publisher.sending.returns.report import Return, without_addresses
from publisher.sending.returns.trace import words
from publisher.sending.returns.verdicts import cause, reply_of, status_of, verdict

_SENDERS = re.compile(
    r"mailer-?daemon|mail-?daemon|postmaster|mail delivery (?:sub)?system|mdaemon"
    r"|microsoftexchange",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"undeliver|returned mail|failure notice"
    r"|delivery (?:status notification|failure|has failed|failed)"
    r"|mail (?:delivery )?fail|delivery.{0,20}(?:report|notification)|could not be delivered"
    r"|kunde inte levereras|olevererbar|unzustellbar|non remis",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^.{0,80}(?:below this line is a copy of|this is a copy of|original message (?:follows|below)"
    r"|returned message|message header|unsent message below|copy of the message).{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_LATER = re.compile(
    r"will (?:keep trying|be retried|retry|continue)|still being retried|delayed"
    r"|not yet been delivered|warning message only|no action is required",
    re.IGNORECASE,
)
_MOST = 10
_READ_BY_FLUFL = 50_000
_WITHIN = 1000


def claims_to_be_one(message: Message) -> bool:
    """Whether a mail server seems to speak, and not a person or somebody's vacation program."""
    if message.get("x-failed-recipients") is not None:
        return True
    sender = " ".join([*words(message, "from"), *words(message, "sender")])
    subject = " ".join(words(message, "subject"))
    if _SENDERS.search(sender):
        return True
    if message.get("auto-submitted") is not None or message.get("x-autoreply") is not None:
        return False
    # A reader may write of one; a server's own mail has no way back.
    nobody = any(value.strip() == "<>" for value in words(message, "return-path"))
    return nobody and bool(_SUBJECTS.search(subject))


def read(message: Message, texts: Sequence[str]) -> Iterator[Return]:
    """A value for each recipient that is named, or one for nobody; none if this is no bounce."""
    if not claims_to_be_one(message):
        return
    text = _said("\n".join(texts))
    named = words(message, "x-failed-recipients")
    found = [each.strip() for value in named for each in value.split(",")] or _by_flufl(message)
    if _LATER.search(text) and not re.search(r"\b5\.\d+\.\d+\b", text):
        yield from (
            Return(kind="delayed", evidence=without_addresses(_around(text, each)), recipient=each)
            for each in found[:_MOST] or [""]
        )
        return
    for each in found[:_MOST] or [""]:
        yield _told(_around(text, each), each)


def _told(text: str, recipient: str) -> Return:
    code, status = reply_of(text), status_of(text)
    kind = verdict(code, text) if code or status else "soft"
    return Return(
        kind=kind,
        status=status,
        evidence=without_addresses(text),
        cause=cause(text, status) if kind == "ours" else "",
        recipient=recipient,
    )


def _said(text: str) -> str:
    """What the server says itself, without the letter that it returns in the same text."""
    copy = _COPY.search(text)
    return text[: copy.start()] if copy else text


def _around(text: str, recipient: str) -> str:
    """What follows a recipient's name, as far as it can be about them."""
    at = text.find(recipient) if recipient else -1
    return text[at : at + _WITHIN] if at >= 0 else text[: _WITHIN * 4]


def _by_flufl(message: Message) -> list[str]:
    """Recipients that flufl.bounce finds, whether for good or for a while."""
    from flufl.bounce import all_failures

    logging.getLogger("flufl.bounce").disabled = True  # it would tell addresses
    if len(str(message.get_payload())) > _READ_BY_FLUFL:
        return []
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 (its detectors trust what anybody can have written)
        return []
    found = sorted({*temporary, *permanent})
    return [each.decode("utf-8", "replace") for each in found]
