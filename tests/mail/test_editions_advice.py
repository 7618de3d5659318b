"""What the author hears of subject, preheader and what a letter cannot hold; and bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample.letters import article, built, letter, mailed, read, refused
from sample.mail import MONDAY, TRAIN, parsed

from publisher.mail.advice import HEADLINE, PREHEADER, SUBJECT, first_lines
from publisher.mail.letter import Letter
from publisher.model import MailOptions

Publication = Callable[..., Path]
SENT = "content/artiklar/2025/skickad.md"
ID = "2025-02-10-skickad"


def notes(subject: str, preheader: str = "Något helt annat", title: str = "Rubrik") -> list[str]:
    mail = MailOptions(subject="" if subject == title else subject, preheader=preheader, send=True)
    given = Letter(
        id="x", date=TRAIN.date, url="https://x.se/", subject=subject, preheader=preheader,
        kicker="", title=title, dek="", byline="", body="",
    )  # fmt: skip
    return [note.text for note in first_lines(given, _with(mail))]


def _with(mail: MailOptions) -> Any:
    from dataclasses import replace

    return replace(TRAIN, mail=mail)


@pytest.mark.parametrize(
    "subject",
    [
        "Så växer Kinas järnvägar",
        "Därför talar alla om AI och BNP",
        "Vad händer nu?",
        "Nu är det här!",
        "Så gick det när USA, EU och NATO röstade",
        "Kina, 🇨🇳 och världen",
        "الصين اليوم",
        "x" * SUBJECT,
    ],
)
def test_an_ordinary_subject_passes(subject: str) -> None:
    assert notes(subject) == []


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("x" * (SUBJECT + 1), "har 51 tecken"),
        ("NU HÄNDER DET SAKER I KINA", "bara versaler"),
        ("Vad hände?! Läs här", "både frågetecken och utropstecken"),
        ("Äntligen!!", "flera utropstecken"),
        ("$100 om dagen", "ett belopp först"),
        ("€ 100 om dagen", "ett belopp först"),
        ("Boken är GRATIS i dag", "ett ord i versaler"),
        ("K-I-N-A-N i dag", "bokstäver med tecken emellan"),
        ("Så kan du tjäna pengar på Kina", "skräppost"),
        ("Buy China now", "reklam"),
    ],
)
def test_a_subject_that_filters_or_phones_stumble_on_is_told(subject: str, said: str) -> None:
    (note,) = notes(subject)
    assert said in note


def test_a_title_may_be_longer_than_a_subject() -> None:
    title = "x" * HEADLINE
    assert notes(title, title=title) == []
    assert len(notes(title + "x", title=title + "x")) == 1


def test_a_preheader_says_something_new_and_not_too_much() -> None:
    assert len(notes("Ämne", "y" * (PREHEADER + 1))) == 1
    assert "samma sak" in notes("Kinas nya tåg", "Kinas nya tåg.")[0]
    assert (
        "samma sak"
        in notes("Ett ämne", "Rubriken om Kinas nya tåg, och mer", "Rubriken om Kinas nya tåg")[0]
    )
    assert notes("Kina", "Kina bygger järnväg") == []


def test_advice_stands_on_its_line_and_is_repeated_while_the_letter_stays(
    publication: Publication,
) -> None:
    text = article("2025-02-10").replace(
        "---\n\n", "mail:\n  send: true\n  subject: Läs nu!! Det är viktigt\n---\n\n"
    )
    root = publication({SENT: text})
    (advice,) = [one for one in built(root) if "ämnesraden" in one.text]
    assert (advice.path, advice.line, advice.fatal) == (SENT, 7, False)
    publication({"content/artiklar/2025/annan.md": article("2025-02-11")})
    assert advice in built(root)
    publication({SENT: text.replace("nu!!", "nu.")})
    assert advice not in built(root)


RAW = """Först.

<script>alert(1)</script>

<form action="https://x.se/"><input name="a"><button>Skicka</button></form>

<iframe src="https://x.se/"></iframe>

<link rel="stylesheet" href="https://x.se/x.css">

<p style="position:fixed;top:0" onclick="x()">Fast.</p>

<style>p { position: absolute }</style>

Sist.
"""


def test_html_that_no_letter_can_hold_is_taken_out_and_said(publication: Publication) -> None:
    root = publication({SENT: article("2025-02-10", text=RAW, mail={"send": True})})
    assert len(refused(root)) >= 4  # without the setting, no page may hold it either
    settings = (root / "mkdocs.yml").read_text("utf-8")
    publication(
        {"mkdocs.yml": settings.replace("- publisher:\n", "- publisher:\n      raw_html: true\n")}
    )
    said = {one.text: one.line for one in built(root) if one.path == SENT}
    for what, line in {
        "skripten": 10,
        "formulären": 12,
        "de inbäddade sidorna": 14,
        "stilmallarna från andra": 16,
        "de egna stilarna": 18,
        "stilmallarna": 20,
    }.items():
        assert said[f"brevet saknar {what}: inget e-postprogram visar sådana"] == line
    html = read(root, ID)
    body = html[html.index("<body") :]
    for word in ("<script", "<form", "<input", "<iframe", "<link", "onclick", "position", "<style"):
        assert word not in body
    assert "Fast." in body
    assert "Sist." in body


@pytest.mark.parametrize(
    "text",
    ['<svg><circle r="4"/></svg>', "![Bild](data:image/png;base64,iVBORw0KGgo=)"],
)
def test_drawings_in_the_text_and_pictures_as_data_are_refused(
    publication: Publication, text: str
) -> None:
    root = publication({SENT: article("2025-02-10", text=text, mail={"send": True})})
    faults = refused(root)
    assert faults
    assert {(fault.path, fault.line) for fault in faults} == {(SENT, 8)}


def test_players_become_links_and_that_is_said(publication: Publication) -> None:
    text = '<audio controls src="x.mp3"></audio>\n\nOrd.'
    root = publication(
        {
            SENT: article("2025-02-10", text=text, mail={"send": True}),
            "content/artiklar/2025/x.mp3": b"x",
        }
    )
    (advice,) = [one for one in built(root) if "ljudspelare" in one.text]
    assert (advice.path, advice.line) == (SENT, 8)
    assert "Lyssna på webben" in read(root, ID)
    assert "<audio" not in read(root, ID)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (SENT, "mail:", 'mail:\n  subject: "Hej\\nBcc: x@y.se"\n'),
        (SENT, "mail:", 'mail:\n  subject: "Hej\\rBcc: x@y.se"\n'),
        (SENT, "mail:", 'mail:\n  subject: "Hej\\u2028Bcc: x@y.se"\n'),
        (SENT, "mail:", 'mail:\n  subject: "Hej\\0 Bcc: x@y.se"\n'),
        ("mkdocs.yml", "from_name: Provbladet", 'from_name: "Prov\\x85Bcc: x@y.se"'),
        ("content/forfattare.yml", "name: Redaktionen", 'name: "Red\\nBcc: x@y.se"'),
        (SENT, "mail:", 'mail:\n  preheader: "Hej\\nBcc: x@y.se"\n'),
        ("mkdocs.yml", "from_name: Provbladet", 'from_name: "Prov\\nBcc: x@y.se"'),
        ("mkdocs.yml", "from_email: brev@prov.example", 'from_email: "a@b.se\\nBcc: x@y.se"'),
        ("mkdocs.yml", "list_id: brev.prov.example", 'list_id: "a.b\\nBcc: x@y.se"'),
        (
            "mkdocs.yml",
            "unsubscribe: https://prov.example/prenumerera/",
            'unsubscribe: "x\\nBcc: y"',
        ),
    ],
)
def test_no_header_can_be_smuggled_in(
    publication: Publication, file: str, old: str, new: str
) -> None:
    text = article("2025-02-10").replace("---\n\n", "mail:\n  send: true\n---\n\n")
    root = publication({SENT: text})
    written = (root / file).read_text("utf-8")
    changed = (
        written.replace(f"{old}\n", f"{new}\n") if file != SENT else written.replace("mail:\n", new)
    )
    assert changed != written
    publication({file: changed})
    # Where a name is refused, who signs with it has no such author either.
    assert file in [fault.path for fault in refused(root)]
    assert mailed(root) == []


def test_a_tab_that_was_pasted_into_a_title_is_a_space(publication: Publication) -> None:
    head = "---\ntitle: Kina\toch USA\ndate: 2025-02-10\ndescription: Om dem.\nmail:\n  send: true\n---\n"
    root = publication({SENT: f"{head}\nEn text.\n"})
    built(root)
    message = parsed((root / "build/editions" / ID / "message.eml").read_bytes())
    assert message["Subject"] == "Kina och USA"


def test_an_empty_letter_is_told_before_it_is_sent(publication: Publication) -> None:
    name = "content/nyhetsbrev/tomt.md"
    root = publication({name: letter("", layout="full")})
    (advice,) = [one for one in built(root) if "tomt" in one.text]
    assert (advice.path, advice.line, advice.fatal) == (name, 2, False)
    publication({name: letter("Hej!")})
    assert not [one for one in built(root) if "tomt" in one.text]


def test_a_letters_author_may_have_any_name_on_one_line(publication: Publication) -> None:
    people = 'redaktionen:\n  name: "Åsa ”Bob” <x@y.se>, 林"\n'
    root = publication(
        {
            "content/forfattare.yml": people,
            SENT: article("2025-02-10", authors="redaktionen", mail={"send": True}),
        }
    )
    built(root)
    message = parsed((root / "build/editions" / ID / "message.eml").read_bytes())
    assert message["From"].addresses[0].addr_spec == "brev@prov.example"
    assert "Åsa ”Bob” &lt;x@y.se&gt;, 林" in read(root, ID)


@pytest.mark.parametrize("subject", ["🚄 Tåget 🚄", "الصين اليوم", "\u202eKina", "👩‍👩‍👧 familj"])
def test_any_letters_of_any_direction_may_stand_in_a_subject(
    publication: Publication, subject: str
) -> None:
    root = publication({SENT: article("2025-02-10", mail={"send": True, "subject": subject})})
    built(root)
    message = parsed((root / "build/editions" / ID / "message.eml").read_bytes())
    assert message["Subject"] == subject
    assert f"<title>{subject}</title>" in read(root, ID)


def test_a_link_with_a_space_and_swedish_letters_arrives_whole(publication: Publication) -> None:
    text = "Se [rapporten](<https://exempel.se/en rapport/åäö?q=räls å spår>)."
    root = publication({SENT: article("2025-02-10", text=text, mail={"send": True})})
    built(root)
    address = "https://exempel.se/en%20rapport/åäö?q=räls%20å%20spår"
    assert f'href="{address}"' in read(root, ID)
    assert f"[1] {address}" in read(root, ID, "text.txt")


def test_a_letter_whose_week_is_empty_names_the_next_step(publication: Publication) -> None:
    root = publication({"content/nyhetsbrev/tom.md": letter(week="2024-10")})
    (fault,) = refused(root)
    assert "vecka 10 2024" in fault.text
    assert "Rätta week:" in fault.hint


def test_an_unknown_service_or_code_is_a_fault_with_a_guess(publication: Publication) -> None:
    root = publication()
    settings = (root / "mkdocs.yml").read_text("utf-8")
    for line, said in (
        ("presets: [listmnk]", "Menade du ”listmonk”?"),
        ("presets: [{name: listmonk, unsubscribe: x}]", "eller ge den ett eget namn"),
        ("presets: [{name: min}]", "unsubscribe"),
        ('greeting: "Hej {name}!"', "{namn}"),
        ("every_since: snart", "datum"),
        ("web_link: hit", "sajten"),
    ):
        publication(
            {"mkdocs.yml": settings.replace("      mail:\n", f"      mail:\n        {line}\n")}
        )
        (fault,) = refused(root)
        assert fault.path == "mkdocs.yml"
        assert said in fault.text + fault.hint, line


def test_the_sample_letters_need_no_advice() -> None:
    assert notes(MONDAY.subject, MONDAY.preheader, MONDAY.title) == []
