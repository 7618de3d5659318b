"""How a text is read: CommonMark, and what GitHub and Obsidian add, as parts of Python-Markdown.

Python-Markdown's own rules are older than CommonMark: what other programs show as a list, it shows
as running text. Here are a block parser and an inline step that take the place of its own and
read as those programs do, each line and each sign once, so that no text can make them slow. All
around them (extensions' settings, ids of headings, serialising) is the library's.
"""
