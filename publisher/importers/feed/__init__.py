"""Feeds: articles out of RSS 2.0, Atom 1.0 and JSON Feed, and podcasts out of RSS.

source    the files of one feed → records, each once
rss       an `<item>`, of articles or of a podcast
channel   what a podcast says of itself
others    Atom's entries, JSON Feed's items
said      names, times and numbers as feeds write them
"""

from publisher.importers.feed.source import SavedFeed

__all__ = ["SavedFeed"]
