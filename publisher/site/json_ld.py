"""What a page is, told to machines as JSON-LD (https://schema.org, https://json-ld.org).

What search engines ask of each type stands in Google's guides, named where the type is made:
https://developers.google.com/search/docs/appearance/structured-data/search-gallery.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from publisher.config import Config
from publisher.site.cards import ListCard, Term
from publisher.site.head import PageHead
from publisher.site.json_ld_base import Node
from publisher.site.json_ld_entries import EntryNodes
from publisher.site.page_values import (
    EditionContent,
    EntryContent,
    EpisodeContent,
    FrontContent,
    Listing,
    ListingContent,
    PageContent,
    PieceContent,
    TermsContent,
    TranslationContent,
)


def linked(config: Config, head: PageHead, shown: PageContent) -> str:
    """The page's graph, fit to stand in a `<script>`; empty for a page that is not to be found.

    `shown` is what the page's template gets. No text of the author's can end the script: what
    could is written as JSON escapes (https://www.w3.org/TR/json-ld11/#restrictions-for-contents-of-
    json-ld-script-elements).
    """
    if not head.listed:
        return ""
    nodes = [_pruned(node) for node in _Graph(config, head).nodes(shown)]
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

    def nodes(self, shown: PageContent) -> Iterator[Node]:
        match shown:
            case EpisodeContent():
                yield self.episode(shown.entry, shown.sound)
            case PieceContent() | TranslationContent():
                yield self.article(shown.entry, "NewsArticle")
            case EditionContent():
                yield self.edition(shown.entry, shown.gathered)
            case EntryContent():
                yield {**self._web_page("WebPage"), "name": shown.entry.title}
            case FrontContent():
                yield self.organisation()
                yield self._site()
                return
            case TermsContent():
                yield self._collection(shown.terms)
            case ListingContent():
                yield from self._list(shown)
        yield self._trail(shown)

    def _list(self, shown: ListingContent) -> Iterator[Node]:
        if show := shown.show:
            yield {
                **self.series(show),
                "description": show.description,
                "inLanguage": show.language,
                "image": self.absolute(show.image.url),
                "author": [{"@type": "Person", "name": host.name} for host in show.hosts],
                "publisher": self.organisation(),
                "sameAs": [link.url for link in show.platforms],
            }
        person = shown.listing.person
        yield self._profile(shown.listing) if person else self._collection(shown.cards)

    def _profile(self, listing: Listing) -> Node:
        """https://developers.google.com/search/docs/appearance/structured-data/profile-page."""
        person: Node = {
            "@type": "Person",
            "name": listing.title,
            "description": self.head.description,
            "url": self.url,
            "image": self.absolute(listing.picture),
        }
        if listing.links:
            person["sameAs"] = [link.url for link in listing.links]
        return {
            **self._web_page("ProfilePage"),
            "name": self.head.title,
            "mainEntity": person,
        }

    def _collection(self, cards: Sequence[ListCard | Term]) -> Node:
        return {
            **self._web_page("CollectionPage"),
            "name": self.head.title,
            "mainEntity": self._items(cards),
        }

    def _items(self, cards: Sequence[ListCard | Term]) -> Node | None:
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

    def _trail(self, shown: PageContent) -> Node:
        """https://developers.google.com/search/docs/appearance/structured-data/breadcrumb."""
        above = ((one.name, one.url) for one in _above(shown))
        steps = [("Start", "/"), *above, (self.head.title, self.head.url)]
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


def _above(shown: PageContent) -> Sequence[Term]:
    """What the page stands under, outermost first."""
    match shown:
        case EpisodeContent(show=show):
            return (Term(name=show.title, url=show.url),)
        case EditionContent():
            return (Term(name="Nyhetsbrev", url="/nyhetsbrev/"),)
        case PieceContent():
            return shown.categories[:1]
        case ListingContent(listing=listing) if listing.label:
            return (listing.label,)
    return ()


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
