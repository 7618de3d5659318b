"""Pictures that can be seen through: on a light ground in dark rooms, flat in letters."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from web_server import free_port, serving

from publisher.build import BuildOptions, build
from publisher.media import images
from publisher.media.images.decoded import seen_through

SCRIPT = Path(__file__).parents[1] / "tools" / "dark.js"
TEXT = "content/artiklar/2025/diagram.md"
HEAD = (
    "---\ntitle: Diagram\ndate: 2025-03-03\nauthors: redaktionen\nimage: linje-RGBA-900.png\n"
    "image_alt: Överst\nmail:\n  send: true\n---\n\nText.\n\n"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="160" viewBox="0 0 320 160">'
    '<path d="M0 80h320" stroke="#000" stroke-width="40"/></svg>'
)
LIGHT, BLACK = 245, 20
DIMMED = 200  # white is dimmed on pages in the dark, and black is seen on it all the same


def line(mode: str, width: int, kind: str, *, ground: int = 0) -> bytes:
    """A thick black line across nothing; `ground` 255 is a picture that is opaque after all."""
    picture = Pillow.new("RGBA", (width, width // 2), (255, 255, 255, ground))
    ImageDraw.Draw(picture).rectangle((0, width // 5, width, width // 3), fill=(0, 0, 0, 255))
    out = BytesIO()
    made = picture.quantize(8) if mode == "P" else picture.convert(mode)
    made.save(out, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return out.getvalue()


CLEAR = {
    f"linje-{mode}-{width}.{kind.lower()}": line(mode, width, kind)
    for mode, kind in (
        ("RGBA", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "WEBP"),
        ("RGBA", "GIF"),
        ("RGBA", "AVIF"),
    )
    for width in (300, 900)
}


@pytest.mark.parametrize("name", CLEAR)
def test_what_can_be_seen_through_is_known_by_its_head_and_by_its_pixels(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(CLEAR[name])
    assert images.is_clear(tmp_path / name)
    assert seen_through(tmp_path / name)


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")])
def test_a_layer_that_is_all_opaque_hides_everything(tmp_path: Path, mode: str, kind: str) -> None:
    file = tmp_path / f"a.{kind.lower()}"
    file.write_bytes(line(mode, 300, kind, ground=255))
    assert not seen_through(file)
    assert images.mailed(file, images.LETTER) is None or kind == "WEBP"
    file.write_bytes(line(mode, 301, kind))
    assert seen_through(file), "another picture under the same name"


@pytest.mark.parametrize("name", CLEAR)
@pytest.mark.parametrize("most", [images.LETTER, images.THUMB])
def test_a_letter_shows_none_of_it_as_it_is(tmp_path: Path, name: str, most: int) -> None:
    file = tmp_path / name
    file.write_bytes(CLEAR[name])
    made = images.mailed(file, most)
    assert made is not None
    assert made.ending == f"-{most}.png"
    with Pillow.open(BytesIO(images.resized(file, made.width, made.format))) as flat:
        assert not flat.has_transparency_data
        assert flat.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
        assert max(flat.convert("RGB").getpixel((5, flat.height * 12 // 25))) < BLACK  # type: ignore[arg-type,type-var]


def test_what_moves_goes_on_moving(tmp_path: Path) -> None:
    frames = [Pillow.new("RGBA", (300, 150), colour) for colour in ("#0000", "red", "blue")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], disposal=2)
    assert seen_through(tmp_path / "a.gif")
    assert images.mailed(tmp_path / "a.gif", images.LETTER) is None


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sample.publication import DEFAULT_FILES

    folder = tmp_path_factory.mktemp("diagram")
    shown = "\n\n".join(f"![{name}]({name})" for name in (*CLEAR, "streck.svg", "tack.png"))
    files: dict[str, str | bytes] = {
        **DEFAULT_FILES,
        TEXT: f"{HEAD}{shown}\n",
        "content/artiklar/2025/streck.svg": SVG,
        "content/artiklar/2025/tack.png": line("RGB", 300, "PNG"),
    }
    files |= {f"content/artiklar/2025/{name}": data for name, data in CLEAR.items()}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    build(BuildOptions(root=folder))
    return folder


@pytest.fixture(scope="module")
def seen(
    root: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tool: Callable[[str], str],
    node_module: Callable[[str], Path],
) -> dict[str, dict[str, Pillow.Image]]:
    """The pictures of page, list and letter as they look in a dark room."""
    node_module("playwright-core")
    shots = tmp_path_factory.mktemp("bilder")
    site = root / "build/site"
    with serving(tool("nginx"), site, shots, free_port()) as origin:
        letter = site / "letter.html"
        html = (root / "build/editions/2025-03-03-diagram/index.html").read_text("utf-8")
        letter.write_text(html.replace("https://prov.example/", f"{origin}/"), "utf-8")
        urls = {
            "page": f"{origin}/2025/diagram/",
            "list": f"{origin}/arkiv/",
            "letter": f"{origin}/letter.html",
        }
        command = [tool("node"), str(SCRIPT), tool("chromium"), str(shots), json.dumps(urls)]
        done = subprocess.run(
            [*command, ".text img, .item__image, .piece__image, .lead img"],
            capture_output=True,
            check=False,
            text=True,
            timeout=600,
        )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return {
        name: {
            f"{alt}{at}": Pillow.open(shots / file).convert("RGB")
            for at, (alt, file) in enumerate(pictures)
        }
        for name, pictures in told.items()
    }


@pytest.mark.parametrize(("where", "count"), [("page", 15), ("list", 1), ("letter", 13)])
def test_black_lines_are_seen_in_a_dark_room(
    seen: dict[str, dict[str, Pillow.Image]], where: str, count: int
) -> None:
    assert len(seen[where]) >= count
    for name, picture in seen[where].items():
        ground = picture.getpixel((picture.width // 2, picture.height // 10))
        stroke = picture.getpixel((picture.width // 2, picture.height // 2))
        light = LIGHT if where == "letter" else DIMMED
        assert min(ground) >= light, (where, name, ground)  # type: ignore[arg-type,type-var]
        assert max(stroke) <= BLACK, (where, name, stroke)  # type: ignore[arg-type,type-var]


def test_only_what_can_be_seen_through_is_marked(root: Path) -> None:
    html = (root / "build/site/2025/diagram/index.html").read_text("utf-8")
    marked = html.count("<img data-clear")
    assert marked == len(CLEAR) + 2, "all of them, the drawing, and the one at the top"
    assert '<img alt="tack.png"' in html or '<img src="/media/artiklar/2025/tack.png' in html


def test_a_picture_that_becomes_clear_under_its_old_name_changes_the_page(root: Path) -> None:
    file = root / "content/artiklar/2025/tack.png"
    file.write_bytes(line("RGBA", 300, "PNG"))
    build(BuildOptions(root=root))
    html = (root / "build/site/2025/diagram/index.html").read_text("utf-8")
    assert html.count("<img data-clear") == len(CLEAR) + 3
