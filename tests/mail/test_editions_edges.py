"""Small parts of letters, each to the letter: headings, weights, cuts, previews, places of faults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sample.mail import ROOT, SITE, TRAIN, article, build, eml, image
from selectolax.lexbor import LexborHTMLParser

from publisher.config.standards.mail_clients.table import Feature
from publisher.engine.recipes import BuildContext
from publisher.mail import clipping
from publisher.mail.clients import TracedFinding
from publisher.mail.clipping import LIMIT, most, within
from publisher.mail.letter import Letter
from publisher.mail.message import encoded
from publisher.mail.newsletter import compose
from publisher.mail.preview import LetterPreview
from publisher.mail.sanitizing import mail_safe
from publisher.mail.source_lines import SourceLine, place
from publisher.mail.text import plain_text
from publisher.model import Article, Edition


def letter(body: str) -> Letter:
    """A letter with this text and nothing else."""
    return Letter(
        id="x", date=TRAIN.date, url="https://x.se/text/", subject="Ämne", preheader="Annat",
        kicker="", title="Rubrik", dek="", byline="", body=body,
    )  # fmt: skip


def gathering(
    *pieces: Article, body: str = "", layout: Any = "summary"
) -> tuple[BuildContext, Edition]:
    """A newsletter of these pieces; the text of each is `body`."""
    edition = Edition(
        id="e", source="content/nyhetsbrev/e.md", url="/nyhetsbrev/e/", title="E", body_line=5,
        date=TRAIN.date, subject="E", articles=tuple(each.id for each in pieces), layout=layout,
    )  # fmt: skip
    texts = {"e": "", **{each.id: body for each in pieces}}
    return build(replace(SITE, articles=pieces, editions=(edition,)), fragments=texts), edition


def test_a_whole_text_stands_one_level_below_its_title_with_names_of_its_own() -> None:
    body = (
        '<h2 id="a">A</h2><h3>B</h3><h4 id="c">C</h4><h5>D</h5><h6>E</h6>'
        '<p><a href="#a">a</a> <a href="#">upp</a> <a href="https://y.se/#a">y</a>'
        '<label for="f">f</label><i aria-labelledby="a" aria-describedby="c">i</i></p>'
    )
    context, edition = gathering(article("ett"), body=body, layout="full")
    (clip,) = compose(context, edition).clips
    assert clip.body == (
        '<h3 id="ett-a">A</h3><h4>B</h4><h5 id="ett-c">C</h5><h6>D</h6><h6>E</h6>'
        '<p><a href="#ett-a">a</a> <a href="#">upp</a> <a href="https://y.se/#a">y</a>'
        '<label for="ett-f">f</label><i aria-labelledby="ett-a" aria-describedby="ett-c">i</i></p>'
    )


HEAVY = {"a": 0.9, "=": 0.9, "å": 0.9, "å=": 0.9, " \n": 0.85, "ord å =\n": 0.8, "\n": 0.4}
"""Text of every kind, and the share of the limit up to which a quick look is enough."""


@pytest.mark.parametrize(("text", "share"), HEAVY.items())
def test_a_letter_well_below_the_limit_is_not_weighed_byte_by_byte(
    text: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = len(encoded(text * 1000)) / 1000
    html = text * int(LIMIT * share / each)
    weight = len(encoded(html))
    monkeypatch.setattr(clipping, "weight", lambda _: pytest.fail("it takes its time"))
    assert weight <= most(html) <= LIMIT


@pytest.mark.parametrize("text", HEAVY)
@pytest.mark.parametrize("times", [0.97, 1, 1.03, 2])
def test_near_the_limit_and_above_it_the_weight_is_exact_or_safely_below(
    text: str, times: float
) -> None:
    each = len(encoded(text * 1000)) / 1000
    html = text * int(LIMIT * times / each)
    weight = len(encoded(html))
    assert (most(html) <= LIMIT) is (weight <= LIMIT)
    assert most(html) >= weight


QUOTE = "<blockquote><p>citat</p></blockquote>"
NOTES = '<div class="footnote"><ol><li id="fn:1"><p>Noten.</p></li></ol></div>'


@pytest.mark.parametrize(
    ("size", "body"),
    [
        (1, QUOTE),
        (2, f'{QUOTE}<p>a <a href="#fn:1">1</a></p>{NOTES}'),
        (3, f'{QUOTE}<p>a <a href="#fn:1">1</a></p><ul><li>b</li></ul>{NOTES}'),
    ],
)
def test_blocks_of_every_kind_are_kept_and_the_notes_stand_last_once(size: int, body: str) -> None:
    text = f'{QUOTE}<p>a <a href="#fn:1">1</a></p><ul><li>b</li></ul><p>c</p>{NOTES}'
    made = clipping._Shorter(letter(body=text))[size]
    assert made.body == body


def test_nothing_is_taken_from_a_letter_that_has_room() -> None:
    made = letter(body=f"{QUOTE}<p>a</p>")
    assert within(made, lambda each: each.body, len) == (made, made.body)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("outlook.windows",), "Outlook (Windows)"),
        (("gmail.ios", "outlook.windows"), "Gmail (Iphone), Outlook (Windows)"),
        ((), "Delvis: Gmail (Iphone), Outlook (Windows)"),
    ],
    ids=["one of them lacks it", "both lack it", "both show it in part"],
)
@pytest.mark.parametrize("level", ["breaks", "degrades"])
def test_the_preview_names_who_lacks_something_or_shows_it_in_part(
    missing: tuple[str, ...], said: str, level: Any
) -> None:
    context = build()
    found = TracedFinding(
        feature=Feature(slug="image-gif", title="GIF", support={}),
        level=level,
        line=1,
        clients=("gmail.ios", "outlook.windows"),
        missing=missing,
    )
    parts = ("<p>a</p>", "a", eml(context, TRAIN.id))
    html = LetterPreview(context).page(TRAIN, compose(context, TRAIN), parts, (found,))
    (row,) = [row for row in LexborHTMLParser(html).css("tr") if "GIF" in row.text()]
    assert [cell.text() for cell in row.css("td")[:2]] == ["index.html (rad\u00a01)", said]


# Where a fault stands


def written(entry: Article | Edition, text: str) -> None:
    """Put the entry's file where it is read again."""
    file = ROOT / entry.source
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


PICTURED = "---\ntitle: A\nimage: rullar.gif\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("layout", "line"), [("headline", None), ("summary", 3), ("picture", 3), ("full", 3)]
)
def test_the_picture_of_a_gathered_piece_is_told_where_the_letter_shows_it(
    layout: Any, line: int | None
) -> None:
    piece = article("rullar", image=image("rullar.gif", width=300, height=200))
    context, edition = gathering(piece, body="<p>Text.</p>", layout=layout)
    written(piece, PICTURED)
    written(edition, "---\ntitle: E\nimage: av misstag\n---\n\nHej.\n")
    path = piece.source if line else edition.source
    made = compose(context, edition)
    assert place(context, edition, made, "image-gif") == SourceLine(path=path, line=line)


def test_a_picture_that_no_mail_program_shows_is_told_nowhere() -> None:
    piece = article("ritad", image=image("ritad.svg"))
    context, edition = gathering(piece, body="<p>Text.</p>")
    written(piece, PICTURED.replace(".gif", ".svg"))
    written(edition, "---\ntitle: E\n---\n\nHej.\n")
    made = compose(context, edition)
    assert place(context, edition, made, "image-svg") == SourceLine(path=edition.source, line=None)


def test_of_two_gathered_pieces_the_one_that_has_it_is_told() -> None:
    first = article("forst")
    second = article("sist", image=image("rullar.gif", width=300, height=200))
    context, edition = gathering(first, second, body="<p>Text.</p>")
    written(first, "---\ntitle: A\n---\n\nText.\n")
    written(second, PICTURED)
    written(edition, "---\ntitle: E\n---\n\nHej.\n")
    made = compose(context, edition)
    assert place(context, edition, made, "image-gif") == SourceLine(path=second.source, line=3)


@pytest.mark.parametrize(
    ("text", "html", "line"),
    [
        (
            "Ett två tre andra.\n\n> Ett två tre fyra\n> fem sex.\n",
            "<p>Ett två tre andra.</p><blockquote><p>Ett två tre fyra\nfem sex.</p></blockquote>",
            7,
        ),
        (
            "Ett två tre.\n\n> Ett två\n> tre fyra.\n",
            "<p>Ett två tre.</p><blockquote><p>Ett två\ntre fyra.</p></blockquote>",
            None,
        ),
        (
            "Hit och dit.\n\n> {{ insatt }} *och* sist\n",
            "<p>Hit och dit.</p><blockquote><p>Något insatt <em>och</em> sist</p></blockquote>",
            None,
        ),
    ],
    ids=["by its first four words", "not by fewer", "not by those that follow"],
)
def test_a_block_is_known_by_how_it_begins(text: str, html: str, line: int | None) -> None:
    entry = article("borjan", body_line=5)
    written(entry, f"---\ntitle: A\n---\n\n{text}")
    context = build(replace(SITE, articles=(entry,), editions=()), fragments={"borjan": html})
    made = compose(context, entry)
    assert place(context, entry, made, "html-blockquote") == SourceLine(
        path=entry.source, line=line
    )


@pytest.mark.parametrize(
    "html",
    [
        '<p><abbr title="#a">x</abbr></p>',
        '<table class="whole"><tbody><tr><td title="text-align: right">x</td></tr></tbody></table>',
        '<p><a href="https://y.se/#a">x</a></p>',
    ],
)
def test_what_only_looks_like_an_address_or_a_style_stays(html: str) -> None:
    assert mail_safe(html, "https://x.se/", ids="2-") == html


@pytest.mark.parametrize(
    ("layout", "action", "closed"),
    [
        ("headline", "Läs artikeln", "Läs början på webben"),
        ("picture", "Läs artikeln", "Läs början på webben"),
        ("summary", "Läs artikeln", "Läs början på webben"),
        ("full", "Läs på webben", ""),
    ],
)
def test_the_link_below_a_gathered_piece_says_what_it_leads_to(
    layout: Any, action: str, closed: str
) -> None:
    pieces = (article("oppen"), article("stangd", audience="prenumeranter"))
    context, edition = gathering(*pieces, body="<p>Text.</p>", layout=layout)
    assert [each.action for each in compose(context, edition).clips] == [action, closed]


def test_two_terms_in_plain_text_each_have_their_meaning_below() -> None:
    html = "<dl><dt>A</dt><dt>Å</dt><dd>a</dd><dd>b</dd><dt>B</dt><dd>c</dd></dl>"
    assert plain_text(html) == "A\n\nÅ\n    a\n    b\n\nB\n    c\n"
