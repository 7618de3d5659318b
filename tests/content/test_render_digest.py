"""Teaser, plain text and what lists need to know of a text."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace

import pytest
from sample.fragments import ARTICLE, make

from publisher.content.render import SUMMARY, digest
from publisher.model import Enclosure, Episode, Page
from publisher.problems import Problem

LONG = "Kina bygger järnväg genom öknen. " * 20


def test_the_teaser_ends_at_the_mark_which_is_left_out() -> None:
    made = make("Ett.\n\n- Två\n\n<!--more-->\n\nTre.")
    assert made.rendered.teaser == "<p>Ett.</p>\n<ul>\n<li>Två</li>\n</ul>"
    assert made.html == "<p>Ett.</p>\n<ul>\n<li>Två</li>\n</ul>\n<p>Tre.</p>"


@pytest.mark.parametrize(
    ("body", "teaser"),
    [
        ("Ett.\n\nTvå.", "<p>Ett.</p>"),
        ("Ett.", "<p>Ett.</p>"),
        ("<!-- more -->\n\nEtt.\n\nTvå.", "<p>Ett.</p>"),
        ("> Citat\n\nEtt.\n\nTvå.", "<blockquote>\n<p>Citat</p>\n</blockquote>\n<p>Ett.</p>"),
        ("<div>Rått</div>\n\nEtt.\n\nTvå.", "<div>Rått</div>\n<p>Ett.</p>"),
        ("- Bara\n- en lista", ""),
    ],
)
def test_without_a_mark_the_teaser_is_all_up_to_the_first_paragraph(body: str, teaser: str) -> None:
    assert make(body).rendered.teaser == teaser


def test_a_mark_in_the_middle_of_something_does_not_break_it() -> None:
    made = make("Ett.\n\n> Citat <!-- more --> fortsätter.\n\nTvå.")
    assert made.rendered.teaser == "<p>Ett.</p>"
    assert "more" not in made.html


def test_nothing_in_a_teaser_points_at_what_follows() -> None:
    made = make("Ett[^1] och [ner](#slut), [ut](https://x.se/#y).\n\n## Slut\n\n[^1]: Not.\n")
    assert made.rendered.teaser == '<p>Ett och ner, <a href="https://x.se/#y">ut</a>.</p>'


def test_the_text_has_one_line_for_each_paragraph_heading_item_and_row() -> None:
    made = make(
        "En rad\nsom fort*sätter*.\n\n## Rubrik\n\n- Ett `x < y`\n- Två &amp; tre\n\n"
        "| A | B |\n|---|---|\n| 2\u00a0048 | å |\n\n![Alt](karta.png 'Bildtext')\n"
    )
    assert made.rendered.text.split("\n") == [
        "En rad som fortsätter.",
        "Rubrik",
        "Ett x < y",
        "Två & tre",
        "A B",
        "2\u00a0048 å",
        "Bildtext",
    ]


def test_the_summary_ends_after_a_word_and_skips_headings() -> None:
    made = make(f"## Rubrik\n\n{LONG}")
    short = digest(ARTICLE, made.rendered, ())
    assert short.summary.startswith("Kina bygger")
    assert short.summary.endswith(("…",))
    assert LONG.startswith(short.summary.removesuffix("…"))
    assert LONG[len(short.summary) - 1] in " ."
    assert len(short.summary) <= SUMMARY


def test_a_short_text_is_its_own_summary() -> None:
    assert digest(ARTICLE, make("Ett.\n\n## R\n\nTvå.").rendered, ()).summary == "Ett. Två."


def test_chapters_in_the_text_are_no_part_of_the_summary() -> None:
    made = make("Ett.\n\n## Kapitel\n\n- 00:00 A\n- 01:30.500 [B](https://b.se/)\n\nTvå.").rendered
    episode = Episode(
        **{each.name: getattr(ARTICLE, each.name) for each in fields(ARTICLE)},
        show="kajen",
        sound=Enclosure(url="https://x.se/a.mp3", bytes=9, mime="audio/mpeg", seconds=99),
        chapters_in_text=True,
    )
    assert digest(episode, made, ()).summary == "Ett. Två."
    told = "Ett. 00:00 A 01:30.500 B Två."
    assert digest(replace(episode, chapters_in_text=False), made, ()).summary == told
    assert digest(ARTICLE, made, ()).summary == told


def test_one_endless_word_is_cut_all_the_same() -> None:
    summary = digest(ARTICLE, make("a" * 500).rendered, ()).summary
    assert summary == "a" * (SUMMARY - 1) + "…"


def test_the_summary_of_a_text_for_subscribers_gives_nothing_more_away() -> None:
    locked = replace(ARTICLE, audience="prenumeranter")
    made = make("Ingressen.\n\nHemligheten.")
    assert digest(locked, made.rendered, ()).summary == "Ingressen."
    assert digest(ARTICLE, made.rendered, ()).summary == "Ingressen. Hemligheten."


def test_an_ordinary_page_has_a_digest_too() -> None:
    page = Page(id="om", source="content/sidor/om.md", url="/om/", title="Om", body_line=1)
    assert digest(page, make("Om oss.").rendered, ()).summary == "Om oss."


def test_words_are_counted_and_what_a_hard_space_joins_is_one() -> None:
    made = make("Ett två\ntre.\n\nFyra 2\u00a0048[^1]\n\n[^1]: Sex.\n")
    assert digest(ARTICLE, made.rendered, ()).words == 6
    assert digest(ARTICLE, make("").rendered, ()).words == 0


def test_the_digest_carries_what_later_checks_need() -> None:
    made = make("[a](dar.md#b) ![K](karta.png)\n\n## C")
    advice = (Problem(path="x", text="y", fatal=False),)
    short = digest(ARTICLE, made.rendered, advice)
    assert short.links == made.rendered.links
    assert short.media == made.rendered.media
    assert short.anchors == ("c",)
    assert short.problems == advice


@pytest.mark.parametrize(
    "other", ["Ett. ", "Ett.\n\n<!-- more -->", "[Ett.](dar.md)", "## Ett.", "Ett\\.", "*Ett.*"]
)
def test_the_hash_changes_with_anything_that_shows(other: str) -> None:
    one, two = make("Ett.").rendered, make(other).rendered
    same = digest(ARTICLE, one, ()).hash == digest(ARTICLE, two, ()).hash
    assert same == (one == two)


def test_nothing_heavy_is_imported_before_the_first_text() -> None:
    code = (
        "import sys, publisher.content.render, publisher.media.images\n"
        "heavy = {'markdown', 'PIL', 'slugify', 'html5lib', 'xml.parsers.expat'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
