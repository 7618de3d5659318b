"""The pages of a book: its title, its contents, and a text with what stands over and under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from publisher import swedish
from publisher.config import Config
from publisher.model import Piece

STYLE = """\
body { line-height: 1.45; margin: 0 5%; }
h1, h2, h3 { line-height: 1.2; hyphens: none; text-align: left; }
h1 { margin: 1.5em 0 .5em; }
.dek { font-weight: bold; }
.byline, figcaption, .note, .listen { font-size: .85em; }
figure { margin: 1.2em 0; }
img { max-width: 100%; height: auto; }
blockquote { margin: 1em 1.5em; font-style: italic; }
table { border-collapse: collapse; font-size: .85em; margin: 1em 0; }
th, td { border-bottom: 1px solid; padding: .3em .6em; text-align: left; vertical-align: top; }
td.right, th.right { text-align: right; }
td.center, th.center { text-align: center; }
pre { font-size: .8em; white-space: pre-wrap; }
.admonition { border: 1px solid; margin: 1em 0; padding: .2em 1em; }
.admonition-title { font-weight: bold; }
.title { margin-top: 25%; text-align: center; }
.title h1 { text-align: center; }
nav ol { list-style: none; padding: 0; }
nav li { margin: .5em 0; }
"""
_HTML = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"\
 lang="{lang}" xml:lang="{lang}">
<head>
<title>{title}</title>
<meta charset="UTF-8"/>
<link rel="stylesheet" type="text/css" href="stil.css"/>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookText:
    """A text in the book: its file, its heading, and its page."""

    name: str
    title: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands over a text: who signed it and when, its picture, where it can be heard."""

    signed: str
    picture: str = ""
    listen: str = ""


def page(title: str, lang: str, body: str) -> str:
    """A whole document."""
    return _HTML.format(title=escape(title), lang=escape(lang), body=body)


def title_page(title: str, config: Config, span: str) -> str:
    """What the book is called, whose it is, and from when."""
    body = (
        '<section class="title" epub:type="titlepage">\n'
        f"<h1>{escape(title)}</h1>\n<p>{escape(config.site_name)}</p>\n<p>{escape(span)}</p>\n"
        f'<p class="note"><a href="{escape(config.site_url)}">{escape(config.host)}</a></p>\n'
        f'<p class="note">{escape(config.copyright)}</p>\n</section>'
    )
    return page(title, config.language, body)


def contents(title: str, lang: str, texts: Iterable[BookText]) -> str:
    """The table of contents, which reading systems show as their own."""
    rows = [f'<li><a href="{each.name}">{escape(each.title)}</a></li>' for each in texts]
    first = rows[0].partition('href="')[2].partition('"')[0]
    body = (
        '<nav epub:type="toc" role="doc-toc" id="innehall" aria-label="Innehåll">\n'
        "<h1>Innehåll</h1>\n<ol>\n" + "\n".join(rows) + "\n</ol>\n</nav>\n"
        '<nav epub:type="landmarks" hidden="hidden" aria-label="Delar">\n<ol>\n'
        '<li><a epub:type="titlepage" href="titel.xhtml">Titel</a></li>\n'
        '<li><a epub:type="toc" href="nav.xhtml">Innehåll</a></li>\n'
        f'<li><a epub:type="bodymatter" href="{first}">Texterna</a></li>\n</ol>\n</nav>'
    )
    return page(title, lang, body)


def text_page(piece: Piece, body: str, config: Config, around: Surroundings) -> str:
    """A text with its heading, byline, dek and picture, and under it what has been corrected."""
    parts = [
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="rubrik">',
        f'<h1 id="rubrik">{escape(piece.title)}</h1>',
        f'<p class="dek">{escape(piece.description)}</p>' if piece.description else "",
        f'<p class="byline">{escape(around.signed)}</p>',
        _figure(piece, around.picture),
        f'<p class="listen"><a href="{escape(around.listen)}">Lyssna på avsnittet</a></p>'
        if around.listen
        else "",
        body,
        *(
            f"<p><strong>Rättelse {swedish.day(each.date)}.</strong> {escape(each.text)}</p>"
            for each in piece.corrections
        ),
        (
            f'<p class="note"><a href="{escape(config.absolute(piece.url))}">'
            f"Läs på {escape(config.host)}</a></p>"
        ),
        "</section>",
    ]
    lang = piece.language or config.language
    return page(piece.title, lang, "\n".join(part for part in parts if part))


def _figure(piece: Piece, picture: str) -> str:
    if piece.image is None or not picture:
        return ""
    told = " ".join(part for part in (piece.image.caption, piece.image.credit) if part)
    caption = f"<figcaption>{escape(told)}</figcaption>" if told else ""
    return f'<figure><img src="{picture}" alt="{escape(piece.image.alt)}"/>{caption}</figure>'
