"""One name means one thing: the classes of the program, and `docs/vocabulary.md`."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "publisher"
MODULES = sorted(PROGRAM.rglob("*.py"))
PAGE = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")
MOST_LINES = 40

SHARED: dict[str, str] = {}
"""Class names that may stand for several things, each with its reason; none at present."""

RIDDLES = re.compile(
    r"\b(a|the|last) look (at|through)\b|\bshel(f|ves)\b|\bpress\b|^Remember\b|to be said"
)
"""What a module's first line says when it names a metaphor and not a word of the vocabulary."""

EMPTY = re.compile(r"Remember the (build|lists)\b.*|See `[^`]+`\.")
"""Docstrings that tell no more than the line above them."""

TERM = re.compile(r"`([a-z_/]+\.py)`: ((?:`[A-Z]\w+`(?:, )?)+)")


@cache
def parsed(source: str) -> ast.Module:
    """All tests here look at the same trees."""
    return ast.parse(source)


def definitions(source: str) -> set[str]:
    return {node.name for node in parsed(source).body if isinstance(node, ast.ClassDef)}


@cache
def classes() -> dict[str, list[str]]:
    """Where each top-level class is defined, by its name; paths below `publisher/`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for name in definitions(path.read_text("utf-8")):
            found[name].append(path.relative_to(PROGRAM).as_posix())
    return found


def terms(page: str) -> list[tuple[str, str]]:
    """Each class that the page names, with the module where it says it is."""
    return [
        (name, path) for path, names in TERM.findall(page) for name in re.findall(r"`(\w+)`", names)
    ]


def first_line(source: str) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(parsed(source)) or "").partition("\n")[0]


def empty(source: str) -> list[str]:
    """Docstrings of functions that say nothing."""
    functions = [
        node
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    texts = [ast.get_docstring(node) or "" for node in functions]
    return [text for text in texts if EMPTY.fullmatch(text)]


def test_no_two_classes_share_a_name() -> None:
    several = {name for name, places in classes().items() if len(places) > 1}
    assert several == set(SHARED)


@pytest.mark.parametrize(("name", "path"), terms(PAGE))
def test_a_class_in_the_vocabulary_is_where_the_page_says(name: str, path: str) -> None:
    assert classes()[name] == [path]


def test_every_row_of_the_vocabulary_names_a_class() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("|")][2:]
    assert rows
    assert [row for row in rows if not terms(row)] == []


def test_the_vocabulary_is_a_page() -> None:
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_no_word_of_the_vocabulary_stands_twice() -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("|")][2:]
    words = [word.strip() for row in rows for word in row.split(",")]
    assert sorted(words) == sorted(set(words))


def test_modules_say_what_they_are_and_functions_what_they_take() -> None:
    sources = {path.relative_to(PROGRAM).as_posix(): path.read_text("utf-8") for path in MODULES}
    firsts = {path: first_line(source) for path, source in sources.items()}
    assert {path: line for path, line in firsts.items() if RIDDLES.search(line)} == {}
    assert {path: texts for path, source in sources.items() if (texts := empty(source))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "The last look at a finished feed.",
        "The site, as shelves of recipes.",
        "What is to be said of drafts.",
    ],
)
def test_a_riddle_is_recognised(line: str) -> None:
    assert RIDDLES.search(line)


@pytest.mark.parametrize("text", ["Remember the build.", "See `Store`."])
def test_an_empty_docstring_is_recognised(text: str) -> None:
    assert empty(f'class A:\n    def f(self):\n        """{text}"""\n') == [text]
