"""No text is slow: each construct is rendered at a size where the square of it would never end."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from program import ROOT
from sample.fragments import make

from benchmarks.hostile import CONSTRUCTS
from publisher.content.render import LONGEST

_RUN = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]), int(sys.argv[2])))
from benchmarks.hostile import CONSTRUCTS, ARTICLE, CONTEXT
from publisher.content.render import render
for name in json.load(sys.stdin):
    rendered, problems = render(ARTICLE, CONSTRUCTS[name](int(sys.argv[1])), CONTEXT)
    assert all(0 < (each.line or 0) for each in problems), name
    print(name, flush=True)
"""
NAMES = sorted(CONSTRUCTS)
PARTS = 4


def rendered(names: list[str], size: int, patience: int) -> list[str]:
    """Which of them a process of its own gets through.

    `patience`, in seconds of processor time, only tells a hang from work: a busy machine has as many.
    """
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(size), str(patience)],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [line for line in done.stdout.split("\n") if line]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_construct_ends(part: int) -> None:
    names = NAMES[part::PARTS]
    assert len(rendered(names, 24_000, 120)) >= len(names)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_construct_ends_at_the_largest_size(name: str) -> None:
    assert rendered([name], LONGEST - 1000, 300)


def test_a_text_longer_than_a_thick_book_is_refused() -> None:
    assert make("a" * LONGEST).problems == ()
    text = "texten har 500\u00a0001 tecken: högst 500\u00a0000 går"
    assert make("a" * (LONGEST + 1), line=7).faults == [(7, text)]


@pytest.mark.parametrize(
    ("body", "line", "text"),
    [
        ("Ord.\n\n" + "> " * 400 + "a", 3, "listor och citat står för djupt i varandra"),
        ("Ord.\n\n" + "- " * 400 + "a", 3, "listor och citat står för djupt i varandra"),
        ("Ord.\n\n" + "1. " * 400 + "a", 3, "listor och citat står för djupt i varandra"),
        ("Ord.\n\n" + "".join("  " * n + "- a\n" for n in range(360)), 15, "listor och citat står för djupt i varandra"),
        ("Ord.\n\n" + "**a *b " * 360 + "c" + "***" * 360, 3, "fetstil och kursiv står i varandra mer än 32 nivåer djupt"),
        ("Ord.\n\n" + "![" * 2000 + "a" + "](/b/)" * 2000, 3, "fetstil och kursiv står i varandra mer än 32 nivåer djupt"),
        ("Ord.\n\n" + "<b>" * 2340 + "a" + "</b>" * 2340, 3, "HTML-taggen <b> ligger i fler än 100 andra"),
        ("Ord.\n\n" + "## A\n" * 2001, 2003, "texten har fler än 2000 rubriker"),
        ("[^1]" * 201 + "\n\n[^1]: Not.", 1, "fotnoten [^1] nämns fler än 200 gånger"),
        ("".join(f"*[A{n}]: b\n" for n in range(201)), 1, "texten har 201 förkortningar: högst 200 går"),
        ("Ord.\n\n" + "|a" * 101 + "|\n" + "|-" * 101 + "|\n", 4, "tabellen har 101 kolumner: högst 100 går"),
    ],
)  # fmt: skip
def test_what_goes_too_deep_or_is_too_much_is_a_fault_with_its_line(
    body: str, line: int, text: str
) -> None:
    assert (line, text) in make(body).faults


@pytest.mark.parametrize(
    "body",
    [
        "> " * 24 + "a",
        "- " * 11 + "a",
        "*a **b " * 10 + "c" + "***" * 10,
        "## A\n" * 20,
        "[^1]" * 200 + "\n\n[^1]: Not.",
        "|a" * 100 + "|\n" + "|-" * 100 + "|\n",
    ],
)
def test_what_is_just_within_is_no_fault(body: str) -> None:
    assert make(body).faults == []


@pytest.mark.parametrize(
    "begun", ["<!--", "<?", "<div ", "<pre\n", "<script ", "<style ", "<div b='"]
)
def test_html_without_an_end_ends_where_all_html_may_stand(begun: str) -> None:
    """Nothing of it is shown: what is begun is a fault, and what was not read is no tag."""
    made = make(begun * (LONGEST // len(begun)), raw_html=True)
    assert made.faults
    assert "<" not in made.html.replace("<p>", "").replace("</p>", "")
    assert not any("saknar sitt slut" in text for _, text in made.faults)


def test_html_without_an_end_does_not_hide_what_stands_after_it() -> None:
    made = make("Text.\n\n<div a\n\n<p onclick='x()'>Ord</p>\n\n<!-- Ord\n\n<b>Fet\n")
    assert {text.split(" ", 1)[0] for _, text in made.faults} == {
        "HTML-taggen",
        "attributet",
        "kommentaren",
    }
