"""A newsletter as a letter: its own text, pieces placed in it, and those gathered below it."""

from __future__ import annotations

import re
from dataclasses import replace

from publisher import swedish
from publisher.content.render.placing import placed
from publisher.engine.recipes import BuildContext
from publisher.mail.letter import Corrected, GatheredPiece, Letter, body_of, kicker_of, of_piece
from publisher.mail.pictures import (
    THUMB,
    WIDTH,
    LetterPicture,
    cover_of,
    picture_of,
    pictured,
)
from publisher.model import Edition, Entry, Episode, Layout, Piece, Site
from publisher.model.addresses import rebase

CORRECTION = "Rättelse"

_HEADING = re.compile(r"(</?h)([2-5])\b")
_HEADLINES = 3
"""So many make a preheader: more of them no inbox shows."""
_LOCAL = re.compile(r'(\s(?:id|for|aria-labelledby|aria-describedby)="|\shref="#)(?=[^"])')


def compose(context: BuildContext, entry: Piece | Edition) -> Letter:
    """The letter that this entry is sent as. May read fragments from disk."""
    return _newsletter(context, entry) if isinstance(entry, Edition) else of_piece(context, entry)


def shown(context: BuildContext, edition: Edition) -> tuple[Entry, ...]:
    """Every other entry that the letter may show something of: gathered, placed, corrected.

    A piece that the text only links to counts too: whether it is placed is seen in the fragment,
    which is not read before the letter is made.
    """
    return tuple(context.by_id[id_] for id_ in context.shown_by(edition) if id_ in context.by_id)


def _newsletter(context: BuildContext, edition: Edition) -> Letter:
    pieces = {entry.url: entry for entry in shown(context, edition) if isinstance(entry, Piece)}
    html = pictured(
        context, context.texts.rendered(edition).html, context.texts.digest(edition).media
    )
    beginning, cards = placed(html, pieces)
    origin = context.config.origin
    corrected = _corrected(context, edition)
    return Letter(
        id=edition.id,
        date=edition.date,
        url=context.config.absolute(edition.url),
        subject=_subject(edition),
        preheader=_preheader(context, edition),
        kicker=CORRECTION if corrected else "Nyhetsbrev",
        title=edition.title,
        dek=edition.description,
        byline="",
        body=rebase(beginning, origin),
        placed=tuple(
            (
                replace(_clip(context, edition, pieces[card.url]), title=card.words),
                rebase(card.after, origin),
            )
            for card in cards
        ),
        clips=tuple(
            _clip(context, edition, piece)
            for piece in context.gathered(edition)
            if piece.url not in {card.url for card in cards}
        ),
        corrects=corrected,
    )


def _preheader(context: BuildContext, edition: Edition) -> str:
    """What the author says; of a letter without any words of its own, the first headlines."""
    said = edition.preheader or edition.description or context.texts.digest(edition).summary
    return said or " · ".join(piece.title for piece in context.gathered(edition)[:_HEADLINES])


def _subject(edition: Edition) -> str:
    """The subject as written; that of a correction says what it is, whoever wrote it."""
    said = edition.subject.lower().startswith(CORRECTION.lower())
    return edition.subject if said or not edition.corrects else f"{CORRECTION}: {edition.subject}"


def _corrected(context: BuildContext, edition: Edition) -> Corrected | None:
    entry = context.by_id.get(edition.corrects)
    if not isinstance(entry, Piece | Edition):
        return None
    return Corrected(title=entry.title, url=context.config.absolute(entry.url), date=entry.date)


def _clip(context: BuildContext, edition: Edition, piece: Piece) -> GatheredPiece:
    layout = edition.layout_of(piece.id)
    action, goal = _way_on(context.site, piece, layout)
    return GatheredPiece(
        title=piece.title,
        url=context.config.absolute(piece.url),
        label=kicker_of(context, piece) or swedish.day(piece.date),
        summary=piece.description or context.texts.digest(piece).summary,
        action=action,
        goal=context.config.absolute(goal),
        picture=_picture(context, piece, layout),
        layout=layout,
        body=_apart(body_of(context, piece), piece.id) if layout == "full" else "",
        locked=piece.closed,
    )


def _way_on(site: Site, piece: Piece, layout: Layout) -> tuple[str, str]:
    """The words of the link below a gathered piece, and where they lead.

    The page of an episode for subscribers has no player, and that of such an article its beginning.
    """
    if isinstance(piece, Episode):
        return "Lyssna på avsnittet", site.enclosure(piece).url if piece.closed else piece.url
    if piece.closed:
        return "" if layout == "full" else "Läs början på webben", piece.url
    return "Läs på webben" if layout == "full" else "Läs artikeln", piece.url


def _picture(context: BuildContext, piece: Piece, layout: Layout) -> LetterPicture | None:
    """As much of it as the layout shows: nothing below a headline."""
    if layout == "headline":
        return None
    return _thumb(context, piece) if layout == "summary" else _large(context, piece)


def _thumb(context: BuildContext, piece: Piece) -> LetterPicture | None:
    """The small picture of a gathered piece, of an episode without one the show's cover."""
    if piece.image is None and isinstance(piece, Episode):
        return cover_of(context, context.config.show(piece.show), THUMB)
    picture = picture_of(context, piece.image, THUMB)
    return picture if picture and picture.seen else None


def _large(context: BuildContext, piece: Piece) -> LetterPicture | None:
    """The piece's own picture, as wide as the letter."""
    return picture_of(context, piece.image, WIDTH)


def _apart(html: str, id_: str) -> str:
    """The fragment as a part of a letter: with names of its own for its headings and notes.

    A letter may hold several, and each has its title above: its own headings are one level down.
    """
    named = _LOCAL.sub(rf"\g<1>{id_}-", html)
    return _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", named)
