"""Cuts the theme's fonts out of the npm packages: `make_fonts.py PACKAGES OUT`, see make_fonts.sh.

Only the letters, weights and optical size that the theme uses are kept. If the fonts change, so do
the figures in make_stand_ins.py, which tests/whole/test_fonts.py measures.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SWEDISH = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(ord(sign) for sign in "ıŒœˆ˚˜–—‘’‚“”„†•…‰′″‹›⁄€™←→−"),
    *(0x2002, 0x2003, 0x2009, 0x200B, 0x2011, 0x202F),
)
"""Swedish and its neighbours in the west, with the signs that typography asks for."""
EXTENDED = (*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x180), *range(0x1CD, 0x1DD))
"""Names from the east of Europe, and Chinese in pinyin: Erdoğan, Wałęsa, Xí Jìnpíng, Lǐ Qiáng."""
FEATURES = ["ccmp", "frac", "kern", "liga", "lnum", "locl", "mark", "mkmk", "onum", "pnum", "tnum"]


@dataclass(frozen=True)
class Cut:
    """One file to make: from where, with which letters, and where on each axis."""

    name: str
    source: str
    letters: tuple[int, ...]
    axes: dict[str, float | tuple[float, float]]


TEXT = {"wght": (400.0, 700.0), "opsz": 22.0}
CUTS = (
    Cut("newsreader", "newsreader/files/newsreader-latin-opsz-normal.woff2", SWEDISH, TEXT),
    Cut(
        "newsreader-extended",
        "newsreader/files/newsreader-latin-ext-opsz-normal.woff2",
        EXTENDED,
        TEXT,
    ),
    Cut(
        "newsreader-italic",
        "newsreader/files/newsreader-latin-opsz-italic.woff2",
        SWEDISH,
        {"wght": 400.0, "opsz": 22.0},
    ),
    Cut(
        "libre-franklin",
        "libre-franklin/files/libre-franklin-latin-wght-normal.woff2",
        SWEDISH,
        {"wght": (400.0, 700.0)},
    ),
)


def cut(
    source: Path, letters: tuple[int, ...], axes: dict[str, float | tuple[float, float]]
) -> TTFont:
    """The font with these letters only, and with these axes narrowed or fixed."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    plain = BytesIO()
    font.flavor = None
    font.save(plain)
    plain.seek(0)
    return instantiateVariableFont(TTFont(plain, recalcTimestamp=False), axes)


def main(packages: Path, out: Path) -> None:
    """Make every file, and put each package's licence beside."""
    out.mkdir(parents=True, exist_ok=True)
    for each in CUTS:
        font = cut(packages / each.source, each.letters, each.axes)
        font.flavor = "woff2"
        path = out / f"{each.name}.woff2"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size} bytes")
    for package in ("newsreader", "libre-franklin"):
        shutil.copyfile(packages / package / "LICENSE", out / f"LICENSE-{package}.txt")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
