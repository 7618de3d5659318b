"""The message: what a sender or a mail service takes over, opened again with a strict reader."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, strategies
from sample.mail import MONDAY, SITE, article, build, eml, files, settings

from publisher.mail.letter import Letter
from publisher.mail.message import message
from publisher.mail.newsletter import compose
from publisher.model import MailOptions, Site

CONFIG = settings()
LETTER = compose(build(), MONDAY)
IDS = ("taget", "avsnitt-3", "vecka-6")
LONG = (
    "Räksmörgåsar, ”kvoter” och 2\u00a0048 halvledare – en genomgång av allt som hände i Ålesund 🇨🇳"
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def opened(data: bytes) -> EmailMessage:
    """The message, read with every fault in it an exception."""
    found = message_from_bytes(data, policy=policy.strict)
    assert isinstance(found, EmailMessage)
    return found


def with_subject(subject: str) -> bytes:
    return message(replace(LETTER, subject=subject), "<p>x</p>", "x\n", CONFIG)


@pytest.mark.parametrize("id_", IDS)
def test_a_strict_reader_finds_no_fault_and_both_parts_whole(id_: str) -> None:
    made = files(build())
    found = opened(made[f"editions/{id_}/message.eml"])
    parts = list(found.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable"] * 2
    for part, name in zip(parts, ("text.txt", "index.html"), strict=True):
        assert isinstance(part, EmailMessage)
        assert part.defects == []
        content = part.get_content().replace("\r\n", "\n")
        assert content.encode() == made[f"editions/{id_}/{name}"]


@pytest.mark.parametrize("id_", IDS)
def test_it_passes_any_server_on_the_way(id_: str) -> None:
    data = eml(build(), id_)
    assert data.isascii()
    assert b"\0" not in data
    assert re.sub(rb"\r\n", b"", data).find(b"\n") == -1
    assert re.sub(rb"\r\n", b"", data).find(b"\r") == -1
    assert max(map(len, data.split(b"\r\n"))) <= 998


def test_the_headers_say_who_what_when_and_how_to_leave() -> None:
    found = opened(eml(build(), "taget"))
    assert found["From"].addresses[0].display_name == "Kinamedia – på svenska"
    assert found["From"].addresses[0].addr_spec == "brev@kinamedia.example"
    assert found["Reply-To"] == "svar@kinamedia.example"
    assert found["Subject"] == "Så växer Kinas järnvägar"
    assert found["Date"] == "Sun, 02 Feb 2025 00:00:00 +0100"
    assert found["Message-ID"] == "<taget@kinamedia.example>"
    assert found["List-Id"] == "<nyhetsbrev.kinamedia.example>"
    assert found["List-Unsubscribe"] == f"<{CONFIG.mail.unsubscribe}>"
    assert found["Content-Language"] == "sv"
    assert found["To"] is None


def test_a_long_way_out_stays_an_address_on_one_line() -> None:
    assert f"List-Unsubscribe: <{CONFIG.mail.unsubscribe}>\r\n".encode() in eml(build(), "taget")


def test_a_way_out_on_the_site_itself_is_made_whole() -> None:
    config = settings(mail=replace(CONFIG.mail, unsubscribe="/avsluta/å/"))
    data = message(LETTER, "x", "x", config)
    assert opened(data)["List-Unsubscribe"] == "<https://kinamedia.example/y/avsluta/%C3%A5/>"


def test_without_a_way_out_there_is_no_empty_header() -> None:
    config = settings(mail=replace(CONFIG.mail, unsubscribe=""))
    assert opened(message(LETTER, "x", "x", config))["List-Unsubscribe"] is None


def test_a_long_swedish_subject_comes_out_as_it_was_written() -> None:
    data = with_subject(LONG)
    assert opened(data)["Subject"] == LONG
    assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?.*?\?=", data))


@given(strategies.text(min_size=1, max_size=200))
def test_any_subject_comes_out_as_it_was_written(subject: str) -> None:
    try:
        subject.encode()
    except UnicodeEncodeError:  # half a character can be written in no file
        return
    if CONTROL.search(subject):
        with pytest.raises(ValueError, match="control character"):
            with_subject(subject)
    else:
        raw = message_from_bytes(with_subject(subject), policy=policy.compat32)["Subject"]
        assert str(make_header(decode_header(raw))).strip() == subject.strip()


@pytest.mark.parametrize(
    "evil", ["Hej\r\nBcc: a@b.se", "Hej\nBcc: a@b.se", "Hej\rX: y", "a\u2028b"]
)
def test_no_header_can_be_smuggled_in(evil: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        with_subject(evil)
    for field in ("from_name", "from_email", "reply_to", "list_id", "unsubscribe"):
        bad: dict[str, Any] = {field: evil}
        config = settings(mail=replace(CONFIG.mail, **bad))
        with pytest.raises(ValueError, match="control character"):
            message(LETTER, "x", "x", config)


def test_encoded_words_written_by_an_author_are_not_decoded() -> None:
    trick = "=?utf-8?q?=0D=0ABcc=3A_a=40b.se?="
    found = opened(with_subject(trick))
    assert found["Bcc"] is None
    assert found["Subject"] == trick


def test_the_message_id_is_the_entrys_own_and_stays_when_the_words_change() -> None:
    before = article("prov", title="Förr")
    after = replace(before, title="Nu", url="/2025/nu/", mail=MailOptions(subject="Nu", send=True))
    ids = {
        opened(eml(build(Site(articles=(piece,)), {"prov": "<p>x</p>"}), "prov"))["Message-ID"]
        for piece in (before, after)
    }
    assert ids == {"<prov@kinamedia.example>"}


def test_the_boundary_is_the_letters_own_and_stands_in_neither_part() -> None:
    data = eml(build(), "taget")
    boundary = opened(data).get_boundary()
    assert boundary is not None
    assert data.count(boundary.encode()) == 4
    again = opened(eml(build(fragments={"taget": "<p>Annat.</p>"}), "taget"))
    assert again.get_boundary() == boundary


def test_the_date_keeps_its_own_offset_from_utc() -> None:
    letter: Letter = compose(build(), SITE.episodes[0])
    assert opened(message(letter, "x", "x", CONFIG))["Date"] == "Mon, 03 Feb 2025 06:00:00 +0100"


def test_it_says_that_it_is_a_list_that_nobody_writes_to() -> None:
    found = opened(eml(build(), "taget"))
    assert found["List-Archive"] == "<https://kinamedia.example/y/nyhetsbrev/>"
    assert found["List-Post"] == "NO"
    assert found["Precedence"] == "list"
    assert found["Auto-Submitted"] is None


@pytest.mark.parametrize(
    ("unsubscribe", "one_click"),
    [
        ("https://x.se/ut/{{ .Subscriber.UUID }}", True),
        ("https://x.se/ut?vem=*|UNIQID|*", True),
        ("https://x.se/ut/%recipient.id%", True),
        ("/avsluta/?vem={id}", True),
        ("https://x.se/ut/", False),
        ("https://x.se/r%C3%A4ls/", False),
        ("http://x.se/ut/{{ id }}", False),
        ("{{ UnsubscribeURL }}", False),
        ("mailto:brev@x.se?subject={{ id }}", False),
    ],
)
def test_one_click_is_promised_only_by_a_secure_address_that_knows_who_leaves(
    unsubscribe: str, one_click: bool
) -> None:
    config = replace(CONFIG, mail=replace(CONFIG.mail, unsubscribe=unsubscribe))
    found = opened(message(LETTER, "x", "x", config))
    assert found["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if one_click else None)
    assert found["List-Unsubscribe"]
