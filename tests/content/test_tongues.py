"""Chinese, Japanese and Korean in a Swedish text: marked as what they are, everywhere alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from program import Ran
from sample.fragments import ARTICLE, CONTEXT, make
from sample.publication import WHOLE_YML
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.content.html.tongues import _ANY, _OTHER_BYTES, for_templates, marked
from publisher.content.render import render, text_of
from publisher.media.images.card import CardText, Inks, card, unshown
from publisher.media.images.setting import FontFile
from publisher.problems import Problem

ROOT = Path(__file__).parents[2]


def spans(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<span lang="(\w+)">([^<]*)</span>', html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Xi Jinping (习近平) talar.</p>", [("zh", "习近平")]),
        ("<p>Rubriken ”中国、上海。” är kort.</p>", [("zh", "中国、上海。")]),
        ("<p>Tidningen 《人民日报》 skriver</p>", [("zh", "《人民日报》")]),
        ("<p>iPhone手机很好x</p>", [("zh", "手机很好")]),
        ("<p>ㄅㄆㄇ och 𠀀</p>", [("zh", "ㄅㄆㄇ"), ("zh", "𠀀")]),
        ("<p>東京タワー och 「日本」</p>", [("ja", "東京タワー"), ("ja", "「日本」")]),
        ("<p>ﾆｭｰｽ 佐々木</p>", [("ja", "ﾆｭｰｽ 佐々木")]),
        ("<p>東京</p><p>ニュース</p>", [("zh", "東京"), ("ja", "ニュース")]),
        ("<ul><li>東京</li><li>かな</li></ul>", [("zh", "東京"), ("ja", "かな")]),
        ("<p>東<b>京</b><br>かな</p>", [("ja", "東"), ("ja", "京"), ("ja", "かな")]),
        ("<p>대한민국 서울에서, 大韓民國</p>", [("ko", "대한민국 서울에서"), ("zh", "大韓民國")]),
        ("<p>大韓民국</p>", [("ko", "大韓民국")]),
        ("<p>北京 上海</p>", [("zh", "北京 上海")]),
        ('<p lang="ja">北京</p><p>北京</p>', [("zh", "北京")]),
        ('<div lang="zh-Hant"><p>北京</p><p>北<i>京</i></p></div>', []),
        ('<p><span translate="no">北京</span> 上海</p>', [("zh", "上海")]),
        ("<p><code>北京</code> <kbd>中</kbd></p><pre><code><span>中</span></code></pre>", []),
        ('<p><code>x<br lang="sv">中</code>国</p>', [("zh", "国")]),
        ('<p><img alt="北京" src="/x.png" title="中国"></p>', []),
        ("<!-- 北京 --><script>'北京'</script><style>/*中*/</style>", []),
        ("<p>Привет, สวัสดี, שלום, ελληνικά ・ー、</p>", []),
    ],
)
def test_a_run_is_marked_with_the_language_that_its_signs_tell(
    html: str, expected: list[tuple[str, str]]
) -> None:
    made = marked(html)
    assert spans(made) == expected
    assert re.sub(r'<span lang="(?:zh|ja|ko)">([^<]*)</span>', r"\1", made) == html
    assert text_of(made) == text_of(html)


@pytest.mark.parametrize(
    ("own", "publication", "count"),
    [("", "sv", 1), ("en", "sv", 1), ("zh-Hant", "sv", 0), ("ja", "sv", 0), ("KO", "sv", 0),
     ("", "zh", 0), ("en", "zh", 1)],
)  # fmt: skip
def test_a_text_in_such_a_language_needs_no_marks(own: str, publication: str, count: int) -> None:
    entry = replace(ARTICLE, language=own)
    made, problems = render(entry, "Staden 北京.", replace(CONTEXT, language=publication))
    assert len(spans(made.html)) == count
    assert made.text == "Staden 北京."
    assert problems == ()


def test_every_sign_that_is_marked_is_seen_by_its_first_byte() -> None:
    signs = (chr(code) for code in range(0x110000))
    seen = {sign.encode()[0] for sign in signs if _ANY.search(sign)}
    assert seen == set(range(256)) - set(_OTHER_BYTES)


def test_what_markdown_makes_is_marked_wherever_it_stands() -> None:
    made = make(
        "Inledning om 北京.\n\n<!-- more -->\n\n## Om 上海 {#sh}\n\n| Ort |\n|---|\n| 广州 |\n\n"
        '!!! note "Om 天津"\n    Text.\n\n> 深圳[^1]\n\n<div>Rått 成都</div>\n\n`武汉`\n\n'
        '<b lang="en">Peking 北京</b>\n\n[^1]: En not om 西安.\n'
    )
    assert [words for _, words in spans(made.html)] == [
        "北京",
        "上海",
        "广州",
        "天津",
        "深圳",
        "成都",
        "西安",
    ]
    assert spans(made.rendered.teaser) == [("zh", "北京")]
    assert [heading.title for heading in made.rendered.toc] == ["Om 上海"]
    assert made.problems == ()


def test_the_words_of_a_card_stay_out_of_the_plain_text() -> None:
    linked = make("Före.\n\n[Om 北京](dar.md)\n\nEfter.")
    assert spans(linked.html) == [("zh", "北京")]
    assert linked.rendered.text == make("Före.\n\n[Om](dar.md)\n\nEfter.").rendered.text


def test_words_in_templates_are_escaped_and_marked() -> None:
    assert for_templates("sv")("A & <b> 北京") == 'A &amp; &lt;b&gt; <span lang="zh">北京</span>'
    assert for_templates("ja")("A & <b> 北京") == "A &amp; &lt;b&gt; 北京"


PIECE = """\
---
title: Xi (习近平) om "ニュース"
description: Ingressen om 北京.
date: 2025-03-03
authors: redaktionen
mail: {send: true}
---

Texten om 上海 & mer.
"""
TITLE = [("ja", "习近平"), ("ja", "ニュース")]


def test_page_feed_and_letter_carry_the_same_marks(publication: Callable[..., Path]) -> None:
    root = publication({"content/artiklar/2025/kina.md": PIECE})
    build(BuildOptions(root=root))
    page = (root / "build/site/2025/kina/index.html").read_text("utf-8")
    assert spans(page) == [*TITLE, ("zh", "北京"), ("zh", "上海")]
    front = (root / "build/site/index.html").read_text("utf-8")
    assert spans(front) == [*TITLE, ("zh", "北京")]
    feed = (root / "build/site/feed.xml").read_text("utf-8")
    assert ("zh", "上海") in spans(unescape(feed))
    letter = next((root / "build/editions").rglob("*.html")).read_text("utf-8")
    assert spans(letter) == [*TITLE, ("zh", "北京"), ("zh", "上海")]
    (head,) = LexborHTMLParser(page).css("title")
    assert head.text().startswith("Xi (习近平) om")


# The picture that a link is shared with


def titled(title: str) -> str:
    return PIECE.replace('Xi (习近平) om "ニュース"', title).replace("mail: {send: true}\n", "")


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("Mötet i 北京 blev 上海s", "北京 上海"),
        ("Премьер", "Премьер"),
        ("Xi (习近平) talar om ”中国”", ""),
        ("Xi (习近平) i 北京", "北京"),
        ("Ordet (北京 och Peking)", "北京"),
        ("Emoji 😀 går bra", ""),
    ],
)
def test_a_title_with_a_hole_in_it_is_not_shown(title: str, missing: str) -> None:
    file = ROOT / "theme/web/assets/fonts/newsreader.woff2"
    font = FontFile(path=file, mark="serif")
    inks = Inks(paper="#ffffff", ink="#000000", quiet="#555555", accent="#aa0000")
    wanted = CardText(
        title=title, kicker="", name="Provbladet", foot="", inks=inks, serif=font, sans=font
    )
    assert unshown(wanted) == missing
    assert (card(wanted) == card(replace(wanted, title="Provbladet"))) is bool(missing)


def test_the_author_is_told_what_the_picture_cannot_show(
    publication: Callable[..., Path], run: Callable[..., Ran]
) -> None:
    file = "content/artiklar/2025/kina.md"
    settings = WHOLE_YML.replace("search: true", "search: false")
    root = publication({"mkdocs.yml": settings, file: titled("Mötet i 北京")})

    def told() -> list[Problem]:
        report = build(BuildOptions(root=root))
        return [each for each in report.problems if "bilden för delning" in each.text]

    def checked() -> bool:
        done = run("check", cwd=root)
        return "bilden för delning" in done.stdout + done.stderr

    assert checked()
    advice = told()
    assert [(each.path, each.fatal) for each in advice] == [(file, False)]
    assert "typsnittet saknar ”北京”" in advice[0].text
    (root / "content/sidor/prenumerera.md").write_text("---\ntitle: Ny\n---\n\nNy.\n", "utf-8")
    assert told() == advice
    assert checked()
    (root / file).write_text(titled("Mötet i Peking"), "utf-8")
    assert not checked()
    (root / file.replace(".md", ".en.md")).write_text(titled("北京"), "utf-8")
    assert told() == []  # of a translation readers expect its own letters
