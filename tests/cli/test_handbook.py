"""`publisher handbook`: what the handbook says, where one stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from program import ROOT, Ran

Run = Callable[..., Ran]
HANDBOOK = (ROOT / "docs" / "handbok.md").read_text("utf-8")


def test_without_a_word_the_contents_are_shown(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("handbook", cwd=tmp_path)
    assert code == 0
    assert "\n  Brev\n    Rättelsebrev\n" in out
    assert "\n  Inställningar\n" in out
    assert "#" not in out


@pytest.mark.parametrize("words", [("brev",), ("Brev",)])
def test_a_chapter_is_shown_with_all_that_stands_under_it(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    code, out, _ = run("handbook", *words, cwd=tmp_path)
    chapter = HANDBOOK.partition("\n## Brev\n")[2].partition("\n## ")[0]
    assert code == 0
    assert out.startswith("## Brev\n")
    assert out.split() == ["##", "Brev", *chapter.split()]


def test_a_heading_that_has_the_words_will_do(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("handbook", "avsnitt", "för", cwd=tmp_path)
    assert out.startswith("## Avsnitt för prenumeranter\n")


def test_a_whole_word_of_a_heading_goes_before_a_part_of_one(run: Run, tmp_path: Path) -> None:
    assert "\n## Att hittas och delas\n" in HANDBOOK
    _, out, _ = run("handbook", "dela", cwd=tmp_path)
    assert out.startswith("## Spara i git och dela med andra\n")
    assert "\n## Dela ett utkast\n" in out
    assert "\n## Att hittas och delas\n" not in out


def test_other_chapters_that_say_it_are_named(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("handbook", "utkast", cwd=tmp_path)
    assert out.startswith("## Dela ett utkast\n")
    titles = out.partition("\nDet står också i:\n")[2].splitlines()
    assert "  Huvudet" in titles
    assert all(f"# {title.strip()}\n" in HANDBOOK for title in titles)


def test_a_setting_is_found_by_its_row_and_nothing_else(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("handbook", "per_page", cwd=tmp_path)
    assert "| `per_page` | 5 till 100 |" in out
    assert "## Inställningar" in out
    assert "| `site_name` |" not in out


def test_what_stands_in_many_chapters_is_told_by_their_headings(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("handbook", "adressen", cwd=tmp_path)
    first, *titles = out.splitlines()
    assert first == "Det står i flera kapitel:"
    assert len(titles) > 3
    assert all(f"# {title.strip()}\n" in HANDBOOK for title in titles)


def test_what_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("handbook", "kvantdator", cwd=tmp_path)
    assert code == 1
    assert out == "Handboken säger inget om ”kvantdator”. Innehållet: publisher handbook\n"


def test_a_heading_in_an_example_is_none(run: Run, tmp_path: Path) -> None:
    """In the handbook's examples of Markdown lines begin with # too."""
    _, out, _ = run("handbook", cwd=tmp_path)
    assert all(f"# {title.strip()}\n" in HANDBOOK for title in out.splitlines()[:-1])
