"""The desk, bar and banners as a browser shows them; what is empty teaches, and axe finds nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from program import Preview, started
from sample.publication import DEFAULT_FILES

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "tools" / "desk.js"
HEAD = "---\ntitle: {title}\ndate: {date}\nauthors: redaktionen\n{more}---\n\n{text}\n"
FILES = {
    "content/artiklar/2025/utkast.md": HEAD.format(
        title="Ett utkast", date="2025-03-03", more="draft: true\nmail: {send: true}\n", text="Ord."
    ),
    "content/artiklar/2025/trasig.md": HEAD.format(
        title="Ett trasigt", date="2025-03-03", more="draft: true\n", text="Se [x](borta.md)."
    ),
    "content/artiklar/2025/senare.md": HEAD.format(
        title="En mycket lång rubrik om Bostadsrättsföreningsordförandeskapet",
        date="2026-06-07T06:30", more="mail: {send: true}\n", text="Ord.",
    ),
    "content/nyhetsbrev/2026-06-08.md": (
        "---\ntitle: Veckan\ndate: 2026-06-08\nsubject: Veckans brev\nfrom: 2025-02-01\n"
        "to: 2026-06-08\n---\n\nHej.\n"
    ),
}  # fmt: skip
PATHS = (
    "/", "/2025/utkast/", "/2026/senare/", "/2025/trasig/", "/brev/", "/brev/2025-03-03-utkast/",
    "/skrivbord/", "/skrivbord/texter/", "/skrivbord/texter/?q=finnsinte", "/skrivbord/handbok/",
    "/skrivbord/handbok/?q=utkast", "/skrivbord/handbok/?q=Huvudet",
)  # fmt: skip


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview at the hour that the calendar of these tests is of; only to be looked at."""
    root = tmp_path_factory.mktemp("skrivbord")
    for name, text in {**DEFAULT_FILES, **FILES}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    with started(root, "--now", "2026-06-01T09:00") as preview:
        yield preview


@pytest.fixture(scope="module")
def seen(
    preview: Preview, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, Any]:
    """What a browser saw of each page."""
    node_module("playwright-core"), node_module("axe-core")
    origin = f"http://127.0.0.1:{preview.port}"
    command = [tool("node"), str(SCRIPT), tool("chromium"), origin, *PATHS]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_overview_tells_all_there_is(preview: Preview) -> None:
    page = preview.text("/skrivbord/")
    for words in (
        "<b>2</b> utkast", "<b>2</b> schemalagda", 'aria-current="date"', "<time>06.30</time>",
        "content/artiklar/2025/utkast.md", "Saknar bild, beskrivning, ämnesrad", "Veckans brev",
        "<li>En första artikel</li>", "länken ”borta.md” leder ingenstans", "Inget är utlagt från den här datorn.",
    ):  # fmt: skip
        assert words in page, words
    assert 'href="/brev/2026-06-08/"' in page
    assert preview.ask("/skrivbord")[0].headers["location"] == "/skrivbord/"
    assert "Ingen text heter så." in preview.text("/skrivbord/texter/?q=%3Cscript%3E")
    assert "<script>alert" not in preview.text("/skrivbord/texter/?q=%3Cscript%3Ealert(1)")
    assert preview.ask("/skrivbord/texter/?sida=99999999999999999999")[0].status == 200


def test_the_handbook_is_read_and_searched_here(preview: Preview) -> None:
    contents = preview.text("/skrivbord/handbok/")
    assert ">Se det medan du skriver</a>" in contents
    assert "<h2" in preview.text("/skrivbord/handbok/?q=Huvudet")
    hits = preview.text("/skrivbord/handbok/?q=utkast")
    assert 'href="/skrivbord/handbok/?q=' in hits
    assert "Handboken säger inget om ”xyzzy”" in preview.text("/skrivbord/handbok/?q=xyzzy")


def test_what_is_empty_teaches(publication: Callable[..., Path]) -> None:
    root = publication({"content/artiklar/2025/forsta.md": None})
    settings = (root / "mkdocs.yml").read_text("utf-8").partition("      targets:")[0]
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    with started(root) as preview:
        page = preview.text("/skrivbord/")
    for words in (
        "Inget är på väg ut.", "publisher new article", "Inget är publicerat än.",
        "Inget brev är på väg.", "Inga råd.", "Sajten har ingenstans att läggas ut än.",
    ):  # fmt: skip
        assert words in page, words


def test_faults_in_the_settings_are_told_in_the_place_of_the_desk(
    publication: Callable[..., Path],
) -> None:
    with started(publication({"mkdocs.yml": "site_name: X\nhej: du\n"})) as preview:
        response, data = preview.ask("/skrivbord/")
    assert response.status == 503
    assert "okänt fält ”hej”" in data.decode()


def of_a_letter(path: str, found: str) -> bool:
    """Mail programs have landmarks of their own, so a letter has none; the bar over it changes nothing."""
    letter = path.startswith("/brev/") and path != "/brev/"
    return letter and found.partition(":")[0] in {"landmark-one-main", "region"}


def test_nothing_is_wider_than_the_window_and_axe_finds_nothing(seen: dict[str, Any]) -> None:
    for path, looks in seen["pages"].items():
        for look in looks:
            assert look["wide"] <= 0, path
            assert look["errors"] == [], path
            assert [each for each in look["axe"] if not of_a_letter(path, each)] == [], path


def test_the_bar_is_over_every_page_and_a_banner_over_what_is_not_out(seen: dict[str, Any]) -> None:
    banners = {
        "/2025/utkast/": "Utkast",
        "/2026/senare/": "Publiceras 7 juni 06.30",
        "/brev/2025-03-03-utkast/": "Utkast",
    }
    for path, looks in seen["pages"].items():
        for look in looks:
            assert look["bar"] == ["Skrivbordet", "Sajt", "Brev", "Utkast 2", "Råd 1"], path
            assert look["height"] <= 44, path
            assert look["banner"] == banners.get(path, ""), path


def test_links_to_what_is_not_out_say_so(seen: dict[str, Any]) -> None:
    assert seen["tags"] == ["Publiceras 7 juni 06.30", "Publiceras 8 juni 00.00", "Utkast"]


def test_the_keyboard_is_enough(seen: dict[str, Any]) -> None:
    assert seen["keyboard"] == ["En första artikel"]
