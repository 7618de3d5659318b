"""Draw the articles' charts: PNG files of 1200 × 675 pixels beside the Markdown that shows them.

    pip install fontpkg-archivo==2.1
    python scripts/make_pictures.py

Every figure stands in the article too, with its source. The letters are large, because the picture
is shown 360 pixels wide on a phone.
"""

from __future__ import annotations

from pathlib import Path

from fontpkg_archivo import ROOT as ARCHIVO
from PIL import Image, ImageDraw, ImageFont

ARTICLES = Path(__file__).resolve().parent.parent / "content" / "artiklar"
WIDTH, HEIGHT, MARGIN = 1200, 675, 70
# Drawn twice as large and brought down, which smooths every edge.
SCALE = 2

PAPER, INK, RED, STEEL = "#f7f2e8", "#0c1a34", "#c41826", "#8aa3b5"

Rows = tuple[tuple[str, float, str], ...]

TARIFFS: Rows = (
    ("Tesla", 17.8, "17,8 %"),
    ("BYD", 27.0, "27,0 %"),
    ("Geely (Volvo)", 28.8, "28,8 %"),
    ("Övriga", 30.7, "30,7 %"),
    ("SAIC m.fl.", 45.3, "45,3 %"),
)
MINING: Rows = (
    ("Kina", 270, "270 000"),
    ("USA", 45, "45 000"),
    ("Myanmar", 31, "31 000"),
    ("Australien", 13, "13 000"),
    ("Nigeria", 13, "13 000"),
    ("Thailand", 13, "13 000"),
)
STRAITS: Rows = (
    ("Öresund", 4, "4 km"),
    ("Engelska kanalen", 33, "33 km"),
    ("Taiwansundet", 130, "130 km"),
)
CITIES: Rows = (
    ("Bor i en stad", 63.9, "64 %"),
    ("Är skrivna i en", 45.4, "45 %"),
)
BIRTHS: Rows = (
    ("2016", 18.83, "18,8"),
    ("2017", 17.65, "17,7"),
    ("2018", 15.23, "15,2"),
    ("2019", 14.65, "14,7"),
    ("2020", 12.02, "12,0"),
    ("2021", 10.62, "10,6"),
    ("2022", 9.56, "9,6"),
    ("2023", 9.02, "9,0"),
    ("2024", 9.54, "9,5"),
)

KASHGAR: tuple[tuple[int, str], ...] = (
    (1892, "Ankomst"),
    (1912, "Tryckeri"),
    (1929, "Jarring"),
    (1938, "Avfärd"),
    (1982, "Lund"),
)


class Sheet:
    """A picture with a headline, drawn in the coordinates of the finished file."""

    def __init__(self, headline: str, below: str) -> None:
        """Paper with a headline and a line that says what is measured."""
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.text((MARGIN, 108), headline, size=62, weight=850)
        self.text((MARGIN, 162), below, size=34, weight=450)

    def text(  # noqa: PLR0913 (a text has that many sides)
        self,
        at: tuple[float, float],
        text: str,
        *,
        size: float,
        weight: float = 600,
        colour: str = INK,
        anchor: str = "ls",
    ) -> None:
        """Letters; `at` is on the baseline, at the place that `anchor` names."""
        face = ImageFont.truetype(ARCHIVO / "files" / "Archivo[wdth,wght].ttf", size * SCALE)
        face.set_variation_by_axes([weight, 100])
        where = (at[0] * SCALE, at[1] * SCALE)
        self.draw.text(where, text, font=face, fill=colour, anchor=anchor)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """A filled rectangle; the right and bottom edges are outside it."""
        corners = [round(edge * SCALE) for edge in (left, top, right, bottom)]
        self.draw.rectangle((*corners[:2], corners[2] - 1, corners[3] - 1), fill=colour)

    def save(self, path: str) -> None:
        """Write it below `content/artiklar/` and say how large it became."""
        target = ARTICLES / path
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        small.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)
        print(f"{path}: {target.stat().st_size} bytes")


def lying_bars(sheet: Sheet, rows: Rows, red: str, label: int) -> None:
    """One bar a row, to the right of a column of labels; the one named `red` stands out."""
    step = (HEIGHT - 200 - 45) / len(rows)
    full = (WIDTH - MARGIN - label - 165) / max(value for _, value, _ in rows)
    for n, (name, value, shown) in enumerate(rows):
        middle = 205 + step * (n + 0.5)
        half = min(step * 0.34, 34)
        sheet.text((MARGIN, middle + 13), name, size=37)
        sheet.box(label, middle - half, label + value * full, middle + half,
                  RED if name == red else STEEL)  # fmt: skip
        sheet.text((label + value * full + 16, middle + 13), shown, size=37, weight=750)


def standing_bars(sheet: Sheet, rows: Rows, red: str) -> None:
    """One bar a row, side by side on a common floor."""
    step, floor = (WIDTH - 2 * MARGIN) / len(rows), HEIGHT - 85
    full = (floor - 250) / max(value for _, value, _ in rows)
    for n, (name, value, shown) in enumerate(rows):
        left, middle = MARGIN + step * n, MARGIN + step * (n + 0.5)
        colour = RED if name == red else STEEL
        sheet.box(left + 9, floor - value * full, left + step - 9, floor, colour)
        sheet.text((middle, floor - value * full - 14), shown, size=37, weight=750, anchor="ms")
        sheet.text((middle, floor + 46), name, size=34, anchor="ms")
    sheet.box(MARGIN, floor, WIDTH - MARGIN, floor + 3, INK)


def dots(sheet: Sheet, columns: int, rows: int) -> None:
    """A field of small tiles, one for each thing that is counted."""
    across, down = (WIDTH - 2 * MARGIN) / columns, (HEIGHT - 205 - 60) / rows
    for n in range(columns * rows):
        x, y = MARGIN + across * (n % columns), 205 + down * (n // columns)
        sheet.box(x, y, x + across - 3, y + down - 3, RED)


def timeline(sheet: Sheet, events: tuple[tuple[int, str], ...], red: tuple[int, int]) -> None:
    """Events on a line at their true distances, labels by turns above and below."""
    first, last = events[0][0], events[-1][0]
    scale = (WIDTH - 2 * MARGIN - 150) / (last - first)
    line = 420

    def place(year: int) -> float:
        return MARGIN + 60 + (year - first) * scale

    sheet.box(MARGIN, line - 5, WIDTH - MARGIN, line + 5, STEEL)
    sheet.box(place(red[0]), line - 13, place(red[1]), line + 13, RED)
    for n, (year, label) in enumerate(events):
        x, sign = place(year), 1 if n % 2 else -1
        near, far = sorted((line + sign * 13, line + sign * 70))
        sheet.box(x - 3, near, x + 3, far, INK)
        sheet.box(x - 3, line - 13, x + 3, line + 13, INK)
        foot = line - 135 if sign < 0 else line + 115
        sheet.text((x, foot), str(year), size=46, weight=800, anchor="ms")
        sheet.text((x, foot + 46), label, size=37, anchor="ms")


def main() -> None:
    """Draw them all."""
    sheet = Sheet("EU:s tull på elbilar från Kina", "Sammanlagd tull, procent av priset")
    lying_bars(sheet, TARIFFS, "SAIC m.fl.", 370)
    sheet.save("2024/elbilar-tullar.png")

    sheet = Sheet("Så brett är Taiwansundet", "Avståndet där det är smalast")
    lying_bars(sheet, STRAITS, "Taiwansundet", 430)
    sheet.save("2024/taiwansundet.png")

    sheet = Sheet("2 048 chip", "En ruta för varje H800 som Deepseek uppger att V3 tränades på")
    dots(sheet, 64, 32)
    sheet.save("2025/deepseek-2048.png")

    sheet = Sheet("Födda i Kina", "Miljoner barn om året")
    standing_bars(sheet, BIRTHS, "2024")
    sheet.save("2025/barnafodandet.png")

    sheet = Sheet("Här bryts de sällsynta jordarterna", "Ton oxider 2024, de sex största länderna")
    lying_bars(sheet, MINING, "Kina", 290)
    sheet.save("2025/jordartsmetaller.png")

    sheet = Sheet(
        "I staden, men inte skrivna där", "Andel av Kinas befolkning vid folkräkningen 2020"
    )
    lying_bars(sheet, CITIES, "Är skrivna i en", 400)
    sheet.save("2026/hukou.png")

    sheet = Sheet("Svenskarna i Kashgar", "Mission, tryckeri och handskrifter")
    timeline(sheet, KASHGAR, (1892, 1938))
    sheet.save("2026/kashgar.png")


if __name__ == "__main__":
    main()
