"""How the site looks: settings of colours, logo and fonts; its weight; and that pages stay whole."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from program import Ran
from sample.publication import MKDOCS_YML

from publisher.build import BuildOptions, build
from publisher.config import contrast

ROOT = Path(__file__).parents[2]
THEME = ROOT / "theme" / "web"
LOOK = Path(__file__).parents[1] / "tools" / "look.js"
FONTS = THEME / "assets" / "fonts"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><rect width="9" height="9"/></svg>'
KILOBYTE = 1000


def settings(**look: str) -> str:
    lines = "".join(f"        {name}: {value}\n" for name, value in look.items())
    return MKDOCS_YML + "      look:\n" + lines


def themed(text: str) -> str:
    return text.replace("  name: material\n", "  name: material\n  custom_dir: theme/web\n")


def sheet(root: Path) -> str:
    return (root / "build/site/assets/stylesheets/site.css").read_text("utf-8")


Publication = Callable[..., Path]
Run = Callable[..., Ran]


def test_the_accent_is_chosen_in_the_settings(publication: Publication) -> None:
    root = publication({"mkdocs.yml": settings(accent='"#0B5D7A"', accent_dark='"#7cc8e6"')})
    build(BuildOptions(root=root))
    made = sheet(root)
    assert ":root { --accent: #0b5d7a; }" in made
    assert "(prefers-color-scheme: dark) { :root { --accent: #7cc8e6; } }" in made
    assert made.index("--accent: #a61b20") < made.index("--accent: #0b5d7a")


def test_the_owners_stylesheet_has_the_last_word(publication: Publication) -> None:
    files = {
        "mkdocs.yml": themed(settings(accent='"#0b5d7a"')),
        "theme/web/assets/stylesheets/zz-own.css": ":root { --accent: green; }",
    }
    root = publication(files)
    build(BuildOptions(root=root))
    assert sheet(root).endswith(":root { --accent: green; }")


def test_of_one_accent_a_tone_for_dark_grounds_is_made(publication: Publication) -> None:
    root = publication({"mkdocs.yml": settings(accent='"#0b5d7a"')})
    build(BuildOptions(root=root))
    found = re.search(r"dark\) \{ :root \{ --accent: (#[0-9a-f]{6}); \} \}", sheet(root))
    assert found
    assert contrast.least(found[1], contrast.DARK) >= contrast.LEAST


def test_a_colour_that_cannot_be_read_is_a_problem(publication: Publication, run: Run) -> None:
    root = publication({"mkdocs.yml": settings(accent='"#ff9900"', accent_dark='"#402000"')})
    ran = run("build", cwd=root)
    assert ran.code == 1
    line = settings(accent="x").split("\n").index("        accent: x") + 1
    assert (
        f"mkdocs.yml:{line}: färgen #ff9900 syns för dåligt mot den ljusa bakgrunden (1,"
        in ran.stderr
    )
    assert f"mkdocs.yml:{line + 1}: färgen #402000 syns för dåligt mot den mörka" in ran.stderr
    for told, grounds in zip(
        re.findall(r'läsa: "(#\w+)"', ran.stderr), (contrast.LIGHT, contrast.DARK), strict=True
    ):
        assert contrast.least(told, grounds) >= contrast.LEAST


def test_the_contrast_is_measured_against_the_themes_own_grounds() -> None:
    css = (THEME / "assets/stylesheets/base.css").read_text("utf-8")
    grounds = [re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css) for name in ("paper", "shade")]
    assert list(zip(*grounds, strict=True)) == [contrast.LIGHT, contrast.DARK]
    accents = re.findall(r"--accent: (#[0-9a-f]{6});", css)
    assert accents == ["#a61b20", "#ff9283"]
    for name in ("ink", "soft", "accent"):
        for colour, ground in zip(
            re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css),
            (contrast.LIGHT, contrast.DARK),
            strict=True,
        ):
            assert contrast.least(colour, ground) >= contrast.LEAST, (name, colour)


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ({"accent": "röd"}, "”accent” är ingen färg"),
        ({"logo": "logga.svg"}, "logotypen måste ligga i content/ eller i theme/web/assets/"),
        ({"logo": "content/logga.svg"}, "logotypen ”content/logga.svg” finns inte"),
        ({"logo": "content/../../x.svg"}, "logotypen måste ligga i content/"),
        ({"logo": "content/forfattare.yml"}, "är varken SVG, PNG, WebP eller JPEG"),
        ({"font_text": "Comic Sans"}, "”font_text” är inget typsnitt"),
        ({"font_headline": "rubrik.woff2"}, "typsnittet ”rubrik.woff2” finns inte"),
        ({"accents": "x"}, "okänt fält ”accents”"),
    ],
)
def test_a_look_that_cannot_be_is_a_problem(
    publication: Publication, run: Run, look: dict[str, str], told: str
) -> None:
    ran = run("check", cwd=publication({"mkdocs.yml": settings(**look)}))
    assert ran.code == 1
    assert told in ran.stderr


def test_what_lies_in_a_theme_that_is_not_used_is_a_problem(
    publication: Publication, run: Run
) -> None:
    files = {
        "mkdocs.yml": settings(font_text="min.woff2", logo="theme/web/assets/logga.svg"),
        "theme/web/assets/fonts/min.woff2": b"wOF2____\0\0\0\x0c",
        "theme/web/assets/logga.svg": SVG,
    }
    ran = run("check", cwd=publication(files))
    assert ran.stderr.count("inställningarna nämner inget sådant") == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GIF89a", "”min.woff2” är inget typsnitt i formatet WOFF2"),
        (b"wOF2____\0\0\xff\xff", "typsnittet ”min.woff2” är skadat: en del av filen fattas"),
    ],
)
def test_a_file_that_is_no_whole_font_is_a_problem(
    publication: Publication, run: Run, data: bytes, told: str
) -> None:
    files = {
        "mkdocs.yml": themed(settings(font_text="min.woff2")),
        "theme/web/assets/fonts/min.woff2": data,
    }
    assert told in run("check", cwd=publication(files)).stderr


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("content/bilder/Logga.svg", "/media/bilder/logga.svg"),
        ("theme/web/assets/logga.svg", "/assets/logga.svg"),
    ],
)
def test_a_logo_stands_in_for_the_name_and_is_published(
    publication: Publication, source: str, url: str
) -> None:
    root = publication(
        {"mkdocs.yml": themed(settings(logo=source)), source: SVG, "theme/web/x.txt": ""}
    )
    build(BuildOptions(root=root))
    page = (
        root / "build/site/om/index.html"
        if (root / "content/sidor/om.md").exists()
        else root / "build/site/index.html"
    ).read_text("utf-8")
    assert (
        f'<img class="masthead__logo" src="{url}" alt="Provbladet" width="120" height="30">' in page
    )
    assert (root / f"build/site{url}").read_text("utf-8") == SVG


def test_a_new_logo_under_the_old_name_is_measured_anew(publication: Publication) -> None:
    files = {"mkdocs.yml": settings(logo="content/logga.svg"), "content/logga.svg": SVG}
    root = publication(files)
    build(BuildOptions(root=root))
    publication({"content/logga.svg": SVG.replace('"120"', '"240"')})
    build(BuildOptions(root=root))
    assert 'width="240" height="30"' in (root / "build/site/index.html").read_text("utf-8")


def test_a_font_of_ones_own_is_used_and_fetched_first(publication: Publication) -> None:
    files = {
        "mkdocs.yml": themed(settings(font_headline="rubrik.woff2", font_text="system")),
        "theme/web/assets/fonts/rubrik.woff2": (FONTS / "libre-franklin.woff2").read_bytes(),
    }
    root = publication(files)
    build(BuildOptions(root=root))
    assert 'url("../fonts/rubrik.woff2")' in sheet(root)
    assert ':root { --headline: "own headline",' in sheet(root)
    page = (root / "build/site/index.html").read_text("utf-8")
    first = re.findall(r'<link rel="preload" href="([^"]+)" as="font"', page)
    assert first == ["/assets/fonts/rubrik.woff2", "/assets/fonts/libre-franklin.woff2"]


def test_what_material_would_have_done_with_colours_is_said_to_do_nothing(
    publication: Publication, run: Run
) -> None:
    text = MKDOCS_YML.replace("  font: false\n", "  palette: {scheme: default}\n")
    ran = run("check", cwd=publication({"mkdocs.yml": text}))
    assert ran.code == 0
    assert "”palette” under theme: har ingen verkan här" in ran.stderr


def test_the_fonts_come_with_their_licence_and_are_small() -> None:
    files = sorted(FONTS.glob("*.woff2"))
    assert files
    assert all(file.read_bytes()[:4] == b"wOF2" for file in files)
    assert sum(file.stat().st_size for file in files) <= 130 * KILOBYTE
    for file in files:
        family = "newsreader" if file.stem.startswith("newsreader") else file.stem
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / f"LICENSE-{family}.txt").read_text(
            "utf-8"
        )
    css = (THEME / "assets/stylesheets/fonts.css").read_text("utf-8")
    assert set(re.findall(r"fonts/([\w-]+\.woff2)", css)) == {file.name for file in files}
    assert css.count("font-display: swap") == len(files)


LETTERS = "x" * 80
NASTY = {
    "content/artiklar/2025/lang.md": (
        f"---\ntitle: {'Riksbanken och räntan i Kina ' * 11}\ndescription: {LETTERS} och mer\n"
        f"date: 2025-02-03\ntags: [{LETTERS}]\ncategories: [{LETTERS}]\nauthors: redaktionen\n---\n\n"
        f"- Första punkten {LETTERS}\n- Andra\n\n{LETTERS} {LETTERS}\n\n## {LETTERS}\n\n"
        f'    kod {LETTERS} {LETTERS}\n\n!!! quote ""\n    {LETTERS}\n\n> {LETTERS}\n\n`{LETTERS}`\n\n'
        f"Ord[^1] och [länk](https://exempel.se/{LETTERS}).\n\n[^1]: {LETTERS}\n"
    ),
    "content/artiklar/2025/ord.md": f"---\ntitle: {LETTERS}\ndate: 2025-02-04\n---\n\nText.\n",
    "content/artiklar/2025/emoji.md": "---\ntitle: 🐉🐉 Drakens år 🧧\nslug: drakens-ar\ndate: 2025-02-05\n---\n\n🧧\n",
    "content/artiklar/2025/rtl.md": (
        "---\ntitle: شينجيانغ والصين\nslug: xinjiang\ndate: 2025-02-06\n---\n\n"
        '<p lang="ar" dir="rtl">هذا نص عربي طويل بما يكفي لملء السطر كله.</p>\n'
    ),
    "content/artiklar/2025/tabell.md": (
        "---\ntitle: Trettio kolumner\ndate: 2025-02-07\n---\n\n"
        + "".join(
            "| "
            + " | ".join(f"{word}{number}" for number in range(30))
            + " |\n"
            + ("|" + " --- |" * 30 + "\n" if word == "Kolumn" else "")
            for word in ("Kolumn", "värde")
        )
    ),
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory,
    sample: Callable[[Path], Path],
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, Any]:
    """What a browser tells of the sample with nasty pieces added; `site` is its folder."""
    node_module("playwright-core")
    root = sample(tmp_path_factory.mktemp("looked-at"))
    for name, text in NASTY.items():
        (root / name).write_text(text, "utf-8")
    build(BuildOptions(root=root))
    site = root / "build" / "site"
    pages = {
        Path(name).stem: f"2025/{slug}/"
        for name, slug in zip(
            NASTY, ("lang", "ord", "drakens-ar", "xinjiang", "tabell"), strict=True
        )
    }
    pages |= {"front": "", "article": "2025/deepseek/", "archive": "arkiv/", "tags": "taggar/"}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    origin = f"http://127.0.0.1:{server.server_port}"
    urls = {name: f"{origin}/{page}" for name, page in pages.items()}
    command = [tool("node"), str(LOOK), tool("chromium"), json.dumps(urls)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=600)
    server.shutdown()
    thread.join()
    server.server_close()
    assert done.returncode == 0, done.stderr
    return {"pages": json.loads(done.stdout), "site": site}


def test_nothing_makes_a_page_stick_out_sideways(seen: dict[str, Any]) -> None:
    assert {
        (name, width)
        for name, page in seen["pages"].items()
        for width, far in page["sideways"].items()
        if far > 0
    } == set()


def test_nothing_jumps_when_the_fonts_arrive(seen: dict[str, Any]) -> None:
    jumps = {name: max(page["jumped"].values()) for name, page in seen["pages"].items()}
    del jumps["ord"]  # nothing but x:s in 52 pixels; the stand-ins are measured on real words
    assert {name: far for name, far in jumps.items() if far >= 0.02} == {}


def test_a_page_fetches_two_fonts_and_a_third_for_italics(seen: dict[str, Any]) -> None:
    first = ["libre-franklin.woff2", "newsreader.woff2"]
    assert seen["pages"]["tabell"]["fonts"] == first
    for page in seen["pages"].values():
        assert set(page["fonts"]) - set(first) <= {
            "newsreader-italic.woff2",
            "newsreader-extended.woff2",
        }


def test_lines_are_of_a_length_that_is_good_to_read(seen: dict[str, Any]) -> None:
    assert 60 <= seen["pages"]["article"]["measure"] <= 75


def test_whatever_has_the_keyboards_focus_shows_it(seen: dict[str, Any]) -> None:
    for name in ("front", "article", "tabell"):
        keyboard = seen["pages"][name]["keyboard"]
        assert keyboard["reached"] > 10
        assert keyboard["unseen"] == []


def test_paper_gets_the_text_and_the_addresses_of_its_links(seen: dict[str, Any]) -> None:
    printed = seen["pages"]["article"]["printed"]
    assert printed["chrome"] == 0
    assert printed["text"] > 5
    assert printed["link"].startswith('" (" attr(href)') or printed["link"].startswith('" (http')
    assert "https://kinamedia.example" in printed["own"]


def test_an_article_weighs_little(seen: dict[str, Any]) -> None:
    """HTML, CSS and script as they travel; three requests at most hold up the first view."""
    site: Path = seen["site"]
    page = (site / "2025/deepseek/index.html").read_bytes()
    html = page.decode()
    blocking = re.findall(r'<link rel="stylesheet" href="([^"?]+)', html)
    assert len(blocking) + len(re.findall(r"<script(?![^>]*(?:defer|ld\+json))", html)) <= 3
    scripts = re.findall(r'<script[^>]* src="([^"?]+)', html)
    parts = [page, *((site / name.lstrip("/")).read_bytes() for name in (*blocking, *scripts))]
    assert sum(len(gzip.compress(part, 9)) for part in parts) <= 40 * KILOBYTE


def test_feeds_in_a_browser_have_the_owners_colours_and_faces(publication: Publication) -> None:
    font = (FONTS / "newsreader.woff2").read_bytes()
    files = {
        "mkdocs.yml": themed(settings(accent='"#0b5d7a"', font_headline="rubrik.woff2")),
        "theme/web/assets/fonts/rubrik.woff2": font,
    }
    root = publication(files)
    build(BuildOptions(root=root))
    made = root / "build/site/assets/feed.css"
    css = made.read_text("utf-8")
    assert css.index("--accent: #a61b20") < css.index("--accent: #0b5d7a")
    assert '--headline: "own headline"' in css
    assert (made.parent / "fonts/rubrik.woff2").read_bytes() == font
    assert 'url("fonts/rubrik.woff2")' in css
