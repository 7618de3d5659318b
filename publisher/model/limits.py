"""How much of anything the program takes on: every limit on size, in one place.

What is larger is refused in words, with its line, before it costs memory or time. The handbook's
page "Gränser" says the same, and a test holds the two together: whoever adds a limit adds a row.
"""

from __future__ import annotations

TEXT_BYTES = 5_000_000
"""A file of text: an article, a transcript, a list of chapters, settings, authors."""
HEAD_BYTES = 200_000
"""The head of a text, between its two lines of ---."""
YAML_VALUES = 200_000
"""Names and values in one file of YAML, aliases counted as often as they are used."""
ALIAS_CHARS = 100_000
"""What all `*references` in a file stand for, together."""
LIST_ITEMS = 1_000
"""The items of one list in a head or in the settings, and the fields of a head."""
VALUE_CHARS = 50_000
"""One value, of any kind."""
LINE_CHARS = 1_000
"""A value that is one line: a title, a name, a tag."""
KEY_CHARS = 100
"""The name of a field."""
YAML_DEPTH = 50
"""How deep lists and groups may lie inside each other."""
NAME_CHARS = 80
"""The name of a file that `publisher new` makes from a title, without date and ending."""
