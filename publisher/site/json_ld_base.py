"""What pages' linked data have in common: who publishes, where addresses begin, who wrote."""

from __future__ import annotations

from typing import Any

from publisher.config import Config
from publisher.model import Show
from publisher.site.head import PageHead
from publisher.site.icons import MARK, MARK_SIDE

Node = dict[str, Any]
"""A thing of schema.org; what is empty in it is left out before it is written."""


class PageNodes:
    """One page: its address, its language, and nodes that stand in many."""

    def __init__(self, config: Config, head: PageHead) -> None:
        """`head` is the page's own."""
        self.config = config
        self.head = head
        self.url = config.absolute(head.url)
        self.language = head.language or config.language

    def organisation(self) -> Node:
        """Who publishes (https://schema.org/NewsMediaOrganization)."""
        config = self.config
        return {
            "@type": "NewsMediaOrganization",
            "@id": self.id("organisation"),
            "name": config.site_name,
            "url": config.site_url,
            "logo": {
                "@type": "ImageObject",
                "url": self.absolute(MARK),
                "width": f"{MARK_SIDE}",
                "height": f"{MARK_SIDE}",
            },
            "email": config.contact if "@" in config.contact else "",
        }

    def series(self, show: Show) -> Node:
        """A podcast (https://schema.org/PodcastSeries)."""
        return {
            "@type": "PodcastSeries",
            "@id": f"{self.absolute(show.url)}#podd",
            "name": show.title,
            "url": self.absolute(show.url),
            "webFeed": self.absolute(show.feed_url),
        }

    def authors(self) -> list[Node] | Node:
        """Those who signed; the newsroom where nobody did."""
        people = [
            {
                "@type": "Person",
                "name": one.name,
                "url": self.absolute(one.url),
                "image": self.absolute(one.image),
            }
            for one in self.head.authors
        ]
        return people or {"@id": self.id("organisation")}

    def id(self, name: str) -> str:
        """What is one and the same on every page."""
        return f"{self.config.site_url}#{name}"

    def absolute(self, url: str) -> str:
        """A site address with the origin; others as they are."""
        return self.config.absolute(url)
