"""Which Markdown an author may count on: CommonMark's own examples, and what GitHub adds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from render_sample import EXTENSIONS
from spec_html import normal

from publisher.render.converter import build
from publisher.render.reading.engine import ReadingMarkdown

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
