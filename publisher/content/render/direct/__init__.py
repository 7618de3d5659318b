"""The usual text → HTML in one go, without a tree: the same bytes in a quarter of the time.

Most of what an editorial staff writes is paragraphs, headings, links, emphasis, lists of single
lines, quotes, tables, pictures, boxes and footnotes. Of such a text every part is written as it is
read. All else, and all that might be something else, is `Uncertain`: then nothing of this is kept,
and the text goes the long way, by `reading` and Python-Markdown's tree. Nobody can see which way
one went: `tests/content/test_render_direct.py` holds the two against each other, whole.

There is one grammar. What begins a block (`reading.starts`), what a run of signs does
(`reading.delimiters`), where a link's address ends (`reading.signs`), cells (`reading.tables`),
typography, abbreviations, ids, cards and the checks of links and pictures are the long way's own;
here are only the searching and the writing.

Nothing unsafe can come of it, so the finished HTML needs no parser to look at it (`html.anew`):

- Every tag is one of those written in `words`, `blocks` and `notes`, all of them listed, and every
  text and value goes through `escape_cdata`: a `<` of the author's is a link's, or `Uncertain`.
- Elements are ended in the order they began in, or all is `Uncertain`. Paragraphs, headings, cells
  and items hold only what stands within a line; no link holds another, or a footnote's mark.
- Values are of their kind (`html.listed`): an address that is not of the web passes `is_link`, a
  picture's `is_own`; a footnote's name is letters, digits, - and _, and headings' ids are slugs.
- Elements lie in at most eight others of words and five of blocks, far from `nesting.DEEPEST`.
"""

from __future__ import annotations

from publisher.content.html.tongues import marked
from publisher.content.render import unfinished
from publisher.content.render.direct.blocks import split
from publisher.content.render.direct.notes import meanings, notes, set_notes
from publisher.content.render.direct.settings import DirectSettings
from publisher.content.render.direct.stretch import MarkedWords
from publisher.content.render.direct.text import Text
from publisher.content.render.direct.uncertain import Uncertain
from publisher.content.render.direct.words import Defined
from publisher.content.render.elements import Elements
from publisher.content.render.findings import Findings
from publisher.content.render.plain import as_teaser, text_of_lines
from publisher.content.render.reading import signs, starts
from publisher.model import Rendered

_FINE = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), 0x0A} - set(b"\\{"))
"""All bytes but those of control characters, and of signs that are left to the long way."""


def directly(body: str, found: Findings, settings: DirectSettings) -> Rendered | None:
    """The text as `render` would have it, with all that comes up in `found`; None: it is unsure.

    Then `found` may hold anything, and is not to be used.
    """
    try:
        return _made(body, found, settings)
    except Uncertain:
        return None


def _made(body: str, found: Findings, settings: DirectSettings) -> Rendered:
    blocks, explained = meanings(_blocks(body), settings)
    blocks, named = notes(blocks, settings)
    elements = Elements(found)
    numbers = {name: number for number, name in enumerate(named, start=1)}
    words = MarkedWords(settings, elements, body, Defined(explained, numbers))
    text = Text(settings, words, elements)
    text.read(blocks)
    if named and settings.footnotes is not None:
        if settings.footnotes.getConfig("PLACE_MARKER") in body:
            raise Uncertain
        html, lines = set_notes(named, words, settings.footnotes)
        text.html.append(html)
        text.lines += lines
    elements.linker.check_local()
    if found.problems or explained.keys() - words.explained or not text.html:
        raise Uncertain
    found.toc = tuple(text.headings)
    if text.advice:
        _advise(text.advice, body, found)
    unfinished.report(found)
    return _rendered(text, found)


def _blocks(body: str) -> list[str]:
    """The text between empty lines, if all its signs are of those that are known here."""
    data = body.encode(errors="surrogatepass")
    if data.translate(None, _FINE) or "~~" in body or "==" in body or signs.like_entity(body):
        raise Uncertain
    # Comments are left out or told of wherever they stand, in values too: only one is known here.
    if "<?" in body or body.count("<!") != body.count("<!-- more -->"):
        raise Uncertain
    return split(body)


def _advise(advice: list[tuple[int, str, str]], body: str, found: Findings) -> None:
    """Tell what is said of headings: here every line that looks like one is one."""
    rows = enumerate(body.split("\n"), start=found.lines.first)
    lines = [number for number, row in rows if starts.HEADING.match(row)]
    for nth, text, hint in advice:
        found.advice(lines[nth], text, hint)


def _rendered(text: Text, found: Findings) -> Rendered:
    own = found.entry.language or found.context.language
    start = as_teaser("\n".join(text.html[: text.teaser]))
    return Rendered(
        html=marked("\n".join(text.html), own),
        teaser=marked(start, own),
        text=text_of_lines(text.lines),
        toc=found.toc,
        anchors=tuple(found.anchors),
        links=tuple(found.links),
        media=tuple(found.media.values()),
    )
