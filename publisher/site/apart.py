"""The page of one entry by itself, at another address than its own, for those who know that one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from publisher.engine.recipes import BuildContext, Recipe
from publisher.engine.templates import template_faults
from publisher.model import Artifact, Entry
from publisher.site.cards import SiteLookup
from publisher.site.chrome import Chrome, ChromeCache, chrome
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead
from publisher.site.listings import Listings
from publisher.site.page_values import PageContent, PageText
from publisher.site.pages import EntryPages
from publisher.swedish import STOCKHOLM

HIDDEN = (
    '<meta name="robots" content="noindex, nofollow, noarchive">\n'
    '<meta name="referrer" content="no-referrer">\n'
)
"""That no search engine is to have the page, and no other site to hear of its address by a link."""
_UNSENT = '<meta name="description" content="Så ser brevet ut. Det har inte skickats.">\n'
_BEGINS = 'id="sajt:innehall"'


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartPlace:
    """Where it lies (a site address ending with `/`), its last day, and whether it has a letter."""

    url: str
    until: date
    letter: bool


def page_apart(
    context: BuildContext, state: ChromeCache, entry: Entry, place: ApartPlace
) -> Recipe:
    """The page. All that would tell of it, or lead readers to its own address, is left out."""
    config = replace(context.config, share=(), translate_url="")
    context = replace(context, config=config)
    frame = _ApartFrame(context, chrome(context, state), place)
    return EntryPages(SiteLookup(context), frame, Listings(context)).page(entry)


def letter_apart(html: str) -> str:
    """A letter, a whole document, as such a page; what mail programs have around it, it has itself.

    >>> letter_apart("<head></head><body class='a'>Hej</body>").partition("</head>")[2]
    "<body class='a'><main>Hej</main></body>"
    """
    html = html.replace("</head>", f"{_UNSENT}{HIDDEN}</head>", 1)
    at, end = html.index(">", html.index("<body")) + 1, html.rindex("</body>")
    return f"{html[:at]}<main>{html[at:end]}</main>{html[end:]}"


def _hidden(html: str, note: str) -> str:
    """A page with all that hides it in its head, and a note before what it says."""
    html = html.replace("</head>", f"{HIDDEN}</head>", 1)
    found = html.find(_BEGINS)
    at = html.index(">", found if found >= 0 else html.index("<body")) + 1
    return f"{html[:at]}{note}{html[at:]}"


class _ApartFrame(PageFrame):
    """As any page is framed, but for what hides it and says what it is."""

    def __init__(self, context: BuildContext, around: Chrome, place: ApartPlace) -> None:
        super().__init__(context, around)
        self._place = place

    def recipe(
        self,
        template: str,
        head: PageHead,
        shown: PageContent = PageContent(),  # noqa: B008 (frozen, and without fields)
        text: Callable[[], PageText] = PageText,
        mark: str = "",
    ) -> Recipe:
        head = replace(
            head, url=self._place.url, listed=False, picture=None, image=None, versions=()
        )
        return super().recipe(template, head, shown, text, mark)

    def _make(
        self,
        path: str,
        template: str,
        head: PageHead,
        shown: PageContent,
        text: Callable[[], PageText],
    ) -> tuple[Artifact]:
        (made,) = super()._make(path, template, head, shown, text)
        with template_faults(self._context, "web"):
            note = self._env.get_template("shared.html").render(
                until=datetime.combine(self._place.until, time(12), STOCKHOLM),
                letter=self._place.letter,
            )
        html = made.data.decode() if isinstance(made.data, bytes) else ""
        return (replace(made, data=_hidden(html, note).encode()),)
