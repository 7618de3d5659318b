"""An entry as a letter: the words, pictures and absolute addresses that the templates set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from publisher import chapters, swedish
from publisher.addresses import rebase
from publisher.config import Config
from publisher.model import Edition, Episode, Image, Piece, ShowLink
from publisher.work import Work

WIDTH = 600
"""Pixels across the letter; old Outlook for Windows takes no more from a table."""

COVER = 128
"""Pixels across a podcast cover beside its button: leaves room for both on a 320 px phone."""

THUMB = 120
"""Pixels across the picture of a gathered piece."""

UNSEEN = (".svg", ".svgz", ".avif")
"""Pictures that most mail programs do not show (caniemail, 2026-06)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture at the size it is shown at, in CSS pixels; `height` None: the program works it out.

    The file may be larger, which is what sharp screens want.
    """

    url: str
    width: int
    height: int | None
    alt: str

    @property
    def seen(self) -> bool:
        """Whether mail programs show the file's format."""
        return not urlsplit(self.url).path.lower().endswith(UNSEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A gathered piece: enough of it to choose whether to read on."""

    title: str
    url: str
    label: str
    summary: str
    action: str
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What an episode has besides its text; `length` is a clock.

    `chapters` are clock, title and the address in the sound where each begins.
    """

    show: str
    label: str
    length: str
    cover: Picture | None
    chapters: tuple[tuple[str, str, str], ...]
    people: str
    links: tuple[ShowLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One edition before it is set in HTML and in plain text.

    `body` is the entry's whole fragment with absolute addresses, also where only subscribers may
    read all of it: they are who gets the letter.
    """

    id: str
    date: datetime
    url: str
    subject: str
    preheader: str
    kicker: str
    title: str
    dek: str
    byline: str
    body: str
    picture: Picture | None = None
    sound: Sound | None = None
    clips: tuple[Clip, ...] = ()

    @property
    def day(self) -> str:
        """The date in words."""
        return swedish.day(self.date)


def compose(work: Work, entry: Piece | Edition) -> Letter:
    """The letter that this entry is sent as. May read the fragment from disk."""
    return _newsletter(work, entry) if isinstance(entry, Edition) else _piece(work, entry)


def absolute(config: Config, address: str) -> str:
    """A site address as a whole URL; anything else (a URL, a merge tag) as it stands."""
    ours = address.startswith("/") and not address.startswith("//")
    return config.origin + address if ours else address


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


def _piece(work: Work, piece: Piece) -> Letter:
    summary = piece.description or work.texts.digest(piece).summary
    return Letter(
        id=piece.id,
        date=piece.date,
        url=absolute(work.config, piece.url),
        subject=piece.mail.subject or piece.title,
        preheader=piece.mail.preheader or summary,
        kicker=_kicker(work, piece),
        title=piece.title,
        dek=piece.description,
        byline=_byline(work, piece),
        body=_body(work, piece),
        picture=_picture(work, piece.image, WIDTH),
        sound=_sound(work, piece) if isinstance(piece, Episode) else None,
    )


def _body(work: Work, piece: Piece) -> str:
    html = work.texts.rendered(piece).html
    if isinstance(piece, Episode) and piece.chapters_in_text:
        html = chapters.linked(html, piece.audio.url)
    return rebase(html, work.config.origin)


def _newsletter(work: Work, edition: Edition) -> Letter:
    return Letter(
        id=edition.id,
        date=edition.date,
        url=absolute(work.config, edition.url),
        subject=edition.subject,
        preheader=edition.preheader or edition.description or work.texts.digest(edition).summary,
        kicker="Nyhetsbrev",
        title=edition.title,
        dek=edition.description,
        byline="",
        body=rebase(work.texts.rendered(edition).html, work.config.origin),
        clips=tuple(_clip(work, piece) for piece in gathered(work, edition)),
    )


def gathered(work: Work, edition: Edition) -> tuple[Piece, ...]:
    """The pieces a newsletter gathers, in its order; the loader has made sure that they exist."""
    named = (work.by_id[id_] for id_ in edition.articles)
    return tuple(entry for entry in named if isinstance(entry, Piece))


def _clip(work: Work, piece: Piece) -> Clip:
    episode = isinstance(piece, Episode)
    return Clip(
        title=piece.title,
        url=absolute(work.config, piece.url),
        label=_kicker(work, piece) or swedish.day(piece.date),
        summary=piece.description or work.texts.digest(piece).summary,
        action="Lyssna på avsnittet" if episode else "Läs artikeln",
        picture=_thumb(work, piece),
    )


def _thumb(work: Work, piece: Piece) -> Picture | None:
    """The small picture of a gathered piece: JPEG or PNG or none at all."""
    image = piece.image
    if image is None and isinstance(piece, Episode):
        image = work.config.show(piece.show).image
    picture = _picture(work, image, THUMB)
    return picture if picture and picture.url.endswith((".jpg", ".jpeg", ".png")) else None


def _sound(work: Work, episode: Episode) -> Sound:
    show = work.config.show(episode.show)
    number = f"Avsnitt {episode.number}" if episode.number is not None else ""
    length = swedish.clock(episode.audio.seconds)
    return Sound(
        show=show.title,
        label=" · ".join(part for part in (number, length) if part),
        length=length,
        cover=_picture(work, show.image, COVER),
        chapters=() if episode.chapters_in_text else _chapters(work, episode),
        people=swedish.listing([person.name for person in episode.people or show.hosts]),
        links=episode.links,
    )


def _chapters(work: Work, episode: Episode) -> tuple[tuple[str, str, str], ...]:
    sound = absolute(work.config, episode.audio.url)
    return tuple(
        (swedish.clock(each.start), each.title, f"{sound}#t={each.start}")
        for each in episode.chapters
    )


def _picture(work: Work, image: Image | None, cap: int) -> Picture | None:
    if image is None:
        return None
    width, height = scaled(image.width, image.height, cap)
    return Picture(url=absolute(work.config, image.url), width=width, height=height, alt=image.alt)


def _kicker(work: Work, piece: Piece) -> str:
    """The small line above a headline: the show, or the first category."""
    if isinstance(piece, Episode):
        return work.config.show(piece.show).title
    return piece.categories[0] if piece.categories else ""


def _byline(work: Work, piece: Piece) -> str:
    names = {person.id: person.name for person in work.site.people}
    return swedish.listing([names[id_] for id_ in piece.authors])
