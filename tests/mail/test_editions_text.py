"""The plain text of an edition: written for people."""

from __future__ import annotations

import re

import pytest
from sample.mail import FRAGMENTS, ORIGIN, build, text, words

from publisher.mail.text import COLUMNS, plain_text

TRAIN_TEXT = """\
KINAMEDIA · Ekonomi

Tåget som aldrig stannar & går
==============================

Kinas järnvägar växer med 2\u00a0000 kilometer om året.

Anna Ek och Bo Ås · 2 februari 2025

Läs på webben:
https://kinamedia.example/y/2025/taget/

[Bild: Ett tåg]

Räls för 2\u00a0048 kronor, säger ”experten” – inte mer. Se förra texten\u00a0[1],
rapporten\u00a0[2] och samma rapport\u00a0[2]. (not 1)

Leden i kedjan
--------------

• Malm ur gruvan
• Stål ur ugnen
  • kallvalsat

3. Tredje steget.

4. Fjärde steget är längre än de andra och behöver därför mer än en rad
   för att få plats.

> Vi bygger långsamt, men vi bygger hela tiden, och det är det som avgör
> i längden.

Sträcka          Kilometer
---------------  ---------
Peking–Shanghai      1\u00a0318
Peking–Tianjin         117

[Bild: Karta över banan]

| Så gjorde vi
|
| Vi räknade själva.

CRH
    China Railway High-speed

    rad ett
      rad två

                                 * * *

Noter
-----

1. Enligt järnvägsbolaget.

                                 * * *

Lyssna på podden Kinamedia: Nya kalla kriget
Apple Podcasts\u00a0[3], poddflöde (RSS)\u00a0[4]

Du får brevet för att du prenumererar på Kinamedia.
Avsluta prenumerationen:
https://kinamedia.example/avsluta/?mottagare={{ id }}&lista=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx

Har någon skickat det vidare till dig? Prenumerera du med:
https://kinamedia.example/y/prenumerera/

Kinamedia, Box 1, 111 11 Stockholm

Länkar
------

[1] https://kinamedia.example/y/2024/forra/
[2] https://example.org/a?b=1&c=2
[3] https://podcasts.apple.com/se/podcast/id1
[4] https://kinamedia.example/y/podd/nya-kalla-kriget.xml
"""

MARKS = re.compile(r"\(not \d+\)|\[\d+\]|\[Bild: [^]]*\]|[=~•>|*-]+|\b\d+\. ")


def bare(markup: str) -> str:
    """Letters and figures alone: what must be the same however it is laid out."""
    return re.sub(r"[\W_]+", "", MARKS.sub("", words(markup)))


def test_an_article_reads_as_a_letter() -> None:
    assert text(build(), "taget") == TRAIN_TEXT


def test_an_episode_tells_what_is_in_it() -> None:
    letter = text(build(), "avsnitt-3")
    assert "Avsnitt 3 · 12:34\nMedverkande: Poddredaktionen\n" in letter
    assert "Kapitel\n-------\n\n0:00  Inledning\n2:05  Månen\n" in letter
    assert "• ESA om månen\u00a0[1]\n" in letter
    assert "[1] https://www.esa.int/moon\n" in letter


def test_a_newsletter_gives_each_piece_a_headline_a_summary_and_an_address() -> None:
    letter = text(build(), "vecka-6")
    assert (
        "Bara på webben\n--------------\n\n2 februari 2025\n\nKort om Bara på webben.\n\n"
        f"Läs artikeln:\n{ORIGIN}/2025/osand/\n"
    ) in letter


@pytest.mark.parametrize("id_", ["taget", "avsnitt-3", "vecka-6"])
def test_every_word_of_the_fragment_is_there(id_: str) -> None:
    fragment = re.sub(
        r'<sup id=.*?</sup>|<a\s+class="footnote-backref".*?</a>',
        "",
        FRAGMENTS[id_],
        flags=re.DOTALL,
    )
    assert bare(fragment) in bare(text(build(), id_).replace("Noter\n-----", ""))


@pytest.mark.parametrize("id_", ["taget", "avsnitt-3", "vecka-6"])
def test_no_line_is_wide_unless_an_address_is(id_: str) -> None:
    wide = [line for line in text(build(), id_).split("\n") if len(line) > COLUMNS]
    assert all("https://" in line for line in wide)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", "\n"),
        ("text utan stycke", "text utan stycke\n"),
        ("<p>rad<br>rad två</p>", "rad\nrad två\n"),
        ("<p>a\n  b\u00a0c</p>", "a b\u00a0c\n"),
        ("<h3>Mindre</h3>", "Mindre\n~~~~~~\n"),
        ('<p><a href="https://x.se/">https://x.se/</a></p>', "https://x.se/\n"),
        ('<p><a href="mailto:a@b.se">a@b.se</a></p>', "a@b.se\n"),
        ('<p><a href="#fn">här</a></p>', "här\n"),
        ('<p><img src="x.png" alt=""></p>', "\n"),
        ("<ul></ul>", "\n"),
        ("<table></table>", "\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<blockquote><blockquote><p>a</p></blockquote></blockquote>", "> > a\n"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "• a\n  1. b\n"),
        ("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a\n\n   b\n\n2. c\n"),
        ("<p>f<script>x</script><!-- y -->g</p>", "fg\n"),
        (
            "<figure><img src='x' alt='Ett tåg'><figcaption>Foto: Bo</figcaption></figure>",
            "[Bild: Ett tåg]\n\nFoto: Bo\n",
        ),
        ("<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>", "a\nb  c\n"),
        ("<p>" + "o" * 100 + " kort</p>", "o" * 100 + "\nkort\n"),
        (
            '<a class="card" href="https://x.se/"><div>Titel</div><div>x.se</div></a>',
            "Titel\nx.se\u00a0[1]\n\nLänkar\n------\n\n[1] https://x.se/\n",
        ),
        (
            '<p><a href="https://x.se/a"><span>Titel</span> <span class="card__host">x.se</span>'
            "</a></p>",
            "Titel (x.se)\u00a0[1]\n\nLänkar\n------\n\n[1] https://x.se/a\n",
        ),
    ],
)
def test_html_becomes_text(markup: str, expected: str) -> None:
    assert plain_text(markup) == expected


def test_a_table_too_wide_for_a_line_becomes_a_list_of_its_cells() -> None:
    cell = "ord " * 10
    table = (
        f"<table><tr><th>Ett</th><th>Två</th></tr><tr><td>{cell}</td><td>{cell}</td></tr></table>"
    )
    line = cell.strip()
    assert plain_text(table) == f"Ett: {line}\nTvå: {line}\n"
