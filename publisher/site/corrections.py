"""All that has been put right or taken back, in one list, and the pages of what is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.model import Artifact, Edition, Entry, Page, Piece, WithdrawnEntry
from publisher.model.addresses import SITE
from publisher.site.cards import SiteLookup
from publisher.site.dates import local
from publisher.site.frame import PageFrame
from publisher.site.head import PageHead
from publisher.site.languages import withdrawn_words
from publisher.site.page_values import (
    CorrectionLine,
    CorrectionsContent,
    CorrectionYear,
    EntryContent,
    EntryText,
    WithdrawnContent,
)

OWN = "/rattelser/"
"""Where the list lies; the publication's own page at that address has it below its words."""
GONE = "410.txt"
"""Beside the page of what is taken back: a web server that finds it there can answer 410."""
_PLACE = "#sajt:rattelser"
_DEK = "Här står allt som har rättats eller dragits tillbaka efter att det publicerades."
_TEXT = EntryText(text="", closed=False, contents=())


class Corrections:
    """The list of what has been put right or taken back, newest first."""

    def __init__(self, lookup: SiteLookup) -> None:
        """`lookup` has what letters say of themselves."""
        self._lookup = lookup
        self._context = lookup.context

    def is_it(self, page: Page) -> bool:
        """Whether this page of the publication's own has the list."""
        return page.url == OWN

    def touched(self) -> Iterator[str]:
        """The publication's own page, when what the list tells may have changed."""
        if any(map(_tells, self._context.touched())):
            yield from (page.id for page in self._context.site.pages if self.is_it(page))

    def content(self, page: EntryContent) -> CorrectionsContent:
        """What the page shows; `page` is what it would as any other."""
        return CorrectionsContent(**vars(page), years=tuple(self._years()))

    def groups(self, frame: PageFrame, *, everything: bool) -> Iterator[RecipeGroup]:
        """The page, if it may be another than it was."""
        if everything or any(e.url == OWN or _tells(e) for e in self._context.touched()):
            yield self._group(frame)

    def _group(self, frame: PageFrame) -> RecipeGroup:
        """The page, where the publication has none of its own and leads nowhere else from there."""
        pages = self._context.site.pages
        if OWN in self._context.led or any(map(self.is_it, pages)):
            return RecipeGroup(name="site:corrections", recipes=())
        entry = Page(id="", source="", url=OWN, title="Rättelser", description=_DEK, body_line=1)
        plain = EntryContent(entry=entry, minutes=1, versions=(), promised="", pictures=())
        shown = self.content(plain)
        head = PageHead(title=entry.title, url=OWN, description=_DEK, listed=bool(shown.years))
        page = frame.recipe("corrections.html", head, shown, lambda: _TEXT)
        return RecipeGroup(name="site:corrections", recipes=(page,))

    def _years(self) -> Iterator[CorrectionYear]:
        lines = sorted(self._lines(), key=lambda line: (line.date, line.title), reverse=True)
        for year, found in groupby(lines, key=lambda line: local(line.date).year):
            yield CorrectionYear(year=year, lines=tuple(found))

    def _lines(self) -> Iterator[CorrectionLine]:
        site = self._context.site
        for piece in self._context.pieces:
            for each in piece.corrections:
                yield CorrectionLine(
                    kind="Rättelse",
                    title=piece.title,
                    url=piece.url + _PLACE,
                    date=each.date,
                    text=each.text,
                )
        for letter in site.editions:
            if letter.corrects:
                yield self._of_letter(letter)
        for gone in site.withdrawn:
            if not gone.translation_of:
                yield CorrectionLine(
                    kind=withdrawn_words("", gone.was, gone.withdrawal.date).kicker,
                    title=gone.title,
                    url=gone.url,
                    date=gone.withdrawal.date,
                    text=gone.withdrawal.reason,
                )

    def _of_letter(self, letter: Edition) -> CorrectionLine:
        """A letter that went out to put another right."""
        return CorrectionLine(
            kind="Rättelse i brev",
            title=letter.title,
            url=letter.url,
            date=letter.date,
            text=self._lookup.description(letter),
        )


def withdrawn(context: BuildContext, frame: PageFrame) -> RecipeGroup:
    """A page at the address of each text that is taken back: that it is so, since when and why.

    What is taken back is in the mark that all pages share: when any of it differs, all is named.
    """
    recipes = (each for gone in context.site.withdrawn for each in _pages(gone, frame))
    return RecipeGroup(name="site:withdrawn", recipes=tuple(recipes))


def _pages(gone: WithdrawnEntry, frame: PageFrame) -> Iterator[Recipe]:
    words = withdrawn_words(gone.language, gone.was, gone.withdrawal.date)
    head = PageHead(
        title=f"{words.kicker}: {gone.title}", url=gone.url, listed=False, language=gone.language
    )
    yield frame.recipe("withdrawn.html", head, WithdrawnContent(entry=gone, words=words, goal=OWN))
    path = f"{SITE}{gone.url}{GONE}"
    made = (Artifact(path=path, data=f"{words.told}\n".encode()),)
    yield Recipe(name=path, key=key(words.told), make=lambda: made)


def _tells(entry: Entry) -> bool:
    if isinstance(entry, Edition):
        return bool(entry.corrects)
    return isinstance(entry, Piece) and bool(entry.corrections)
