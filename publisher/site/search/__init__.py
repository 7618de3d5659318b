"""The search index: every entry's public text, in blocks of years that the reader's browser joins.

Pagefind (`engine.py`) makes an index of a folder of documents. One index over everything does not
scale, neither in time nor in memory, so each block of years is one of its own, and only a block
that something changed in is made again. Lists are never indexed: they say nothing of their own.
"""

from publisher.site.search.index import FOLDER, GROUP, group

__all__ = ["FOLDER", "GROUP", "group"]
