"""Pictures in sizes: made once, never larger, the right way up, and asked for by the pages alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageCms, ImageDraw
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.media import images
from publisher.problems import PublisherError

ROOT = Path(__file__).parents[2]
TEXT = "content/artiklar/2025/tag.md"
HEAD = "---\ntitle: Tåget\ndate: 2025-03-03\nauthors: redaktionen\n{}---\n\nText.\n{}"


def photograph(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    """Something no format can draw in a few bytes: noise, blue above and yellow below."""
    noise = Pillow.effect_noise((width // 4, height // 4), 40).resize((width, height))
    ground = Pillow.new("RGB", (width, height), "gold")
    ImageDraw.Draw(ground).rectangle((0, 0, width, height // 2), fill="navy")
    out = BytesIO()
    Pillow.blend(ground, noise.convert("RGB"), 0.3).save(out, kind, **options)
    return out.getvalue()


def drawing(width: int, height: int, mode: str = "RGB") -> bytes:
    picture = Pillow.new(mode, (width, height))
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2, height), fill="red")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def widths(file: Path) -> list[str]:
    found = images.variants(file)
    return [each.ending for each in found] if found else []


@pytest.mark.parametrize(
    ("width", "endings"),
    [
        (4000, ["-480.webp", "-800.webp", "-1200.webp", "-1600.webp", "-1200.jpg"]),
        (1200, ["-480.webp", "-800.webp", "-1200.webp", "-1200.jpg"]),
        (1000, ["-480.webp", "-800.webp", "-1000.webp", "-1000.jpg"]),
        (850, ["-480.webp", "-850.webp", "-850.jpg"]),
        (480, ["-480.webp", "-480.jpg"]),
        (479, []),
    ],
)
def test_no_size_is_wider_than_the_original_nor_so_near_that_it_saves_nothing(
    tmp_path: Path, width: int, endings: list[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph(width, 300))
    assert widths(tmp_path / "a.jpg") == endings


def test_what_is_drawn_or_clear_falls_back_on_png_and_what_is_taken_on_jpeg(tmp_path: Path) -> None:
    (tmp_path / "drawn.png").write_bytes(drawing(900, 600))
    (tmp_path / "clear.png").write_bytes(drawing(900, 600, "RGBA"))
    (tmp_path / "taken.png").write_bytes(photograph(900, 600, "PNG"))
    (tmp_path / "webp.webp").write_bytes(photograph(900, 600, "WEBP"))
    last = {file.stem: widths(file)[-1] for file in tmp_path.iterdir()}
    assert last == {
        "drawn": "-900.png",
        "clear": "-900.png",
        "taken": "-900.jpg",
        "webp": "-900.jpg",
    }


def test_what_moves_or_scales_by_itself_is_left_as_it_is(tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (600, 400), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "PNG", "WEBP"):
        frames[0].save(tmp_path / f"moving.{kind.lower()}", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "still.gif")
    frames[0].save(tmp_path / "still.avif")
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="900"/>')
    assert [widths(file) for file in sorted(tmp_path.iterdir())] == [[]] * 6


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", (None, None)),
        ("30% 20%", ("30", "20")),
        ("0% 100%", ("0", "100")),
        ("33% 98%", ("35", "100")),
    ],
)
def test_the_point_that_is_to_be_seen_is_told_where_pictures_are_cropped(
    publication: Callable[..., Path], written: str, shown: tuple[str | None, str | None]
) -> None:
    """In steps that the stylesheet knows, for a page has no styles of its own."""
    focus = f"image_focus: {written}\n" if written else ""
    head = HEAD.format(f"image: t.jpg\nimage_alt: Tåg\n{focus}", "")
    root = publication({TEXT: head, "content/artiklar/2025/t.jpg": photograph(800, 800)})
    build(BuildOptions(root=root))
    sheet = (root / "build/site/assets/stylesheets/site.css").read_text("utf-8")
    for page in ("index.html", "arkiv/index.html"):
        html = LexborHTMLParser((root / "build/site" / page).read_text("utf-8"))
        told = html.css_first(".item__image").attributes
        assert (told.get("data-x"), told.get("data-y")) == shown
        for axis, share in zip("xy", shown, strict=True):
            assert share is None or f'[data-{axis}="{share}"] {{ --{axis}: {share}%; }}' in sheet


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(BytesIO(data))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_the_camera_was_held_and_says_nothing_of_where(
    tmp_path: Path, orientation: int
) -> None:
    upright = Pillow.new("RGB", (900, 600), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 200, 100), fill="red")
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    lying = upright.transpose(Pillow.Transpose(back[orientation])) if orientation > 1 else upright
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Kameran AB"
    exif.get_ifd(0x8825)[1] = "N"
    lying.save(tmp_path / "a.jpg", exif=exif, comment=b"hemligt")
    made = images.resized(tmp_path / "a.jpg", 600, "JPEG")
    assert opened(made).size == (600, 400)
    red, green, _ = opened(made).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    assert not opened(made).getexif()
    assert b"Kameran" not in made
    assert b"hemligt" not in made


def test_colours_stay_what_they_were_though_the_profile_goes(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    picture = Pillow.new("RGB", (800, 600), (200, 40, 40))
    picture.save(tmp_path / "wrong.jpg", icc_profile=profile.tobytes())  # for other channels
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    picture.save(tmp_path / "right.jpg", icc_profile=srgb.tobytes())
    for name in ("wrong.jpg", "right.jpg"):
        made = opened(images.resized(tmp_path / name, 800, "PNG"))
        assert "icc_profile" not in made.info
        assert made.getpixel((9, 9)) == pytest.approx((200, 40, 40), abs=4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_can_be_made_smaller(tmp_path: Path, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Pillow.new(mode, (700, 500)).save(tmp_path / "a", kind)
    for format_ in ("WEBP", "JPEG", "PNG"):
        made = opened(images.resized(tmp_path / "a", 500, format_))
        assert (made.format, made.size) == (format_, (500, 357))


def test_what_is_clear_lies_on_white_in_a_jpeg(tmp_path: Path) -> None:
    Pillow.new("RGBA", (600, 400), (255, 0, 0, 0)).save(tmp_path / "a.png")
    corner = opened(images.resized(tmp_path / "a.png", 500, "JPEG")).getpixel((0, 0))
    assert corner == (255, 255, 255)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph(1400, 900))
    wanted = images.variants(tmp_path / "a.jpg")
    assert wanted
    assert list(images.made(tmp_path / "a.jpg", wanted)) == list(
        images.made(tmp_path / "a.jpg", wanted)
    )


HUNGRY = """
import resource, sys
from pathlib import Path
from publisher.media import images
file = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sizes = [len(data) for _, data in images.made(file, images.variants(file))]
print(len(sizes), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_forty_megapixels_are_never_whole_in_memory(tmp_path: Path) -> None:
    Pillow.new("RGB", (8000, 5000), "teal").save(tmp_path / "a.jpg")
    ran = subprocess.run(
        [sys.executable, "-c", HUNGRY, tmp_path / "a.jpg"],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
        cwd=ROOT,
    )
    count, megabytes = map(int, ran.stdout.split())
    assert count == 5
    assert megabytes < 120  # whole and in three colours it is 120, and resizing takes a copy


def page(root: Path, name: str = "2025/tag") -> LexborHTMLParser:
    return LexborHTMLParser((root / f"build/site/{name}/index.html").read_text("utf-8"))


def files(root: Path) -> dict[str, Path]:
    made = (root / "build/site/media").rglob("*-[0-9]*.*")
    return {file.relative_to(root / "build/site/media").as_posix(): file for file in made}


def test_a_page_offers_sizes_and_feed_and_original_stay_as_they_are(
    publication: Callable[..., Path],
) -> None:
    front = "image: Tåg.jpg\nimage_alt: Ett tåg\nimage_caption: Tåget mot *väst*.\nimage_credit: 'Foto: Åsa'\n"
    root = publication(
        {
            TEXT: HEAD.format(front, '\n![En karta](karta.png "Kartan.")\n'),
            "content/artiklar/2025/Tåg.jpg": photograph(1300, 900),
            "content/artiklar/2025/karta.png": drawing(700, 400),
        }
    )
    build(BuildOptions(root=root))
    found = page(root)
    lead, second = found.css("figure")
    source, img = lead.css_first("source"), lead.css_first("img")
    assert (img.attributes["width"], img.attributes["height"]) == ("1300", "900")
    assert (img.attributes["fetchpriority"], img.attributes["decoding"]) == ("high", "async")
    assert "loading" not in img.attributes
    assert source.attributes["type"] == "image/webp"
    offered = re.findall(r"(\S+)\?v=\w{10} (\d+)w", source.attributes["srcset"] or "")
    assert [width for _, width in offered] == ["480", "800", "1300"]
    assert offered[0][0] == "/media/artiklar/2025/tag-480.webp"
    assert (img.attributes["src"] or "").startswith("/media/artiklar/2025/tag-1200.jpg?v=")
    assert lead.css_first("figcaption").text() == "Tåget mot *väst*. Foto: Åsa"
    assert second.css_first("img").attributes["loading"] == "lazy"
    assert "karta-png-480.webp" in (second.css_first("source").attributes["srcset"] or "")
    assert second.css_first("figcaption").text() == "Kartan."
    for address, width in offered:
        assert opened((root / f"build/site{address}").read_bytes()).width == int(width)
    assert (root / "build/site/media/artiklar/2025/tag.jpg").read_bytes() == photograph_of(root)
    feed = (root / "build/site/feed.xml").read_text("utf-8")
    assert "/media/artiklar/2025/karta.png" in feed
    assert ".webp" not in feed
    card = page(root, "arkiv").css_first(".item__image")
    assert card.attributes["alt"] == ""
    assert card.attributes["loading"] == "lazy"


def photograph_of(root: Path) -> bytes:
    return (root / "content/artiklar/2025/Tåg.jpg").read_bytes()


def test_two_pictures_of_one_name_keep_apart(publication: Callable[..., Path]) -> None:
    body = "\n![Ett](bild.jpg)\n\n![Två](bild.png)\n\n![Tre](bild.webp)\n"
    root = publication(
        {
            TEXT: HEAD.format("", body),
            "content/artiklar/2025/bild.jpg": photograph(500, 300),
            "content/artiklar/2025/bild.png": drawing(500, 300),
            "content/artiklar/2025/bild.webp": photograph(500, 300, "WEBP"),
        }
    )
    build(BuildOptions(root=root))
    assert sorted(files(root)) == [
        f"artiklar/2025/{name}"
        for name in (
            "bild-500.jpg",
            "bild-500.webp",
            "bild-png-500.png",
            "bild-png-500.webp",
            "bild-webp-500.jpg",
            "bild-webp-500.webp",
        )
    ]


def test_an_unchanged_picture_is_not_made_again_and_a_changed_one_gets_a_new_address(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication(
        {
            TEXT: HEAD.format("image: a.jpg\nimage_alt: A\n", ""),
            "content/artiklar/2025/a.jpg": photograph(900, 600),
        }
    )
    build(BuildOptions(root=root))
    before = page(root).css_first("figure source").attributes["srcset"]
    listed = page(root, "arkiv").css_first(".item source").attributes["srcset"]

    def never(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(images, "made", never)
        publication({TEXT: HEAD.format("image: a.jpg\nimage_alt: B\n", "\nMer.\n")})
        build(BuildOptions(root=root))
    publication({"content/artiklar/2025/a.jpg": photograph(900, 602)})
    report = build(BuildOptions(root=root))
    assert "site/media/artiklar/2025/a-480.webp" in report.changed
    after = page(root).css_first("figure source").attributes["srcset"]
    assert before != after
    assert before.partition("?")[0] == after.partition("?")[0]  # type: ignore[union-attr]
    assert page(root, "arkiv").css_first(".item source").attributes["srcset"] != listed
    publication({TEXT: HEAD.format("", "")})
    report = build(BuildOptions(root=root))
    assert "site/media/artiklar/2025/a-480.webp" in report.removed
    assert files(root) == {}


def test_what_the_author_wrote_as_a_picture_element_stands(
    publication: Callable[..., Path],
) -> None:
    own = '\n<picture><img src="a.jpg" alt="A"></picture>\n\n`<img src="a.jpg">`\n'
    root = publication(
        {TEXT: HEAD.format("", own), "content/artiklar/2025/a.jpg": photograph(900, 600)}
    )
    build(BuildOptions(root=root))
    assert len(page(root).css(".text picture")) == 1
    assert page(root).css(".text source") == []
    assert page(root).css_first(".text code").text() == '<img src="a.jpg">'


def test_a_picture_that_breaks_off_stops_the_build(publication: Callable[..., Path]) -> None:
    root = publication(
        {
            TEXT: HEAD.format("image: a.jpg\nimage_alt: A\n", ""),
            "content/artiklar/2025/a.jpg": photograph(900, 600)[:20_000],
        }
    )
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root))
    (problem,) = caught.value.problems
    assert problem.path == "content/artiklar/2025/a.jpg"
    assert "är skadad" in problem.text
    assert problem.hint
    assert not (root / "build/site").exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_forty_megapixels_gets_its_sizes(
    publication: Callable[..., Path], kind: str
) -> None:
    out = BytesIO()
    Pillow.new("L", (8000, 5000), 90).save(out, kind)
    root = publication(
        {
            TEXT: HEAD.format(f"image: a.{kind.lower()}\nimage_alt: A\n", ""),
            f"content/artiklar/2025/a.{kind.lower()}": out.getvalue(),
        }
    )
    build(BuildOptions(root=root))
    assert len(files(root)) == 5


@pytest.mark.parametrize(("kind", "width", "height"), [("PNG", 9000, 6000), ("JPEG", 14000, 7000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    publication: Callable[..., Path], kind: str, width: int, height: int
) -> None:
    out = BytesIO()
    Pillow.new("1" if kind == "PNG" else "L", (width, height)).save(out, kind)
    root = publication(
        {
            TEXT: HEAD.format("image: a.x.jpg\nimage_alt: A\n", ""),
            "content/artiklar/2025/a.x.jpg": out.getvalue(),
        }
    )
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root))
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (TEXT, 5)
    assert "bildpunkter" in problem.text
    assert "Förminska" in problem.hint
