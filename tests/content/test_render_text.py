"""Running text: what Markdown becomes, in Swedish, and the same whatever was rendered before."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample.fragments import EVERYTHING, WORDS, make, with_extensions

from publisher.model import Heading
from publisher.problems import PublisherError


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('Han sa "hej".', "Han sa ”hej”."),
        ('"Hej", sa han.', "”Hej”, sa han."),
        ("Ordet 'visst' och O'Brien.", "Ordet ’visst’ och O’Brien."),
        ("\"Citat 'i' citat\"", "”Citat ’i’ citat”"),
        ("**\"Fet\"** och *'kursiv'*", "”Fet” och ’kursiv’"),
        ("Ett --- två", "Ett – två"),
        ("Ett---två", "Ett – två"),
        ("1949--1976", "1949–1976"),
        ("Vänta...", "Vänta…"),
        ("2\u00a0048 m", "2\u00a0048 m"),
        ('&quot;Rakt&quot; och \\"rakt\\"', '"Rakt" och "rakt"'),
    ],
)
def test_quotes_and_dashes_become_swedish(written: str, shown: str) -> None:
    assert make(written).rendered.text == shown


def test_quotes_and_dashes_in_code_and_attributes_are_left_alone() -> None:
    html = make("`\"a\" -- '...'` [b](<https://x.se/--'q'...> 'Säg \"hej\"')").html
    assert "<code>\"a\" -- '...'</code>" in html
    assert "href=\"https://x.se/--'q'...\"" in html
    assert 'title="Säg &quot;hej&quot;"' in html


def test_footnotes_are_numbered_and_lead_back_in_swedish() -> None:
    made = make("Ett[^a] och två[^b].\n\n[^a]: Not ett.\n[^b]: Not två.\n")
    assert '<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">1</a></sup>' in made.html
    assert 'href="#fnref:b" title="Tillbaka till texten, fotnot 2">' in made.html
    assert made.rendered.text == "Ett och två.\nNot ett.\nNot två."
    assert made.problems == ()


def test_a_footnote_title_of_ones_own_is_kept() -> None:
    options = with_extensions({"footnotes": {"BACKLINK_TITLE": "Upp {}"}})
    assert 'title="Upp 1"' in make("A[^1]\n\n[^1]: B", extensions=options).html


def test_a_footnote_that_nothing_refers_to_gives_advice_and_leads_nowhere() -> None:
    made = make("Text.\n\n[^x]: Not.\n", line=4)
    assert made.advice == [(6, "fotnoten [^x] nämns inte i texten")]
    assert "footnote-backref" not in made.html


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Ett.\n\n[Två][x].", "länken ”[Två][x]” saknar mål"),
        ("Ett.\n\n[Två] (https://exempel.se/).", "”[Två] (https://exempel.se/)” blir ingen länk"),
    ],
)
def test_markdown_that_came_to_nothing_gives_advice(body: str, text: str) -> None:
    assert make(body).advice == [(3, text)]


def test_brackets_that_mean_nothing_are_left_alone() -> None:
    assert make("Han [Xi] sa [...] `[^9]` `[a][b]` och [1] (sic).").problems == ()


def test_headings_have_ascii_ids_and_are_listed() -> None:
    made = make(
        "## Räls & broar\n\n### *Två* `ord`\n\n## Räls & broar\n\n## 中国\n\n## Eget {#mitt}\n"
    )
    assert made.rendered.toc == (
        Heading(level=2, id="rals-broar", title="Räls & broar"),
        Heading(level=3, id="tva-ord", title="Två ord"),
        Heading(level=2, id="rals-broar_1", title="Räls & broar"),
        Heading(level=2, id="rubrik", title="中国"),
        Heading(level=2, id="mitt", title="Eget"),
    )
    assert made.rendered.anchors == ("rals-broar", "tva-ord", "rals-broar_1", "rubrik", "mitt")
    assert made.problems == ()


def test_headings_have_ids_even_without_the_toc_extension() -> None:
    made = make("## Räls", extensions=with_extensions({"toc": None}))
    assert made.html == '<h2 id="rals">Räls</h2>'


def test_a_heading_as_large_as_the_title_is_made_smaller() -> None:
    made = make("Text.\n\n# Ett\n\nTvå\n===\n\n```\n# nej\n```\n\n> # Tre\n", line=10)
    assert made.html.count("<h2 id=") == 3
    assert "<h1" not in made.html
    assert made.advice == [
        (12, "rubriken ”Ett” är lika stor som sidans titel (#)"),
        (14, "rubriken ”Två” är lika stor som sidans titel (#)"),
        (21, "rubriken ”Tre” är lika stor som sidans titel (#)"),
    ]
    assert {each.hint.split(":")[0] for each in made.problems} == {"Är det titeln en gång till"}


def test_a_leap_between_headings_gives_advice() -> None:
    made = make("## A\n\n#### B\n\n## C\n\n### D\n\n#### B\n\n## E\n\n#### B\n")
    text = "rubriken ”B” hoppar över en nivå (####)"
    assert made.advice == [(3, text), (13, text)]


def test_tables_can_be_reached_and_scrolled() -> None:
    one = make("| A | B |\n|---|--:|\n| 1 | 2 |").html
    region = '<div aria-label="Tabell" class="table" role="region" tabindex="0">\n<table>'
    assert one.startswith(region)
    assert one.endswith("</table>\n</div>")
    two = make("| A |\n|---|\n| 1 |\n\nText.\n\n| B |\n|---|\n| 2 |").html
    assert 'aria-label="Tabell 1"' in two
    assert 'aria-label="Tabell 2"' in two


_ROWS = ("| A | B |", "|---|---|", "| 1 | 2 |")


def _within(before: str, first: str, rest: str) -> str:
    """A Markdown table in something: its first line begins with `first`, the others with `rest`."""
    return before + "\n".join((first if at == 0 else rest) + row for at, row in enumerate(_ROWS))


@pytest.mark.parametrize(
    "body",
    [
        _within("", "", ""),
        _within("", "> ", "> "),
        _within("", "> > ", "> > "),
        _within("- Punkt\n\n", "  ", "  "),
        _within("1. Punkt\n\n", "   ", "   "),
        _within("- Ett\n  - Två\n\n", "    ", "    "),
        _within("> - Ett\n>\n", ">   ", ">   "),
        _within("!!! note\n\n", "    ", "    "),
        _within("> [!note] Ruta\n>\n", "> ", "> "),
        _within("Begrepp\n\n:   Förklaring\n\n", "    ", "    "),
        _within("Ord[^1]\n\n[^1]: Not\n\n", "    ", "    "),
        _within("<details markdown>\n\n", "", "") + "\n\n</details>",
        "Text.\n\n<table><tr><td>1</td></tr></table>",
        "<table>\n<tr>\n<td>1</td>\n</tr>\n</table>",
        "> <table><tr><td>1</td></tr></table>",
        "- <table><tr><td>1</td></tr></table>",
        "<div><table><tr><td><table><tr><td>1</td></tr></table></td></tr></table></div>",
        "<TABLE class='x'><tr><td>1</td></tr></TABLE>",
    ],
)
def test_a_table_scrolls_by_itself_wherever_it_stands(body: str) -> None:
    made = make(body)
    assert made.faults == []
    opening = r'<div(?=[^>]* class="table")(?=[^>]* tabindex="0")[^>]*>\s*<table'
    assert len(re.findall(opening, made.html)) == 1
    inner = made.html.count("<table") - 1
    assert inner == body.lower().count("<table") - 1 or inner == 0
    assert re.search(r"</table>\s*</div>", made.html)


def test_tables_of_both_kinds_have_names_of_their_own() -> None:
    raw = "<table><tr><td>1</td></tr></table>"
    made = make(f"{raw}\n\nText.\n\n| A |\n|---|\n| 1 |\n\nText.\n\n{raw}").html
    labels = re.findall(r'aria-label="([^"]*)"', made)
    assert sorted(labels) == ["Tabell", "Tabell 2", "Tabell 3"]


def test_definitions_boxes_abbreviations_and_code() -> None:
    made = make(EVERYTHING)
    for part in (
        "<dt>Begrepp</dt>\n<dd>Förklaring</dd>",
        '<div class="admonition note">\n<p class="admonition-title">Fakta</p>',
        '<abbr title="bruttonationalprodukt">BNP</abbr> växte',
        '<pre><code class="language-python">print(&quot;&lt;hej&gt;&quot;)\n</code></pre>',
        "<blockquote>\n<p>Citat med <strong>fetstil</strong>.</p>\n</blockquote>",
        '<h2 id="rals-broar">Räls &amp; ”broar”</h2>',
        '<div class="ruta">Rått <b>fett</b></div>',
    ):
        assert part in made.html
    assert made.problems == ()


@pytest.mark.parametrize("body", [EVERYTHING, "", "Ord.", "![K](karta.png 'T')", "[a](dar.md)"])
def test_the_fragment_is_valid_html(body: str) -> None:
    page = f"<!DOCTYPE html><html lang=sv><title>T</title><body>{make(body).html}</body></html>"
    html5lib.HTMLParser(strict=True).parse(page)


def test_an_empty_text_is_an_empty_fragment() -> None:
    for body in ("", "\n \n", "<!-- senare -->\n"):
        made = make(body)
        assert (made.html, made.rendered.teaser, made.rendered.text) == ("", "", "")
        assert made.problems == ()


def test_windows_line_ends_change_nothing() -> None:
    made = make(EVERYTHING.replace("\n", "\r\n"))
    assert made.rendered == make(EVERYTHING).rendered


def test_nothing_leaks_from_one_text_to_the_next() -> None:
    plain = "## Räls\n\nBNP och [ref] med [^1].\n\n## Räls\n"
    alone = make(plain)
    make(EVERYTHING + "\n[ref]: https://exempel.se/\n")
    assert make(plain) == alone
    again = make(EVERYTHING)
    assert again == make(EVERYTHING)


def test_nothing_leaks_from_a_text_that_broke_off() -> None:
    alone = make(EVERYTHING)

    def broken(_source: str, _url: str, _alt: str) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        make("*[Citat]: x\n\nA[^1] ![K](karta.png)\n\n[^1]: B\n", image=broken)
    assert make(EVERYTHING) == alone


def test_two_lists_of_extensions_do_not_mix() -> None:
    bare = make('"A"', extensions=(("toc", {}),))
    assert bare.html == '<p>"A"</p>'
    assert make('"A"').html == "<p>”A”</p>"


def test_options_that_an_extension_does_not_take_are_a_fault_of_the_settings() -> None:
    with pytest.raises(PublisherError) as caught:
        make("Text.", extensions=with_extensions({"toc": {"permalnk": True}}))
    (problem,) = caught.value.problems
    assert problem.text.startswith("Markdown-tillägget ”toc” kan inte använda sina inställningar:")
    assert problem.hint == "Rätta dem under markdown_extensions i mkdocs.yml."


def test_extensions_cannot_make_ids_depend_on_what_came_before() -> None:
    options = with_extensions({"footnotes": {"UNIQUE_IDS": True}})
    body = "A[^1]\n\n[^1]: B"
    assert make(body, extensions=options).html == make(body, extensions=options).html


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map("".join)))
def test_no_text_is_a_bug(body: str) -> None:
    made = make(body)
    assert "\x02" not in made.html
    for problem in made.problems:
        assert problem.path == "content/artiklar/2025/har.md"
        assert 1 <= (problem.line or 0) <= body.count("\n") + 1


def test_the_root_never_shows() -> None:
    made = make(EVERYTHING + "\n![K](saknas.png)\n", root=Path("/hemligt/ställe"))
    assert "hemligt" not in repr(made)
