"""The site: pages, lists and the theme around them, as shelves of recipes.

What is here of MkDocs and Material (`chrome.py`) is here only; when they go, this room is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.engine.recipes import Shelf, Work
from publisher.site.assets import media, pictured, shown, static
from publisher.site.cards import Desk
from publisher.site.chrome import State, chrome
from publisher.site.frame import Frame
from publisher.site.front import Front
from publisher.site.icons import icons
from publisher.site.listings import Places
from publisher.site.lists import Lists
from publisher.site.menu import moved
from publisher.site.originals import originals
from publisher.site.pages import Pages
from publisher.site.pictures import Gallery
from publisher.site.redirects import redirects
from publisher.site.sitemap import robots, sitemap
from publisher.site.timeline import shelves as timelines

__all__ = ["pictured", "shelves", "shown"]


def shelves(work: Work, state: State) -> Iterator[Shelf]:
    """Every shelf that may differ from the last build; of files only, when no entry has changed.

    `state` keeps what was learnt from MkDocs' theme. A change to the menu is a change to all pages.
    """
    if not (work.everything or work.changes):
        # What letters were promised may have changed: the ledger tells, and no text.
        yield originals(work)
        yield media(work, Gallery(work))
        return
    everything = work.everything or moved(work)
    around = chrome(work, state)
    desk, frame, places = Desk(work), Frame(work, around), Places(work)
    lists = Lists(desk, frame, places)
    front = Front(desk, frame, lists)

    if everything:
        yield static(work, around)
        yield icons(work, frame.social)
        yield from frame.social.shelves()
        yield robots(work)
        yield front.not_found()
        yield front.search()
    yield from front.shelves()
    yield from Pages(desk, frame, places).shelves(everything=everything)
    yield from timelines(work, everything=everything)
    yield from lists.shelves(everything=everything)
    yield sitemap(work, ("/taggar/", "/kategorier/", "/forfattare/", *lists.addresses()))
    yield from redirects(work, frame)
    yield originals(work)
    yield media(work, desk.gallery)
