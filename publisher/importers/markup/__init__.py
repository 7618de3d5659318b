"""HTML of others → our Markdown, and a note for whatever Markdown cannot say.

`parsed` makes a tree, `converted` writes it. Nothing is fetched, nothing is run.
"""

from __future__ import annotations

from publisher.importers.markup.blocks import converted
from publisher.importers.markup.prepare import embed, prepared
from publisher.importers.markup.settings import LinkGoal, Settings
from publisher.importers.markup.tree import ILLEGAL, parsed, serialized

__all__ = [
    "ILLEGAL",
    "LinkGoal",
    "Settings",
    "converted",
    "embed",
    "parsed",
    "prepared",
    "serialized",
]
