"""Pictures: measured from their headers, and refused when they cannot be shown safely."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from publisher.media.images import measure
from publisher.model import Image
from publisher.problems import Problem

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


def measured(folder: Path, name: str, data: bytes | str) -> Image | Problem:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return measure(folder, name, f"/media/{name}", "Ett tåg")


def size(folder: Path, name: str, data: bytes | str) -> tuple[int | None, int | None]:
    image = measured(folder, name, data)
    assert isinstance(image, Image), image
    return image.width, image.height


def refusal(folder: Path, name: str, data: bytes | str) -> str:
    problem = measured(folder, name, data)
    assert isinstance(problem, Problem)
    assert (problem.path, problem.line, problem.fatal) == (name, None, True)
    assert problem.hint
    prefix = f"bilden ”{name}” "
    assert problem.text.startswith(prefix)
    return problem.text.removeprefix(prefix)


def picture(kind: str, width: int = 64, height: int = 40, **options: object) -> bytes:
    buffer = BytesIO()
    Pillow.new("RGB", (width, height), "red").save(buffer, kind, **options)
    return buffer.getvalue()


def lying(kind: str, orientation: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    return picture(kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "gif", "avif"])
def test_pictures_are_measured(tmp_path: Path, kind: str) -> None:
    assert measured(tmp_path, f"tåg.{kind}", picture(kind)) == Image(
        source=f"tåg.{kind}", url=f"/media/tåg.{kind}", width=64, height=40, alt="Ett tåg"
    )


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert size(tmp_path, "bild.jpg", picture("png")) == (64, 40)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@pytest.mark.parametrize(
    ("orientation", "shown"), [(1, (64, 40)), (3, (64, 40)), (6, (40, 64)), (8, (40, 64))]
)
def test_a_photograph_on_its_side_is_measured_as_it_is_shown(
    tmp_path: Path, kind: str, orientation: int, shown: tuple[int, int]
) -> None:
    assert size(tmp_path, f"bild.{kind}", lying(kind, orientation)) == shown


def test_no_picture_is_decoded(tmp_path: Path) -> None:
    whole = picture("png", 3000, 2000)
    assert size(tmp_path, "bild.png", whole[:200]) == (3000, 2000)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="800" height="450"', (800, 450)),
        ('width="800px" height="450.4px"', (800, 450)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('viewBox="0 0 800 450"', (800, 450)),
        ('viewBox="0,0,800,450" width="100%"', (800, 450)),
        ('viewBox="0 0 800 450" width="400"', (400, 225)),
        ('viewBox="0 0 800 450" height="45"', (80, 45)),
        ('viewBox="0 0 0 0"', (None, None)),
        ('width="auto" height="1e999"', (None, None)),
        ('width="0.2" height="3"', (1, 3)),
        ("", (None, None)),
    ],
)
def test_a_drawing_has_the_size_it_states(
    tmp_path: Path, attributes: str, expected: tuple[int | None, int | None]
) -> None:
    assert size(tmp_path, "karta.svg", SVG.format(attributes, "<path/>")) == expected


def test_a_drawing_may_begin_as_programs_write_it(tmp_path: Path) -> None:
    start = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">\n'
    drawing = start + SVG.format('width="8" height="6"', "<g/>")
    assert size(tmp_path, "a.svg", "\ufeff" + drawing) == (8, 6)
    utf16 = drawing.replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
    assert size(tmp_path, "b.svg", utf16) == (8, 6)


def test_a_drawing_may_refer_to_itself_and_link_out(tmp_path: Path) -> None:
    inside = (
        '<style>.a { fill: url(#g) } .b { fill: url("data:image/png;base64,AA") }</style>'
        '<use href="#x"/><image href="data:image/png;base64,AA"/>'
        '<a href="https://exempel.se/"><rect style="fill:url( &quot;#g&quot;)"/></a>'
        '<metadata xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:RDF r:about=""/></metadata>'
    )
    assert size(tmp_path, "karta.svg", SVG.format('width="8" height="6"', inside)) == (8, 6)


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<g><rect onclick="x()"/></g>', "onclick"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<a href="java\nscript:x()"/>', "href"),
        ('<set attributeName="onload" to="x()"/>', "attributeName"),
    ],
)
def test_a_drawing_that_runs_is_refused(tmp_path: Path, inside: str, what: str) -> None:
    text = refusal(tmp_path, "karta.svg", SVG.format("", inside))
    assert text.startswith(f"innehåller kod ({what}")


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://exempel.se/x.png"/>',
        '<use xmlns:l="http://www.w3.org/1999/xlink" l:href="annan.svg#x"/>',
        "<style>@import 'https://exempel.se/x.css';</style>",
        "<style>a { fill: url(https://exempel.se/x) }</style>",
        '<rect style="fill: url(//exempel.se/x)"/>',
        '<rect fill="url(&apos;annan.svg#g&apos;)"/>',
        '<?xml-stylesheet href="https://exempel.se/x.css"?>',
    ],
)
def test_a_drawing_that_fetches_is_refused(tmp_path: Path, inside: str) -> None:
    text = refusal(tmp_path, "karta.svg", SVG.format("", inside))
    assert text.startswith("hämtar något utifrån (”")


def test_a_drawing_that_would_swell_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SVG.format(
        "", "&b;"
    )
    assert "entiteter" in refusal(tmp_path, "karta.svg", bomb)


def test_a_broken_drawing_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, "karta.svg", "<svg>\n<g>\n</svg>").endswith("(fel på rad 3 i filen)")


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("bild.jpg", b"", "är tom"),
        ("karta.svg", b"", "är tom"),
        ("bild.jpg", b"Bara text.", "är skadad eller ingen bild"),
        ("bild.png", picture("png")[:20], "är skadad eller ingen bild"),
        ("bild.jpg", b"\xff\xd8\xff\xe0", "är skadad eller ingen bild"),
        ("bild.tiff", picture("tiff"), "är i formatet TIFF, som webbläsare inte visar"),
        ("bild.bmp", picture("bmp"), "är i formatet BMP, som webbläsare inte visar"),
        ("karta.png", SVG.format("", "").encode(), "är en SVG men heter inte så"),
        ("karta.svg", picture("png"), "är ingen SVG"),
        ("karta.svg", b"<html><svg/></html>", "är ingen SVG"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, data: bytes, text: str) -> None:
    assert refusal(tmp_path, name, data) == text


def test_a_picture_of_absurd_size_is_refused(tmp_path: Path) -> None:
    def header(side: int) -> bytes:
        data = bytearray(picture("gif"))
        data[6:10] = side.to_bytes(2, "little") * 2
        return bytes(data)

    assert refusal(tmp_path, "a.gif", header(12_000)) == "har för många bildpunkter"
    assert refusal(tmp_path, "b.gif", header(60_000)) == "har för många bildpunkter"


@pytest.mark.parametrize(
    "encoding",
    [
        "UTF-7",
        "big5",
        "shift_jis",
        "iso-2022-jp",
        "hz",
        "cp037",
        "rot13",
        "idna",
        "unicode_escape",
        "utf-32",
        "x-none",
        "koi8-r",
    ],
)
def test_a_drawing_that_programs_would_read_differently_is_refused(
    tmp_path: Path, encoding: str
) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>' + SVG.format("", "+ADw-script+AD4-")
    text = refusal(tmp_path, "karta.svg", data)
    assert "teckenkodningen" in text or "är ingen giltig SVG" in text


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16", "iso-8859-1", "us-ascii", "Windows-1252"])
def test_a_drawing_in_an_encoding_that_all_know_may_be(tmp_path: Path, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>' + SVG.format('width="8" height="6"', "")
    assert size(tmp_path, "karta.svg", data.encode(encoding)) == (8, 6)


def scans(count: int, width: int = 1024) -> bytes:
    """A JPEG whose last scan comes again and again: of one colour, it is but a few bytes."""
    whole = picture("jpeg", width, width, progressive=True)
    last = whole.rindex(b"\xff\xda")
    before = whole.count(b"\xff\xda") - 1
    return whole[:last] + whole[last:-2] * (count - before) + whole[-2:]


def test_a_picture_that_is_drawn_over_and_over_is_refused(tmp_path: Path) -> None:
    assert size(tmp_path, "a.jpg", scans(100, 64)) == (64, 64)
    assert refusal(tmp_path, "b.jpg", scans(101, 64)).startswith("ritas om 101 gånger")
    assert refusal(tmp_path, "c.jpg", scans(20_000)).startswith("ritas om 20000 gånger")


def test_a_mark_of_a_scan_between_two_readings_is_counted(tmp_path: Path) -> None:
    data = picture("jpeg")
    for shift in range(3):
        padding = b"\xff\xfe\xff\xff" + bytes(0xFFFD)
        room = (1 << 20) - 1 - len(data) + shift
        filled = data[:2] + padding * (room // len(padding)) + data[2:]
        rest = (1 << 20) - 1 + shift - len(filled)
        filled = filled[:-2] + bytes(rest) + b"\xff\xda\0\2" * 120 + filled[-2:]
        assert refusal(tmp_path, "a.jpg", filled).startswith("ritas om 121 gånger")


def test_a_missing_picture_and_a_folder_are_problems(tmp_path: Path) -> None:
    problem = measure(tmp_path, "saknas.png", "/x")
    assert isinstance(problem, Problem)
    assert problem.text == "bilden ”saknas.png” går inte att läsa: den finns inte"
    (tmp_path / "mapp.png").mkdir()
    problem = measure(tmp_path, "mapp.png", "/x")
    assert isinstance(problem, Problem)
    assert problem.text == "bilden ”mapp.png” går inte att läsa: det är en mapp"
