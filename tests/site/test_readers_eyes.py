"""What a reader sees at once: where things lie on the pages, measured in a browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from web_server import free_port, serving

from publisher.build import BuildOptions, build

SCRIPT = Path(__file__).parents[1] / "tools" / "eyes.js"
NAME = "Riksbanksstyrelseledamöternas och fullmäktiges egen tidning"
LONG = "Exportkontrollmyndighetens halvledarindustriutredning"
TABLE = "\n".join(
    (
        "| " + " | ".join(f"Kolumn{number}" for number in range(14)) + " |",
        "|" + " --- |" * 14,
        "| " + " | ".join(f"värde{number}" for number in range(14)) + " |",
    )
)
ARTICLE = """\
---
title: {title}
description: En ingress.
date: 2026-11-{day}T{hour}:00
{head}---

Text.

## Om {title}

{table}
"""
GALLERY = """
!!! bilder "Alla fyra."
    ![Hög](hog.jpg)
    ![Vit](vit.png "En bildtext")
    ![Liten](liten.jpg)
    ![Hög](hog.jpg)
"""
FACE = "  line: Skriver\n  image: artiklar/2026/hog.jpg\n  image_alt: Ett ansikte\n  image_focus: 50% 0%\n"
WIDTHS = (390, 1280)
PAGES = {
    "front": ("", [".front__lead .item", ".front__lead .item__image", ".front__newest",
        ".front__newest .item__image", ".front__newest .item__words", ".front__listen", ".colophon", ".front__listen .item__title",
        ".front__listen .kicker", ".front__listen .cover", ".front__listen .meta", ".front__letter .item__title", ".grid .item",
        ".grid .item__words", ".grid .item__image", ".masthead__name", ".masthead__inner", ".front__lead"]),
    "small": ("2026/liten/", [".piece__image", ".box--listen", ".box--listen .box__title",
        ".box--listen .kicker", ".share__copy", ".share__address", ".related .item",
        ".related .list__title", ".piece__title", ".table", ".text h2", ".text .table", ".text p"]),
    "tall": ("2026/hog/", [".piece__image", ".gallery", ".gallery__row", ".gallery__row img", ".text p"]),
    "author": ("forfattare/redaktionen/", [".top__face", ".top__title", ".list .item"]),
    "chart": ("2026/vit/", [".piece__image"]),
    "closed": ("2025/exportkontroller/", [".meta--byline", ".meta--byline > span", ".box--closed",
        ".signer__face", ".signer__words", ".corrections"]),
    "archive": ("arkiv/", [".item__image--cover", ".item"]),
    "show": ("podd/nya-kalla-kriget/", [".list .kicker", ".item__image"]),
    "episode": ("podd/nya-kalla-kriget/gruvan-i-ytterby/", [".player__sound", ".player__bar",
        ".player__play", ".player__seek", ".player", ".box--player", ".box--player .cover",
        ".box--player .meta"]),
    "letters": ("nyhetsbrev/", [".list .kicker"]),
    "letter": ("nyhetsbrev/2026-11-16/", [".item--large .item__image", ".letter-piece, .list"]),
    "tags": ("taggar/", [".terms li", ".terms__count"]),
    "search": ("sok/", [".search__start", ".search__start .item__image", ".search__start .item", ".search__start .tags a"]),
}  # fmt: skip


def article(title: str, day: int, hour: int, head: str = "", table: str = "") -> str:
    return ARTICLE.format(title=title, day=day, hour=f"{hour:02}", head=head, table=table)


@pytest.fixture(scope="module")
def folder(sample: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own publication, with a second podcast, a long name, and pictures of every shape."""
    root = sample(tmp_path_factory.mktemp("ogon"))
    settings = (root / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(
        re.sub(r"^site_name: .*$", f"site_name: {NAME}", settings, flags=re.MULTILINE), "utf-8"
    )
    show = (root / "feeds/nya-kalla-kriget.yml").read_text("utf-8")
    own = show.replace('"Kinamedia: Nya kalla kriget"', "På kajen")
    (root / "feeds/pa-kajen.yml").write_text(re.sub(r"(?m)^guid: .*\n", "", own), "utf-8")
    heard = root / "content/avsnitt"
    shutil.copy(heard / "001-vad-ar-ett-kallt-krig.mp3", heard / "kajen.mp3")
    (heard / "kajen.md").write_text(
        "---\ntitle: Fyren\ndescription: Om fyren.\ndate: 2026-11-10\nshow: pa-kajen\n"
        "audio: kajen.mp3\nnumber: 7\n---\n\nOm fyren.\n",
        "utf-8",
    )
    pieces = root / "content/artiklar/2026"
    for name, size in {"liten": (320, 200), "hog": (900, 1800)}.items():
        Image.new("RGB", size, "navy").save(pieces / f"{name}.jpg")
    chart = Image.new("RGB", (1200, 700), "white")
    ImageDraw.Draw(chart).rectangle((300, 200, 900, 500), fill="red")
    chart.save(pieces / "vit.png")
    for at, (name, kind) in enumerate({"liten": "jpg", "hog": "jpg", "vit": "png"}.items()):
        head = f"image: {name}.{kind}\nimage_alt: Bild\n"
        text = article(LONG if name == "liten" else name, 12, 6 + at, head, TABLE)
        (pieces / f"{name}.md").write_text(text + (GALLERY if name == "hog" else ""), "utf-8")
    people = root / "content/forfattare.yml"
    told = people.read_text("utf-8").replace("\n  bio:", f"\n{FACE}  bio:", 1)
    people.write_text(told, "utf-8")
    (pieces / "utan.md").write_text(article("Utan bild", 27, 9), "utf-8")
    letter = root / "content/nyhetsbrev/2026-11-16.md"
    told = letter.read_text("utf-8")
    assert "\nlayout:" not in told
    letter.write_text(told.replace("\narticles:", "\nlayout: picture\narticles:", 1), "utf-8")
    build(BuildOptions(root=root, search=True))
    return root


@pytest.fixture(scope="module")
def seen(
    folder: Path, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, Any]:
    """What a browser tells of the pages, by name and width."""
    node_module("playwright-core")
    with serving(tool("nginx"), folder / "build/site", folder, free_port()) as origin:
        wanted: dict[str, Any] = {
            name: {"url": f"{origin}/{path}", "widths": WIDTHS, "ask": ask}
            for name, (path, ask) in PAGES.items()
            if ask
        }
        wanted["dark"] = {**wanted["chart"], "dark": True}
        wanted["dark-front"] = {**wanted["front"], "dark": True}
        wanted["dark-search"] = {**wanted["search"], "dark": True}
        wanted["dark-photo"] = {**wanted["tall"], "dark": True}
        wanted["plain"] = {**wanted["episode"], "script": False}
        wanted["plain-share"] = {**wanted["small"], "script": False}
        command = [tool("node"), str(SCRIPT), tool("chromium"), json.dumps(wanted)]
        done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_no_page_sticks_out_and_no_line_begins_or_ends_with_a_dot(seen: dict[str, Any]) -> None:
    for name, page in seen.items():
        for width in WIDTHS:
            at = page[str(width)]
            assert (name, width, at["sideways"]) == (name, width, 0)
            assert (name, width, at["dots"]) == (name, width, [])


def test_a_lead_without_a_picture_leaves_no_hole(seen: dict[str, Any]) -> None:
    page = seen["front"]["1280"]
    lead, newest = page[".front__lead .item"][0], page[".front__newest"][0]
    assert page[".front__lead .item__image"] == []
    assert lead["top"] - page[".masthead__inner"][0]["bottom"] < 60
    assert 0 < newest["top"] - lead["bottom"] < 100
    assert newest["left"] == lead["left"]


def test_the_newest_have_small_pictures(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        pictures = seen["front"][width][".front__newest .item__image"]
        assert pictures
        if width == "390":
            assert all(0 < one["width"] <= 130 for one in pictures)
    page = seen["front"]["1280"]  # below a lead that is words alone: five in a row
    pictures, words = page[".front__newest .item__image"], page[".front__newest .item__words"]
    assert len(words) == 5
    assert all(one["width"] > 150 and one["seen"] for one in (*words, *pictures))
    assert max(one["top"] for one in words) - min(one["top"] for one in words) < 1
    assert max(one["bottom"] for one in pictures) - min(one["bottom"] for one in pictures) < 1
    assert min(one["top"] for one in pictures) > max(one["bottom"] for one in words)


def test_headlines_of_a_row_begin_alike_whether_they_have_pictures_or_not(
    seen: dict[str, Any],
) -> None:
    page = seen["front"]["1280"]
    cards, words = page[".grid .item"], page[".grid .item__words"]
    assert len(cards) == len(words) == 6
    for row in (slice(0, 3), slice(3, 6)):
        tops = [one["top"] for one in words[row]]
        assert max(tops) - min(tops) < 1


def test_each_podcast_has_a_box_with_its_name_and_the_titles_have_room(
    seen: dict[str, Any],
) -> None:
    page = seen["front"]["390"]
    assert {one["text"] for one in page[".front__listen .kicker"]} == {
        "Kinamedia: Nya kalla kriget",
        "På kajen",
    }
    boxes, titles = page[".front__listen"], page[".front__listen .item__title"]
    assert len(boxes) == len(titles) == 2
    assert all(t["width"] > 0.7 * b["width"] for b, t in zip(boxes, titles, strict=True))
    desk = seen["front"]["1280"][".front__listen"]
    assert desk[0]["top"] == desk[1]["top"]
    assert desk[0]["width"] == pytest.approx(desk[1]["width"], abs=1)


def test_on_a_phone_something_stands_beside_the_cover(seen: dict[str, Any]) -> None:
    front, episode = seen["front"]["390"], seen["episode"]["390"]
    boxes = zip(
        *(
            front[f".front__listen {each}"]
            for each in (".cover", ".kicker", ".meta", ".item__title")
        ),
        strict=True,
    )
    for cover, *beside, title in boxes:
        for one in beside:
            assert cover["right"] < one["left"]
            assert cover["top"] - 1 <= one["top"] < one["bottom"] <= cover["bottom"] + 1
        assert title["top"] >= cover["bottom"]
        assert title["left"] == cover["left"]
    cover, meta = episode[".box--player .cover"][0], episode[".box--player .meta"][0]
    assert cover["right"] < meta["left"]
    assert cover["top"] <= meta["top"] < meta["bottom"] <= cover["bottom"] + 1
    player = episode[".player"][0]
    assert player["top"] >= cover["bottom"]
    assert player["left"] == cover["left"]


def test_the_newest_letter_is_none_that_only_corrects(seen: dict[str, Any]) -> None:
    title = seen["front"]["390"][".front__letter .item__title"][0]["text"]
    assert title.startswith("Vecka 46")
    kickers = [one["text"] for one in seen["letters"]["390"][".list .kicker"]]
    assert kickers == ["Rättelse", "Nyhetsbrev", "Nyhetsbrev"]


def test_a_long_name_has_room_in_the_masthead(seen: dict[str, Any]) -> None:
    phone, desk = (seen["front"][width][".masthead__name"][0] for width in ("390", "1280"))
    assert phone["width"] > 340
    assert phone["height"] < 100
    assert desk["height"] < 70


def test_lists_have_covers_for_episodes_and_a_show_has_numbers(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        covers = seen["archive"][width][".item__image--cover"]
        assert len(covers) == 4
        assert all(one["width"] == one["height"] > 60 for one in covers)
    show = seen["show"]["390"]
    numbers = [one["text"] for one in show[".list .kicker"]]
    assert numbers == ["Säsong 1 Avsnitt 3", "Säsong 1 Avsnitt 2", "Säsong 1 Avsnitt 1"]
    assert show[".item__image"] == []


def test_an_article_has_one_box_to_listen_with_an_episode_of_each_podcast(
    seen: dict[str, Any],
) -> None:
    page = seen["small"]["390"]
    assert len(page[".box--listen"]) == 1
    assert [one["text"] for one in page[".box--listen .kicker"]] == [
        "Kinamedia: Nya kalla kriget",
        "På kajen",
    ]
    assert [one["text"] for one in page[".box--listen .box__title"]] == [
        "Gruvan som gav namn åt fyra grundämnen",
        "Fyren",
    ]


def test_what_has_nothing_in_common_leads_on_to_what_is_near(seen: dict[str, Any]) -> None:
    page = seen["small"]["1280"]
    assert [one["text"] for one in page[".related .list__title"]] == ["Läs också"]
    assert len(page[".related .item"]) == 3


def test_the_address_is_copied_by_a_button_and_stands_there_without_a_script(
    seen: dict[str, Any],
) -> None:
    page, plain = seen["small"]["390"], seen["plain-share"]["390"]
    assert [one["text"] for one in page[".share__copy"] if one["seen"]] == ["Kopiera länk"]
    assert [one["seen"] for one in page[".share__address"]] == [False]
    assert [one["seen"] for one in plain[".share__copy"]] == [False]
    assert [one["seen"] for one in plain[".share__address"]] == [True]


def test_a_small_picture_is_as_wide_as_it_is_and_a_tall_one_fits_the_window(
    seen: dict[str, Any],
) -> None:
    for width in map(str, WIDTHS):
        small = seen["small"][width][".piece__image"][0]
        assert small["width"] == 320
        assert small["height"] == 200
        tall = seen["tall"][width]
        assert tall[".piece__image"][0]["height"] <= 0.8 * tall["window"]["height"] + 1
        assert tall[".piece__image"][0]["height"] > 500


def test_pictures_of_a_row_are_equally_high_and_fill_it(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        page = seen["tall"][width]
        pictures, rows = page[".gallery__row img"], page[".gallery__row"]
        assert len(pictures) == 4
        (gallery,) = page[".gallery"]
        assert gallery["right"] <= page["window"]["width"]
        if width == "1280":
            assert gallery["width"] > page[".text p"][0]["width"] + 200, "beside the column, too"
        for row in rows:
            beside = [one for one in pictures if row["top"] - 1 <= one["top"] <= row["bottom"]]
            tops = sorted({round(one["top"]) for one in beside})
            for top in tops:
                line = [one for one in beside if abs(one["top"] - top) < 2]
                heights = [one["height"] for one in line]
                assert max(heights) - min(heights) < 2
                assert len(line) <= (2 if width == "390" else 3)
                if len(line) > 1:
                    assert min(one["left"] for one in line) == pytest.approx(row["left"], abs=1)
                    assert max(one["right"] for one in line) == pytest.approx(row["right"], abs=1)


def test_whoever_signs_is_seen_beside_the_name(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        face, words = (
            seen["closed"][width][each][0] for each in (".signer__face", ".signer__words")
        )
        assert face["width"] == face["height"] == 60
        assert face["right"] < words["left"]
        own = seen["author"][width]
        (large,), (title,) = own[".top__face"], own[".top__title"]
        assert large["width"] == large["height"] == 120
        if width == "390":
            assert large["bottom"] < title["top"]
        else:
            assert large["right"] < title["left"]
            assert large["left"] == pytest.approx(own[".list .item"][0]["left"], abs=1)


def test_only_what_is_drawn_on_white_is_dimmed_in_the_dark(seen: dict[str, Any]) -> None:
    assert seen["dark"]["390"][".piece__image"][0]["filter"] == "brightness(0.82)"
    assert seen["dark-photo"]["390"][".piece__image"][0]["filter"] == "none"
    assert seen["chart"]["390"][".piece__image"][0]["filter"] == "none"
    for name, asked in {
        "front": ".grid .item__image",
        "search": ".search__start .item__image",
    }.items():
        pictures = [one for one in seen[f"dark-{name}"]["1280"][asked] if not one["cover"]]
        assert any("-png-" in one["src"] for one in pictures), "our own drawings"
        for one in pictures:
            photograph = any(each in one["src"] for each in ("/hog", "/liten"))
            assert one["filter"] == ("none" if photograph else "brightness(0.82)"), one["src"]
        assert {one["filter"] for one in seen[name]["1280"][asked]} == {"none"}


def test_a_wide_table_shows_that_it_goes_on(seen: dict[str, Any]) -> None:
    table = seen["small"]["390"][".text .table"][0]
    assert table["scrolls"] > table["room"]
    assert table["ground"] == "local, local, scroll, scroll"


def test_long_headings_break_at_their_joints(seen: dict[str, Any]) -> None:
    page = seen["small"]["390"]
    joined = "Export\xadkontroll\xadmyndighetens halvledar\xadindustri\xadutredning"
    assert page[".piece__title"][0]["text"] == joined
    assert page[".text h2"][0]["text"].startswith(f"Om {joined}")
    assert page[".piece__title"][0]["scrolls"] <= page[".piece__title"][0]["room"]
    assert page[".piece__title"][0]["hyphens"] == "manual", "a heading breaks at its joints alone"
    assert {one["hyphens"] for one in page[".text p"]} == {"auto"}


def test_our_own_controls_take_the_place_of_the_browsers_when_there_is_a_script(
    seen: dict[str, Any],
) -> None:
    page, plain = seen["episode"]["390"], seen["plain"]["390"]
    assert [page[name][0]["seen"] for name in (".player__sound", ".player__bar")] == [False, True]
    assert [plain[name][0]["seen"] for name in (".player__sound", ".player__bar")] == [True, False]
    assert page[".player__bar"][0]["height"] == plain[".player__sound"][0]["height"]
    assert page[".player__seek"][0]["width"] > 80


def test_the_parts_of_a_byline_break_between_them_alone(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        _, *rest = seen["closed"][width][".meta--byline > span"]
        assert rest[-1]["text"] == "För prenumeranter"
        assert max(one["height"] for one in rest) - min(one["height"] for one in rest) < 1


def test_with_several_podcasts_the_footer_has_their_names_alone(seen: dict[str, Any]) -> None:
    """A row of the same words over again would tell nobody which podcast they lead to."""
    (footer,) = seen["front"]["390"][".colophon"]
    assert "Podden På kajen" in footer["text"]
    assert "Spotify" not in footer["text"]


def test_a_closed_piece_says_so_where_it_begins_and_where_it_ends(seen: dict[str, Any]) -> None:
    page = seen["closed"]["390"]
    assert page[".meta--byline"][0]["text"].endswith("För prenumeranter")
    assert page[".box--closed"][0]["text"].startswith("Resten av artikeln är för prenumeranter.")


def test_the_layout_of_a_letter_is_that_of_its_page_too(seen: dict[str, Any]) -> None:
    for width in map(str, WIDTHS):
        page = seen["letter"][width]
        assert page[".item--large .item__image"]
        lists = page[".letter-piece, .list"]
        for picture in page[".item--large .item__image"]:
            assert picture["width"] == pytest.approx(lists[0]["width"], abs=2)


def test_tags_come_by_size_without_a_number_for_one(seen: dict[str, Any]) -> None:
    page = seen["tags"]["390"]
    counts = [int(one["text"]) for one in page[".terms__count"]]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 1
    assert len(page[".terms li"]) > len(counts)


def test_the_search_page_has_something_before_anything_is_searched_for(
    seen: dict[str, Any],
) -> None:
    page = seen["search"]["390"]
    assert page[".search__start"][0]["seen"]
    assert len(page[".search__start .item"]) == 6
    assert len(page[".search__start .tags a"]) == 12
    for width in ("390", "1280"):
        page = seen["search"][width]
        lefts = {item["left"] for item in page[".search__start .item"]}
        assert lefts == {page[".search__start"][0]["left"]}, "rows begin where their heading does"


def test_a_feed_in_a_browser_has_the_faces_of_the_site(folder: Path) -> None:
    sheet = folder / "build/site/assets/feed.css"
    css = sheet.read_text("utf-8")
    faces = re.findall(r'url\("([^"]+\.woff2)"\)', css)
    assert [(sheet.parent / face).is_file() for face in faces] == [True, True]
    assert "--serif: Newsreader," in css
    assert '--sans: "Libre Franklin",' in css
