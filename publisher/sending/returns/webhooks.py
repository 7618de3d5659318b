"""What mail services tell of bounces and complaints by webhook, as their documentation has it.

Nothing in it is believed for what the service calls it: a code in the receiver's own words decides
(`verdicts`), and without one an address is only counted as one that did not answer this time.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from publisher.sending.returns.applying import apply
from publisher.sending.returns.report import Return, without_addresses
from publisher.sending.returns.verdicts import cause, reply_of, status_of, verdict
from publisher.subscribers.store import PeopleStore

_MOST = 1000
_COMPLAINTS = frozenset({"spam", "complaint", "complained", "spamreport", "spamcomplaint"})
_BOUNCES = frozenset({"hard_bounce", "soft_bounce", "blocked", "invalid_email", "failed", "bounce"})

Hook = Callable[[PeopleStore, Mapping[str, str], bytes], int]


def hook(service: str, proof: str = "") -> Hook:
    """What takes a service's reports and acts on them: 200, or 400 for what it never sends.

    With `proof` (Mailgun's signing key, `user:password` at Postmark) whatever does not prove that
    the service sent it is answered with 401, and nothing of it is read.
    """

    def take(store: PeopleStore, headers: Mapping[str, str], data: bytes) -> int:
        if proof and not _PROVEN[service](proof, headers, data):
            return 401
        try:
            returns = read_events(service, data)
        except ValueError:
            return 400
        apply(store, returns, f"webhook {service}", data, vouched=True)
        return 200

    return take


def _signed(key: str, _: Mapping[str, str], data: bytes) -> bool:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks.

    The same report once more changes nothing (`apply`), so no token needs to be remembered.
    """
    try:
        said = json.loads(data)
        signature = said["signature"]
        parts = [signature[name] for name in ("timestamp", "token", "signature")]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    if not all(isinstance(part, str) and part.isascii() for part in parts):
        return False
    timestamp, token, given = parts
    right = hmac.new(key.encode(), f"{timestamp}{token}".encode(), "sha256").hexdigest()
    return hmac.compare_digest(right, given)


def _with_password(login: str, headers: Mapping[str, str], _: bytes) -> bool:
    """https://postmarkapp.com/developer/webhooks/webhooks-overview: basic authentication."""
    right = b"Basic " + b64encode(login.encode())
    return hmac.compare_digest(right, headers.get("authorization", "").encode())


_PROVEN = {"mailgun": _signed, "postmark": _with_password}


def read_events(service: str, data: bytes) -> list[Return]:
    """One value for each event. ValueError: it is not what the service sends."""
    try:
        said = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    events = said if isinstance(said, list) else [said]
    if not all(isinstance(each, dict) for each in events):
        raise ValueError("an event is a mapping")
    return [found for each in events[:_MOST] for found in _READERS[service](each)]


def _brevo(event: Mapping[str, Any]) -> Iterator[Return]:
    """https://developers.brevo.com/docs/transactional-webhooks."""
    yield from _told(event, "event", ("email", "message-id", "reason"))


def _sendgrid(event: Mapping[str, Any]) -> Iterator[Return]:
    """https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event."""
    yield from _told(event, "event", ("email", "smtp-id", "reason"))


def _postmark(event: Mapping[str, Any]) -> Iterator[Return]:
    """https://postmarkapp.com/developer/webhooks/bounce-webhook."""
    yield from _told(event, "RecordType", ("Email", "", "Details"))


def _mailgun(event: Mapping[str, Any]) -> Iterator[Return]:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks."""
    inner = _mapping(event, "event-data")
    status = _mapping(inner, "delivery-status")
    words = f"{status.get('code', '')} {status.get('message') or status.get('description') or ''}"
    headers = _mapping(_mapping(inner, "message"), "headers")
    flat = {**inner, "words": words, "id": headers.get("message-id", "")}
    yield from _told(flat, "event", ("recipient", "id", "words"))


def _told(event: Mapping[str, Any], name: str, fields: tuple[str, str, str]) -> Iterator[Return]:
    """By the names that a service gives to the address, our Message-ID, and the server's words."""
    address, message_id, words = (str(event.get(each) or "")[:4000] for each in fields)
    kind = str(event.get(name) or "").lower()
    ids = (message_id.strip().strip("<>"),) if message_id else ()
    if kind in _COMPLAINTS:
        evidence = without_addresses(kind)
        yield Return(kind="complained", evidence=evidence, message_ids=ids, recipient=address)
    elif kind == "delivered":
        yield Return(kind="delivered", message_ids=ids, recipient=address)
    elif kind in _BOUNCES:
        given = status_of(str(event.get("status") or ""))
        status, code = status_of(words) or given, reply_of(words)
        judged = verdict(code, words, given) if code or status else "soft"
        yield Return(
            kind=judged,
            status=status,
            evidence=without_addresses(words or kind),
            cause=cause(words, status) if judged == "ours" else "",
            message_ids=ids,
            recipient=address,
        )


def _mapping(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = event.get(name)
    if not isinstance(found, dict):
        raise ValueError(f"{name} is missing")  # noqa: TRY004 (it is the sender's fault, not ours)
    return found


_READERS: dict[str, Callable[[Mapping[str, Any]], Iterator[Return]]] = {
    "brevo": _brevo,
    "mailgun": _mailgun,
    "postmark": _postmark,
    "sendgrid": _sendgrid,
}
