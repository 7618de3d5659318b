"""Show notes in the few elements Apple shows, and text that XML can carry."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from publisher.feeds.markup import from_plain, legal, notes, plain

ALLOWED = {"p", "ol", "ul", "li", "a", "body"}


def tree(html: str) -> etree._Element:
    """Parsed as XML, which accepts nothing left open and nothing badly nested."""
    return etree.fromstring(f"<body>{html.replace('&nbsp;', '&#160;')}</body>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>Hej <em>på</em> <strong>dig</strong></p>", "<p>Hej på dig</p>"),
        ("lös text", "<p>lös text</p>"),
        ("<h2 id='x'>Rubrik</h2><p>a</p>", "<p>Rubrik</p><p>a</p>"),
        ("<ol start='3'><li><p>a</p></li></ol>", "<ol><li><p>a</p></li></ol>"),
        ("<blockquote><p>a</p></blockquote>", "<p>a</p>"),
        ("<blockquote>a</blockquote>", "<p>a</p>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        (
            "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>",
            "<p>a b </p><p>c </p>",
        ),
        ("<p>a <!-- b --> c</p>", "<p>a c</p>"),
        ("<p>a</p><script>b()</script><style>c</style>", "<p>a</p>"),
        ("<p><img src='x.jpg' alt='b'>a</p>", "<p>a</p>"),
        (
            "<p><a class='k' href='https://x.se/?a=1&amp;b'>a</a></p>",
            '<p><a href="https://x.se/?a=1&amp;b">a</a></p>',
        ),
        ("<p><a href='mailto:a@b.se'>a</a></p>", '<p><a href="mailto:a@b.se">a</a></p>'),
        ("<p><a href='javascript:x'>a</a> <a>b</a></p>", "<p>a b</p>"),
        ("<div><a href='https://x.se'>kort</a></div>", '<p><a href="https://x.se">kort</a></p>'),
        ("<p>2\u00a0048 &lt;b&gt; &amp; c</p>", "<p>2\u00a0048 &lt;b&gt; &amp; c</p>"),
        ("<p>a</p></div><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a\n\n  b\x07</p>", "<p>a b</p>"),
    ],
)
def test_only_what_apple_shows_is_left(html: str, expected: str) -> None:
    assert notes(html, 4000).replace("&nbsp;", "\u00a0").replace("&#160;", "\u00a0") == expected


def test_what_fits_exactly_is_not_cut() -> None:
    whole = "<p>åäö</p>"
    assert notes(whole, len(whole.encode())) == whole
    assert notes(whole, len(whole.encode()) - 1) != whole


def test_a_cut_falls_between_words() -> None:
    assert notes("<p>Räksmörgås och kaffe</p>", 28) == "<p>Räksmörgås och…</p>"


def test_a_cut_closes_what_is_open() -> None:
    html = "<ul><li>ett två</li><li><a href='https://x.se'>tre fyra</a></li></ul>"
    assert notes(html, 68) == ('<ul><li>ett två</li><li><a href="https://x.se">tre…</a></li></ul>')
    assert notes(html, 40) == "<ul><li>ett två</li><li>…</li></ul>"


def test_a_word_without_end_is_cut_between_letters_as_a_reader_sees_them() -> None:
    family = "👨\u200d👩\u200d👧"
    accent = "e\u0301"
    tone = "👍🏽"
    for letter in (family, accent, tone, "å", "&amp;"):
        for limit in range(30, 60):
            cut = notes(f"<p>{letter * 100}</p>", limit)
            inside = cut.removeprefix("<p>").removesuffix("…</p>")
            assert len(cut.encode()) <= limit
            assert inside == letter * inside.count(letter)


BITS = (
    "<p>|</p>|<ul>|<li>|</ul>|<a href='https://x.se'>|</a>|<div>|</div>|<h2>|<em>|</em>|<br>"
    '|&amp;|&lt;|å|🇸🇪| |ord |<|>|]]>|<table>|<td>|<!-- x|-->|"|<svg>|</svg>|<?php|</body>|\x00'
)
html_bits = st.sampled_from(BITS.split("|"))


@given(st.lists(html_bits, max_size=60).map("".join), st.integers(min_value=60, max_value=200))
def test_whatever_comes_in_what_goes_out_is_whole_and_short(html: str, limit: int) -> None:
    short = notes(html, limit)
    assert len(short.encode()) <= limit
    assert {element.tag for element in tree(short).iter()} <= ALLOWED
    assert {element.tag for element in tree(notes(html, 100_000)).iter()} <= ALLOWED


@given(st.text())
def test_legal_text_can_stand_in_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = legal(text)
    back = etree.fromstring(etree.tostring(element, encoding="UTF-8"))
    assert (back.text or "") == legal(text)


def test_only_illegal_characters_go() -> None:
    assert legal("a\x00\x0b\x1f\ufffe\ud800b\t\n å🇸🇪") == "ab\t\n å🇸🇪"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Fika & kaka", "Fika & kaka"),
        ("3 < 4 > 2", "3 < 4 > 2"),
        ("AT&T", "AT&amp;T"),
        ("&copy; <b>", "&amp;copy; &lt;b>"),
    ],
)
def test_plain_text_is_escaped_only_where_html_would_misread_it(text: str, html: str) -> None:
    assert from_plain(text) == html
    assert plain(html) == text


def test_plain_text_of_a_fragment() -> None:
    assert plain("<p>Läs <em>mer</em>\n nu</p>") == "Läs mer nu"
    assert not re.search(r"\s{2}", plain("<p>a</p>\n\n<p>b</p>"))
