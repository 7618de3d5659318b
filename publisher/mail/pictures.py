"""Pictures as letters show them: in formats that mail programs know, and no heavier than need be.

The files lie with the site's, since a letter holds only their addresses: those that pages have for
old browsers, and what `site/letter_pictures.py` makes besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice

from publisher.engine.recipes import BuildContext
from publisher.model import Entry, Image, Media, Show
from publisher.model.addresses import beside, sized_from
from publisher.problems import PublisherError
from publisher.system.disk import on_disk
from publisher.system.web import path_of

WIDTH = 600
"""Pixels across the letter; old Outlook for Windows takes no more from a table."""

COVER = 128
"""Pixels across a podcast cover beside its button: leaves room for both on a 320 px phone."""

THUMB = 120
"""Pixels across the picture of a gathered piece: half of what its file has, for fine screens."""

UNSEEN = (".svg", ".svgz", ".avif")
"""Pictures that most mail programs do not show (caniemail, 2026-06)."""

_SRC = re.compile(r"""(<img\b(?:[^>"']|"[^"]*"|'[^']*')*?\ssrc=)(["'])([^"']*)\2""")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPicture:
    """A picture at the size it is shown at, in CSS pixels; `height` None: the program works it out.

    The file may be larger, which is what sharp screens want. `caption` and `credit` may be empty.
    """

    url: str
    width: int
    height: int | None
    alt: str
    caption: str = ""
    credit: str = ""

    @property
    def seen(self) -> bool:
        """Whether mail programs show the file's format."""
        return not path_of(self.url).lower().endswith(UNSEEN)


def scaled(width: int | None, height: int | None, cap: int) -> tuple[int, int | None]:
    """Width and height at most `cap` wide, in proportion; unknown width: `cap`, unknown height.

    >>> scaled(1600, 900, 600), scaled(300, 200, 600), scaled(None, None, 600)
    ((600, 338), (300, 200), (600, None))
    """
    if not width:
        return cap, None
    if width <= cap:
        return width, height
    return cap, round(height * cap / width) if height else None


def picture_of(context: BuildContext, image: Image | None, cap: int) -> LetterPicture | None:
    """A picture at most `cap` pixels wide, if there is one. Reads the file's head."""
    if image is None:
        return None
    width, height = scaled(image.width, image.height, cap)
    return LetterPicture(
        url=context.config.absolute(_address(context, image, cap)),
        width=width,
        height=height,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )


def cover_of(context: BuildContext, show: Show, cap: int) -> LetterPicture:
    """A show's cover at most `cap` pixels wide: the small one, not that of 3,000 pixels."""
    width, height = scaled(show.image.width, show.image.height, cap)
    url = context.config.absolute(show.cover_url)
    return LetterPicture(url=url, width=width, height=height, alt=show.image.alt)


def pictured(context: BuildContext, html: str, media: Iterable[Media]) -> str:
    """A fragment whose pictures are those that letters show; sizes stand as they are."""
    if "<img" not in html:
        return html
    known = {escape(each.url): each for each in media}

    def exchange(match: re.Match[str]) -> str:
        before, quote, src = match.groups()
        address = escape(_address(context, known[src], WIDTH)) if src in known else src
        return f"{before}{quote}{address}{quote}"

    return _SRC.sub(exchange, html)


def marks(context: BuildContext, entry: Entry) -> tuple[str, ...]:
    """What a letter with this entry's pictures depends on, besides their addresses."""
    return tuple(context.hashes(each.source) for each in context.pictures_of(entry))


def shown_in(html: str, context: BuildContext, entries: Iterable[Entry]) -> tuple[Media, ...]:
    """Which pictures of these entries a finished letter asks for, by address.

    Asked of the letter as it was set, for what it shows of a text is for its template to say. A
    cover is not among them: its address follows from the podcast's, which is promised already.
    """
    origin = context.config.origin
    named = {unescape(match[3]) for match in _SRC.finditer(html)}
    ours = sorted(url.removeprefix(origin) for url in named if url.startswith(f"{origin}/"))
    files = {each.url: each.source for entry in entries for each in context.pictures_of(entry)}
    found = ((url, (own for own in (url, *sized_from(url)) if own in files)) for url in ours)
    return tuple(
        Media(source=files[own], url=url) for url, owns in found for own in islice(owns, 1)
    )


def _address(context: BuildContext, picture: Media, cap: int) -> str:
    """Where the file lies that is shown at most `cap` pixels wide."""
    from publisher.media import images

    most = images.THUMB if cap <= THUMB else images.LETTER
    try:
        made = images.mailed(on_disk(context.config.root, picture.source), most)
    except images.UnfitPictureError as unfit:
        raise PublisherError(unfit.problem(picture.source)) from unfit
    return beside(picture.url, made.ending) if made else picture.url
