"""Imports what most builds after an edit need. Importing this is all there is to it.

`mkdocs` and `material` are left out: only a change of theme, menu or settings needs them.
"""

from publisher import feeds, mail, site
from publisher.build import inputs, quality
from publisher.config import loader, schema_feeds, schemas
from publisher.content import fragments
from publisher.content.render import converter
from publisher.engine import outputs
from publisher.feeds import formats
from publisher.feeds.gate import dispatch
from publisher.mail import message
from publisher.mail import templates as editions_frame
from publisher.site import frame as site_frame

__all__ = [
    "converter",
    "dispatch",
    "editions_frame",
    "feeds",
    "formats",
    "fragments",
    "inputs",
    "loader",
    "mail",
    "message",
    "outputs",
    "quality",
    "schema_feeds",
    "schemas",
    "site",
    "site_frame",
]
