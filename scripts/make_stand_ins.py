"""Writes the theme's stand-ins.css: `make_stand_ins.py OUT`.

A stand-in is a font that a reader has, stretched to take the same room as ours until ours has come.
Each family that readers have needs figures of its own, so each has a face of its own; a browser
takes the first in the row that it finds.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

SAMPLE = (
    "Av Redaktionen 2 februari 2025 Gruvan i Ytterby gav namn åt fyra grundämnen. I dag, säger "
    "hon, bryts nästan allt i Kina, och priset på dysprosium har fördubblats till 2 048 dollar. "
    "Riskkapitalisten kallade modellen för ögonblicket, och liknelsen fick vingar."
)
"""What widths are measured on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A font of ours: how wide SAMPLE is at weights 400 and 600, and its lines, all in ems."""

    name: str
    regular: float
    bold: float
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Fonts that are equally wide, by all names that browsers know them by; widths as in `Own`."""

    name: str
    locals: tuple[str, ...]
    bold_locals: tuple[str, ...]
    regular: float
    bold: float


NEWSREADER = Own(name="Newsreader", regular=103.50, bold=108.98, ascent=0.735, descent=0.265)
FRANKLIN = Own(name="Franklin", regular=116.08, bold=118.97, ascent=0.966, descent=0.246)

TIMES = Family(
    name="Times",
    locals=(
        "Times New Roman",
        "TimesNewRomanPSMT",
        "Liberation Serif",
        "Tinos Regular",
        "NimbusRoman-Regular",
    ),
    bold_locals=(
        "Times New Roman Bold",
        "TimesNewRomanPS-BoldMT",
        "Liberation Serif Bold",
        "Tinos Bold",
        "NimbusRoman-Bold",
    ),
    regular=102.89,
    bold=109.84,
)
ARIAL = Family(
    name="Arial",
    locals=("Arial", "ArialMT", "Liberation Sans", "Arimo Regular", "NimbusSans-Regular"),
    bold_locals=(
        "Arial Bold",
        "Arial-BoldMT",
        "Liberation Sans Bold",
        "Arimo Bold",
        "NimbusSans-Bold",
    ),
    regular=111.97,
    bold=120.81,
)


def _family(name: str, regular: float, bold: float) -> Family:
    """A family whose names are regular: `Noto Serif`, also called `Noto Serif Regular`."""
    return Family(
        name=name,
        locals=(name, f"{name} Regular"),
        bold_locals=(f"{name} Bold",),
        regular=regular,
        bold=bold,
    )


ROBOTO = _family("Roboto", 111.47, 113.76)
CONDENSED = _family("Roboto Condensed", 99.33, 101.67)
ROWS = (
    # Whoever has Georgia (Windows, macOS, iOS) has Times New Roman too.
    (NEWSREADER, TIMES),
    (NEWSREADER, _family("Noto Serif", 121.45, 129.21)),
    (NEWSREADER, _family("DejaVu Serif", 130.35, 144.47)),
    (NEWSREADER, _family("FreeSerif", 100.49, 108.81)),
    # Where no font has serifs, one without stands in for both of ours.
    (NEWSREADER, CONDENSED),
    (FRANKLIN, ARIAL),
    (FRANKLIN, ROBOTO),
    (FRANKLIN, _family("Noto Sans", 118.67, 126.96)),
    (FRANKLIN, _family("DejaVu Sans", 127.90, 144.87)),
    (FRANKLIN, _family("FreeSans", 109.24, 121.64)),
)
HEAD = """\
/* Fonts that readers have, stretched to take the room of the theme's own until those have come, so
   that nothing jumps when they do. Made by scripts/make_stand_ins.py. */
"""


def face(own: Own, family: Family, *, bold: bool) -> str:
    """One @font-face. The heights are ours, in parts of a font that is stretched already."""
    stretch = (own.bold / family.bold) if bold else (own.regular / family.regular)
    names = family.bold_locals if bold else family.locals
    lines = (
        f'font-family: "{own.name} by {family.name}"',
        f"src: {', '.join(f'local({chr(34)}{name}{chr(34)})' for name in names)}",
        f"font-weight: {'600 700' if bold else '400 500'}",
        f"size-adjust: {stretch:.1%}",
        f"ascent-override: {own.ascent / stretch:.1%}",
        f"descent-override: {own.descent / stretch:.1%}",
        "line-gap-override: 0%",
    )
    return "@font-face {\n" + "".join(f"  {line};\n" for line in lines) + "}\n"


def row(own: Own) -> str:
    """What stands after our own font's name in a font-family."""
    return ", ".join(f'"{own.name} by {family.name}"' for each, family in ROWS if each is own)


def made() -> str:
    """The whole style sheet."""
    faces = [face(own, family, bold=bold) for own, family in ROWS for bold in (False, True)]
    names = "".join(f"  --{own.name.lower()}-by: {row(own)};\n" for own in (NEWSREADER, FRANKLIN))
    return "\n".join((HEAD, *faces, f":root {{\n{names}}}\n"))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(made(), "utf-8")
