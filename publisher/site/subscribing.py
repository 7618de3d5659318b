"""The page where readers come to subscribe: its form, what comes when, and the latest letter."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.config import MailingList
from publisher.model import Article, Edition, Page
from publisher.site.cards import SiteLookup
from publisher.site.page_values import EntryContent, SubscribeContent

OWN = "/prenumerera/"
"""Where the page lies when the settings name only a service: what editors call it anyway."""


class Subscribing:
    """Which page it is, and what it shows besides its words."""

    def __init__(self, lookup: SiteLookup) -> None:
        """`lookup` has the cards of letters."""
        self._lookup = lookup
        self._context = lookup.context

    def is_it(self, page: Page) -> bool:
        """Whether readers come to this page to subscribe."""
        config = self._context.config
        if config.subscribe_url == config.people.service:  # the service alone is named, or nothing
            return bool(config.subscribe_form) and page.url == OWN
        return page.url == config.subscribe_url

    def touched(self) -> Iterator[str]:
        """The page, when a letter or an article has come or gone: it shows what there is."""
        if any(isinstance(entry, Edition | Article) for entry in self._context.touched()):
            yield from (page.id for page in self._context.site.pages if self.is_it(page))

    def content(self, page: EntryContent) -> SubscribeContent:
        """What the page shows; `page` is what it would as any other. Corrections are no example."""
        config = self._context.config
        editions = (each for each in self._context.site.editions if not each.corrects)
        newest = max(editions, key=lambda each: (each.date, each.id), default=None)
        return SubscribeContent(
            **vars(page),
            letter=self._lookup.card(newest) if newest else None,
            lists=tuple(self._promised()),
            write_to="" if config.subscribe_form else config.mail.reply_to,
        )

    def _promised(self) -> Iterator[MailingList]:
        """Every list of our own service; of those one writes for, the ones that something is in.

        What another service sends, nobody here knows.
        """
        config, site = self._context.config, self._context.site
        if config.subscribe_form and not config.people.service:
            return
        filled = {"artiklar": bool(site.articles), "brev": bool(site.editions)}
        for each in config.people.lists:
            if config.people.service or filled.get(each.kind, True):
                yield each
