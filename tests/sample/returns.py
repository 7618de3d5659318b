"""What mail systems send back, in their own words: written here, in the form of real ones.

Every one is about ADDRESS, and was sent to RETURN_PATH with TOKEN in it, unless it says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

ADDRESS = "anna@lasare.example"
TOKEN = "ab12-77-abcdefghijklmnop"  # noqa: S105 (a mark that a letter bears)
RETURN_PATH = f"studs+{TOKEN}@tidning.example"
MESSAGE_ID = f"{TOKEN}@tidning.example"

LETTER = f"""\
Return-Path: <{RETURN_PATH}>
From: Tidningen <red@tidning.example>
To: {ADDRESS}
Subject: Veckans brev
Message-ID: <{MESSAGE_ID}>
X-Publisher-Delivery: {TOKEN}
Date: Mon, 30 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hej Anna! Se version 5.1.1 av listan, 550 sidor.
"""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message as it came, and what it means."""

    system: str
    data: bytes
    kind: str
    status: str = ""
    named: bool = True


def report(  # noqa: PLR0913
    status: str,
    diagnostic: str,
    *,
    action: str = "failed",
    recipient: str = f"rfc822; {ADDRESS}",
    returned: str = "message/rfc822",
    human: str = "This is the mail system. I'm sorry to have to inform you.",
    sender: str = "MAILER-DAEMON@mx.lasare.example (Mail Delivery System)",
    more: str = "",
    coding: str = "",
) -> bytes:
    """A report as RFC 3464 has it."""
    fields = f"Final-Recipient: {recipient}\n{more}Action: {action}\nStatus: {status}\n"
    fields += f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    return f"""\
Return-Path: <>
Delivered-To: {RETURN_PATH}
Date: Mon, 30 Nov 2026 08:00:09 +0000
From: {sender}
To: {RETURN_PATH}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_grans"

--=_grans
Content-Type: text/plain

{human}

--=_grans
Content-Type: message/delivery-status
{coding}
Reporting-MTA: dns; mx.lasare.example
Arrival-Date: Mon, 30 Nov 2026 08:00:01 +0000

{fields}
--=_grans
Content-Type: {returned}

{LETTER}
--=_grans--
""".encode()


def plain(text: str, *, head: str = "", subject: str = "failure notice", sender: str = "") -> bytes:
    """A bounce in words only."""
    sender = sender or "MAILER-DAEMON@mx.lasare.example"
    start = f"Return-Path: <>\nFrom: {sender}\nTo: {RETURN_PATH}\nSubject: {subject}\n{head}\n"
    return f"{start}{text}".encode()


def automatic(head: str, subject: str = "Re: Veckans brev") -> bytes:
    """An answer that no person wrote just now."""
    start = f"From: Anna <{ADDRESS}>\nTo: {RETURN_PATH}\nSubject: {subject}\n"
    return f"{start}{head}\nHej! Jag är bortrest. 550 5.1.1 user unknown\n".encode()


def complaint(
    kind: str, *, to: str = f"Original-Rcpt-To: <{ADDRESS}>\n", letter: str = LETTER
) -> bytes:
    """A report of abuse as RFC 5965 has it."""
    return f"""\
From: <fbl@post.example>
To: {RETURN_PATH}
Subject: FW: Veckans brev
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="xx"

--xx
Content-Type: text/plain

This is an email abuse report.

--xx
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{to}Original-Mail-From: <{RETURN_PATH}>
Arrival-Date: Mon, 30 Nov 2026 08:00:01 +0000

--xx
Content-Type: message/rfc822

{letter}
--xx--
""".encode()


_QMAIL = f"""\
Hi. This is the qmail-send program at mx.lasare.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ADDRESS}>:
%s

--- Below this line is a copy of the message.

{LETTER}"""
_EXIM = f"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ADDRESS}
    %s

------ This is a copy of the message, including all the headers. ------

{LETTER}"""

BOUNCES = (
    # Postfix
    Bounce(
        "Postfix, nobody",
        report(
            "5.1.1",
            f"smtp; 550 5.1.1 <{ADDRESS}>: Recipient address rejected: User unknown in virtual mailbox table",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Postfix, no domain",
        report(
            "5.4.4",
            "X-Postfix; Host or domain name not found. Name service error for name=lasare.example type=A: Host not found",
        ),
        "gone",
        "5.4.4",
    ),
    Bounce(
        "Postfix, null MX",
        report("5.1.0", "X-Postfix; Domain lasare.example does not accept mail (nullMX)"),
        "gone",
    ),
    Bounce(
        "Postfix, given up",
        report(
            "4.4.1", "X-Postfix; connect to mx.lasare.example[192.0.2.1]:25: Connection timed out"
        ),
        "soft",
        "4.4.1",
    ),
    Bounce(
        "Postfix, still trying",
        report("4.4.1", "X-Postfix; connect: Connection timed out", action="delayed"),
        "delayed",
    ),
    Bounce(
        "Postfix, delivered",
        report("2.0.0", "smtp; 250 2.0.0 Ok: queued as 4", action="relayed"),
        "delivered",
    ),
    Bounce(
        "Postfix, head only",
        report("5.1.1", "smtp; 550 5.1.1 unknown", returned="text/rfc822-headers"),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Postfix, code of the far end",
        report("5.0.0", "smtp; 550 5.7.1 Message rejected as spam"),
        "ours",
        "5.7.1",
    ),
    Bounce(
        "Postfix, no code", report("5.0.0", "smtp; 550 Requested action not taken"), "ours", "5.0.0"
    ),
    Bounce(
        "Postfix, a word but no code",
        report("5.0.0", "smtp; 550 No such user here"),
        "soft",
        "5.0.0",
    ),
    Bounce(
        "Postfix, SIZE",
        report("5.3.4", "X-Postfix; message size 9812345 exceeds size limit 1000 of server"),
        "ours",
        "5.3.4",
    ),
    Bounce(
        "Postfix, loop",
        report("5.4.6", "X-Postfix; mail for lasare.example loops back to myself"),
        "soft",
        "5.4.6",
    ),
    Bounce(
        "Postfix, SMTPUTF8",
        report("5.6.7", "X-Postfix; SMTPUTF8 is required, but was not offered"),
        "ours",
        "5.6.7",
    ),
    Bounce(
        "Postfix, full",
        report(
            "5.2.2",
            "X-Postfix; maildir delivery failed: error writing message: Disk quota exceeded",
        ),
        "full",
        "5.2.2",
    ),
    # Gmail
    Bounce(
        "Gmail, nobody",
        report(
            "5.1.1",
            "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n    550-5.1.1 double-checking the recipient's email address for typos\n    550 5.1.1 https://support.google.com/mail/?p=NoSuchUser a1-2002 - gsmtp",
            sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Gmail, inactive",
        report(
            "5.2.1",
            "smtp; 550 5.2.1 The email account that you tried to reach is inactive. - gsmtp",
        ),
        "gone",
        "5.2.1",
    ),
    Bounce(
        "Gmail, too quickly",
        report(
            "5.2.1",
            "smtp; 550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.",
        ),
        "soft",
        "5.2.1",
    ),
    Bounce(
        "Gmail, full",
        report(
            "5.2.2",
            "smtp; 552 5.2.2 The email account that you tried to reach is over quota and inactive.",
        ),
        "full",
        "5.2.2",
    ),
    Bounce(
        "Gmail, full for now",
        report("4.2.2", "smtp; 452 4.2.2 The recipient's inbox is out of storage space. - gsmtp"),
        "full",
        "4.2.2",
    ),
    Bounce(
        "Gmail, unauthenticated",
        report(
            "5.7.26",
            "smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.\n    550 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.",
        ),
        "ours",
        "5.7.26",
    ),
    Bounce(
        "Gmail, rate",
        report(
            "4.7.28", "smtp; 421 4.7.28 Gmail has detected an unusual rate of unsolicited mail."
        ),
        "ours",
        "4.7.28",
    ),
    Bounce(
        "Gmail, PTR",
        report(
            "5.7.25",
            "smtp; 550 5.7.25 The IP address sending this message does not have a PTR record setup",
        ),
        "ours",
        "5.7.25",
    ),
    # Exchange and outlook.com
    Bounce(
        "Exchange Online, nobody",
        report(
            "5.1.10",
            "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@lasare.example not found by SMTP address lookup",
            recipient=f"rfc822;{ADDRESS}",
            sender="<postmaster@lasare.onmicrosoft.example>",
        ),
        "gone",
        "5.1.10",
    ),
    Bounce(
        "Exchange Online, edge",
        report(
            "5.4.1",
            "smtp;550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
            recipient=f"rfc822;{ADDRESS}",
        ),
        "soft",
        "5.4.1",
    ),
    Bounce(
        "Exchange Online, no domain",
        report("5.4.310", "smtp;550 5.4.310 DNS domain lasare.example does not exist"),
        "soft",
        "5.4.310",
    ),
    Bounce(
        "outlook.com, DMARC",
        report(
            "5.7.515",
            "smtp;550 5.7.515 Access denied, sending domain TIDNING.EXAMPLE does not meet the required authentication level.",
        ),
        "ours",
        "5.7.515",
    ),
    Bounce(
        "outlook.com, nobody",
        report(
            "5.5.0", "smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)."
        ),
        "soft",
        "5.5.0",
    ),
    Bounce(
        "outlook.com, block list",
        report(
            "5.7.1",
            "smtp;550 5.7.1 Unfortunately, messages from [192.0.2.9] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
        ),
        "ours",
        "5.7.1",
    ),
    Bounce(
        "Exchange, quota",
        report(
            "5.2.2",
            "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
        ),
        "full",
        "5.2.2",
    ),
    Bounce(
        "Exchange, members only",
        report(
            "5.7.1",
            "smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication required",
            recipient="RFC822;Anna@Lasare.example",
        ),
        "ours",
        "5.7.1",
    ),
    Bounce(
        "Exchange 2003, no diagnostic",
        report("5.1.1", "", recipient=f"RFC822;{ADDRESS}"),
        "gone",
        "5.1.1",
    ),
    # Sendmail
    Bounce(
        "Sendmail",
        report(
            "5.1.1",
            "SMTP; 550 5.1.1 <anna@lasare.example>... User unknown",
            recipient=f"RFC822; {ADDRESS}",
            more="X-Actual-Recipient: RFC822; anna@inne.lasare.example\n",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Sendmail makes 5.1.1 of a 550",
        report("5.1.1", "SMTP; 550 5.7.1 Rejected by Spamhaus"),
        "ours",
        "5.7.1",
    ),
    Bounce(
        "Sendmail, warning",
        report(
            "4.0.0",
            "SMTP; 451 try later",
            action="delayed",
            human="**      THIS IS A WARNING MESSAGE ONLY  **",
        ),
        "delayed",
    ),
    # Yahoo, AOL, Apple, Amazon, Mimecast, Proofpoint
    Bounce(
        "Yahoo, nobody",
        report("5.1.1", "smtp; 552 1 Requested mail action aborted, mailbox not found"),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Yahoo, 554",
        report(
            "5.0.0",
            "smtp; 554 delivery error: dd This user doesn't have a yahoo.com account (anna@lasare.example) [0] - mta1",
        ),
        "soft",
        "5.0.0",
    ),
    Bounce(
        "Yahoo, DMARC",
        report(
            "5.7.9",
            "smtp; 554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.example/error-codes",
        ),
        "ours",
        "5.7.9",
    ),
    Bounce(
        "Yahoo, unexplained",
        report(
            "5.0.0", "smtp; 553 [TSS09] All messages from 192.0.2.9 will be permanently deferred"
        ),
        "ours",
        "5.0.0",
    ),
    Bounce(
        "iCloud, full",
        report("5.2.2", "smtp; 552 5.2.2 <anna@lasare.example>: user is overquota"),
        "full",
        "5.2.2",
    ),
    Bounce(
        "Amazon SES",
        report(
            "5.1.1",
            "smtp; 550 5.1.1 user unknown",
            sender="MAILER-DAEMON@eu-north-1.amazonses.example",
            more=f"Original-Recipient: rfc822;{ADDRESS}\n",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Amazon SES, its own list",
        report(
            "5.1.1",
            "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Mimecast",
        report(
            "5.0.0",
            "smtp; 550 Invalid Recipient - https://community.mimecast.example/docs/550 [abc.uk1]",
        ),
        "soft",
        "5.0.0",
    ),
    Bounce(
        "Mimecast, policy",
        report(
            "5.0.0", "smtp; 550 Rejected by header based Anti-Spoofing policy: red@tidning.example"
        ),
        "ours",
        "5.0.0",
    ),
    Bounce(
        "Proofpoint", report("5.7.0", "smtp; 550 5.7.0 Local Policy Violation"), "ours", "5.7.0"
    ),
    Bounce(
        "Proofpoint, list",
        report("5.1.1", "smtp; 550 5.1.1 blocked using Spamhaus zen"),
        "ours",
        "5.1.1",
    ),
    Bounce(
        "Cloudmark, 5.1.0",
        report("5.1.0", "smtp; 550 5.1.0 <studs@tidning.example> sender rejected : AUP#SNDR"),
        "ours",
        "5.1.0",
    ),
    Bounce(
        "sender's address",
        report("5.1.8", "smtp; 501 5.1.8 Domain of sender address does not exist"),
        "ours",
        "5.1.8",
    ),
    Bounce(
        "Zimbra",
        report(
            "5.1.1",
            "smtp; 550 5.1.1 <anna@lasare.example>: Recipient address rejected: lasare.example",
            recipient="rfc822; anna@lasare.example\nOriginal-Recipient: rfc822;anna@lasare.example",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "IBM Notes",
        report(
            "5.0.0",
            "X-Notes; User anna (anna@lasare.example) not listed in Domino Directory",
            action="failed",
        ),
        "soft",
        "5.0.0",
    ),
    Bounce(
        "Lotus, no blank",
        report("5.1.1", "X-Notes;Unknown recipient", recipient=f"rfc822;{ADDRESS}"),
        "gone",
        "5.1.1",
    ),
    Bounce("GroupWise", report("5.1.1", "smtp; 550 Unknown user"), "gone", "5.1.1"),
    Bounce(
        "xtext",
        report(
            "5.1.1",
            "smtp; 550 5.1.1 no",
            recipient="rfc822; bo@annan.example",
            more="Original-Recipient: rfc822;anna+40lasare.example\n",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "base64, against the standard",
        report("5.1.1", "", coding="").replace(
            b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.lasare.example\nArrival-Date: Mon, 30 Nov 2026 08:00:01 +0000\n\nFinal-Recipient: rfc822; anna@lasare.example\nAction: failed\nStatus: 5.1.1\n",
            b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nUmVwb3J0aW5nLU1UQTogZG5zOyBteAoKRmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFubmFAbGFz\nYXJlLmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=\n",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Swedish words",
        report(
            "5.1.1",
            "smtp; 550 5.1.1 Mottagaren finns inte",
            human="Ditt brev kunde inte levereras.",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "action with a remark",
        report(
            "5.1.1 (bad destination mailbox address)",
            "smtp; 550 5.1.1 bad",
            action="failed (permanent)",
        ),
        "gone",
        "5.1.1",
    ),
    # qmail, Exim and others that write as they please
    Bounce(
        "qmail, nobody",
        plain(_QMAIL % "Sorry, no mailbox here by that name. (#5.1.1)"),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "qmail, refused",
        plain(
            _QMAIL
            % "192.0.2.1 does not like recipient.\nRemote host said: 550 5.7.1 spam\nGiving up on 192.0.2.1."
        ),
        "ours",
        "5.7.1",
    ),
    Bounce(
        "qmail, a 550 and no more",
        plain(_QMAIL % "192.0.2.1 failed after I sent the message.\nRemote host said: 550 no"),
        "ours",
    ),
    Bounce(
        "qmail, full",
        plain(_QMAIL % "The users mailfolder is over the allowed quota (size). (#5.2.2)"),
        "full",
        "5.2.2",
    ),
    Bounce(
        "Exim, nobody",
        plain(
            _EXIM
            % "host mx.lasare.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<anna@lasare.example>:\n    550 5.1.1 User unknown",
            head=f"X-Failed-Recipients: {ADDRESS}\nAuto-Submitted: auto-replied\n",
            subject="Mail delivery failed: returning message to sender",
            sender="Mail Delivery System <Mailer-Daemon@mx.example>",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Exim, unrouteable",
        plain(
            _EXIM % "Unrouteable address",
            head=f"X-Failed-Recipients: {ADDRESS}\n",
            subject="Mail delivery failed",
        ),
        "soft",
    ),
    Bounce(
        "Exim, still trying",
        plain(
            f"This message was created automatically.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue. The address is:\n  {ADDRESS}\nNo action is required on your part. Delivery attempts will continue.\n",
            subject="Warning: message 1a delayed 24 hours",
        ),
        "delayed",
    ),
    Bounce(
        "Exchange 5.5, words",
        plain(
            f"Your message\n\n  To: anna\n  Subject: Veckans brev\n\ndid not reach the following recipient(s):\n\n{ADDRESS} on Mon, 30 Nov 2026\n    The recipient name is not recognized\n    550 5.1.1 no such\n",
            subject="Undeliverable: Veckans brev",
            sender="System Administrator <postmaster@lasare.example>",
        ),
        "gone",
        "5.1.1",
    ),
    Bounce(
        "Yahoo, old",
        plain(
            f"Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<{ADDRESS}>:\nThis user doesn't have a yahoo.example account [-5]\n\n--- Original message follows.\n\n{LETTER}",
            subject="Delivery failure",
            sender="MAILER-DAEMON@yahoo.example",
        ),
        "soft",
    ),
    Bounce(
        "words only",
        plain("Your message could not be delivered.\n", subject="Undeliverable mail"),
        "soft",
    ),
    Bounce(
        "MDaemon",
        plain(
            f"The following data may contain information useful for debugging:\n\n> RCPT To:<{ADDRESS}>\n< 550 5.1.1 unknown\n",
            subject="Permanent Delivery Failure",
            sender="MDaemon@lasare.example",
        ),
        "gone",
        "5.1.1",
        named=False,
    ),
    # Complaints
    Bounce("complaint", complaint("abuse"), "complained"),
    Bounce(
        "Yahoo, complaint without the address", complaint("abuse", to=""), "complained", named=False
    ),
    Bounce("fraud", complaint("fraud"), "complained"),
    Bounce("taken back", complaint("not-spam"), "other"),
    Bounce("DMARC's own report of a failure", complaint("auth-failure"), "other"),
    Bounce(
        "Microsoft JMRP",
        f"From: staff@hotmail.example\nTo: fbl@tidning.example\nSubject: complaint about message\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: {ADDRESS}\n{LETTER}\n--q--\n".encode(),
        "complained",
    ),
    # Answers
    Bounce(
        "vacation, RFC 3834", automatic("Auto-Submitted: auto-replied\n"), "autoreply", named=False
    ),
    Bounce(
        "Exchange, out of office",
        automatic(
            "X-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n",
            "Automatiskt svar: Veckans brev",
        ),
        "autoreply",
        named=False,
    ),
    Bounce("Notes, by its subject", automatic("", "Anna är på semester"), "autoreply", named=False),
    Bounce(
        "subject in base64", automatic("", "=?utf-8?B?RnLDpW52YXJv?="), "autoreply", named=False
    ),
    Bounce("precedence", automatic("Precedence: auto_reply\n"), "autoreply", named=False),
    Bounce("X-Autoreply", automatic("X-Autoreply: yes\n"), "autoreply", named=False),
    Bounce(
        "shown",
        automatic(
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n\n--b--\n"
        ),
        "autoreply",
        named=False,
    ),
    Bounce("a reader", automatic("Auto-Submitted: no\n"), "other", named=False),
    Bounce(
        "a reader who quotes",
        automatic("", "Re: Undelivered mail?").replace(b"Re: Und", b"Und"),
        "other",
        named=False,
    ),
)
