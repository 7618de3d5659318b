"""What mail systems send back is read as what it means, whatever stands in it."""

from __future__ import annotations

import resource
import sys
from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.returns import ADDRESS, BOUNCES, MESSAGE_ID, TOKEN, Bounce, complaint, plain, report

from publisher.sending.returns.reading import LONGEST, read
from publisher.sending.returns.report import Return, without_addresses
from publisher.sending.returns.verdicts import cause, reply_of, status_of, verdict


def only(data: bytes) -> Return:
    found = read(data)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("bounce", BOUNCES, ids=lambda bounce: bounce.system)
def test_each_system_is_understood(bounce: Bounce) -> None:
    told = only(bounce.data)
    assert (told.kind, told.status if bounce.status else "") == (bounce.kind, bounce.status)
    if bounce.kind in {"gone", "full", "soft", "ours", "complained"}:
        assert told.tokens[0] == TOKEN or bounce.system == "Microsoft JMRP"
        assert TOKEN in told.tokens
        if bounce.named and "words only" not in bounce.system:
            assert told.recipient.lower() == ADDRESS
    assert bool(told.cause) == (told.kind == "ours")
    assert "@" not in told.evidence


@pytest.mark.parametrize("bounce", BOUNCES, ids=lambda bounce: bounce.system)
def test_each_is_understood_with_the_line_ends_of_the_net(bounce: Bounce) -> None:
    assert read(bounce.data.replace(b"\n", b"\r\n"))[0].kind == bounce.kind


def test_the_table_is_long_enough() -> None:
    assert len(BOUNCES) >= 60
    assert len({bounce.system for bounce in BOUNCES}) == len(BOUNCES)


def test_without_our_mark_the_letters_own_id_is_found() -> None:
    data = report("5.1.1", "smtp; 550 5.1.1 no").replace(f"+{TOKEN}@".encode(), b"@")
    data = data.replace(f"X-Publisher-Delivery: {TOKEN}\n".encode(), b"")
    told = only(data)
    assert told.tokens == ()
    assert told.message_ids == (MESSAGE_ID,)


def test_a_letter_that_is_answered_is_found_by_its_id() -> None:
    data = f"From: MAILER-DAEMON@a.example\nIn-Reply-To: <{MESSAGE_ID}>\nSubject: failure notice\n\n550 5.1.1\n"
    assert only(data.encode()).message_ids == (MESSAGE_ID,)


def test_what_the_returned_letter_says_is_not_taken_for_the_report() -> None:
    """It has `5.1.1` and `550` in its own words."""
    told = only(
        plain(
            "Sorry. (#4.4.1)\n\n--- Below this line is a copy of the message.\n\n550 5.1.1 user unknown\n"
        )
    )
    assert told.kind == "soft"
    assert told.status == "4.4.1"


def test_several_recipients_are_several_values() -> None:
    data = report("5.1.1", "smtp; 550 5.1.1 no")
    second = b"\nFinal-Recipient: rfc822; bo@lasare.example\nAction: failed\nStatus: 4.2.2\n\n--"
    found = read(
        data.replace(
            b"\n\n--=_grans\nContent-Type: message/rfc822",
            b"\n" + second + b"=_grans\nContent-Type: message/rfc822",
        )
    )
    assert [(each.recipient, each.kind) for each in found] == [
        (ADDRESS, "gone"),
        ("bo@lasare.example", "full"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("5.1.1 <x>: unknown", 550, "gone"),
        ("5.2.2 over quota", 552, "full"),
        ("4.2.2 mailbox full", 452, "full"),
        ("mailbox full", 452, "full"),
        ("Requested action aborted: exceeded storage allocation", 552, "full"),
        ("5.7.26 unauthenticated", 550, "ours"),
        ("5.7.515 access denied", 550, "ours"),
        ("administrative prohibition", 550, "ours"),
        ("", 550, "ours"),
        ("5.0.0 no", 550, "ours"),
        ("relay access denied", 554, "ours"),
        ("User unknown", 550, "soft"),
        ("try again later", 451, "soft"),
        ("5.5.1 bad sequence", 503, "soft"),
        ("4.7.1 greylisted", 451, "ours"),
        ("5.4.4 unable to route", 550, "gone"),
        ("5.4.1 no answer from host", 550, "soft"),
        ("5.1.1.1 is an address, no code", 550, "ours"),
        ("15.1.1 nor is this", 550, "ours"),
        ("2.0.0 ok but 5.1.1 no", 550, "gone"),
    ],
)
def test_an_answer_in_smtp_is_judged_alike(text: str, code: int, told: str) -> None:
    assert verdict(code, text) == told


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("5.7.26 this", "Mottagaren kräver att brevet är äkthetsmärkt"),
        ("5.7.515 this", "Mottagaren kräver att brevet är äkthetsmärkt"),
        ("5.7.25 this", "Servern som skickar har inget namn"),
        (
            "5.7.1 Service unavailable; client blocked using Spamhaus",
            "Mottagaren har servern som skickar",
        ),
        ("4.7.28 rate", "Mottagaren tycker att det kommer för mycket"),
        ("5.3.4 too big", "Brevet är större"),
        ("5.7.1 looks like spam", "Mottagaren tar brevet för skräppost"),
        ("5.1.8 bad", "Mottagaren godtar inte avsändaradressen"),
        ("5.7.0 policy", "Mottagaren släpper inte in"),
        ("", "Mottagaren säger nej utan att säga varför"),
    ],
)
def test_why_we_are_refused_is_said_in_plain_swedish(text: str, begins: str) -> None:
    assert cause(text).startswith(begins)


def test_codes_are_found_and_addresses_hidden() -> None:
    assert status_of("no code here") == ""
    assert reply_of("said 1550 and 5500") == 0
    assert without_addresses("<a@b.se> [c@d.se], e@f.se\nnext") == "<…> […], … next"
    assert len(without_addresses("x " * 5000)) == 300


HOSTILE = {
    "nothing": b"",
    "one byte": b"\x00",
    "no head": b"\n\n550 5.1.1",
    "a boundary that never ends": b"Content-Type: multipart/report; boundary="
    + b"x" * 5000
    + b"\n\n--x",
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)
    ),
    "nested letters": b"Content-Type: message/rfc822\n\n" * 5000,
    "nested by folding": b"Content-Type:\n message/rfc822\n\n" * 5000,
    "many recipients": report("5.1.1", "x").replace(
        b"Status: 5.1.1\n",
        b"Status: 5.1.1\n" + b"\nFinal-Recipient: rfc822; a@b.se\nStatus: 5.1.1\n" * 20_000,
    ),
    "a long line": b"Subject: failure notice\nFrom: mailer-daemon@a.se\n\n" + b"a@" * 400_000,
    "many addresses": plain("<a@b.example>: 550 no\n" * 30_000),
    "many colons": b"X:" * 300_000 + b"\n\n",
    "many fields": b"To: a+bcdefghij@c.se\n" * 30_000 + b"\n",
    "unknown character set": b"Subject: =?klingon?q?failure_notice?=\nContent-Type: text/plain; charset=klingon\n\n\xff\xfe550",
    "broken base64": b"Subject: =?utf-8?b?!!!!a?=\nContent-Transfer-Encoding: base64\n\n!!!",
    "a date as status": report("99.99.99", "smtp; 999 9.9.9"),
    "nul in the address": report("5.1.1", "smtp; 550 5.1.1", recipient="rfc822; \x00@\x00"),
    "a report in a report": report("5.1.1", "smtp; 550 5.1.1 x").replace(
        b"Hej Anna!", report("5.7.1", "smtp; 550 5.7.1 y")
    ),
    "a complaint with nothing in it": complaint("").replace(b"Feedback-Type", b"\n\n"),
    "quoted quotes": plain("> " * 200_000 + "Message-ID: <a@b>"),
    "blank lines": plain("\n" * 300_000),
    "blanks": plain(" " * 300_000 + "original message follows"),
    "storage exceeded": plain("insufficient " * 30_000),
    "user user user": plain("550 " + "user " * 60_000),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_is_sent_here_is_a_fault_of_ours(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    found = read(data)
    # Against what takes for ever only: this is no stopwatch.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 60
    assert 1 <= len(found) <= 50
    assert all(len(each.evidence) <= 300 and len(each.tokens) <= 20 for each in found)


def test_memory_is_bounded() -> None:
    import tracemalloc

    data = report("5.1.1", "smtp; 550 5.1.1") + b"x" * 50_000_000
    tracemalloc.start()
    assert only(data).kind == "gone"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * LONGEST


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([bounce.data for bounce in BOUNCES]),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=8)), max_size=12),
)
def test_broken_ones_raise_nothing(data: bytes, changes: list[tuple[int, bytes]]) -> None:
    for at, new in changes:
        data = data[:at] + new + data[at + len(new) // 2 :]
    assert read(data)


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(
    st.sampled_from([bounce.data for bounce in BOUNCES]),
    st.lists(
        st.tuples(
            st.integers(0, 4000),
            st.sampled_from(
                [
                    b"\n",
                    b"\r\n",
                    b"--=_grans",
                    b"Content-Type: message/rfc822\n\n",
                    b"=",
                    b"<",
                    b"@",
                    b"\xff",
                    b":",
                    b"5.1.1",
                    b"",
                ]
            ),
            st.integers(0, 200),
        ),
        max_size=30,
    ),
)
def test_many_broken_ones_raise_nothing(data: bytes, changes: list[tuple[int, bytes, int]]) -> None:
    for at, new, gone in changes:
        data = data[:at] + new + data[at + gone :]
    assert read(data)


def test_the_sample_is_what_the_standard_library_reads_as_reports() -> None:
    reports = [each for each in BOUNCES if b"report-type=delivery-status" in each.data]
    assert len(reports) > 40
    for each in reports:
        message = message_from_bytes(each.data)
        assert message.get_content_type() == "multipart/report"
        assert len(message.get_payload()) == 3
    assert sys.getrecursionlimit() >= 1000
