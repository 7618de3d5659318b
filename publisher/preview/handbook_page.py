"""The handbook as a page: its contents, and the chapters or places that have a word."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from publisher.desk.handbook import (
    FENCE,
    HandbookChapter,
    chapters_of,
    elsewhere,
    handbook_text,
    named,
    places,
)
from publisher.model import Page
from publisher.model.addresses import slug
from publisher.preview.desk_page import HANDBOOK

_EXTENSIONS = ("tables", "fenced_code", "attr_list", "toc")
_SCROLLED = re.compile(r"<(pre|table)\b")
_ANCHOR = re.compile(r'href="#([^"]+)"')


def handbook_page(asked: str) -> str:
    """What the handbook says of the words asked for, or what there is in it."""
    form = (
        f'<form role="search" action="{HANDBOOK}"><label>Sök i handboken '
        f'<input type="search" name="q" value="{escape(asked)}"></label> '
        "<button>Sök</button></form>"
    )
    chapters = _chapters()
    if not asked:
        return form + _contents(chapters)
    wanted = asked.casefold()
    found = [*named(chapters, wanted), *_hits(chapters, wanted)]
    if not found:
        return f'{form}<p class="empty">Handboken säger inget om ”{escape(asked)}”.</p>'
    text = "\n\n".join(found)
    return f'{form}<div class="handbook">{_rendered(text)}</div>'


@lru_cache(maxsize=1)
def _chapters() -> tuple[HandbookChapter, ...]:
    return tuple(chapters_of(handbook_text()))


def _contents(chapters: tuple[HandbookChapter, ...]) -> str:
    rows = "".join(
        f'<li class="level{each.level}"><a href="{_place(title)}">{_plain(title)}</a></li>'
        for each in chapters
        if (title := each.title)
    )
    return f'<ul class="contents">{rows}</ul>'


def _hits(chapters: tuple[HandbookChapter, ...], wanted: str) -> list[str]:
    """The places that have the words, each under a heading that leads to its chapter."""
    titles = elsewhere(chapters, wanted)
    return [
        f"## [{chapter.title}](#{slug(chapter.title)})\n\n" + "\n\n".join(map(_row, told))
        for chapter, told in places(chapters, wanted).items()
        if chapter.title in titles
    ]


def _row(place: str) -> str:
    """A place that can stand by itself: rows as a list, and no half of what is fenced in."""
    if not place.startswith("|"):
        lines = place.splitlines()
        whole = sum(line.startswith(FENCE) for line in lines) % 2 == 0
        return place if whole else "\n".join(row for row in lines if not row.startswith(FENCE))
    cells = ([cell.strip() for cell in row.strip("| ").split("|")] for row in place.splitlines())
    return "\n".join(f"- {' – '.join(filter(None, row))}" for row in cells)


def _plain(title: str) -> str:
    return escape(title.replace("`", ""))


def _place(title: str) -> str:
    return f"{HANDBOOK}?q={quote(title)}"


@lru_cache(maxsize=64)
def _rendered(text: str) -> str:
    """Markdown as all other texts; a link to a chapter leads to where that is looked up."""
    from publisher.content.render import Context, by_tree

    context = Context(
        root=Path(), extensions=tuple((name, {}) for name in _EXTENSIONS), urls={}, names={},
        hidden={}, files=frozenset(), raw_html=False, kinds=(), language="sv",
    )  # fmt: skip
    page = Page(id="handbok", source="handbok.md", url=HANDBOOK, title="", body_line=1)
    html = by_tree(page, text, context)[0].html
    titles = {slug(each.title): each.title for each in _chapters()}

    def looked_up(match: re.Match[str]) -> str:
        title = titles.get(slug(unescape(match[1])))
        return f'href="{_place(title)}"' if title else match[0]

    html = _SCROLLED.sub(r'<\1 tabindex="0"', html)  # for whoever has only a keyboard
    return _ANCHOR.sub(looked_up, html)
