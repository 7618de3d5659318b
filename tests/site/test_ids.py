"""The theme's ids never meet an author's, and what was promised once still leads there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sample.fragments import make
from sample.letters import article, built, page
from selectolax.lexbor import LexborHTMLParser

from publisher.content.html import RESERVED

WEB = Path(__file__).parents[2] / "theme" / "web"
ID = re.compile(r'\sid="([^"]*)"')
DYNAMIC = {
    "{{ promised }}",  # only where the author has none of that name (below)
    "{{ month.id }}",  # on pages that show no text of an author's
    "{{ speech.anchor }}",  # t=12, and nobody's heading holds such a sign (below)
}


def ids() -> list[str]:
    return sorted(
        {found for file in WEB.rglob("*.html") for found in ID.findall(file.read_text("utf-8"))}
    )


def test_every_id_of_the_theme_begins_as_no_authors_can() -> None:
    own = [each for each in ids() if not each.startswith("{{")]
    assert len(own) > 10
    assert [each for each in own if not each.startswith(RESERVED)] == []
    assert {each for each in ids() if each.startswith("{{")} <= DYNAMIC


@pytest.mark.parametrize("own", [each for each in ids() if not each.startswith("{{")])
def test_a_heading_that_is_called_as_a_part_of_the_page_has_an_id_of_its_own(own: str) -> None:
    made = make(f"## {own}\n\n## {own.removeprefix('sajt:')}\n")
    assert own not in made.rendered.anchors
    assert made.problems == ()


@pytest.mark.parametrize("taken", ["sajt:dela", "SAJT:x", "t=12"])
@pytest.mark.parametrize(
    "form", ["## Rubrik {{#{}}}", "*ord*{{#{}}}", '<p id="{}">x</p>', '<a name="{}">x</a>']
)
def test_nor_can_an_author_write_it(taken: str, form: str) -> None:
    made = make(f"Text.\n\n{form.format(taken)}\n")
    if taken == "t=12" and "{#" in form.format(taken):
        assert taken not in made.html  # an attribute list has no such id
        return
    ((line, text),) = made.faults
    assert line == 3
    assert f"”{taken}” är reserverat: så heter sidans egna delar" in text


@pytest.mark.parametrize(("heading", "kept"), [("Bakgrund", True), ("Rättelser", False)])
def test_old_addresses_of_corrections_lead_there_unless_the_author_has_such_a_heading(
    publication: Callable[..., Path], heading: str, kept: bool
) -> None:
    text = article(
        "2025-02-03",
        text=f"## {heading}\n\nText.",
        corrections=[{"date": "2025-02-04", "text": "Det var fel."}],
    )
    root = publication({"content/artiklar/2025/rattad.md": text})
    built(root)
    tree = LexborHTMLParser(page(root, "/2025/rattad/"))
    found = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(found) == len(set(found))
    assert (tree.css_first(".corrections #rattelser") is not None) == kept
    assert tree.css_first("h2#rattelser") is None if kept else tree.css_first("h2#rattelser")
    assert {link.attributes["href"] for link in tree.css(".meta--byline a[href^='#']")} == {
        "#sajt:rattelser"
    }
