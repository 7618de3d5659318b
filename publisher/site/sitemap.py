"""What search engines read: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.model import Artifact, Edition, Entry, Piece
from publisher.site.dates import machine
from publisher.work import Recipe, Shelf, Work, key

_TOP = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(work: Work, lists: Iterable[str]) -> Shelf:
    """Every entry with the day it was last altered, and the given addresses of lists.

    Numbered pages of lists are left out: all they lead to is here already. A sitemap may hold
    50,000 addresses (https://www.sitemaps.org/protocol.html).
    """
    origin = work.config.origin
    lines = (
        *(_line(origin + url, "") for url in ("/", *lists)),
        *(_line(origin + entry.url, _altered(entry)) for entry in work.site.entries),
    )

    def make() -> Iterator[Artifact]:
        xml = f'{_TOP}<urlset xmlns="{_SPACE}">\n{"".join(lines)}</urlset>\n'
        yield Artifact(path="site/sitemap.xml", data=xml.encode())

    recipe = Recipe(name="site/sitemap.xml", key=key(*lines), make=make)
    return Shelf(name="site:sitemap", recipes=(recipe,))


def robots(work: Work) -> Shelf:
    """Everybody is welcome, and told where the sitemap is."""
    text = f"User-agent: *\nDisallow:\n\nSitemap: {work.config.origin}/sitemap.xml\n"
    artifact = Artifact(path="site/robots.txt", data=text.encode())
    recipe = Recipe(name=artifact.path, key=key(text), make=lambda: (artifact,))
    return Shelf(name="site:robots", recipes=(recipe,))


def _altered(entry: Entry) -> str:
    if isinstance(entry, Piece):
        return machine(entry.updated or entry.date)
    return machine(entry.date) if isinstance(entry, Edition) else ""


def _line(url: str, altered: str) -> str:
    """Addresses are ASCII slugs; none holds a sign that XML must have escaped."""
    day = f"<lastmod>{altered}</lastmod>" if altered else ""
    return f"<url><loc>{url}</loc>{day}</url>\n"
