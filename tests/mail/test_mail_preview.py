"""What the author sees of a letter before it is sent, opened in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from publisher.mail.preview import headers

TOOL = Path(__file__).parents[1] / "tools" / "letter.js"
BAD = """\
---
title: 'Ett <b>fult</b> ämne & "mer"'
description: En ingress.
date: 2025-02-02
authors: redaktionen
audience: prenumeranter
mail:
  send: true
---

Så skriver man: `</script><script>alert(1)</script>` och `{{ subject }}`.
"""


@pytest.fixture(scope="module")
def editions(published: Path) -> Path:
    """`build/editions/` of the sample publication."""
    return published / "build" / "editions"


def opened(
    page: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, Any]:
    """What a browser saw of a preview."""
    for name in ("playwright-core", "axe-core"):
        node_module(name)
    command = [tool("node"), str(TOOL), tool("chromium"), page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=600)
    return json.loads(done.stdout)


def _bright(colour: str) -> bool:
    return sum(map(int, re.findall(r"\d+", colour)[:3])) > 3 * 128


def test_every_edition_has_a_preview_of_itself(editions: Path) -> None:
    folders = [each for each in editions.iterdir() if each.is_dir()]
    assert len(folders) >= 5
    for folder in folders:
        page = LexborHTMLParser((folder / "preview.html").read_text("utf-8"))
        words = {each.text(): each.attributes["href"] for each in page.css(".files a")}
        assert words["Brevet"] == "index.html"
        title = LexborHTMLParser((folder / "index.html").read_text("utf-8")).css_first("title")
        assert page.css_first("h1").text() == title.text()
        for inbox in (".gmail", ".iphone", ".outlook"):
            assert title.text() in page.css_first(f"{inbox} .row").text()
        assert page.css_first("#letter").text(deep=True).rstrip("\n") == (
            folder / "index.html"
        ).read_text("utf-8").rstrip("\n")


def test_the_preview_shows_both_widths_dark_rooms_blocked_pictures_and_a_lost_style_sheet(
    editions: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> None:
    folder = editions / "deepseek-sex-saker"
    seen = opened(folder / "preview.html", tool, node_module)
    assert (seen["errors"], seen["foreign"], seen["violations"]) == ([], [], [])
    assert seen["sideways"] == {"1280": 0, "390": 0}
    for frames in seen["shown"].values():
        assert [frame["width"] for frame in frames] == [640, 375]
        assert all(frame["whole"] and frame["sideways"] == 0 for frame in frames)
    first, dark, blocked, lost, again = seen["shown"].values()
    assert all(_bright(each["colour"]) and each["pictures"] > 0 for each in (*first, *again))
    assert not any(_bright(each["colour"]) for each in dark)
    assert all(each["pictures"] == 0 for each in blocked)
    assert all(each["sheets"] == 0 and each["pictures"] > 0 for each in lost)
    letter = (folder / "index.html").read_text("utf-8")
    assert seen["links"] == len(re.findall(r'<a\b[^>]*\shref="(?!#)', letter))
    assert seen["text"] == (folder / "text.txt").read_text("utf-8")


def test_words_that_look_like_scripts_stay_words(
    publication: Callable[..., Path],
    run: Callable[..., tuple[int, str, str]],
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> None:
    root = publication({"content/artiklar/2025/ful.md": BAD})
    code, _, said = run("build", cwd=root)
    assert code == 0, said
    (page,) = (root / "build" / "editions").glob("*/preview.html")
    html = page.read_text("utf-8")
    assert "Ett &lt;b&gt;fult&lt;/b&gt; ämne &amp; &#34;mer&#34;" in html
    assert "Hela texten går bara till prenumeranter" in html
    assert html.count("<script") == html.count("</script>") == 2
    seen = opened(page, tool, node_module)
    assert (seen["errors"], seen["foreign"], seen["violations"]) == ([], [], [])
    assert "</script><script>alert(1)</script>" in seen["text"]


def test_the_preview_weighs_the_letter_and_tells_what_programs_lack(editions: Path) -> None:
    page = LexborHTMLParser((editions / "2026-11-16" / "preview.html").read_text("utf-8"))
    sections = {each.attributes["aria-labelledby"]: each.text() for each in page.css("section")}
    assert re.search(r"\d+\u00a0\d{3} av 102\u00a0400 byte", sections["vikt"])
    assert "Inget som ska läsas eller tryckas på går förlorat" in sections["program"]
    assert "Outlook (Windows)" in sections["program"]
    assert "Annars är brevet ljust, som det är skrivet." in sections["program"]
    assert "List-Unsubscribe" in sections["huvuden"]


def test_headers_are_shown_as_the_reader_would_have_them() -> None:
    eml = (
        b"From: =?utf-8?q?R=C3=A4ls?=\r\n <brev@x.example>\r\n"
        b"Subject: =?utf-8?q?=C3=85_?=\r\n =?utf-8?q?=C3=96?=\r\nX-Own: a: b\r\n\r\nText: nej"
    )
    assert list(headers(eml)) == [
        ("From", "Från", "Räls <brev@x.example>"),
        ("Subject", "Ämne", "Å Ö"),
        ("X-Own", "", "a: b"),
    ]
