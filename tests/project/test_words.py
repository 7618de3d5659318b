"""One word for one thing, and none that is translated jargon: over every string that is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What was found in the field, and what is said instead.
BAD = {
    r"\bhink(en|ens|ar)?\b": "bucketen",
    r"\bskivan?s?\b": "disken",
    r"\binstick(et|en)?\b": "insticksprogram",
    r"\bav första graden\b": "på första nivån",
    r"\btill ingen rubrik\b": "inte till någon rubrik",
    r"\b(inte|ingen) hel (JSON|XML|SVG)\b": "inte giltig",
    r"\bvälformad": "giltig",
    r"\bingen väg från\b": "ingen sökväg räknad från",
    r"\b[Ss]kriv (den nya )?vägen\b": "sökvägen",
    r"\bsaknar upphov\b": "saknar författare",
    r"\bbrevprogram": "e-postprogram",
    r"\bSlack-krok": "webhook till Slack",
    r"\bhar inte med\b": "saknar",
    r"\bDet nya (i|av|med)\b": "Det senaste",
    r"^Sätter( utkast)?$": "Omvandlar",
    r"\bBryt låset\b": "Ta bort ett lås",
    r"\bDet har varit för ofta\b": "för många gånger på kort tid",
    r"\b[Ww]ebbplats(en|ens|er)?\b": "sajten",
    r"\bavhuggen\b": "avklippt",
    r"\b(fri|fast|ojämn|konstant) bitrate\b": "bithastighet",
    r"\b[Aa]nnars `": "Förval:",
    r"\bgår till en text som\b": "leder till en text som",
}


def strings(file: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module but its docstrings; what is filled in is left out."""
    tree = ast.parse(file.read_text("utf-8"))
    said = {
        id(part.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for part in body
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def shown() -> Iterator[tuple[str, str]]:
    """Place and text of all that authors, readers and listeners are shown."""
    for file in sorted((ROOT / "publisher").rglob("*.py")):
        for line, text in strings(file):
            yield f"{file.relative_to(ROOT)}:{line}", text
    folders = (
        ROOT / "theme",
        ROOT / "publisher" / "content" / "new" / "starters",
        ROOT / "publisher" / "preview",
    )
    for file in sorted(path for folder in folders for path in folder.rglob("*")):
        if file.suffix in {".html", ".txt", ".xsl", ".js", ".yml", ".md", ".sh"}:
            for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
                yield f"{file.relative_to(ROOT)}:{number}", line
    for number, line in enumerate((ROOT / "docs/handbok.md").read_text("utf-8").split("\n"), 1):
        yield f"docs/handbok.md:{number}", line


SHOWN = tuple(shown())


@pytest.mark.parametrize("bad", BAD)
def test_no_string_has_a_word_that_leads_astray(bad: str) -> None:
    """`webbplats` in an address of linked data is a name, not a word."""
    pattern = re.compile(bad)
    found = [
        f"{place}: {text.strip()[:80]!r} → {BAD[bad]}"
        for place, text in SHOWN
        if pattern.search(text) and text != "webbplats"
    ]
    assert found == []


def test_the_rules_find_what_they_are_for() -> None:
    assert len(SHOWN) > 5_000
    for text in (
        "hinken finns inte", "skivan är full", "insticket ”x” har", "rubrik av första graden",
        "inte hel JSON", "brevet har inte med det", "Sätter", "webbplatsen",
    ):  # fmt: skip
        assert any(re.search(bad, text) for bad in BAD), text
    for text in ("insticksprogrammet", "diskutrymmet", "upphovsrätten", "Annars är det ett fel"):
        assert not any(re.search(bad, text) for bad in BAD), text
