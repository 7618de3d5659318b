"""The sign-up service's mails: what they say, what their heads say, and that mail programs can show them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from sample.values import CONFIG
from selectolax.lexbor import LexborHTMLParser

from publisher.config import MailingList, load_config
from publisher.content.welcome import FILE, welcome
from publisher.engine.recipes import ThemeFile
from publisher.engine.theme import in_force
from publisher.mail.notices import NoticeLetter, NoticeSort, NoticeTemplates, WelcomeText
from publisher.media.images import measure

THEME = {
    name: ThemeFile(path=path, hash=sha256(path.read_bytes()).hexdigest())
    for name, path in in_force(Path(), None).items()
}
LISTS = (MailingList(id="a", name="Artiklar <&>", description="Varje text.", kind="artiklar"),)
LINK = "https://brev.tidning.se/bekrafta/4e1c.abc.def"
LEAVE = "https://brev.tidning.se/u/4e1c.abc.def"


def letter(kind: NoticeSort = "confirm", **about: object) -> NoticeLetter:
    given = {"to": "anna@x.se", "id": "abc", "date": datetime(2026, 11, 30, 12, tzinfo=UTC)}
    given |= {"lists": LISTS, "link": LINK, "leave": "" if kind == "confirm" else LEAVE, **about}
    return NoticeLetter(kind=kind, **given)  # type: ignore[arg-type]


def parsed(data: bytes) -> EmailMessage:
    made = email.message_from_bytes(data, policy=email.policy.strict)
    assert isinstance(made, EmailMessage)
    assert not made.defects
    return made


@pytest.mark.parametrize("kind", ["confirm", "known", "link", "welcome"])
def test_every_mail_is_whole_and_says_its_link_in_both_parts(kind: NoticeSort) -> None:
    data = NoticeTemplates(THEME, CONFIG).message(letter(kind))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert b"\n" not in data.replace(b"\r\n", b"")
    mail = parsed(data)
    assert (mail["To"], mail["Message-ID"]) == ("anna@x.se", f"<abc@{CONFIG.host}>")
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (mail.get_body((sort,)).get_content() for sort in ("plain", "html"))  # type: ignore[union-attr]
    assert LINK in text
    page = LexborHTMLParser(html)
    way = ".button a" if kind != "welcome" else f".footer a[href='{LINK}']"
    assert page.css_first(way).attributes["href"] == LINK  # type: ignore[union-attr]
    assert "style" in page.css_first("h1").attributes  # type: ignore[union-attr]
    assert "Artiklar <&>" in page.text()
    assert (mail["List-Unsubscribe"] is None) == (kind == "confirm")
    if kind != "confirm":
        assert mail["List-Unsubscribe"] == f"<{LEAVE}>"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not page.css("img, script, link, iframe, form")


def test_nothing_that_comes_in_can_begin_a_header() -> None:
    templates = NoticeTemplates(THEME, CONFIG)
    for about in (
        {"to": "a@x.se\r\nBcc: b@x.se"},
        {"leave": f"{LEAVE}\nX: y"},
        {"id": "a\r\nX: y"},
    ):
        with pytest.raises(ValueError, match="control character"):
            templates.message(letter("link", **about))
    odd = replace(CONFIG, site_name="Bladet\r\nBcc: b@x.se")
    with pytest.raises(ValueError, match="control character"):
        NoticeTemplates(THEME, odd).message(letter())


def test_what_is_written_in_lists_and_names_stays_words() -> None:
    odd = replace(CONFIG, site_name="{{ 7*7 }}<script>alert(1)</script>")
    lists = (
        replace(LISTS[0], name="{{ config }}{% raw %}", description="'; DROP TABLE person; --"),
    )
    mail = parsed(NoticeTemplates(THEME, odd).message(letter(lists=lists)))
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    words = LexborHTMLParser(html).text()
    assert "{{ config }}{% raw %}" in words
    assert "{{ 7*7 }}" in words


def test_the_editors_welcome_is_set_as_letters_are() -> None:
    html = '<p>Läs <a href="/om/">om oss</a>.</p><script>alert(1)</script>'
    written = WelcomeText(title="Hej & välkommen", preheader="Vad du får.", html=html)
    mail = parsed(NoticeTemplates(THEME, CONFIG, written).message(letter("welcome")))
    assert mail["Subject"] == "Hej & välkommen"
    page = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'href="{CONFIG.origin}/om/"' in page
    assert "alert(1)" not in page
    assert re.search(r'<p style="[^"]*">Läs', page)


def test_the_welcome_is_a_file_of_markdown_and_its_faults_are_told(
    publication: Callable[..., Path],
) -> None:
    root = publication({FILE: "---\ntitle: Hej\npreheader: Kort.\n---\n\nLäs *vidare*.\n"})
    config, _ = load_config(root, measure=measure)
    assert config is not None
    assert welcome(config) == (("Hej", "Kort.", "<p>Läs <em>vidare</em>.</p>"), ())
    for text, line, told in (
        ("Hej.\n", 1, "huvudet saknas"),
        ("---\npreheader: x\n---\n\nHej.\n", None, "title"),
        ("---\ntitle: Hej\namne: x\n---\n\nHej.\n", 3, "amne"),
        ("---\ntitle: Hej\n---\n\n[x](borta.md)\n", 5, "borta.md"),
    ):
        (root / FILE).write_text(text, "utf-8")
        found, problems = welcome(config)
        assert found is None
        assert any(
            told in each.text and each.path == FILE and line in {None, each.line}
            for each in problems
        )
    (root / FILE).unlink()
    assert welcome(config) == (None, ())
