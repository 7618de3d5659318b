"""The HTML of an edition: laid out for mail programs, with the page's own words in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import html5lib
import pytest
from sample.mail import (
    EPISODE,
    FRAGMENT,
    FRAGMENTS,
    ORIGIN,
    SITE,
    TRAIN,
    article,
    at,
    body,
    build,
    column,
    html,
    image,
    settings,
    text,
    words,
)
from selectolax.lexbor import LexborNode

from publisher.config import Look
from publisher.mail.pictures import scaled
from publisher.mail.sanitizing import mail_safe
from publisher.mail.style import classes_in, rules_for, split_style, styled
from publisher.mail.text import plain_text
from publisher.model import Correction, MailOptions, Site
from publisher.problems import PublisherError

PAGE = "https://kinamedia.example/2025/x/"
IDS = ("taget", "avsnitt-3", "vecka-6")


def links(markup: str) -> dict[str, str]:
    """Words of each link → where it leads."""
    return {words(a.html or ""): a.attributes["href"] or "" for a in body(markup).css("a[href]")}


def first(markup: str, selector: str) -> LexborNode:
    node = body(markup).css_first(selector)
    assert node is not None
    return node


@pytest.mark.parametrize("id_", IDS)
def test_it_is_whole_html_without_a_single_parse_error(id_: str) -> None:
    page = html(build(), id_)
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.startswith('<!DOCTYPE html><html lang="sv" dir="ltr">')
    assert page.index("charset") < 200


@pytest.mark.parametrize("id_", IDS)
def test_nothing_is_asked_of_mail_programs_that_they_refuse(id_: str) -> None:
    page = html(build(), id_)
    assert not re.search(r"<(script|iframe|form|svg|video|audio|link|picture|source)\b", page)
    assert not re.search(
        r"data:|@import|@font-face|url\(|var\(|position:|display:\s*(flex|grid)", page
    )


@pytest.mark.parametrize("id_", IDS)
def test_every_address_is_whole(id_: str) -> None:
    tree = body(html(build(), id_))
    addresses = [node.attributes["href"] or "" for node in tree.css("[href]")]
    pictures = [node.attributes["src"] or "" for node in tree.css("[src]")]
    assert {a.split(":")[0] for a in addresses if not a.startswith("#")} == {"https"}
    assert {p.split(":")[0] for p in pictures} == {"https"}


@pytest.mark.parametrize("id_", IDS)
def test_layout_tables_say_that_they_are_no_data(id_: str) -> None:
    tree = body(html(build(), id_))
    layout = [table for table in tree.css("table") if table.css_first("th") is None]
    assert layout
    assert all(table.attributes.get("role") == "presentation" for table in layout)


@pytest.mark.parametrize("id_", IDS)
def test_styles_are_inlined_and_only_what_cannot_be_stays_in_the_head(id_: str) -> None:
    page = html(build(), id_)
    blocks = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(blocks) == 2
    assert blocks[0].lstrip().startswith("@media (max-width: 620px)")
    assert "prefers-color-scheme: dark" in blocks[0]
    assert "a:hover" in blocks[1]
    assert "!important" in blocks[0]
    assert "color:#171411" in (first(page, "h1").attributes["style"] or "")


@pytest.mark.parametrize("id_", IDS)
def test_every_letter_says_whose_it_is_and_how_to_leave(id_: str) -> None:
    page = html(build(), id_)
    found = links(page)
    assert found["Kinamedia"] == f"{ORIGIN}/"
    assert found["Prenumerera du med."] == f"{ORIGIN}/prenumerera/"
    assert found["Avsluta prenumerationen"] == settings().mail.unsubscribe
    assert found["Apple Podcasts"] == "https://podcasts.apple.com/se/podcast/id1"
    assert found["Poddflöde (RSS)"] == f"{ORIGIN}/podd/nya-kalla-kriget.xml"
    assert "Kinamedia, Box 1, 111 11 Stockholm" in words(page)


def test_an_article_has_its_head_and_its_picture() -> None:
    page = html(build(), "taget")
    assert "<title>Så växer Kinas järnvägar</title>" in page
    assert words(first(page, ".preheader").html or "").startswith("Nya siffror")
    assert words(first(page, "h1").html or "") == "Tåget som aldrig stannar & går"
    assert words(first(page, ".dek").html or "") == words(TRAIN.description)
    assert words(first(page, ".byline").html or "") == "Anna Ek och Bo Ås · 2 februari 2025"
    assert links(page)["Läs på webben"] == f"{ORIGIN}/2025/taget/"
    lead = first(page, ".lead img").attributes
    assert (lead["width"], lead["height"], lead["alt"]) == ("600", "338", "Ett tåg")
    assert lead["src"] == f"{ORIGIN}/media/artiklar/tag-1200.jpg"


def test_subject_and_preheader_fall_back_on_the_title_and_the_text() -> None:
    site = Site(articles=(article("prov", title="En <rubrik>"),))
    page = html(build(site, {"prov": "<p>x</p>"}), "prov")
    assert "<title>En &lt;rubrik&gt;</title>" in page
    assert "Kort om En <rubrik>." in words(first(page, ".preheader").html or "")


def test_a_lead_picture_that_mail_does_not_show_becomes_a_link() -> None:
    site = replace(
        SITE, articles=(replace(TRAIN, image=image("rita.svg", "En karta")),), editions=()
    )
    page = html(build(site), "taget")
    assert links(page)["Bild: En karta"] == f"{ORIGIN}/2025/taget/"
    assert ".svg" not in page


@pytest.mark.parametrize("id_", IDS)
def test_the_column_holds_the_fragments_own_words(id_: str) -> None:
    assert column(html(build(), id_)) == words(FRAGMENTS[id_])


def test_footnotes_work_inside_the_letter() -> None:
    page = html(build(), "taget")
    ids = {node.attributes["id"] for node in body(page).css("[id]")}
    local = {a.removeprefix("#") for a in links(page).values() if a.startswith("#")}
    assert local == {"fn:1", "fnref:1"}
    assert local <= ids


def test_an_episode_has_a_linked_cover_a_button_and_its_chapters_as_text() -> None:
    page = html(build(), "avsnitt-3")
    address = f"{ORIGIN}/podd/nya-kalla-kriget/rymden/"
    cover = first(page, ".cover a")
    assert cover.attributes["href"] == address
    src = first(page, ".cover img").attributes["src"]
    assert src == f"{ORIGIN}/podd/nya-kalla-kriget/omslag.jpg"
    assert first(page, ".button a").attributes["href"] == address
    assert "Lyssna" in words(first(page, ".button a").html or "")
    assert "background-color:#a61b20" in (first(page, ".button td").attributes["style"] or "")
    rows = [words(row.html or "") for row in body(page).css(".chapters tr")]
    assert len(rows) == 2
    assert "0:00 Inledning 2:05 Månen" in words(page)
    assert "Avsnitt 3 · 12:34" in words(page)
    assert "Medverkande: Poddredaktionen" in words(page)
    assert links(page)["ESA om månen"] == "https://www.esa.int/moon"


def test_an_episode_without_number_chapters_and_links_leaves_no_empty_furniture() -> None:
    bare = replace(EPISODE, number=None, chapters=(), links=())
    page = words(html(build(replace(SITE, episodes=(bare,))), "avsnitt-3"))
    assert "Avsnitt" not in page
    assert "Kapitel" not in page
    assert "Länkar" not in page


def test_a_newsletter_has_its_own_text_first_and_then_each_piece_in_order() -> None:
    page = html(build(), "vecka-6")
    whole = words(page)
    order = [
        "God måndag!",
        EPISODE.title,
        TRAIN.title,
        "Bara på webben",
        "Lyssna på podden Kinamedia",
    ]
    places = [whole.index(part) for part in order]
    assert places == sorted(places)
    assert links(page)[TRAIN.title] == f"{ORIGIN}/2025/taget/"
    assert words(TRAIN.description) in whole
    assert "Kort om Bara på webben." in whole
    assert "Hemligt" not in whole
    assert "Lyssna på avsnittet →" in links(page)


def test_a_newsletter_shows_pictures_only_in_jpeg_and_png() -> None:
    thumbs = [img.attributes for img in body(html(build(), "vecka-6")).css(".thumb img")]
    names = [(thumb["src"] or "").rpartition("/")[2] for thumb in thumbs]
    assert names == ["omslag.jpg", "tag-240.jpg", "x-webp-240.jpg"]
    sizes = [(thumb["width"], thumb["height"]) for thumb in thumbs]
    assert sizes == [("120", "120"), ("120", "68"), ("120", "68")]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<style>p{}</style><p>a</p><!-- gömt -->", "<p>a</p>"),
        ('<p onclick="x()" style="position:fixed">a</p>', "<p>a</p>"),
        ('<a href=" java\nscript:x()">a</a>', "<a>a</a>"),
        ('<a href="mailto:a@b.se">a</a>', '<a href="mailto:a@b.se">a</a>'),
        ('<form action="/x"><p>Namn <input name="n"></p></form>', "<p>Namn </p>"),
        (
            '<p>f <iframe src="https://x.se"></iframe> e</p>',
            f'<p>f <a href="{PAGE}">Se innehållet på webben</a> e</p>',
        ),
        (
            '<object><embed src="x.swf"></object>',
            f'<a href="{PAGE}">Se innehållet på webben</a>',
        ),
        (
            '<audio src="a.mp3"><source src="b"></audio>',
            f'<a href="{PAGE}">Lyssna på webben</a>',
        ),
        (
            '<p><img src="https://x.se/k.svg?v=1" alt="En karta"></p>',
            '<p><a href="https://x.se/k.svg?v=1">Bild: En karta</a></p>',
        ),
        (
            '<p><img src="data:image/png;base64,AA" alt="En prick"></p>',
            f'<p><a href="{PAGE}">Bild: En prick</a></p>',
        ),
        ('<a href="/x"><img src="k.svg" alt="En karta"></a>', '<a href="/x">En karta</a>'),
        ('<p>a<img src="prydnad.svg" alt=""></p>', "<p>a</p>"),
        ('<a href="/x"><svg><path d=""></path></svg> Hem</a>', '<a href="/x"> Hem</a>'),
        (
            '<img src="/a.png" width="1104" height="500" loading="lazy" srcset="b 2x" alt="a">',
            '<img src="/a.png" width="552" height="250" alt="a">',
        ),
        ('<img src="/a.png">', '<img src="/a.png" width="552" alt="">'),
        (
            '<table><tbody><tr><td style="text-align: right; color: red">1</td></tr></tbody></table>',
            '<table class="whole"><tbody><tr><td style="text-align: right">1</td></tr>'
            "</tbody></table>",
        ),
    ],
)
def test_the_fragment_is_made_safe_for_mail(fragment: str, expected: str) -> None:
    assert mail_safe(fragment, PAGE) == expected


def test_what_is_safe_already_stays_as_it_is() -> None:
    once = mail_safe(FRAGMENT, PAGE)
    assert words(once) == words(FRAGMENT)
    assert mail_safe(once, PAGE) == once


def test_unknown_heights_are_left_to_the_mail_program() -> None:
    assert scaled(1600, None, 600) == (600, None)
    assert scaled(None, 900, 600) == (600, None)
    assert scaled(300, 200, 600) == (300, 200)
    picture = replace(image("x.jpg", ""), width=None, height=None)
    site = replace(SITE, articles=(replace(TRAIN, image=picture),), editions=())
    assert f'src="{ORIGIN}/media/x-1200.jpg" width="600" alt=""' in html(build(site), "taget")


def test_style_sheets_are_split_where_inlining_ends() -> None:
    css = "/* a{} */ p { margin: 0 } @media print { p { color: red } b { x: y } } a:hover { color: blue } li:first-child { margin: 0 }"
    inline, at_rules, others = split_style(css)
    assert inline == ("p { margin: 0 }", "li:first-child { margin: 0 }")
    assert at_rules == "@media print { p { color: red } b { x: y } }"
    assert others == "a:hover { color: blue }"


@pytest.mark.parametrize("id_", IDS)
def test_rules_for_classes_that_a_letter_lacks_make_no_difference(
    id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = html(build(), id_)
    asked: list[int] = []

    def every(_classes: frozenset[str], rules: Iterable[str]) -> Iterable[str]:
        asked.append(1)
        return rules

    monkeypatch.setattr("publisher.mail.templates.rules_for", every)
    assert html(build(), id_) == made
    assert asked


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("p { margin: 0 }", True),
        (".a p { margin: 0 }", True),
        (".a .b { margin: 0 }", False),
        (".b, .a { margin: 0 }", True),
        (".b.a, .c { margin: 0 }", False),
        ("p:not(.b) { margin: 0 }", True),
        (":is(.a, .b) { margin: 0 }", True),
        ("td { padding: 0.5em }", True),
    ],
)
def test_only_rules_that_can_hold_are_inlined(rule: str, kept: bool) -> None:
    classes = classes_in("<p class=\"a  x\"><b class='y'>")
    assert classes == {"a", "x", "y"}
    assert list(rules_for(classes, [rule])) == [rule] * kept


def test_a_letter_without_postal_line_or_way_out_has_no_empty_paragraphs() -> None:
    mail = replace(settings().mail, unsubscribe="", address="")
    page = html(build(config=settings(mail=mail)), "taget")
    assert "Avsluta" not in page
    assert [words(p.html or "") for p in body(page).css(".footer p")] == [
        "Du får brevet för att du prenumererar på Kinamedia . Har någon skickat det vidare till dig? Prenumerera du med."
    ]


def test_markup_in_titles_and_names_is_shown_and_not_obeyed() -> None:
    piece = article(
        "prov", title="<b>Fet</b> & 'citat'", mail=MailOptions(send=True, preheader="<i>")
    )
    page = html(build(Site(articles=(piece,)), {"prov": "<p>x</p>"}), "prov")
    assert "&lt;b&gt;Fet&lt;/b&gt; &amp; 'citat'" in page
    assert first(page, "h1").css_first("b") is None


WIDE = """\
<table><thead><tr><th>Land</th><th>Befolkning</th><th>Bruttonationalprodukt</th></tr></thead>
<tbody><tr><td>Kina</td><td style="text-align: right;">1\u00a0408\u00a0000\u00a0000</td><td><a
href="https://a.example/">18\u00a0744</a></td></tr><tr><td>Sverige</td><td></td></tr></tbody></table>
"""


def test_a_table_too_wide_for_a_phone_is_set_row_by_row() -> None:
    table = body(mail_safe(WIDE, PAGE)).css_first("table.row")
    assert table is not None
    rows = [[words(cell.html or "") for cell in row.css("th, td")] for row in table.css("tr")]
    assert rows == [
        ["Land", "Kina"],
        ["Befolkning", "1 408 000 000"],
        ["Bruttonationalprodukt", "18 744"],
        ["Land", "Sverige"],
        ["Befolkning", ""],
        ["Bruttonationalprodukt", ""],
    ]
    assert len(table.css(".first")) == 4
    assert table.css_first("a[href='https://a.example/']") is not None
    narrow = WIDE.replace("Bruttonationalprodukt", "BNP")
    assert "row" not in mail_safe(narrow, PAGE)
    spanned = WIDE.replace("<td></td>", '<td colspan="2"></td>')
    assert 'class="row"' not in mail_safe(spanned, PAGE)


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        ("<td>november</td><td>avgång</td><td>07.05</td>", True),
        ("<td>november</td><td>avgångstider</td><td>förseningar</td><td>07.05</td>", False),
        ('<td colspan="2">november</td><td>07.05</td>', False),
    ],
)
def test_words_are_broken_only_in_tables_that_a_phone_has_no_room_for(
    cells: str, *, whole: bool
) -> None:
    """Where they may be broken, a column that has room enough breaks them too."""
    made = mail_safe(f"<table><tbody><tr>{cells}</tr></tbody></table>", PAGE)
    assert (body(made).css_first("table.whole") is not None) is whole


def test_a_table_without_headings_that_is_set_cell_by_cell_is_whole_in_plain_text() -> None:
    rows = [[str(number) for number in range(first, first + 12)] for first in (1000, 2000)]
    written = ("".join(f"<td>{number}</td>" for number in row) for row in rows)
    made = mail_safe(
        "".join(["<table>", *(f"<tr>{row}</tr>" for row in written), "</table>"]), PAGE
    )
    assert body(made).css_first("table.cells") is not None
    assert [line.split() for line in plain_text(made).strip().splitlines()] == rows


def test_in_plain_text_there_is_room_for_it() -> None:
    table = plain_text(mail_safe(WIDE, PAGE)).partition("\n\n")[0].splitlines()
    assert table == [
        "Land        Befolkning  Bruttonationalprodukt",
        "-------  -------------  ---------------------",
        "Kina     1\u00a0408\u00a0000\u00a0000  18\u00a0744\u00a0[1]",
        "Sverige",
    ]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<ul><li>a</li></ul><p>b</p>", '<ul class="points"><li>a</li></ul><p>b</p>'),
        ("<p>b</p><ul><li>a</li></ul>", "<p>b</p><ul><li>a</li></ul>"),
        (
            '<details open=""><summary class="x">Mer</summary><p>a</p></details>',
            "<p><strong>Mer</strong></p><p>a</p>",
        ),
        (
            "<figure><p>a</p><figcaption>b</figcaption></figure>",
            '<div class="figure"><p>a</p><div class="caption">b</div></div>',
        ),
        (
            "<p>1. \u0634\u0643\u0631\u0627</p><p>a</p>",
            '<p dir="rtl">1. \u0634\u0643\u0631\u0627</p><p>a</p>',
        ),
        ("<p>a \u0634\u0643\u0631\u0627</p>", "<p>a \u0634\u0643\u0631\u0627</p>"),
    ],
)
def test_what_few_programs_know_is_said_in_what_all_know(fragment: str, expected: str) -> None:
    assert mail_safe(fragment, PAGE) == expected


def test_a_list_in_the_middle_of_a_newsletter_is_no_lead() -> None:
    assert mail_safe("<ul><li>a</li></ul>", PAGE, opens=False) == "<ul><li>a</li></ul>"


def test_the_accent_in_the_settings_is_the_letters_too() -> None:
    look = Look(accent="#123456", accent_dark="#abcdef")
    page = html(build(config=settings(look=look)), "taget")
    kicker = first(page, ".kicker").attributes["style"] or ""
    assert "color:#123456" in kicker
    assert "#abcdef" in page
    assert "#a61b20" not in page
    assert "var(" not in page


def test_a_name_that_no_style_sheet_gives_is_told() -> None:
    css = ":root { --ink: #000000; } p { color: var(--ikn) }"
    with pytest.raises(PublisherError) as stopped:
        styled(css, Look(), "style.css")
    [problem] = stopped.value.problems
    assert problem.text == "stilmallen nämner --ikn, som ingen har bestämt"
    assert "Menade du ”ink”?" in problem.hint


def test_corrections_and_the_pictures_words_are_in_the_letter() -> None:
    lead = replace(image("artiklar/tag.jpg"), caption="Ett tåg i Tianjin.", credit="Foto: Bo Ås")
    mended = (Correction(date=at(4), text="Tåget går i Tianjin."),)
    site = Site(articles=(replace(TRAIN, image=lead, corrections=mended),), people=SITE.people)
    context = build(site)
    page = html(context, "taget")
    assert words(first(page, ".lead-words").html or "") == "Ett tåg i Tianjin. · Foto: Bo Ås"
    assert (
        words(first(page, ".mended").html or "") == "Rättelse 4 februari 2025. Tåget går i Tianjin."
    )
    plain = text(context, "taget")
    assert "[Bild: Ett tåg]\nEtt tåg i Tianjin.\nFoto: Bo Ås\n" in plain
    assert "Rättelse\n--------\n\n4 februari 2025. Tåget går i Tianjin.\n" in plain
