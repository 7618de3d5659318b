"""A writer at the desk, in a real browser: what is typed is on disk, on the page, and never lost."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from program import started
from sample.publication import DEFAULT_FILES

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "tools" / "editor.js"
MADE = ROOT / "publisher" / "preview" / "assets" / "editor.js"
SOURCE = ROOT / "scripts" / "editor"
LARGEST = 250_000
"""Bytes of the editor's script, compressed."""


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, Any]:
    """What a writer saw."""
    node_module("playwright-core"), node_module("axe-core")
    root = tmp_path_factory.mktemp("skribent")
    for name, text in DEFAULT_FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    Image.new("RGB", (40, 30), "red").save(root.parent / "Min bild.png")
    with started(root) as preview:
        assert preview.process.stdout is not None
        address = re.search(r"http://\S+/[\w-]{32}/skrivbord/", preview.process.stdout.readline())
        assert address
        done = subprocess.run(
            [tool("node"), str(SCRIPT), tool("chromium")],
            input=json.dumps({"address": address[0], "root": str(root)}),
            capture_output=True,
            check=False,
            text=True,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "secret": address[0].split("/")[3]}


def test_nothing_is_wrong_for_anybody(seen: dict[str, Any]) -> None:
    assert "\n".join(seen["errors"]) == ""
    assert seen["address"].endswith("/skrivbord/")
    assert seen["reloaded"] == [seen["address"], "Skrivbordet"]
    assert seen["locked"] == ["Skrivbordet är låst"] * 2


def test_who_has_another_port_of_the_computer_gets_nothing_that_opens_the_desk(
    seen: dict[str, Any],
) -> None:
    assert seen["elsewhere"]["reached"] == ["", "null", "refused", "refused", "refused", "closed"]
    assert "user-agent" in seen["elsewhere"]["heard"]
    assert "cookie" not in seen["elsewhere"]["heard"].lower()
    assert seen["secret"] not in seen["elsewhere"]["heard"]


def test_what_is_typed_is_saved_and_shown(seen: dict[str, Any]) -> None:
    assert seen["path"].endswith("/min-forsta-text.md")
    assert "title: Min första text\n" in seen["written"]
    assert seen["words"] == "6 ord · 1 min"


def test_what_another_program_writes_is_merged_or_asked_about(seen: dict[str, Any]) -> None:
    assert "Två, utifrån.\n\nTre.\nFyra." in seen["merged"]
    assert "Fyra, utifrån." in seen["conflict"]["disk"]
    assert "Fem." not in seen["conflict"]["disk"]
    assert "Fyra, utifrån." in seen["conflict"]["shown"]
    assert "Fem." in seen["conflict"]["own"]


def test_what_is_wrong_is_told_beside_the_text(seen: dict[str, Any]) -> None:
    assert seen["findings"].endswith("fel")


def test_what_did_not_come_along_when_pasted_is_told(seen: dict[str, Any]) -> None:
    assert seen["pasted"] == "1 bild kom inte med. Spara den, och släpp den i texten."


def test_a_text_cannot_reach_the_desk_that_shows_it(seen: dict[str, Any]) -> None:
    assert seen["reached"] == ["closed", "refused", "refused"]


def test_the_script_is_made_of_its_source_byte_for_byte(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    place = tmp_path / "editor"
    shutil.copytree(SOURCE, place, ignore=shutil.ignore_patterns("node_modules"))
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    subprocess.run([tool(npm[0]), *npm[1:]], cwd=place, check=True, timeout=300)
    subprocess.run(
        [tool("node"), "build.mjs", str(tmp_path / "made.js")], cwd=place, check=True, timeout=120
    )
    assert (tmp_path / "made.js").read_bytes() == MADE.read_bytes()


def test_the_script_is_small_enough_to_be_fetched_at_once() -> None:
    import gzip

    assert len(gzip.compress(MADE.read_bytes(), mtime=0)) <= LARGEST
