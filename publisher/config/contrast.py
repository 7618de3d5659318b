"""Whether a colour can be read as text: contrast as WCAG 2.2 counts it (1.4.3, level AA)."""

from __future__ import annotations

LEAST = 4.5
"""Contrast that text must have against its ground (WCAG 2.2, 1.4.3)."""
LIGHT, DARK = ("#fffefb", "#f5f1ea"), ("#151311", "#211e1b")
"""The theme's grounds, `--paper` and `--shade` of its base.css, in each scheme."""
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_STEPS = 50

Rgb = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white).

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def least(colour: str, grounds: tuple[str, ...]) -> float:
    """The contrast against the ground where it is hardest to read."""
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour itself, or the nearest tone of it that can be read on all these grounds.

    >>> readable("#a61b20", LIGHT), readable("#ffff00", LIGHT)
    ('#a61b20', '#707000')
    """
    goal = _WHITE if _luminance(_rgb(grounds[0])) < 0.2 else _BLACK  # noqa: PLR2004 (a dark ground)
    tones = (_mixed(_rgb(colour), goal, step / _STEPS) for step in range(_STEPS + 1))
    return next(tone for tone in tones if least(tone, grounds) >= LEAST)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _mixed(colour: Rgb, goal: Rgb, share: float) -> str:
    parts = (round(c + (g - c) * share) for c, g in zip(colour, goal, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    curve: float = ((part + 0.055) / 1.055) ** 2.4
    return part / 12.92 if part <= 0.04045 else curve  # noqa: PLR2004 (sRGB's knee)
