"""The site's mark in a browser's tab and on a phone's home screen: the first letter of its name."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

from publisher.media.images.card_text import FontFile
from publisher.media.images.setting import Face, font, shown

_SHARE = 0.62
"""Of the side, for the letter: Android may crop a maskable icon to a circle of 80 % of it."""


def icon(name: str, side: int, ground: str, serif: FontFile, kind: Literal["PNG", "ICO"]) -> bytes:
    """The first letter of `name`, white on `ground` (`#rrggbb`), `side` pixels wide and high.

    The square goes out to the edges, since phones round corners themselves. Without any sign that
    the font has, the ground alone. Raises OSError when the font cannot be read.
    """
    from PIL import Image as Pillow
    from PIL import ImageDraw

    face = Face(file=serif, weight=700)
    picture = Pillow.new("RGB", (side, side), ground)
    letter = shown(name, face)[:1].upper()
    if letter:
        made = font(face, round(side * _SHARE * 1.3))
        left, top, right, bottom = made.getbbox(letter)
        at = ((side - right - left) / 2, (side - bottom - top) / 2)
        ImageDraw.Draw(picture).text(at, letter, font=made, fill="white")
    out = BytesIO()
    if kind == "ICO":
        picture.save(out, "ICO", sizes=[(side, side)], bitmap_format="png")
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()
