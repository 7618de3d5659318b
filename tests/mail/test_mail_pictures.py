"""The pictures of letters: in formats that mail programs show, no heavier than need be, published."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sample.pictures import picture

from publisher.media.images import LETTER, THUMB, mailed, resized

ORIGIN = "https://prov.example"
ARTICLE = """\
---
title: Bilder
description: Alla slags bilder.
date: 2025-02-02
authors: redaktionen
image: {image}
image_alt: Överst
mail:
  send: {send}
---

Text.

{pictures}
"""
LETTER_MD = """\
---
title: Veckan
date: 2025-02-03
subject: Veckan
articles:
  - ../artiklar/2025/bilder.md
---

Hej!
"""


def written(folder: Path, kind: str, width: int, name: str) -> Path:
    path = folder / name
    path.write_bytes(picture(kind, width, width * 2 // 3))
    return path


@pytest.mark.parametrize(
    ("kind", "width", "name", "ending"),
    [
        ("JPEG", 1600, "stor.jpg", "-1200.jpg"),
        ("JPEG", 900, "tung.jpg", "-1200.jpg"),
        ("JPEG", 320, "liten.jpg", None),
        ("PNG", 320, "liten.png", None),
        ("WEBP", 1600, "stor.webp", "-1200.jpg"),
        ("WEBP", 320, "liten.webp", "-1200.jpg"),
        ("AVIF", 1600, "stor.avif", "-1200.jpg"),
        ("AVIF", 320, "liten.avif", "-1200.jpg"),
        ("GIF", 800, "gif.gif", None),
    ],
)
def test_a_letter_shows_jpeg_png_or_gif(
    tmp_path: Path, kind: str, width: int, name: str, ending: str | None
) -> None:
    made = mailed(written(tmp_path, kind, width, name), LETTER)
    assert (made.ending if made else None) == ending


def test_what_can_be_seen_through_stays_so(tmp_path: Path) -> None:
    Image.new("RGBA", (300, 200), (200, 0, 0, 90)).save(tmp_path / "klar.webp")
    made = mailed(tmp_path / "klar.webp", LETTER)
    assert made is not None
    assert made.ending == "-1200.png"


def test_a_chart_that_is_light_is_shown_as_it_is(tmp_path: Path) -> None:
    Image.new("RGB", (1600, 900), "white").save(tmp_path / "graf.png")
    assert mailed(tmp_path / "graf.png", LETTER) is None


def test_a_photograph_taken_on_its_side_is_turned(tmp_path: Path) -> None:
    sideways = Image.Exif()
    sideways[0x0112] = 6  # Orientation: turn it a quarter
    Image.new("RGB", (900, 600), "red").save(tmp_path / "ligger.jpg", exif=sideways)
    made = mailed(tmp_path / "ligger.jpg", LETTER)
    assert made is not None
    assert made.ending == "-1200.jpg"
    turned = resized(tmp_path / "ligger.jpg", made.width, made.format)
    with Image.open(BytesIO(turned)) as opened:
        assert opened.size == (600, 900)


def test_a_small_picture_is_made_small(tmp_path: Path) -> None:
    made = mailed(written(tmp_path, "JPEG", 1600, "stor.jpg"), THUMB)
    assert made is not None
    assert made.ending == "-240.jpg"
    assert mailed(written(tmp_path, "JPEG", 200, "liten.jpg"), THUMB) is None


def _built(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]], *, send: str
) -> Path:
    files = {
        "stor.jpg": picture("JPEG", 1600, 900),
        "ny.webp": picture("WEBP", 320, 200),
        "nyare.avif": picture("AVIF", 640, 400),
        "liten.png": picture("PNG", 64, 64),
    }
    shown = "\n\n".join(f"![{name}]({name})" for name in files)
    root = publication(
        {
            "content/artiklar/2025/bilder.md": ARTICLE.format(
                image="stor.jpg", send=send, pictures=shown
            ),
            "content/nyhetsbrev/2025-02-03.md": LETTER_MD,
            **{f"content/artiklar/2025/{name}": data for name, data in files.items()},
        }
    )
    code, _, said = run("build", "--no-search", cwd=root)
    assert code == 0, said
    return root


def _pictures(html: str) -> list[str]:
    return re.findall(r'<img\b[^>]*?\ssrc="([^"]*)"', html)


def test_every_picture_of_a_letter_is_there_in_the_kind_and_size_it_says(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    root = _built(publication, run, send="true")
    html = (root / "build/editions/2025-02-02-bilder/index.html").read_text("utf-8")
    folder = f"{ORIGIN}/media/artiklar/2025"
    assert _pictures(html) == [
        f"{folder}/stor-1200.jpg",
        f"{folder}/stor-1200.jpg",
        f"{folder}/ny-webp-1200.jpg",
        f"{folder}/nyare-avif-1200.jpg",
        f"{folder}/liten.png",
    ]
    letter = (root / "build/editions/2025-02-03/index.html").read_text("utf-8")
    assert _pictures(letter) == [f"{folder}/stor-240.jpg"]
    for address in _pictures(html) + _pictures(letter):
        data = (root / "build/site" / address.removeprefix(f"{ORIGIN}/")).read_bytes()
        with Image.open(BytesIO(data)) as opened:
            assert opened.format == ("PNG" if address.endswith("png") else "JPEG")
            if width := re.search(r"-(\d+)\.jpg$", address):
                assert opened.width <= int(width[1])
    tags = re.findall(r"<img\b[^>]*stor-1200[^>]*>", html)
    sizes = [re.findall(r'\s(?:width|height)="(\d+)"', tag) for tag in tags]
    assert [sorted(size) for size in sizes] == [["338", "600"], ["310", "552"]]


def test_a_picture_no_letter_shows_is_not_made_for_letters(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    root = _built(publication, run, send="false")
    (root / "content/nyhetsbrev/2025-02-03.md").unlink()
    assert run("build", "--no-search", cwd=root)[0] == 0
    names = {path.name for path in (root / "build/site/media/artiklar/2025").iterdir()}
    assert "stor-1200.jpg" in names
    assert not names & {"stor-240.jpg", "ny-webp-1200.jpg", "nyare-avif-1200.jpg"}


def test_a_changed_picture_makes_the_letter_what_a_clean_build_makes_it(
    publication: Callable[..., Path], run: Callable[..., tuple[int, str, str]]
) -> None:
    root = _built(publication, run, send="true")
    picture_file = root / "content/artiklar/2025/stor.jpg"
    picture_file.write_bytes(picture("JPEG", 900, 600))
    assert run("build", "--no-search", cwd=root)[0] == 0
    files = {
        p.relative_to(root): p.read_bytes() for p in (root / "build").rglob("*") if p.is_file()
    }
    letter = files[Path("build/editions/2025-02-02-bilder/index.html")]
    assert re.search(rb'stor-1200\.jpg" width="600" height="400"', letter)
    assert run("build", "--no-search", "--clean", cwd=root)[0] == 0
    again = {
        p.relative_to(root): p.read_bytes() for p in (root / "build").rglob("*") if p.is_file()
    }
    files.pop(Path("build/report.json")), again.pop(Path("build/report.json"))
    assert files.keys() == again.keys()
    assert [path for path in files if files[path] != again[path]] == []
