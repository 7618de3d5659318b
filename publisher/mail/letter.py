"""An entry as a letter: the words, pictures and absolute addresses that the templates set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from publisher import swedish
from publisher.engine.recipes import BuildContext
from publisher.mail.pictures import (
    COVER,
    WIDTH,
    LetterPicture,
    cover_of,
    picture_of,
    pictured,
)
from publisher.media import chapters
from publisher.model import Episode, Layout, Piece, ShowLink
from publisher.model.addresses import rebase


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheredPiece:
    """A gathered piece, as much of it as `layout` says; `body` is empty unless that is all of it.

    `locked` tells that the web has no more of the piece than its beginning. `action` are the words
    of the link below it, empty where that would lead nowhere, and `goal` is where they lead.
    """

    title: str
    url: str
    label: str
    summary: str
    action: str
    goal: str
    picture: LetterPicture | None
    layout: Layout = "summary"
    body: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The edition that a correction is about: its title, its web address and when it went out."""

    title: str
    url: str
    date: datetime

    @property
    def day(self) -> str:
        """The date in words."""
        return swedish.day(self.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEpisode:
    """What an episode has besides its text; `length` is a clock.

    `chapters` are clock, title and the address in the sound where each begins. `listen` is the
    page with the player; of an episode for subscribers, whose page has none, the sound itself.
    """

    show: str
    label: str
    length: str
    listen: str
    cover: LetterPicture | None
    chapters: tuple[tuple[str, str, str], ...]
    people: str
    links: tuple[ShowLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One edition before it is set in HTML and in plain text.

    `body` is the entry's whole fragment with absolute addresses, also where only subscribers may
    read all of it: they are who gets the letter. A newsletter's text may place pieces: `body` is
    then its beginning, and `placed` each of them with the text that follows. `cut` tells that the
    letter was shortened, and `locked` that the web page has no more than the piece's beginning.
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
    picture: LetterPicture | None = None
    sound: LetterEpisode | None = None
    clips: tuple[GatheredPiece, ...] = ()
    placed: tuple[tuple[GatheredPiece, str], ...] = ()
    corrects: Corrected | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    """Day in words, and what was wrong in the piece itself, in order of time."""
    cut: bool = False
    locked: bool = False

    @property
    def day(self) -> str:
        """The date in words."""
        return swedish.day(self.date)


def of_piece(work: BuildContext, piece: Piece) -> Letter:
    """The letter that a piece is sent as on its own. Reads its fragment from disk."""
    summary = piece.description or work.texts.digest(piece).summary
    return Letter(
        id=piece.id,
        date=piece.date,
        url=work.config.absolute(piece.url),
        subject=piece.mail.subject or piece.title,
        preheader=piece.mail.preheader or summary,
        kicker=kicker_of(work, piece),
        title=piece.title,
        dek=piece.description,
        byline=_byline(work, piece),
        body=body_of(work, piece),
        picture=picture_of(work, piece.image, WIDTH),
        sound=_sound(work, piece) if isinstance(piece, Episode) else None,
        corrections=tuple((swedish.day(each.date), each.text) for each in piece.corrections),
        locked=piece.closed,
    )


def body_of(work: BuildContext, piece: Piece) -> str:
    """A piece's fragment as letters have it: times lead into the sound, addresses are whole."""
    html = pictured(work, work.texts.rendered(piece).html, work.texts.digest(piece).media)
    if isinstance(piece, Episode) and piece.chapters_in_text:
        html = chapters.linked(html, piece.audio.url)
    return rebase(html, work.config.origin)


def _sound(work: BuildContext, episode: Episode) -> LetterEpisode:
    show = work.config.show(episode.show)
    number = f"Avsnitt {episode.number}" if episode.number is not None else ""
    length = swedish.clock(episode.audio.seconds)
    return LetterEpisode(
        show=show.title,
        label=" · ".join(part for part in (number, length) if part),
        length=length,
        listen=work.config.absolute(episode.audio.url if episode.closed else episode.url),
        cover=cover_of(work, show, COVER),
        chapters=() if episode.chapters_in_text else _chapters(work, episode),
        people=swedish.listing([person.name for person in episode.people or show.hosts]),
        links=episode.links,
    )


def _chapters(work: BuildContext, episode: Episode) -> tuple[tuple[str, str, str], ...]:
    sound = work.config.absolute(episode.audio.url)
    return tuple(
        (swedish.clock(each.start), each.title, f"{sound}#t={each.start}")
        for each in episode.chapters
    )


def kicker_of(work: BuildContext, piece: Piece) -> str:
    """The small line above a headline: the show, or the first category."""
    if isinstance(piece, Episode):
        return work.config.show(piece.show).title
    return piece.categories[0] if piece.categories else ""


def _byline(work: BuildContext, piece: Piece) -> str:
    names = {person.id: person.name for person in work.site.people}
    return swedish.listing([names[id_] for id_ in piece.authors])
