"""A podcast's cover until it has one of its own: its name in white on a single colour."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from publisher.media.images.card_text import FontFile
from publisher.media.images.setting import Face, font, set_title, shown

SIDE = 3000
"""As wide and high as Apple takes (A Podcaster's Guide to RSS: 1400 to 3000 pixels)."""
_UNIT = 5
"""Pixels for each that the title is laid out in: sizes of type are made for smaller pictures."""
_MARGIN, _RULE, _FOOT = 260, 12, 110


def cover(title: str, name: str, ground: str, serif: Path) -> bytes:
    """The title, and the site's `name` at the foot, on `ground` (`#rrggbb`): a PNG in RGB.

    What the font cannot show is left out. Raises OSError when it cannot be read.
    """
    from PIL import Image as Pillow
    from PIL import ImageDraw

    file = FontFile(path=serif, mark=str(serif))
    head, foot = Face(file=file, weight=620), Face(file=file, weight=500)
    picture = Pillow.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(picture)
    bottom = SIDE - _MARGIN
    if text := shown(title, head):
        room = (SIDE - 2 * _MARGIN) // _UNIT
        found = set_title(text, head, room, room - 2 * _FOOT // _UNIT)
        for number, line in enumerate(found.lines):
            at = (_MARGIN, _MARGIN + (round(found.size * 0.8) + number * found.step) * _UNIT)
            draw.text(at, line, font=font(head, found.size * _UNIT), fill="white", anchor="ls")
    if below := shown(name, foot):
        draw.rectangle(
            (_MARGIN, bottom - 2 * _FOOT, SIDE - _MARGIN, bottom - 2 * _FOOT + _RULE), "white"
        )
        made = font(foot, _FOOT)
        if made.getlength(below) <= SIDE - 2 * _MARGIN:
            draw.text((_MARGIN, bottom), below, font=made, fill="white", anchor="ls")
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
