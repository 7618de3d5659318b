"""A field whose value needs quotes → the line as it should have been."""

from __future__ import annotations

import re

FIELD = re.compile(r"(\s*(?:- )?)([\w-]+):\s+(\S.*)")


def quoted(line: str) -> str:
    """The line as it should have been, when a pair of quotes is all it lacks."""
    found = FIELD.fullmatch(line)
    if found is None or {'"', "'"} <= set(found[3]):
        return "Sätt citattecken runt hela värdet."
    sign = "'" if '"' in found[3] or "\\" in found[3] else '"'
    return f"Sätt citattecken runt hela värdet: {found[2]}: {sign}{found[3].rstrip()}{sign}"


def all_quoted(line: str) -> str:
    """The line with quotes of the other kind around all of it; empty when it has both kinds."""
    found = FIELD.fullmatch(line)
    if found is None or {'"', "'"} <= set(found[3]):
        return ""
    value = found[3].rstrip()
    sign = "'" if '"' in value else '"'
    if _around_all(value):
        value = value[1:-1]
    return f"Sätt andra citattecken runt alltihop: {found[2]}: {sign}{value}{sign}"


def _around_all(value: str) -> bool:
    """Whether its first and last quotes are YAML's: the next within opens, or is an apostrophe.

    >>> [_around_all(each) for each in ("'Kina's väg'", '"Ordet "frihet" igen"', '"Ja" och "nej"')]
    [True, True, False]
    """
    inner = value[1:-1]
    at = inner.find(value[0])
    if value[0] != value[-1] or at < 1:
        return False
    return inner[at - 1].isspace() or inner[at + 1 : at + 2].isalnum()
