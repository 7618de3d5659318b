"""Two podcast feeds side by side, before a move: what listeners would lose or see twice.

fetching      a file or a web address → bytes
paging        all pages of a feed that is divided into several
reading       bytes → OutsideFeed, tolerant of what real feeds have
differences   two OutsideFeeds → what differs, and what to do about it
"""

from publisher.feeds.compare.advice import advice
from publisher.feeds.compare.differences import EpisodeDifference, FeedComparison, Kind, compare
from publisher.feeds.compare.fetching import Fetched, fetch
from publisher.feeds.compare.paging import WholeFeed, whole
from publisher.feeds.compare.reading import OutsideEpisode, OutsideFeed, read

__all__ = [
    "EpisodeDifference",
    "FeedComparison",
    "Fetched",
    "Kind",
    "OutsideEpisode",
    "OutsideFeed",
    "WholeFeed",
    "advice",
    "compare",
    "fetch",
    "read",
    "whole",
]
