"""HTML of others → our Markdown, and a note for whatever Markdown cannot say.

`parsed` makes a tree, `converted` writes it. Nothing is fetched, nothing is run.
"""

from __future__ import annotations

from publisher.content.markup.blocks import converted
from publisher.content.markup.prepare import embed, prepared
from publisher.content.markup.settings import LinkGoal, Settings
from publisher.content.markup.tree import ILLEGAL, parsed, serialized

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
