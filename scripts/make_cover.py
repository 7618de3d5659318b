"""Draw the podcast's cover: feeds/nya-kalla-kriget.jpg, 3000 × 3000 pixels, RGB.

    pip install fontpkg-archivo==2.1
    python scripts/make_cover.py

Two fields with a crack between them, and the title across it, changing colour where it passes from
one side to the other. Apple asks for 1400 to 3000 pixels, RGB without alpha, 72 dpi, and lays its
own marks over the bottom fifth, which is therefore left to the fields alone. The typeface is
Archivo (SIL Open Font License).
"""

from __future__ import annotations

from pathlib import Path

from fontpkg_archivo import ROOT as ARCHIVO
from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).resolve().parent.parent / "feeds" / "nya-kalla-kriget.jpg"
SIZE = 3000
MARGIN = 180
GAP = 70  # between the lines of the title
TOP, BOTTOM = 430, 2380  # of the title; nothing but colour below

RED, CREAM = (196, 24, 38), (255, 248, 236)
ICE, NAVY = (207, 226, 236), (12, 26, 52)

# Where the fields meet, from the top edge to the bottom one: ice that has cracked. It breaks off
# between the lines of the title, so that each line is crossed once.
CRACK = ((2240, 0), (1790, 1262), (2090, 1328), (1755, 1848), (1930, 1914), (1290, 3000))

LINES = ("NYA", "KALLA", "KRIGET")


def font(size: float, width: float, weight: float = 900) -> ImageFont.FreeTypeFont:
    """Archivo at so many pixels; its width axis goes from 62 to 125 %."""
    face = ImageFont.truetype(ARCHIVO / "files" / "Archivo[wdth,wght].ttf", size)
    face.set_variation_by_axes([weight, width])
    return face


def ink(text: str, face: ImageFont.FreeTypeFont) -> tuple[int, int, int, int]:
    """The box that the letters themselves fill, counted from the baseline's beginning."""
    scratch = Image.new("L", (2 * SIZE, 2 * SIZE))
    ImageDraw.Draw(scratch).text((SIZE // 2, SIZE), text, font=face, fill=255, anchor="ls")
    left, top, right, bottom = scratch.getbbox() or (0, 0, 0, 0)
    return left - SIZE // 2, top - SIZE, right - SIZE // 2, bottom - SIZE


def set_line(text: str, width: float) -> tuple[ImageFont.FreeTypeFont, int, int]:
    """The size at which a line fills the column; where its ink begins, and its cap height."""
    left, _, right, _ = ink(text, font(600, width))
    face = font(600 * (SIZE - 2 * MARGIN) / (right - left), width)
    # The cap height is that of a flat letter: round ones rise a little above it.
    return face, ink(text, face)[0], -ink("K", face)[1]


def title_height(width: float) -> int:
    """How tall the title becomes when its letters are that wide."""
    return sum(set_line(line, width)[2] for line in LINES) + GAP * (len(LINES) - 1)


def lettering() -> Image.Image:
    """A mask over all text: the publisher's name, and the title in lines that fill the column."""
    mask = Image.new("L", (SIZE, SIZE))
    draw = ImageDraw.Draw(mask)
    name = font(170, 110, 800)
    draw.text((MARGIN - ink("K", name)[0], 300), "KINAMEDIA", font=name, fill=255, anchor="ls")
    # Wider letters make lower lines: the narrowest width that still fits above the bottom fifth.
    width = next(width for width in range(90, 126) if title_height(width) <= BOTTOM - TOP)
    foot = TOP - GAP
    for line in LINES:
        face, left, height = set_line(line, width)
        foot += GAP + height
        draw.text((MARGIN - left, foot), line, font=face, fill=255, anchor="ls")
    return mask


def cover() -> Image.Image:
    """The finished picture."""
    text = lettering()
    picture = Image.new("RGB", (SIZE, SIZE), RED)
    picture.paste(CREAM, mask=text)
    cold = Image.new("RGB", (SIZE, SIZE), ICE)
    cold.paste(NAVY, mask=text)
    # Drawn four times as large, because Pillow's polygons have stairs for edges.
    field = Image.new("L", (4 * SIZE, 4 * SIZE))
    outline = [*CRACK, (SIZE, SIZE), (SIZE, 0)]
    ImageDraw.Draw(field).polygon([(4 * x, 4 * y) for x, y in outline], fill=255)
    picture.paste(cold, mask=field.resize((SIZE, SIZE), Image.Resampling.BOX))
    return picture


def main() -> None:
    """Draw the cover and say how large the file became."""
    cover().save(TARGET, quality=88, subsampling=0, optimize=True, dpi=(72, 72))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
