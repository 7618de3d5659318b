"""Heads that have changed: whether nobody need hear of it but those who show the article.

Between entries much can be wrong that no head tells by itself: two of one address or name, a tag
that is spelled in two ways, a promise that is no longer kept. Each rule here is met by an article
of which nothing such can be said, whatever all others are; what no rule is sure of is looked at
together with everything (`inputs.examine`), where the faults are found and told. So a rule may be
too strict, and must never be too lax. Whoever adds a check between entries adds what it asks here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from publisher.build.words import SiteHeads, SiteWords
from publisher.config import Config
from publisher.content.fragments import names_of
from publisher.content.load.duplicates import copied_from
from publisher.ledger import Ledger, standing
from publisher.model import Article, Change, Digest, Entry
from publisher.model.structure import SiteStructure, listed, parted
from publisher.site.listings import ListingKey, ListingPlaces
from publisher.site.lists import address
from publisher.site.pager import numbered

_FREE = (
    *("title", "description", "body_line", "date", "updated", "authors", "categories", "tags"),
    *("mail", "corrections", "pinned", "order"),
)
"""Fields of an article that others may have to show, but that decide nothing else between them."""
_TERMS = ("tags", "categories")
_MANY = 3
"""So many uses make a name common; a rare one that is like it is advised against."""
_PLAIN = re.compile(r"/\d{4}/[a-z0-9-]{1,120}/")
"""The address of an article at which only another text can lie."""
_LONG = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRules:
    """What is known of all others, against which changed articles are held."""

    site: SiteStructure
    words: SiteWords
    heads: SiteHeads
    config: Config
    ledger: Ledger
    people: Collection[str]
    now: datetime

    def local(self, changes: Collection[Change]) -> bool:
        """Whether nobody need hear of the changes but those who show the articles."""
        coming_or_going = sum(change.old is None or change.new is None for change in changes)
        return (
            coming_or_going <= 1
            and not self.site.withdrawn  # texts that lead there, and names, are asked of all
            and not any(map(_is_corrected, changes))
            and all(map(self._is_alone, changes))
            and self._terms_stand(changes)
            and self._lists_stand(changes)
        )

    def pictures_stand(self, old: Digest | None, new: Digest | None, change: Change) -> bool:
        """Whether the same pictures are shown somewhere as before, in texts and over them."""
        if old is not None and new is not None:
            return old.media == new.media
        entry, digest = change.new or change.old, new or old
        shown = tuple(_pictures(entry, digest))
        left = 1 if change.new is None else 0
        mailed = entry is not None and entry.mailed and bool(shown)
        return not mailed and all(
            self.heads.pictures.get(path, 0) - shown.count(path) * left > 0 for path in shown
        )

    def changed(self, changes: Collection[Change], digests: Mapping[str, Digest]) -> SiteHeads:
        """What heads say after the changes; `digests` are of texts that come or go, by id."""
        pictures = Counter(self.heads.pictures)
        for change in changes:
            if change.old is None and change.new is not None:
                pictures.update(_pictures(change.new, digests[change.new.id]))
            elif change.new is None and change.old is not None:
                pictures.subtract(_pictures(change.old, digests[change.old.id]))
        uses = {what: self._uses(what, changes) for what in _TERMS}
        return msgspec.structs.replace(self.heads, uses=uses, pictures=dict(pictures))

    def _is_alone(self, change: Change) -> bool:
        old, new = change.old, change.new
        articles = (each for each in (old, new) if isinstance(each, Article))
        if not all(map(self._is_usual, articles)) or self._is_asked_for(old, new):
            return False
        if new is None:
            return old is not None and self._may_go(old)
        if not isinstance(new, Article) or not self._is_out(new):
            return False
        return self._may_come(new) if old is None else _may_turn(old, new)

    def _is_usual(self, article: Article) -> bool:
        in_menu = any(article.source == line.target for line in self.config.menu)
        return article.source not in self.heads.copied and not in_menu

    def _is_out(self, new: Article) -> bool:
        """Whether all of it is to be seen, and its authors are known."""
        told = (correction.date for correction in new.corrections)
        hours = (new.date, *told, *((new.updated,) if new.updated else ()))
        return not new.draft and max(hours) <= self.now and set(new.authors) <= set(self.people)

    def _is_asked_for(self, old: Entry | None, new: Entry | None) -> bool:
        """Whether a newsletter gathers from its time, or a text calls it by a name."""
        entries = [each for each in (old, new) if isinstance(each, Article)]
        names = frozenset[str]()
        if old is None or new is None or old.title != new.title:
            names = names.union(*map(names_of, entries))
        dates = {entry.date for entry in entries}
        if old is not None and len(dates) == 1 and new is not None:
            dates = set()
        gathered = any(
            start <= date and (end is None or date < end)
            for start, end in self.heads.periods
            for date in dates
        )
        return gathered or not names.isdisjoint(self.words.asked)

    def _may_go(self, old: Entry) -> bool:
        return (
            _is_plain(old)
            and not self.config.redirects
            and old.id not in self.ledger.ids
            and old.id not in self.heads.gathered
            and self.words.linked.isdisjoint((old.source, old.url))
        )

    def _may_come(self, new: Article) -> bool:
        if not _is_plain(new) or self.config.redirects or copied_from(new.source) != new.source:
            return False
        site, id_, url = self.site, new.id.casefold(), new.url.casefold()
        own = {id_, url.rstrip("/")}
        written = {each.casefold() for each in (*site.ids, *site.urls)}
        return (
            written.isdisjoint((id_, url))
            and self.heads.taken.isdisjoint(own)
            and not any(each.casefold().startswith(url.rstrip("/")) for each in self._elsewhere())
            and new.id not in self.ledger.ids
            and not any(each.endswith(".md") for each in site.ids)  # a letter may mean a path by it
            and new.url not in self.ledger.old_addresses()
        )

    def _elsewhere(self) -> Iterator[str]:
        """Addresses that anything but a text or a list has, and that somebody has chosen."""
        yield from (old for old, _ in self.site.redirects)
        yield from (file.url for feed in self.config.feeds for file in feed.files)
        yield from (show.feed_url for show in self.config.shows)

    def _uses(self, what: str, changes: Collection[Change]) -> dict[str, int]:
        uses = Counter(self.heads.uses[what])
        for change in changes:
            uses.subtract(getattr(change.old, what, ()))
            uses.update(getattr(change.new, what, ()))
        return {name: count for name, count in uses.items() if count}

    def _terms_stand(self, changes: Collection[Change]) -> bool:
        """Whether tags and categories are as common as before, or as rare."""

        def often(uses: Mapping[str, int]) -> dict[str, int]:
            return {name: min(count, _MANY) for name, count in uses.items()}

        return all(
            often(self.heads.uses[what]) == often(self._uses(what, changes)) for what in _TERMS
        )

    def _lists_stand(self, changes: Collection[Change]) -> bool:
        """Whether every list has a member as before, and the pages that were promised of it."""
        lengths, places = Counter[ListingKey](), ListingPlaces()
        for change in changes:
            lengths.subtract({*places.of(change.old)} if change.old else ())
            lengths.update({*places.of(change.new)} if change.new else ())
        promised = self._promised_pages()
        for place, more in lengths.items():
            count = len(self.site.lists.get(listed(*place), ()))
            if not count or count + more < 1:
                return False
            least = numbered(min(count, count + more), self.config.per_page)
            if more and (promised is None or promised.get(address(place), 0) > least):
                return False
        return True

    def _promised_pages(self) -> dict[str, int] | None:
        """How many pages each list has had; None when one that was promised is gone."""
        pages: dict[str, int] = {}
        for lines in standing(self.ledger, "list").values():
            for line in lines:
                pages[line.url] = max(line.pages, pages.get(line.url, 0))
        there = {address(ListingKey(*parted(place))) for place in self.site.lists}  # type: ignore[arg-type]
        return pages if pages.keys() <= there else None


def _may_turn(old: Entry, new: Article) -> bool:
    """Whether an article that was published says nothing else that others depend on."""
    if not isinstance(old, Article) or old.mailed != new.mailed:
        return False
    return replace(new, **{name: getattr(old, name) for name in _FREE}) == old


def _is_plain(entry: Entry) -> bool:
    """Whether an entry that comes or goes has only what every article has."""
    return (
        isinstance(entry, Article)
        and not (entry.aliases or entry.foreign_guid or entry.language or entry.translation_of)
        and len(entry.id) <= _LONG
        and _PLAIN.fullmatch(entry.url) is not None
    )


def _pictures(entry: Entry | None, digest: Digest | None) -> Iterator[str]:
    """The pictures that an article shows, by path, as `BuildContext.pictures_of` has them."""
    if isinstance(entry, Article) and entry.image:
        yield entry.image.source
    yield from (media.source for media in (digest.media if digest else ()))


def _is_corrected(change: Change) -> bool:
    """Whether the list of all that has been put right may tell of it, which gathers from all."""
    articles = (each for each in (change.old, change.new) if isinstance(each, Article))
    return any(each.corrections for each in articles)
