"""What becomes of a letter, at every step at which a server can say no, leave or fall silent."""

from __future__ import annotations

import smtplib

import pytest
from smtp_server import HOST, Say, Script, scripted

from publisher.system.smtp import (
    Deferred,
    Handed,
    HandedOver,
    Patience,
    Refused,
    Server,
    Session,
    Unknown,
    Withheld,
)

LETTER = b"Subject: hej\r\n\r\n.punkt\r\n..tva\r\nslut\r\n"
SHORT = Patience(connect=5, command=0.3, data=0.3, block=0.3, dot=0.3)
"""Nobody waits in a test; that a silence ends at all is what matters."""


def at(step: str, say: Say, *, count: int | None = None) -> Script:
    """A script that says this at a step (the first time, or each), and the usual elsewhere."""
    return lambda reached, number, _: say if reached == step and count in {None, number} else None


def handed(script: Script, letter: bytes = LETTER) -> tuple[Handed, int, list[str]]:
    """What became of a letter, how many copies arrived, and what was noted before it went."""
    noted: list[str] = []

    def note() -> bool:
        noted.append("noted")
        return True

    with scripted(script) as server:
        session = Session(Server(host=HOST, port=server.port, security="none", patience=SHORT))
        outcome = session.deliver("b+1@x.example", "anna@y.example", letter, on_handover=note)
        session.close()
        return outcome, server.copies["anna@y.example"], noted


GONE = Say(close=True)
SILENT = Say(hang=True)
CASES: list[tuple[str, Say, Handed]] = [
    ("greeting", Say(line="554 no", close=True), Refused(code=554, text="no", step="connect")),
    ("greeting", Say(line="421 busy", close=True), Deferred(code=421, text="busy", step="connect")),
    ("greeting", GONE, Deferred(code=0, text="förbindelsen bröts", step="connect")),
    (
        "ehlo",
        Say(line="421 later", close=True),
        Deferred(code=0, text="förbindelsen bröts", step="connect"),
    ),
    ("mail", Say(line="451 wait"), Deferred(code=451, text="wait", step="mail")),
    ("mail", Say(line="550 5.7.1 who"), Refused(code=550, text="5.7.1 who", step="mail")),
    ("mail", GONE, Deferred(code=0, text="förbindelsen bröts", step="mail")),
    ("rcpt", Say(line="450 4.2.1 grey"), Deferred(code=450, text="4.2.1 grey", step="rcpt")),
    ("rcpt", Say(line="452 4.2.2 full"), Deferred(code=452, text="4.2.2 full", step="rcpt")),
    (
        "rcpt",
        Say(line="421 4.7.0 slow", close=True),
        Deferred(code=421, text="4.7.0 slow", step="rcpt"),
    ),
    ("rcpt", Say(line="550 5.1.1 none"), Refused(code=550, text="5.1.1 none", step="rcpt")),
    ("rcpt", SILENT, Deferred(code=0, text="inget svar i tid", step="rcpt")),
    ("data", Say(line="451 4.3.0 not now"), Deferred(code=451, text="4.3.0 not now", step="data")),
    ("data", Say(line="554 5.5.1 no"), Refused(code=554, text="5.5.1 no", step="data")),
    ("data", GONE, Deferred(code=0, text="förbindelsen bröts", step="data")),
    ("data", SILENT, Deferred(code=0, text="inget svar i tid", step="data")),
    ("dot", Say(line="452 4.3.1 full"), Deferred(code=452, text="4.3.1 full", step="dot")),
    (
        "dot",
        Say(line="421 4.3.2 down", close=True),
        Deferred(code=421, text="4.3.2 down", step="dot"),
    ),
    ("dot", Say(line="550 5.7.26 dmarc"), Refused(code=550, text="5.7.26 dmarc", step="dot")),
    ("dot", Say(line="250 ok"), HandedOver(answer="ok")),
]


@pytest.mark.parametrize(("step", "say", "outcome"), CASES, ids=lambda value: str(value)[:40])
def test_what_is_certain_is_told_as_it_is(step: str, say: Say, outcome: Handed) -> None:
    found, copies, noted = handed(at(step, say))
    assert found == outcome
    assert copies == isinstance(outcome, HandedOver)
    assert bool(noted) == (step in {"data", "dot"}), (
        "noted before DATA, and not before RCPT was answered"
    )


@pytest.mark.parametrize(
    "say",
    [
        Say(close=True, keeps=True),
        Say(close=True, keeps=False),
        Say(hang=True, keeps=True),
        Say(line="hello there", keeps=True),
        Say(line="250-more to come", close=True, keeps=True),
        Say(line="354 what", keeps=True),
        Say(line="2", close=True, keeps=True),
        Say(line="x" * 10_000, keeps=True),
    ],
    ids=lambda value: str(value)[:60],
)
def test_from_the_first_byte_to_a_readable_answer_nobody_knows(say: Say) -> None:
    found, copies, noted = handed(at("dot", say))
    assert isinstance(found, Unknown), found
    assert copies == say.keeps
    assert noted == ["noted"]


def test_a_server_that_says_no_in_the_middle_of_a_letter_is_heard() -> None:
    large = b"Subject: stor\r\n\r\n" + b"x" * 60 + b"\r\n" * 2_000_000
    found, copies, _ = handed(at("dot", Say(line="552 5.3.4 too big", close=True, takes=10)), large)
    assert found == Refused(code=552, text="5.3.4 too big", step="dot") or isinstance(
        found, Unknown
    )
    assert not copies


def test_a_line_that_breaks_in_the_middle_of_a_letter_is_unknown() -> None:
    large = b"Subject: stor\r\n\r\n" + b"x\r\n" * 4_000_000
    found, copies, _ = handed(at("dot", Say(close=True, takes=10)), large)
    assert isinstance(found, Unknown)
    assert not copies


def test_nobody_there() -> None:
    with scripted() as server:
        port = server.port
    session = Session(Server(host=HOST, port=port, security="none", patience=SHORT))
    found = session.deliver("a@x.example", "b@y.example", LETTER)
    assert isinstance(found, Deferred)
    assert found.about_us


def test_what_was_changed_at_the_last_moment_is_not_sent_and_the_next_is() -> None:
    with scripted() as server:
        session = Session(Server(host=HOST, port=server.port, security="none", patience=SHORT))
        no = session.deliver("s@x.example", "a@y.example", LETTER, on_handover=lambda: False)
        with pytest.raises(ZeroDivisionError):
            session.deliver("s@x.example", "b@y.example", LETTER, on_handover=lambda: 1 // 0 > 0)
        yes = session.deliver("s@x.example", "c@y.example", LETTER)
        session.close()
        assert (no, yes) == (Withheld(), HandedOver(answer="2.0.0 Ok: queued as 4F2A"))
        assert [recipient for _, recipient, _ in server.letters] == ["c@y.example"]
        assert server.sessions == 1


def test_the_letter_arrives_as_it_was() -> None:
    with scripted() as server:
        session = Session(Server(host=HOST, port=server.port, security="none"))
        for letter in (LETTER, b"." + LETTER, LETTER.removesuffix(b"\r\n")):
            session.deliver("s@x.example", "a@y.example", letter)
        session.close()
        assert [letter for *_, letter in server.letters] == [LETTER, b"." + LETTER, LETTER]


def test_a_broken_session_is_opened_anew_and_a_long_one_is_ended() -> None:
    with scripted(at("dot", Say(line="421 bye", close=True), count=1)) as server:
        session = Session(
            Server(host=HOST, port=server.port, security="none", patience=SHORT), most=2
        )
        found = [session.deliver("s@x.example", f"{n}@y.example", LETTER) for n in range(6)]
        session.close()
        assert [type(each) for each in found] == [Deferred, *[HandedOver] * 5]
        assert server.sessions == 4


@pytest.mark.parametrize("extensions", [("PIPELINING", "DSN"), ("DSN",), ("SIZE 1",)])
def test_reports_are_asked_for_where_they_are_offered(extensions: tuple[str, ...]) -> None:
    with scripted(extensions=extensions) as server:
        session = Session(Server(host=HOST, port=server.port, security="none"))
        session.deliver("s@x.example", "a+b=c@y.example", LETTER, envelope_id="e 1+")
        session.close()
        asked = [each for each in server.commands if each.startswith(("MAIL", "RCPT"))]
    assert asked == (
        [
            "MAIL FROM:<s@x.example> RET=HDRS ENVID=e+201+2B",
            "RCPT TO:<a+b=c@y.example> NOTIFY=FAILURE ORCPT=rfc822;a+2Bb+3Dc@y.example",
        ]
        if "DSN" in extensions
        else ["MAIL FROM:<s@x.example>", "RCPT TO:<a+b=c@y.example>"]
    )


@pytest.mark.parametrize(
    "address", ["a@x.example>\r\nDATA", "a b@x.example", "<a@x.example>", "a\n@x"]
)
def test_an_address_can_be_nothing_more(address: str) -> None:
    with scripted() as server:
        session = Session(Server(host=HOST, port=server.port, security="none"))
        with pytest.raises(ValueError, match="an address"):
            session.deliver("s@x.example", address, LETTER)
        session.close()
        assert not any(each.startswith("RCPT") for each in server.commands)


def test_encryption_that_was_asked_for_is_never_done_without() -> None:
    with scripted() as server:
        session = Session(Server(host=HOST, port=server.port, security="starttls", patience=SHORT))
        found = session.deliver("s@x.example", "a@y.example", LETTER)
        assert isinstance(found, Refused)
        assert found.step == "tls"
        assert not server.letters


def test_the_library_still_keeps_what_is_leaned_on() -> None:
    """The certificate is checked against the name we asked for; smtplib takes it from here."""
    assert "_host" in smtplib.SMTP("").__dict__


@pytest.mark.parametrize(
    ("say", "outcome"),
    [
        (
            Say(line="354 go\r\n250 2.0.0 taken"),
            Deferred(code=0, text="servern svarade på brevet innan det hade lämnats", step="data"),
        ),
        (Say(line="250 2.0.0 taken"), Deferred(code=250, text="2.0.0 taken", step="data")),
    ],
    ids=["both at once", "no 354"],
)
def test_an_answer_that_came_before_the_letter_is_none_to_it(say: Say, outcome: Handed) -> None:
    assert handed(at("data", say))[:2] == (outcome, 0)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("250 2.0.0 taken", Unknown(why="servern svarade innan brevet var slut")),
        ("552 5.3.4 large", Refused(code=552, text="5.3.4 large", step="dot")),
    ],
)
def test_an_answer_in_the_middle_of_a_letter_is_no_yes(line: str, outcome: Handed) -> None:
    letter = b"Subject: x\r\n\r\n" + b"x" * 5_000_000
    told, copies, _ = handed(at("dot", Say(line=line, takes=1000)), letter)
    assert (told, copies) == (outcome, 0)


def test_what_was_said_unasked_is_no_answer_to_the_next_letter() -> None:
    """A server that is one answer ahead would be believed for every letter after it."""
    script = at("dot", Say(line="250 2.0.0 a\r\n250 2.0.0 b", keeps=True), count=1)
    with scripted(script) as server:
        session = Session(Server(host=HOST, port=server.port, security="none", patience=SHORT))
        for name in ("a", "b", "c"):
            assert isinstance(
                session.deliver("b@x.example", f"{name}@y.example", LETTER), HandedOver
            )
        session.close()
        assert (server.sessions, set(server.copies.values())) == (2, {1})


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "dot"])
@pytest.mark.parametrize("line", ["x" * 10_000_000, "\r\n".join(["250-more"] * 100_000)])
def test_an_answer_without_end_is_none(step: str, line: str) -> None:
    outcome, copies, noted = handed(at(step, Say(line=line, keeps=True)))
    if step == "dot":
        assert (type(outcome), copies, noted) == (Unknown, 1, ["noted"])
    else:
        assert isinstance(outcome, Deferred | Refused)
        assert (copies, noted) == (0, [])


def test_what_a_server_says_steers_nothing() -> None:
    said = handed(at("dot", Say(line="554 \x1b[2J\x00no\x9b31m \x07way")))[0]
    assert said == Refused(code=554, text="[2J no 31m way", step="dot")
