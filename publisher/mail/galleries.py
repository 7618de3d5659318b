"""Galleries in letters: two pictures beside each other, and one by itself where it is narrow.

In tables, since Outlook for Windows knows nothing else; on a phone their cells become blocks
(style.css), and where a program has no style sheet two small pictures still fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.content.render.galleries import CLASS
from publisher.mail.pictures import scaled

NAME = "figures"
"""What a gallery is called where it is no `<figure>` any more."""
_GAP = 12
_DIV = re.compile(r"<(/?)div\b([^>]*)>")
_IS_ONE = re.compile(rf'class="[^"]*\b{NAME}\b')
_WIDTH = re.compile(r'(<img\b[^>]*?\swidth=")(\d+)(")')
_HEIGHT = re.compile(r'(<img\b[^>]*?\sheight=")(\d+)(")')
_TABLE = (
    '<table role="presentation" class="pair" width="100%" cellpadding="0" cellspacing="0"'
    ' border="0"><tr><td class="shot first" width="{0}%" valign="top">{1}</td>'
    '<td class="shot" width="{2}%" valign="top">{3}</td></tr></table>'
)
_LEAST = 0.25
"""Of the width, for the narrower of two pictures."""


def is_gallery(attributes: str) -> bool:
    """Whether a figure with these attributes, as they are written, is one."""
    return re.search(rf'\sclass="{CLASS}(?:\s[^"]*)?"', attributes) is not None


def beside(html: str, width: int) -> str:
    """A letter's HTML, its galleries in pairs; a column is `width` pixels wide.

    Of an odd number the first has the whole width.
    """
    if NAME not in html:
        return html
    parts: list[str] = []
    at = 0
    for start, end in _blocks(html, _IS_ONE):
        parts += (html[at:start], _paired(html[start:end], width))
        at = end
    return "".join([*parts, html[at:]])


def _blocks(html: str, wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where each `<div>` with these attributes stands, those within one apart."""
    depth, start = 0, -1
    for tag in _DIV.finditer(html):
        if start < 0:
            if not tag[1] and wanted.search(tag[2]):
                start, depth = tag.start(), 1
            continue
        depth += -1 if tag[1] else 1
        if not depth:
            yield start, tag.end()
            start = -1


def _paired(gallery: str, width: int) -> str:
    begins = gallery[: gallery.index(">") + 1]
    inside = gallery[len(begins) : -len("</div>")]
    spans = list(_blocks(inside, re.compile(r'class="figure"')))
    figures = [inside[start:end] for start, end in spans]
    rest = inside[spans[-1][1] :] if spans else inside
    odd = len(figures) % 2
    left, right = figures[odd::2], figures[odd + 1 :: 2]
    pairs = [_pair(*both, width - _GAP) for both in zip(left, right, strict=True)]
    return begins + "\n".join([*figures[:odd], *pairs]) + f"{rest}</div>"


def _pair(one: str, other: str, room: int) -> str:
    """Two pictures beside each other, as wide as makes them equally high."""
    ratios = _ratio(one), _ratio(other)
    share = min(max(ratios[0] / sum(ratios), _LEAST), 1 - _LEAST)
    wide = round(room * share)
    per_cent = round(100 * share)
    cells = _narrowed(one, wide), _narrowed(other, room - wide)
    return _TABLE.format(per_cent, cells[0], 100 - per_cent, cells[1])


def _ratio(figure: str) -> float:
    width, height = _WIDTH.search(figure), _HEIGHT.search(figure)
    return int(width[2]) / int(height[2]) if width and height and int(height[2]) else 1


def _narrowed(figure: str, most: int) -> str:
    """With its picture no wider than a cell."""
    width, height = _WIDTH.search(figure), _HEIGHT.search(figure)
    if width is None:
        return figure
    wide, high = scaled(int(width[2]), int(height[2]) if height else None, most)
    figure = _WIDTH.sub(rf"\g<1>{wide}\g<3>", figure, count=1)
    return _HEIGHT.sub(rf"\g<1>{high}\g<3>", figure, count=1) if high else figure
