"""A day at the desk, in a real browser, to a real web server and a mail server of the tests' own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from at_desk import AtDesk
from PIL import Image
from program import started
from sample.publication import DEFAULT_FILES
from sample.sending import Desk
from smtp_server import scripted
from web_server import free_port, serving

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "tools" / "workday.js"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def day(
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, Any]:
    """What was seen at the desk, on the web and in the letter box."""
    node_module("playwright-core"), node_module("axe-core")
    home = tmp_path_factory.mktemp("arbetsdag")
    root, web = home / "tidning", home / "nginx"
    readers = Desk(home / "register")
    readers.clock.at = datetime.now(UTC)
    readers.readers(1)
    for name, text in DEFAULT_FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    (root / "publicerat").mkdir()
    web.mkdir()
    Image.new("RGB", (800, 500), "teal").save(home / "gruva.png")
    with (
        scripted() as mail,
        serving(tool("nginx"), root / "publicerat", web, free_port()) as origin,
    ):
        settings = (root / "mkdocs.yml").read_text("utf-8")
        smtp = f"{{host: 127.0.0.1, port: {mail.port}, security: none}}"
        settings = settings.replace("      mail:\n", f"      mail:\n        smtp: {smtp}\n")
        own = f"      subscribers: {{count: 775, at: {readers.place.database}}}\n"
        settings = settings.replace("      subscribers: 775\n", own)
        (root / "mkdocs.yml").write_text(settings, "utf-8")
        with started(root) as preview:
            asked = {
                "address": AtDesk(preview, root).address, "picture": str(home / "gruva.png"),
                "web": origin, "photos": os.environ.get("PUBLISHER_PHOTOS", ""),
            }  # fmt: skip
            done = subprocess.run(
                [tool("node"), str(SCRIPT), tool("chromium")],
                input=json.dumps(asked),
                capture_output=True,
                check=False,
                text=True,
                timeout=900,
            )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return {**told, "letters": mail.letters, "text": (root / told["path"]).read_text("utf-8")}


def test_nothing_is_wrong_for_anybody_all_day(day: dict[str, Any]) -> None:
    assert "\n".join(day["errors"]) == ""


def test_what_was_written_is_read_put_right_and_taken_back(day: dict[str, Any]) -> None:
    web = day["web"]
    assert web["published"].startswith("200 ")
    assert "Gruvan har tusen anställda." in web["published"]
    assert "gruva" in web["published"]
    assert "Gruvan har hundra anställda." in web["corrected"]
    assert "Gruvan finns inte." in web["withdrawn"]
    assert "tusen anställda" not in web["withdrawn"]
    assert "corrections:\n" in day["text"]
    assert "withdrawn:\n" in day["text"]


def test_the_trial_letter_came_to_one_alone(day: dict[str, Any]) -> None:
    assert [letter[1] for letter in day["letters"]] == ["prov@x.example"]


def test_the_text_is_seen_as_the_world_meets_it(day: dict[str, Any]) -> None:
    for words in (
        "I en sökning",
        "När länken delas",
        "I en flödesläsare",
        "Telefon, mörkt",
        "Gruvan i Vaxholm",
    ):
        assert words in day["everywhere"], words
    assert "Gruvan har tusen anställda." in day["reader"]
    assert day["dark"] == [False, True]
