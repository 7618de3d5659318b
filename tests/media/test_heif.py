"""Photographs as phones take them (HEIC): real files, published as JPEG and never themselves."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image as Pillow
from PIL import ImageCms, ImageDraw
from sample.publication import attempt, tree

from publisher.media import images
from publisher.media.images.heif import is_heif
from publisher.model import Image
from publisher.model.addresses import media_url
from publisher.problems import Problem

TEXT = "content/artiklar/2025/tag.md"
PICTURE = "content/artiklar/2025/IMG_1.HEIC"
MD = """\
---
title: Tåget
date: 2025-03-03
authors: redaktionen
image: IMG_1.HEIC
image_alt: Ett tåg
mail: {send: true}
---

Text.

![Samma tåg](IMG_1.HEIC)

[Hämta bilden](IMG_1.HEIC)
"""
Publication = Callable[..., Path]
BACK = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}


def heic(width: int = 900, height: int = 600, turned: int = 1, **options: Any) -> bytes:
    """White, red in the upper left corner, with a place, a camera, and whose it is."""
    upright = Pillow.new("RGB", (width, height), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, width // 4, height // 4), fill="red")
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010F] = turned, "Kameran AB"
    exif[0x013B], exif[0x8298] = "Asa Ek", "(c) 2025 Asa Ek"
    exif.get_ifd(0x8825)[1] = "N"
    lying = upright.transpose(Pillow.Transpose(BACK[turned])) if turned > 1 else upright
    out = BytesIO()
    pillow_heif.register_heif_opener()
    lying.save(out, "HEIF", exif=exif.tobytes(), quality=90, **options)
    return out.getvalue()


WHOLE = heic()


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(BytesIO(data))


def red(picture: Pillow.Image, at: tuple[int, int]) -> bool:
    r, g, b = picture.convert("RGB").getpixel(at)  # type: ignore[misc]
    return r > 180 and g < 90 and b < 90


def test_these_are_real_files_of_the_kind() -> None:
    assert WHOLE[4:12] in {b"ftypheic", b"ftypmif1"}
    assert is_heif(WHOLE[:64])
    assert b"Kameran" in WHOLE
    assert b"irot" in heic(turned=6), "turned as phones do it"
    assert not is_heif(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf"), "AVIF in the same wrapping"
    assert not is_heif(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")


@pytest.mark.parametrize("turned", range(1, 9))
def test_it_becomes_a_jpeg_that_stands_as_the_camera_was_held(tmp_path: Path, turned: int) -> None:
    file = tmp_path / "a.heic"
    file.write_bytes(heic(turned=turned))
    found = images.measure(tmp_path, "a.heic", "/media/a.jpg", "Ett tåg")
    assert found == Image(source="a.heic", url="/media/a.jpg", width=900, height=600, alt="Ett tåg")
    data = images.as_jpeg(file)
    made = opened(data)
    assert (made.format, made.size) == ("JPEG", (900, 600))
    assert red(made, (30, 30))
    assert not red(made, (870, 570))
    assert made.getexif().get(0x0112, 1) == 1
    assert [b"Kameran" in data, b"Asa Ek" in data] == [False, True], "whose it is stays"
    assert not made.getexif().get_ifd(0x8825)
    assert data == images.as_jpeg(file), "the same bytes each time"


def test_what_is_made_of_it_is_made_as_of_other_photographs(tmp_path: Path) -> None:
    file = tmp_path / "a.heic"
    file.write_bytes(heic(2000, 1000, turned=6))
    wanted = images.variants(file)
    assert wanted is not None
    assert [each.ending for each in wanted] == [
        "-480.webp", "-800.webp", "-1200.webp", "-1600.webp", "-1200.jpg",
    ]  # fmt: skip
    for variant, data in images.made(file, wanted):
        assert opened(data).size == (variant.width, variant.width // 2)
        assert red(opened(data), (9, 9))
    letter = images.mailed(file, images.LETTER)
    assert letter is not None
    assert letter.ending == "-1200.jpg"
    first, second = Pillow.open(file), Pillow.new("RGB", (2000, 1000), "blue")
    first.save(tmp_path / "burst.heic", save_all=True, append_images=[second])
    assert images.variants(tmp_path / "burst.heic") == wanted, "a row of pictures does not move"
    ((_, square),) = images.squared(file, (100,), (0, 0))
    assert red(opened(square), (9, 9))


def test_clear_parts_lie_on_white_and_colours_are_what_they_were(tmp_path: Path) -> None:
    clear = Pillow.new("RGBA", (600, 400), (0, 0, 0, 0))
    clear.save(tmp_path / "a.heic", "HEIF")
    assert images.is_clear(tmp_path / "a.heic")
    r, g, b = opened(images.as_jpeg(tmp_path / "a.heic")).getpixel((300, 200))  # type: ignore[misc]
    assert min(r, g, b) > 250
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    (tmp_path / "b.heic").write_bytes(heic(icc_profile=profile))
    assert red(opened(images.as_jpeg(tmp_path / "b.heic")), (30, 30))
    Pillow.new("RGB", (600, 400), "white").save(tmp_path / "c.heic", "HEIF")
    assert images.is_pale(tmp_path / "c.heic")


def test_only_the_jpeg_is_published(publication: Publication) -> None:
    root = publication({TEXT: MD, PICTURE: heic(1400, 700, turned=8)})
    told = attempt(root)
    assert not isinstance(told, str), told
    assert not [one for one in told.problems if "IMG_1" in one.path]
    made = tree(root)
    assert not [path for path in made if "heic" in path.lower()]
    for path, data in made.items():
        assert b"Kameran" not in data, path
        assert not is_heif(data[:64]), path
        if not path.startswith("site/sok/"):
            assert b".heic" not in data.lower(), path
    whole = made["site/media/artiklar/2025/img-1.jpg"]
    assert (opened(whole).format, opened(whole).size) == ("JPEG", (1400, 700))
    assert opened(made["site/media/artiklar/2025/img-1-800.webp"]).size == (800, 400)
    page = made["site/2025/tag/index.html"].decode()
    assert 'href="/media/artiklar/2025/img-1.jpg"' in page
    assert re.search(r'src="/media/artiklar/2025/img-1-1200.jpg\?v=', page)
    (letter,) = (d for p, d in made.items() if p.endswith("/index.html") and "editions" in p)
    assert b"/media/artiklar/2025/img-1-1200.jpg" in letter
    assert b"/media/artiklar/2025/img-1.jpg" in made["site/feed.xml"]


def test_another_photograph_under_the_same_name_is_made_anew(publication: Publication) -> None:
    files = {TEXT: MD, PICTURE: WHOLE}
    root, clean = publication(files), publication(files, folder="clean")
    attempt(root, search=False)
    for each in (root, clean):
        (each / PICTURE).write_bytes(heic(700, 900))
    attempt(root, search=False), attempt(clean, search=False)
    assert tree(root) == tree(clean)
    assert opened(tree(root)["site/media/artiklar/2025/img-1.jpg"]).size == (700, 900)


def test_a_jpeg_in_its_place_keeps_the_address_and_two_cannot_share_it(
    publication: Publication,
) -> None:
    assert media_url("content/a/IMG_1.HEIC") == media_url("content/a/img-1.jpg")
    assert media_url("content/a/x.heif") == "/media/a/x.jpg"
    jpeg = BytesIO()
    Pillow.new("RGB", (30, 30)).save(jpeg, "JPEG")
    beside = MD.replace("![Samma tåg](IMG_1.HEIC)", "![Ett annat](IMG_1.jpg)")
    files = {TEXT: beside, PICTURE: WHOLE, "content/artiklar/2025/IMG_1.jpg": jpeg.getvalue()}
    said = str(attempt(publication(files)))
    assert "IMG_1.HEIC" in said
    assert "IMG_1.jpg" in said
    assert "/media/artiklar/2025/img-1.jpg" in said


@pytest.mark.parametrize("name", ["a.heic", "a.heif", "a.jpg", "a.HEIC"])
def test_it_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WHOLE)
    assert isinstance(images.measure(tmp_path, name, "/x.jpg"), Image)
    Pillow.new("RGB", (30, 20)).save(tmp_path / name, "JPEG")
    found = images.measure(tmp_path, name, "/x.jpg")
    assert isinstance(found, Image)
    assert (found.width, found.height) == (30, 20)


def problem(tmp_path: Path, name: str, data: bytes) -> Problem:
    (tmp_path / name).write_bytes(data)
    found = images.measure(tmp_path, name, "/x.jpg")
    assert isinstance(found, Problem)
    return found


def test_one_called_otherwise_or_damaged_is_a_fault_with_a_way_on(tmp_path: Path) -> None:
    other = problem(tmp_path, "a.png", WHOLE)
    assert "HEIC men heter inte så" in other.text
    assert ".heic" in other.hint
    for data in (WHOLE[:200], b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)):
        found = problem(tmp_path, "a.heic", data)
        assert "skadad" in found.text
        assert "JPEG" in found.hint


def test_half_a_file_is_told_of_and_nothing_is_written(publication: Publication) -> None:
    root = publication({TEXT: MD, PICTURE: WHOLE[:-900]})
    said = str(attempt(root))
    assert "IMG_1.HEIC" in said
    assert "skadad" in said
    assert not (root / "build/site").exists()


def test_where_nothing_reads_them_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    found = problem(tmp_path, "a.heic", WHOLE)
    assert "inte installerat" in found.text
    assert "pip install pillow-heif" in found.hint
    assert "Mest kompatibelt" in found.hint
