"""Galleries on pages: rows of one, two or three pictures, all of a row equally high, none cropped.

How wide a picture is in its row follows from its proportions. They are told by a class, in steps,
for a page has no styles of its own; what a step is wrong by is cut off, at most a few per cent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import log

from publisher.content.render.galleries import CLASS

STEPS = (40, 45, 50, 56, 60, 67, 75, 80, 90, 100, 110, 125, 133, 150, 165, 178, 200, 235, 300)
"""Width in per cent of height: what cameras and phones give, and steps between."""
SIZES = "data-sizes"
"""An attribute that lives only until the picture has its sizes (`pictures.Gallery.framed`)."""

_WIDE, _COLUMN = 850, 610
"""Pixels across a gallery where there is room for it beside the column, and where there is not."""
_LONGEST = 3
_GOOD = 2.6
"""A row that is so many times wider than high looks right: two landscapes, three portraits."""
_ALONE = 0.4
_PAIR = 2
_SMALLEST, _LOWEST = 0.25, 3.8
_UNKNOWN = 1.5
_FIGURE = re.compile(r"<(/?)figure\b([^>]*)>")
_IS_ONE = re.compile(rf'\sclass="{CLASS}(?:\s[^"]*)?"')
_SIZE = re.compile(r'<img\b[^>]*?\swidth="(\d+)"')
_HEIGHT = re.compile(r'<img\b[^>]*?\sheight="(\d+)"')


def laid(html: str) -> str:
    """A fragment with its galleries in rows."""
    if f'class="{CLASS}' not in html:
        return html
    parts: list[str] = []
    at = 0
    for start, inner, end in _galleries(html):
        begins = html[start:inner]
        parts += (html[at:start], begins, _rows(html[inner:end]))
        at = end
    return "".join([*parts, html[at:]])


def _galleries(html: str) -> Iterator[tuple[int, int, int]]:
    """Where each begins, where what it holds does, and where that ends."""
    depth, start, inner = 0, -1, -1
    for tag in _FIGURE.finditer(html):
        if start < 0:
            if not tag[1] and _IS_ONE.search(tag[2]):
                start, inner, depth = tag.start(), tag.end(), 0
            continue
        depth += -1 if tag[1] else 1
        if depth < 0:
            yield start, inner, tag.start()
            start = -1


def _rows(inside: str) -> str:
    """What a gallery holds, its pictures in rows; what is none of them stays where it is, last."""
    pictures, rest = _figures(inside)
    if not pictures:
        return inside
    rows = []
    at = 0
    for count in _best(tuple(map(_ratio, pictures))):
        rows.append(_row(pictures[at : at + count]))
        at += count
    return "\n" + "\n".join(rows) + f"\n{rest.strip()}\n"


def _figures(inside: str) -> tuple[list[str], str]:
    found: list[str] = []
    rest: list[str] = []
    depth, start, at = 0, 0, 0
    for tag in _FIGURE.finditer(inside):
        if not tag[1]:
            if not depth:
                start = tag.start()
                rest.append(inside[at:start])
            depth += 1
        else:
            depth -= 1
            if not depth:
                at = tag.end()
                found.append(inside[start:at])
    return found, "".join([*rest, inside[at:]])


def _ratio(figure: str) -> float:
    """Width by height, within what there are steps for."""
    width, height = _SIZE.search(figure), _HEIGHT.search(figure)
    if width is None or height is None or not int(height[1]) or not int(width[1]):
        return _UNKNOWN
    return min(max(int(width[1]) / int(height[1]), STEPS[0] / 100), STEPS[-1] / 100)


@cache
def _best(ratios: tuple[float, ...]) -> tuple[int, ...]:
    """How many pictures each row has, so that rows are as near a good height as can be."""
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for end in range(1, len(ratios) + 1):
        ways = []
        for count in range(1, min(_LONGEST, end) + 1):
            cost, rows = best[end - count]
            ways.append((cost + _cost(ratios[end - count : end]), (*rows, count)))
        best.append(min(ways))
    return best[-1][1]


def _cost(row: Sequence[float]) -> float:
    return log(sum(row) / _GOOD) ** 2 + (_ALONE if len(row) == 1 else 0)


def _row(figures: Sequence[str]) -> str:
    ratios = [_ratio(figure) for figure in figures]
    first = len(figures) != _PAIR
    apart = _are_apart(ratios[-_PAIR:])
    made = [
        _figure(figure, ratio, ratio / sum(ratios), wide=apart or (first and not nth))
        for nth, (figure, ratio) in enumerate(zip(figures, ratios, strict=True))
    ]
    kind = f"{CLASS}__row {CLASS}__row--{len(figures)}"
    kind += f" {CLASS}__row--apart" if apart and len(figures) > 1 else ""
    return f'<div class="{kind}">\n' + "\n".join(made) + "\n</div>"


def _are_apart(pair: Sequence[float]) -> bool:
    """Whether two pictures cannot share a phone's width: one would be a stamp, or both strips."""
    return min(pair) < _SMALLEST * sum(pair) or sum(pair) > _LOWEST


def _figure(figure: str, ratio: float, share: float, *, wide: bool) -> str:
    """One picture; `wide`: on a phone it has the whole width."""
    step = min(STEPS, key=lambda each: abs(log(each / 100 / ratio)))
    phone = "calc(100vw - 40px)" if wide else "50vw"
    sizes = (
        f"(min-width: 1200px) {round(_WIDE * share)}px, "
        f"(min-width: 720px) {round(_COLUMN * share)}px, {phone}"
    )
    begun = re.sub(r"^<figure\b", f'<figure class="ratio-{step}"', figure, count=1)
    return begun.replace("<img", f'<img {SIZES}="{sizes}"', 1)
