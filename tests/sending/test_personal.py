"""One frozen letter becomes each reader's own, and nothing else in it is changed by that."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample.mail import MONDAY, build, settings

from publisher.mail.newsletter import compose
from publisher.mail.personal import ListHead, pattern
from publisher.mail.presets import BEGIN, END, NAME, UNSUBSCRIBE, WEB
from publisher.mail.recipes import LetterMaker
from publisher.sending.personal import PersonalLetter, ReaderParts

CONFIG = settings()
LETTER = compose(build(), MONDAY)
DATE = "Mon, 03 Feb 2025 06:00:00 +0100"
HEAD = ListHead(
    name="Veckobrevet från Kinamedia – på svenska",
    id="veckobrevet.brev.kinamedia.example",
    from_name="Kinamedia – på svenska",
    from_email="brev@kinamedia.example",
    reply_to="svar@kinamedia.example",
    feedback="vecka-6:veckobrevet:brev:kinamedia",
)
ANNA = ReaderParts(
    address="anna@lasare.example",
    name="Anna Ek",
    message_id="vecka-6.0a1b@kinamedia.example",
    leave="https://brev.kinamedia.example/avsluta/" + "aB3_-" * 30 + "?x=1&y=2",
    delivery="d0a1b2",
    leave_mail="mailto:svar@kinamedia.example?subject=Avsluta%20veckobrevet%20k1.a.b",
)
HTML = (
    f'<html><p class="x">{BEGIN}Hej {NAME}!{END}</p>\n<p>Räksmörgås</p>'
    f'<a href="{UNSUBSCRIBE}">Avsluta</a> <a href="{WEB}">på webben</a></html>\n'
)
TEXT = f"{BEGIN}Hej {NAME}!{END}\n\nRäksmörgås\n\nAvsluta: {UNSUBSCRIBE}\n"


def opened(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.strict)
    assert isinstance(found, EmailMessage)
    return found


def parts(data: bytes) -> tuple[str, str]:
    """Both parts' words."""
    text, html = (part.get_content() for part in opened(data).iter_parts())  # type: ignore[attr-defined]
    return text.replace("\r\n", "\n"), html.replace("\r\n", "\n")


def filled(html: str = HTML, text: str = TEXT, reader: ReaderParts = ANNA) -> bytes:
    return PersonalLetter(pattern(LETTER, html, text, CONFIG, HEAD), DATE).of(reader)


def test_a_reader_with_a_name_is_greeted_and_one_without_is_not() -> None:
    shown = ANNA.leave.replace("&", "&amp;")
    text, html = parts(filled())
    assert text == f"Hej Anna Ek!\n\nRäksmörgås\n\nAvsluta: {ANNA.leave}\n"
    assert '<p class="x">Hej Anna Ek!</p>\n<p>Räksmörgås</p>' in html
    assert f'<a href="{shown}">Avsluta</a> <a href="{LETTER.url}">' in html
    text, html = parts(filled(reader=replace(ANNA, name="")))
    assert text == f"Räksmörgås\n\nAvsluta: {ANNA.leave}\n"
    assert html.startswith("<html><p>Räksmörgås</p>")


def test_the_head_says_whom_it_is_to_and_how_one_leaves() -> None:
    found = opened(filled())
    assert str(found["To"]) == "Anna Ek <anna@lasare.example>"
    assert found["Message-ID"] == f"<{ANNA.message_id}>"
    assert found["Date"] == DATE
    assert found["X-Publisher-Delivery"] == "d0a1b2"
    assert "".join(found["List-Unsubscribe"].split()) == f"<{ANNA.leave}>,<{ANNA.leave_mail}>"
    alone = replace(HEAD, by_mail=False, one_click=False)
    letter = PersonalLetter(pattern(LETTER, HTML, TEXT, CONFIG, alone), DATE)
    by_mail = letter.of(replace(ANNA, leave=ANNA.leave_mail))
    assert opened(by_mail)["List-Unsubscribe"] == f"<{ANNA.leave_mail}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Id"].endswith("<veckobrevet.brev.kinamedia.example>")
    assert found["Feedback-ID"] == HEAD.feedback
    assert "Auto-Submitted" not in found
    later = replace(HEAD, one_click=False)
    assert "List-Unsubscribe-Post" not in opened(pattern(LETTER, HTML, TEXT, CONFIG, later))


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Zl", "Zp")), max_size=60)


@given(NAMES, st.text("Hej =.åäö\n&<x" * 3, max_size=300))
def test_any_name_in_any_text_changes_nothing_but_its_place(name: str, words: str) -> None:
    reader = replace(ANNA, name=name)
    data = filled(text=f"{words}{BEGIN}Hej {NAME}!{END}\n\n{words}{UNSUBSCRIBE}", reader=reader)
    rest = f"Hej {name}!\n\n{words}" if name else words.lstrip("\n")  # with what follows a greeting
    assert parts(data)[0] == f"{words}{rest}{ANNA.leave}".replace("\r", "")
    assert data.isascii()
    body = data.partition(b"\r\n\r\n")[2]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in re.sub(rb"\r\n", b"", data)


@pytest.mark.parametrize("name", ["a\r\nBcc: x@y.example", "x\n", "a\x00b"])
def test_a_name_begins_no_header(name: str) -> None:
    with pytest.raises(ValueError, match="control character"):
        filled(reader=replace(ANNA, name=name))


def test_a_built_letter_has_the_words_of_the_build_and_the_readers_own_way_out() -> None:
    context = build()
    _, frozen = LetterMaker(context).personal(MONDAY, HEAD)
    text, html = parts(PersonalLetter(frozen, DATE).of(ANNA))
    made = {a.path: a.data for a in LetterMaker(context).recipe(MONDAY).make()}
    whole = made["editions/vecka-6/index.html"].decode()  # type: ignore[union-attr]
    out = CONFIG.mail.unsubscribe.replace("&", "&amp;")
    assert html == whole.replace(out, ANNA.leave.replace("&", "&amp;"))
    assert ANNA.leave in text
    assert not re.search("[\ue000-\uf8ff]", text + html)
