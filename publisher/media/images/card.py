"""The picture that a link is shown with when somebody shares it.

1200 × 630 pixels: 1.91 to 1, which Facebook, LinkedIn, X, Bluesky and Mastodon show uncropped
(https://developers.facebook.com/docs/sharing/webmasters/images). Same input, same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Literal

from publisher.media.images.card_text import HEIGHT, WIDTH, CardText, FontFile, Inks
from publisher.media.images.decoded import decoded, opened
from publisher.media.images.setting import Face, font, length, lost, set_title, shown

if TYPE_CHECKING:
    from PIL.Image import Image

_MARGIN = 76
_BAR = 16
_KICKER, _TRACKING = 27, 2.2
_NAME, _FOOT = 42, 27
_KICKER_LINE = 108
_TITLE_TOP, _TITLE_END = 142, 496
_RULE = 518
_FOOT_LINE = 576
_SIDE = (560, _RULE - _BAR)
_COVER = (360, 360)
_GAP = 44
_USUAL = (0.5, 0.4)
_STEPS = 16
_RULE_STEP = 5
_RULE_BOX = (_MARGIN, _RULE, WIDTH - _MARGIN, _RULE + 2)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _CardLine:
    """Text with its baseline's left end, in one of the inks; `tracking` is pixels between signs."""

    text: str
    face: Face
    size: int
    at: tuple[float, int]
    ink: Literal["ink", "quiet", "accent"]
    tracking: float = 0


def card(wanted: CardText) -> bytes:
    """The card as JPEG when it has a picture, else as PNG with a palette, which is a tenth of it.

    Signs that the fonts lack are left out, never shown as empty boxes. Where that leaves a hole in
    the title, `name` stands in its place. Raises OSError when a font
    or the picture cannot be read.
    """
    lines = tuple(_lines(wanted))
    return _pictured(wanted, wanted.picture, lines) if wanted.picture else _plain(wanted, lines)


def unshown(wanted: CardText) -> str:
    """The words of the title that keep it from being shown, since the font lacks their signs."""
    return lost(wanted.title, _headline(wanted))


def _headline(wanted: CardText) -> Face:
    return Face(file=wanted.serif, weight=620)


def _lines(wanted: CardText) -> list[_CardLine]:
    title, name = _headline(wanted), Face(file=wanted.serif, weight=700)
    small, quiet = Face(file=wanted.sans, weight=700), Face(file=wanted.sans, weight=450)
    whole = WIDTH - 2 * _MARGIN
    beside = {"side": _SIDE[0] - _MARGIN, "cover": _COVER[0]}[wanted.frame] + _GAP
    width = whole - beside if wanted.picture else whole

    kicker = _cut(shown(wanted.kicker, small).upper(), small, _KICKER, width * 0.85)
    foot = _cut(shown(wanted.foot, quiet), quiet, _FOOT, whole * 0.6)
    right = _MARGIN + whole - length(foot, quiet, _FOOT)
    called = _cut(shown(wanted.name, name), name, _NAME, right - _MARGIN - _GAP)
    lines = [
        *_title(wanted, title, width),
        _CardLine(kicker, small, _KICKER, (_MARGIN, _KICKER_LINE), "accent", _TRACKING),
        _CardLine(called, name, _NAME, (_MARGIN, _FOOT_LINE), "ink"),
        _CardLine(foot, quiet, _FOOT, (right, _FOOT_LINE), "quiet"),
    ]
    return [line for line in lines if line.text]


def _title(wanted: CardText, face: Face, width: int) -> list[_CardLine]:
    title = "" if lost(wanted.title, face) else shown(wanted.title, face)
    text = title or shown(wanted.name, face)
    if not text:
        return []
    found = set_title(text, face, width, _TITLE_END - _TITLE_TOP)
    first = _TITLE_TOP + round(found.size * 0.8)
    return [
        _CardLine(line, face, found.size, (_MARGIN, first + number * found.step), "ink")
        for number, line in enumerate(found.lines)
    ]


def _cut(text: str, face: Face, size: int, width: float) -> str:
    """The text, its last words in exchange for an ellipsis where there is no room for them."""
    if length(text, face, size) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and length(" ".join(words) + " …", face, size) > width:
        words.pop()
    text = " ".join(words)
    while text and length(text + "…", face, size) > width:
        text = text[:-1]
    return text and text + "…"


def _plain(wanted: CardText, lines: tuple[_CardLine, ...]) -> bytes:
    """Three inks in steps, one byte a pixel."""
    from PIL import Image as Pillow

    sheet = Pillow.new("P", (WIDTH, HEIGHT), 0)
    ramps, palette = _ramps(wanted.inks)
    sheet.putpalette(palette)
    sheet.paste(ramps["accent"][-1], (0, 0, WIDTH, _BAR))
    sheet.paste(ramps["quiet"][_RULE_STEP], _RULE_BOX)
    for line in lines:
        mask, at = _set(line)
        if ramps[line.ink].start:  # the paper again, as the first step of the ink's own ramp
            sheet.paste(ramps[line.ink].start, (*at, at[0] + mask.width, at[1] + mask.height))
        sheet.paste(ramps[line.ink][-1], at, mask)
    out = BytesIO()
    sheet.save(out, "PNG", compress_level=6, compress_type=3)
    return out.getvalue()


def _pictured(wanted: CardText, picture: FontFile, lines: tuple[_CardLine, ...]) -> bytes:
    sheet = _ground(picture, wanted.frame, wanted.inks, wanted.focus).copy()
    for line in lines:
        mask, at = _set(line)
        sheet.paste(_colour(getattr(wanted.inks, line.ink)), at, mask)
    out = BytesIO()
    sheet.save(out, "JPEG", quality=86, subsampling="4:2:0")
    return out.getvalue()


@lru_cache(maxsize=8)  # the cover of a show stands on hundreds of cards
def _ground(picture: FontFile, frame: str, inks: Inks, focus: tuple[int, int] | None) -> Image:
    """All but the words."""
    from PIL import Image as Pillow

    sheet = Pillow.new("RGB", (WIDTH, HEIGHT), _colour(inks.paper))
    sheet.paste(_colour(inks.accent), (0, 0, WIDTH, _BAR))
    sheet.paste(_between(inks.paper, inks.quiet, _RULE_STEP), _RULE_BOX)
    if frame == "side":
        sheet.paste(_fitted(picture, _SIDE, focus), (WIDTH - _SIDE[0], _BAR))
    else:
        middle = (_BAR + _RULE - _COVER[1]) // 2
        sheet.paste(_fitted(picture, _COVER, focus), (WIDTH - _MARGIN - _COVER[0], middle))
    return sheet


def _fitted(picture: FontFile, size: tuple[int, int], focus: tuple[int, int] | None) -> Image:
    """The picture in a rectangle: a photograph fills it, a drawing is shown whole.

    A PNG is nearly always a diagram or a map, and half a diagram says something else, unless its
    author has said where the part is that counts. What is around it takes the colour of its corner.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps

    with opened(picture.path) as header:
        drawn = header.format == "PNG" and focus is None
    whole = _opaque(decoded(picture.path, size[0] * 2))
    if drawn:
        ground = Pillow.new("RGB", size)
        ground.paste(whole.crop((0, 0, 1, 1)).resize(size))
        inside = ImageOps.contain(whole, size, Pillow.Resampling.LANCZOS)
        ground.paste(inside, ((size[0] - inside.width) // 2, (size[1] - inside.height) // 2))
        return ground
    centering = (focus[0] / 100, focus[1] / 100) if focus else _USUAL
    return ImageOps.fit(whole, size, Pillow.Resampling.LANCZOS, centering=centering)


def _opaque(picture: Image) -> Image:
    """On white, where something shines through."""
    from PIL import Image as Pillow

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    above = picture.convert("RGBA")
    sheet = Pillow.new("RGB", picture.size, "white")
    sheet.paste(above, mask=above)
    return sheet


def _set(line: _CardLine) -> tuple[Image, tuple[int, int]]:
    """The line as coverage, and where its upper left corner stands."""
    mask, left, rise = _mask(line.text, line.face, line.size, line.tracking)
    return mask, (round(line.at[0]) - left, line.at[1] - rise)


@lru_cache(maxsize=256)  # names, categories and dates come again from card to card
def _mask(text: str, face: Face, size: int, tracking: float) -> tuple[Image, int, int]:
    """Coverage, and how far its corner is to the left of and above where the baseline begins."""
    from PIL import Image as Pillow

    left, rise = size // 4, round(size * 1.1)
    signs = [_sign(sign, face, size) for sign in text]
    wide = sum(advance + tracking for _, _, advance in signs)
    mask = Pillow.new("L", (ceil(wide) + 2 * left, size * 3 // 2))
    x = float(left)
    for drawn, (aside, down), advance in signs:
        if drawn is not None:
            mask.paste(255, (round(x) + aside, rise + down), drawn)
        x += advance + tracking
    return mask, left, rise


@lru_cache(
    maxsize=2048
)  # drawing a sign takes ten times as long as laying a drawn one in its place
def _sign(sign: str, face: Face, size: int) -> tuple[Image | None, tuple[int, int], float]:
    """One sign as coverage (None: a space), its corner's place from the baseline, and its width."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    cell = Pillow.new("L", (size * 2, size * 2))
    ImageDraw.Draw(cell).text((size // 2, size), sign, font=font(face, size), fill=255, anchor="ls")
    advance = length(sign, face, size)
    if (box := cell.getbbox()) is None:
        return None, (0, 0), advance
    return cell.crop(box), (box[0] - size // 2, box[1] - size), advance


@lru_cache(maxsize=4)
def _ramps(inks: Inks) -> tuple[dict[str, range], list[int]]:
    """For each ink its numbers in the palette, from paper to ink, and the palette.

    Pasting with a mask mixes numbers as it would mix colours: along a ramp the two are the same.
    """
    ramps: dict[str, range] = {}
    palette: list[int] = []
    for number, name in enumerate(("ink", "quiet", "accent")):
        ramps[name] = range(number * _STEPS, (number + 1) * _STEPS)
        for step in range(_STEPS):
            palette += _between(inks.paper, getattr(inks, name), step)
    return ramps, palette


def _between(one: str, other: str, step: int) -> Colour:
    pairs = zip(_colour(one), _colour(other), strict=True)
    red, green, blue = (a + (b - a) * step // (_STEPS - 1) for a, b in pairs)
    return red, green, blue


def _colour(written: str) -> Colour:
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue
