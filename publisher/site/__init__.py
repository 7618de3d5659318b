"""The site: pages, lists and the theme around them, as groups of recipes.

What is here of MkDocs and Material (`chrome.py`) is here only; when they go, this room is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup
from publisher.site.apart import page_apart
from publisher.site.assets import media, pictured, static
from publisher.site.cards import SiteLookup
from publisher.site.chrome import ChromeCache, chrome
from publisher.site.corrections import OWN as CORRECTIONS
from publisher.site.corrections import Corrections, withdrawn
from publisher.site.frame import PageFrame
from publisher.site.front import Front
from publisher.site.icons import icons
from publisher.site.listings import Listings
from publisher.site.lists import ListingPages
from publisher.site.menu import moved
from publisher.site.originals import originals
from publisher.site.pages import EntryPages
from publisher.site.pictures import Gallery
from publisher.site.redirects import headers, redirects
from publisher.site.sitemap import robots, sitemap
from publisher.site.timeline import groups as timelines

__all__ = ["beside_episode", "groups", "page_apart", "pictured"]


def groups(context: BuildContext, state: ChromeCache) -> Iterator[RecipeGroup]:
    """Every group that may differ from the last build; of files only, when no entry has changed.

    `state` keeps what was learnt from MkDocs' theme. A change to the menu is a change to all pages.
    """
    if not (context.everything or context.changes or context.within_texts):
        # What letters were promised may have changed: the ledger tells, and no text.
        yield originals(context)
        yield media(context, Gallery(context))
        return
    everything = context.everything or moved(context)
    around = chrome(context, state)
    lookup, frame, places = SiteLookup(context), PageFrame(context, around), Listings(context)
    if context.within_texts:
        yield from EntryPages(lookup, frame, places).groups(everything=False)
        return
    lists = ListingPages(lookup, frame, places)
    front = Front(lookup, frame, lists)

    if everything:
        yield static(context, around)
        yield icons(context, frame.social)
        yield from frame.social.groups()
        yield robots(context)
        yield headers(context)
        yield withdrawn(context, frame)
        yield front.not_found()
    yield from front.groups()
    yield front.search()
    yield from EntryPages(lookup, frame, places).groups(everything=everything)
    yield from timelines(context, everything=everything)
    yield from lists.groups(everything=everything)
    yield from Corrections(lookup).groups(frame, everything=everything)
    yield sitemap(context, (*_lists(context), *lists.addresses()))
    if context.standing:
        return
    yield from redirects(context, frame)
    yield originals(context)
    yield media(context, lookup.gallery)


def _lists(context: BuildContext) -> Iterator[str]:
    """The addresses of lists that are always there, or that have something in them."""
    yield from ("/taggar/", "/kategorier/", "/forfattare/")
    own = any(page.url == CORRECTIONS for page in context.site.pages)
    if context.site.corrected and not own and CORRECTIONS not in context.led:
        yield CORRECTIONS


def beside_episode(context: BuildContext) -> Iterator[Recipe]:
    """Chapters and transcripts of the episodes among what has changed."""
    for group in timelines(context, everything=False):
        yield from group.recipes
