"""Our quick converter against the stock one: the same output for every text."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from sample.fragments import EVERYTHING, EXTENSIONS, WORDS, with_extensions

from publisher.content.render.quick import BLOCK_NEEDLES, NEEDLES, QuickInline, QuickMarkdown

NAMES = [name for name, _ in EXTENSIONS]

SENTENCES = (
    "Regeringen säger att **räntan** sjunker – och [exporten](https://exempel.se/2014/x-1) växer.",
    'Hon frågade: "Är det *verkligen* så?"',
    "”Nej”, svarade 'han' -- eller kanske --- inte...",
    "År 2024 ökade den med 3,5 % [^1], se <https://exempel.se/?a=1&b=2> &amp; `x_y`.",
    "Det_är_ett ord__med streck* och \\*stjärna\\*.  \nNy rad.",
    "<b>Rått</b> och <!-- dolt --> HTML, ![en bild](bild.png 'titel'), [ref] och [text][ref].",
)
BLOCKS = (
    "{}",
    "{} {}\n{}",
    "## {}",
    "Rubrik\n------",
    "Rubrik\n===",
    "* {}\n* {}\n* {}",
    "1. {}\n2. {}\n\n    {}",
    "> {}\n> {}",
    "| A | B |\n|---|---|\n| {} | x |",
    "Begrepp\n:   {}",
    '!!! note "Titel"\n    {}\n\n    {}',
    "```\n{}\n```",
    "    {}",
    "- - -",
    "***",
    "[^1]: {}\n    {}",
    "*[HTML]: {}",
    "[ref]: https://exempel.se/ 'Titel'",
    "<div>{}</div>",
)


def stock(**changes: Any) -> Markdown:
    extensions = with_extensions(changes)
    names = [name for name, _ in extensions]
    return Markdown(extensions=names, extension_configs=dict(extensions), output_format="html")


def quick(**changes: Any) -> QuickMarkdown:
    extensions = with_extensions(changes)
    names = [name for name, _ in extensions]
    made = QuickMarkdown(extensions=names, extension_configs=dict(extensions), output_format="html")
    made.take_over()
    return made


def article(seed: int) -> str:
    """A text of the shape that articles have, with a little of everything."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    blocks = [rng.choice(BLOCKS) if rng.random() < 0.5 else "{} {} {}" for _ in range(30)]
    return "\n\n".join(
        block.format(*(rng.choice(SENTENCES) for _ in range(block.count("{}")))) for block in blocks
    )


@pytest.mark.parametrize("seed", range(25))
def test_articles_come_out_alike(seed: int) -> None:
    text = article(seed)
    assert quick().convert(text) == stock().convert(text)


def test_all_features_come_out_alike() -> None:
    assert quick().convert(EVERYTHING) == stock().convert(EVERYTHING)


STOCK, QUICK = stock(), quick()


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=30).map("".join)))
def test_any_text_comes_out_alike(text: str) -> None:
    assert QUICK.reset().convert(text) == STOCK.reset().convert(text)


def test_an_extension_that_brings_patterns_of_its_own_is_served_whole() -> None:
    text = "En [[Länk]]\nmed ny rad och ''' <<citat>>."
    changes: dict[str, Any] = {
        "wikilinks": {},
        "nl2br": {},
        "smarty": {"smart_angled_quotes": True},
    }
    assert quick(**changes).convert(text) == stock(**changes).convert(text)
    assert "wikilink" in quick(**changes).convert(text)


def test_every_search_of_the_usual_extensions_is_spared_where_it_can_be() -> None:
    """Guards the gain: a version that changes an expression would silently make us slower."""
    made = quick()
    for name in ("inline", "smarty"):
        step = made.treeprocessors[name]
        assert isinstance(step, QuickInline)
        assert {pattern.compiled_re.pattern for pattern in step.inlinePatterns} <= NEEDLES.keys()
    known = set(BLOCK_NEEDLES)
    assert known <= {type(processor) for processor in made.parser.blockprocessors}
    assert all(issubclass(each, BlockProcessor) for each in known)
    assert type(made.parser).__name__ == "QuickBlocks"


def test_plain_text_is_not_searched_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name that Python-Markdown keeps to itself, and that ours replaces, is still in use."""
    searched: list[str] = []
    real = QuickInline._plan

    def plan(self: QuickInline, data: str) -> Any:
        found = real(self, data)
        searched.extend(data for _ in found)
        return found

    monkeypatch.setattr(QuickInline, "_plan", plan)
    html = quick().convert("Bara ord – inget mer.\n\nEtt *ord*.")
    assert html == "<p>Bara ord – inget mer.</p>\n<p>Ett <em>ord</em>.</p>"
    assert set(searched) == {"Ett *ord*."}
