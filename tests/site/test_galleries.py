"""Galleries on a page: how pictures share rows, and what each is told to be."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sample.publication import attempt, tree
from selectolax.lexbor import LexborHTMLParser

from publisher.site.galleries import STEPS, laid

Publication = Callable[..., Path]
TEXT = "content/artiklar/2025/resa.md"
MD = """\
---
title: Resan
date: 2025-03-03
authors: redaktionen
mail: {{send: true}}
---

Ord före.

!!! bilder "Alla. Foto: Anna Ek"
{rows}

Ord efter.
"""
SHAPES = {"a": (900, 600), "b": (600, 900), "c": (700, 700), "d": (1500, 500), "e": (800, 450)}


def picture(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Pillow.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size).save(out, "JPEG")
    return out.getvalue()


def files(names: str, captions: str = "") -> dict[str, str | bytes]:
    rows = "\n".join(
        f"    ![Bild {name}]({name}.jpg" + (f' "Text {name}")' if name in captions else ")")
        for name in names
    )
    shown = {f"content/artiklar/2025/{name}.jpg": picture(SHAPES[name]) for name in set(names)}
    return {TEXT: MD.format(rows=rows), **shown}


def fragment(*ratios: tuple[int, int]) -> str:
    figures = "\n".join(
        f'<figure><img alt="" height="{high}" src="/{nth}.jpg" width="{wide}"></figure>'
        for nth, (wide, high) in enumerate(ratios)
    )
    return f'<figure class="gallery">\n{figures}\n<figcaption>Alla</figcaption>\n</figure>'


def rows(html: str) -> list[int]:
    found = LexborHTMLParser(html).css(".gallery__row")
    return [len(row.css("figure")) for row in found]


LAND, TALL, EVEN, WIDE = (1500, 1000), (1000, 1500), (1000, 1000), (3000, 1000)


@pytest.mark.parametrize(
    ("pictures", "wanted"),
    [
        ([LAND], [1]),
        ([LAND, LAND], [2]),
        ([TALL, TALL, TALL], [3]),
        ([LAND] * 4, [2, 2]),
        ([TALL] * 6, [3, 3]),
        ([LAND] * 6, [2, 2, 2]),
        ([WIDE], [1]),
        ([EVEN] * 3, [3]),
        ([LAND] * 12, [2] * 6),
        ([TALL] * 12, [3] * 4),
    ],
)
def test_rows_are_of_a_good_height(pictures: list[tuple[int, int]], wanted: list[int]) -> None:
    assert rows(laid(fragment(*pictures))) == wanted


@pytest.mark.parametrize("count", range(1, 13))
def test_every_picture_is_there_once_and_in_its_order(count: int) -> None:
    mixed = [(LAND, TALL, EVEN, WIDE)[nth * 7 % 4] for nth in range(count)]
    html = laid(fragment(*mixed))
    shown = [img.attributes["src"] for img in LexborHTMLParser(html).css("img")]
    assert shown == [f"/{nth}.jpg" for nth in range(count)]
    assert sum(rows(html)) == count
    assert max(rows(html)) <= 3
    assert html.count("<figcaption>Alla</figcaption>") == 1
    assert html.count("<figure") == html.count("</figure>") == count + 1
    assert html.count("<div") == html.count("</div>") == len(rows(html))


def test_proportions_are_told_by_a_class_that_the_stylesheet_knows() -> None:
    sheet = (Path(__file__).parents[2] / "theme/web/assets/stylesheets/galleries.css").read_text()
    assert (
        tuple(int(step) for step in re.findall(r"\.ratio-(\d+) \{ --ratio: [\d.]+; \}", sheet))
        == STEPS
    )
    for step in STEPS:
        assert re.search(
            rf"\.ratio-{step} {{ --ratio: {step / 100:g}; }}".replace("0.", "0?."), sheet
        )
    html = laid(fragment((1200, 800), (100, 9000), (9000, 100), (1920, 1080), (4032, 3024)))
    assert re.findall(r'class="ratio-(\d+)"', html) == ["150", "40", "300", "178", "133"]


def test_on_a_phone_no_picture_of_a_pair_is_a_stamp() -> None:
    assert "--apart" in laid(fragment(WIDE, TALL))
    assert "--apart" in laid(fragment(WIDE, WIDE)) or rows(laid(fragment(WIDE, WIDE))) == [1, 1]
    assert "--apart" not in laid(fragment(LAND, TALL))
    assert "--apart" not in laid(fragment(LAND))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ord.</p>",
        '<figure class="gallery"></figure>',
        '<figure class="gallery">\n<figcaption>Bara ord</figcaption>\n</figure>',
        '<figure class="galleryx"><figure><img alt="" src="/a.jpg"></figure></figure>',
        '<p class="gallery">Ord.</p>',
        '<figure class="gallery"><figure><img alt="" src="/a.jpg">',
    ],
)
def test_what_is_no_gallery_stays_as_it_is(html: str) -> None:
    assert laid(html) == html


def test_hand_written_ones_have_rows_too_whatever_they_hold() -> None:
    html = (
        '<figure class="gallery wide">\n<figure><a href="/x/"><img alt="" src="/a.svg"></a></figure>'
        "löst<figure><video src='/b.mp4'></video><figcaption>Film</figcaption></figure>"
        '<figcaption>Två</figcaption></figure>\n<p>Efter.</p>\n<figure class="gallery">'
        '<figure><img alt="" src="/c.jpg" width="10" height="0"></figure></figure>'
    )
    made = laid(html)
    assert rows(made) == [2, 1]
    assert made.endswith("</figure>")
    assert (
        LexborHTMLParser(made).body.text()
        == LexborHTMLParser(html)
        .body.text()
        .replace(  # type: ignore[union-attr]
            "löstFilm", "Filmlöst"
        )
        or "löst" in made
    )
    assert made.count("ratio-150") == 3


def test_page_feed_and_letter_frame_the_same_pictures(publication: Publication) -> None:
    root = publication(files("abcde", "ad"))
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    made = tree(root)
    page = made["site/2025/resa/index.html"].decode()
    shown = LexborHTMLParser(page)
    assert "data-sizes" not in page
    assert len(shown.css(".gallery__row figure > picture > img")) == 5
    assert all("px, " in (s.attributes["sizes"] or "") for s in shown.css(".gallery source"))
    feed = made["site/feed.xml"].decode()
    assert feed.count("gallery") == 1
    (letter,) = (path for path in made if path.endswith("/index.html") and "editions" in path)
    html = made[letter].decode()
    mail = LexborHTMLParser(html)
    assert len(mail.css(".figures .figure img")) == 5
    assert len(mail.css("table.pair")) == 2
    assert len(mail.css("table.pair td")) == 4
    widths = [int(img.attributes["width"] or 0) for img in mail.css(".figures img")]
    assert widths[0] == 552
    assert [widths[1] + widths[2], widths[3] + widths[4]] == [540, 540]
    assert all(img.attributes["alt"] for img in mail.css(".figures img"))
    heights = [int(img.attributes["height"] or 0) for img in mail.css(".figures img")]
    assert heights[0] == 368
    assert abs(heights[1] - heights[2]) <= 1, "equally high"
    assert abs(heights[3] - heights[4]) <= 1
    for words in ("Text a", "Text d", "Alla. Foto: Anna Ek", "Ord efter."):
        assert shown.css_first(".text").text().count(words) == 1
        assert mail.css_first("td.text").text().count(words) == 1
        assert words in feed
        assert words in made[letter.replace("index.html", "text.txt")].decode()


@pytest.mark.parametrize("names", ["a", "ab", "abc"])
def test_in_a_letter_the_first_of_an_odd_number_is_large(
    publication: Publication, names: str
) -> None:
    root = publication(files(names))
    attempt(root, search=False)
    made = tree(root)
    (letter,) = (path for path in made if path.endswith("/index.html") and "editions" in path)
    mail = LexborHTMLParser(made[letter].decode())
    large = [img for img in mail.css(".figures img") if img.attributes["width"] == "552"]
    assert len(large) == len(names) % 2
    assert len(mail.css("table.pair")) == len(names) // 2


def test_another_picture_or_caption_is_as_a_clean_build_has_it(publication: Publication) -> None:
    given, other = files("abc"), picture((900, 400))
    root, clean = publication(given), publication(given, folder="clean")
    attempt(root, search=False)
    for each in (root, clean):
        (each / "content/artiklar/2025/b.jpg").write_bytes(other)
        text = (each / TEXT).read_text("utf-8")
        (each / TEXT).write_text(text.replace("(c.jpg)", '(c.jpg "Ny")'), "utf-8")
    attempt(root, search=False), attempt(clean, search=False)
    assert tree(root) == tree(clean)
