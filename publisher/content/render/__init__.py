"""Markdown → Rendered, one HTML fragment for page, feed and mail (the only importer of markdown).

Python-Markdown is imported when the first text is rendered, not before: a build in which nothing
changed needs none of it.
"""

from __future__ import annotations

import re
from hashlib import sha256

from publisher.content.html.tongues import marked
from publisher.content.render.context import Context
from publisher.content.render.findings import Findings
from publisher.content.render.plain import as_teaser, cut, text_of, words_in
from publisher.media.chapters import begins_with_time
from publisher.model import Digest, Entry, Episode, Piece, Rendered
from publisher.problems import Problem, in_order
from publisher.swedish import number

__all__ = ["Context", "digest", "render", "text_of"]

SUMMARY = 200
"""How many characters a summary may have, the … included or not: lists have room for two lines."""

LONGEST = 500_000
"""How many characters a text may have: a thick book."""

_UNUSED = re.compile(r'(?:&#160;)?<a class="footnote-backref" href="([^"]*)"[^>]*>.*?</a>')


def render(entry: Entry, body: str, context: Context) -> tuple[Rendered, tuple[Problem, ...]]:
    """One entry's Markdown as a fragment, with everything that is wrong with it, in line order.

    `body` is the file without its front matter. Where a link is dead or a picture missing the
    fragment is whole all the same, but not fit to publish: the Problem is fatal. Links to headings
    of other entries and to site addresses are only noted (`Rendered.links`): they can be checked
    when everything is rendered. One text at a time in a process.
    """
    from publisher.content.render.converter import settings
    from publisher.content.render.direct import directly

    direct = settings(Findings(entry, body, context), context.extensions)
    found = Findings(entry, body, context)
    if direct is not None and len(body) <= LONGEST and body.strip():
        rendered = directly(body, found, direct)
        if rendered is not None:
            return rendered, in_order(found.problems)
    return by_tree(entry, body, context)


def by_tree(entry: Entry, body: str, context: Context) -> tuple[Rendered, tuple[Problem, ...]]:
    """As `render`, the long way, which takes every text."""
    from publisher.content.render import unfinished
    from publisher.content.render.converter import convert
    from publisher.content.render.leftovers import report
    from publisher.content.render.tree import TEASER_END
    from publisher.content.render.validation import whole

    found = Findings(entry, body, context)
    if len(body) > LONGEST:
        text = f"texten har {number(len(body))} tecken: högst {number(LONGEST)} går"
        found.fault(entry.body_line, text, "Dela upp den i flera.")
        body = ""
    html = convert(body, found, context.extensions)
    start, end, rest = html.partition(TEASER_END)
    if end:
        html = f"{start.rstrip()}\n{rest.lstrip()}".strip()
    if found.unused:
        html = _UNUSED.sub(lambda link: "" if link[1] in found.unused else link[0], html)
    report(html, found)
    unfinished.report(found)
    own = entry.language or context.language
    html = marked(whole(html, found), own)
    rendered = Rendered(
        html=html,
        teaser=marked(whole(as_teaser(start), found, silent=True), own) if end else "",
        text=text_of(html),
        toc=found.toc,
        anchors=tuple(found.anchors),
        links=tuple(found.links),
        media=tuple(found.media.values()),
        names=tuple(sorted(found.names)),
    )
    return rendered, in_order(found.problems)


def digest(entry: Entry, rendered: Rendered, problems: tuple[Problem, ...]) -> Digest:
    """What other pages need to know of a fragment; `problems` are kept with it as they are.

    The summary is the beginning of the running text, headings and chapters left out. Of a piece for
    subscribers it is the beginning of the teaser: a list must not say more than the page does.
    """
    for_all = not isinstance(entry, Piece) or entry.audience == "alla"
    text = rendered.text if for_all else text_of(rendered.teaser)
    headings = {heading.title for heading in rendered.toc}
    lines = [line for line in text[: 8 * SUMMARY].split("\n") if line not in headings]
    if isinstance(entry, Episode) and entry.chapters_in_text:
        lines = [line for line in lines if not begins_with_time(line)]
    return Digest(
        hash=_hash(rendered),
        summary=cut(" ".join(lines), SUMMARY),
        words=words_in(rendered.text),
        anchors=rendered.anchors,
        links=rendered.links,
        media=rendered.media,
        names=rendered.names,
        problems=problems,
    )


def _hash(rendered: Rendered) -> str:
    # As good as over `repr(rendered)`, which spends most of its time on quoting the long strings.
    rest = repr((rendered.toc, rendered.anchors, rendered.links, rendered.media))
    parts = (rendered.html, rendered.teaser, rendered.text, rest)
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
