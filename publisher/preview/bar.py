"""The bar over every page of a preview, and the banner of what is not published yet.

Both are put into pages as they are served, in shadow trees of their own, so that the page's style
and theirs leave each other alone; what is built never has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from publisher.build.previewing import ComingText
from publisher.problems import Problem
from publisher.swedish import moment

OWN = "/__publisher__"
"""Under this lies what belongs to the preview and not to the publication."""
BLANK = f"{OWN}/blank/"
"""A page with nothing on it: where a text is shown that has no page yet."""
_COUNT = (
    "min-width:14px;padding:1px 5px;border-radius:9px;background:rgb(255 255 255/18%);"
    "font-size:12px;font-weight:600;text-align:center"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPlaces:
    """Where the bar leads: the site, its letters, and the desk."""

    site: str
    letters: str
    desk: str


def bar(places: BarPlaces, here: str, drafts: int, advice: int) -> str:
    """*Sajt · Brev · Utkast · Råd*, with how many there are of the last two; `here` is marked."""
    rows = (
        ("Skrivbordet", places.desk, None),
        ("Sajt", places.site, None),
        ("Brev", places.letters, None),
        ("Utkast", f"{places.desk}#utkast", drafts),
        ("Råd", f"{places.desk}#rad", advice),
    )
    links = "".join(_link(name, url, here, count) for name, url, count in rows)
    # The links stand in the page itself: axe asks whether the one that skips to the text comes
    # first, and cannot tell of what is in a shadow tree.
    nav = '<nav aria-label="Förhandsvisning"><slot></slot></nav>'
    return _shadow("publisher-bar", nav, links)


def _link(name: str, url: str, here: str, count: int | None) -> str:
    current = ' aria-current="page"' if url == here else ""
    number = "" if count is None else f' <b style="{_COUNT}">{count}</b>'
    return f'<a href="{escape(url)}"{current}>{name}{number}</a>'


def banner(text: ComingText, now: datetime) -> str:
    """What is said over a text that nobody else can see yet; empty once its hour has come."""
    if not (when := tag(text.at, now)):
        return ""
    stops = sum(bool(each.fatal or (each.coming and each.coming.stops)) for each in text.problems)
    wrong = f'<p class="wrong">{_count(stops)}</p>{faults(text.problems)}' if stops else ""
    body = (
        f'<section aria-label="Inte publicerad"><p><strong>{when}</strong> '
        f"<span>Syns bara här.</span> <code>{escape(text.source)}</code></p>{wrong}</section>"
    )
    return _shadow("publisher-banner", body)


def tag(at: datetime | None, now: datetime) -> str:
    """`Utkast`, or `Publiceras 7 december 06.30`; empty once that hour has come."""
    if at is None:
        return "Utkast"
    return f"Publiceras {moment(at, now)}" if at > now else ""


def faults(problems: Iterable[Problem]) -> str:
    """Faults with file, line and next step, as a list."""
    rows = "".join(
        f"<li><code>{escape(place(each))}</code> {escape(each.text)}<p>{escape(each.hint)}</p></li>"
        for each in problems
    )
    return f"<ul>{rows}</ul>" if rows else ""


def place(problem: Problem) -> str:
    """`content/artiklar/2025/var.md, rad 31`."""
    return f"{problem.path}, rad {problem.line}" if problem.line else problem.path


def _count(stops: int) -> str:
    return (
        "Ett fel att rätta före publicering:"
        if stops == 1
        else (f"{stops} fel att rätta före publicering:")
    )


def _shadow(name: str, body: str, slotted: str = "") -> str:
    style = f'<link rel="stylesheet" href="{OWN}/bar.css">'
    return f'<{name}><template shadowrootmode="open">{style}{body}</template>{slotted}</{name}>'
