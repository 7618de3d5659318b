"""What a line must look like to begin a block."""

from __future__ import annotations

import re

from publisher.content.render.reading import html

RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
BULLET = re.compile(r"[*+-](?=[ \t]|$)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
NOTE = re.compile(r"\[\^([^\]\s]{1,100})\]:[ \t]*")
ABBREVIATION = re.compile(r"\*\[([^\\\]]{1,100})\][ ]?:[ ]*(\S.*)$")
BOX = re.compile(r'!!! ?([\w-]+(?: +[\w-]+)*)(?: +"(.*)")? *$')
MEANING = re.compile(r":[ \t]+(?=\S)")
STARTS = frozenset(">#`~<=-_*+|:![0123456789")
"""What a line must begin with to be anything but running text."""


def heading(line: str) -> tuple[int, str] | None:
    """The level and the words of a heading that is marked with #; None when the line is none."""
    if (match := HEADING.match(line)) is None:
        return None
    text = line[match.end() :].strip(" \t")
    kept = text.rstrip("#")
    if kept != text and (not kept or kept[-1] in " \t"):
        text = kept.rstrip(" \t")
    return len(match[1]), text


def box(line: str) -> tuple[str, str] | None:
    """The classes and the title of a box that begins with this line; None when none does."""
    if (match := BOX.match(line)) is None:
        return None
    kind = " ".join(match[1].lower().split())
    return kind, kind.split(" ", 1)[0].capitalize() if match[2] is None else match[2]


def interrupts(rest: str) -> bool:
    """Whether a line that stands in no more than three spaces ends a table above it."""
    if rest[0] not in STARTS:
        return False
    return bool(
        rest[0] == ">"
        or RULE.match(rest)
        or HEADING.match(rest)
        or FENCE.match(rest)
        or BULLET.match(rest)
        or NUMBER.match(rest)
        or (rest[0] == "<" and html.begun(rest, in_paragraph=True))
    )
