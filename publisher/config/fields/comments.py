"""Words of the author's that YAML takes for a comment: all that stands after ` #` on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import yaml

from publisher.problems import Problem

PROSE = {
    *("title", "description", "image_alt", "image_caption", "image_credit", "subject", "preheader"),
    *("tags", "categories", "corrections", "withdrawn", "chapters", "people", "links", "mail"),
}
"""Fields that readers read; after a date or a file's name a comment is one."""
MOST_LOST = 20
"""So many comments are told of in one file."""
_HASH = re.compile(r"\s#", re.MULTILINE)
_TOP = re.compile(r"([\w-]+):")
_AFTER = re.compile(r"\s*#\s*(\S.*?)\s*")
_NO_WORDS = re.compile(r"true|false|null|~|[\d:.TZ+-]+(?: [\d:]+)?")


def lost_words(text: str, path: str, first_line: int) -> Iterator[Problem]:
    """Advice on each value without quotes that a comment follows on its line.

    `text` is YAML that has been read without a fault; `first_line` is its first line in the file.
    """
    if _HASH.search(text):
        yield from islice(_lost(text, path, first_line), MOST_LOST)


def _lost(text: str, path: str, first_line: int) -> Iterator[Problem]:
    rows, fields = text.split("\n"), _fields(text)
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if not isinstance(event, yaml.ScalarEvent) or event.style or event.end_mark is None:
            continue
        row = event.end_mark.line
        if fields[row] not in PROSE or _NO_WORDS.fullmatch(event.value):
            continue
        if found := _AFTER.fullmatch(rows[row][event.end_mark.column :]):
            yield Problem(
                path=path,
                line=first_line + row,
                text=f"från tecknet # är raden en kommentar, och ”{found[1]}” kommer inte med",
                hint="Hör det till texten, sätt citattecken runt hela värdet. Annars: flytta "
                "kommentaren till en egen rad.",
                fatal=False,
            )


def _fields(text: str) -> list[str]:
    """Of each line, the field at the outermost level that it belongs to."""
    name, names = "", []
    for row in text.split("\n"):
        if found := _TOP.match(row):
            name = found[1]
        names.append(name)
    return names
