"""Pages and letters with the fonts that readers have: nothing jumps, and nothing sticks out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from font_sets import FONTS, font_set
from sample.letters import NASTY_MD, letter, nasty
from web_server import free_port, serving

from scripts.make_stand_ins import SAMPLE

ROOT = Path(__file__).parents[2]
TOOLS = Path(__file__).parents[1] / "tools"
SHEET = ROOT / "theme/web/assets/stylesheets/stand-ins.css"
PAGES = {
    "front": "",
    "article": "2025/deepseek/",
    "episode": "podd/nya-kalla-kriget/gruvan-i-ytterby/",
    "list": "arkiv/",
}
SETS = (
    "fonts-dejavu-core",
    pytest.param("fonts-liberation2", marks=pytest.mark.long),
    pytest.param("fonts-noto-core", marks=pytest.mark.long),
    pytest.param("fonts-roboto-unhinted", marks=pytest.mark.long),
    pytest.param("fonts-croscore", marks=pytest.mark.long),
    pytest.param("fonts-freefont-ttf", marks=pytest.mark.long),
)
FOUND = {
    "fonts-croscore": {"Newsreader by Times", "Franklin by Arial"},
    "fonts-dejavu-core": {"Newsreader by DejaVu Serif", "Franklin by DejaVu Sans"},
    "fonts-freefont-ttf": {"Newsreader by FreeSerif", "Franklin by FreeSans"},
    "fonts-liberation2": {"Newsreader by Times", "Franklin by Arial"},
    "fonts-noto-core": {"Newsreader by Noto Serif", "Franklin by Noto Sans"},
    "fonts-roboto-unhinted": {"Newsreader by Roboto Condensed", "Franklin by Roboto"},
}
WORD = "Riksbanksstyrelseledamotsvalberedningsordförande"
EPISODE = {
    "title: Gruvan som": f"title: {WORD} om gruvan som",
    "  - name: Poddredaktionen": f"  - name: Anna {WORD}\n    role: guest\n  - name: Poddredaktionen",
    '"00:15 Vägen till Baotou"': f'"00:15 Vägen till {WORD}"',
    "  - title: Gruvbolaget LKAB": f"  - title: {WORD}",
}
NEWSLETTER = letter(
    f"God morgon, {WORD}!",
    date_="2026-11-20T06:00",
    title=WORD,
    subject="Långa ord",
    articles=["../artiklar/2025/elak.md", "../avsnitt/003-gruvan-i-ytterby.md"],
    slug="langa-ord",
)
CLOSED = NASTY_MD.replace("{images}", "").replace(
    "\nEn text med", "\nBara början.\n\n<!-- more -->\n\nEn text med"
)


@dataclass(frozen=True)
class Built:
    """Two publications: our own, and one whose every word is long."""

    root: Path
    long: Path

    def letters(self) -> dict[str, Path]:
        """Every letter of the second, and one real episode."""
        found = (self.long / "build/editions").glob("*/index.html")
        real = self.root / "build/editions/2026-11-13-gruvan-i-ytterby/index.html"
        return {"real": real} | {path.parent.name: path for path in sorted(found)}


@pytest.fixture(scope="module")
def built(
    published: Path,
    sample: Callable[[Path], Path],
    run: Callable[..., tuple[int, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    folder = tmp_path_factory.mktemp("typsnitt")
    made = Built(published, sample(folder / "lang"))
    closed = CLOSED.replace("mail:\n", "audience: prenumeranter\nmail:\n").replace("bild.webp", "")
    files: dict[str, str | bytes] = {
        **nasty(),
        "content/artiklar/2025/stangd.md": re.sub(r"image\w*: .*\n", "", closed),
        "content/nyhetsbrev/2026-11-20.md": NEWSLETTER,
    }
    for name, replaced in (
        ("mkdocs.yml", {"site_name: Kinamedia": f"site_name: {WORD}"}),
        ("content/avsnitt/003-gruvan-i-ytterby.md", EPISODE),
    ):
        text = (made.long / name).read_text("utf-8")
        for old, new in replaced.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        files[name] = text
    for name, data in files.items():
        (made.long / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    code, _, said = run("build", "--no-search", cwd=made.long)
    assert code == 0, said
    return made


@pytest.fixture(scope="module")
def origin(
    built: Built, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    home = tmp_path_factory.mktemp("nginx")
    with serving(tool("nginx"), built.root / "build/site", home, free_port()) as address:
        yield address


@pytest.fixture(scope="module", params=SETS)
def fonts(
    request: pytest.FixtureRequest,
    font_package: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, dict[str, str]]:
    """A set of fonts, and the environment in which there are no others."""
    package = str(request.param)
    return package, font_set(font_package(package), tmp_path_factory.mktemp("fontconfig"))


def asked(command: list[str], env: dict[str, str]) -> Any:
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **env},
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(
    fonts: tuple[str, dict[str, str]],
    origin: str,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, Any]:
    """What a browser tells of pages, on a machine with these fonts."""
    node_module("playwright-core")

    urls = {name: f"{origin}/{page}" for name, page in PAGES.items()}
    command = [tool("node"), str(TOOLS / "fonts.js"), tool("chromium"), json.dumps(urls), SAMPLE]
    return {"fonts": fonts[0], **asked(command, fonts[1])}


def test_nothing_jumps_when_the_themes_fonts_arrive(seen: dict[str, Any]) -> None:
    """Twenty thousandths of the window, of which Google lets a page move a hundred."""
    for name, page in seen["pages"].items():
        assert page["waiting"] == "loading", f"{name} was not painted before its fonts"
    jumps = {
        name: page["jumped"]
        for name, page in seen["pages"].items()
        if sum(each["value"] for each in page["jumped"]) >= 0.02
    }
    assert jumps == {}


def test_a_stand_in_is_as_wide_as_what_it_stands_in_for(seen: dict[str, Any]) -> None:
    """Within one part of a hundred; a face that fails here needs new figures in the script."""
    measured = seen["measured"]
    assert {name.rpartition(" ")[0] for name in measured} >= FOUND[seen["fonts"]]
    assert {name: far for name, far in measured.items() if abs(far - 1) > 0.01} == {}


def test_no_page_sticks_out_sideways(seen: dict[str, Any]) -> None:
    assert {
        (name, width)
        for name, page in seen["pages"].items()
        for width, far in page["out"].items()
        if far > 0
    } == set()


def test_no_letter_sticks_out_sideways(
    built: Built,
    fonts: tuple[str, dict[str, str]],
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> None:
    """As it is and without style blocks, with long words wherever an author can put them."""
    node_module("playwright-core")
    letters = {id_: str(path) for id_, path in built.letters().items()}
    assert len(letters) > 8
    site = str(built.long / "build/site")
    told = asked(
        [tool("node"), str(TOOLS / "mail.js"), tool("chromium"), site, json.dumps(letters)],
        fonts[1],
    )
    faults = [
        (id_, mode, width, name, measured[width][name])
        for id_, modes in told.items()
        for mode, measured in modes.items()
        for width in ("320", "414", "640")
        for name in ("sideways", "wide", "misplaced")
        if measured[width][name]
    ]
    assert faults == []


def test_the_style_sheet_of_stand_ins_is_what_its_script_makes(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_stand_ins.py"
    subprocess.run([sys.executable, script, tmp_path / "made.css"], check=True, timeout=600)
    assert (tmp_path / "made.css").read_text("utf-8") == SHEET.read_text("utf-8")


def test_every_font_that_tests_name_is_fetched() -> None:
    script = (ROOT / "scripts" / "fetch_fonts.sh").read_text("utf-8")
    assert set(re.findall(r"^    (fonts-[\w-]+)$", script, re.MULTILINE)) == set(FOUND)
    assert FONTS == TOOLS / "fonts"
