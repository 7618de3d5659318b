"""An entry's text as outsiders see it: addresses absolute, and no more than they may read."""

from __future__ import annotations

import re
from html import escape

from publisher import swedish
from publisher.engine.recipes import BuildContext
from publisher.feeds.markup import plain
from publisher.model import Piece
from publisher.model.addresses import rebase

_ONLY_ON_PAGES = re.compile(
    r"<(script|style|iframe|object|form)\b.*?</\1\s*>|<(?:embed|link|meta)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
"""What `raw_html: true` lets into a text, and no feed reader runs (W3C feed validator,
“SecurityRisk”)."""


def content(context: BuildContext, piece: Piece) -> str:
    """The dek, then the whole fragment, or the teaser and where the rest is to be had, as HTML.

    The dek is here and not only in a description, since most apps show one or the other.
    """
    rendered = context.texts.rendered(piece)
    if piece.audience == "alla":
        text = rendered.html
    else:
        text = rendered.teaser + _rest_is_for_subscribers(context, piece)
    dek = f"<p><strong>{escape(piece.description)}</strong></p>\n" if piece.description else ""
    return dek + outside(context, piece, text) + _corrected(piece)


def lead(context: BuildContext, piece: Piece) -> str:
    """The dek, or what stands in for it, as plain text.

    The summary is made from the whole text, so subscribers' pieces get their teaser's words.
    """
    if piece.description:
        return piece.description
    if piece.audience == "alla":
        return context.texts.digest(piece).summary
    return plain(context.texts.rendered(piece).teaser)


def outside(context: BuildContext, piece: Piece, fragment: str) -> str:
    """The fragment with every address absolute, links within the text too."""
    config = context.config
    if config.raw_html:
        fragment = _ONLY_ON_PAGES.sub("", fragment)
    return rebase(fragment, config.origin, page=config.absolute(piece.url))


def _corrected(piece: Piece) -> str:
    """What has been corrected, as the page has it at its foot."""
    rows = (
        f"\n<p><strong>Rättelse {swedish.day(each.date)}.</strong> {escape(each.text)}</p>"
        for each in piece.corrections
    )
    return "".join(rows)


def _rest_is_for_subscribers(context: BuildContext, piece: Piece) -> str:
    address = escape(context.config.subscribe_url or piece.url)
    return (
        "\n<p><em>Hela texten går till prenumeranterna. "
        f'<a href="{address}">Prenumerera på {escape(context.config.site_name)}</a>'
        " så får du den med e-post.</em></p>"
    )
