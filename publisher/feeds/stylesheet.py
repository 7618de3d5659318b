"""What a browser shows a feed by, for the person who opens one: a page that says what it is.

Two instructions, since browsers are about to part from XSLT (https://github.com/whatwg/html/issues/11523):
one that still has it makes a whole page with links by `feed.xsl`, any other shows the feed itself
by `feed.css`. Both files lie in the theme, under `web/assets/`. Feed readers read neither.
"""

from __future__ import annotations

from html import escape

from publisher.config import Config

_TYPES = {"xsl": "text/xsl", "css": "text/css"}
"""What every browser knows; the registered `application/xslt+xml` is not among them."""

_FILES = ("/assets/feed.xsl", "/assets/feed.css")


def stylesheets(config: Config) -> tuple[str, ...]:
    """Both files as paths on the publication's host, sub-path included.

    Without the host, so that a copy of the site at another address works too: a browser takes an
    XSL file from the feed's own origin only.
    """
    return tuple(map(config.href, _FILES))


def styled(xml: bytes, hrefs: tuple[str, ...]) -> bytes:
    """The document with an instruction for each stylesheet below its XML declaration.

    Source: Associating Style Sheets with XML documents 1.0 (W3C), 3.
    """
    declaration, end, rest = xml.partition(b"?>\n")
    lines = "".join(
        f'<?xml-stylesheet type="{_TYPES[href.rpartition(".")[2]]}" href="{escape(href)}"?>\n'
        for href in hrefs
    )
    return declaration + end + lines.encode() + rest
