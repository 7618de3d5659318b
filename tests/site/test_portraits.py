"""Those who sign have a picture: a square around the point that counts, and never the file itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from sample.publication import ARTICLE_MD, attempt, tree
from selectolax.lexbor import LexborHTMLParser

from publisher.content.load.paths import SourceFiles
from publisher.content.load.people import read_people
from publisher.media import images
from publisher.model import PORTRAITS

PEOPLE = "content/forfattare.yml"
Publication = Callable[..., Path]
WHO = """\
redaktionen:
  name: Anna Ek
  line: Skriver om Kina
  links:
    - {{title: Webb, url: "https://exempel.se/anna"}}
  image: bilder/anna.jpg
  image_alt: Anna Ek vid ett fönster
{more}"""
FEED = "kind: articles\ntitle: Allt\ndescription: Allt.\nformats: [rss, atom, json]\n"


def face(width: int = 1200, height: int = 1800, kind: str = "JPEG") -> bytes:
    """Blue, with a red face around 25% 20% and a place (EXIF)."""
    picture = Pillow.new("RGB", (width, height), "navy")
    left, top, half = width // 4, height // 5, min(width, height) // 8
    ImageDraw.Draw(picture).rectangle((left - half, top - half, left + half, top + half), "red")
    exif = Pillow.Exif()
    exif[0x010F] = "Kameran AB"
    out = BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def files(more: str = "  image_focus: 25% 0%\n", data: bytes | None = None) -> dict[str, Any]:
    return {
        PEOPLE: WHO.format(more=more),
        "content/bilder/anna.jpg": face() if data is None else data,
        "content/artiklar/2025/forsta.md": ARTICLE_MD.replace(
            "tags: [kina]", "tags: [kina]\nmail: {send: true}"
        ),
        "feeds/artiklar.yml": FEED,
    }


def built(root: Path) -> dict[str, bytes]:
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    return tree(root)


def share(data: bytes, where: str) -> float:
    """How much of the upper or lower half is red."""
    picture = Pillow.open(BytesIO(data)).convert("RGB")
    half = picture.height // 2
    box = {"above": (0, 0, picture.width, half), "below": (0, half, picture.width, picture.height)}
    rows = picture.crop(box[where]).resize((64, 32)).tobytes()
    reds = sum(rows[at] > 150 and rows[at + 2] < 90 for at in range(0, len(rows), 3))
    return reds / (64 * 32)


def test_squares_are_made_around_the_point_and_the_file_itself_stays_at_home(
    publication: Publication,
) -> None:
    made = built(publication(files()))
    for side in PORTRAITS:
        data = made[f"site/forfattare/redaktionen/bild-{side}.jpg"]
        picture = Pillow.open(BytesIO(data))
        assert (picture.format, picture.size) == ("JPEG", (side, side))
        assert b"Kameran" not in data
        assert not picture.getexif()
        assert share(data, "above") > 0.05
        assert share(data, "below") < 0.01
    assert not [path for path in made if "anna" in path]


def test_without_a_point_the_middle_is_a_little_above_that_of_the_picture(
    publication: Publication,
) -> None:
    tall, said = (
        built(publication(files(more), folder=name))["site/forfattare/redaktionen/bild-512.jpg"]
        for name, more in {"utan": "", "med": "  image_focus: 50% 35%\n"}.items()
    )
    assert tall == said


@pytest.mark.parametrize("size", [(90, 400), (400, 90), (1, 1), (513, 512)])
def test_no_square_is_larger_than_there_are_pixels_for(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(face(*size, kind="PNG"))
    made = dict(images.squared(file, PORTRAITS, (100, 100)))
    most = min(size)
    for side, data in made.items():
        wanted = min(side, most)
        assert Pillow.open(BytesIO(data)).size == (wanted, wanted)


def test_a_clear_picture_lies_on_white_and_one_on_its_side_is_turned(tmp_path: Path) -> None:
    Pillow.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    ((_, data),) = images.squared(tmp_path / "a.png", (20,), None)
    assert Pillow.open(BytesIO(data)).getpixel((5, 5)) == (255, 255, 255)
    upright = Pillow.new("RGB", (400, 800), "navy")
    ImageDraw.Draw(upright).rectangle((0, 0, 400, 100), "red")
    exif = Pillow.Exif()
    exif[0x0112] = 6
    upright.transpose(Pillow.Transpose.ROTATE_90).save(tmp_path / "b.jpg", exif=exif)
    ((_, data),) = images.squared(tmp_path / "b.jpg", (200,), (50, 0))
    assert share(data, "above") > 0.4


def test_the_picture_stands_under_the_piece_on_the_own_page_and_in_linked_data(
    publication: Publication,
) -> None:
    made = built(publication(files()))
    large = "https://provbladet.example/forfattare/redaktionen/bild-512.jpg"
    piece = LexborHTMLParser(made["site/2025/forsta/index.html"].decode())
    own = LexborHTMLParser(made["site/forfattare/redaktionen/index.html"].decode())
    large = large.replace(
        "provbladet.example",
        piece.css_first("link[rel=canonical]").attributes["href"].split("/")[2],
    )  # type: ignore[union-attr]
    for page, css in ((piece, ".signer__face"), (own, ".top__face")):
        shown = page.css_first(css).attributes
        assert shown["alt"] == "Anna Ek vid ett fönster"
        assert shown["width"] == shown["height"] == "128"
        named = [each.split() for each in (shown["srcset"] or "").split(", ")]
        assert [width for _, width in named] == ["128w", "256w", "512w"]
        for url, _ in named:
            assert f"site{url.partition('?')[0]}" in made
            assert "?v=" in url
    assert piece.css_first(".signer__words").text(deep=True).split() == [
        "Anna", "Ek", "Skriver", "om", "Kina", "Webb",
    ]  # fmt: skip
    graphs = [
        json.loads(page.css_first("script[type='application/ld+json']").text())["@graph"]
        for page in (piece, own)
    ]
    (article,) = (one for one in graphs[0] if one["@type"] == "NewsArticle")
    assert article["author"][0]["image"] == large
    (profile,) = (one for one in graphs[1] if one["@type"] == "ProfilePage")
    assert profile["mainEntity"]["image"] == large


def test_feeds_and_letters_present_whoever_signed(publication: Publication) -> None:
    made = built(publication(files()))
    (author,) = json.loads(made["site/feed.json"])["items"][0]["authors"]
    assert author["name"] == "Anna Ek"
    assert author["url"].endswith("/forfattare/redaktionen/")
    assert author["avatar"].endswith("/forfattare/redaktionen/bild-512.jpg")
    assert f"<uri>{author['url']}</uri>" in made["site/feed.atom"].decode()
    (letter,) = (path for path in made if path.endswith("/index.html") and "editions" in path)
    html = made[letter].decode()
    words = LexborHTMLParser(html).css_first(".signer").text(deep=True).split()
    assert words == ["Anna", "Ek", "Skriver", "om", "Kina", "·", "Webb"]
    assert "bild-" not in html, "a portrait is no promise"
    assert "Anna Ek: Skriver om Kina" in made[letter.replace("index.html", "text.txt")].decode()


def test_without_a_picture_nothing_is_shown_or_told(publication: Publication) -> None:
    made = built(publication({"feeds/artiklar.yml": FEED}))
    assert not [path for path in made if "bild-" in path]
    for path, data in made.items():
        if path.endswith((".html", ".json")):
            assert b"__face" not in data
            assert b"avatar" not in data


@pytest.mark.parametrize(
    "edit",
    [
        {"content/bilder/anna.jpg": face(900, 900)},
        {PEOPLE: WHO.format(more="  image_focus: 100% 100%\n")},
        {PEOPLE: WHO.format(more="").replace("Anna Ek vid", "Anna vid")},
        {PEOPLE: "redaktionen:\n  name: Anna Ek\n"},
        {"content/bilder/anna.jpg": None, PEOPLE: "redaktionen:\n  name: Anna Ek\n"},
    ],
)
def test_another_picture_is_as_a_clean_build_has_it(
    publication: Publication, edit: dict[str, str | bytes | None]
) -> None:
    root, clean = publication(files()), publication(files(), folder="clean")
    before = built(root)
    for each in (root, clean):
        for name, data in edit.items():
            if data is None:
                (each / name).unlink()
            else:
                (each / name).write_bytes(data.encode() if isinstance(data, str) else data)
    after = built(root)
    assert after != before
    assert after == built(clean)


def test_one_that_was_missing_is_found_when_it_comes(publication: Publication) -> None:
    root = publication({**files(), "content/bilder/anna.jpg": None})
    said = str(attempt(root))
    assert "redaktionen: filen ”bilder/anna.jpg” finns inte" in said
    assert f"{PEOPLE}:6" in said
    (root / "content/bilder").mkdir(exist_ok=True)
    (root / "content/bilder/anna.jpg").write_bytes(face())
    built(root)
    (root / "content/bilder/anna.jpg").write_bytes(b"\xff\xd8\xff trasig")
    assert "skadad" in str(attempt(root))


@pytest.mark.parametrize(
    ("rows", "line", "words", "hint"),
    [
        ("image: x.png", 3, "bilden saknar beskrivning (image_alt)", 'image_alt: ""'),
        ("image_alt: Hej", 3, "”image_alt” har ingen bild att höra till", "image:"),
        ("image_focus: 1% 1%", 3, "”image_focus” har ingen bild att höra till", "image:"),
        ("image: y.png\n  image_alt: A", 3, "filen ”y.png” finns inte", ""),
        ("image: ../x.png\n  image_alt: A", 3, "ligger utanför mappen", "Flytta"),
        ("image: x.svg\n  image_alt: A", 3, "kan inte beskäras", "PNG"),
        ("image: bad.jpg\n  image_alt: A", 3, "skadad eller ingen bild", "JPEG"),
        ("image: x.png\n  image_alt: A\n  image_focus: mitten", 5, "ingen punkt i bilden", "30% 20%"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_picture_is_told_with_its_line(
    tmp_path: Path, rows: str, line: int, words: str, hint: str
) -> None:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "x.png").write_bytes(face(20, 20, "PNG"))
    (folder / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (folder / "bad.jpg").write_bytes(b"inget")
    (folder / "forfattare.yml").write_text(f"anna:\n  name: Anna\n  {rows}\n", "utf-8")
    disk = {f"content/{file.name}": file for file in folder.iterdir()}
    sources = SourceFiles(root=tmp_path, disk=disk, hashes=lambda _: "x")
    (problem,) = read_people(folder / "forfattare.yml", sources).problems
    assert (problem.path, problem.line) == (PEOPLE, line)
    assert words in problem.text
    assert hint in (problem.hint or "")
    assert problem.fatal
