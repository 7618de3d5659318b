"""Swedish order, dates and sizes."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest
from program import ROOT

from publisher.swedish.sorting import alphabetical

DOCUMENTED = sorted(
    ".".join(file.relative_to(ROOT / "publisher").with_suffix("").parts).removesuffix(".__init__")
    for file in (ROOT / "publisher").rglob("*.py")
    if ">>> " in file.read_text("utf-8")
)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_examples_in_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(import_module(f"publisher.{name}"))
    assert result.attempted
    assert not result.failed


def test_swedish_order_is_that_of_a_swedish_dictionary() -> None:
    words = [
        "zon",
        "Åre",
        "ABBA",
        "Östersund",
        "ål",
        "Ærø",
        "café",
        "Wang",
        "Vång",
        "yta",
        "Øst",
        "üb",
    ]
    assert sorted(words, key=alphabetical) == [
        "ABBA", "café", "Vång", "Wang", "üb", "yta", "zon", "ål", "Åre", "Ærø", "Øst", "Östersund",
    ]  # fmt: skip
