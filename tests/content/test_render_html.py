"""HTML that the author wrote by hand: resolved like Markdown, and kept from running or fetching."""

from __future__ import annotations

import pytest
from sample.fragments import hint, make, with_extensions

PASTE = "Skriv länken på en egen rad, så blir den ett kort med rubrik och länk."
KEEP = "Måste det stå kvar: skriv raw_html: true under publisher i mkdocs.yml."
NO_STYLE = "attributet ”style” är inte tillåtet: hur sidan ser ut bestämmer temat"


def test_addresses_in_hand_written_html_are_resolved() -> None:
    made = make(
        "<div>\n<a class='x' href=dar.md>där</a>\n</div>\n\n"
        'Här <img src="karta.png" alt="K &amp; L"> och <A HREF="../../sidor/om.md">om</A>.'
    )
    assert '<a class="x" href="/2025/dar/">där</a>' in made.html
    assert '<a href="/om/">om</a>' in made.html
    assert (
        '<img src="/media/artiklar/2025/karta.png" alt="K &amp; L" loading="lazy"'
        ' decoding="async" width="800" height="600">'
    ) in made.html
    assert [link.line for link in made.rendered.links] == [2, 5]
    assert made.problems == ()


def test_sound_and_film_are_published_with_the_text() -> None:
    made = make('<video src="/bilder/bro.png" poster="karta.png" controls></video>')
    assert 'src="/media/bilder/bro.png" poster="/media/artiklar/2025/karta.png"' in made.html
    assert len(made.rendered.media) == 2


def test_sound_from_elsewhere_is_refused() -> None:
    text = "filen ”https://exempel.se/a.mp3” hämtas från en annan sajt"
    assert make('Text.\n\n<audio src="https://exempel.se/a.mp3"></audio>').faults == [(3, text)]


def test_dead_links_in_hand_written_html_are_reported() -> None:
    assert make('Text.\n\n<p><a href="hmm.md">x</a>\n<img src="h.png" alt="y"></p>').faults == [
        (3, "länken ”hmm.md” leder ingenstans"),
        (4, "bilden ”h.png” finns inte"),
    ]


@pytest.mark.parametrize("tag", ["script", "iframe", "object", "embed", "style", "link", "meta"])
@pytest.mark.parametrize("form", ["<{0} src='https://x.se/y'></{0}>", "Ord <{0}>x</{0}> ord."])
def test_nothing_that_runs_or_fetches_is_let_through(tag: str, form: str) -> None:
    text = f"HTML-taggen <{tag}> är inte tillåten: sidan hämtar och kör inget från andra"
    assert make(f"Text.\n\n{form.format(tag)}\n", line=3).faults == [(5, text)]


def test_code_may_show_what_a_text_may_not_hold() -> None:
    made = make("`<script>` och\n\n    <iframe src=x>\n\n```html\n<form onclick='x'>\n```\n")
    assert made.problems == ()
    assert made.html.count("&lt;") == 3


def test_a_pasted_player_gets_the_address_to_write_instead() -> None:
    player = '<iframe src="https://www.youtube-nocookie.com/embed/a_B-9?rel=0"></iframe>'
    assert hint(player) == "Skriv på en egen rad: https://www.youtube.com/watch?v=a_B-9"
    assert hint('<iframe src="https://exempel.se/"></iframe>') == f"{PASTE} {KEEP}"


def test_a_pasted_post_is_refused_for_its_script_only() -> None:
    post = (
        '<blockquote class="twitter-tweet"><p lang="sv">Hej</p>'
        '<a href="https://x.com/a/status/1">2 feb</a></blockquote>\n'
        '<script async src="https://platform.x.com/widgets.js"></script>\n'
    )
    assert make(post).faults == [
        (2, "HTML-taggen <script> är inte tillåten: sidan hämtar och kör inget från andra")
    ]


@pytest.mark.parametrize("tag", ["form", "input", "button"])
def test_forms_are_refused(tag: str) -> None:
    text = f"HTML-taggen <{tag}> är inte tillåten: texten kan inte ha formulär"
    assert make(f"<{tag}>").faults == [(1, text)]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("<b onclick='x()'>", "onclick"),
        ("<b ONLOAD=x>", "onload"),
        ("<img src='karta.png' alt='K' srcset='https://x.se/y 2x'>", "srcset"),
        ("<a href='dar.md' ping='https://x.se/'>", "ping"),
    ],
)
def test_attributes_that_run_or_fetch_are_refused(tag: str, name: str) -> None:
    text = f"attributet ”{name}” är inte tillåtet: sidan kör och hämtar inget från andra"
    assert (3, text) in make(f"Text.\n\nOrd {tag}ord.").faults


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('![x](karta.png){: ONLOAD="x()" }', "onload"),
        ("![x](karta.png){: SrcSet=//x.se/y }", "srcset"),
        ("<a@b.example>{: onmouseover='x()'}", "onmouseover"),
        ("<https://x.se/>{: PING=//x.se/ }", "ping"),
        ("## Rubrik {: onClick=x }", "onclick"),
        ("- ett\n- två\n{: onfocus=x tabindex=0 }", "onfocus"),
        ("| a {: oncopy=x} | b |\n| --- | --- |\n| 1 | 2 |", "oncopy"),
        ("*ord*{: attributionsrc=//x.se }", "attributionsrc"),
        ("Stycke.\n{: background=//x.se }", "background"),
        ("<video src='/bilder/bro.png' ONERROR=x></video>", "onerror"),
        ("<td background=//x.se>x</td>", "background"),
        ("<details open a=b\"c=' ontoggle=x '\">x</details>", "ontoggle"),
        ("<b\fonclick=x>x</b>", "onclick"),
        ("<b title='a>b' onclick=x>x</b>", "onclick"),
        ("<b onclick =\nx>x</b>", "onclick"),
    ],
)
def test_however_it_is_written_an_attribute_that_runs_or_fetches_is_found(
    text: str, name: str
) -> None:
    made = make(f"Text.\n\n{text}\n")
    assert f"attributet ”{name}” är inte tillåtet: sidan kör och hämtar inget från andra" in {
        text for _, text in made.faults
    }
    assert name not in made.html


def test_attributes_that_do_nothing_are_left_out_and_named() -> None:
    made = make('Text.\n\n<p data-start="1" class="x">A</p>\n\n*ord*{: contenteditable }\n')
    assert made.html == '<p>Text.</p>\n<p class="x">A</p>\n<p><em>ord</em></p>'
    assert made.faults == []
    assert made.advice == [
        (3, "attributet ”data-start” på <p> gör ingenting i en text och utelämnas"),
        (5, "attributet ”contenteditable” på <em> gör ingenting i en text och utelämnas"),
    ]


def test_a_value_of_another_kind_is_left_out_and_named() -> None:
    made = make('Text.\n\n<ol start="fem"><li>A</li></ol>\n')
    assert "start" not in made.html
    assert made.advice == [(3, "attributet ”start” på <ol> kan inte ha värdet ”fem” och utelämnas")]


@pytest.mark.parametrize("written", ["id='a b'", "id=''", "id='a\"b'", "id='&lt;x'"])
def test_an_id_must_be_one_that_links_can_name(written: str) -> None:
    assert [line for line, _ in make(f"Text.\n\n<p {written}>A</p>\n").faults] == [3]


def test_tags_are_written_anew_as_browsers_read_them() -> None:
    made = make("Text.\n\n<P CLASS=x title='it&#39;s'>A<BR/>B</P>\n")
    assert made.html.endswith('<p class="x" title="it\'s">A<br>B</p>')
    assert made.problems == ()


def test_a_tag_cannot_end_what_the_text_lies_in() -> None:
    made = make("Text.\n\n</div>\n\nMer.\n\n<div>\n")
    assert made.faults == [(3, "HTML-taggen </div> saknar sin början, <div>")]
    assert made.html.count("<div>") == made.html.count("</div>")


def test_what_a_browser_would_nest_in_another_way_is_told() -> None:
    made = make("Text.\n\nOrd <div>ruta</div> ord.\n")
    assert made.html == "<p>Text.</p>\n<p>Ord </p><div>ruta</div> ord.<p></p>"
    assert made.advice == [(3, "<div> kan inte stå i ett stycke: stycket tar slut där")]
    made = make("Text.\n\nOrd <b><i>fet</b></i>.\n")
    assert made.html.endswith("<p>Ord <b><i>fet</i></b>.</p>")
    assert made.advice == [(3, "HTML-taggen <i> tar slut först efter </b>")]


@pytest.mark.parametrize(
    "head",
    [
        "<details markdown>",
        "<details markdown>\n<summary>S</summary>",
        "<details markdown><summary>S</summary>",
        '<details markdown="1">\n<summary class="x">S <b>T</b></summary>',
        "<details markdown>\n<summary markdown>S</summary>",
        "<details markdown>\n<summary>S</summary>\n<p>Ord</p>",
        "<details>\n<summary>S</summary>\n",
    ],
)
@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_markdown_stands_in_html_that_asks_for_it(head: str, before: str) -> None:
    lines = f"{head}\n**fet**\n</details>".split("\n")
    rest = "  " if before == "- " else before
    body = "\n".join((before if at == 0 else rest) + line for at, line in enumerate(lines))
    made = make(body)
    assert (made.faults, made.advice) == ([], [])
    assert "<strong>fet</strong>" in made.html
    assert made.html.count("<details>") == made.html.count("</details>") == 1


@pytest.mark.parametrize(
    "head", ["<details>", "<details>\n<summary>S</summary>", "<details markdown>\n<div>"]
)
def test_html_that_does_not_ask_goes_on_until_an_empty_line(head: str) -> None:
    assert "**fet**" in make(f"{head}\n**fet**\n").html


@pytest.mark.parametrize("form", ["{}{}", "<div markdown>\n\n{}{}\n\n</div>", "- {}{}"])
@pytest.mark.parametrize("depth", [101, 2340])
def test_tags_too_deep_in_each_other_are_a_fault(form: str, depth: int) -> None:
    text = form.format("<b>" * depth, "</b>" * depth)
    made = make(f"Text.\n\n{text}\n", extensions=with_extensions({"md_in_html": {}}))
    assert [text for _, text in made.faults] == ["HTML-taggen <b> ligger i fler än 100 andra"]


def test_attribute_lists_are_no_way_around() -> None:
    made = make('Text.\n\n[där](dar.md){onclick="x()"} och *ord*{style="background:url(//x)"}')
    assert made.faults == [
        (3, "attributet ”onclick” är inte tillåtet: sidan kör och hämtar inget från andra"),
        (3, NO_STYLE),
    ]


def test_styles_are_the_themes() -> None:
    assert make('<p style="text-align: center">Mitt</p>').faults == [(1, NO_STYLE)]
    assert make("| a | b |\n| --- | ---: |\n| 1 | 2 |").problems == ()


RAW = (
    '<iframe src="https://exempel.se/karta" title="Karta" loading="lazy"></iframe>',
    '<script>\nif (a < b) { document.write("<i>x</i>"); }\n</script>',
    '<form action="https://exempel.se/sok"><input name="q" aria-label="Sök"></form>',
    '<p style="color: red" onclick="visa()">Röd</p>',
    "<style>.text p > em { color: red }</style>",
)


@pytest.mark.parametrize("html", RAW)
def test_the_owner_may_let_it_all_through(html: str) -> None:
    made = make(f"Text.\n\n{html}\n\nMer.", raw_html=True)
    assert made.problems == ()
    assert html in made.html
    assert make(f"Text.\n\n{html}\n\nMer.").faults


def test_scripts_and_styles_are_no_words_of_the_text() -> None:
    assert (
        make(f"Text.\n\n{RAW[1]}\n\n{RAW[4]}\n\nMer.", raw_html=True).rendered.text == "Text.\nMer."
    )


def test_a_dead_link_is_one_even_where_everything_is_let_through() -> None:
    assert make('<p><a href="hmm.md">x</a></p>', raw_html=True).faults == [
        (1, "länken ”hmm.md” leder ingenstans")
    ]


def test_something_in_angles_that_is_no_tag_is_reported_before_it_vanishes() -> None:
    body = "Skriv <namn> här."
    assert make(body).faults == [(1, "HTML-taggen <namn> går inte att använda i en text")]
    assert hint(body) == "Ska tecknen synas, skriv &lt;namn&gt;. Annars ta bort taggen."


def test_less_than_is_only_a_sign() -> None:
    made = make("3 < 4, a < b, 5 > 2, <3 och R&D.")
    assert made.problems == ()
    assert made.rendered.text == "3 < 4, a < b, 5 > 2, <3 och R&D."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Text.\n\n<div>\n\n<b>x</b>\n", "HTML-taggen <div> saknar sitt slut, </div>"),
        ("Text.\n\nOrd <b>fet.\n\nMera.", "HTML-taggen <b> saknar sitt slut, </b>"),
        ("Text.\n\nOrd</b> fet.", "HTML-taggen </b> saknar sin början, <b>"),
    ],
)
def test_unbalanced_tags_are_reported(body: str, text: str) -> None:
    assert make(body).faults == [(3, text)]


def test_end_tags_that_html_does_not_ask_for_may_be_left_out() -> None:
    assert make("<ul><li>Ett<li>Två<br></ul>\n\n<hr>\n").problems == ()


@pytest.mark.parametrize("body", ["<?php echo 1 ?>", "<!DOCTYPE html>", "<![CDATA[x]]>"])
def test_what_is_not_html_is_refused(body: str) -> None:
    assert len(make(f"{body}\n\nText.").faults) == 1


def test_comments_are_the_authors_own_and_are_left_out() -> None:
    made = make(
        "Ett <!-- fråga NN --> ord.\n\n<!-- ring NN\n\nigen -->\n\n<div><!-- x -->Två</div>\n\n"
        "- <!-- y -->\n- tre"
    )
    assert "NN" not in made.html
    assert "<!--" not in made.html
    assert "<p></p>" not in made.html
    assert made.rendered.text == "Ett ord.\nTvå\ntre"
    assert made.problems == ()


def test_a_comment_may_hold_what_is_refused() -> None:
    assert make("<!-- <script>x</script> [a](b.md) -->\n\nText.").problems == ()


def test_the_same_rules_hold_for_markdown_inside_html() -> None:
    made = make(
        '<div class="ruta" markdown>\n[där](dar.md) <u onclick="x()">x</u>\n\n![K](karta.png)\n</div>',
        extensions=with_extensions({"md_in_html": {}}),
    )
    assert '<div class="ruta">' in made.html
    assert 'href="/2025/dar/"' in made.html
    assert 'width="800"' in made.html
    assert [line for line, _ in made.faults] == [2]


def test_a_heading_as_large_as_the_title_is_made_smaller() -> None:
    made = make("Text.\n\n<h1 class='x'>Stor</h1>\n")
    assert made.html.endswith('<h2 class="x">Stor</h2>')
    assert made.advice == [(3, "rubriken <h1> är lika stor som sidans titel")]


@pytest.mark.parametrize("tag", ["<b/onclick=x>", "<a h*#ref='hi' onclick=x>", "<b onclick='x'y>"])
def test_what_commonmark_takes_for_no_tag_is_shown_as_it_is_written(tag: str) -> None:
    made = make(f"Ord {tag}ord.")
    assert made.problems == ()
    assert "&lt;" in made.html
    assert made.rendered.text == f"Ord {tag}ord.".replace("'", "’")
