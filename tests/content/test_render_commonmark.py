"""Which Markdown an author may count on: CommonMark's own examples, and what GitHub adds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from sample.fragments import EXTENSIONS, make
from spec_html import normal

from publisher.content.render.converter import build
from publisher.content.render.reading.engine import ReadingMarkdown

BARE = "en adress skriven rakt upp och ner blir en länk, som på GitHub och i Obsidian"
CHOSEN = {
    602: BARE,
    608: BARE,
    611: BARE,
    612: BARE,
}
"""Examples of CommonMark that come out differently, by number, and why that was chosen."""

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
_STRAIGHT = str.maketrans({"”": '"', "“": '"', "’": "'", "‘": "'"})
_OURS = re.compile(r' id="[^"]*"(?=>)|(?<=<h[1-6]) id="[^"]*"')


class Example(NamedTuple):
    number: int
    source: str
    html: str


@pytest.fixture(scope="module")
def examples(node_module: Callable[[str], Path]) -> tuple[Example, ...]:
    text = (node_module("commonmark-spec") / "spec.txt").read_text("utf-8").replace("→", "\t")
    found = enumerate(_EXAMPLE.findall(text), start=1)
    return tuple(Example(number, source, html) for number, (source, html) in found)


def reader() -> ReadingMarkdown:
    """The reading alone: without our checks of links, pictures and HTML."""
    made = build(EXTENSIONS)
    assert isinstance(made, ReadingMarkdown)
    return made


def same(made: str, expected: str) -> bool:
    """Whether they say the same, but for quotes, dashes and headings' ids."""
    return _plain(_OURS.sub("", made)) == _plain(expected)


def _plain(html: str) -> str:
    text = normal(html).translate(_STRAIGHT).replace("&quot;", '"').replace("&#x27;", "'")
    return re.sub(r"\s*(?:–|-{2,3})\s*", "--", text).replace("...", "…")


def test_every_example_of_commonmark_is_equal_or_chosen(examples: tuple[Example, ...]) -> None:
    assert len(examples) == 652
    read = reader()
    different = {
        each.number for each in examples if not same(read.reset().convert(each.source), each.html)
    }
    assert different == CHOSEN.keys()


EQUAL = {
    "table": (
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ),
    "table without bars at the ends": (
        "a | b\n-- | --\n1 | 2",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    ),
    "table right under a paragraph": (
        "Ord\n| a |\n| - |\n| 1 |\nslut",
        "<p>Ord</p><table><thead><tr><th>a</th></tr></thead>"
        "<tbody><tr><td>1</td></tr><tr><td>slut</td></tr></tbody></table>",
    ),
    "table with marks and a bar": (
        "| a |\n|---|\n| `b \\| c` **\\|** |",
        "<table><thead><tr><th>a</th></tr></thead>"
        "<tbody><tr><td><code>b | c</code> <strong>|</strong></td></tr></tbody></table>",
    ),
    "table whose rows are too short and too long": (
        "| a | b |\n|---|---|\n| 1 |\n| 2 | 3 | 4 |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td></td></tr><tr><td>2</td><td>3</td></tr></tbody></table>",
    ),
    "table that ends where a quote begins": (
        "| a |\n|---|\n| 1 |\n> ord",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        "<blockquote><p>ord</p></blockquote>",
    ),
    "no table: heads and dashes differ in number": (
        "| a | b |\n| --- |\n| 1 |",
        "<p>| a | b |\n| --- |\n| 1 |</p>",
    ),
    "table of heads only": (
        "| a |\n| - |",
        "<table><thead><tr><th>a</th></tr></thead></table>",
    ),
    "table in a list": (
        "- ord\n\n  | a |\n  |---|\n  | 1 |",
        "<ul><li><p>ord</p><table><thead><tr><th>a</th></tr></thead>"
        "<tbody><tr><td>1</td></tr></tbody></table></li></ul>",
    ),
    "struck out": ("~~a b~~ c", "<p><del>a b</del> c</p>"),
    "struck out within words and marks": (
        "å~~ä~~ö **~~b~~**",
        "<p>å<del>ä</del>ö <strong><del>b</del></strong></p>",
    ),
    "struck out never over paragraphs": ("~~a\n\nb~~", "<p>~~a</p><p>b~~</p>"),
    "three tildes strike nothing": ("a ~~~b~~~", "<p>a ~~~b~~~</p>"),
    "www": ("www.a.se/b?c=d", '<p><a href="http://www.a.se/b?c=d">www.a.se/b?c=d</a></p>'),
    "www at the end of a sentence": (
        "(Se www.a.se.)",
        '<p>(Se <a href="http://www.a.se">www.a.se</a>.)</p>',
    ),
    "address with brackets": (
        "https://a.se/b_(c) (https://a.se/d)",
        '<p><a href="https://a.se/b_(c)">https://a.se/b_(c)</a> '
        '(<a href="https://a.se/d">https://a.se/d</a>)</p>',
    ),
    "address in bold": (
        "**https://a.se/b_c_d**",
        '<p><strong><a href="https://a.se/b_c_d">https://a.se/b_c_d</a></strong></p>',
    ),
    "mail": (
        "a.b-c_d@e.se, f+g@h.i.se.",
        '<p><a href="mailto:a.b-c_d@e.se">a.b-c_d@e.se</a>, '
        '<a href="mailto:f+g@h.i.se">f+g@h.i.se</a>.</p>',
    ),
    "address as a link's words": (
        "[https://a.se/b--c](https://d.se/)",
        '<p><a href="https://d.se/">https://a.se/b--c</a></p>',
    ),
}
"""What GitHub adds to CommonMark, and Obsidian with it: as both show it."""

OBSIDIAN = {
    "marked": ("==å b== c", "<p><mark>å b</mark> c</p>"),
    "no mark": ("a == b == c", "<p>a == b == c</p>"),
    "footnote": (
        "a[^n]\n\n[^n]: *b*",
        '<p>a<sup id="fnref:n"><a class="footnote-ref" href="#fn:n">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn:n"><p><em>b</em> <a class="footnote-backref"'
        ' href="#fnref:n" title="Tillbaka till texten, fotnot 1">↩</a></p></li></ol></div>',
    ),
}
"""What Obsidian and iA Writer add besides."""

OTHERWISE = {
    "tasks": (
        "- [ ] a\n- [x] b",
        '<ul><li class="task">☐ a</li><li class="task">☑ b</li></ul>',
        "en ruta att klicka i hör till formulär, och brev visar inga: tecknen syns överallt",
    ),
    "one tilde": ("~5 eller ~6", "<p>~5 eller ~6</p>", "~ betyder ungefär i löpande text"),
    "single tilde that GitHub strikes": ("~a~", "<p>~a~</p>", "~ betyder ungefär i löpande text"),
    "alignment": (
        "| a |\n|:-:|",
        '<table><thead><tr><th style="text-align: center;">a</th></tr></thead></table>',
        "GitHub skriver align=, som HTML inte längre har",
    ),
    "address without a full stop": (
        "http://localhost:8000/a--b",
        "<p>http://localhost:8000/a--b</p>",
        "en adress på den egna datorn är ingen länk för läsare, men ändras inte",
    ),
}
"""What comes out in a way of our own, and why."""


@pytest.mark.parametrize("name", [*EQUAL, *OBSIDIAN])
def test_what_others_add_is_read_as_they_read_it(name: str) -> None:
    source, html = (EQUAL | OBSIDIAN)[name]
    made = reader().reset().convert(source)
    assert _plain(made.replace("&#160;", " ")) == _plain(html)


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_is_read_in_a_way_of_our_own(name: str) -> None:
    source, html, why = OTHERWISE[name]
    assert why
    assert _plain(reader().reset().convert(source)) == _plain(html)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://exempel.se/a--b", "https://exempel.se/a--b"),
        ("<https://exempel.se/a--b...>", "https://exempel.se/a--b..."),
        ("[https://exempel.se/a--'b'c](https://x.se/)", "https://exempel.se/a--'b'c"),
        ("www.exempel.se/a...b--c", "www.exempel.se/a...b--c"),
        ("anna--lo@exempel.se", "anna--lo@exempel.se"),
        ("**https://exempel.se/a--b**", "https://exempel.se/a--b"),
        ("| https://exempel.se/a--b |\n|---|", "https://exempel.se/a--b"),
        ("- https://exempel.se/a--b", "https://exempel.se/a--b"),
        ("`a--b 'c' ...`", "a--b 'c' ..."),
        ("\\-\\- och \\...", "-- och ..."),
        ("\\--", "--"),
        ("1949--1976", "1949–1976"),
        ('"https://exempel.se/a--b"', "”https://exempel.se/a--b”"),
        ("(https://exempel.se/a--b)", "(https://exempel.se/a--b)"),
        ("content/a--b.md", "content/a--b.md"),
        ("~/texter/a--b", "~/texter/a--b"),
        ("C:\\texter\\a--b.md", "C:\\texter\\a--b.md"),
        ("rapport--2026.pdf", "rapport--2026.pdf"),
        ("rapport--2026.tar.gz", "rapport--2026.tar.gz"),
        ("ftp://exempel.se/a--b", "ftp://exempel.se/a--b"),
        ("(sftp://exempel.se/a...b)", "(sftp://exempel.se/a...b)"),
        ("exempel.se/a--b", "exempel.se/a--b"),
        ("gov.cn:8080/a--b...", "gov.cn:8080/a--b..."),
        ("doi:10.1000/a--b", "doi:10.1000/a--b"),
    ],
)
def test_addresses_code_and_paths_are_never_made_typographic(written: str, shown: str) -> None:
    assert make(f"Se {written} nu." if written[0] not in "|-" else written).rendered.text in {
        f"Se {shown} nu.",
        shown,
    }


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ("Se [a](https://exempel.se/a--b 'c--d') nu.", "https://exempel.se/a--b"),
        ("Se [a](<https://exempel.se/a--b...'c'>) nu.", "https://exempel.se/a--b...'c'"),
        ("Se [a] nu.\n\n[a]: https://exempel.se/a--b...", "https://exempel.se/a--b..."),
        ("Se <red--a@exempel.se> nu.", "mailto:red--a@exempel.se"),
    ],
)
def test_where_links_lead_is_never_made_typographic(body: str, address: str) -> None:
    assert f'href="{address}"' in make(body).html
