"""What a refusal is about: the address, the mailbox, or ourselves.

The status code decides (RFC 3463 and the registry of RFC 5248), an SMTP answer's three digits only
where there is none. An address is given up at once only for what says that nobody is there: 5.1.x,
5.2.1 and 5.4.4. What is our own fault (5.7.x, or a 550 that explains nothing) never costs a reader.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["gone", "full", "soft", "ours"]
"""`gone`: nobody is there. `full` and `soft`: perhaps next time. `ours`: we were refused."""

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")
_GONE = frozenset({"5.2.1", "5.4.4"})
_SENDERS = frozenset({"5.1.7", "5.1.8"})
"""Of 5.1.x, what is said of the sender's address, not of the recipient's (RFC 3463, 3.2)."""
_LETTERS = frozenset({"5.2.3", "5.3.4"})
"""The letter is too large: all others there would be refused as well."""

_ABOUT_US = re.compile(
    r"spam|\bblock ?-?list|\bblack ?-?list|blocked using|spamhaus|barracuda|reputation"
    r"|\b(?:dmarc|dkim|spf|rbl|dnsbl)\b|unauthenticated|unsolicited"
    r"|sender (?:address )?(?:rejected|denied|blocked|verify)|rejected by sender policy",
    re.IGNORECASE,
)
_ABOUT_THEM = re.compile(
    r"user unknown|unknown (?:user|recipient|local)"
    r"|no such (?:user|recipient|mailbox|person|address)"
    r"|(?:user|recipient|mailbox|account|address)\b.{0,60}?\b(?:not found|not exist|unavailable"
    r"|disabled|inactive|invalid|rejected|unknown|no longer)"
    r"|no mailbox|unrouteable|invalid (?:recipient|mailbox|address)"
    r"|not (?:a )?(?:known|valid) (?:user|address|recipient)"
    r"|does(?:n't| not) (?:exist|have an? )|not our customer|unable to (?:relay|verify)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|over ?-?quota|quota (?:exceeded|is full)|exceeded .{0,30}quota"
    r"|out of storage|storage (?:space )?exceeded|inbox is full|insufficient .{0,20}storage",
    re.IGNORECASE,
)
_BUSY = re.compile(r"too (?:quickly|fast|many)|rate that prevents|rate limit", re.IGNORECASE)


def verdict(code: int, text: str, status: str = "") -> Verdict:
    """What an SMTP answer or a report of non-delivery means.

    `code` is the answer's three digits (0: nobody knows), `text` the rest of it, `status` what a
    report gives as such; a code in the text is the receiving server's own and comes before it.

    >>> verdict(550, "5.1.1 The email account that you tried to reach does not exist")
    'gone'
    >>> verdict(550, "5.7.26 Unauthenticated email from tidning.se is not accepted")
    'ours'
    """
    status = status_of(text) or status
    if not status.endswith(".0.0") and status[:1] in {"4", "5"}:
        return _by_status(status, text)
    if _ABOUT_US.search(text):
        return "ours"
    if _FULL.search(text) or code in {452, 552}:
        return "full"
    if _ABOUT_THEM.search(text) or code not in {550, 553, 554}:
        return "soft"
    return "ours"


def _by_status(status: str, text: str) -> Verdict:
    subject = status.split(".")[1]
    if subject in {"6", "7"} or status in _SENDERS | _LETTERS:
        return "ours"
    if subject == "2" and (status.endswith(".2") or _FULL.search(text)):
        return "full"
    if status in _GONE or status.startswith("5.1."):
        # Some say 5.1.x where they mean that they do not want us: nobody is given up for that.
        if _ABOUT_US.search(text):
            return "ours"
        return "soft" if _BUSY.search(text) else "gone"
    return "soft"


def status_of(text: str) -> str:
    """The last status code in an answer that says something; else one like `5.0.0`, or nothing.

    >>> status_of("550-5.1.1 Not here. See https://exempel.se/5.1.2.3 550 5.1.1 for more")
    '5.1.1'
    """
    found = [".".join(match.groups()) for match in _STATUS.finditer(text[:4000])]
    telling = [each for each in found if each[0] != "2" and not each.endswith(".0.0")]
    return (telling or found or [""])[-1]


def reply_of(text: str) -> int:
    """The SMTP answer's three digits in a text, or 0."""
    match = _REPLY.search(text[:4000])
    return int(match[1]) if match else 0


_CAUSES = (
    (
        r"5\.7\.(?:26|27|30|515|509|20|21|22|23)\b|unauthenticated|\b(?:dmarc|dkim|spf)\b",
        (
            "Mottagaren kräver att brevet är äkthetsmärkt med SPF, DKIM och DMARC, "
            "och märkningen saknas eller stämmer inte."
        ),
    ),
    (
        r"\b[45]\.7\.25\b|\bptr\b|reverse dns|rdns|reverse lookup",
        (
            "Servern som skickar har inget namn som leder tillbaka till den (PTR), "
            "och det kräver mottagaren."
        ),
    ),
    (
        r"spamhaus|barracuda|b(?:lock|lack) ?-?list|dnsbl|\brbl\b|reputation|5\.7\.(?:511|606|708)",
        "Mottagaren har servern som skickar, eller domänen, på en spärrlista.",
    ),
    (
        r"\b[45]\.7\.28\b|too (?:many|much)|\brate\b|unsolicited",
        "Mottagaren tycker att det kommer för mycket på en gång från den här avsändaren.",
    ),
    (
        r"\b5\.(?:2\.3|3\.4)\b|too (?:large|big)|size limit",
        "Brevet är större än vad mottagaren tar emot.",
    ),
    (r"spam|\bcontent\b|virus|phish", "Mottagaren tar brevet för skräppost."),
    (r"\b5\.1\.[78]\b|\bsender\b", "Mottagaren godtar inte avsändaradressen."),
    (
        r"\b[45]\.7\.",
        "Mottagaren släpper inte in brev från den här avsändaren, enligt sina egna regler.",
    ),
)


def cause(text: str, status: str = "") -> str:
    """Why we were refused, in a sentence of plain Swedish."""
    said = f"{status} {text[:4000]}"
    for pattern, sentence in _CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return sentence
    return "Mottagaren säger nej utan att säga varför."
