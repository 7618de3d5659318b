"""The copy desk over whole texts: places, what is silenced, what is mended, what stops a build."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Ran
from sample.publication import MKDOCS_YML

Run = Callable[..., Ran]
HEAD = "---\ntitle: Om chip\ndate: 2025-02-01\nauthors: redaktionen\n---\n\n"
NAME = "content/artiklar/2025/korr.md"
SLIPS = (
    "Det tog 10-15 år, enligt [en *bok*](https://x.example/10-15/sida).\n\n"
    "`10-15` är kod, och ”så” står det. Hon sa “nej” i November.\n\n"
    "- Den 3:e november\n- för att att gå\n\n"
    "| År | Antal |\n| --- | --- |\n| 1914-1918 | 1.609.000 |\n"
)


@pytest.fixture
def paper(publication: Callable[..., Path]) -> Path:
    return publication()


@pytest.fixture
def text(paper: Path) -> Path:
    file = paper / NAME
    file.write_text(HEAD + SLIPS, "utf-8")
    return file


def test_every_finding_has_its_place_and_its_suggestion(run: Run, paper: Path, text: Path) -> None:
    code, out, err = run("check", "--language", NAME, cwd=paper)
    assert (code, err) == (0, "")
    found = [line for line in out.splitlines() if line.startswith(NAME)]
    assert found == [
        f"{NAME}:7:9: ”10-15” (talintervall)",
        f"{NAME}:9:43: ”“” (citattecken)",
        *found[2:],
    ]
    lines = text.read_text("utf-8").splitlines()
    for line in found:
        _, row, column, rest = line.split(":", 3)
        seen = rest.partition("”")[2].rpartition("”")[0]
        assert lines[int(row) - 1][int(column) - 1 :].startswith(seen)
    rules = {line.rpartition("(")[2].rstrip(")") for line in found}
    assert rules == {
        "talintervall",
        "citattecken",
        "manad-veckodag",
        "datum",
        "dubblerat-ord",
        "tusental",
    }
    assert "Skriv: 10–15" in out
    assert "LIX" in out


def test_mended_twice_is_mended_once(run: Run, paper: Path, text: Path) -> None:
    text.write_bytes(text.read_bytes().replace(b"\n", b"\r\n"))
    run("check", "--language", "--fix", NAME, cwd=paper)
    once = text.read_bytes()
    assert b"\r\n" in once
    written = once.decode()
    assert "10–15 år" in written
    assert "1914–1918" in written
    assert "”nej”" in written
    assert "https://x.example/10-15/sida" in written, "an address is no prose"
    assert "`10-15`" in written
    assert "att att" in written, "words are the author's"
    code, out, _ = run("check", "--language", "--fix", NAME, cwd=paper)
    assert code == 0
    assert "Inget att rätta." in out
    assert text.read_bytes() == once


@pytest.mark.parametrize(
    ("mark", "left"),
    [
        ("<!-- språk: av talintervall -->", {5, 6}),
        ("<!-- språk: av -->", {5, 6}),
        ("<!-- språk: av talintervall i hela texten -->", {6}),
        ("<!-- språk: av i hela texten -->", set()),
        ("<!-- språk: av citattecken -->", {4, 5, 6}),
    ],
)
def test_a_rule_is_turned_off_where_the_author_says(
    run: Run, paper: Path, mark: str, left: set[int]
) -> None:
    body = f"{mark}\nDet tog 10-15 år.\n\nSedan 20-25 år.\n\nDen 3:e november.\n"
    lines = {4: "10-15", 5: "20-25", 6: "3:e november"}
    (paper / NAME).write_text(HEAD + body, "utf-8")
    _, out, _ = run("check", "--language", NAME, cwd=paper)
    assert {key for key, seen in lines.items() if f"”{seen}”" in out} == left


def test_settings_choose_rules_and_what_stops_a_build(run: Run, paper: Path, text: Path) -> None:
    def settings(desk: str) -> None:
        added = MKDOCS_YML.replace("      search: false\n", f"      search: false\n{desk}", 1)
        (paper / "mkdocs.yml").write_text(added, "utf-8")

    settings("      copy_desk: {off: [talintervall], on: [fast-mellanslag]}\n")
    _, out, _ = run("check", "--language", NAME, cwd=paper)
    assert "talintervall" not in out
    settings("      copy_desk: {strict: [dubblerat-ord]}\n")
    for command in (("check",), ("build",), ("check", "--language")):
        code, out, err = run(*command, cwd=paper)
        assert code == 1
        assert "att att" in out + err
    settings("      copy_desk: {strict: [dubbelt]}\n")
    code, _, err = run("check", "--language", cwd=paper)
    assert code == 1
    assert "ingen regel heter ”dubbelt”" in err
    settings("      copy_desk: {strict: true}\n")
    text.write_text(HEAD + "Hon gick (till slutet.\n", "utf-8")
    code, out, _ = run("check", "--language", NAME, cwd=paper)
    assert (code, "parenteser" in out) == (0, True), "advice stays advice"


def test_the_archive_keeps_quiet_until_it_is_touched(run: Run, paper: Path, text: Path) -> None:
    code, out, _ = run("check", "--language", "--baseline", cwd=paper)
    assert code == 0
    assert "feeds/sprakbas.txt" in out
    _, out, _ = run("check", "--language", cwd=paper)
    assert NAME not in out
    assert "oförändrade" in out
    text.write_text(text.read_text("utf-8") + "\nEn rad till.\n", "utf-8")
    _, out, _ = run("check", "--language", cwd=paper)
    assert f"{NAME}:7:9" in out


def test_the_house_list_decides(run: Run, paper: Path) -> None:
    (paper / NAME).write_text(HEAD + "Bolaget DeepSeek växer.\n", "utf-8")
    _, out, _ = run("check", "--language", NAME, cwd=paper)
    assert "DeepSeek" not in out
    house = paper / "content/ordlista.yml"
    house.write_text("Deepseek:\n  inte: [DeepSeek]\n", "utf-8")
    _, out, _ = run("check", "--language", NAME, cwd=paper)
    assert "Skriv: Deepseek" in out
    house.write_text("Deepseek:\n  fel: [DeepSeek]\n", "utf-8")
    code, _, err = run("check", "--language", NAME, cwd=paper)
    assert code == 1
    assert "content/ordlista.yml:1: ”Deepseek” kan ha former: och inte:" in err
    code, _, _ = run("build", cwd=paper)
    assert code == 0, "the list is the copy desk's alone"


def test_a_name_that_all_others_spell_in_another_way(run: Run, paper: Path) -> None:
    for number in range(2):
        file = paper / f"content/artiklar/2025/namn-{number}.md"
        file.write_text(
            HEAD.replace("Om chip", f"Namn {number}") + "I dag växer Deepseek igen.\n", "utf-8"
        )
    (paper / NAME).write_text(HEAD + "Nu säger bolaget DeepSeek nej.\n", "utf-8")
    _, out, _ = run("check", "--language", cwd=paper)
    assert f"{NAME}:7:18: ”DeepSeek” (namn-i-arkivet)" in out


def test_drafts_are_read_and_other_languages_are_not(run: Run, paper: Path) -> None:
    draft = HEAD.replace("authors: redaktionen", "draft: true") + "Det tog 10-15 år.\n"
    (paper / NAME).write_text(draft, "utf-8")
    assert "10–15" in run("check", "--language", NAME, cwd=paper)[1]
    english = HEAD.replace("authors: redaktionen", "language: en") + "It took 10-15 years.\n"
    (paper / NAME).write_text(english, "utf-8")
    assert "10–15" not in run("check", "--language", NAME, cwd=paper)[1]


def test_a_rule_tells_what_it_says_with_examples(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("check", "--rule", "talintervall", cwd=tmp_path)
    assert code == 0
    assert "inte:  10-15 år\n  utan:  10–15 år" in out
    code, out, _ = run("check", "--rule", "alla", cwd=tmp_path)
    assert len(out.splitlines()) > 40
    code, _, err = run("check", "--rule", "talintervaler", cwd=tmp_path)
    assert code == 1
    assert "talintervall" in err
    code, _, err = run("check", "--fix", cwd=tmp_path)
    assert code == 2


WORDS = (
    "10-15",
    "å*ä*",
    "**ord**",
    "[länk](https://x.example/a-b)",
    "`kod - kod`",
    "“ja”",
    "\\*",
    "&amp;",
    "—",
)


@pytest.mark.parametrize("seed", range(6))
def test_places_in_random_texts(paper: Path, run: Run, seed: int) -> None:
    """Wherever a place is told, the file has there what the reader sees."""
    chosen = random.Random(seed)  # noqa: S311 (a test's own)
    blocks = [" ".join(chosen.choices(WORDS, k=12)) for _ in range(8)]
    starts = ("", "- ", "> ", "## ", "1. ")
    body = "\n\n".join(chosen.choice(starts) + each for each in blocks)
    (paper / NAME).write_text(HEAD + body + "\n", "utf-8")
    code, out, err = run("check", "--language", NAME, cwd=paper)
    lines = (HEAD + body).splitlines()
    assert code == 0, err
    found = [line for line in out.splitlines() if line.startswith(NAME)]
    assert found
    for line in found:
        _, row, column, rest = line.split(":", 3)
        seen = rest.partition("”")[2].rpartition("”")[0]
        if seen[0] != " ":  # a space beside Markdown has no place of its own
            assert lines[int(row) - 1][int(column) - 1] == seen[0], line


def test_the_slips_of_a_real_article(run: Run, paper: Path, shared: Path) -> None:
    """Those that were found by reading; nothing else may be told."""
    words = (shared / "real-input" / "kinamedia-deepseek.txt").read_text("utf-8")
    (paper / NAME).write_text(HEAD + words, "utf-8")
    (paper / "content/ordlista.yml").write_text("Deepseek:\n", "utf-8")
    _, out, _ = run("check", "--language", NAME, cwd=paper)
    found = [line.partition(": ")[2] for line in out.splitlines() if line.startswith(NAME)]
    assert found == [
        "”2 februari, 2025” (datum)",
        "”:” (tappad-inbaddning)",
        "”60 miljoner dollar” (samma-tal-annan-enhet)",
        "”inklusive” (dubblerat-led)",
        "”10-15” (talintervall)",
        "”Deepseek algoritmer” (sarskrivning)",
        "”:” (tappad-inbaddning)",
        "”ChatGTP” (namn-pa-tva-satt)",
        "”DeepSeek” (namn-pa-tva-satt)",
        "”Read on Substack” (rester)",
        "”:” (tappad-inbaddning)",
        "”App Icon Apple Podcasts” (rester)",
        "”Translate article” (rester)",
    ]
