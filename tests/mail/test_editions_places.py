"""What mail programs lack is told with the line in the author's Markdown where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample import mail as sample
from sample.letters import article, built, letter, read
from sample.pictures import picture

from publisher.mail.newsletter import compose
from publisher.mail.source_lines import place
from publisher.model import Site

Publication = Callable[..., Path]
PIECE = "content/artiklar/2025/text.md"
MONDAY = "content/nyhetsbrev/2025-02-03.md"
ID = "2025-02-02-text"

TEXT = """\
En text.

<!-- <bdi>här syns inget</bdi> -->

`<bdi>kod</bdi>` och

```html
<ruby>kod</ruby>
```

    <bdi>

Han heter <bdi>Åsa</bdi>.

![Ett tåg som rullar](rullar.gif)

<table><tr><td hidden>Gömt</td></tr></table>

Från höger
{: hidden }

<ruby>漢<rt>kan</rt></ruby>
"""
LINES = {
    "elementet bdi": "Han heter",
    "GIF": "![Ett tåg",
    "attributet hidden": "<table>",
    "elementet ruby": "<ruby>漢",
}


def advice(root: Path) -> dict[str, tuple[str, int | None]]:
    """Of every kind of advice in LINES, its file and line."""
    found = [one for one in built(root) if "rad" not in one.text]
    return {
        sign: (one.path, one.line)
        for sign in LINES
        for one in found
        if f" {sign}" in f" {one.text}"
    }


@pytest.fixture
def piece(publication: Publication) -> Path:
    """A publication with one mailed text that has something of everything."""
    return publication(
        {
            PIECE: article("2025-02-02", text=TEXT, mail={"send": True}),
            "content/artiklar/2025/rullar.gif": picture("GIF", 300, 200),
        }
    )


def _expected(root: Path) -> dict[str, tuple[str, int | None]]:
    lines = (root / PIECE).read_text("utf-8").split("\n")
    return {
        sign: (PIECE, next(nth for nth, line in enumerate(lines, 1) if line.startswith(start)))
        for sign, start in LINES.items()
    }


def test_each_thing_is_told_with_its_line_and_code_and_comments_are_no_such_thing(
    piece: Path,
) -> None:
    assert advice(piece) == _expected(piece)


def test_the_line_is_the_files_own_also_after_an_edit_that_no_reader_sees(piece: Path) -> None:
    before = advice(piece)
    file = piece / PIECE
    file.write_text(file.read_text("utf-8").replace("En text.\n", "En text.\n\n<!-- ny -->\n"))
    after = advice(piece)
    assert after == _expected(piece)
    assert after != before


def test_what_a_gathered_text_brings_is_told_for_its_own_file(
    publication: Publication, piece: Path
) -> None:
    publication(
        {
            PIECE: article("2025-02-02", text=TEXT),
            MONDAY: letter(articles=["../artiklar/2025/text.md"], layout="full"),
        }
    )
    assert advice(piece) == _expected(piece)
    publication({MONDAY: letter(articles=["../artiklar/2025/text.md"])})
    assert advice(piece) == {}


def test_the_picture_above_the_text_has_its_line_in_the_head(
    publication: Publication, piece: Path
) -> None:
    head = {"image": "rullar.gif", "image_alt": "Ett tåg", "mail": {"send": True}}
    publication({PIECE: article("2025-02-02", **head)})
    assert advice(piece) == {"GIF": (PIECE, 5)}
    assert (piece / PIECE).read_text("utf-8").split("\n")[4].startswith("image:")


def test_the_preview_names_the_file_and_line_too(piece: Path) -> None:
    built(piece)
    line = _expected(piece)["elementet ruby"][1]
    assert f"<td>text.md (rad\u00a0{line})</td>" in read(piece, ID, "preview.html")
    assert "<td>rad" not in read(piece, ID, "preview.html")


def test_a_family_that_lacks_it_whole_is_named_once(piece: Path) -> None:
    said = next(one.text for one in built(piece) if "elementet bdi" in one.text)
    assert said.startswith("Gmail, Outlook och Yahoo Mail visar inte elementet bdi: ")


MARKDOWN = """\
---
title: Ord
---

## En "rubrik"

> Ett *långt* citat.

Skriv <tips@prov.example>!

- En punkt -- som är lång

Och `kod`.
"""
MADE = (
    "<h2>En ”rubrik”</h2><blockquote><p>Ett <em>långt</em> citat.</p></blockquote>"
    '<p>Skriv <a href="mailto:tips@prov.example">tips@prov.example</a>!</p>'
    "<ul><li>En punkt – som är lång</li></ul><p>Och <code>kod</code>.</p>"
)


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        ("html-h1-h6", 5),
        ("html-blockquote", 7),
        ("html-mailto-links", 9),
        ("html-lists", 11),
        ("html-code", 13),
        ("html-abbr", None),
    ],
)
def test_what_markdown_makes_is_found_by_its_words(slug: str, line: int | None) -> None:
    entry = sample.article("ord", body_line=4)
    file = sample.ROOT / entry.source
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(MARKDOWN, "utf-8")
    context = sample.build(Site(articles=(entry,)), {"ord": MADE})
    found = place(context, entry, compose(context, entry), slug)
    assert (found.path, found.line) == (entry.source, line)
