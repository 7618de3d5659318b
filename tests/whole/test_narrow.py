"""Pages where there is little room: every part of a byline, and everything that is wide, in all."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sample.everything import everything
from web_server import free_port, serving

from publisher.build import BuildOptions, build

SCRIPT = Path(__file__).parents[1] / "tools" / "narrow.js"
WIDTHS = ("320", "390", "640", "1280")
PEOPLE = ("Anna Lund", "Bo Ek", "Siv")
LONG = ("Anna-Karin Wachtmeister-Silfverstråle", "Oskar-Emanuel Hammarskjöld-Gyllenborg", "Zinaida")
AUTHORS = "".join(
    f"{kind}{number}:\n  name: {name}\n"
    for kind, names in (("k", PEOPLE), ("l", LONG))
    for number, name in enumerate(names)
)
CHANGED = ("", "updated: 2026-03-02\n", "corrections:\n  - date: 2026-03-03\n    text: Fel år.\n")
COMBINATIONS = list(product(range(4), ("k", "l"), (False, True), (False, True), (False, True)))
ARTICLE = """\
---
title: {title}
description: Det här handlar den om, i en rad eller två som den som läser listan ser.
date: 2026-02-{day:02}T{hour:02}:00
{head}---

Text. {words}
"""

ALIGNED = """
| Dag | Avgång | Vind (m/s) | Inställd |
| :-- | :---: | ---: | --- |
| 23 november | 07.05 | 11 | ja |
| 24 november | 21.05 | 9 | nej, men sen på grund av det som rederiet kallar operativa skäl |
"""


def article(number: int) -> str:
    """One of all combinations of what stands above and below a headline."""
    count, kind, labelled, pictured, closed = COMBINATIONS[number]
    head = f"authors: [{', '.join(f'{kind}{each}' for each in range(count))}]\n" if count else ""
    head += CHANGED[number % 3]
    if labelled:
        label = "Utrikespolitik och säkerhetspolitik" if kind == "l" else "Kina"
        head += f"categories: [{label}]\n"
    if pictured:
        head += "image: bild.png\nimage_alt: Bild\n"
    if closed:
        head += "audience: prenumeranter\n"
    title = f"Riksbanksordförande nummer {number}" if number % 2 else f"Text {number}"
    words = f"Nummer {number}. " + "ord " * (400 * (number % 3)) + (ALIGNED if number == 0 else "")
    return ARTICLE.format(
        title=title, day=1 + number // 24, hour=number % 24, head=head, words=words
    )


@pytest.fixture(scope="module")
def seen(
    sample: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, Any]:
    """What a browser tells of lists of all combinations, and of the text that has everything."""
    node_module("playwright-core")
    root = sample(tmp_path_factory.mktemp("smalt"))
    files: dict[str, str | bytes] = dict(everything())
    people = (root / "content/forfattare.yml").read_text("utf-8")
    files["content/forfattare.yml"] = people + "\n" + AUTHORS
    for number in range(len(COMBINATIONS)):
        files[f"content/artiklar/2026/rad-{number}.md"] = article(number)
    episode = "content/avsnitt/003-gruvan-i-ytterby.md"
    told_at = (root / episode).read_text("utf-8")
    linked = '"00:15 [Vägen till Baotou](https://exempel.se/baotou)"'
    files[episode] = told_at.replace('"00:15 Vägen till Baotou"', linked)
    assert linked in str(files[episode])
    settings = (root / "mkdocs.yml").read_text("utf-8")
    files["mkdocs.yml"] = settings.replace("per_page: 20", "per_page: 100")
    for name, data in files.items():
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    Image.new("RGB", (640, 360), "navy").save(root / "content/artiklar/2026/bild.png")
    build(BuildOptions(root=root, search=False))
    paths = {
        "archive": "2026/",
        "category": "kategorier/kina/",
        "show": "podd/nya-kalla-kriget/",
        "front": "",
        "episode": "podd/nya-kalla-kriget/gruvan-i-ytterby/",
        "letter": "nyhetsbrev/2026-11-16/",
        "everything": "2026/allt/",
        "aligned": "2026/rad-0/",
    }
    site = root / "build/site"
    assert [path for path in paths.values() if not (site / path).is_dir()] == []
    with serving(tool("nginx"), site, root, free_port()) as origin:
        urls = {name: f"{origin}/{path}" for name, path in paths.items()}
        headers = [f"{origin}/2026/rad-{number}/" for number in range(len(COMBINATIONS))]
        command = [
            tool("node"),
            str(SCRIPT),
            tool("chromium"),
            json.dumps(urls),
            json.dumps(headers),
        ]
        done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told.keys() == {*urls, "headers"}
    return told


@pytest.mark.parametrize("fault", ["sideways", "wide", "stuck", "glued"])
def test_nothing_sticks_out_and_no_words_are_glued(seen: dict[str, Any], fault: str) -> None:
    assert {
        (name, width, str(page[width][fault]))
        for name, page in seen.items()
        for width in WIDTHS
        if page[width][fault]
    } == set()


def test_what_is_copied_of_a_byline_has_spaces_between_its_parts(seen: dict[str, Any]) -> None:
    glued = re.compile(r"[a-zåäö0-9][A-ZÅÄÖ]|[a-zåäö][0-9]")
    for width in WIDTHS:
        rows = [" ".join(row.split()) for row in seen["archive"][width]["copied"]]
        above = [" ".join(row.split()) for row in seen["headers"][width]["copied"]]
        assert min(len(rows), len(above)) >= len(COMBINATIONS)
        assert [row for row in (*rows, *above) if glued.search(row)] == []
        assert "2 februari 2026 Anna Lund Bo Ek För prenumeranter" in rows
        assert f"3 februari 2026 {' '.join(LONG)} För prenumeranter" in rows
        assert any(
            row.startswith("Av Anna Lund och Bo Ek 2 februari 2026 Rättad 3 mars") for row in above
        )
