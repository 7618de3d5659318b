"""An entry as a letter: the words, pictures and absolute addresses that the templates set."""

from __future__ import annotations

from collections.abc import Iterator
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
class LetterSigner:
    """Somebody who signed, presented under the text.

    Without a picture: what a letter shows must lie where it lies for ever, and a portrait goes when
    its author does.
    """

    name: str
    url: str
    line: str
    links: tuple[ShowLink, ...]


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
    `piece` is the one that is sent on its own, for templates that show a field as it was written;
    a newsletter has none.
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
    piece: Piece | None = None
    picture: LetterPicture | None = None
    sound: LetterEpisode | None = None
    clips: tuple[GatheredPiece, ...] = ()
    placed: tuple[tuple[GatheredPiece, str], ...] = ()
    corrects: Corrected | None = None
    corrections: tuple[tuple[str, str], ...] = ()
    """Day in words, and what was wrong in the piece itself, in order of time."""
    cut: bool = False
    locked: bool = False
    signers: tuple[LetterSigner, ...] = ()
    """Those who signed the piece, of whom there is more to say than the name."""

    @property
    def day(self) -> str:
        """The date in words."""
        return swedish.day(self.date)


def of_piece(context: BuildContext, piece: Piece) -> Letter:
    """The letter that a piece is sent as on its own. Reads its fragment from disk."""
    summary = piece.description or context.texts.digest(piece).summary
    return Letter(
        id=piece.id,
        date=piece.date,
        url=context.config.absolute(piece.url),
        subject=piece.mail.subject or piece.title,
        preheader=piece.mail.preheader or summary,
        kicker=kicker_of(context, piece),
        title=piece.title,
        dek=piece.description,
        byline=_byline(context, piece),
        piece=piece,
        body=body_of(context, piece),
        picture=picture_of(context, piece.image, WIDTH),
        sound=_sound(context, piece) if isinstance(piece, Episode) else None,
        corrections=tuple((swedish.day(each.date), each.text) for each in piece.corrections),
        locked=piece.closed,
        signers=tuple(_signers(context, piece)),
    )


def _signers(context: BuildContext, piece: Piece) -> Iterator[LetterSigner]:
    people = {person.id: person for person in context.site.people}
    for person in (people[id_] for id_ in piece.authors if id_ in people):
        if person.line or person.links:
            url = context.config.absolute(person.url)
            yield LetterSigner(name=person.name, url=url, line=person.line, links=person.links)


def body_of(context: BuildContext, piece: Piece) -> str:
    """A piece's fragment as letters have it: times lead into the sound, addresses are whole."""
    html = pictured(context, context.texts.rendered(piece).html, context.texts.digest(piece).media)
    if isinstance(piece, Episode) and piece.chapters_in_text:
        html = chapters.linked(html, context.site.enclosure(piece).url)
    return rebase(html, context.config.origin)


def _sound(context: BuildContext, episode: Episode) -> LetterEpisode:
    show = context.config.show(episode.show)
    number = f"Avsnitt {episode.number}" if episode.number is not None else ""
    length = swedish.clock(episode.sound.seconds)
    heard = context.site.enclosure(episode)
    return LetterEpisode(
        show=show.title,
        label=" · ".join(part for part in (number, length) if part),
        length=length,
        listen=context.config.absolute(heard.url if episode.closed else episode.url),
        cover=cover_of(context, show, COVER),
        chapters=() if episode.chapters_in_text else _chapters(context, episode),
        people=swedish.listing([person.name for person in episode.people or show.hosts]),
        links=episode.links,
    )


def _chapters(context: BuildContext, episode: Episode) -> tuple[tuple[str, str, str], ...]:
    sound = context.config.absolute(context.site.enclosure(episode).url)
    return tuple(
        (swedish.clock(each.start), each.title, f"{sound}#t={each.start}")
        for each in episode.chapters
    )


def kicker_of(context: BuildContext, piece: Piece) -> str:
    """The small line above a headline: the show, or the first category."""
    if isinstance(piece, Episode):
        return context.config.show(piece.show).title
    return piece.categories[0] if piece.categories else ""


def _byline(context: BuildContext, piece: Piece) -> str:
    names = {person.id: person.name for person in context.site.people}
    return swedish.listing([names[id_] for id_ in piece.authors])
