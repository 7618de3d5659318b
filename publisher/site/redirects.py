"""Old addresses that lead to the present ones, for links that others have saved."""

from __future__ import annotations

from publisher.site.frame import Frame
from publisher.work import Shelf, Work


def redirects(work: Work, frame: Frame) -> Shelf:
    """A small page at every old address, which leads on by itself and has a plain link."""
    recipes = (
        frame.alone("redirect.html", old, {"target": new}) for old, new in work.site.redirects
    )
    return Shelf(name="site:redirects", recipes=tuple(recipes))
