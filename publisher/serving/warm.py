"""Imports what most builds after an edit need. Importing this is all there is to it.

`mkdocs` and `material` are left out: only a change of theme, menu or settings needs them.
"""

from publisher import editions, examine, feeds, inspection, making, site, texts
from publisher.config import loader, schema_feeds, schemas
from publisher.editions import frame as editions_frame
from publisher.editions import message
from publisher.feeds import atom, rss
from publisher.gate import door
from publisher.render import converter
from publisher.site import frame as site_frame

__all__ = [
    "atom",
    "converter",
    "door",
    "editions",
    "editions_frame",
    "examine",
    "feeds",
    "inspection",
    "loader",
    "making",
    "message",
    "rss",
    "schema_feeds",
    "schemas",
    "site",
    "site_frame",
    "texts",
]
