"""A folder of Markdown → records: Hugo, Jekyll, Eleventy, Obsidian, and what we export ourselves.

`heads` reads front matter, `generator` knows which program the folder is of and what addresses it
gave, `expanding` says its shortcodes in Markdown, `pages` makes the HTML that the judge holds our
text against (by markdown-it, not by our own renderer), and `folder` is the source.
"""

from publisher.importers.markdown.folder import MarkdownFolder

__all__ = ["MarkdownFolder"]
