"""What the outside world polls: feeds of the site and of its lists, and one podcast feed a show.

recipes     which feeds there are, and what each depends on (imports nothing heavy)
lists       tags, categories and authors with feeds of their own
articles    ArticleFeed → Channel and Items        podcast   Show → Channel and Items
channel     Channel, Item, Tag: a feed as values   apple, podcasting   the tags of podcasts
fragment    an entry's text as outsiders see it    markup    text and HTML that feeds can bear
stylesheet  what a browser shows a feed by
rss, atom, jsonfeed   Channel and Items → bytes (rss is feedgen's only importer)
formats     which of them writes which of `model/feed_formats.py`
"""

from publisher.feeds.recipes import groups

__all__ = ["groups"]
