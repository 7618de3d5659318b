"""What search engines read: sitemap.xml, sitemap-news.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from html import escape
from itertools import takewhile

from publisher.config import Config
from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.model import Artifact, Edition, Entry, Piece
from publisher.model.addresses import SITE
from publisher.site.dates import machine

_TOP = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

MOST = 50_000
"""Addresses in one sitemap (https://www.sitemaps.org/protocol.html); more need an index."""
NEWS, NEWS_DAYS = 1000, timedelta(days=2)
"""Pieces in a news sitemap, and how old they may be.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""


def sitemap(context: BuildContext, lists: Iterable[str], most: int = MOST) -> RecipeGroup:
    """Every entry with the day it was last altered, the given lists, and the news.

    Numbered pages of lists are left out: all they lead to is here already.
    """
    whole = context.config.absolute
    lines = (
        *(_line(whole(url), "") for url in ("/", *lists)),
        *map(_line, map(whole, context.addresses), days(context)),
    )
    return RecipeGroup(
        name="site:sitemap", recipes=(*_whole(context.config, lines, most), _news(context))
    )


def robots(context: BuildContext) -> RecipeGroup:
    """Everybody is welcome, and told where the sitemaps are."""
    whole = context.config.absolute
    maps = "".join(f"Sitemap: {whole(f'/{name}.xml')}\n" for name in ("sitemap", "sitemap-news"))
    text = f"User-agent: *\nDisallow:\n\n{maps}"
    artifact = Artifact(path=f"{SITE}/robots.txt", data=text.encode())
    recipe = Recipe(name=artifact.path, key=key(text), make=lambda: (artifact,))
    return RecipeGroup(
        name="site:robots", recipes=(recipe, *_indexnow(context.config.notify.indexnow))
    )


def _indexnow(secret: str) -> Iterator[Recipe]:
    """The file by which search engines see that whoever tells them of news owns the site.

    Its name and content are the key (https://www.indexnow.org/documentation, option 1).
    """
    if secret:
        artifact = Artifact(path=f"{SITE}/{secret}.txt", data=secret.encode())
        yield Recipe(name=artifact.path, key=key(secret), make=lambda: (artifact,))


def _whole(config: Config, lines: Sequence[str], most: int) -> Iterator[Recipe]:
    """One file, or an index at the same address and the parts that it names."""
    if len(lines) <= most:
        yield _file("sitemap.xml", "urlset", lines)
        return
    parts = [lines[at : at + most] for at in range(0, len(lines), most)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    places = [f"<sitemap><loc>{config.absolute('/' + name)}</loc></sitemap>\n" for name in names]
    yield _file("sitemap.xml", "sitemapindex", places)
    for name, part in zip(names, parts, strict=True):
        yield _file(name, "urlset", part)


def _news(context: BuildContext) -> Recipe:
    """The pieces of the two days before the newest one.

    Not of the last two days: those would need a new file when the clock alone has moved. Google
    passes over what is older than it wants.
    """
    lines = [_told(context, piece) for piece in _recent(context)]
    return _file("sitemap-news.xml", "urlset", lines, f' xmlns:news="{_NEWS}"')


def _recent(context: BuildContext) -> list[Piece]:
    """The articles and translations that are news, newest first; none older is looked at."""
    articles = context.site.articles
    translations = [each for each in context.site.translations if isinstance(each, Piece)]
    newest = [piece.date for piece in (*articles[:1], *translations)]
    if not newest:
        return []
    oldest = max(newest) - NEWS_DAYS
    recent: list[Piece] = [piece for piece in translations if piece.date >= oldest]
    recent += takewhile(lambda piece: piece.date >= oldest, articles)
    return sorted(recent, key=lambda piece: (piece.date, piece.id), reverse=True)[:NEWS]


def _told(context: BuildContext, piece: Piece) -> str:
    config = context.config
    language = (piece.language or config.language).partition("-")[0].lower()
    return (
        f"<url><loc>{config.absolute(piece.url)}</loc><news:news>"
        f"<news:publication><news:name>{escape(config.site_name)}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{machine(piece.date)}</news:publication_date>"
        f"<news:title>{escape(piece.title)}</news:title></news:news></url>\n"
    )


def _file(name: str, root: str, lines: Sequence[str], more: str = "") -> Recipe:
    path = f"{SITE}/{name}"

    def make() -> Iterator[Artifact]:
        xml = f'{_TOP}<{root} xmlns="{_SPACE}"{more}>\n{"".join(lines)}</{root}>\n'
        yield Artifact(path=path, data=xml.encode())

    return Recipe(name=path, key=key(root, *lines), make=make)


def days(context: BuildContext) -> Sequence[str]:
    """When each entry was last altered, in the order of `site.entries`; empty for a page."""
    kept = context.kept_days()
    return tuple(map(altered, context.site.entries)) if kept is None else kept


def altered(entry: Entry) -> str:
    """When an entry was last altered, as the sitemap has it; empty for a page."""
    if isinstance(entry, Piece):
        return machine(entry.updated or entry.date)
    return machine(entry.date) if isinstance(entry, Edition) else ""


def _line(url: str, altered: str) -> str:
    """Addresses are ASCII slugs; none holds a sign that XML must have escaped."""
    day = f"<lastmod>{altered}</lastmod>" if altered else ""
    return f"<url><loc>{url}</loc>{day}</url>\n"
