"""Pictures in a text, and the figures they become."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow
from sample.fragments import hint, make

from publisher.model import Media
from publisher.problems import Problem


def test_a_picture_beside_the_text_is_published_with_its_size() -> None:
    made = make("Så här ![Ett tåg](tåg.jpg) ser det ut.")
    assert made.html == (
        '<p>Så här <img alt="Ett tåg" decoding="async" height="600" loading="lazy"'
        ' src="/media/artiklar/2025/tag.jpg" width="800"> ser det ut.</p>'
    )
    assert made.rendered.media == (
        Media(source="content/artiklar/2025/tåg.jpg", url="/media/artiklar/2025/tag.jpg"),
    )
    assert made.problems == ()


@pytest.mark.parametrize(
    "written", ["karta.png", "./karta.png", "../2025/karta.png", "/artiklar/2025/karta.png"]
)
def test_a_picture_is_sought_from_the_text_or_from_content(written: str) -> None:
    assert 'src="/media/artiklar/2025/karta.png"' in make(f"![Karta]({written})").html


def test_a_real_picture_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "content" / "artiklar" / "2025" / "karta.png"
    path.parent.mkdir(parents=True)
    Pillow.new("RGB", (120, 45)).save(path)
    made = make("![Karta](karta.png)", root=tmp_path, image=None)
    assert 'height="45"' in made.html
    assert 'width="120"' in made.html


def test_a_broken_picture_is_reported_where_the_text_shows_it() -> None:
    problem = Problem(
        path="content/artiklar/2025/karta.png", text="bilden ”x” är tom", hint="Gör om."
    )
    made = make("Text.\n\n![Karta](karta.png)", image=lambda _source, _url, _alt: problem)
    assert made.faults == [(3, "bilden ”x” är tom")]
    assert made.problems[0].path == "content/artiklar/2025/har.md"


def test_a_picture_of_unknown_size_gets_none() -> None:
    from publisher.model import Image

    def unknown(source: str, url: str, alt: str) -> Image:
        return Image(source=source, url=url, width=None, height=None, alt=alt)

    assert "width" not in make("![Karta](karta.png)", image=unknown).html


def test_a_picture_with_a_title_alone_in_its_paragraph_becomes_a_figure() -> None:
    made = make("""![En bro](/bilder/bro.png 'Bron, "Draken", i *Wuhan*.')""")
    assert made.html == (
        '<figure><img alt="En bro" decoding="async" height="600" loading="lazy"'
        ' src="/media/bilder/bro.png" width="800"><figcaption>Bron, ”Draken”, i <em>Wuhan</em>.</figcaption>\n</figure>'
    )
    assert made.rendered.text == "Bron, ”Draken”, i Wuhan."


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("*x_y [b](https://x.se) c*", '<em>x_y <a href="https://x.se">b</a> c</em>'),
        ("**a & [b](https://x.se)**", '<strong>a &amp; <a href="https://x.se">b</a></strong>'),
        (
            "[*a_b* **c** d_e](https://x.se)",
            '<a href="https://x.se"><em>a_b</em> <strong>c</strong> d_e</a>',
        ),
        ("`x`\\\n`y`", "<code>x</code><br>\n<code>y</code>"),
    ],
)
def test_a_caption_is_read_once(caption: str, shown: str) -> None:
    html = make(f'![En bro](/bilder/bro.png "{caption}")').html
    assert f"<figcaption>{shown}</figcaption>" in html


def test_a_picture_with_a_title_in_running_text_keeps_it_as_a_title() -> None:
    html = make('Här ![En bro](/bilder/bro.png "Bron") är den.').html
    assert 'title="Bron"' in html
    assert "<figure>" not in html


def test_a_picture_without_alt_text_is_a_fault_with_its_line() -> None:
    made = make(
        "![Karta](karta.png)\n\n![](karta.png)\n\n![ ](tåg.jpg)\n\n<img src=tåg.jpg>", line=4
    )
    assert made.faults == [
        (6, "bilden ”karta.png” saknar beskrivning"),
        (8, "bilden ”tåg.jpg” saknar beskrivning"),
        (10, "bilden ”tåg.jpg” saknar beskrivning"),
    ]
    assert hint("![](karta.png)").endswith('Är den bara utsmyckning, skriv ![""](karta.png)')


@pytest.mark.parametrize(
    "written",
    [
        '![""](karta.png)',
        "![](karta.png){role=presentation}",
        '<img src="karta.png" alt="">',
        '<p><img src="karta.png" alt="" role="presentation"></p>',
    ],
)
def test_a_picture_that_is_only_decoration_may_say_so(written: str) -> None:
    made = make(written)
    assert made.problems == ()
    assert 'alt=""' in made.html
    assert "role" not in made.html


@pytest.mark.parametrize(
    ("written", "text", "next_step"),
    [
        ("kartta.png", "bilden ”kartta.png” finns inte", "Menade du ”karta.png”?"),
        ("bro.png", "bilden ”bro.png” finns inte", "Menade du ”../../bilder/bro.png”?"),
        (
            "Karta.PNG",
            "bilden ”Karta.PNG” finns inte",
            "Stora och små bokstäver räknas: skriv ”karta.png”.",
        ),
        (
            "qqq.png",
            "bilden ”qqq.png” finns inte",
            "Lägg filen i samma mapp som texten och skriv dess namn.",
        ),
        (
            "../../../bild.png",
            "bilden ”../../../bild.png” leder ut ur content/",
            "Lägg filen i mappen bredvid texten och skriv bara dess namn.",
        ),
        (
            "/home/eva/qqq.png",
            "bilden ”/home/eva/qqq.png” finns inte",
            "Lägg filen i samma mapp som texten och skriv dess namn.",
        ),
        (
            "file:///home/eva/bild.png",
            "bilden ”file:///home/eva/bild.png” går inte att publicera",
            "Lägg filen i mappen bredvid texten och skriv bara dess namn.",
        ),
        (
            "https://exempel.se/bild.png",
            "bilden ”https://exempel.se/bild.png” hämtas från en annan sajt",
            "Lägg den i mappen bredvid texten och skriv filens namn: hämtas något från andra, får"
            " de veta vem som läser.",
        ),
        (
            "data:image/png;base64,AAAA",
            "bilden ligger inbäddad i texten (data:)",
            "Spara den som en fil bredvid texten.",
        ),
        (
            "",
            "bilden saknar namn",
            "Skriv filens namn inom parentesen: ![vad den visar](namn.jpg).",
        ),
    ],
)
def test_what_is_wrong_with_a_picture_and_what_to_do(
    written: str, text: str, next_step: str
) -> None:
    body = f"Text.\n\n![Något]({written})"
    assert make(body, line=2).faults == [(4, text)]
    assert hint(body) == next_step


def test_a_linked_picture_is_no_card() -> None:
    html = make("[![Karta](karta.png)](https://exempel.se/)").html
    assert html.startswith('<p><a href="https://exempel.se/"><img alt="Karta"')
