"""What a page is, told to machines as JSON-LD (https://schema.org, https://json-ld.org).

What search engines ask of each type stands in Google's guides, named where the type is made:
https://developers.google.com/search/docs/appearance/structured-data/search-gallery.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from publisher.config import Config
from publisher.model import Article, Edition, Entry, Episode, Page, Show
from publisher.site.cards import ListCard, Term
from publisher.site.head import PageHead
from publisher.site.json_ld_base import Node, Shown
from publisher.site.json_ld_entries import EntryNodes


def linked(config: Config, head: PageHead, shown: Shown) -> str:
    """The page's graph, fit to stand in a `<script>`; empty for a page that is not to be found.

    `shown` is what the page's template gets. No text of the author's can end the script: what
    could is written as JSON escapes (https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-
    json-ld-script-elements).
    """
    if not head.listed:
        return ""
    nodes = [_pruned(node) for node in _Graph(config, head, shown).nodes()]
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": nodes},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


class _Graph(EntryNodes):
    """The nodes of one page."""

    def nodes(self) -> Iterator[Node]:
        match self.shown.get("entry"):
            case Episode() as episode:
                yield self.episode(episode)
            case Article() as article:
                yield self.article(article, "NewsArticle")
            case Edition() as edition:
                yield self.edition(edition)
            case Page() as page:
                yield {**self._web_page("WebPage"), "name": page.title}
            case _ if self.head.url == "/":
                yield self.organisation()
                yield self._site()
            case _:
                yield from self._list()
        if trail := self._trail():
            yield trail

    def _list(self) -> Iterator[Node]:
        show = self.shown.get("show")
        if isinstance(show, Show):
            yield {
                **self.series(show),
                "description": show.description,
                "inLanguage": show.language,
                "image": self.absolute(show.image.url),
                "author": [{"@type": "Person", "name": host.name} for host in show.hosts],
                "publisher": self.organisation(),
                "sameAs": [link.url for link in show.platforms],
            }
        person = self._person()
        yield {
            **self._web_page("ProfilePage" if person else "CollectionPage"),
            "name": self.head.title,
            "mainEntity": person or self._items(),
        }

    def _person(self) -> Node | None:
        """https://developers.google.com/search/docs/appearance/structured-data/profile-page."""
        _, folder, *rest = self.head.url.split("/")
        if folder != "forfattare" or len(rest) == 1:
            return None
        return {
            "@type": "Person",
            "name": self.head.title.partition(", sida ")[0],
            "description": self.head.description,
            "url": self.url,
        }

    def _items(self) -> Node | None:
        shown = self.shown.get("terms") or self.shown.get("cards")
        cards = [one for one in shown if isinstance(one, ListCard | Term)] if _many(shown) else []
        if not cards:
            return None
        return {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "url": self.absolute(card.url)}
                for number, card in enumerate(cards, 1)
            ],
        }

    def _site(self) -> Node:
        config = self.config
        return {
            "@type": "WebSite",
            "@id": self.id("webbplats"),
            "name": config.site_name,
            "url": config.site_url,
            "description": config.site_description,
            "inLanguage": config.language,
            "publisher": {"@id": self.id("organisation")},
            "potentialAction": self._search() if config.search else None,
        }

    def _search(self) -> Node:
        """https://schema.org/SearchAction."""
        return {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": self.absolute("/sok/?q={search_term_string}"),
            },
            "query-input": "required name=search_term_string",
        }

    def _web_page(self, kind: str) -> Node:
        return {
            "@type": kind,
            "@id": self.url,
            "url": self.url,
            "description": self.head.description,
            "inLanguage": self.language,
            "isPartOf": {"@id": self.id("webbplats")},
        }

    def _trail(self) -> Node | None:
        """https://developers.google.com/search/docs/appearance/structured-data/breadcrumb."""
        steps = [(one.name, one.url) for one in self._above()]
        if self.head.url == "/" or not self.head.title:
            return None
        steps = [("Start", "/"), *steps, (self.head.title, self.head.url)]
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": number,
                    "name": name,
                    "item": self.absolute(url),
                }
                for number, (name, url) in enumerate(steps, 1)
            ],
        }

    def _above(self) -> Sequence[Term]:
        """What the page stands under, outermost first."""
        entry, listing = self.shown.get("entry"), self.shown.get("listing")
        if isinstance(entry, Episode):
            show = self.config.show(entry.show)
            return (Term(name=show.title, url=show.url),)
        if isinstance(entry, Edition):
            return (Term(name="Nyhetsbrev", url="/nyhetsbrev/"),)
        if isinstance(entry, Entry):
            categories = self.shown.get("categories")
            return categories[:1] if isinstance(categories, tuple) else ()
        label = getattr(listing, "label", None)
        return (label,) if isinstance(label, Term) else ()


def _many(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def _pruned(node: Node) -> Node:
    """Without what is empty; `False` and 0 say something."""
    return {
        name: _pruned(value) if isinstance(value, dict) else value
        for name, value in ((name, _inner(value)) for name, value in node.items())
        if value is not None and value not in ("", [], {})
    }


def _inner(value: object) -> object:
    if isinstance(value, list):
        return [_pruned(each) if isinstance(each, dict) else each for each in value]
    return value
