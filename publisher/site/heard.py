"""Which episode an article leads on to: the first that came after it, or the newest there is.

So every article since the last episode leads to the newest, and an episode that is published
touches those alone, never all articles that there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from publisher.engine.recipes import BuildContext
from publisher.model import Article, Entry, Episode
from publisher.site.cards import Neighbour
from publisher.site.listings import Order, order


class Heard:
    """The episodes of one build beside its articles."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the articles and episodes, and what has changed."""
        self._context = context

    def beside(self, article: Article) -> Mapping[str, Neighbour]:
        """One episode that anybody may hear of each show that has any, by the show's id."""
        found = {}
        for show, row in self._rows.items():
            at = min(bisect_left(row, order(article), key=order), len(row) - 1)
            found[show] = Neighbour(url=row[at].url, title=row[at].title)
        return found

    def touched(self, entry: Entry) -> Iterator[str]:
        """The ids of the articles that lead to this episode, or led there before it changed."""
        if not isinstance(entry, Episode):
            return
        row = self._rows.get(entry.show, ())
        before = row[: bisect_left(row, order(entry), key=order)]
        last = bisect_right(row, order(entry), key=order) == len(row)
        articles: Sequence[Article] = self._articles
        begin = bisect_right(articles, order(before[-1]), key=order) if before else 0
        end = len(articles) if last else bisect_right(articles, order(entry), key=order)
        yield from (article.id for article in articles[begin:end])

    @cached_property
    def _rows(self) -> Mapping[str, Sequence[Episode]]:
        rows: dict[str, list[Episode]] = {show.id: [] for show in self._context.config.shows}
        for episode in self._context.site.episodes:
            if not episode.closed:
                rows.setdefault(episode.show, []).append(episode)
        return {show: sorted(row, key=order) for show, row in rows.items() if row}

    @cached_property
    def _articles(self) -> Sequence[Article]:
        def when(article: Article) -> Order:
            return order(article)

        return sorted(self._context.site.articles, key=when)
